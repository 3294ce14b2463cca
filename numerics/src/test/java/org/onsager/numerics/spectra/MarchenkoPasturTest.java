package org.onsager.numerics.spectra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onsager.numerics.linear.Svd;
import org.onsager.numerics.statistics.Distributions;

/** The law of Marchenko and Pastur against its moments, its own density, and drawn matrices. */
class MarchenkoPasturTest {
  /** ∫ρ f over the spectrum by a midpoint rule in the angle, where the integrand is smooth. */
  private static double average(MarchenkoPastur law, java.util.function.DoubleUnaryOperator f) {
    int n = 4000;
    double sum = 0;
    double half = (law.upperEdge() - law.lowerEdge()) / 2;
    for (int i = 0; i < n; i++) {
      double t = Math.PI * (i + 0.5) / n;
      double x = law.lowerEdge() + half * (1 - Math.cos(t));
      sum += law.density(x) * f.applyAsDouble(x) * half * Math.sin(t) * Math.PI / n;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"0.01, 1", "0.3, 2.5", "0.9, 0.1", "1, 1"})
  void momentsAreThoseOfTheMatrix(double ratio, double scale) {
    MarchenkoPastur law = new MarchenkoPastur(ratio, scale);
    // E tr(W'W/m)/n = s, E tr((W'W/m)²)/n = s²(1 + γ), third s³(1 + 3γ + γ²)
    assertThat(average(law, _ -> 1)).isCloseTo(1, within(1e-6));
    assertThat(average(law, x -> x)).isCloseTo(scale, within(1e-6 * scale));
    assertThat(average(law, x -> x * x))
        .isCloseTo(scale * scale * (1 + ratio), within(1e-6 * scale * scale));
    assertThat(average(law, x -> x * x * x))
        .isCloseTo(
            Math.pow(scale, 3) * (1 + 3 * ratio + ratio * ratio), within(1e-5 * scale * scale));
  }

  @ParameterizedTest
  @CsvSource({"0.01", "0.3", "0.9", "1"})
  void theIntegralIsThatOfTheDensity(double ratio) {
    MarchenkoPastur law = new MarchenkoPastur(ratio, 1.7);
    for (double f : new double[] {0.03, 0.2, 0.5, 0.8, 0.99}) {
      double x = law.quantile(f);
      assertThat(law.below(x)).isCloseTo(f, within(1e-12));
      double h = 1e-5 * x;
      assertThat((law.below(x + h) - law.below(x - h)) / (2 * h))
          .isCloseTo(law.density(x), within(1e-5 * law.density(x)));
    }
    assertThat(law.below(law.lowerEdge() - 1e-9)).isZero();
    assertThat(law.below(law.upperEdge())).isEqualTo(1);
  }

  @Test
  void drawnMatricesFollowIt() {
    int m = 400;
    int n = 240;
    SplittableRandom random = new SplittableRandom(7);
    double[] w = new double[m * n];
    Arrays.setAll(w, i -> 0.7 * random.nextGaussian());
    double[] lambda = Arrays.stream(Svd.values(w, m, n)).map(s -> s * s / m).toArray();
    MarchenkoPastur law = new MarchenkoPastur((double) n / m, 0.49);
    // eigenvalues repel each other: the distance is of order 1/n, not 1/√n
    assertThat(Distributions.kolmogorovDistance(lambda, law::below)).isLessThan(3.0 / n);
    MarchenkoPastur wrong = new MarchenkoPastur((double) n / m, 0.51);
    assertThat(Distributions.kolmogorovDistance(lambda, wrong::below)).isGreaterThan(3.0 / n);
  }

  @Test
  void badSidesAreRefused() {
    assertThatThrownBy(() -> new MarchenkoPastur(1.2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MarchenkoPastur(0.5, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
