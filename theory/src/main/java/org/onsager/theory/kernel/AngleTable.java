package org.onsager.theory.kernel;

import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.GaussianAverage;

/**
 * The dual of an activation at two lengths as a function of the angle θ = arccos c, by Chebyshev's
 * polynomials: as such it is smooth even where the activation has kinks.
 */
final class AngleTable {
  private static final int FEWEST = 32;
  private static final int MOST = 256;
  private static final double WANTED = 1e-13;
  private static final double[] PROBES = {0.0007, 0.013, 0.11, 0.37, 0.52, 0.78, 0.93, 0.995};

  private final boolean equal;
  private final double[] lack;
  private final double[] slopes;
  private final double error;

  private AngleTable(boolean equal, double[] lack, double[] slopes, double error) {
    this.equal = equal;
    this.lack = lack;
    this.slopes = slopes;
    this.error = error;
  }

  /**
   * Tabulates.
   *
   * @param f φ at the first length
   * @param g φ at the second
   * @param scale \( \sqrt{E\phi^2\,E\phi^2} \)
   * @param df φ′ at the first
   * @param dg φ′ at the second
   */
  static AngleTable of(
      GaussianAverage f, GaussianAverage g, double scale, GaussianAverage df, GaussianAverage dg) {
    boolean equal = f == g;
    for (int n = FEWEST; ; n *= 2) {
      double[] first = new double[n];
      double[] second = new double[n];
      for (int k = 0; k < n; k++) {
        double theta = Math.PI / 2 * (1 + Math.cos(Math.PI * (k + 0.5) / n));
        Correlation c = correlation(theta);
        first[k] = lack(f, g, scale, c, equal);
        second[k] = df.product(dg, c).value();
      }
      AngleTable table = new AngleTable(equal, coefficients(first), coefficients(second), 0);
      double error = 0;
      for (double probe : PROBES) {
        double theta = probe * Math.PI;
        Correlation c = correlation(theta);
        double e = c.oneMinus();
        double exact = lack(f, g, scale, c, equal) * (equal ? e : 1);
        error = Math.max(error, Math.abs(table.lack(theta, e) - exact));
      }
      if (error < WANTED || n >= MOST) {
        return new AngleTable(equal, table.lack, table.slopes, error + 1e-13);
      }
    }
  }

  private static Correlation correlation(double theta) {
    double sine = Math.sin(theta / 2);
    double cosine = Math.cos(theta / 2);
    return new Correlation(2 * sine * sine, 2 * cosine * cosine);
  }

  /** 1 - Eφφ/scale, over 1 - c where the lengths are equal. */
  private static double lack(
      GaussianAverage f, GaussianAverage g, double scale, Correlation c, boolean equal) {
    return equal ? f.gap(c).value() / scale / c.oneMinus() : 1 - f.product(g, c).value() / scale;
  }

  private static double[] coefficients(double[] values) {
    int n = values.length;
    double[] coefficients = new double[n];
    for (int m = 0; m < n; m++) {
      double sum = 0;
      for (int k = 0; k < n; k++) {
        sum += values[k] * Math.cos(Math.PI * m * (k + 0.5) / n);
      }
      coefficients[m] = (m == 0 ? 1 : 2) * sum / n;
    }
    return coefficients;
  }

  private static double at(double[] coefficients, double theta) {
    double x = 2 * theta / Math.PI - 1;
    double later = 0;
    double last = 0;
    for (int m = coefficients.length - 1; m > 0; m--) {
      double now = 2 * x * last - later + coefficients[m];
      later = last;
      last = now;
    }
    return x * last - later + coefficients[0];
  }

  /** The angle of a correlation that is kept as in {@link Chunk}. */
  static double angle(double near) {
    double theta = 2 * Math.asin(Math.sqrt(Math.min(1, Math.abs(near)) / 2));
    return near >= 0 ? theta : Math.PI - theta;
  }

  /** 1 - Eφφ/scale at an angle, e being its 1 - cos. */
  double lack(double theta, double e) {
    return at(lack, theta) * (equal ? e : 1);
  }

  /** Eφ′φ′ at an angle. */
  double slopes(double theta) {
    return at(slopes, theta);
  }

  /** The largest error seen of {@link #lack}. */
  double error() {
    return error;
  }
}
