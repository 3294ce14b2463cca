package org.onsager.numerics.spectra;

import org.onsager.numerics.statistics.Distributions;

/**
 * How far the largest eigenvalue of \( W^\top W/m \) comes out by chance, W being [m, n] with
 * independent normal entries of variance s: Tracy and Widom's law for real matrices,
 *
 * <p>\[ \lambda_{\max} \approx \frac{s}{m}(\mu + \sigma T_1), \quad \mu = \big(\sqrt{m-\tfrac12} +
 * \sqrt{n-\tfrac12}\big)^2, \quad \sigma = \sqrt\mu\,\Big(\frac1{\sqrt{m-1/2}} +
 * \frac1{\sqrt{n-1/2}}\Big)^{1/3} . \]
 *
 * <p>Where s is not known but is the mean square of the same matrix's entries, the ratio \(
 * \lambda_{\max}/\hat s \) is narrower, for a matrix that is large as a whole has a large \(
 * \lambda_{\max} \). Of normal entries \( \hat s \) and the ratio are independent, and \( mn\,\hat
 * s/s \) is χ² with mn degrees of freedom; so the moments of the ratio are those of \(
 * \lambda_{\max}/s \) over 1, \( 1 + 2/mn \), \( (1 + 2/mn)(1 + 4/mn) \). At 24 × 48 its variance
 * is less by a third.
 *
 * <p>Regime: asymptotic in m and n, with corrections of order \( n^{-2/3} \). The law is taken as a
 * shifted gamma distribution with its first three moments; those of \( T_1 \) are -1.20653,
 * 1.60778, and a skewness of 0.29346, which is right to 10⁻³ of probability in the bulk. Sources:
 * Johnstone, Ann. Statist. 29, 295 (2001); Ma, Bernoulli 18, 322 (2012), for the centring; Nadler,
 * J. Multivariate Anal. 102, 363 (2011), for the ratio; Chiani, J. Multivariate Anal. 129, 69
 * (2014), for the gamma distribution.
 */
public final class LargestEigenvalue {
  private static final double MEAN = -1.2065335745820;
  private static final double VARIANCE = 1.607781034581;
  private static final double SKEWNESS = 0.29346452408;

  /** A ratio of matrices of few entries keeps so much of the variance. */
  private static final double LEAST = 0.1;

  private final double shape;
  private final double unit;
  private final double origin;

  /** The gamma distribution of λ with these moments, of third order the skewness. */
  private LargestEigenvalue(double mean, double variance, double skewness) {
    this.shape = 4 / (skewness * skewness);
    this.unit = Math.sqrt(variance / shape);
    this.origin = mean - shape * unit;
  }

  /**
   * Where the variance of the entries is known.
   *
   * @param rows m, at least 2
   * @param columns n, at least 1
   * @param scale s
   */
  public static LargestEigenvalue known(int rows, int columns, double scale) {
    double[] moments = moments(rows, columns, scale);
    return new LargestEigenvalue(moments[0], moments[1], SKEWNESS);
  }

  /**
   * Where it is measured on the same matrix, the largest eigenvalue included.
   *
   * @param rows m, at least 2
   * @param columns n, at least 1
   * @param scale \( \hat s \), the mean square of the entries
   */
  public static LargestEigenvalue beside(int rows, int columns, double scale) {
    double[] moments = moments(rows, columns, scale);
    double mean = moments[0];
    double variance = moments[1];
    double third = SKEWNESS * Math.pow(variance, 1.5);
    double share = 2.0 / rows / columns;
    double square = (mean * mean + variance) / (1 + share);
    double cube =
        (mean * mean * mean + 3 * mean * variance + third) / (1 + share) / (1 + 2 * share);
    double left = Math.max(LEAST * variance, square - mean * mean);
    double skew = (cube - 3 * mean * left - mean * mean * mean) / Math.pow(left, 1.5);
    return new LargestEigenvalue(mean, left, Math.clamp(skew, LEAST, 2));
  }

  /** Mean and variance of λ. */
  private static double[] moments(int rows, int columns, double scale) {
    if (rows < 2 || columns < 1 || !(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "the largest eigenvalue of chance needs a matrix of at least 2 × 1 with a positive"
              + " variance, not "
              + rows
              + " × "
              + columns
              + " and "
              + scale);
    }
    double a = Math.sqrt(rows - 0.5);
    double b = Math.sqrt(columns - 0.5);
    double spread = (a + b) * Math.cbrt(1 / a + 1 / b) * scale / rows;
    return new double[] {
      (a + b) * (a + b) * scale / rows + spread * MEAN, spread * spread * VARIANCE
    };
  }

  /** The probability that chance exceeds λ. */
  public double beyond(double lambda) {
    double y = lambda - origin;
    return y <= 0 ? 1 : Distributions.chiSquaredBeyond(2 * y / unit, 2 * shape);
  }

  /** The eigenvalue that chance exceeds with this probability. */
  public double exceededWith(double probability) {
    return origin + Distributions.chiSquaredQuantile(1 - probability, 2 * shape) * unit / 2;
  }
}
