package org.onsager.nets.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.onsager.nets.rows.PlaneWindows;
import org.onsager.nets.rows.Rows;
import org.onsager.tensor.Tensor;

/** The small forms of what slides a window over [samples, channels, height, width]. */
final class SmallWindows {
  private SmallWindows() {}

  /** A convolution without groups and without places between. */
  static SmallForm convolution(Attributes a) {
    return step -> {
      Tensor kernels = step.tensor(1);
      if (!step.isReal()
          || kernels.rank() != 4
          || a.whole("group", 1) != 1
          || !step.moves(0)
          || step.moves(1)
          || step.moves(2)) {
        return null;
      }
      long[] window = {kernels.extent(2), kernels.extent(3)};
      PlaneWindows windows = windows(a, step, window);
      if (windows == null) {
        return null;
      }
      Rows weights = step.rows(1, Math.toIntExact(kernels.size() / kernels.extent(0)));
      Rows x = step.rows(0, windows.height() * windows.width());
      Rows to = step.give(windows.places() * windows.across());
      step.work(to.size() * (long) weights.length());
      int channels = Math.toIntExact(kernels.extent(1));
      step.add(windows.convolution(x, channels, weights, step.numbers(2), to));
      return to;
    };
  }

  /** A pooling with nothing around. */
  static SmallForm pooling(Attributes a) {
    boolean greatest = a.node().operator().equals("MaxPool");
    return step -> {
      long[] window = a.wholes("kernel_shape");
      if (!step.isReal() || !step.moves(0) || window == null || window.length != 2) {
        return null;
      }
      PlaneWindows windows = windows(a, step, window);
      if (windows == null
          || windows.top() != 0
          || windows.left() != 0
          || (windows.places() - 1) * windows.down() + windows.rows() > windows.height()
          || (windows.across() - 1) * windows.along() + windows.columns() > windows.width()) {
        return null;
      }
      Rows x = step.rows(0, windows.height() * windows.width());
      Rows to = step.give(windows.places() * windows.across());
      step.add(windows.pooling(x, greatest, to));
      return to;
    };
  }

  private static @Nullable PlaneWindows windows(Attributes a, Preparation step, long[] window) {
    Tensor x = step.tensor(0);
    Tensor result = step.result();
    if (x.rank() != 4 || Arrays.stream(a.wholes("dilations", 2, 1)).anyMatch(d -> d != 1)) {
      return null;
    }
    long[] stride = a.wholes("strides", 2, 1);
    long[] around = Windows.Frame.of(a).around(x, window, stride, new long[] {1, 1});
    return new PlaneWindows(
        Math.toIntExact(x.extent(2)),
        Math.toIntExact(x.extent(3)),
        Math.toIntExact(window[0]),
        Math.toIntExact(window[1]),
        Math.toIntExact(stride[0]),
        Math.toIntExact(stride[1]),
        Math.toIntExact(around[0]),
        Math.toIntExact(around[1]),
        Math.toIntExact(result.extent(2)),
        Math.toIntExact(result.extent(3)));
  }
}
