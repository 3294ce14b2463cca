package org.onsager.numerics.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DistributionsTest {

  @Test
  void studentsTWithOneAndTwoDegreesHasItsClosedForm() {
    for (double p : new double[] {1e-3, 0.025, 0.3, 0.5, 0.8, 0.9995}) {
      double cauchy = Math.tan(Math.PI * (p - 0.5));
      assertThat(Distributions.studentQuantile(p, 1))
          .isCloseTo(cauchy, within(1e-8 * (1 + Math.abs(cauchy))));
      double two = (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
      assertThat(Distributions.studentQuantile(p, 2))
          .isCloseTo(two, within(1e-8 * (1 + Math.abs(two))));
      assertThat(Distributions.studentBeyond(two, 2))
          .isCloseTo(2 * Math.min(p, 1 - p), within(1e-12));
    }
  }

  @Test
  void infiniteDegreesAreTheNormalDistribution() {
    assertThat(Distributions.studentQuantile(0.975, Double.POSITIVE_INFINITY))
        .isCloseTo(1.959963984540054, within(1e-12));
    assertThat(Distributions.normalBelow(Distributions.normalQuantile(1e-4)))
        .isCloseTo(1e-4, within(1e-15));
    assertThat(Distributions.studentBeyond(6, Double.POSITIVE_INFINITY))
        .isCloseTo(1.9731752900753e-9, within(1e-20));
  }

  @Test
  void chiSquaredWithTwoDegreesIsExponential() {
    assertThat(Distributions.chiSquaredBeyond(50, 2)).isCloseTo(Math.exp(-25), within(1e-22));
    assertThat(Distributions.chiSquaredBeyond(-1, 2)).isEqualTo(1);
    assertThat(Distributions.chiSquaredQuantile(0.9, 2))
        .isCloseTo(-2 * Math.log(0.1), within(1e-8));
  }

  @Test
  void theExactIntervalOfAProportionHasItsClosedFormAtTheEnds() {
    // No success in n: the upper end solves (1 - p)^n = tail.
    Estimate.Interval none = Distributions.proportion(0, 10, 0.95);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(1 - Math.pow(0.025, 0.1), within(1e-8));
    assertThat(Distributions.proportion(10, 10, 0.95).low())
        .isCloseTo(Math.pow(0.025, 0.1), within(1e-8));
    assertThat(Distributions.proportion(5, 10, 0.95).contains(0.5)).isTrue();
  }

  @Test
  void kolmogorovsDistanceOfOneDrawIsExact() {
    // One uniform draw at x: D = max(x, 1 - x), and P(D > d) = 2 (1 - d) for d >= 1/2.
    assertThat(Distributions.kolmogorovDistance(new double[] {0.7}, x -> x)).isEqualTo(0.7);
    assertThat(Distributions.kolmogorovSmirnov(new double[] {0.7}, x -> x))
        .isCloseTo(0.6, within(1e-12));
  }

  @Test
  void kolmogorovSmirnovAcceptsTheTruthAndRejectsAnotherWidth() {
    double[] draws = Coverage.normal(Coverage.random(6), 2000);
    assertThat(Distributions.kolmogorovSmirnov(draws, Distributions::normalBelow))
        .isGreaterThan(1e-3);
    assertThat(Distributions.kolmogorovSmirnov(draws, x -> Distributions.normalBelow(x / 1.2)))
        .isLessThan(1e-3);
    double[] values = new double[400];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          Distributions.kolmogorovSmirnov(
              Coverage.normal(Coverage.random(100 + i), 30), Distributions::normalBelow);
    }
    double below = Arrays.stream(values).filter(p -> p < 0.1).count() / 400.0;
    assertThat(below).isCloseTo(0.1, within(4 * Math.sqrt(0.09 / 400)));
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    assertThatThrownBy(() -> Distributions.studentQuantile(1, 3)).hasMessageContaining("not 1.0");
    assertThatThrownBy(() -> Distributions.studentBeyond(Double.NaN, 3))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> Distributions.chiSquaredBeyond(1, 0)).hasMessageContaining("degrees");
    assertThatThrownBy(() -> Distributions.proportion(3, 2, 0.9))
        .hasMessageContaining("3 successes");
    assertThatThrownBy(() -> Distributions.kolmogorovDistance(new double[] {2}, x -> x))
        .hasMessageContaining("outside [0, 1]");
  }
}
