package org.onsager.nets.graph;

import org.onsager.data.weights.Element;
import org.onsager.data.weights.StoredArray;
import org.onsager.lab.Refusal;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/** Arrays of model files as tensors. */
public final class StoredTensor {
  private static final int PART = 1 << 16;

  private StoredTensor() {}

  /**
   * A copy, in the scope that is open.
   *
   * @param real the type that floating-point numbers become; integers become INT64
   */
  public static Tensor of(StoredArray array, DType real) {
    if (array.size() > Integer.MAX_VALUE - 8) {
      throw new Refusal(array + " is too large for one tensor");
    }
    long[] shape = array.shape().stream().mapToLong(Long::longValue).toArray();
    int size = (int) array.size();
    if (!array.element().isReal()) {
      long[] values = new long[size];
      each(array, (at, value) -> values[at] = (long) value);
      Tensor integers = Tensor.of(values, shape);
      return array.element() == Element.BOOL ? integers.to(DType.BOOL) : integers;
    }
    if (real == DType.FLOAT64) {
      return Tensor.of(array.doubles(), shape);
    }
    float[] values = new float[size];
    each(array, (at, value) -> values[at] = (float) value);
    return Tensor.of(values, shape);
  }

  /** Takes one number. */
  private interface Taker {
    void take(int at, double value);
  }

  private static void each(StoredArray array, Taker taker) {
    int size = (int) array.size();
    double[] part = new double[Math.min(size, PART)];
    for (int at = 0; at < size; at += part.length) {
      int count = Math.min(part.length, size - at);
      array.read(at, part, 0, count);
      for (int i = 0; i < count; i++) {
        taker.take(at + i, part[i]);
      }
    }
  }
}
