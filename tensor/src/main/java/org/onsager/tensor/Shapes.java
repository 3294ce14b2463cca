package org.onsager.tensor;

import org.bytedeco.pytorch.DoubleOptional;
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

  /** The same with what lies inside: {@code reflect} without the edge, or {@code replicate} it. */
  public static Tensor pad(Tensor x, long[] around, String mode) {
    return Tensor.compute("pad", () -> torch.pad(x.handle(), around, mode, new DoubleOptional()));
  }

  /** The whole again and again along each dimension. */
  public static Tensor repeat(Tensor x, long... times) {
    return Tensor.compute("repeat", () -> x.handle().repeat(times));
  }

  /** In the opposite order along some dimensions. */
  public static Tensor reversed(Tensor x, long... dimensions) {
    return Tensor.compute("reversed", () -> torch.flip(x.handle(), dimensions));
  }

  /** Matrices with zeros below a diagonal, or above it; 0 is the main one, 1 the one above. */
  public static Tensor triangle(Tensor x, boolean upper, long diagonal) {
    return Tensor.compute(
        "triangle",
        () -> upper ? torch.triu(x.handle(), diagonal) : torch.tril(x.handle(), diagonal));
  }

  /** Sums of the elements up to each along a dimension. */
  public static Tensor cumulative(Tensor x, int dimension) {
    return Tensor.compute("cumulative", () -> torch.cumsum(x.handle(), dimension));
  }
}
