package org.onsager.theory.kernel;

/** In which parameters the tangent kernel takes its gradients. */
public enum Parameterisation {
  /**
   * Weights are \( \sigma_w\,w/\sqrt n \) and biases \( \sigma_b\,\beta \) with standard normal w
   * and β: \( \Theta' = K' + \sigma_w^2\,E[\phi'\phi']\,\Theta \). It has a limit at infinite
   * width.
   */
  NTK,
  /**
   * Weights and biases themselves: \( \Theta' = n\,E[\phi\phi] + 1 +
   * \sigma_w^2\,E[\phi'\phi']\,\Theta \) with the fan-in n of the network as it is written. It
   * grows with the width.
   */
  STANDARD
}
