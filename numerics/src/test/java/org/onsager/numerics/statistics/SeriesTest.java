package org.onsager.numerics.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void eightDrawsInGroupsOfTwoAreWorthTheirClosedForm() {
    // gamma = 1/4, 1/32, -3/16, ...: the first pair is 9/32, the second negative; so the time is
    // (2 * 9/32 - 1/4) / (1/4) = 5/4, and 8 draws are worth 32/5.
    Series s = Series.of(0, 0, 1, 1, 0, 0, 1, 1);
    assertThat(s.correlationTime()).isCloseTo(1.25, within(1e-14));
    assertThat(s.effectiveSize()).isCloseTo(6.4, within(1e-14));
    assertThat(s.mean().value()).isEqualTo(0.5);
    // variance = 1/4 * 6.4 / 5.4 = 8/27; the mean's is that over 6.4, 5/108.
    assertThat(s.variance()).isCloseTo(8.0 / 27, within(1e-14));
    assertThat(s.mean().standardError()).isCloseTo(Math.sqrt(5.0 / 108), within(1e-14));
    assertThat(s.mean().degreesOfFreedom()).isCloseTo(5.4, within(1e-13));
  }

  @Test
  void independentDrawsAreWorthThemselves() {
    Series s = Series.of(Coverage.normal(Coverage.random(1), 20_000));
    assertThat(s.effectiveSize()).isBetween(0.93 * 20_000, 20_000.0);
    assertThat(s.variance()).isCloseTo(1, within(4 * Math.sqrt(2.0 / 20_000)));
  }

  @Test
  void anAutoregressiveSeriesHasItsExactCorrelationTime() {
    for (double rho : new double[] {0.5, 0.9}) {
      Series s = Series.of(autoregressive(Coverage.random(2), 200_000, rho));
      double exact = (1 + rho) / (1 - rho);
      // The window is about six times the time; relative error about sqrt(2 (2 window + 1) / n).
      double error = exact * Math.sqrt(2 * (12 * exact + 1) / 200_000);
      assertThat(s.correlationTime()).as("rho=%s", rho).isCloseTo(exact, within(4 * error));
    }
  }

  @Test
  void theMeansIntervalCoversTheTruthOfACorrelatedSeries() {
    Coverage.holds(
        "AR(1), rho 0.7", 0, 3, random -> Series.of(autoregressive(random, 2000, 0.7)).mean());
  }

  @Test
  void ignoringTheCorrelationWouldNotCoverIt() {
    assertThat(Coverage.fraction(0, 3, random -> Estimate.ofMean(autoregressive(random, 400, 0.7))))
        .isLessThan(0.75);
  }

  @Test
  void aConstantSeriesHasNoErrorAndATooShortOneIsRefused() {
    assertThat(Series.of(2, 2, 2, 2).mean()).isEqualTo(new Estimate(2, 0, 3));
    double[] ramp = new double[20];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i < 10 ? 0 : 1;
    }
    assertThatThrownBy(() -> Series.of(ramp))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("too short");
    assertThatThrownBy(() -> Series.of(1, 2)).hasMessageContaining("at least 4");
  }

  private static double[] autoregressive(RandomGenerator random, int n, double rho) {
    double[] x = Coverage.normal(random, n);
    double noise = Math.sqrt(1 - rho * rho);
    for (int i = 1; i < n; i++) {
      x[i] = rho * x[i - 1] + noise * x[i];
    }
    return x;
  }
}
