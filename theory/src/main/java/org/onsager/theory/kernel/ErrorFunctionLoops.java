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
