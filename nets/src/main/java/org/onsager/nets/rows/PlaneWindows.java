package org.onsager.nets.rows;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A window that slides over planes of numbers, each plane a row.
 *
 * @param height of a plane
 * @param width of a plane
 * @param rows of the window
 * @param columns of the window
 * @param down by how much it moves
 * @param along by how much it moves
 * @param top places put around
 * @param left places put around
 * @param places that it takes, from top to bottom
 * @param across places that it takes, from left to right
 */
public record PlaneWindows(
    int height,
    int width,
    int rows,
    int columns,
    int down,
    int along,
    int top,
    int left,
    int places,
    int across) {

  /**
   * A convolution, zeros around: what one place of the window sees, wherever it stands, is a row; a
   * few such rows are laid out and added up for every channel, then the next few.
   *
   * @param images the planes, so many channels a sample
   * @param kernels a row for each channel that comes out
   */
  public RowStep convolution(
      Rows images, int channels, Rows kernels, float @Nullable [] bias, Rows to) {
    float[][] from = images.rows();
    float[][] c = to.rows();
    float[][] a = kernels.rows();
    int samples = from.length / channels;
    int size = channels * rows * columns;
    float[][] patches = new float[RowProducts.TOGETHER][places * across];
    float[][] spread = new float[columns][lines() * across];
    return () -> {
      for (int sample = 0; sample < samples; sample++) {
        int begin = sample * a.length;
        for (int i = 0; i < a.length; i++) {
          Arrays.fill(c[begin + i], bias == null ? 0 : bias[i]);
        }
        for (int k = 0; k < size; k += patches.length) {
          int some = Math.min(patches.length, size - k);
          for (int i = 0; i < some; i++) {
            int place = (k + i) % (rows * columns);
            if (place == 0) {
              spread(from[sample * channels + (k + i) / (rows * columns)], spread);
            }
            lay(spread[place % columns], place / columns, patches[i]);
          }
          RowProducts.add(a, 0, k, patches, 0, some, c, begin, a.length);
        }
      }
      return true;
    };
  }

  /** How many lines windows see, those above and below the plane too. */
  private int lines() {
    return (places - 1) * down + rows;
  }

  /**
   * Lays out what each column of the windows sees of a plane, line by line; what lies around is
   * zero and stays so.
   */
  private void spread(float[] plane, float[][] to) {
    int first = Math.max(0, top);
    int last = Math.min(lines(), height + top);
    for (int v = 0; v < columns; v++) {
      int by = v - left;
      int low = Math.clamp(Math.ceilDiv(-by, along), 0, across);
      int high = Math.clamp(Math.floorDiv(width - 1 - by, along) + 1, low, across);
      if (high > low && along == 1 && across == width) {
        shift(plane, first, last, by, to[v]);
        clear(to[v], first, last, 0, low);
        clear(to[v], first, last, high, across);
        continue;
      }
      for (int y = first; y < last && high > low; y++) {
        int source = (y - top) * width + by;
        int target = y * across;
        if (along == 1) {
          System.arraycopy(plane, source + low, to[v], target + low, high - low);
        } else {
          for (int x = low; x < high; x++) {
            to[v][target + x] = plane[source + x * along];
          }
        }
      }
    }
  }

  /** Some lines at once, by so many places further on; what comes from other lines is wrong. */
  private void shift(float[] plane, int first, int last, int by, float[] to) {
    int begin = (first - top) * width;
    int end = (last - top) * width;
    int from = Math.max(begin, -by);
    int until = Math.min(end, plane.length - by);
    if (until > from) {
      System.arraycopy(plane, from + by, to, from + top * width, until - from);
    }
  }

  /** Zeros in some columns. */
  private void clear(float[] to, int first, int last, int from, int until) {
    for (int x = from; x < until; x++) {
      for (int y = first; y < last; y++) {
        to[y * across + x] = 0;
      }
    }
  }

  /** Lays out what one place of the windows sees: some lines of what its column sees. */
  private void lay(float[] spread, int u, float[] patch) {
    if (down == 1) {
      System.arraycopy(spread, u * across, patch, 0, patch.length);
      return;
    }
    for (int y = 0; y < places; y++) {
      System.arraycopy(spread, (y * down + u) * across, patch, y * across, across);
    }
  }

  /** The greatest below the window, or the mean; nothing lies around. */
  public RowStep pooling(Rows planes, boolean greatest, Rows to) {
    float[][] from = planes.rows();
    float[][] c = to.rows();
    int[][] seen = seen();
    float[] picked = new float[places * across];
    float share = 1f / (rows * columns);
    return () -> {
      for (int i = 0; i < from.length; i++) {
        pick(from[i], seen[0], c[i]);
        for (int k = 1; k < seen.length; k++) {
          pick(from[i], seen[k], picked);
          join(c[i], picked, greatest);
        }
        if (!greatest) {
          scale(c[i], share);
        }
      }
      return true;
    };
  }

  /** Where in a plane lies what each place of the window sees, wherever it stands. */
  private int[][] seen() {
    int[][] seen = new int[rows * columns][places * across];
    for (int k = 0; k < seen.length; k++) {
      for (int i = 0; i < places * across; i++) {
        int line = i / across * down + k / columns;
        seen[k][i] = line * width + i % across * along + k % columns;
      }
    }
    return seen;
  }

  private static void pick(float[] plane, int[] places, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = plane[places[i]];
    }
  }

  private static void join(float[] a, float[] b, boolean greatest) {
    if (greatest) {
      most(a, b);
    } else {
      sum(a, b);
    }
  }

  private static void most(float[] a, float[] b) {
    for (int j = 0; j < a.length; j++) {
      a[j] = Math.max(a[j], b[j]);
    }
  }

  private static void sum(float[] a, float[] b) {
    for (int j = 0; j < a.length; j++) {
      a[j] += b[j];
    }
  }

  private static void scale(float[] a, float factor) {
    for (int j = 0; j < a.length; j++) {
      a[j] *= factor;
    }
  }
}
