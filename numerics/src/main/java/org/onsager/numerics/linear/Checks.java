package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** The refusals of this package: shapes, segments, entries that are not finite, asymmetry. */
final class Checks {

  private static final int FLOAT_ONE = 0x0080_0000;
  private static final int FLOAT_EXPONENT = 0x7f80_0000;
  private static final long DOUBLE_ONE = 0x0010_0000_0000_0000L;
  private static final long DOUBLE_EXPONENT = 0x7ff0_0000_0000_0000L;

  private Checks() {}

  static void length(String where, String name, long length, int rows, int columns) {
    positive(where, rows, columns);
    if (length != (long) rows * columns) {
      throw refusal(
          "%s: %s has %d numbers where [%d, %d] needs %d",
          where, name, length, rows, columns, (long) rows * columns);
    }
  }

  static void positive(String where, int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw refusal(
          "%s: a matrix of shape [%d, %d]; both must be at least 1", where, rows, columns);
    }
  }

  /** A native, living, writable (if asked) segment that holds the matrix. */
  static void segment(
      String where,
      String name,
      MemorySegment a,
      int rows,
      int columns,
      int leading,
      int bytes,
      boolean written) {
    positive(where, rows, columns);
    if (leading < columns) {
      throw refusal(
          "%s: %s has leading dimension %d, below its %d columns", where, name, leading, columns);
    }
    if (!a.isNative()) {
      throw refusal("%s: %s lies on the heap; a native segment or an array is needed", where, name);
    }
    if (!a.scope().isAlive() || !a.isAccessibleBy(Thread.currentThread())) {
      throw refusal("%s: %s is closed or belongs to another thread", where, name);
    }
    if (written && a.isReadOnly()) {
      throw refusal("%s: %s is read-only and would be written", where, name);
    }
    long needed = ((long) (rows - 1) * leading + columns) * bytes;
    if (a.byteSize() < needed) {
      throw refusal(
          "%s: %s has %d bytes where [%d, %d] with leading dimension %d needs %d",
          where, name, a.byteSize(), rows, columns, leading, needed);
    }
    if (a.address() % bytes != 0) {
      throw refusal("%s: %s is not aligned to %d bytes", where, name, bytes);
    }
  }

  /** Refuses NaN and infinities: their exponent bits are all ones, so adding one overflows. */
  static void finite(String where, String name, MemorySegment a, int rows, int cols, int leading) {
    for (int i = 0; i < rows; i++) {
      finiteRow(where, name, a, i, cols, leading);
    }
  }

  /** The same for the lower triangle, which is all that is read of a symmetric matrix. */
  static void finiteLower(String where, String name, MemorySegment a, int n, int leading) {
    for (int i = 0; i < n; i++) {
      finiteRow(where, name, a, i, i + 1, leading);
    }
  }

  private static void finiteRow(
      String where, String name, MemorySegment a, int row, int columns, int leading) {
    MemorySegment line = a.asSlice((long) row * leading * Double.BYTES, (long) columns * 8);
    long bad = 0;
    for (int j = 0; j < columns; j++) {
      bad |= (line.getAtIndex(JAVA_LONG, j) & DOUBLE_EXPONENT) + DOUBLE_ONE;
    }
    if (bad < 0) {
      for (int j = 0; j < columns; j++) {
        double x = line.getAtIndex(JAVA_DOUBLE, j);
        if (!Double.isFinite(x)) {
          throw notFinite(where, name, row, j, x);
        }
      }
    }
  }

  static void finiteFloats(
      String where, String name, MemorySegment a, int rows, int columns, int leading) {
    for (int i = 0; i < rows; i++) {
      MemorySegment line = a.asSlice((long) i * leading * Float.BYTES, (long) columns * 4);
      int bad = 0;
      for (int j = 0; j < columns; j++) {
        bad |= (line.getAtIndex(JAVA_INT, j) & FLOAT_EXPONENT) + FLOAT_ONE;
      }
      if (bad < 0) {
        for (int j = 0; j < columns; j++) {
          float x = line.getAtIndex(JAVA_FLOAT, j);
          if (!Float.isFinite(x)) {
            throw notFinite(where, name, i, j, x);
          }
        }
      }
    }
  }

  private static IllegalArgumentException notFinite(
      String where, String name, int row, int column, double value) {
    return refusal(
        "%s: %s holds %s at row %d, column %d; every entry must be finite",
        where, name, value, row, column);
  }

  /** Refuses a matrix whose two triangles differ by more than rounding, 1e-8 of its largest. */
  static void symmetric(String where, double[] a, int n) {
    double largest = 0;
    for (double x : a) {
      largest = Math.max(largest, Math.abs(x));
    }
    int block = 64;
    for (int i0 = 0; i0 < n; i0 += block) {
      for (int j0 = 0; j0 <= i0; j0 += block) {
        for (int i = i0; i < Math.min(n, i0 + block); i++) {
          for (int j = j0; j < Math.min(i, j0 + block); j++) {
            if (Math.abs(a[i * n + j] - a[j * n + i]) > 1e-8 * largest) {
              throw refusal(
                  "%s: not symmetric, [%d, %d] is %s and [%d, %d] is %s",
                  where, i, j, a[i * n + j], j, i, a[j * n + i]);
            }
          }
        }
      }
    }
  }

  static IllegalArgumentException refusal(String form, Object... values) {
    return new IllegalArgumentException(String.format(Locale.ROOT, form, values));
  }

  static ArithmeticException failure(String form, Object... values) {
    return new ArithmeticException(String.format(Locale.ROOT, form, values));
  }
}
