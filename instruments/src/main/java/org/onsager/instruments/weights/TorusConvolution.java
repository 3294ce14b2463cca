package org.onsager.instruments.weights;

import java.util.Arrays;

/**
 * A convolution as the operator that it is on a torus: stride one, an array of {@code height ×
 * width} places that closes on itself.
 *
 * <p>Fourier's transform over the places makes it a matrix [out, in] for every wave, \( \hat W(k) =
 * \sum_u W_{:,:,u}\,e^{i k u} \), whose singular values together are all of the operator's. Those
 * of the reshaped matrix [out, in·height·width], which others report, are another thing: the
 * operator's largest is at most √(size of the kernel) times as large. Source: Sedghi, Gupta and
 * Long, ICLR 2019 (1805.10408).
 */
public final class TorusConvolution {
  private TorusConvolution() {}

  /**
   * All singular values, descending, [height · width · min(out, in)].
   *
   * @param kernels [out, in, rows, columns], row by row
   * @param rows of the kernel, at most {@code height}
   * @param columns of the kernel, at most {@code width}
   */
  public static double[] singularValues(
      double[] kernels, int out, int in, int rows, int columns, int height, int width) {
    if (rows > height || columns > width) {
      throw new IllegalArgumentException(
          "a kernel of %d × %d is larger than the torus of %d × %d"
              .formatted(rows, columns, height, width));
    }
    int each = Math.min(out, in);
    double[] all = new double[height * width * each];
    int filled = 0;
    for (int a = 0; a < height; a++) {
      for (int b = 0; b < width; b++) {
        int mirrorA = (height - a) % height;
        int mirrorB = (width - b) % width;
        if (mirrorA < a || mirrorA == a && mirrorB < b) {
          continue; // the complex conjugate of a wave that was there already
        }
        boolean real = mirrorA == a && mirrorB == b;
        double[] s = wave(kernels, out, in, rows, columns, (double) a / height, (double) b / width);
        for (int copy = real ? 1 : 0; copy < 2; copy++) {
          System.arraycopy(s, 0, all, filled, each);
          filled += each;
        }
      }
    }
    Arrays.sort(all);
    for (int i = 0, j = all.length - 1; i < j; i++, j--) {
      double swap = all[i];
      all[i] = all[j];
      all[j] = swap;
    }
    return all;
  }

  /** Those of one wave: of the complex matrix, lying so that its rows are the fewer. */
  private static double[] wave(
      double[] kernels, int out, int in, int rows, int columns, double fa, double fb) {
    int area = rows * columns;
    double[] cosine = new double[area];
    double[] sine = new double[area];
    for (int u = 0; u < area; u++) {
      double phase = 2 * Math.PI * (fa * Math.floorDiv(u, columns) + fb * (u % columns));
      cosine[u] = Math.cos(phase);
      sine[u] = Math.sin(phase);
    }
    double[] pairs = new double[2 * out * in];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        double re = 0;
        double im = 0;
        int at = (o * in + i) * area;
        for (int u = 0; u < area; u++) {
          re += kernels[at + u] * cosine[u];
          im += kernels[at + u] * sine[u];
        }
        int place = out <= in ? o * in + i : i * out + o;
        pairs[2 * place] = re;
        pairs[2 * place + 1] = im;
      }
    }
    return GramSpectrum.ofPairs(pairs, Math.min(out, in), Math.max(out, in));
  }
}
