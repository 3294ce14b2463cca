package org.onsager.nets.rows;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices that lie in rows: rows of the right one, added up eight at a time to two of
 * the result.
 */
public final class RowProducts {
  /** The compiler puts no longer sums on lanes. */
  static final int TOGETHER = 8;

  /** Rows that are shorter have not enough for four times sixteen lanes. */
  private static final int SHORT = 80;

  private RowProducts() {}

  /**
   * A dense layer.
   *
   * @param weights a row for each of its inputs
   * @param bias null for none
   */
  public static RowStep dense(Rows x, Rows weights, float @Nullable [] bias, Rows to) {
    float[][] a = x.rows();
    float[][] b = weights.rows();
    float[][] c = to.rows();
    return () -> {
      for (float[] row : c) {
        if (bias == null) {
          Arrays.fill(row, 0);
        } else {
          System.arraycopy(bias, 0, row, 0, bias.length);
        }
      }
      add(a, b, 0, b.length, c, 0, a.length);
      return true;
    };
  }

  /**
   * Products of many pairs.
   *
   * @param x the left ones, one after the other, each with so many rows
   * @param y the right ones; as many, or one for all
   */
  public static RowStep pairs(Rows x, int each, Rows y, Rows to) {
    float[][] a = x.rows();
    float[][] b = y.rows();
    float[][] c = to.rows();
    int inner = x.length();
    boolean one = b.length == inner;
    return () -> {
      for (int i = 0; i < a.length; i += each) {
        for (int j = i; j < i + each; j++) {
          Arrays.fill(c[j], 0);
        }
        add(a, b, one ? 0 : i / each * inner, inner, c, i, each);
      }
      return true;
    };
  }

  /**
   * Adds so many rows from a first one, each multiplied by its factor, to some rows: as many at a
   * time as stay in the nearest memory for all of these.
   *
   * @param factors of the rows added to, at the same places
   */
  private static void add(
      float[][] factors,
      float[][] rows,
      int first,
      int count,
      float[][] to,
      int begin,
      int length) {
    for (int k = 0; k < count; k += TOGETHER) {
      int some = Math.min(TOGETHER, count - k);
      add(factors, begin, k, rows, first + k, some, to, begin, length);
    }
  }

  /**
   * Adds a few rows to some.
   *
   * @param begin the first row of factors
   * @param k the first place in it
   * @param start the first row added to
   */
  static void add(
      float[][] factors,
      int begin,
      int k,
      float[][] rows,
      int at,
      int count,
      float[][] to,
      int start,
      int length) {
    if (count < TOGETHER) {
      for (int i = 0; i < length; i++) {
        for (int j = 0; j < count; j++) {
          one(factors[begin + i][k + j], rows[at + j], to[start + i]);
        }
      }
      return;
    }
    float[] r0 = rows[at];
    float[] r1 = rows[at + 1];
    float[] r2 = rows[at + 2];
    float[] r3 = rows[at + 3];
    float[] r4 = rows[at + 4];
    float[] r5 = rows[at + 5];
    float[] r6 = rows[at + 6];
    float[] r7 = rows[at + 7];
    int i = 0;
    for (; i + 1 < length; i += 2) {
      float[] a = factors[begin + i];
      float[] b = factors[begin + i + 1];
      float[] c = to[start + i];
      float[] d = to[start + i + 1];
      twice(a, b, k, r0, r1, r2, r3, r4, r5, r6, r7, c, d);
    }
    if (i < length) {
      eight(factors[begin + i], k, r0, r1, r2, r3, r4, r5, r6, r7, to[start + i]);
    }
  }

  /**
   * Eight rows to two at once. Rows and factors change places in the second sum, by which the
   * compiler tells apart what it may put on lanes together. It unrolls a loop by how long the loop
   * usually is; so short rows have their own.
   */
  @SuppressWarnings("DuplicateBranches") // two loops of the same, each unrolled for its rows
  private static void twice(
      float[] a,
      float[] b,
      int k,
      float[] r0,
      float[] r1,
      float[] r2,
      float[] r3,
      float[] r4,
      float[] r5,
      float[] r6,
      float[] r7,
      float[] to,
      float[] too) {
    float a0 = a[k];
    float a1 = a[k + 1];
    float a2 = a[k + 2];
    float a3 = a[k + 3];
    float a4 = a[k + 4];
    float a5 = a[k + 5];
    float a6 = a[k + 6];
    float a7 = a[k + 7];
    float b0 = b[k];
    float b1 = b[k + 1];
    float b2 = b[k + 2];
    float b3 = b[k + 3];
    float b4 = b[k + 4];
    float b5 = b[k + 5];
    float b6 = b[k + 6];
    float b7 = b[k + 7];
    if (to.length < SHORT) {
      for (int j = 0; j < to.length; j++) {
        float y =
            sum(
                a0, a1, a2, a3, a4, a5, a6, a7, r0[j], r1[j], r2[j], r3[j], r4[j], r5[j], r6[j],
                r7[j], to[j]);
        float z =
            sum(
                r0[j], r1[j], r2[j], r3[j], r4[j], r5[j], r6[j], r7[j], b0, b1, b2, b3, b4, b5, b6,
                b7, too[j]);
        to[j] = y;
        too[j] = z;
      }
    } else {
      for (int j = 0; j < to.length; j++) {
        float y =
            sum(
                a0, a1, a2, a3, a4, a5, a6, a7, r0[j], r1[j], r2[j], r3[j], r4[j], r5[j], r6[j],
                r7[j], to[j]);
        float z =
            sum(
                r0[j], r1[j], r2[j], r3[j], r4[j], r5[j], r6[j], r7[j], b0, b1, b2, b3, b4, b5, b6,
                b7, too[j]);
        to[j] = y;
        too[j] = z;
      }
    }
  }

  private static void eight(
      float[] a,
      int k,
      float[] r0,
      float[] r1,
      float[] r2,
      float[] r3,
      float[] r4,
      float[] r5,
      float[] r6,
      float[] r7,
      float[] to) {
    float a0 = a[k];
    float a1 = a[k + 1];
    float a2 = a[k + 2];
    float a3 = a[k + 3];
    float a4 = a[k + 4];
    float a5 = a[k + 5];
    float a6 = a[k + 6];
    float a7 = a[k + 7];
    for (int j = 0; j < to.length; j++) {
      to[j] =
          sum(
              a0, a1, a2, a3, a4, a5, a6, a7, r0[j], r1[j], r2[j], r3[j], r4[j], r5[j], r6[j],
              r7[j], to[j]);
    }
  }

  private static float sum(
      float a0,
      float a1,
      float a2,
      float a3,
      float a4,
      float a5,
      float a6,
      float a7,
      float x0,
      float x1,
      float x2,
      float x3,
      float x4,
      float x5,
      float x6,
      float x7,
      float rest) {
    return Math.fma(a0, x0, Math.fma(a1, x1, Math.fma(a2, x2, Math.fma(a3, x3, rest))))
        + Math.fma(a4, x4, Math.fma(a5, x5, Math.fma(a6, x6, a7 * x7)));
  }

  private static void one(float factor, float[] row, float[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] = Math.fma(factor, row[j], to[j]);
    }
  }
}
