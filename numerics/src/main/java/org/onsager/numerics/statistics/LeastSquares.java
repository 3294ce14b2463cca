package org.onsager.numerics.statistics;

import java.util.Arrays;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * A linear least-squares fit \( y_i = \sum_k x_{ik} b_k \) with errors.
 *
 * <p>The coefficients are linear in the data, \( b_k = \sum_i w_{ki} y_i \), from which covariance
 * and degrees of freedom follow.
 */
public final class LeastSquares {

  private final double[] coefficients;
  private final double[] covariance;
  private final double[] degrees;
  private final double chiSquared;
  private final int residualDegrees;
  private final boolean errorsKnown;

  private LeastSquares(
      double[] coefficients,
      double[] covariance,
      double[] degrees,
      double chiSquared,
      int residualDegrees,
      boolean errorsKnown) {
    this.coefficients = coefficients;
    this.covariance = covariance;
    this.degrees = degrees;
    this.chiSquared = chiSquared;
    this.residualDegrees = residualDegrees;
    this.errorsKnown = errorsKnown;
  }

  /**
   * Fits data with known errors, weighted by \( 1/\sigma_i^2 \).
   *
   * @param design \( x \), [data, coefficients]
   * @param y the data
   * @param sigma their standard errors, positive
   */
  public static LeastSquares of(double[][] design, double[] y, double[] sigma) {
    Refusals.sameLength("fit", y.length, sigma.length);
    double[] infinite = new double[y.length];
    Arrays.fill(infinite, Double.POSITIVE_INFINITY);
    return fit(design, y, sigma, infinite);
  }

  /**
   * Fits estimates, whose own degrees of freedom go into those of the coefficients by
   * Welch–Satterthwaite. Chi squared then follows its distribution only for many degrees.
   */
  public static LeastSquares of(double[][] design, Estimate... y) {
    double[] values = Arrays.stream(y).mapToDouble(Estimate::value).toArray();
    double[] sigma = Arrays.stream(y).mapToDouble(Estimate::standardError).toArray();
    double[] degrees = Arrays.stream(y).mapToDouble(Estimate::degreesOfFreedom).toArray();
    return fit(design, values, sigma, degrees);
  }

  /** Fits data of equal unknown errors, which the residuals' scatter gives. */
  public static LeastSquares ofScatter(double[][] design, double[] y) {
    double[] ones = new double[y.length];
    Arrays.fill(ones, 1);
    LeastSquares f = of(design, y, ones);
    if (f.residualDegrees < 1) {
      throw Refusals.refusal(
          "fit: %d data for %d coefficients leave no scatter", y.length, f.coefficients.length);
    }
    double variance = f.chiSquared / f.residualDegrees;
    double[] scaled = Arrays.stream(f.covariance).map(c -> c * variance).toArray();
    double[] degrees = new double[f.coefficients.length];
    Arrays.fill(degrees, f.residualDegrees);
    return new LeastSquares(
        f.coefficients, scaled, degrees, f.chiSquared, f.residualDegrees, false);
  }

  private static LeastSquares fit(
      double[][] design, double[] y, double[] sigma, double[] dataDegrees) {
    int n = y.length;
    Refusals.atLeast("fit", 1, n);
    Refusals.sameLength("fit", design.length, n);
    Refusals.finite("fit", y);
    Refusals.finite("fit", sigma);
    int p = design[0].length;
    Refusals.atLeast("fit of " + p + " coefficients", p, n);
    double[][] x = new double[n][p];
    double[] scale = new double[p];
    for (int i = 0; i < n; i++) {
      Refusals.sameLength("fit", design[i].length, p);
      Refusals.finite("fit", design[i]);
      if (!(sigma[i] > 0)) {
        throw Refusals.refusal("fit: the error of number %d is %s, not positive", i, sigma[i]);
      }
      for (int k = 0; k < p; k++) {
        x[i][k] = design[i][k] / sigma[i];
        scale[k] = Math.hypot(scale[k], x[i][k]);
      }
    }
    for (int k = 0; k < p; k++) {
      if (scale[k] == 0) {
        throw Refusals.refusal("fit: column %d of the design is zero", k);
      }
      for (double[] row : x) {
        row[k] /= scale[k];
      }
    }
    QRDecomposition qr = new QRDecomposition(MatrixUtils.createRealMatrix(x), 1e-13);
    if (!qr.getSolver().isNonSingular()) {
      throw new ArithmeticException(
          "fit: the design [" + n + ", " + p + "] does not tell its coefficients apart");
    }
    RealMatrix weights = qr.getSolver().getInverse();
    double[] b = new double[p];
    double[] degrees = new double[p];
    double[] covariance = new double[p * p];
    for (int k = 0; k < p; k++) {
      double sum = 0;
      double spread = 0;
      for (int i = 0; i < n; i++) {
        double w = weights.getEntry(k, i) / scale[k];
        b[k] += w * y[i] / sigma[i];
        sum += w * w;
        spread += w * w * w * w / dataDegrees[i];
        for (int l = 0; l < p; l++) {
          covariance[k * p + l] += w * weights.getEntry(l, i) / scale[l];
        }
      }
      degrees[k] = sum * sum / spread;
    }
    double chiSquared = 0;
    for (int i = 0; i < n; i++) {
      double residual = y[i] / sigma[i];
      for (int k = 0; k < p; k++) {
        residual -= x[i][k] * scale[k] * b[k];
      }
      chiSquared += residual * residual;
    }
    return new LeastSquares(b, covariance, degrees, chiSquared, n - p, true);
  }

  /** The k-th coefficient with its error. */
  public Estimate coefficient(int k) {
    return new Estimate(coefficients[k], Math.sqrt(covariance(k, k)), degrees[k]);
  }

  /** The covariance of two coefficients. */
  public double covariance(int k, int l) {
    return covariance[k * coefficients.length + l];
  }

  /**
   * The sum of squared residuals, each over its error; over 1 where the scatter gave the errors.
   */
  public double chiSquared() {
    return chiSquared;
  }

  /** The number of data less the number of coefficients. */
  public int residualDegrees() {
    return residualDegrees;
  }

  /** The probability of a larger chi squared, were the model true and the errors known. */
  public double goodness() {
    if (!errorsKnown || residualDegrees < 1) {
      throw Refusals.refusal("fit: without known errors and spare data nothing tests the model");
    }
    return Distributions.chiSquaredBeyond(chiSquared, residualDegrees);
  }

  /** The fitted value at a row of the design, its degrees of freedom the least coefficient's. */
  public Estimate at(double... row) {
    Refusals.sameLength("fit", row.length, coefficients.length);
    double value = 0;
    double variance = 0;
    for (int k = 0; k < row.length; k++) {
      value += row[k] * coefficients[k];
      for (int l = 0; l < row.length; l++) {
        variance += row[k] * row[l] * covariance(k, l);
      }
    }
    double least = Arrays.stream(degrees).min().orElseThrow();
    return new Estimate(value, Math.sqrt(Math.max(0, variance)), least);
  }
}
