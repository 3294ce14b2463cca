package org.onsager.data.weights;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onsager.lab.Refusal;

/**
 * A named array in a model file, where it lies and how: nothing is read until it is asked for.
 *
 * <p>Shape, strides and bounds have been checked against the file. It can be read as long as its
 * {@link WeightFile} is open.
 */
public final class StoredArray {
  private static final int CHUNK = 1 << 12;

  private final String name;
  private final Element element;
  private final List<Long> shape;
  private final List<Long> strides;
  private final MemorySegment bytes;
  private final ByteOrder order;

  /** Bounds are the caller's duty; {@link Bounds} checks them. */
  StoredArray(
      String name,
      Element element,
      List<Long> shape,
      List<Long> strides,
      MemorySegment bytes,
      ByteOrder order) {
    this.name = name;
    this.element = element;
    this.shape = List.copyOf(shape);
    this.strides = List.copyOf(strides);
    this.bytes = bytes;
    this.order = order;
  }

  /**
   * An array that lies in memory and in no file.
   *
   * @param values the last axis fastest; not copied
   */
  public static StoredArray of(String name, double[] values, long... shape) {
    List<Long> extents = Arrays.stream(shape).boxed().toList();
    long size = extents.stream().reduce(1L, Math::multiplyExact);
    if (size != values.length) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " numbers, and its shape " + extents + " wants " + size);
    }
    return new StoredArray(
        name,
        Element.F64,
        extents,
        rowMajor(extents),
        MemorySegment.ofArray(values),
        ByteOrder.nativeOrder());
  }

  /** The same array under another name. */
  StoredArray named(String other) {
    return new StoredArray(other, element, shape, strides, bytes, order);
  }

  /** Its name in the file, prefixes of containers taken off. */
  public String name() {
    return name;
  }

  /** The type of its numbers. */
  public Element element() {
    return element;
  }

  /** Its extents, outermost first; empty for a single number. */
  public List<Long> shape() {
    return shape;
  }

  /** The number of numbers. */
  public long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * All numbers, the last axis fastest.
   *
   * @throws Refusal where there are more than a Java array holds
   */
  public double[] doubles() {
    if (size() > Integer.MAX_VALUE - 8) {
      throw new Refusal(
          name + " has " + size() + " numbers, more than are read at once; read it by parts");
    }
    double[] all = new double[(int) size()];
    read(0, all, 0, all.length);
    return all;
  }

  /**
   * Some of the numbers, the last axis fastest.
   *
   * @param first the number of the first, from 0
   * @param into takes them
   * @param offset where the first goes
   * @param count how many
   */
  public void read(long first, double[] into, int offset, int count) {
    if (first < 0 || count < 0 || first > size() - count) {
      throw new IndexOutOfBoundsException(first + " + " + count + " of " + size());
    }
    if (isContiguous()) {
      element.read(bytes, first * element.bytes(), order, into, offset, count);
      return;
    }
    int axes = shape.size();
    long[] index = new long[axes];
    long rest = first;
    for (int a = axes - 1; a >= 0; a--) {
      index[a] = rest % shape.get(a);
      rest /= shape.get(a);
    }
    for (int i = 0; i < count; i++) {
      long at = 0;
      for (int a = 0; a < axes; a++) {
        at += index[a] * strides.get(a);
      }
      element.read(bytes, at * element.bytes(), order, into, offset + i, 1);
      for (int a = axes - 1; a >= 0 && ++index[a] == shape.get(a); a--) {
        index[a] = 0;
      }
    }
  }

  /** Whether all numbers are finite. */
  public boolean isFinite() {
    double[] chunk = new double[CHUNK];
    for (long at = 0; at < size(); at += CHUNK) {
      int n = (int) Math.min(CHUNK, size() - at);
      read(at, chunk, 0, n);
      for (int i = 0; i < n; i++) {
        if (!Double.isFinite(chunk[i])) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isContiguous() {
    return strides.equals(rowMajor(shape));
  }

  /** The strides of an array whose last axis is fastest. */
  static List<Long> rowMajor(List<Long> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (int a = shape.size() - 1; a >= 0; a--) {
      strides.addFirst(stride);
      stride = Math.multiplyExact(stride, Math.max(1, shape.get(a)));
    }
    return strides;
  }

  @Override
  public String toString() {
    return name + " " + element + shape;
  }
}
