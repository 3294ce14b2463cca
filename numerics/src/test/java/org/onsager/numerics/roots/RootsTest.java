package org.onsager.numerics.roots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.onsager.numerics.roots.Root.Crossing;

class RootsTest {

  private static void near(Root root, double exact, Crossing crossing) {
    assertThat(root.crossing()).as("%s, exact %s", root, exact).isEqualTo(crossing);
    assertThat(root.location()).as("%s", root).isCloseTo(exact, within(root.error() + 1e-300));
  }

  @Test
  void aBracketedRootIsFoundToRoundingAndItsErrorHoldsIt() {
    Root r = Roots.bracketed(x -> x * x - 2, 0, 2);
    near(r, Math.sqrt(2), Crossing.RISING);
    assertThat(r.error()).isLessThan(1e-14);
    near(Roots.bracketed(Math::cos, 1, 2), Math.PI / 2, Crossing.FALLING);
    near(Roots.bracketed(x -> x, 0, 2), 0, Crossing.RISING);
    near(Roots.bracketed(x -> 2 - x, 0, 2), 2, Crossing.FALLING);
    assertThatThrownBy(() -> Roots.bracketed(x -> x * x + 1, 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no bracket of a root: f(0.0) = 1.0 and f(2.0) = 5.0");
  }

  @Test
  void allZerosOfTheSineAreFoundWithTheirDirections() {
    List<Root> roots = Roots.all(Math::sin, Grids.linear(1, 20, 50));
    assertThat(roots).hasSize(6);
    for (int k = 0; k < 6; k++) {
      near(roots.get(k), Math.PI * (k + 1), k % 2 == 0 ? Crossing.FALLING : Crossing.RISING);
      assertThat(roots.get(k).error()).isLessThan(1e-13);
    }
  }

  @Test
  void aDoubleRootIsATangentWhereverTheGridLies() {
    for (int points : new int[] {2, 3, 10, 11, 20, 101}) {
      for (double at : new double[] {0.5, 0.1, 1 / Math.E, 0.5 + 1e-9}) {
        for (double sign : new double[] {1, -1}) {
          DoubleUnaryOperator f = x -> sign * (x - at) * (x - at) * (2 + x);
          List<Root> roots = Roots.all(f, Grids.linear(0, 1, points));
          assertThat(roots).as("points %d, at %s, sign %s", points, at, sign).hasSize(1);
          near(roots.getFirst(), at, Crossing.TANGENT);
          assertThat(roots.getFirst().error()).isLessThan(1e-6);
        }
      }
    }
  }

  @Test
  void twoRootsInOneCellAreToldFromATangentAndFromAMiss() {
    double gap = 1e-5;
    double[] grid = Grids.linear(0, 1, 12);
    List<Root> pair = Roots.all(x -> (x - 0.4) * (x - 0.4) - gap * gap, grid);
    assertThat(pair).hasSize(2);
    near(pair.get(0), 0.4 - gap, Crossing.FALLING);
    near(pair.get(1), 0.4 + gap, Crossing.RISING);
    assertThat(pair.get(0).error()).isLessThan(1e-9);
    assertThat(Roots.all(x -> (x - 0.4) * (x - 0.4) + 1e-10, grid)).isEmpty();
    // A noise above the dip hides which of the three it is.
    List<Root> hidden = Roots.all(x -> (x - 0.4) * (x - 0.4) + 1e-10, grid, x -> 1e-9);
    assertThat(hidden).hasSize(1);
    near(hidden.getFirst(), 0.4, Crossing.TANGENT);
    assertThat(hidden.getFirst().error()).isBetween(3e-5, 1e-4);
  }

  @Test
  void rootsOnTheGridAreFoundOnce() {
    double[] grid = Grids.linear(-1, 1, 5);
    List<Root> roots = Roots.all(x -> x * (x - 0.5) * (x + 0.5), grid);
    assertThat(roots).hasSize(3);
    near(roots.get(0), -0.5, Crossing.RISING);
    near(roots.get(1), 0, Crossing.FALLING);
    near(roots.get(2), 0.5, Crossing.RISING);
    List<Root> ends = Roots.all(x -> x * (1 - x), Grids.linear(0, 1, 4));
    assertThat(ends).hasSize(2);
    near(ends.get(0), 0, Crossing.RISING);
    near(ends.get(1), 1, Crossing.FALLING);
  }

  @Test
  void aRoughGridOfRootsIsRefinedUntilTheyStandApart() {
    // Zero on every point of the grid, but not between: 0, 0.25, 0.5, 0.75, 1.
    DoubleUnaryOperator f = x -> x * (x - 0.25) * (x - 0.5) * (x - 0.75) * (x - 1);
    List<Root> roots = Roots.all(f, Grids.linear(0, 1, 5));
    assertThat(roots).hasSize(5);
    for (int k = 0; k < 5; k++) {
      near(roots.get(k), k / 4.0, k % 2 == 0 ? Crossing.RISING : Crossing.FALLING);
    }
  }

  @Test
  void anIntervalOfZerosIsFlat() {
    DoubleUnaryOperator f = x -> x < 0.3 ? x - 0.3 : Math.max(0, x - 0.7);
    List<Root> roots = Roots.all(f, Grids.linear(0, 1, 21));
    assertThat(roots).hasSize(1);
    assertThat(roots.getFirst().crossing()).isEqualTo(Crossing.FLAT);
    assertThat(roots.getFirst().location()).isCloseTo(0.5, within(1e-12));
    assertThat(roots.getFirst().error()).isCloseTo(0.2, within(1e-12));
    assertThat(Roots.all(x -> 0, Grids.linear(0, 1, 7)))
        .containsExactly(new Root(0.5, 0.5, Crossing.FLAT));
  }

  @Test
  void aPoleAndAJumpAreNoRoots() {
    near(Roots.all(x -> 1 / (x - 0.3), Grids.linear(0, 1, 8)).getFirst(), 0.3, Crossing.JUMP);
    near(Roots.all(x -> x < 0.3 ? -1 : 2, Grids.linear(0, 1, 8)).getFirst(), 0.3, Crossing.JUMP);
    // An infinity keeps its sign and does not hide a root beside it.
    near(Roots.all(Math::log, Grids.linear(0, 3, 4)).getFirst(), 1, Crossing.RISING);
  }

  @Test
  void rootsOverTenDecadesAreFoundOnALogarithmicGrid() {
    DoubleUnaryOperator f =
        x -> (Math.log10(x) + 5.5) * (Math.log10(x) - 0.5) * (Math.log10(x) - 3.5);
    List<Root> roots = Roots.all(f, Grids.logarithmic(1e-6, 1e4, 60));
    assertThat(roots).hasSize(3);
    assertThat(roots.get(0).location() / Math.pow(10, -5.5)).isCloseTo(1, within(1e-12));
    assertThat(roots.get(2).location() / Math.pow(10, 3.5)).isCloseTo(1, within(1e-12));
  }

  @Test
  void gridsHoldTheirEndsExactlyAndRefuseNonsense() {
    assertThat(Grids.linear(0, 1, 3)).containsExactly(0, 0.5, 1);
    double[] decades = Grids.logarithmic(1e-6, 1e4, 11);
    assertThat(decades[0]).isEqualTo(1e-6);
    assertThat(decades[10]).isEqualTo(1e4);
    assertThat(decades[6]).isCloseTo(1, within(1e-14));
    assertThatThrownBy(() -> Grids.linear(1, 1, 3)).hasMessageContaining("must ascend");
    assertThatThrownBy(() -> Grids.logarithmic(0, 1, 3)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> Roots.all(x -> x, new double[] {0, 0}))
        .hasMessage("roots: the grid does not ascend at point 1");
    assertThatThrownBy(() -> Roots.all(x -> Double.NaN, new double[] {0, 1}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("roots: the function is NaN at 0.0");
  }
}
