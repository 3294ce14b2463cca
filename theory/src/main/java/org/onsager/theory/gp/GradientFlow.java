package org.onsager.theory.gp;

import org.onsager.lab.Refusal;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.SymmetricEigen;

/**
 * Gradient flow on the squared loss in the limit of infinite width, solved at every time.
 *
 * <p>The loss is \( \tfrac12 \sum_i |f(x_i) - y_i|^2 \), summed over samples, and \( \dot\theta =
 * -\partial\theta \), so that \( f_t - Y \) on the training inputs decays as \( e^{-\Theta t} \);
 * for the mean over n samples, or a rate \( \eta \), time runs as \( t \to \eta t/n \). A network
 * drawn at random with kernel K then is, at time t, a Gaussian process: with \( g_t(\Theta) =
 * \Theta^{-1}(1 - e^{-\Theta t}) \) and \( G = \Theta_* g_t(\Theta) \), \[ \mu_t = G Y, \quad
 * \Sigma_t = K_{**} + G K G^T - G K_*^T - K_* G^T. \]
 *
 * <p>One decomposition, 8n² bytes twice, serves all times. Directions in which \( \Theta \) is zero
 * to rounding are not learned, whatever the time.
 */
public final class GradientFlow {
  private final int n;
  private final int outputs;
  private final double[] eigenvalues;
  private final double[] vectors;
  private final double[] targets;
  private final int learned;

  private GradientFlow(int n, int outputs, SymmetricEigen eigen, double[] targets) {
    this.n = n;
    this.outputs = outputs;
    this.eigenvalues = eigen.values();
    this.vectors = eigen.vectors();
    this.targets = Blas.product(n, n, outputs, vectors, targets);
    double floor = n * Math.ulp(1.0) * eigenvalues[n - 1];
    int count = 0;
    for (int k = 0; k < n; k++) {
      if (eigenvalues[k] > floor) {
        count++;
      } else {
        eigenvalues[k] = 0;
      }
    }
    this.learned = count;
  }

  /**
   * From zero outputs on average.
   *
   * @param tangent the tangent kernel \( \Theta \) of the training inputs, [n, n]
   * @param targets [n, outputs]
   */
  public static GradientFlow of(double[] tangent, double[] targets, int n, int outputs) {
    if (n < 1 || outputs < 1 || tangent.length != (long) n * n) {
      throw new Refusal(
          "a tangent kernel of " + n + " inputs is [n, n], not " + tangent.length + " numbers");
    }
    if (targets.length != (long) n * outputs) {
      throw new Refusal(
          "targets of " + n + " inputs are [n, outputs], not " + targets.length + " numbers");
    }
    return new GradientFlow(n, outputs, SymmetricEigen.of(tangent, n), targets);
  }

  /** How many directions of the training outputs are learned at all, at most n. */
  public int learned() {
    return learned;
  }

  /** The time in which the slowest direction that is learned falls to 1/e. */
  public double slowest() {
    return learned == 0 ? Double.POSITIVE_INFINITY : 1 / eigenvalues[n - learned];
  }

  /**
   * The mean outputs at time t, [m, outputs].
   *
   * @param cross \( \Theta_* \), the tangent kernel of m test and the training inputs, [m, n]
   * @param time from 0, infinity allowed
   */
  public double[] mean(double[] cross, int m, double time) {
    double[] scaled = new double[n * outputs];
    for (int k = 0; k < n; k++) {
      double g = gain(eigenvalues[k], time);
      for (int c = 0; c < outputs; c++) {
        scaled[k * outputs + c] = g * targets[k * outputs + c];
      }
    }
    double[] back = new double[n * outputs];
    Blas.gemm(true, false, n, outputs, n, 1, vectors, scaled, 0, back);
    return Blas.product(m, n, outputs, cross, back);
  }

  /**
   * Means and the variances over random initialisations, at time t.
   *
   * @param cross \( \Theta_* \), [m, n]
   * @param kernel K of the training inputs, [n, n]
   * @param kernelCross \( K_* \), [m, n]
   * @param prior the diagonal of \( K_{**} \), [m]
   */
  public Posterior at(
      double time, double[] cross, double[] kernel, double[] kernelCross, double[] prior) {
    int m = prior.length;
    double[] along = new double[m * n];
    Blas.gemm(false, true, m, n, n, 1, cross, vectors, 0, along);
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < n; k++) {
        along[i * n + k] *= gain(eigenvalues[k], time);
      }
    }
    double[] response = Blas.product(m, n, n, along, vectors);
    double[] carried = Blas.product(m, n, n, response, kernel);
    double[] variance = new double[m];
    for (int i = 0; i < m; i++) {
      double sum = prior[i];
      for (int j = i * n; j < (i + 1) * n; j++) {
        sum += response[j] * (carried[j] - 2 * kernelCross[j]);
      }
      variance[i] = Math.max(0, sum);
    }
    return new Posterior(mean(cross, m, time), variance);
  }

  /** \( (1 - e^{-\lambda t})/\lambda \), t where both are small. */
  private static double gain(double eigenvalue, double time) {
    if (!(time >= 0)) {
      throw new Refusal("time runs from 0, not from " + time);
    }
    if (eigenvalue == 0) {
      return 0;
    }
    return -Math.expm1(-eigenvalue * time) / eigenvalue;
  }
}
