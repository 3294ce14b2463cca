package org.onsager.theory.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;
import org.onsager.numerics.linear.NativeMemory;

/**
 * What the kernels of one network need of a set of inputs: their directions, and the diagonals of
 * both kernels at every layer. Computed once, then shared by all tiles and threads.
 */
public final class Inputs {
  /** Sums of squares less far from one have lost nothing to overflow or underflow. */
  private static final double FAR = 1e100;

  /** As many directions as a thread takes at once. */
  private static final int TOGETHER = 64;

  private final InfiniteNetwork network;
  private final int samples;
  private final int features;
  private final MemorySegment directions;
  private final List<Factors> factors;
  private final PlaceKernel.@Nullable Seen seen;
  private final double[] root;
  private final double[] tangent;

  Inputs(
      InfiniteNetwork network,
      double[] x,
      int samples,
      int features,
      List<Step> steps,
      @Nullable Arena arena,
      int threads) {
    this.network = network;
    this.samples = samples;
    this.features = features;
    if (samples < 1 || x.length != (long) samples * features) {
      throw new Refusal(
          "inputs: "
              + x.length
              + " numbers, where "
              + samples
              + " inputs of "
              + features
              + " features are needed");
    }
    PlaceKernel places = network.places();
    if (places != null) {
      for (int k = 0; k < x.length; k++) {
        if (!Double.isFinite(x[k])) {
          throw notFinite(k % features, k / features);
        }
      }
      directions = MemorySegment.NULL;
      factors = List.of();
      seen = places.see(x.clone(), samples, threads);
      root = seen.root();
      tangent = seen.tangent();
      requireFinite();
      return;
    }
    seen = null;
    directions =
        arena == null
            ? Arena.ofAuto().allocate(8L * x.length, 64)
            : NativeMemory.unset(arena, 8L * x.length);
    Samples at =
        new Samples(
            new double[network.registers()][samples], new double[network.registers()][samples]);
    double[] lengths = at.root()[0];
    Shares.of(
        (samples + TOGETHER - 1) / TOGETHER,
        threads,
        () -> {
          double[] row = new double[features];
          return t -> {
            for (int i = t * TOGETHER; i < Math.min(samples, (t + 1) * TOGETHER); i++) {
              lengths[i] = direction(x, i, row) / Math.sqrt(features);
            }
          };
        });
    requireNumbers(x, lengths);
    factors = steps.stream().map(step -> step.sample(at)).toList();
    root = at.root()[0];
    tangent = at.tangent()[0];
    requireFinite();
  }

  private void requireNumbers(double[] x, double[] lengths) {
    for (int i = 0; i < samples; i++) {
      for (int k = 0; Double.isNaN(lengths[i]) && k < features; k++) {
        if (!Double.isFinite(x[i * features + k])) {
          throw notFinite(k, i);
        }
      }
    }
  }

  private void requireFinite() {
    for (int i = 0; i < samples; i++) {
      if (!Double.isFinite(root[i] * root[i])) {
        throw new Refusal(
            "inputs: the kernel of input " + i + " with itself is not finite; scale the inputs");
      }
    }
  }

  private static Refusal notFinite(int feature, int input) {
    return new Refusal(
        "inputs: feature " + feature + " of input " + input + " is not a finite number");
  }

  /** What is kept where signals have places; null where they are vectors. */
  PlaceKernel.@Nullable Seen seen() {
    return seen;
  }

  /**
   * Writes a direction; the length, without overflow or underflow on the way, and not a number
   * where there is none.
   */
  private double direction(double[] x, int i, double[] row) {
    System.arraycopy(x, i * features, row, 0, features);
    double square = squares(row, features);
    double scale = 1;
    if (!(square > 1 / FAR && square < FAR)) {
      scale = largest(row);
      if (scale == 0 || Double.isNaN(scale)) {
        return scale;
      }
      for (int k = 0; k < features; k++) {
        row[k] /= scale;
      }
      square = squares(row, features);
    }
    double length = Math.sqrt(square);
    double inverse = 1 / length;
    for (int k = 0; k < features; k++) {
      row[k] *= inverse;
    }
    MemorySegment.copy(row, 0, directions, ValueLayout.JAVA_DOUBLE, 8L * i * features, features);
    return scale * length;
  }

  /** The largest size of a number; not a number where one is not finite. */
  private double largest(double[] row) {
    double largest = 0;
    for (int k = 0; k < features; k++) {
      if (!Double.isFinite(row[k])) {
        return Double.NaN;
      }
      largest = Math.max(largest, Math.abs(row[k]));
    }
    return largest;
  }

  /** The sum of squares, by four sums that do not wait for each other. */
  private static double squares(double[] row, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int k = 0;
    for (; k < n - 3; k += 4) {
      a = Math.fma(row[k], row[k], a);
      b = Math.fma(row[k + 1], row[k + 1], b);
      c = Math.fma(row[k + 2], row[k + 2], c);
      d = Math.fma(row[k + 3], row[k + 3], d);
    }
    for (; k < n; k++) {
      a = Math.fma(row[k], row[k], a);
    }
    return a + b + (c + d);
  }

  /** The number of inputs. */
  public int samples() {
    return samples;
  }

  /** The network whose kernels these are for. */
  public InfiniteNetwork network() {
    return network;
  }

  int features() {
    return features;
  }

  MemorySegment directions() {
    return directions;
  }

  Factors factors(int step) {
    return factors.get(step);
  }

  /** \( \sqrt{K(x,x)} \), [samples]. */
  double[] root() {
    return root;
  }

  /** \( \Theta(x,x) \), [samples]. */
  double[] tangent() {
    return tangent;
  }

  /** Half the squared difference (sign 1) or sum (sign -1) of two directions. */
  static double apart(Inputs left, int i, Inputs right, int j, int sign) {
    int d = left.features;
    double sum = 0;
    for (int k = 0; k < d; k++) {
      double a = left.directions.getAtIndex(ValueLayout.JAVA_DOUBLE, (long) i * d + k);
      double b = right.directions.getAtIndex(ValueLayout.JAVA_DOUBLE, (long) j * d + k);
      double apart = a - sign * b;
      sum += apart * apart;
    }
    return sum / 2;
  }
}
