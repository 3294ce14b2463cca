package org.onsager.tensor;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Signals brought to mean 0 and variance 1, then scaled and shifted by what was learned. */
public final class Normalisations {
  private Normalisations() {}

  /**
   * \( \gamma (x - \mu)/\sqrt{v + \varepsilon} + \beta \) channel by channel with a mean and a
   * variance that are given.
   *
   * @param x [samples, channels, …]
   * @param scale γ, [channels], as the others
   */
  public static Tensor batch(
      Tensor x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) {
    return Tensor.compute(
        "batch norm",
        () ->
            torch.batch_norm(
                x.handle(),
                new TensorOptional(scale.handle()),
                new TensorOptional(shift.handle()),
                new TensorOptional(mean.handle()),
                new TensorOptional(variance.handle()),
                false,
                0,
                epsilon,
                false));
  }

  /**
   * The same with mean and variance over the last axes of each sample.
   *
   * @param extents of the last axes
   * @param scale γ, in their shape; null for 1
   * @param shift β, likewise; null for 0
   */
  public static Tensor layer(
      Tensor x, long[] extents, @Nullable Tensor scale, @Nullable Tensor shift, double epsilon) {
    return Tensor.compute(
        "layer norm",
        () ->
            torch.layer_norm(
                x.handle(), extents, optional(scale), optional(shift), epsilon, false));
  }

  static TensorOptional optional(@Nullable Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor.handle());
  }
}
