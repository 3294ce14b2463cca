package org.onsager.theory;

/**
 * A pair of variances at which \( \chi_1 = 1 \) at a fixed point of the length.
 *
 * @param weightVariance \( \sigma_w^2 \)
 * @param biasVariance \( \sigma_b^2 \)
 * @param length \( q^* \) there
 * @param lengthSlope \( \lambda_q \) there
 * @param error the weight variance's own absolute error
 */
public record CriticalPoint(
    double weightVariance, double biasVariance, double length, double lengthSlope, double error) {
  /** Whether signals leave this length, so that no iterated network sits there. */
  public boolean repels() {
    return lengthSlope > 1 + 1e-7;
  }
}
