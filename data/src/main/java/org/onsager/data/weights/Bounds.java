package org.onsager.data.weights;

import java.util.List;
import org.onsager.lab.Refusal;

/** What shapes and strides reach, in numbers that a file may have made up. */
final class Bounds {
  private static final int MOST_AXES = 32;

  /** An array may show a number more than once; this often without being asked why. */
  private static final long SHOWN = 1 << 20;

  private Bounds() {}

  /**
   * The number of elements of a shape.
   *
   * @throws Refusal where an extent is negative or the number does not fit
   */
  static long size(Octets in, String name, List<Long> shape) {
    if (shape.size() > MOST_AXES) {
      throw in.refusal(name + " has " + shape.size() + " axes, more than " + MOST_AXES);
    }
    long size = 1;
    for (long extent : shape) {
      if (extent < 0 || extent != 0 && size > Long.MAX_VALUE / 16 / extent) {
        throw in.refusal(name + " has the shape " + shape + ", which no file can hold");
      }
      size *= extent;
    }
    return size;
  }

  /** Refuses a view that reaches beyond the numbers that are stored. */
  static void view(
      Octets in, String name, List<Long> shape, List<Long> strides, long first, long stored) {
    long size = size(in, name, shape);
    if (strides.size() != shape.size()) {
      throw in.refusal(name + " has " + shape.size() + " axes and " + strides.size() + " strides");
    }
    if (first < 0 || first > stored) {
      throw in.refusal(name + " begins at number " + first + " of " + stored);
    }
    if (size == 0) {
      return;
    }
    long last = first;
    for (int a = 0; a < shape.size(); a++) {
      long stride = strides.get(a);
      long steps = shape.get(a) - 1;
      if (stride < 0 || stride != 0 && steps > (stored - 1 - last) / stride) {
        throw beyond(in, name, shape, strides, stored);
      }
      last += steps * stride;
    }
    if (last >= stored || size > Math.max(stored, SHOWN)) {
      throw beyond(in, name, shape, strides, stored);
    }
  }

  private static Refusal beyond(
      Octets in, String name, List<Long> shape, List<Long> strides, long stored) {
    return in.refusal(
        name
            + ": shape "
            + shape
            + " with strides "
            + strides
            + " reaches beyond the "
            + stored
            + " numbers that are stored");
  }
}
