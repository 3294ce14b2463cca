package org.onsager.architecture;

import java.util.Locale;

/**
 * A block of a fully connected residual network, as a value: \( x^l = x^{l-1} + V \phi(h^l) + a \),
 * \( h^l = W x^{l-1} + b \), all blocks of one width N and drawn alike, \( W_{ij} \sim N(0,
 * \sigma_w^2/N) \), \( b_i \sim N(0, \sigma_b^2) \), \( V_{ij} \sim N(0, \sigma_v^2/N) \), \( a_i
 * \sim N(0, \sigma_a^2) \).
 *
 * @param activation φ
 * @param weightVariance σ_w², of the weights into the activation
 * @param biasVariance σ_b², of the biases there
 * @param branchWeightVariance σ_v², of the weights from the activation back to the stream
 * @param branchBiasVariance σ_a², of the biases there
 */
public record ResidualBlock(
    Activation activation,
    double weightVariance,
    double biasVariance,
    double branchWeightVariance,
    double branchBiasVariance) {

  /** Refuses negative and infinite variances. */
  public ResidualBlock {
    require("σ_w²", weightVariance);
    require("σ_b²", biasVariance);
    require("σ_v²", branchWeightVariance);
    require("σ_a²", branchBiasVariance);
  }

  private static void require(String name, double variance) {
    if (!(variance >= 0) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          name + " is " + variance + ", where a finite number of at least 0 is needed");
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "residual %s, σ_w² = %s, σ_b² = %s, σ_v² = %s, σ_a² = %s",
        activation,
        weightVariance,
        biasVariance,
        branchWeightVariance,
        branchBiasVariance);
  }
}
