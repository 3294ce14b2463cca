package org.onsager.theory.gp;

import java.util.function.DoubleUnaryOperator;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.SymmetricEigen;

/**
 * The log marginal likelihood of targets as a function of the noise, from one decomposition of the
 * kernel.
 *
 * <p>With eigenvalues \( \lambda_k \) of K and C outputs: \[ \log p(Y) = -\tfrac12 \sum_k \Big[
 * \frac{|v_k^T Y|^2}{\lambda_k + \sigma^2} + C \log(\lambda_k + \sigma^2) \Big] - \tfrac{nC}{2}
 * \log 2\pi \]
 *
 * @param eigenvalues of K, ascending; those that rounding made negative are taken as zero
 * @param powers \( |v_k^T Y|^2 \), summed over outputs
 * @param outputs C
 */
@SuppressWarnings("ArrayRecordComponent")
public record Evidence(double[] eigenvalues, double[] powers, int outputs) {

  private static final int SCAN = 120;

  /** Of a kernel [n, n] and targets [n, outputs], packed. */
  public static Evidence of(double[] kernel, double[] targets, int n, int outputs) {
    SymmetricEigen eigen = SymmetricEigen.of(kernel, n);
    double[] along = Blas.product(n, n, outputs, eigen.vectors(), targets);
    double[] values = new double[n];
    double[] powers = new double[n];
    for (int k = 0; k < n; k++) {
      values[k] = Math.max(0, eigen.values()[k]);
      for (int c = 0; c < outputs; c++) {
        powers[k] += along[k * outputs + c] * along[k * outputs + c];
      }
    }
    return new Evidence(values, powers, outputs);
  }

  /** The log marginal likelihood at a noise variance. */
  public double at(double noise) {
    double sum = eigenvalues.length * outputs * Math.log(2 * Math.PI);
    for (int k = 0; k < eigenvalues.length; k++) {
      double s = eigenvalues[k] + noise;
      sum += powers[k] / s + outputs * Math.log(s);
    }
    return -sum / 2;
  }

  /** Its derivative by the noise variance. */
  public double slope(double noise) {
    double sum = 0;
    for (int k = 0; k < eigenvalues.length; k++) {
      double s = eigenvalues[k] + noise;
      sum += (powers[k] / s - outputs) / s;
    }
    return sum / 2;
  }

  /** The noise variance within bounds at which it is largest: a scan, then the slope's zero. */
  public double bestNoise(double least, double most) {
    double step = Math.log(most / least) / SCAN;
    DoubleUnaryOperator place = i -> least * Math.exp(step * i);
    int best = 0;
    for (int i = 1; i <= SCAN; i++) {
      if (at(place.applyAsDouble(i)) > at(place.applyAsDouble(best))) {
        best = i;
      }
    }
    double low = Math.max(0, best - 1);
    double high = Math.min(SCAN, best + 1);
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (slope(place.applyAsDouble(middle)) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return place.applyAsDouble((low + high) / 2);
  }
}
