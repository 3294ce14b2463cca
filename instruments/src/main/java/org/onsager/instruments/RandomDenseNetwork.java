package org.onsager.instruments;

import org.onsager.architecture.Activation;

/**
 * A random fully connected network of equal widths, drawn layer by layer: \( h^{l+1} = W \phi(h^l)
 * + b \), \( W_{ij} \sim N(0, \sigma_w^2/N) \), \( b_i \sim N(0, \sigma_b^2) \), all in float64.
 *
 * <p>Signals enter as pre-activations of the first layer, so that their length and correlation can
 * be prepared exactly. With dropout every signal has masks of its own, and what is kept is divided
 * by the probability of keeping it.
 *
 * @param activation φ
 * @param weightVariance σ_w²
 * @param biasVariance σ_b²
 * @param keep the probability ρ that dropout keeps a unit; 1 for no dropout
 * @param width N
 * @param depth the number of layers of pre-activations that are measured, the prepared one included
 */
public record RandomDenseNetwork(
    Activation activation,
    double weightVariance,
    double biasVariance,
    double keep,
    int width,
    int depth) {
  public RandomDenseNetwork {
    if (!(weightVariance >= 0) || !(biasVariance >= 0) || !(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException(
          "variances are at least 0 and dropout keeps with a probability in (0, 1], not σ_w² = "
              + weightVariance
              + ", σ_b² = "
              + biasVariance
              + ", ρ = "
              + keep);
    }
    if (width < 2 || depth < 1) {
      throw new IllegalArgumentException(
          "a network has a width of at least 2 and a depth of at least 1, not "
              + width
              + " and "
              + depth);
    }
  }
}
