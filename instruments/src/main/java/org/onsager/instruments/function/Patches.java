package org.onsager.instruments.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.onsager.nets.loaded.Signal;
import org.onsager.tensor.Images;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * What a convolution sees at each of its places, as columns; which patches these are is read off
 * what it did.
 *
 * <p>Stride, zeros around and dilation that fit the extents are tried, the plainest first, on one
 * sample: those whose patches times the weights give the layer's own output are right.
 *
 * @param rows along the height
 * @param columns along the width
 */
record Patches(Axis rows, Axis columns) {
  private static final double ROUNDING = 1e-3;

  /** Along one direction: the step, the zeros before and after, the step inside the window. */
  record Axis(long stride, long before, long after, long dilation) {
    /** All that make as many places of an extent, the plainest first. */
    static List<Axis> fitting(long extent, long window, long places) {
      List<Axis> all = new ArrayList<>();
      for (long dilation = 1; dilation <= (window > 1 ? 4 : 1); dilation++) {
        long reach = dilation * (window - 1);
        for (long stride = 1; stride <= (places > 1 ? 8 : 1); stride++) {
          long needed = (places - 1) * stride + reach + 1 - extent;
          long middle = Math.max(0, (needed + 1) / 2);
          for (long away = 0; away <= reach; away++) {
            add(all, stride, middle + away, needed, reach, dilation);
            if (away > 0) {
              add(all, stride, middle - away, needed, reach, dilation);
            }
          }
        }
      }
      return all;
    }

    private static void add(
        List<Axis> all, long stride, long before, long needed, long reach, long dilation) {
      // A stride may leave something over at the end, but less than itself.
      if (before >= 0 && before <= reach && needed - before <= reach && needed > -stride - reach) {
        all.add(new Axis(stride, before, Math.max(0, needed - before), dilation));
      }
    }
  }

  /**
   * Those of a convolution.
   *
   * @param entering what it sees, of at least one sample, as images
   * @param own what it gives
   * @param weight [out, in, height, width]
   * @param bias [out], or null
   */
  static Optional<Patches> of(Tensor entering, Tensor own, Tensor weight, @Nullable Tensor bias) {
    Tensor one = entering.detach().slice(0, 0, 1);
    Tensor wanted = own.detach().slice(0, 0, 1);
    if (one.extent(1) != weight.extent(1)) {
      return Optional.empty();
    }
    if (bias != null) {
      wanted = wanted.subtract(bias.detach().reshape(1, -1, 1, 1));
    }
    Tensor target = wanted.reshape(weight.extent(0), -1);
    Tensor matrix = weight.detach().reshape(weight.extent(0), -1);
    double size = target.norm().item();
    List<Axis> high = Axis.fitting(one.extent(2), weight.extent(2), own.extent(2));
    List<Axis> wide = Axis.fitting(one.extent(3), weight.extent(3), own.extent(3));
    List<Patches> tried = new ArrayList<>();
    for (int sum = 0; sum < high.size() + wide.size() - 1; sum++) {
      for (int i = Math.max(0, sum - wide.size() + 1); i <= Math.min(sum, high.size() - 1); i++) {
        tried.add(new Patches(high.get(i), wide.get(sum - i)));
      }
    }
    return tried.stream()
        .filter(
            p -> {
              try (Scope _ = Scope.open()) {
                Tensor seen = p.columns(one, weight);
                Tensor made = matrix.matmul(seen.reshape(seen.extent(1), seen.extent(2)));
                return made.size() == target.size()
                    && made.subtract(target).norm().item() <= ROUNDING * size;
              }
            })
        .findFirst();
  }

  /** [samples, channels · window, places]. */
  Tensor columns(Tensor images, Tensor weight) {
    Tensor framed = Images.frame(images, rows.before, rows.after, columns.before, columns.after);
    return Images.columns(
        framed,
        new long[] {weight.extent(2), weight.extent(3)},
        new long[] {rows.stride, columns.stride},
        new long[] {rows.dilation, columns.dilation});
  }

  /** Sequences as images of height one. */
  static Tensor image(Tensor signal) {
    return signal.rank() == 3
        ? signal.reshape(signal.extent(0), signal.extent(1), 1, signal.extent(2))
        : signal;
  }

  /** Whether an own output is of a kind that patches explain. */
  static boolean possible(Signal signal, Tensor weight) {
    int rank = signal.entering().rank();
    return (rank == 3 || rank == 4) && rank == signal.own().rank() && rank == weight.rank();
  }
}
