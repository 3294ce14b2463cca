package org.onsager.numerics.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Fits against the closed form of the normal equations, and the coverage of their intervals. */
class FitsTest {

  private static final double[] X = {0, 1, 2, 3};

  @Test
  void aLineWithEqualErrorsHasTheClosedForm() {
    // x - mean = (-1.5, -.5, .5, 1.5), Sxx = 5; y = 1 + 2x + (.1, -.1, -.1, .1)
    StraightLine line =
        StraightLine.of(X, new double[] {1.1, 2.9, 4.9, 7.1}, new double[] {0.2, 0.2, 0.2, 0.2});
    assertThat(line.slope().value()).isCloseTo(2, within(1e-14));
    assertThat(line.intercept().value()).isCloseTo(1, within(1e-14));
    assertThat(line.slope().standardError()).isCloseTo(0.2 / Math.sqrt(5), within(1e-14));
    assertThat(line.intercept().standardError())
        .isCloseTo(0.2 * Math.sqrt(0.25 + 2.25 / 5), within(1e-14));
    assertThat(line.covariance()).isCloseTo(-0.04 * 1.5 / 5, within(1e-14));
    assertThat(line.fit().chiSquared()).isCloseTo(1, within(1e-12));
    assertThat(line.fit().residualDegrees()).isEqualTo(2);
    assertThat(line.fit().goodness()).isCloseTo(Math.exp(-0.5), within(1e-12));
    assertThat(line.at(1.5).value()).isCloseTo(4, within(1e-14));
    assertThat(line.at(1.5).standardError()).isCloseTo(0.1, within(1e-14));
  }

  @Test
  void theScatterGivesTheErrorsWhereNoneAreKnown() {
    StraightLine line = StraightLine.ofScatter(X, new double[] {1.1, 2.9, 4.9, 7.1});
    // Residual squares 0.04 over two degrees.
    assertThat(line.slope().standardError()).isCloseTo(Math.sqrt(0.02 / 5), within(1e-14));
    assertThat(line.slope().degreesOfFreedom()).isEqualTo(2);
    assertThatThrownBy(() -> line.fit().goodness()).hasMessageContaining("known errors");
  }

  @Test
  void unequalErrorsWeighTheData() {
    // Two data determine a line; its intercept error at x = 1, 2: |2| s1, |1| s2 in squares.
    StraightLine line =
        StraightLine.of(new double[] {1, 2}, new double[] {3, 5}, new double[] {0.1, 0.4});
    assertThat(line.intercept().value()).isCloseTo(1, within(1e-13));
    assertThat(line.intercept().standardError()).isCloseTo(Math.hypot(0.2, 0.4), within(1e-13));
    assertThat(line.slope().standardError()).isCloseTo(Math.hypot(0.1, 0.4), within(1e-13));
  }

  @Test
  void degreesOfFreedomOfTheDataReachTheCoefficients() {
    // slope = y2 - y1: Welch's degrees of a difference, (1 + 1)^2 / (1/4 + 1/4).
    StraightLine line =
        StraightLine.of(new double[] {0, 1}, new Estimate(0, 1, 4), new Estimate(1, 1, 4));
    assertThat(line.slope().degreesOfFreedom()).isCloseTo(8, within(1e-12));
    assertThat(line.intercept().degreesOfFreedom()).isCloseTo(4, within(1e-12));
  }

  @Test
  void aParabolaIsRecoveredExactly() {
    double[][] design =
        Arrays.stream(X).mapToObj(x -> new double[] {1, x, x * x}).toArray(double[][]::new);
    double[] y = Arrays.stream(X).map(x -> 3 - x + 0.5 * x * x).toArray();
    LeastSquares fit = LeastSquares.of(design, y, new double[] {1, 2, 1, 3});
    assertThat(fit.coefficient(0).value()).isCloseTo(3, within(1e-12));
    assertThat(fit.coefficient(1).value()).isCloseTo(-1, within(1e-12));
    assertThat(fit.coefficient(2).value()).isCloseTo(0.5, within(1e-12));
    assertThat(fit.chiSquared()).isLessThan(1e-24);
  }

  @Test
  void theLimitOfInfiniteSizeHasItsClosedForm() {
    // Sizes 1, 2 with exact weights: limit = 2 y2 - y1.
    Extrapolation e =
        Extrapolation.of(new double[] {1, 2}, new double[] {5, 3}, new double[] {0.3, 0.2});
    assertThat(e.limit().value()).isCloseTo(1, within(1e-13));
    assertThat(e.bias().value()).isCloseTo(4, within(1e-13));
    assertThat(e.limit().standardError()).isCloseTo(Math.hypot(0.3, 0.4), within(1e-13));
  }

  @Test
  void aSecondPowerRemovesASecondPower() {
    double[] sizes = {10, 20, 40, 80};
    Estimate[] y =
        Arrays.stream(sizes)
            .mapToObj(n -> Estimate.of(2 + 3 / n - 7 / (n * n), 1e-3))
            .toArray(Estimate[]::new);
    assertThat(Extrapolation.of(sizes, y, 2).limit().value()).isCloseTo(2, within(1e-11));
    assertThat(Extrapolation.of(sizes, y, 1).limit().value()).isNotCloseTo(2, within(1e-4));
  }

  @Test
  void theIntervalsOfLimitsAndSlopesCoverTheTruth() {
    double[] sizes = {50, 100, 200, 400};
    Coverage.holds(
        "extrapolation",
        1,
        11,
        random -> {
          double[] y = new double[4];
          double[] sigma = new double[4];
          for (int i = 0; i < 4; i++) {
            sigma[i] = 0.5 / Math.sqrt(sizes[i]);
            y[i] = 1 - 8 / sizes[i] + sigma[i] * random.nextGaussian();
          }
          return Extrapolation.of(sizes, y, sigma).limit();
        });
    Coverage.holds("slope from scatter", 2, 12, random -> noisyLine(random).slope());
  }

  @Test
  void chiSquaredOfTheTrueModelIsUniformInProbability() {
    RandomGenerator random = Coverage.random(13);
    double[] p = new double[500];
    for (int r = 0; r < p.length; r++) {
      double[] y = new double[4];
      for (int i = 0; i < 4; i++) {
        y[i] = 1 + 2 * X[i] + random.nextGaussian();
      }
      p[r] = StraightLine.of(X, y, new double[] {1, 1, 1, 1}).fit().goodness();
    }
    assertThat(Distributions.kolmogorovSmirnov(p, x -> x)).isGreaterThan(1e-3);
  }

  private static StraightLine noisyLine(RandomGenerator random) {
    double[] x = new double[6];
    double[] y = new double[6];
    for (int i = 0; i < 6; i++) {
      x[i] = i * i;
      y[i] = 2 * x[i] + 3 * random.nextGaussian();
    }
    return StraightLine.ofScatter(x, y);
  }

  @Test
  void whatDoesNotDetermineAFitIsRefused() {
    assertThatThrownBy(
            () -> StraightLine.of(new double[] {1, 1}, new double[] {1, 2}, new double[] {1, 1}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("does not tell its coefficients apart");
    assertThatThrownBy(() -> StraightLine.ofScatter(new double[] {1, 2}, new double[] {1, 2}))
        .hasMessageContaining("leave no scatter");
    assertThatThrownBy(() -> StraightLine.of(X, new double[3], new double[3]))
        .hasMessageContaining("4 numbers against 3");
    assertThatThrownBy(
            () -> Extrapolation.of(new double[] {0, 2}, new double[] {5, 3}, new double[] {1, 1}))
        .hasMessageContaining("size 0 is 0.0");
  }
}
