package org.onsager.tensor;

import org.jspecify.annotations.Nullable;

/**
 * What windows see of few numbers, by plain loops over arrays: a third of what the library's own
 * way takes to set up. Nothing is remembered for gradients.
 */
final class SmallPooling {
  /** As many numbers as stay in a core's nearest memory, with what is made of them. */
  private static final long FEW = 1 << 14;

  private SmallPooling() {}

  /**
   * The greatest, or the mean, of every window that fits; null where the library is the better way.
   *
   * @param images [samples, channels, height, width]
   */
  static @Nullable Tensor of(Tensor images, long[] window, long[] stride, boolean greatest) {
    if (images.rank() != 4
        || images.size() == 0
        || images.size() >= FEW
        || images.dtype() != DType.FLOAT32
        || Gradients.areRemembered()) {
      return null;
    }
    long[] shape = images.shape();
    int height = (int) shape[2];
    int width = (int) shape[3];
    int rows = (int) ((height - window[0]) / stride[0]) + 1;
    int columns = (int) ((width - window[1]) / stride[1]) + 1;
    if (height < window[0] || width < window[1]) {
      return null;
    }
    int planes = (int) (shape[0] * shape[1]);
    float[] from = images.toFloats();
    float[] line = new float[width];
    float[] to = new float[planes * rows * columns];
    float share = 1f / (window[0] * window[1]);
    for (int plane = 0; plane < planes; plane++) {
      for (int i = 0; i < rows; i++) {
        int first = (plane * height + i * (int) stride[0]) * width;
        System.arraycopy(from, first, line, 0, width);
        for (int u = 1; u < window[0]; u++) {
          join(line, from, first + u * width, greatest);
        }
        int at = (plane * rows + i) * columns;
        for (int j = 0; j < columns; j++) {
          int left = j * (int) stride[1];
          to[at + j] = greatest ? most(line, left, window[1]) : share * sum(line, left, window[1]);
        }
      }
    }
    return Tensor.of(to, shape[0], shape[1], rows, columns);
  }

  private static void join(float[] line, float[] from, int at, boolean greatest) {
    if (greatest) {
      for (int j = 0; j < line.length; j++) {
        line[j] = Math.max(line[j], from[at + j]);
      }
    } else {
      for (int j = 0; j < line.length; j++) {
        line[j] += from[at + j];
      }
    }
  }

  private static float most(float[] line, int left, long count) {
    float most = line[left];
    for (int v = 1; v < count; v++) {
      most = Math.max(most, line[left + v]);
    }
    return most;
  }

  private static float sum(float[] line, int left, long count) {
    float sum = line[left];
    for (int v = 1; v < count; v++) {
      sum += line[left + v];
    }
    return sum;
  }
}
