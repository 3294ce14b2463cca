package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The error function and the weights after it on neighbouring entries, between inputs scaled by \(
 * g = \sqrt{2/(1+2q)} \): loops without a branch over arrays in the first cache.
 *
 * <p>With \( z = gg'K \), \( \hat\Theta = gg'\Theta \), \( \alpha = \sigma_w\sqrt{2/\pi}\,g \) and
 * \( \beta = \sigma_b\,g \), g that of the next layer: \[ z' = \beta\beta' + \alpha\alpha'\arcsin
 * z, \qquad \hat\Theta' = z' + \frac{\alpha\alpha'}{\sqrt{1 - z^2}}\,\hat\Theta . \]
 */
final class ErrorFunctionLoops {
  private ErrorFunctionLoops() {}

  /** The largest |z|. */
  static double reach(double[] z, int n) {
    double most = 0;
    for (int j = 0; j < n; j++) {
      double size = Math.abs(z[j]);
      if (size > most) {
        most = size;
      }
    }
    return most;
  }

  /**
   * For z² up to the end of a series of the arc sine.
   *
   * @param squares scratch, [n], as are the two that follow
   */
  static void within(
      ArcSeries reach,
      double alpha,
      double[] alphas,
      double beta,
      double[] betas,
      int n,
      double[] z,
      double @Nullable [] tangent,
      double[] squares,
      double[] arcs,
      double[] slopes) {
    if (tangent != null && reach.degree() == ArcSeries.SHORT) {
      small(reach, alpha, alphas, beta, betas, n, z, tangent);
      return;
    }
    if (tangent != null && reach.degree() == ArcSeries.TAIL) {
      nearest(reach, alpha, alphas, beta, betas, n, z, tangent);
      return;
    }
    for (int j = 0; j < n; j++) {
      squares[j] = z[j] * z[j];
    }
    reach.at(squares, arcs, n);
    if (tangent == null) {
      for (int j = 0; j < n; j++) {
        z[j] = Math.fma(alpha * alphas[j], z[j] * arcs[j], beta * betas[j]);
      }
      return;
    }
    reach.slope().at(squares, slopes, n);
    for (int j = 0; j < n; j++) {
      double product = alpha * alphas[j];
      double after = Math.fma(product, z[j] * arcs[j], beta * betas[j]);
      z[j] = after;
      tangent[j] = Math.fma(product * slopes[j], tangent[j], after);
    }
  }

  /** Both kernels by the shortest polynomials, in one loop. */
  private static void small(
      ArcSeries reach,
      double alpha,
      double[] alphas,
      double beta,
      double[] betas,
      int n,
      double[] z,
      double[] tangent) {
    double[] c = reach.coefficients();
    double[] d = reach.slope().coefficients();
    double c0 = c[0];
    double c1 = c[1];
    double c2 = c[2];
    double c3 = c[3];
    double c4 = c[4];
    double c5 = c[5];
    double c6 = c[6];
    double d0 = d[0];
    double d1 = d[1];
    double d2 = d[2];
    double d3 = d[3];
    double d4 = d[4];
    double d5 = d[5];
    double d6 = d[6];
    for (int j = 0; j < n; j++) {
      double x = z[j] * z[j];
      double arc = Math.fma(c6, x, c5);
      arc = Math.fma(arc, x, c4);
      arc = Math.fma(arc, x, c3);
      arc = Math.fma(arc, x, c2);
      arc = Math.fma(arc, x, c1);
      arc = Math.fma(arc, x, c0);
      double slope = Math.fma(d6, x, d5);
      slope = Math.fma(slope, x, d4);
      slope = Math.fma(slope, x, d3);
      slope = Math.fma(slope, x, d2);
      slope = Math.fma(slope, x, d1);
      slope = Math.fma(slope, x, d0);
      double product = alpha * alphas[j];
      double after = Math.fma(product, z[j] * arc, beta * betas[j]);
      z[j] = after;
      tangent[j] = Math.fma(product * slope, tangent[j], after);
    }
  }

  /** The same by those of ten powers. */
  private static void nearest(
      ArcSeries reach,
      double alpha,
      double[] alphas,
      double beta,
      double[] betas,
      int n,
      double[] z,
      double[] tangent) {
    double[] c = reach.coefficients();
    double[] d = reach.slope().coefficients();
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
    double c10 = c[10];
    double d0 = d[0];
    double d1 = d[1];
    double d2 = d[2];
    double d3 = d[3];
    double d4 = d[4];
    double d5 = d[5];
    double d6 = d[6];
    double d7 = d[7];
    double d8 = d[8];
    double d9 = d[9];
    double d10 = d[10];
    for (int j = 0; j < n; j++) {
      double x = z[j] * z[j];
      double arc = Math.fma(c10, x, c9);
      arc = Math.fma(arc, x, c8);
      arc = Math.fma(arc, x, c7);
      arc = Math.fma(arc, x, c6);
      arc = Math.fma(arc, x, c5);
      arc = Math.fma(arc, x, c4);
      arc = Math.fma(arc, x, c3);
      arc = Math.fma(arc, x, c2);
      arc = Math.fma(arc, x, c1);
      arc = Math.fma(arc, x, c0);
      double slope = Math.fma(d10, x, d9);
      slope = Math.fma(slope, x, d8);
      slope = Math.fma(slope, x, d7);
      slope = Math.fma(slope, x, d6);
      slope = Math.fma(slope, x, d5);
      slope = Math.fma(slope, x, d4);
      slope = Math.fma(slope, x, d3);
      slope = Math.fma(slope, x, d2);
      slope = Math.fma(slope, x, d1);
      slope = Math.fma(slope, x, d0);
      double product = alpha * alphas[j];
      double after = Math.fma(product, z[j] * arc, beta * betas[j]);
      z[j] = after;
      tangent[j] = Math.fma(product * slope, tangent[j], after);
    }
  }

  /** For all z. */
  static void anywhere(
      double alpha,
      double[] alphas,
      double beta,
      double[] betas,
      int n,
      double[] z,
      double @Nullable [] tangent,
      double[] e,
      double[] series) {
    for (int j = 0; j < n; j++) {
      e[j] = 1 - Math.abs(z[j]);
    }
    ArcSeries.ANGLE.at(e, series, n);
    if (tangent != null) {
      for (int j = 0; j < n; j++) {
        tangent[j] *= alpha * alphas[j] / Math.sqrt(e[j] * (2 - e[j]));
      }
    }
    for (int j = 0; j < n; j++) {
      double arc = Math.PI / 2 - Math.PI * Math.sqrt(e[j] * (2 - e[j])) * series[j];
      z[j] = Math.fma(alpha * alphas[j], ArrayLoops.side(z[j]) * arc, beta * betas[j]);
    }
    if (tangent != null) {
      for (int j = 0; j < n; j++) {
        tangent[j] += z[j];
      }
    }
  }
}
