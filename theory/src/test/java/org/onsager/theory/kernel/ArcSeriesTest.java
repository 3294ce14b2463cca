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
        List.of(ArcSeries.ARC, ArcSeries.NEARER_ARC, ArcSeries.NEAREST_ARC, ArcSeries.SMALL_ARC)) {
      for (int k = 1; k < POINTS; k++) {
        double z = Math.sqrt(series.top() * k / (POINTS - 1));
        double expected = Math.asin(z) / z;
        assertThat(series.at(z * z)).isCloseTo(expected, within(8e-16 * expected));
      }
    }
  }

  @Test
  void theDerivativeIsOneOverTheRoot() {
    for (ArcSeries arc :
        List.of(ArcSeries.ARC, ArcSeries.NEARER_ARC, ArcSeries.NEAREST_ARC, ArcSeries.SMALL_ARC)) {
      ArcSeries series = arc.slope();
      assertThat(series.top()).isEqualTo(arc.top());
      for (int k = 0; k < POINTS; k++) {
        double x = series.top() * k / (POINTS - 1);
        double expected = 1 / Math.sqrt(1 - x);
        assertThat(series.at(x)).isCloseTo(expected, within(6e-16 * expected));
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
            ArcSeries.NEARER_SLOPE,
            ArcSeries.SMALL_SLOPE)) {
      double[] x = new double[37];
      double[] sums = new double[37];
      for (int j = 0; j < x.length; j++) {
        x[j] = series.top() * j / (x.length - 1);
      }
      series.at(x, sums, x.length);
      for (int j = 0; j < x.length; j++) {
        assertThat(sums[j]).isCloseTo(series.at(x[j]), within(3e-16 * sums[j]));
      }
    }
  }
}
