package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A rectifier on neighbouring entries between places, in passes without branches over what stays in
 * the first cache.
 *
 * <p>With m = |c| and θ/π of m by {@link ArcSeries}: \( \theta(c)/\pi = \frac12 - \mathrm{sgn}(c)
 * (\frac12 - \theta(m)/\pi) \). Where m is one to rounding, it is one.
 */
final class RectifierBlock {
  private static final int LENGTH = 512;
  private static final double ROUNDING = 4e-16;

  private final double[] c = new double[LENGTH];
  private final double[] q = new double[LENGTH];
  private final double[] e = new double[LENGTH];
  private final double[] y = new double[LENGTH];
  private final double[] sum = new double[LENGTH];
  private final double kink;
  private final double leak;
  private final double half;

  RectifierBlock(RectifierDual dual) {
    kink = (1 - dual.leak()) * (1 - dual.leak());
    leak = 2 * dual.leak();
    half = dual.scale() * dual.scale() / 2;
  }

  /**
   * Replaces entries.
   *
   * @param scale the products of both lengths before
   */
  void apply(double[] k, double @Nullable [] t, double[] scale, int size) {
    for (int from = 0; from < size; from += LENGTH) {
      int n = Math.min(LENGTH, size - from);
      System.arraycopy(k, from, c, 0, n);
      System.arraycopy(scale, from, q, 0, n);
      angles(n);
      ends(n);
      System.arraycopy(c, 0, k, from, n);
      if (t != null) {
        System.arraycopy(t, from, y, 0, n);
        slopes(n);
        System.arraycopy(y, 0, t, from, n);
      }
    }
  }

  private void ends(int n) {
    double over = kink / Math.PI;
    for (int j = 0; j < n; j++) {
      double sine = Math.sqrt(e[j] * (2 - e[j]));
      c[j] = half * q[j] * (over * sine + (kink * sum[j] + leak) * c[j]);
    }
  }

  private void slopes(int n) {
    for (int j = 0; j < n; j++) {
      y[j] *= half * (kink * sum[j] + leak);
    }
  }

  /** Leaves 1 - θ/π in {@code sum}. */
  private void angles(int n) {
    for (int j = 0; j < n; j++) {
      c[j] = c[j] / Math.max(q[j], Double.MIN_NORMAL);
    }
    for (int j = 0; j < n; j++) {
      e[j] = Math.max(0, 1 - ROUNDING - Math.abs(c[j]));
    }
    ArcSeries.ANGLE.at(e, sum, n);
    for (int j = 0; j < n; j++) {
      double angle = Math.sqrt(e[j] * (2 - e[j])) * sum[j];
      double sign = c[j] / Math.max(Math.abs(c[j]), Double.MIN_NORMAL);
      sum[j] = 0.5 + sign * (0.5 - angle);
    }
  }
}
