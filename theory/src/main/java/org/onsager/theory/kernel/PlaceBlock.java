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
    int places = sources[0].length;
    int longest = Math.max(PIECE, Math.max(in, out));
    double[] here = new double[longest];
    double[] there = new double[longest];
    if (!pooled) {
      // where places go on together, all their images do
      for (int[] source : sources) {
        for (int p = 0; p < places; ) {
          int end = run(source, p);
          if (source[p] >= 0) {
            add(from, source[p] * in, to, p * out, (end - p) * out, here, there);
          }
          p = end;
        }
      }
    } else {
      double[][] masks = new double[sources.length][];
      int[] shifts = new int[sources.length];
      for (int u = 0; u < sources.length; u++) {
        masks[u] = mask(sources[u]);
        shifts[u] = shift(sources[u]);
      }
      for (int p = 0; p < places; p++) {
        Arrays.fill(there, 0, out, 0);
        for (int u = 0; u < sources.length; u++) {
          int row = sources[u][p];
          if (row < 0) {
            continue;
          }
          if (masks[u].length > 0) {
            int first = Math.max(0, -shifts[u]);
            int end = Math.min(out, in - shifts[u]);
            if (first < end) {
              System.arraycopy(from, row * in + first + shifts[u], here, first, end - first);
              addMasked(here, there, masks[u], first, end);
            }
          } else {
            int[] source = sources[u];
            for (int q = 0; q < out; q++) {
              if (source[q] >= 0) {
                there[q] += from[row * in + source[q]];
              }
            }
          }
        }
        System.arraycopy(there, 0, to, p * out, out);
      }
    }
    for (int i = 0; i < to.length; i++) {
      to[i] *= share;
    }
  }

  private static void addMasked(double[] here, double[] there, double[] mask, int first, int end) {
    for (int j = first; j < end; j++) {
      there[j] += mask[j] * here[j];
    }
  }

  private static final int PIECE = 1024;

  private static int run(int[] source, int p) {
    int end = p + 1;
    while (end < source.length
        && (source[p] < 0 ? source[end] < 0 : source[end] == source[p] + end - p)) {
      end++;
    }
    return end;
  }

  private static int shift(int[] source) {
    for (int q = 0; q < source.length; q++) {
      if (source[q] >= 0) {
        return source[q] - q;
      }
    }
    return 0;
  }

  /** One where the window is inside; empty unless all places are shifted by as much. */
  private static double[] mask(int[] source) {
    double[] mask = new double[source.length];
    int shift = shift(source);
    for (int q = 0; q < source.length; q++) {
      if (source[q] >= 0) {
        if (source[q] - q != shift) {
          return new double[0];
        }
        mask[q] = 1;
      }
    }
    return mask;
  }

  /** In pieces that are copied out: equal indices are what the compiler makes vectors of. */
  private static void add(
      double[] from, int a, double[] to, int b, int size, double[] here, double[] there) {
    for (int begin = 0; begin < size; begin += here.length) {
      int n = Math.min(here.length, size - begin);
      System.arraycopy(from, a + begin, here, 0, n);
      System.arraycopy(to, b + begin, there, 0, n);
      for (int j = 0; j < n; j++) {
        there[j] += here[j];
      }
      System.arraycopy(there, 0, to, b + begin, n);
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
    if (t != null && standard) {
      for (int i = 0; i < k.length; i++) {
        t[i] = fanIn * k[i] + 1 + w * t[i];
      }
    }
    for (int i = 0; i < k.length; i++) {
      k[i] = b + w * k[i];
    }
    if (t != null && !standard) {
      for (int i = 0; i < k.length; i++) {
        t[i] = k[i] + w * t[i];
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
