package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;
import org.onsager.theory.kernel.FusedLayer.Columns;
import org.onsager.theory.kernel.FusedLayer.Row;

/**
 * The loops of {@link FusedLayer}: short ones without a branch over arrays in the first cache,
 * which the virtual machine turns into instructions on several lanes by itself, incubating module
 * or not. Horner's rule takes four coefficients at a time, so that arithmetic and not loads are the
 * limit.
 */
final class ArrayLoops {
  private static final double INVERSE = 1 / Math.PI;

  /** Smaller than all that stands for c = -1, and enough to tell 0 from it. */
  private static final double TINY = 1e-305;

  private ArrayLoops() {}

  /**
   * A stretch of an array from its start on. Loops that write at j and read at c0 + j cannot be
   * turned into lanes, because for all the machine knows the two arrays are one.
   */
  private static double[] stretch(double[] from, int c0, int n, double[] to) {
    System.arraycopy(from, c0, to, 0, n);
    return to;
  }

  /** A polynomial of {@link ArcSeries} in y. */
  static void polynomial(double[] c, double[] y, double[] out, int n) {
    double c21 = c[21];
    double c20 = c[20];
    double c19 = c[19];
    double c18 = c[18];
    double c17 = c[17];
    double c16 = c[16];
    for (int j = 0; j < n; j++) {
      double x = y[j];
      double s = Math.fma(c21, x, c20);
      s = Math.fma(s, x, c19);
      s = Math.fma(s, x, c18);
      s = Math.fma(s, x, c17);
      out[j] = Math.fma(s, x, c16);
    }
    four(c[15], c[14], c[13], c[12], y, out, n);
    four(c[11], c[10], c[9], c[8], y, out, n);
    four(c[7], c[6], c[5], c[4], y, out, n);
    four(c[3], c[2], c[1], c[0], y, out, n);
  }

  private static void four(
      double a, double b, double c, double d, double[] y, double[] out, int n) {
    for (int j = 0; j < n; j++) {
      double x = y[j];
      double s = Math.fma(out[j], x, a);
      s = Math.fma(s, x, b);
      s = Math.fma(s, x, c);
      out[j] = Math.fma(s, x, d);
    }
  }

  /** 1 where a correlation is kept from above, -1 where from below. */
  static double side(double near) {
    return Math.signum(near + TINY);
  }

  /** Rectifier, then weights. */
  static void rectified(
      Row row,
      Columns columns,
      int c0,
      int n,
      double[] near,
      double @Nullable [] tangent,
      double[][] scratch) {
    double[] y = scratch[0];
    double[] sine = scratch[1];
    double[] series = scratch[2];
    for (int j = 0; j < n; j++) {
      double e = Math.abs(near[j]);
      y[j] = e + e - 1;
      sine[j] = Math.sqrt(e * (2 - e));
    }
    polynomial(ArcSeries.ANGLE, y, series, n);
    if (tangent != null) {
      double quarter = row.weightVariance() / 4;
      for (int j = 0; j < n; j++) {
        double side = Math.signum(near[j] + TINY);
        // 1 - θ/π from above, θ/π from below
        tangent[j] = quarter * (1 + side - 2 * side * sine[j] * series[j]) * tangent[j];
      }
    }
    double a = row.signal();
    double b = row.bias();
    double[] as = stretch(columns.signal(), c0, n, scratch[5]);
    double[] bs = stretch(columns.bias(), c0, n, scratch[6]);
    for (int j = 0; j < n; j++) {
      double side = Math.signum(near[j] + TINY);
      double e = Math.abs(near[j]);
      // e - (sin θ - θ cos θ)/π from above, 1 less the same from below
      double lack = 0.5 * ((1 + side) * e + 1 - side) - sine[j] * (INVERSE - (1 - e) * series[j]);
      double other = as[j];
      double apart = a - other;
      double apartBias = b - bs[j];
      near[j] = 0.5 * (apart * apart + apartBias * apartBias) + a * other * lack;
    }
    if (tangent != null) {
      double length = row.length();
      double[] lengths = stretch(columns.length(), c0, n, scratch[7]);
      for (int j = 0; j < n; j++) {
        tangent[j] += length * lengths[j] * (1 - near[j]);
      }
    }
  }

  /** Error function, then weights; correlations come and go as they are. */
  static void error(
      Row row,
      Columns columns,
      int c0,
      int n,
      double[] c,
      double @Nullable [] tangent,
      double[][] scratch) {
    double[] y = scratch[0];
    double[] sine = scratch[1];
    double[] series = scratch[2];
    double h = row.wide();
    double s = row.narrow();
    double[] hs = stretch(columns.wide(), c0, n, scratch[8]);
    double[] narrow = stretch(columns.narrow(), c0, n, scratch[9]);
    for (int j = 0; j < n; j++) {
      double other = hs[j];
      double t = narrow[j];
      double apart = h - other;
      double inner = 0.5 * (apart * apart + s * s + t * t) + h * other * (1 - Math.abs(c[j]));
      y[j] = inner + inner - 1;
      sine[j] = Math.sqrt(inner * (2 - inner));
    }
    polynomial(ArcSeries.ANGLE, y, series, n);
    if (tangent != null) {
      double factor = 4 / Math.PI * s * row.weightVariance();
      for (int j = 0; j < n; j++) {
        tangent[j] = tangent[j] * (factor * narrow[j]) / sine[j];
      }
    }
    double a = row.signal() * row.inverse();
    double b = row.bias();
    double[] as = stretch(columns.signal(), c0, n, scratch[5]);
    double[] bs = stretch(columns.bias(), c0, n, scratch[6]);
    double[] inverse = stretch(columns.inverse(), c0, n, scratch[10]);
    for (int j = 0; j < n; j++) {
      double arc = Math.signum(c[j]) * (1 - 2 * sine[j] * series[j]);
      c[j] = b * bs[j] + a * as[j] * inverse[j] * arc;
    }
    if (tangent != null) {
      double length = row.length();
      double[] lengths = stretch(columns.length(), c0, n, scratch[7]);
      for (int j = 0; j < n; j++) {
        tangent[j] += length * lengths[j] * c[j];
      }
    }
  }
}
