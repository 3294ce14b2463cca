package org.onsager.nets;

import java.util.ArrayList;
import java.util.List;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Padding;
import org.onsager.architecture.Window;
import org.onsager.tensor.Images;
import org.onsager.tensor.Tensor;

/**
 * The layers of {@link org.onsager.architecture} that see images [samples, channels, height, width]
 * or lines [samples, channels, length], as operations on tensors.
 */
public final class Convolutions {
  private Convolutions() {}

  /** A matrix [out, in·window] as kernels [out, in, height, width], or [out, in, length]. */
  static Tensor kernels(Tensor matrix, Layer.Convolution c) {
    List<Integer> window = c.window().extents();
    long[] shape = new long[2 + window.size()];
    shape[0] = c.outputs();
    shape[1] = c.inputs();
    for (int axis = 0; axis < window.size(); axis++) {
      shape[2 + axis] = window.get(axis);
    }
    return matrix.reshape(shape).parameter();
  }

  /** A convolution as the layer says. */
  public static Tensor of(Layer.Convolution c, Tensor images, Tensor kernels, Tensor biases) {
    if (c.window().axes() == 1) {
      Layer.Convolution flat =
          new Layer.Convolution(c.inputs(), c.outputs(), row(c.window()), c.padding());
      return line(of(flat, row(images), row(kernels), biases));
    }
    if (c.padding() == Padding.CIRCULAR) {
      Tensor ring = wrapped(wrapped(images, 2, c), 3, c);
      return Images.convolution(ring, kernels, biases, strides(c.window()), new long[] {0, 0});
    }
    int[] rows = c.zeros(0, Math.toIntExact(images.extent(2)));
    int[] columns = c.zeros(1, Math.toIntExact(images.extent(3)));
    long[] stride = strides(c.window());
    if (rows[0] == rows[1] && columns[0] == columns[1]) {
      long[] zeros = {rows[0], columns[0]};
      return Images.convolution(images, kernels, biases, stride, zeros);
    }
    Tensor framed = Images.frame(images, rows[0], rows[1], columns[0], columns[1]);
    return Images.convolution(framed, kernels, biases, stride, new long[] {0, 0});
  }

  /** What lies at the other end is put before and after. */
  private static Tensor wrapped(Tensor images, int dimension, Layer.Convolution c) {
    long length = images.extent(dimension);
    int[] around = c.zeros(dimension - 2, Math.toIntExact(length));
    List<Tensor> parts = new ArrayList<>();
    if (around[0] > 0) {
      parts.add(images.slice(dimension, length - around[0], length));
    }
    parts.add(images);
    if (around[1] > 0) {
      parts.add(images.slice(dimension, 0, around[1]));
    }
    return parts.size() == 1 ? images : Tensor.concatenate(dimension, parts);
  }

  /** A pooling as the layer says. */
  public static Tensor of(Layer.Pooling p, Tensor images) {
    if (p.window().axes() == 1) {
      return line(of(new Layer.Pooling(p.kind(), row(p.window())), row(images)));
    }
    long[] window = extents(p.window());
    long[] stride = strides(p.window());
    return switch (p.kind()) {
      case AVERAGE -> Images.averages(images, window, stride);
      case MAX -> Images.maxima(images, window, stride);
    };
  }

  /** The mean of every channel, [samples, channels]. */
  public static Tensor globalMean(Tensor signal) {
    return signal
        .reshape(signal.extent(0), signal.extent(1), -1)
        .meanOver(2)
        .reshape(signal.extent(0), signal.extent(1));
  }

  /** {@link Layer.LayerNorm}, over features or channels, which are the second dimension. */
  public static Tensor normalised(Tensor signal) {
    Tensor centred = signal.subtract(signal.meanOver(1));
    Tensor variance = centred.multiply(centred).meanOver(1);
    return centred.multiply(variance.add(Layer.LayerNorm.EPSILON).power(-0.5));
  }

  /** [samples, channels, length] as images of one row. */
  private static Tensor row(Tensor lines) {
    return lines.reshape(lines.extent(0), lines.extent(1), 1, lines.extent(2));
  }

  private static Window row(Window window) {
    return new Window(
        List.of(1, window.extents().getFirst()), List.of(1, window.strides().getFirst()));
  }

  private static Tensor line(Tensor rows) {
    return rows.reshape(rows.extent(0), rows.extent(1), rows.extent(3));
  }

  static long[] extents(Window window) {
    return new long[] {window.extents().get(0), window.extents().get(1)};
  }

  static long[] strides(Window window) {
    return new long[] {window.strides().get(0), window.strides().get(1)};
  }
}
