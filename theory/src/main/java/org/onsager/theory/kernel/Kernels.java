package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Both kernels between two sets of inputs, row-major [rows, columns].
 *
 * @param nngp \( K(x, x') \), the covariance of a unit's output over random networks
 * @param ntk \( \Theta(x, x') \), the product of its gradients; null where it was not asked for
 */
public record Kernels(double[] nngp, double @Nullable [] ntk, int rows, int columns) {
  /**
   * The tangent kernel.
   *
   * @throws IllegalStateException where it was not asked for
   */
  public double[] tangent() {
    if (ntk == null) {
      throw new IllegalStateException("the tangent kernel was not asked for");
    }
    return ntk;
  }
}
