package org.onsager.nets;

import org.onsager.tensor.Losses;
import org.onsager.tensor.Tensor;

/** How wrong outputs are, averaged over samples. */
public enum Loss {
  /** \( -\log p_y \), with p the softmax of the outputs. */
  CROSS_ENTROPY,
  /** \( \tfrac12 \sum_i (f_i - y_i)^2 \) against one-hot labels. */
  SQUARED;

  /**
   * The loss as a scalar.
   *
   * @param outputs [samples, classes]
   * @param labels [samples], INT64
   */
  public Tensor of(Tensor outputs, Tensor labels) {
    return switch (this) {
      case CROSS_ENTROPY -> Losses.crossEntropy(outputs, labels);
      case SQUARED ->
          Losses.squared(outputs, Losses.oneHot(labels, outputs.extent(1), outputs.dtype()));
    };
  }
}
