package org.onsager.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The polynomials of the angle against the library's arc sine, over all they are for. */
class ArcSeriesTest {
  private static final int POINTS = 4001;

  @Test
  void theAngleOverItsSineIsThatOfTheArcSine() {
    for (ArcSeries series :
        List.of(ArcSeries.ANGLE, ArcSeries.NEARER_ANGLE, ArcSeries.NEAREST_ANGLE)) {
      for (int k = 0; k < POINTS; k++) {
        double e = series.top() * k / (POINTS - 1);
        // 1 - cos θ = 2 sin²(θ/2)
        double angle = 2 * Math.asin(Math.sqrt(e / 2));
        double expected = k == 0 ? 1 / Math.PI : angle / Math.PI / Math.sqrt(e * (2 - e));
        assertThat(series.at(e)).isCloseTo(expected, within(6e-16 * expected));
      }
    }
  }

  @Test
  void theArcSineIsTheLibrarys() {
    for (ArcSeries series :
        List.of(ArcSeries.ARC, ArcSeries.WIDE_ARC, ArcSeries.NEARER_ARC, ArcSeries.NEAREST_ARC)) {
      for (int k = 1; k < POINTS; k++) {
        double z = Math.sqrt(series.top() * k / (POINTS - 1));
        double expected = Math.asin(z) / z;
        assertThat(series.at(z * z)).isCloseTo(expected, within(8e-16 * expected));
      }
    }
  }

  @Test
  void loopsAddTheSameTerms() {
    for (ArcSeries series :
        List.of(
            ArcSeries.ANGLE,
            ArcSeries.NEARER_ANGLE,
            ArcSeries.NEAREST_ANGLE,
            ArcSeries.ARC,
            ArcSeries.WIDE_ARC)) {
      double[] y = new double[37];
      double[] sums = new double[37];
      for (int j = 0; j < y.length; j++) {
        y[j] = series.scale() * series.top() * j / (y.length - 1) - 1;
      }
      series.heads(y, sums, y.length);
      series.tails(y, sums, y.length);
      for (int j = 0; j < y.length; j++) {
        assertThat(sums[j])
            .isCloseTo(series.at(series.top() * j / (y.length - 1)), within(3e-16 * sums[j]));
      }
    }
  }
}
