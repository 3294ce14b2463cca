package org.onsager.theory;

/**
 * A length \( q^* \) that a layer keeps: \( q^* = (\sigma_w^2/\rho) E\phi^2 + \sigma_b^2 \).
 *
 * @param length \( q^* \), the variance of a pre-activation
 * @param error its own absolute error
 * @param slope \( \lambda_q = dq'/dq \) there
 * @param stability what happens to lengths nearby
 */
public record LengthFixedPoint(double length, double error, double slope, Stability stability) {
  /** What happens to lengths near a fixed point. */
  public enum Stability {
    /** They approach it. */
    ATTRACTS,
    /** They leave it. */
    REPELS,
    /** They approach it from one side and leave it on the other. */
    HALF_STABLE,
    /** Every length is kept: a line of fixed points. */
    NEUTRAL
  }
}
