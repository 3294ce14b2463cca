package org.onsager.tensor;

import org.bytedeco.pytorch.global.torch;

/** How far outputs are from targets, averaged over samples. */
public final class Losses {
  private Losses() {}

  /**
   * The mean over samples of \( -\log p_{y} \), with p the softmax of the logits.
   *
   * @param logits [samples, classes]
   * @param labels [samples], INT64, 0-based
   */
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return Tensor.compute(
        "cross-entropy", () -> torch.cross_entropy_loss(logits.handle(), labels.handle()));
  }

  /**
   * The mean over samples (the first dimension) of \( \tfrac12 \sum_i (f_i - y_i)^2 \).
   *
   * @param outputs [samples, outputs]
   * @param targets the same shape
   */
  public static Tensor squared(Tensor outputs, Tensor targets) {
    return Elementwise.SQUARE.of(outputs.subtract(targets)).sum().multiply(0.5 / outputs.extent(0));
  }

  /** Labels as rows of zeros with a one: [samples, classes] of [samples]. */
  public static Tensor oneHot(Tensor labels, long classes, DType dtype) {
    return Tensor.compute("oneHot", () -> torch.one_hot(labels.handle(), classes)).to(dtype);
  }
}
