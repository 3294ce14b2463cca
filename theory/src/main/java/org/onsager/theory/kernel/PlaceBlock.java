package org.onsager.theory.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Kernels between places on their way through a network: of one image and another, [places]
 * [places]; or, where only equal places meet, of one image and several others, [places][images].
 *
 * @param rows places
 * @param columns places of the other image, or images
 * @param k row by row
 * @param t Θ likewise; null where it is not asked for
 */
record PlaceBlock(int rows, int columns, double[] k, double @Nullable [] t) {

  static PlaceBlock of(int rows, int columns, boolean tangent) {
    return new PlaceBlock(
        rows, columns, new double[rows * columns], tangent ? new double[rows * columns] : null);
  }

  PlaceBlock copy() {
    return new PlaceBlock(rows, columns, k.clone(), t == null ? null : t.clone());
  }

  PlaceBlock like(int otherRows, boolean pooled) {
    return of(otherRows, pooled ? otherRows : columns, t != null);
  }

  /**
   * The mean over a window at both places, which moves with them; nothing where there are zeros.
   */
  PlaceBlock slid(int[][] sources, boolean pooled) {
    PlaceBlock out = like(sources[0].length, pooled);
    slide(k, out.k, sources, columns, out.columns, pooled);
    if (t != null && out.t != null) {
      slide(t, out.t, sources, columns, out.columns, pooled);
    }
    return out;
  }

  private static void slide(
      double[] from, double[] to, int[][] sources, int in, int out, boolean pooled) {
    double share = 1.0 / sources.length;
    for (int p = 0; p < sources[0].length; p++) {
      for (int[] source : sources) {
        int row = source[p];
        if (row < 0) {
          continue;
        }
        if (pooled) {
          for (int q = 0; q < out; q++) {
            if (source[q] >= 0) {
              to[p * out + q] += from[row * in + source[q]];
            }
          }
        } else {
          for (int q = 0; q < out; q++) {
            to[p * out + q] += from[row * in + q];
          }
        }
      }
      for (int q = 0; q < out; q++) {
        to[p * out + q] *= share;
      }
    }
  }

  /** The mean over the windows at both places, each by itself. */
  PlaceBlock pooled(int[][] sources) {
    PlaceBlock out = like(sources[0].length, true);
    pool(k, out.k, sources, columns);
    if (t != null && out.t != null) {
      pool(t, out.t, sources, columns);
    }
    return out;
  }

  private static void pool(double[] from, double[] to, int[][] sources, int in) {
    int places = sources[0].length;
    double share = 1.0 / sources.length / sources.length;
    double[] sum = new double[in];
    for (int p = 0; p < places; p++) {
      Arrays.fill(sum, 0);
      for (int[] source : sources) {
        for (int q = 0; q < in; q++) {
          sum[q] += from[source[p] * in + q];
        }
      }
      for (int q = 0; q < places; q++) {
        double total = 0;
        for (int[] source : sources) {
          total += sum[source[q]];
        }
        to[p * places + q] = total * share;
      }
    }
  }

  /** The mean over equal places. */
  PlaceBlock flat(boolean pooled) {
    PlaceBlock out = like(1, pooled);
    for (int p = 0; p < rows; p++) {
      for (int q = 0; q < out.columns; q++) {
        int at = p * columns + (pooled ? p : q);
        out.k[q] += k[at] / rows;
        if (t != null && out.t != null) {
          out.t[q] += t[at] / rows;
        }
      }
    }
    return out;
  }

  /** Weights and a bias. */
  void weigh(double w, double b, double fanIn, boolean standard) {
    for (int i = 0; i < k.length; i++) {
      double before = k[i];
      k[i] = b + w * before;
      if (t != null) {
        t[i] = (standard ? fanIn * before + 1 : k[i]) + w * t[i];
      }
    }
  }

  /** Adds another with a weight. */
  void add(double weight, PlaceBlock other) {
    for (int i = 0; i < k.length; i++) {
      k[i] += weight * other.k[i];
      if (t != null && other.t != null) {
        t[i] += weight * other.t[i];
      }
    }
  }

  void scale(double weight) {
    for (int i = 0; i < k.length; i++) {
      k[i] *= weight;
      if (t != null) {
        t[i] *= weight;
      }
    }
  }
}
