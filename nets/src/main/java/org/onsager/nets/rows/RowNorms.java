package org.onsager.nets.rows;

import org.jspecify.annotations.Nullable;

/** What is normalised along rows. */
public final class RowNorms {
  /**
   * There \( e^x \) becomes zero, long before its products become numbers below the smallest normal
   * one, which processors take a hundred times as long for.
   */
  private static final float LOWEST = -74;

  private static final int LOWEST_POWER = -107;
  private static final float SHIFT = 0x1p20f;

  private static final float LOG2_E = (float) (1 / Math.log(2));
  private static final float LOG_2_HIGH = 0.693359375f;
  private static final float LOG_2_LOW = -2.12194440e-4f;

  private RowNorms() {}

  /** Mean 0 and variance 1, and then what was learned; null for nothing. */
  public static RowStep layer(
      Rows x, float @Nullable [] scale, float @Nullable [] shift, double epsilon, Rows to) {
    float[][] from = x.rows();
    float[][] c = to.rows();
    return () -> {
      for (int i = 0; i < from.length; i++) {
        float mean = sum(from[i]) / from[i].length;
        centre(from[i], mean, c[i]);
        double variance = squares(c[i]) / c[i].length;
        scale(c[i], (float) (1 / Math.sqrt(variance + epsilon)));
        if (scale != null) {
          multiply(c[i], scale);
        }
        if (shift != null) {
          add(c[i], shift);
        }
      }
      return true;
    };
  }

  /** \( e^{x_j}/\sum_k e^{x_k} \), or its logarithm. */
  public static RowStep softmax(Rows x, boolean logarithm, Rows to) {
    float[][] from = x.rows();
    float[][] c = to.rows();
    return () -> {
      for (int i = 0; i < from.length; i++) {
        float[] row = from[i];
        float most = Float.NEGATIVE_INFINITY;
        for (float number : row) {
          most = number > most ? number : most;
        }
        exponentials(row, most, c[i]);
        float sum = sum(c[i]);
        if (logarithm) {
          centre(row, (float) (most + Math.log(sum)), c[i]);
        } else {
          scale(c[i], 1 / sum);
        }
      }
      return true;
    };
  }

  /** \( e^{x-m} \) of what is not positive: a power of two times a polynomial. */
  private static void exponentials(float[] x, float most, float[] to) {
    for (int j = 0; j < to.length; j++) {
      float t = Math.max(LOWEST, x[j] - most);
      int n = (int) (t * LOG2_E - 0.5f);
      float r = Math.fma(-LOG_2_LOW, n, Math.fma(-LOG_2_HIGH, n, t));
      float p = Math.fma(r, 1.9875691500e-4f, 1.3981999507e-3f);
      p = Math.fma(r, p, 8.3334519073e-3f);
      p = Math.fma(r, p, 4.1665795894e-2f);
      p = Math.fma(r, p, 1.6666665459e-1f);
      p = Math.fma(r, p, 5.0000001201e-1f);
      p = Math.fma(r * r, p, r + 1);
      to[j] = p * SHIFT * Float.intBitsToFloat((n - LOWEST_POWER) << 23);
    }
  }

  /** Four sums at once, for one alone waits for every addition. */
  private static float sum(float[] x) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int j = 0;
    for (; j + 4 <= x.length; j += 4) {
      a += x[j];
      b += x[j + 1];
      c += x[j + 2];
      d += x[j + 3];
    }
    for (; j < x.length; j++) {
      a += x[j];
    }
    return (a + b) + (c + d);
  }

  private static float squares(float[] x) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int j = 0;
    for (; j + 4 <= x.length; j += 4) {
      a = Math.fma(x[j], x[j], a);
      b = Math.fma(x[j + 1], x[j + 1], b);
      c = Math.fma(x[j + 2], x[j + 2], c);
      d = Math.fma(x[j + 3], x[j + 3], d);
    }
    for (; j < x.length; j++) {
      a = Math.fma(x[j], x[j], a);
    }
    return (a + b) + (c + d);
  }

  private static void centre(float[] x, float mean, float[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] = x[j] - mean;
    }
  }

  private static void scale(float[] x, float factor) {
    for (int j = 0; j < x.length; j++) {
      x[j] *= factor;
    }
  }

  private static void multiply(float[] x, float[] y) {
    for (int j = 0; j < x.length; j++) {
      x[j] *= y[j];
    }
  }

  private static void add(float[] x, float[] y) {
    for (int j = 0; j < x.length; j++) {
      x[j] += y[j];
    }
  }
}
