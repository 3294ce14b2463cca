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
    return () -> {
      for (int sample = 0; sample < samples; sample++) {
        int begin = sample * a.length;
        for (int i = 0; i < a.length; i++) {
          Arrays.fill(c[begin + i], bias == null ? 0 : bias[i]);
        }
        for (int k = 0; k < size; k += patches.length) {
          int some = Math.min(patches.length, size - k);
          for (int i = 0; i < some; i++) {
            lay(from[sample * channels + (k + i) / (rows * columns)], k + i, patches[i]);
          }
          for (int i = 0; i < a.length; i++) {
            RowProducts.add(a[i], k, patches, 0, some, c[begin + i]);
          }
        }
      }
      return true;
    };
  }

  /** Lays out what one place of a window sees of a plane; what lies around is zero. */
  private void lay(float[] plane, int number, float[] patch) {
    int u = number / columns % rows - top;
    int v = number % columns - left;
    int low = v < 0 ? Math.min(across, (along - 1 - v) / along) : 0;
    int high = Math.max(low, Math.min(across, Math.floorDiv(width - 1 - v, along) + 1));
    if (down == 1 && along == 1 && across == width) {
      shift(plane, u * width + v, patch);
      clear(patch, 0, low);
      clear(patch, high, across);
      return;
    }
    for (int y = 0; y < places; y++) {
      int line = y * down + u;
      int target = y * across;
      if (line < 0 || line >= height || high == low) {
        Arrays.fill(patch, target, target + across, 0);
        continue;
      }
      int source = line * width + v;
      if (along == 1) {
        System.arraycopy(plane, source + low, patch, target + low, high - low);
      } else {
        for (int x = low; x < high; x++) {
          patch[target + x] = plane[source + x * along];
        }
      }
    }
    clear(patch, 0, low);
    clear(patch, high, across);
  }

  /** A whole plane, by so many places further on; zeros beyond its ends. */
  private static void shift(float[] plane, int by, float[] patch) {
    int from = Math.clamp(-by, 0, patch.length);
    int to = Math.clamp(plane.length - by, from, patch.length);
    Arrays.fill(patch, 0, from, 0);
    if (to > from) {
      System.arraycopy(plane, from + by, patch, from, to - from);
    }
    Arrays.fill(patch, to, patch.length, 0);
  }

  /** Zeros in some columns. */
  private void clear(float[] patch, int from, int to) {
    for (int x = from; x < to; x++) {
      for (int y = 0; y < places; y++) {
        patch[y * across + x] = 0;
      }
    }
  }

  /** The greatest below the window, or the mean; nothing lies around. */
  public RowStep pooling(Rows planes, boolean greatest, Rows to) {
    float[][] from = planes.rows();
    float[][] c = to.rows();
    float[] joined = new float[height * width];
    float[] shifted = new float[height * width];
    float share = greatest ? 1 : 1f / (rows * columns);
    return () -> {
      for (int i = 0; i < from.length; i++) {
        System.arraycopy(from[i], 0, joined, 0, joined.length);
        join(joined, shifted, 1, columns, greatest);
        join(joined, shifted, width, rows, greatest);
        pick(joined, share, c[i]);
      }
      return true;
    };
  }

  /** Each place with those behind it, as many as belong to a window. */
  private static void join(float[] joined, float[] shifted, int by, int count, boolean greatest) {
    int size = joined.length;
    if (count > 1) {
      System.arraycopy(joined, 0, shifted, 0, size);
    }
    for (int i = 1; i < count; i++) {
      System.arraycopy(shifted, by, shifted, 0, size - by);
      if (greatest) {
        most(joined, shifted);
      } else {
        sum(joined, shifted);
      }
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

  private void pick(float[] joined, float share, float[] to) {
    for (int y = 0; y < places; y++) {
      int line = y * down * width;
      for (int x = 0; x < across; x++) {
        to[y * across + x] = share * joined[line + x * along];
      }
    }
  }
}
