package org.onsager.tensor;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** What is done to the dimensions of a tensor: their order, and what lies along them. */
public final class Shapes {
  private Shapes() {}

  /** The dimensions in another order: that of number i becomes what was number order[i]. */
  public static Tensor permute(Tensor x, long... order) {
    return Tensor.compute("permute", () -> torch.permute(x.handle(), order));
  }

  /** Every step-th part along a dimension, from the first; a view. */
  public static Tensor every(Tensor x, int dimension, long step) {
    return slice(x, dimension, 0, x.extent(dimension), step);
  }

  /** The parts numbered from, from + step, … below an end along a dimension; a view. */
  public static Tensor slice(Tensor x, int dimension, long from, long to, long step) {
    return Tensor.compute(
        "slice",
        () -> x.handle().slice(dimension, new LongOptional(from), new LongOptional(to), step));
  }

  /**
   * Zeros put around, or elements taken off where a number is negative.
   *
   * @param around before and after along the last dimension, then along the one before it, …
   */
  public static Tensor pad(Tensor x, long[] around) {
    return pad(x, around, 0);
  }

  /** The same with a number. */
  public static Tensor pad(Tensor x, long[] around, double number) {
    return Tensor.compute(
        "pad", () -> torch.constant_pad_nd(x.handle(), around, new Scalar(number)));
  }
}
