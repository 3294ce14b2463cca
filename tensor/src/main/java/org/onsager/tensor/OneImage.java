package org.onsager.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.onsager.numerics.linear.RawProducts;
import org.onsager.numerics.linear.RawProducts.Matrices;

/**
 * The convolution of one image with a window that moves by one: all that the window sees as a
 * matrix, and one product. Where little is multiplied the library's own ways take longer to set up
 * than this takes. Nothing is remembered for gradients.
 *
 * <p>The image is put into a frame of zeros, of width P. What one element of the window sees is
 * then a stretch of that frame, so that the matrix is made of few long copies; where a line of the
 * frame ends and the next begins it sees nothing that is asked for, and P − columns numbers a row
 * are multiplied in vain.
 */
final class OneImage {
  private static final ThreadLocal<Space> SPACE = ThreadLocal.withInitial(Space::new);

  private OneImage() {}

  /** Memory of one thread that is used again and again. */
  private static final class Space {
    private MemorySegment memory = MemorySegment.NULL;
    private float[] product = {};
    private float[] result = {};

    MemorySegment floats(long count) {
      if (memory.byteSize() < 4 * count) {
        memory = Arena.ofAuto().allocate(8 * count, 64);
      }
      return memory;
    }

    float[] product(int count) {
      product = product.length < count ? new float[2 * count] : product;
      return product;
    }

    float[] result(int count) {
      result = result.length < count ? new float[2 * count] : result;
      return result;
    }
  }

  /**
   * The sums, [1, channels out, rows, columns].
   *
   * @param image [1, channels, height, width], float32
   * @param kernels [channels out, channels, rows, columns] of the window
   * @param zeros rows above and below, columns left and right
   */
  static Tensor convolution(Tensor image, Tensor kernels, @Nullable Tensor biases, long[] zeros) {
    Tensor in = image.contiguous();
    Tensor weights = kernels.contiguous();
    int channels = (int) in.extent(1);
    int height = (int) in.extent(2);
    int width = (int) in.extent(3);
    int out = (int) weights.extent(0);
    int down = (int) weights.extent(2);
    int across = (int) weights.extent(3);
    int above = (int) zeros[0];
    int left = (int) zeros[1];
    int framedHeight = height + 2 * above;
    int framedWidth = width + 2 * left;
    int rows = framedHeight - down + 1;
    int columns = framedWidth - across + 1;
    if (rows < 1 || columns < 1 || weights.extent(1) != channels) {
      throw new TensorException("convolution: no " + kernels + " fits into " + image);
    }
    int seen = channels * down * across;
    int stretch = (rows - 1) * framedWidth + columns;
    long frame = (long) channels * framedHeight * framedWidth;
    long patches = (long) seen * stretch;
    Space space = SPACE.get();
    MemorySegment memory = space.floats(frame + patches + (long) out * stretch);
    MemorySegment source = memory(in);
    if (above > 0 || left > 0) {
      memory.asSlice(0, 4 * frame).fill((byte) 0);
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < height; i++) {
          long to = ((long) c * framedHeight + above + i) * framedWidth + left;
          MemorySegment.copy(
              source, 4L * width * ((long) c * height + i), memory, 4 * to, 4L * width);
        }
      }
      source = memory;
    }
    long at = 4 * frame;
    for (int c = 0; c < channels; c++) {
      for (int u = 0; u < down; u++) {
        for (int v = 0; v < across; v++) {
          long from = ((long) c * framedHeight + u) * framedWidth + v;
          MemorySegment.copy(source, 4 * from, memory, at, 4L * stretch);
          at += 4L * stretch;
        }
      }
    }
    long first = memory.address() + 4 * frame;
    RawProducts.floats(
        1,
        out,
        stretch,
        seen,
        1,
        new Matrices(memory(weights).address(), false, seen, 0),
        new Matrices(first, false, stretch, 0),
        0,
        new Matrices(first + 4 * patches, false, stretch, 0));
    float[] product = space.product(out * stretch);
    MemorySegment.copy(memory, JAVA_FLOAT, at, product, 0, out * stretch);
    float[] result = space.result(out * rows * columns);
    MemorySegment added = biases == null ? null : memory(biases.contiguous());
    for (int o = 0; o < out; o++) {
      float bias = added == null ? 0 : added.getAtIndex(JAVA_FLOAT, o);
      for (int i = 0; i < rows; i++) {
        add(
            product,
            o * stretch + i * framedWidth,
            bias,
            result,
            (o * rows + i) * columns,
            columns);
      }
    }
    Tensor sums = Tensor.zeros(DType.FLOAT32, 1, out, rows, columns);
    MemorySegment.copy(result, 0, memory(sums), JAVA_FLOAT, 0, out * rows * columns);
    return sums;
  }

  private static void add(float[] from, int at, float number, float[] to, int place, int count) {
    for (int j = 0; j < count; j++) {
      to[place + j] = from[at + j] + number;
    }
  }

  /** The numbers of a tensor without gaps, where they lie. */
  @SuppressWarnings("restricted") // LibTorch's own memory, of just this size
  private static MemorySegment memory(Tensor tensor) {
    return MemorySegment.ofAddress(tensor.handle().data_ptr().address())
        .reinterpret(tensor.size() * Float.BYTES);
  }
}
