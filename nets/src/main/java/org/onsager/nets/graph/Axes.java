package org.onsager.nets.graph;

import java.util.Arrays;

/** The axes of shapes, which negative numbers count from the last. */
final class Axes {
  /** Numbers of one tensor that a file may ask for without giving them. */
  private static final long MOST = 1L << 28;

  private Axes() {}

  /** An axis, from 0. */
  static int of(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException("there is no axis " + axis + " of " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  static long[] all(int rank) {
    long[] axes = new long[rank];
    for (int i = 0; i < rank; i++) {
      axes[i] = i;
    }
    return axes;
  }

  /** A shape less some of its axes. */
  static long[] without(long[] shape, long[] axes) {
    boolean[] gone = new boolean[shape.length];
    for (long axis : axes) {
      gone[of(axis, shape.length)] = true;
    }
    long[] rest = new long[shape.length];
    int count = 0;
    for (int i = 0; i < shape.length; i++) {
      if (!gone[i]) {
        rest[count++] = shape[i];
      }
    }
    return Arrays.copyOf(rest, count);
  }

  /** A shape with extents of 1 at these axes of the result. */
  static long[] with(long[] shape, long[] axes) {
    int rank = shape.length + axes.length;
    boolean[] added = new boolean[rank];
    for (long axis : axes) {
      int at = of(axis, rank);
      if (added[at]) {
        throw new IllegalArgumentException("axis " + axis + " is named twice");
      }
      added[at] = true;
    }
    long[] result = new long[rank];
    int from = 0;
    for (int i = 0; i < rank; i++) {
      result[i] = added[i] ? 1 : shape[from++];
    }
    return result;
  }

  /** The shape itself, where memory may be taken for it. */
  static long[] bounded(long... shape) {
    long size = 1;
    for (long extent : shape) {
      if (extent < 0 || extent != 0 && size > MOST / extent) {
        throw new IllegalArgumentException(
            "a tensor of shape " + Arrays.toString(shape) + " is larger than is made here");
      }
      size *= extent;
    }
    return shape;
  }
}
