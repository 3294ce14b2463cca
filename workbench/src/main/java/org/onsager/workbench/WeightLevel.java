package org.onsager.workbench;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.StoredArray;
import org.onsager.instruments.weights.Bulk;
import org.onsager.instruments.weights.PowerLawTail;
import org.onsager.instruments.weights.TorusConvolution;
import org.onsager.instruments.weights.WeightMatrix;
import org.onsager.numerics.statistics.Estimate;

/** Measures layers one after the other, each from the mapped file, so that one is in memory. */
final class WeightLevel {
  private static final int FEWEST = 20;
  private static final int DRAWS = 100;
  private static final String WHOLE = "all singular values";

  /** Normalisations that multiply by less than this share of their median let nothing through. */
  private static final double CLOSED = 1e-3;

  /** A torus costs no more operations than these. */
  private static final double DEAREST_TORUS = 2e11;

  /** Layers of more numbers are not held as they are: 128 MiB as doubles. */
  private static final long HELD = 1L << 24;

  private final boolean tails;
  private final int exact;

  private WeightLevel(boolean tails, int exact) {
    this.tails = tails;
    this.exact = exact;
  }

  /**
   * All that there is to measure.
   *
   * @param exact the shorter side up to which all singular values are computed
   */
  static WeightLevel whole(int exact) {
    return new WeightLevel(true, exact);
  }

  /** Without power laws and tori, of which no finding is made. */
  static WeightLevel brief() {
    return new WeightLevel(false, Integer.MAX_VALUE);
  }

  LayerReading read(ModelLayer layer) {
    double[] bias = layer.bias() == null ? new double[0] : layer.bias().doubles();
    long shorter = Math.min(layer.outputs(), layer.inputs());
    if (layer.weight().size() > HELD || shorter > exact) {
      return new LargeLayer(layer, bias, exact).read(closed(layer.norm()));
    }
    double[] values = layer.matrix();
    long strange = strange(values) + strange(bias);
    if (strange > 0) {
      return LayerReading.broken(layer, strange);
    }
    WeightMatrix matrix = new WeightMatrix(values, (int) layer.outputs(), (int) layer.inputs());
    Estimate variance = matrix.weightVariance();
    boolean zero = variance.value() == 0;
    return new LayerReading(
        layer,
        variance,
        biasVariance(bias),
        0,
        zero ? null : spectrum(layer, matrix),
        zero ? List.of() : matrix.deadUnits(),
        zero ? List.of() : matrix.duplicateUnits(),
        closed(layer.norm()),
        null);
  }

  /** σ_b²; null without biases. */
  static @Nullable Estimate biasVariance(double[] bias) {
    return bias.length == 0 ? null : new WeightMatrix(bias, bias.length, 1).weightVariance();
  }

  static long strange(double[] values) {
    long strange = 0;
    for (double v : values) {
      strange += Double.isFinite(v) ? 0 : 1;
    }
    return strange;
  }

  private LayerReading.Spectrum spectrum(ModelLayer layer, WeightMatrix matrix) {
    double[] values = matrix.singularValues();
    long longer = Math.max(layer.outputs(), layer.inputs());
    Bulk bulk = values.length < 2 || longer < 3 ? null : Bulk.of(values, longer);
    if (!tails) {
      return LayerReading.Spectrum.exact(WHOLE, values, bulk, null, null, List.of(), null);
    }
    return tailed(layer, values, bulk, torus(layer, matrix));
  }

  /** With the power law of the tail. */
  static LayerReading.Spectrum tailed(
      ModelLayer layer, double[] values, @Nullable Bulk bulk, LayerReading.@Nullable Torus torus) {
    double[] eigenvalues = eigenvalues(values);
    PowerLawTail tail = null;
    PowerLawTail.Redrawn redrawn = null;
    List<PowerLawTail.Comparison> rivals = List.of();
    if (eigenvalues.length >= FEWEST && eigenvalues[0] > eigenvalues[eigenvalues.length - 1]) {
      tail = PowerLawTail.of(eigenvalues);
      redrawn = tail.redrawn(eigenvalues, DRAWS, new SplittableRandom(layer.name().hashCode()));
      rivals = tail.rivals(eigenvalues);
    }
    return LayerReading.Spectrum.exact(WHOLE, values, bulk, tail, redrawn, rivals, torus);
  }

  /** Squares of the singular values that are not zero to rounding. */
  private static double[] eigenvalues(double[] values) {
    double least = 1e-10 * values[0];
    return java.util.Arrays.stream(values).filter(s -> s > least).map(s -> s * s).toArray();
  }

  private static LayerReading.@Nullable Torus torus(ModelLayer layer, WeightMatrix matrix) {
    List<Long> window = layer.window();
    if (window.size() != 2 || layer.channels() < 2) {
      return null; // of one channel it may be one convolution a unit
    }
    int out = (int) layer.outputs();
    int in = (int) layer.channels();
    int rows = window.get(0).intValue();
    int columns = window.get(1).intValue();
    for (int size = 8; size >= 4; size /= 2) {
      double sides = Math.min(out, in);
      double flops = size * size / 2.0 * 32 * sides * sides * Math.max(out, in);
      if (rows <= size && columns <= size && flops < DEAREST_TORUS) {
        double[] s =
            TorusConvolution.singularValues(matrix.values(), out, in, rows, columns, size, size);
        return new LayerReading.Torus(size, s[0], s[s.length - 1]);
      }
    }
    return null;
  }

  private static List<Integer> closed(ModelLayer.@Nullable Norm norm) {
    StoredArray scale = norm == null ? null : norm.scale();
    if (scale == null) {
      return List.of();
    }
    double[] gamma = scale.doubles();
    double[] sizes = java.util.Arrays.stream(gamma).map(Math::abs).sorted().toArray();
    double limit = CLOSED * sizes[sizes.length / 2];
    return IntStream.range(0, gamma.length)
        .filter(i -> Math.abs(gamma[i]) <= limit)
        .boxed()
        .toList();
  }
}
