package org.onsager.numerics.spectra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onsager.numerics.linear.Svd;

/** The largest eigenvalue by chance against published quantiles, moments, and drawn matrices. */
class LargestEigenvalueTest {
  @Test
  void ofKnownVarianceItHasThePublishedQuantiles() {
    // Tracy and Widom's law for β = 1: 0.9793 is exceeded with 5 %, 2.0234 with 1 %.
    LargestEigenvalue law = LargestEigenvalue.known(401, 100, 3);
    double a = Math.sqrt(400.5);
    double b = Math.sqrt(99.5);
    double mu = (a + b) * (a + b);
    double sigma = (a + b) * Math.cbrt(1 / a + 1 / b);
    assertThat(law.beyond(3 * (mu + 0.9793 * sigma) / 401)).isCloseTo(0.05, within(1e-3));
    assertThat(law.beyond(3 * (mu + 2.0234 * sigma) / 401)).isCloseTo(0.01, within(3e-4));
    assertThat(law.beyond(law.exceededWith(1e-3))).isCloseTo(1e-3, within(1e-8));
  }

  /** Mean and variance, from the probabilities beyond: E x = ∫P(x > t), E x² = ∫2t P(x > t). */
  private static double[] moments(LargestEigenvalue law) {
    int n = 40_000;
    double top = law.exceededWith(1e-9);
    DoubleUnaryOperator beyond = law::beyond;
    double mean = 0;
    double square = 0;
    for (int i = 0; i < n; i++) {
      double t = top * (i + 0.5) / n;
      double p = beyond.applyAsDouble(t) * top / n;
      mean += p;
      square += 2 * t * p;
    }
    return new double[] {mean, square - mean * mean};
  }

  @ParameterizedTest
  @CsvSource({"24, 12", "60, 40", "300, 100"})
  void besideTheMeasuredVarianceTheMeanIsTheSameAndTheSpreadIsLess(int m, int n) {
    double[] known = moments(LargestEigenvalue.known(m, n, 1));
    double[] beside = moments(LargestEigenvalue.beside(m, n, 1));
    assertThat(beside[0]).isCloseTo(known[0], within(1e-5 * known[0]));
    // E λ² = E(λ/ŝ)² E ŝ², E ŝ² = 1 + 2/mn
    double square = (known[0] * known[0] + known[1]) / (1 + 2.0 / m / n);
    assertThat(beside[1]).isCloseTo(square - known[0] * known[0], within(1e-3 * known[1]));
  }

  @Test
  void largeMatricesTellTheirVarianceAndBothAreOne() {
    LargestEigenvalue known = LargestEigenvalue.known(40_000, 30_000, 1);
    LargestEigenvalue beside = LargestEigenvalue.beside(40_000, 30_000, 1);
    double limit = known.exceededWith(0.01);
    assertThat(beside.beyond(limit)).isCloseTo(0.01, within(5e-4));
  }

  @ParameterizedTest
  @CsvSource({"60, 40, 1000", "20, 10, 4000"})
  void drawnMatricesExceedItAsOftenAsItSays(int m, int n, int draws) {
    SplittableRandom random = new SplittableRandom(11);
    double known = LargestEigenvalue.known(m, n, 0.49).exceededWith(0.1);
    double beside = LargestEigenvalue.beside(m, n, 1).exceededWith(0.1);
    int beyondKnown = 0;
    int beyondBeside = 0;
    int confused = 0;
    for (int k = 0; k < draws; k++) {
      double[] w = new double[m * n];
      Arrays.setAll(w, i -> 0.7 * random.nextGaussian());
      double scale = Arrays.stream(w).map(x -> x * x).sum() / m / n;
      double s = Svd.values(w, m, n)[0];
      beyondKnown += s * s / m > known ? 1 : 0;
      beyondBeside += s * s / m / scale > beside ? 1 : 0;
      confused += s * s / m / scale > known / 0.49 ? 1 : 0;
    }
    // at these sizes the law itself is up to one per cent off: Tracy and Widom's is of infinite
    // ones
    for (int beyond : new int[] {beyondKnown, beyondBeside}) {
      assertThat((double) beyond / draws)
          .as("%d of %d exceed what 10 %% should", beyond, draws)
          .isCloseTo(0.1, within(0.01 + 3.3 * Math.sqrt(0.09 / draws)));
    }
    if (n <= 10) {
      assertThat((double) confused / draws)
          .as("a measured variance taken for a known one")
          .isLessThan(0.1 - 0.01 - 3.3 * Math.sqrt(0.09 / draws));
    }
  }

  @Test
  void matricesOfNoExtentAreRefused() {
    assertThatThrownBy(() -> LargestEigenvalue.known(1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LargestEigenvalue.beside(5, 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 × 2");
  }
}
