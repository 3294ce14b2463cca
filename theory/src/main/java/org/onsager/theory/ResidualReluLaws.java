package org.onsager.theory;

import org.onsager.architecture.Activation;
import org.onsager.architecture.ResidualBlock;
import org.onsager.lab.Refusal;

/**
 * What the recurrences of a ReLU residual network come to at great depth l.
 *
 * <p>Because \( E\phi^2 = q/2 \) and \( E\phi'^2 = \tfrac12 \), the length and the mean square
 * gradient both grow by \( B = 1 + \sigma_v^2\sigma_w^2/2 \) a block; two signals become alike as
 * \( 1 - e \sim (k\,l/2)^{-2} \) with \( k = \tfrac{B-1}{B} \tfrac{2\sqrt2}{3\pi} \).
 *
 * @param growth B
 * @param forgetting k
 */
public record ResidualReluLaws(double growth, double forgetting) {

  /** The laws of networks of such blocks. */
  public static ResidualReluLaws of(ResidualBlock block) {
    if (!block.activation().equals(Activation.RELU)) {
      throw new Refusal("the laws of residual ReLU networks need relu, not " + block);
    }
    double b = 1 + block.branchWeightVariance() * block.weightVariance() / 2;
    return new ResidualReluLaws(b, (b - 1) / b * 2 * Math.sqrt(2) / (3 * Math.PI));
  }

  /** The law of \( 1 - e \). */
  public double oneMinusCorrelation(double depth) {
    return Math.pow(forgetting * depth / 2, -2);
  }
}
