package org.onsager.numerics.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JackknifeTest {

  private static double[][] columns(double... draws) {
    return Arrays.stream(draws).mapToObj(d -> new double[] {d}).toArray(double[][]::new);
  }

  @Test
  void ofAMeanItIsTheUsualErrorWithoutBias() {
    Jackknife j = Jackknife.of(columns(1, 2, 3, 6), m -> m[0]);
    assertThat(j.plain()).isEqualTo(3);
    assertThat(j.corrected()).isCloseTo(3, within(1e-14));
    assertThat(j.standardError()).isCloseTo(Math.sqrt(14.0 / 12), within(1e-14));
    assertThat(j.estimate().degreesOfFreedom()).isEqualTo(3);
  }

  @Test
  void theBiasOfASquareIsRemovedExactly() {
    // E mean^2 = mu^2 + s^2/n: corrected is mean^2 - s^2/n with s^2 = 14/3, n = 4.
    Jackknife j = Jackknife.of(columns(1, 2, 3, 6), m -> m[0] * m[0]);
    assertThat(j.corrected()).isCloseTo(9 - 14.0 / 12, within(1e-13));
  }

  @Test
  void blocksOfAMeanAreTheErrorOfTheBlockMeans() {
    // Block means 1, 3, 8 of two each: mean 4, s^2 = (9 + 1 + 16) / 2 = 13, error sqrt(13/3).
    Jackknife j = Jackknife.of(columns(0, 2, 3, 3, 6, 10), 3, m -> m[0]);
    assertThat(j.plain()).isEqualTo(4);
    assertThat(j.standardError()).isCloseTo(Math.sqrt(13.0 / 3), within(1e-14));
  }

  @Test
  void unequalBlocksLeaveAMeanWithoutBias() {
    Jackknife j = Jackknife.of(columns(0, 2, 3, 3, 6, 10, 1), 3, m -> m[0]);
    assertThat(j.corrected()).isCloseTo(25.0 / 7, within(1e-13));
  }

  @Test
  void theIntervalOfARatioOfCorrelatedMeansCoversTheTruth() {
    Coverage.holds(
        "paired ratio",
        2,
        7,
        random -> {
          double[][] draws = new double[60][];
          for (int i = 0; i < draws.length; i++) {
            double shared = random.nextGaussian();
            draws[i] = new double[] {10 + shared + 0.3 * random.nextGaussian(), 5 + shared};
          }
          return Jackknife.of(draws, m -> m[0] / m[1]).estimate();
        });
  }

  @Test
  void whatCannotBeLeftOutIsRefused() {
    assertThatThrownBy(() -> Jackknife.of(columns(1), m -> m[0]))
        .hasMessageContaining("at least 2");
    assertThatThrownBy(() -> Jackknife.of(columns(1, 2), 3, m -> m[0]))
        .hasMessageContaining("3 blocks");
    assertThatThrownBy(() -> Jackknife.of(columns(0, 0), m -> 1 / m[0]))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> Jackknife.of(columns(0, Double.NaN), m -> m[0]))
        .hasMessageContaining("NaN");
  }
}
