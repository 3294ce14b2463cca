package org.onsager.nets.graph;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.tensor.Images;
import org.onsager.tensor.Shapes;
import org.onsager.tensor.Tensor;

/** ONNX's operators that slide a window over [samples, channels, …places]. */
final class Windows {
  private Windows() {}

  static final Map<String, Maker> MAKERS =
      Map.ofEntries(
          entry("Conv", Windows::convolution),
          entry("MaxPool", a -> pooling(a, true)),
          entry("AveragePool", a -> pooling(a, false)),
          entry("GlobalAveragePool", a -> Operation.unary(x -> x.meanOver(places(x)))),
          entry("GlobalMaxPool", a -> Operation.unary(x -> x.maximumOver(places(x)))));

  private static long[] places(Tensor x) {
    return Arrays.copyOfRange(Axes.all(x.rank()), 2, x.rank());
  }

  /**
   * What is put around: before each axis, then after each.
   *
   * @param pads as the file says; null where they follow from the rest
   */
  record Frame(String auto, long @Nullable [] pads) {
    static Frame of(Attributes a) {
      String auto = a.text("auto_pad", "NOTSET");
      return switch (auto) {
        case "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID" -> new Frame(auto, a.wholes("pads"));
        default -> throw a.unknown("auto_pad " + auto);
      };
    }

    long[] around(Tensor x, long[] window, long[] stride, long[] dilation) {
      int axes = window.length;
      long[] around = new long[2 * axes];
      if (auto.startsWith("SAME")) {
        for (int i = 0; i < axes; i++) {
          long length = x.extent(2 + i);
          long outputs = (length + stride[i] - 1) / stride[i];
          long seen = (window[i] - 1) * dilation[i] + 1;
          long total = Math.max(0, (outputs - 1) * stride[i] + seen - length);
          long less = total / 2;
          around[i] = auto.equals("SAME_UPPER") ? less : total - less;
          around[axes + i] = total - around[i];
        }
      } else if (auto.equals("NOTSET") && pads != null) {
        if (pads.length != 2 * axes || Arrays.stream(pads).anyMatch(p -> p < 0)) {
          throw new IllegalArgumentException("pads are " + Arrays.toString(pads));
        }
        around = pads;
      }
      return around;
    }
  }

  private static boolean symmetric(long[] around) {
    int axes = around.length / 2;
    return Arrays.equals(around, 0, axes, around, axes, 2 * axes);
  }

  /** Numbers put around the places. */
  private static Tensor framed(Tensor x, long[] around, double number) {
    int axes = around.length / 2;
    long[] pairs = new long[2 * axes];
    long[] shape = x.shape();
    for (int i = 0; i < axes; i++) {
      pairs[2 * (axes - 1 - i)] = around[i];
      pairs[2 * (axes - 1 - i) + 1] = around[axes + i];
      shape[2 + i] += Math.addExact(around[i], around[axes + i]);
    }
    Axes.bounded(shape);
    return Shapes.pad(x, pairs, number);
  }

  private static void require(Tensor x, int axes) {
    if (x.rank() != axes + 2) {
      throw new IllegalArgumentException("a window over " + axes + " axes, and " + x + " arrives");
    }
  }

  static Operation convolution(Attributes a) {
    Frame frame = Frame.of(a);
    long groups = a.whole("group", 1);
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      Tensor kernels = Operation.given(inputs, 1);
      int axes = kernels.rank() - 2;
      require(x, axes);
      long[] window = Arrays.copyOfRange(kernels.shape(), 2, kernels.rank());
      long[] stride = a.wholes("strides", axes, 1);
      long[] dilation = a.wholes("dilations", axes, 1);
      long[] around = frame.around(x, window, stride, dilation);
      long[] zeros = Arrays.copyOf(around, axes);
      if (!symmetric(around)) {
        x = framed(x, around, 0);
        zeros = new long[axes];
      } else {
        bounded(x, around);
      }
      return new Tensor[] {
        Images.convolution(
            x, kernels, Operation.optional(inputs, 2), stride, zeros, dilation, groups)
      };
    };
  }

  private static void bounded(Tensor x, long[] around) {
    long[] shape = x.shape();
    int axes = around.length / 2;
    for (int i = 0; i < axes; i++) {
      shape[2 + i] += Math.addExact(around[i], around[axes + i]);
    }
    Axes.bounded(shape);
  }

  private static Operation pooling(Attributes a, boolean greatest) {
    long[] window = a.wholes("kernel_shape");
    if (window == null || window.length < 1 || window.length > 2) {
      throw a.unknown("a pooling over other than one or two axes");
    }
    if (a.outputs().size() > 1) {
      throw a.unknown("a pooling that gives places too");
    }
    int axes = window.length;
    long[] stride = a.wholes("strides", axes, 1);
    long[] dilation = a.wholes("dilations", axes, 1);
    boolean ceiling = a.whole("ceil_mode", 0) != 0;
    boolean counted = a.whole("count_include_pad", 0) != 0;
    if (!greatest && Arrays.stream(dilation).anyMatch(d -> d != 1)) {
      throw a.unknown("a mean over places that are apart");
    }
    Frame frame = Frame.of(a);
    return Operation.unary(
        x -> {
          require(x, axes);
          long[] around = frame.around(x, window, stride, dilation);
          return greatest
              ? maxima(x, window, stride, around, dilation, ceiling)
              : averages(x, window, stride, around, ceiling, counted);
        });
  }

  /** Whether the library takes this much around. */
  private static boolean narrow(long[] around, long[] window) {
    boolean narrow = symmetric(around);
    for (int i = 0; i < window.length; i++) {
      narrow &= around[i] <= window[i] / 2;
    }
    return narrow;
  }

  private static Tensor maxima(
      Tensor x, long[] window, long[] stride, long[] around, long[] dilation, boolean ceiling) {
    boolean narrow = narrow(around, window);
    Tensor images = narrow ? x : framed(x, around, Double.NEGATIVE_INFINITY);
    long[] zeros = narrow ? Arrays.copyOf(around, window.length) : new long[window.length];
    if (window.length == 2) {
      return Images.maxima(images, window, stride, zeros, dilation, ceiling);
    }
    return line(
        Images.maxima(
            row(images), row(window, 1), row(stride, 1), row(zeros, 0), row(dilation, 1), ceiling));
  }

  private static Tensor averages(
      Tensor x, long[] window, long[] stride, long[] around, boolean ceiling, boolean counted) {
    if (!narrow(around, window)) {
      long[] none = new long[around.length];
      Tensor means = averages(framed(x, around, 0), window, stride, none, ceiling, counted);
      if (counted) {
        return means;
      }
      Tensor ones = Tensor.full(1, x.dtype(), x.shape());
      return means.divide(
          averages(framed(ones, around, 0), window, stride, none, ceiling, counted));
    }
    long[] zeros = Arrays.copyOf(around, window.length);
    if (window.length == 2) {
      return Images.averages(x, window, stride, zeros, ceiling, counted);
    }
    return line(
        Images.averages(row(x), row(window, 1), row(stride, 1), row(zeros, 0), ceiling, counted));
  }

  private static long[] row(long[] one, long first) {
    return new long[] {first, one[0]};
  }

  private static Tensor row(Tensor lines) {
    return lines.reshape(lines.extent(0), lines.extent(1), 1, lines.extent(2));
  }

  private static Tensor line(Tensor rows) {
    return rows.reshape(rows.extent(0), rows.extent(1), rows.extent(3));
  }
}
