package org.onsager.numerics.roots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.onsager.numerics.roots.FixedPoints.Orbit;
import org.onsager.numerics.roots.FixedPoints.Outcome;
import org.onsager.numerics.roots.Root.Crossing;

class FixedPointsTest {

  private static Orbit reached(DoubleUnaryOperator map, double start) {
    return FixedPoints.reached(map, start, 0, 1e100, 2000);
  }

  @Test
  void aLinearMapReachesItsFixedPointHoweverSlowly() {
    for (double slope : new double[] {-0.9, 0, 0.5, 0.99, 0.999999}) {
      Orbit orbit = reached(x -> slope * x + 1, 1);
      double exact = 1 / (1 - slope);
      assertThat(orbit.outcome()).isEqualTo(Outcome.CONVERGED);
      assertThat(orbit.location()).as("%s", orbit).isCloseTo(exact, within(4 * orbit.error()));
      assertThat(orbit.error()).isLessThan(1e-8 * exact);
      assertThat(orbit.slope()).isCloseTo(slope, within(1e-8));
      assertThat(orbit.evaluations()).isLessThan(60);
    }
  }

  @Test
  void theCosineHasDottiesNumber() {
    assertThat(reached(Math::cos, 1).location()).isCloseTo(0.7390851332151607, within(1e-14));
  }

  @Test
  void aMarginalFixedPointIsReachedFromItsAttractingSide() {
    Orbit orbit = reached(x -> x - x * x, 0.5);
    assertThat(orbit.outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(orbit.location()).isCloseTo(0, within(1e-7));
  }

  @Test
  void anOrbitThatShrinksToZeroEndsThere() {
    Orbit orbit = reached(x -> 0.9 * x / (1 + x), 3);
    assertThat(orbit.outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(orbit.location()).isCloseTo(0, within(1e-300));
    assertThat(orbit.slope()).isCloseTo(0.9, within(1e-6));
  }

  @Test
  void theBasinIsThatOfPlainIteration() {
    // Fixed points 1, 2, 3: attracting, repelling, attracting.
    DoubleUnaryOperator map = x -> x - 0.3 * (x - 1) * (x - 2) * (x - 3);
    for (double start = 0.25; start < 4; start += 0.0625) {
      if (start == 2) {
        continue;
      }
      double plain = start;
      for (int i = 0; i < 2000; i++) {
        plain = map.applyAsDouble(plain);
      }
      assertThat(reached(map, start).location())
          .as("start %s", start)
          .isCloseTo(plain, within(1e-12));
    }
  }

  @Test
  void aBottleneckIsPassedAndNotTakenForAFixedPoint() {
    // Just after the two fixed points at 1 have vanished; the orbit goes on to the one near 3.
    DoubleUnaryOperator map = x -> x + 0.1 * (3 - x) * ((x - 1) * (x - 1) + 1e-6);
    Orbit orbit = FixedPoints.reached(map, 0.5, 0, 1e100, 100_000);
    assertThat(orbit.location()).isCloseTo(3, within(1e-12));
  }

  @Test
  void runawaysAndCyclesAreCalledSo() {
    assertThat(reached(x -> 2 * x, 1).outcome()).isEqualTo(Outcome.RUNS_AWAY);
    assertThat(reached(x -> x * x, 1.1).outcome()).isEqualTo(Outcome.RUNS_AWAY);
    Orbit cycle = reached(x -> 3.2 * x * (1 - x), 0.4);
    assertThat(cycle.outcome()).isEqualTo(Outcome.WANDERS);
    assertThat(cycle.error()).isInfinite();
    assertThat(reached(x -> -x, 1).outcome()).isEqualTo(Outcome.WANDERS);
    assertThatThrownBy(() -> reached(x -> Double.NaN, 1)).hasMessageContaining("NaN at 1.0");
    assertThatThrownBy(() -> reached(x -> x, Double.NaN)).hasMessageContaining("not finite");
  }

  @Test
  void allFixedPointsComeWithTheirStability() {
    DoubleUnaryOperator map = x -> x - 0.3 * (x - 1) * (x - 2) * (x - 3);
    List<Root> points = FixedPoints.all(map, Grids.logarithmic(1e-3, 10, 40));
    assertThat(points)
        .extracting(Root::crossing)
        .containsExactly(Crossing.FALLING, Crossing.RISING, Crossing.FALLING);
    for (int k = 0; k < 3; k++) {
      assertThat(points.get(k).location())
          .as("%s", points.get(k))
          .isCloseTo(k + 1, within(points.get(k).error()));
      assertThat(points.get(k).error()).isLessThan(1e-13);
    }
  }

  @Test
  void theIdentityIsFlatEvenWithNoiseAndAMergedPairIsTangent() {
    double[] grid = Grids.logarithmic(1e-6, 1e4, 200);
    DoubleUnaryOperator noisy = x -> x * (1 + 1e-12 * Math.sin(1e5 * Math.log(x)));
    List<Root> flat = FixedPoints.all(noisy, grid, x -> 2e-12 * x);
    assertThat(flat).hasSize(1);
    assertThat(flat.getFirst().crossing()).isEqualTo(Crossing.FLAT);
    List<Root> merged = FixedPoints.all(x -> x + 0.1 * (x - 1) * (x - 1), grid);
    assertThat(merged).hasSize(1);
    assertThat(merged.getFirst().crossing()).isEqualTo(Crossing.TANGENT);
    assertThat(merged.getFirst().location()).isCloseTo(1, within(merged.getFirst().error()));
    assertThat(merged.getFirst().error()).isLessThan(1e-6);
  }

  @Test
  void aMapWithAnErrorOfItsOwnStillConverges() {
    DoubleUnaryOperator noisy = x -> (0.5 * x + 1) * (1 + 1e-11 * Math.sin(1e13 * x));
    Orbit orbit = FixedPoints.reached(noisy, 1, 1e-10, 1e100, 1000);
    assertThat(orbit.outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(orbit.location()).isCloseTo(2, within(orbit.error()));
  }
}
