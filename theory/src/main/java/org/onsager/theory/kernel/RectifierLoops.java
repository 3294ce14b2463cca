package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A rectifier and the weights after it on neighbouring entries, between lengths of one: loops
 * without a branch over arrays in the first cache, which the virtual machine turns into
 * instructions on several lanes by itself.
 *
 * <p>With e = 1 - c, A = aa′ and the unit vectors (a, b), \( (a', b') \) of {@link Step.Weigh}: \[
 * e' = \tfrac12|u - u'|^2 + A\,[e - (\sin\theta - \theta\cos\theta)/\pi], \qquad \hat\Theta' = 1 -
 * e' + A\,(1 - \theta/\pi)\,\hat\Theta, \] where \( \hat\Theta \) is Θ over both lengths.
 */
final class RectifierLoops {
  private static final double INVERSE = 1 / Math.PI;
  private static final double HALF = Math.sqrt(0.5);

  private RectifierLoops() {}

  /** What is kept of correlations of any sign, which become correlations that are not negative. */
  static void signed(
      double a,
      double[] as,
      double b,
      double[] bs,
      int n,
      double[] near,
      double @Nullable [] tangent,
      double[] y,
      double[] series) {
    for (int j = 0; j < n; j++) {
      y[j] = Math.abs(near[j]);
    }
    ArcSeries.ANGLE.at(y, series, n);
    for (int j = 0; j < n; j++) {
      double sine = Math.sqrt(y[j] * (2 - y[j]));
      y[j] = sine;
      series[j] *= sine;
    }
    if (tangent != null) {
      double half = a / 2;
      for (int j = 0; j < n; j++) {
        double side = ArrayLoops.side(near[j]);
        // 1 - θ/π from above, θ/π from below
        tangent[j] = half * as[j] * (1 + side - 2 * side * series[j]) * tangent[j];
      }
    }
    double left = a * HALF;
    double right = b * HALF;
    for (int j = 0; j < n; j++) {
      double e = Math.abs(near[j]);
      double side = ArrayLoops.side(near[j]);
      // e - (sin θ - θ cos θ)/π from above, 1 less the same from below
      double lack = 0.5 * ((1 + side) * e + (1 - side)) - (INVERSE * y[j] - (1 - e) * series[j]);
      double apart = left - HALF * as[j];
      double apartBias = right - HALF * bs[j];
      near[j] = Math.fma(a * as[j], lack, Math.fma(apart, apart, apartBias * apartBias));
    }
    if (tangent != null) {
      for (int j = 0; j < n; j++) {
        tangent[j] += 1 - near[j];
      }
    }
  }

  /**
   * Both kernels of correlations that are not negative.
   *
   * @param reach of {@code near}: the polynomial goes as far
   */
  static void both(
      ArcSeries reach,
      double a,
      double[] as,
      double b,
      double[] bs,
      int n,
      double[] near,
      double[] tangent,
      double[] series) {
    reach.head(near, series, n);
    double[] c = reach.coefficients();
    double c0 = c[0];
    double c1 = c[1];
    double c2 = c[2];
    double c3 = c[3];
    double c4 = c[4];
    double c5 = c[5];
    double c6 = c[6];
    double c7 = c[7];
    double c8 = c[8];
    double c9 = c[9];
    double left = a * HALF;
    double right = b * HALF;
    for (int j = 0; j < n; j++) {
      double e = near[j];
      double sum = Math.fma(series[j], e, c9);
      sum = Math.fma(sum, e, c8);
      sum = Math.fma(sum, e, c7);
      sum = Math.fma(sum, e, c6);
      sum = Math.fma(sum, e, c5);
      sum = Math.fma(sum, e, c4);
      sum = Math.fma(sum, e, c3);
      sum = Math.fma(sum, e, c2);
      sum = Math.fma(sum, e, c1);
      sum = Math.fma(sum, e, c0);
      double sine = Math.sqrt(e * (2 - e));
      double angle = sine * sum;
      double lack = Math.fma(1 - e, angle, Math.fma(-INVERSE, sine, e));
      double apart = left - HALF * as[j];
      double apartBias = right - HALF * bs[j];
      double product = a * as[j];
      double after = Math.fma(product, lack, Math.fma(apart, apart, apartBias * apartBias));
      near[j] = after;
      tangent[j] = Math.fma(product * (1 - angle), tangent[j], 1 - after);
    }
  }

  /** The first kernel alone. */
  static void one(
      ArcSeries reach,
      double a,
      double[] as,
      double b,
      double[] bs,
      int n,
      double[] near,
      double[] series) {
    reach.head(near, series, n);
    double[] c = reach.coefficients();
    double c0 = c[0];
    double c1 = c[1];
    double c2 = c[2];
    double c3 = c[3];
    double c4 = c[4];
    double c5 = c[5];
    double c6 = c[6];
    double c7 = c[7];
    double c8 = c[8];
    double c9 = c[9];
    double left = a * HALF;
    double right = b * HALF;
    for (int j = 0; j < n; j++) {
      double e = near[j];
      double sum = Math.fma(series[j], e, c9);
      sum = Math.fma(sum, e, c8);
      sum = Math.fma(sum, e, c7);
      sum = Math.fma(sum, e, c6);
      sum = Math.fma(sum, e, c5);
      sum = Math.fma(sum, e, c4);
      sum = Math.fma(sum, e, c3);
      sum = Math.fma(sum, e, c2);
      sum = Math.fma(sum, e, c1);
      sum = Math.fma(sum, e, c0);
      double sine = Math.sqrt(e * (2 - e));
      double lack = Math.fma((1 - e) * sine, sum, Math.fma(-INVERSE, sine, e));
      double apart = left - HALF * as[j];
      double apartBias = right - HALF * bs[j];
      near[j] = Math.fma(a * as[j], lack, Math.fma(apart, apart, apartBias * apartBias));
    }
  }

  /** What 1 - c of the rectifier is at 1 - c before it. */
  static double lack(double e) {
    double sine = Math.sqrt(e * (2 - e));
    return Math.fma(1 - e, sine * ArcSeries.ANGLE.at(e), Math.fma(-INVERSE, sine, e));
  }

  /**
   * What weights add to Θ: {@code fresh} times K, and {@code more}.
   *
   * @param left \( \sqrt{K_{pp}} \) after the weights, right likewise
   * @param d the distances of {@link PlaneWalk}
   */
  static void fresh(
      double[] left,
      double[] right,
      double fresh,
      double more,
      int n,
      double[] d,
      double[] tangent) {
    for (int j = 0; j < n; j++) {
      double a = left[j];
      double b = right[j];
      tangent[j] += Math.fma(fresh, Math.fma(0.5 * a, a, 0.5 * b * b) - d[j], more);
    }
  }

  /**
   * The distances of places after a window of three rows, as {@link #near} leaves them.
   *
   * @param a D at one of the rows, b and c at the others
   * @param share \( \sigma_w^2 \) over the places of the window
   */
  static void window(
      double[] a,
      double[] b,
      double[] c,
      double share,
      double[] left,
      double[] right,
      double[] leftInverse,
      double[] rightInverse,
      int n,
      double[] d,
      double[] e) {
    for (int j = 0; j < n; j++) {
      double apart = left[j] - right[j];
      double half = 0.5 * apart * apart;
      double beyond = share * (a[j] + b[j] + c[j]) - half;
      e[j] = Math.abs(beyond) * (leftInverse[j] * rightInverse[j]);
      d[j] = half;
    }
  }

  /**
   * Θ after the same window: {@code fresh} times K, and {@code more}, besides its sum.
   *
   * @param a Θ at one of the rows, b and c at the others
   * @param e 1 - c after the weights
   */
  static void window(
      double[] a,
      double[] b,
      double[] c,
      double share,
      double fresh,
      double more,
      double[] left,
      double[] right,
      double[] e,
      int n,
      double[] tangent) {
    for (int j = 0; j < n; j++) {
      double sum = a[j] + b[j] + c[j];
      double own = Math.fma(fresh * left[j] * right[j], 1 - e[j], more);
      tangent[j] = Math.fma(share, sum, own);
    }
  }

  /**
   * 1 - c of places.
   *
   * @param left \( \sqrt{K_{pp}} \), right likewise
   * @param leftInverse one over that, zero where it is zero
   * @param d the distances of {@link PlaneWalk}, of which what comes from the lengths alone is left
   * @param e 1 - c, written
   */
  static void near(
      double[] left,
      double[] right,
      double[] leftInverse,
      double[] rightInverse,
      int n,
      double[] d,
      double[] e) {
    for (int j = 0; j < n; j++) {
      double apart = left[j] - right[j];
      double half = 0.5 * apart * apart;
      e[j] = Math.abs(d[j] - half) * (leftInverse[j] * rightInverse[j]);
      d[j] = half;
    }
  }

  /**
   * A rectifier between places whose correlations are not negative. Where a length is zero, so is
   * its derivative.
   *
   * @param left \( \sqrt{K_{pp}} \) before, right likewise
   * @param norm \( E\phi^2/q \)
   * @param d as {@link #near} leaves it, the distances behind the rectifier afterwards
   * @param e 1 - c
   */
  static void places(
      double[] left,
      double[] right,
      double norm,
      int n,
      double[] d,
      double @Nullable [] tangent,
      double[] e,
      double[] series) {
    if (tangent == null) {
      ArcSeries.ANGLE.at(e, series, n);
      for (int j = 0; j < n; j++) {
        double near = e[j];
        double sine = Math.sqrt(near * (2 - near));
        double lack = Math.fma((1 - near) * sine, series[j], Math.fma(-INVERSE, sine, near));
        d[j] = norm * Math.fma(left[j] * right[j], lack, d[j]);
      }
      return;
    }
    ArcSeries.ANGLE.head(e, series, n);
    double[] c = ArcSeries.ANGLE.coefficients();
    double c0 = c[0];
    double c1 = c[1];
    double c2 = c[2];
    double c3 = c[3];
    double c4 = c[4];
    double c5 = c[5];
    double c6 = c[6];
    double c7 = c[7];
    double c8 = c[8];
    double c9 = c[9];
    for (int j = 0; j < n; j++) {
      double near = e[j];
      double sum = Math.fma(series[j], near, c9);
      sum = Math.fma(sum, near, c8);
      sum = Math.fma(sum, near, c7);
      sum = Math.fma(sum, near, c6);
      sum = Math.fma(sum, near, c5);
      sum = Math.fma(sum, near, c4);
      sum = Math.fma(sum, near, c3);
      sum = Math.fma(sum, near, c2);
      sum = Math.fma(sum, near, c1);
      sum = Math.fma(sum, near, c0);
      double sine = Math.sqrt(near * (2 - near));
      double angle = sine * sum;
      double lack = Math.fma(1 - near, angle, Math.fma(-INVERSE, sine, near));
      double product = left[j] * right[j];
      d[j] = norm * Math.fma(product, lack, d[j]);
      tangent[j] *= norm * Math.signum(product) * (1 - angle);
    }
  }

  /** The same for correlations of any sign. */
  static void signedPlaces(
      double[] left,
      double[] right,
      double norm,
      int n,
      double[] d,
      double @Nullable [] tangent,
      double[] y,
      double[] e,
      double[] series) {
    for (int j = 0; j < n; j++) {
      double side = Math.signum(1 - e[j]);
      double nearer = Math.abs(0.5 * ((1 + side) * e[j] + (1 - side) * (2 - e[j])));
      y[j] = nearer;
    }
    ArcSeries.ANGLE.at(y, series, n);
    for (int j = 0; j < n; j++) {
      double nearer = y[j];
      double sine = Math.sqrt(nearer * (2 - nearer));
      double angle = sine * series[j];
      series[j] = angle;
      y[j] = sine * INVERSE - (1 - nearer) * angle;
    }
    for (int j = 0; j < n; j++) {
      double side = Math.signum(1 - e[j]);
      // from above e less that, from below 1 less that
      double lack = 0.5 * ((1 + side) * e[j] + (1 - side)) - y[j];
      d[j] = norm * Math.fma(left[j] * right[j], lack, d[j]);
      series[j] = 0.5 * (1 + side) - side * series[j];
    }
    if (tangent != null) {
      for (int j = 0; j < n; j++) {
        tangent[j] *= norm * Math.signum(left[j] * right[j]) * series[j];
      }
    }
  }

  /** The distance and the factor of Θ of one entry, after the rectifier. */
  static double[] place(double left, double right, double d, double norm) {
    double half = 0.5 * (left - right) * (left - right);
    double product = left * right;
    double e = product > 0 ? Math.min(2, Math.abs(d - half) / product) : 0;
    boolean above = e <= 1;
    double nearer = above ? e : 2 - e;
    double sine = Math.sqrt(nearer * (2 - nearer));
    double angle = sine * ArcSeries.ANGLE.at(nearer);
    double lack = (above ? nearer : 1) - sine * INVERSE + (1 - nearer) * angle;
    double slope = product > 0 ? norm * (above ? 1 - angle : angle) : 0;
    return new double[] {norm * (half + product * lack), slope};
  }
}
