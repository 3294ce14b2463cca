package org.onsager.numerics.statistics;

/**
 * A stationary series of correlated draws, as a Markov chain or a training run gives them.
 *
 * <p>The variance of its mean is \( \gamma_0/n_{\mathrm{eff}} \) with \( n_{\mathrm{eff}} =
 * n/(1+2\sum_{t\ge1}\rho_t) \). The sum is cut by Geyer's initial monotone sequence: pairs \(
 * \Gamma_k = \gamma_{2k}+\gamma_{2k+1} \) are added as long as they are positive, none larger than
 * the one before (C. Geyer, Statistical Science 7 (1992) 473, section 3.3).
 *
 * @param mean the mean with its error; the degrees of freedom are \( n_{\mathrm{eff}} - 1 \)
 * @param variance the variance of one draw
 * @param effectiveSize \( n_{\mathrm{eff}} \), at most the number of draws
 * @param correlationTime \( 1+2\sum_t\rho_t = n/n_{\mathrm{eff}} \), in steps; 1 for independent
 */
public record Series(Estimate mean, double variance, double effectiveSize, double correlationTime) {

  /**
   * Analyses at least four draws in order. A constant series counts as uncorrelated, with error 0.
   *
   * @throws ArithmeticException where fewer than four draws are effectively independent: such a
   *     series may not even show how long its correlation is
   */
  public static Series of(double... draws) {
    Refusals.atLeast("series", 4, draws.length);
    Refusals.finite("series", draws);
    int n = draws.length;
    double mean = Estimate.mean(draws);
    double zero = Estimate.squares(draws, mean) / n;
    if (zero == 0) {
      return new Series(new Estimate(mean, 0, n - 1.0), 0, n, 1);
    }
    double sum = -zero;
    double last = Double.POSITIVE_INFINITY;
    for (int lag = 0; lag + 1 < n; lag += 2) {
      double pair = covariance(draws, mean, lag) + covariance(draws, mean, lag + 1);
      if (pair <= 0) {
        break;
      }
      last = Math.min(last, pair);
      sum += 2 * last;
    }
    double time = Math.max(1, sum / zero);
    double effective = n / time;
    if (effective < 4) {
      throw new ArithmeticException(
          "a series of "
              + n
              + " draws holds "
              + (float) effective
              + " independent ones; it is too short for an error bar");
    }
    double variance = zero * effective / (effective - 1);
    return new Series(
        new Estimate(mean, Math.sqrt(variance / effective), effective - 1),
        variance,
        effective,
        time);
  }

  private static double covariance(double[] x, double mean, int lag) {
    double sum = 0;
    for (int i = 0; i + lag < x.length; i++) {
      sum += (x[i] - mean) * (x[i + lag] - mean);
    }
    return sum / x.length;
  }
}
