package org.onsager.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Figure;

class ContoursTest {
  private static final double[] X = {0, 0.5, 1, 2, 3};
  private static final double[] Y = {-1, 0, 1, 2};

  private static double[][] values(DoubleBinaryOperator f) {
    double[][] values = new double[Y.length][X.length];
    for (int j = 0; j < Y.length; j++) {
      for (int i = 0; i < X.length; i++) {
        values[j][i] = f.applyAsDouble(X[i], Y[j]);
      }
    }
    return values;
  }

  /** Interpolation is exact there, so every corner of the line lies on it, and it is one piece. */
  @Test
  void theLineOfALinearFunctionIsStraightAndWhole() {
    Figure.Line line = Contours.line("", X, Y, values((x, y) -> x + 2 * y), 1.25);
    assertThat(line.x().length).isGreaterThan(4);
    for (int i = 0; i < line.x().length; i++) {
      assertThat(line.x()[i] + 2 * line.y()[i]).isCloseTo(1.25, offset(1e-12));
    }
    assertThat(line.x()).doesNotContain(Double.NaN);
    assertThat(Math.abs(line.x()[0] - line.x()[line.x().length - 1])).isCloseTo(3, offset(1e-12));
  }

  @Test
  void aClosedLineEndsWhereItBegan() {
    Figure.Line line = Contours.line("", X, Y, values((x, y) -> Math.hypot(x - 1, y - 0.5)), 0.7);
    int last = line.x().length - 1;
    assertThat(line.x()[0]).isEqualTo(line.x()[last]);
    assertThat(line.y()[0]).isEqualTo(line.y()[last]);
    assertThat(line.x()).doesNotContain(Double.NaN);
  }

  @Test
  void aSaddleGivesTwoPiecesThatDoNotCross() {
    double[] ends = {-1, 1};
    double[][] saddle = {{1, -1}, {-1, 1}};
    Figure.Line line = Contours.line("", ends, ends, saddle, 0.1);
    assertThat(line.x()).hasSize(5);
    assertThat(line.x()[2]).isNaN();
    assertThat(Math.signum(line.x()[0] * line.y()[0]))
        .isEqualTo(Math.signum(line.x()[3] * line.y()[3]));
  }

  @Test
  void levelsAreRoundAndLieInside() {
    assertThat(Contours.levels(new double[][] {{0.02, 0.98}})).containsExactly(0.2, 0.4, 0.6, 0.8);
    assertThat(Contours.levels(new double[][] {{0.5, 2e4}})).containsExactly(1, 10, 100, 1000, 1e4);
    assertThat(Contours.levels(new double[][] {{3, 3}})).isEmpty();
    assertThat(Contours.levels(new double[][] {{Double.NaN}})).isEmpty();
  }

  @Test
  void aCellThatWasNotMeasuredHasNoLine() {
    Figure.Line line = Contours.line("", X, Y, values((x, y) -> Double.NaN), 0);
    assertThat(line.x()).isEmpty();
  }
}
