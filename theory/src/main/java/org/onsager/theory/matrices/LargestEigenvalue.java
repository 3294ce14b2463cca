package org.onsager.theory.matrices;

import org.onsager.lab.Refusal;
import org.onsager.numerics.statistics.Distributions;

/**
 * How far the largest eigenvalue of \( W^\top W/m \) comes out by chance, W being [m, n] with
 * independent normal entries of variance s: Tracy and Widom's law for real matrices,
 *
 * <p>\[ \lambda_{\max} \approx \frac{s}{m}(\mu + \sigma T_1), \quad \mu = (\sqrt{m-1} + \sqrt n)^2,
 * \quad \sigma = (\sqrt{m-1} + \sqrt n)\Big(\frac1{\sqrt{m-1}} + \frac1{\sqrt n}\Big)^{1/3} . \]
 *
 * <p>Regime: asymptotic in m and n; good to a per cent in the tail from sizes of ten on. The law of
 * \( T_1 \) is taken as a shifted gamma distribution with its mean -1.20653, variance 1.60778 and
 * skewness 0.29346, which is right to 10⁻³ of probability in the bulk. Sources: Johnstone, Ann.
 * Statist. 29, 295 (2001); Chiani, J. Multivariate Anal. 129, 69 (2014).
 *
 * @param rows m
 * @param columns n
 * @param scale s
 */
public record LargestEigenvalue(int rows, int columns, double scale) {
  private static final double MEAN = -1.2065335745820;
  private static final double VARIANCE = 1.607781034581;
  private static final double SKEWNESS = 0.29346452408;

  /** Refuses empty matrices. */
  public LargestEigenvalue {
    if (rows < 2 || columns < 1 || !(scale > 0)) {
      throw new Refusal(
          "the largest eigenvalue of chance needs a matrix of at least 2 × 1 with a positive"
              + " variance, not "
              + rows
              + " × "
              + columns);
    }
  }

  private double root() {
    return Math.sqrt(rows - 1.0) + Math.sqrt(columns);
  }

  private double spread() {
    return root() * Math.cbrt(1 / Math.sqrt(rows - 1.0) + 1 / Math.sqrt(columns));
  }

  /** The probability that chance exceeds λ. */
  public double beyond(double lambda) {
    double t = (lambda * rows / scale - root() * root()) / spread();
    double shape = 4 / (SKEWNESS * SKEWNESS);
    double unit = Math.sqrt(VARIANCE / shape);
    double y = t - MEAN + shape * unit;
    return y <= 0 ? 1 : Distributions.chiSquaredBeyond(2 * y / unit, 2 * shape);
  }

  /** The eigenvalue that chance exceeds with this probability. */
  public double exceededWith(double probability) {
    double shape = 4 / (SKEWNESS * SKEWNESS);
    double unit = Math.sqrt(VARIANCE / shape);
    double y = Distributions.chiSquaredQuantile(1 - probability, 2 * shape) * unit / 2;
    double t = y + MEAN - shape * unit;
    return (root() * root() + spread() * t) * scale / rows;
  }
}
