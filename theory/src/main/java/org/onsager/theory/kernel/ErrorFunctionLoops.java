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

  /** The largest z². */
  static double reach(double[] z, int n) {
    double most = 0;
    for (int j = 0; j < n; j++) {
      most = Math.max(most, Math.abs(z[j]));
    }
    return most * most;
  }

  /** For z² up to the end of a series of the arc sine. */
  static void within(
      ArcSeries reach,
      double alpha,
      double[] alphas,
      double beta,
      double[] betas,
      int n,
      double[] z,
      double @Nullable [] tangent,
      double[] y,
      double[] series) {
    double scale = reach.scale();
    for (int j = 0; j < n; j++) {
      y[j] = scale * z[j] * z[j] - 1;
    }
    reach.heads(y, series, n);
    reach.tails(y, series, n);
    if (tangent == null) {
      for (int j = 0; j < n; j++) {
        z[j] = Math.fma(alpha * alphas[j], z[j] * series[j], beta * betas[j]);
      }
      return;
    }
    for (int j = 0; j < n; j++) {
      double before = z[j];
      double product = alpha * alphas[j];
      double after = Math.fma(product, before * series[j], beta * betas[j]);
      z[j] = after;
      tangent[j] = Math.fma(product / Math.sqrt(1 - before * before), tangent[j], after);
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
      double[] y,
      double[] series) {
    for (int j = 0; j < n; j++) {
      y[j] = 2 * (1 - Math.abs(z[j])) - 1;
    }
    ArcSeries.ANGLE.heads(y, series, n);
    ArcSeries.ANGLE.tails(y, series, n);
    if (tangent != null) {
      for (int j = 0; j < n; j++) {
        tangent[j] *= alpha * alphas[j] / Math.sqrt(1 - z[j] * z[j]);
      }
    }
    for (int j = 0; j < n; j++) {
      double e = 1 - Math.abs(z[j]);
      double arc = Math.PI / 2 - Math.PI * Math.sqrt(e * (2 - e)) * series[j];
      z[j] = Math.fma(alpha * alphas[j], ArrayLoops.side(z[j]) * arc, beta * betas[j]);
    }
    if (tangent != null) {
      for (int j = 0; j < n; j++) {
        tangent[j] += z[j];
      }
    }
  }
}
