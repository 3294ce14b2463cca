package org.onsager.nets.rows;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Products of matrices that lie in rows: rows of the right one, added up eight at a time. */
public final class RowProducts {
  /** The compiler puts no longer sums on lanes. */
  static final int TOGETHER = 8;

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
      for (int i = begin; i < begin + length; i++) {
        add(factors[i], k, rows, first + k, some, to[i]);
      }
    }
  }

  /** Adds a few rows to one. */
  static void add(float[] factors, int k, float[][] rows, int at, int count, float[] to) {
    if (count == TOGETHER) {
      eight(
          factors,
          k,
          rows[at],
          rows[at + 1],
          rows[at + 2],
          rows[at + 3],
          rows[at + 4],
          rows[at + 5],
          rows[at + 6],
          rows[at + 7],
          to);
    } else {
      for (int i = 0; i < count; i++) {
        one(factors[k + i], rows[at + i], to);
      }
    }
  }

  private static void eight(
      float[] factors,
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
    float a0 = factors[k];
    float a1 = factors[k + 1];
    float a2 = factors[k + 2];
    float a3 = factors[k + 3];
    float a4 = factors[k + 4];
    float a5 = factors[k + 5];
    float a6 = factors[k + 6];
    float a7 = factors[k + 7];
    for (int j = 0; j < to.length; j++) {
      to[j] =
          Math.fma(a0, r0[j], Math.fma(a1, r1[j], Math.fma(a2, r2[j], Math.fma(a3, r3[j], to[j]))))
              + Math.fma(a4, r4[j], Math.fma(a5, r5[j], Math.fma(a6, r6[j], a7 * r7[j])));
    }
  }

  private static void one(float factor, float[] row, float[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] = Math.fma(factor, row[j], to[j]);
    }
  }
}
