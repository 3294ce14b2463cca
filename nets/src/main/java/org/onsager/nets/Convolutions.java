package org.onsager.nets;

import org.onsager.architecture.Layer;
import org.onsager.architecture.Window;
import org.onsager.tensor.Images;
import org.onsager.tensor.Tensor;

/** The layers of {@link org.onsager.architecture} that see images, as operations on tensors. */
final class Convolutions {
  private Convolutions() {}

  /** A matrix [out, in·height·width] as kernels [out, in, height, width] to be trained. */
  static Tensor kernels(Tensor matrix, Layer.Convolution c) {
    long[] window = extents(c.window());
    return matrix.reshape(c.outputs(), c.inputs(), window[0], window[1]).parameter();
  }

  static Tensor of(Layer.Convolution c, Tensor images, Tensor kernels, Tensor biases) {
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

  static Tensor of(Layer.Pooling p, Tensor images) {
    long[] window = extents(p.window());
    long[] stride = strides(p.window());
    return switch (p.kind()) {
      case AVERAGE -> Images.averages(images, window, stride);
      case MAX -> Images.maxima(images, window, stride);
    };
  }

  static long[] extents(Window window) {
    return new long[] {window.extents().get(0), window.extents().get(1)};
  }

  static long[] strides(Window window) {
    return new long[] {window.strides().get(0), window.strides().get(1)};
  }
}
