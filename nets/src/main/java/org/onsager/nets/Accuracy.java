package org.onsager.nets;

import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** The share of samples whose largest output is that of their label. */
public final class Accuracy {
  private Accuracy() {}

  /**
   * Of outputs.
   *
   * @param outputs [samples, classes]; a NaN among them counts as wrong
   * @param labels [samples], INT64
   */
  public static double of(Tensor outputs, Tensor labels) {
    try (Scope _ = Scope.open()) {
      if (!outputs.isFinite()) {
        return 0;
      }
      return outputs.argmax(1).equal(labels).to(DType.FLOAT64).mean().item();
    }
  }

  /** Of a network on inputs [samples, features], a thousand at a time, without dropout. */
  public static double of(FiniteNetwork network, Tensor inputs, Tensor labels) {
    long samples = inputs.extent(0);
    double right = 0;
    for (long from = 0; from < samples; from += 1000) {
      long start = from;
      long end = Math.min(samples, from + 1000);
      try (Scope _ = Scope.open()) {
        Tensor outputs = Gradients.without(() -> network.forward(inputs.slice(0, start, end)));
        right += of(outputs, labels.slice(0, start, end)) * (end - start);
      }
    }
    return right / samples;
  }
}
