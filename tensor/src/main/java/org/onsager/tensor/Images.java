package org.onsager.tensor;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What is done to images [samples, channels, height, width] patch by patch. Windows and strides are
 * [rows, columns].
 */
public final class Images {
  private static final long[] ONES = {1, 1};
  private static final long[] ZEROS = {0, 0};

  /** Multiplications below which the library's best way takes longer to set up than to do. */
  private static final long SMALL = 800_000;

  /** Elements from which slices are worth setting up. */
  private static final long LARGE = 1 << 14;

  private Images() {}

  /**
   * The same weighted sum of every patch, the kernel not reflected, plus a bias for each channel.
   *
   * @param kernels [channels out, channels in, rows, columns]
   * @param biases [channels out]
   * @param zeros rows put above and below, columns put left and right
   */
  public static Tensor convolution(
      Tensor images, Tensor kernels, Tensor biases, long[] stride, long[] zeros) {
    return Tensor.compute(
        "convolution",
        () ->
            torch.conv2d(
                images.handle(),
                kernels.handle(),
                new TensorOptional(biases.handle()),
                stride,
                zeros,
                ONES,
                1));
  }

  /**
   * The same with all that can be said of it, over one, two or three axes: [samples, channels,
   * …places].
   *
   * @param kernels [channels out, channels in of a group, …window]
   * @param biases [channels out]; null for none
   * @param zeros put before and after along each axis
   * @param dilation places from one element of the kernel to the next
   * @param groups channels in are split into so many, each seen by its part of the channels out
   */
  public static Tensor convolution(
      Tensor images,
      Tensor kernels,
      @Nullable Tensor biases,
      long[] stride,
      long[] zeros,
      long[] dilation,
      long groups) {
    return Tensor.compute(
        "convolution",
        () -> {
          if (isSmall(images, kernels, stride, zeros, dilation, groups)) {
            long[] window = {kernels.extent(2), kernels.extent(3)};
            return torch.thnn_conv2d(
                images.handle(),
                kernels.handle(),
                window,
                Normalisations.optional(biases),
                stride,
                zeros);
          }
          return torch.convolution(
              images.handle(),
              kernels.handle(),
              Normalisations.optional(biases),
              stride,
              zeros,
              dilation,
              false,
              new long[stride.length],
              groups);
        });
  }

  /** One image and little work: the library's other way is up to three times as fast. */
  private static boolean isSmall(
      Tensor images, Tensor kernels, long[] stride, long[] zeros, long[] dilation, long groups) {
    if (images.rank() != 4
        || images.extent(0) != 1
        || groups != 1
        || !isNone(dilation, 1)
        || Gradients.areRemembered()) {
      return false;
    }
    long multiplications = kernels.size();
    for (int axis = 0; axis < 2; axis++) {
      long free = images.extent(2 + axis) + 2 * zeros[axis] - kernels.extent(2 + axis);
      multiplications *= free / stride[axis] + 1;
    }
    return multiplications < SMALL;
  }

  /**
   * A pooling as operations on the parts that a window sees, row by row and then column by column:
   * several times as fast where nothing is remembered for gradients. Null where it is not to be
   * had.
   */
  private static @Nullable Tensor bySlices(
      Tensor images, long[] window, long[] stride, BinaryOperator<Tensor> together) {
    if (images.rank() != 4 || images.size() < LARGE || Gradients.areRemembered()) {
      return null;
    }
    Tensor result = images;
    for (int axis = 0; axis < 2; axis++) {
      long places = (result.extent(2 + axis) - window[axis]) / stride[axis];
      if (places < 0) {
        return null;
      }
      Tensor along = null;
      for (long k = 0; k < window[axis]; k++) {
        long to = k + places * stride[axis] + 1;
        Tensor part = Shapes.slice(result, 2 + axis, k, to, stride[axis]);
        along = along == null ? part : together.apply(along, part);
      }
      if (along == null) {
        return null;
      }
      result = along;
    }
    return result;
  }

  private static boolean isNone(long[] numbers, long none) {
    return Arrays.stream(numbers).allMatch(n -> n == none);
  }

  /** Zeros put around every channel. */
  public static Tensor frame(Tensor images, long above, long below, long left, long right) {
    return Tensor.compute(
        "frame",
        () ->
            torch.constant_pad_nd(
                images.handle(), new long[] {left, right, above, below}, new Scalar(0.0)));
  }

  /** The mean of every window that fits. */
  public static Tensor averages(Tensor images, long[] window, long[] stride) {
    return Tensor.compute(
        "averages",
        () ->
            torch.avg_pool2d(
                images.handle(), window, stride, ZEROS, false, true, new LongOptional()));
  }

  /** The greatest of every window that fits; the first of equals takes the gradient. */
  public static Tensor maxima(Tensor images, long[] window, long[] stride) {
    return Tensor.compute(
        "maxima", () -> torch.max_pool2d(images.handle(), window, stride, ZEROS, ONES, false));
  }

  /**
   * The greatest of every window, where more is put around that is never the greatest.
   *
   * @param around places before and after along each axis, at most half a window
   * @param dilation places from one element of the window to the next
   * @param ceiling whether a window that begins inside may end outside
   */
  public static Tensor maxima(
      Tensor images,
      long[] window,
      long[] stride,
      long[] around,
      long[] dilation,
      boolean ceiling) {
    if (isNone(around, 0) && isNone(dilation, 1) && !ceiling) {
      Tensor few = SmallPooling.of(images, window, stride, true);
      Tensor greatest = few != null ? few : bySlices(images, window, stride, Tensor::maximum);
      if (greatest != null) {
        return greatest;
      }
    }
    return Tensor.compute(
        "maxima",
        () -> torch.max_pool2d(images.handle(), window, stride, around, dilation, ceiling));
  }

  /**
   * The mean of every window, with zeros put around.
   *
   * @param around places before and after along each axis, at most half a window
   * @param ceiling whether a window that begins inside may end outside
   * @param counted whether those zeros count
   */
  public static Tensor averages(
      Tensor images,
      long[] window,
      long[] stride,
      long[] around,
      boolean ceiling,
      boolean counted) {
    if (isNone(around, 0) && !ceiling) {
      Tensor few = SmallPooling.of(images, window, stride, false);
      if (few != null) {
        return few;
      }
      Tensor sums = bySlices(images, window, stride, Tensor::add);
      if (sums != null) {
        return sums.multiply(1.0 / (window[0] * window[1]));
      }
    }
    return Tensor.compute(
        "averages",
        () ->
            torch.avg_pool2d(
                images.handle(), window, stride, around, ceiling, counted, new LongOptional()));
  }

  /**
   * What a window sees at all of its places, [channels, rows of the window, columns of the window,
   * rows, columns, samples]; a view, in which an element stands as often as it is seen.
   *
   * @param images [channels, height, width, samples]: samples last, unlike elsewhere
   */
  public static Tensor patches(Tensor images, long[] window, long[] stride) {
    return Tensor.compute(
        "patches",
        () -> {
          org.bytedeco.pytorch.Tensor h = images.handle();
          long[] shape = {
            h.size(0),
            window[0],
            window[1],
            (h.size(1) - window[0]) / stride[0] + 1,
            (h.size(2) - window[1]) / stride[1] + 1,
            h.size(3)
          };
          long row = h.stride(1);
          long column = h.stride(2);
          return h.as_strided(
              shape,
              new long[] {
                h.stride(0), row, column, stride[0] * row, stride[1] * column, h.stride(3)
              },
              new LongOptional(h.storage_offset()));
        });
  }

  /**
   * What a window sees at all of its places, as columns: [samples, channels · rows of the window ·
   * columns of the window, places]; a copy. The places of the zeros around come from {@link
   * #frame}.
   *
   * @param dilation the step between what the window sees, [rows, columns]
   */
  public static Tensor columns(Tensor images, long[] window, long[] stride, long[] dilation) {
    return Tensor.compute(
        "columns", () -> torch.im2col(images.handle(), window, dilation, ZEROS, stride));
  }
}
