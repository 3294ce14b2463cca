package org.onsager.numerics.statistics;

import java.util.Arrays;

/**
 * The limit of infinite size, from a fit \( y = y_\infty + c_1/N + \dots + c_p/N^p \).
 *
 * @param limit \( y_\infty \) with its statistical error; what higher orders would add is not in it
 * @param bias \( c_1 \), the leading finite-size correction
 * @param fit the fit behind it, its chi squared among the rest
 */
public record Extrapolation(Estimate limit, Estimate bias, LeastSquares fit) {

  /**
   * Fits estimates at several sizes.
   *
   * @param sizes the sizes N, positive
   * @param order the highest power p of 1/N, at least 1
   */
  public static Extrapolation of(double[] sizes, Estimate[] y, int order) {
    if (order < 1) {
      throw Refusals.refusal("extrapolation: order %d; at least 1 is needed", order);
    }
    double[][] design = new double[sizes.length][order + 1];
    for (int i = 0; i < sizes.length; i++) {
      if (!(sizes[i] > 0) || Double.isInfinite(sizes[i])) {
        throw Refusals.refusal("extrapolation: size %d is %s, not positive", i, sizes[i]);
      }
      for (int k = 0; k <= order; k++) {
        design[i][k] = Math.pow(sizes[i], -k);
      }
    }
    LeastSquares fit = LeastSquares.of(design, y);
    return new Extrapolation(fit.coefficient(0), fit.coefficient(1), fit);
  }

  /** The same from values and known errors, with the leading power alone. */
  public static Extrapolation of(double[] sizes, double[] y, double[] sigma) {
    Refusals.sameLength("extrapolation", y.length, sigma.length);
    Estimate[] estimates = new Estimate[y.length];
    Arrays.setAll(estimates, i -> Estimate.of(y[i], sigma[i]));
    return of(sizes, estimates, 1);
  }
}
