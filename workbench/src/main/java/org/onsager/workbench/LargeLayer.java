package org.onsager.workbench;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.instruments.weights.Bulk;
import org.onsager.instruments.weights.LargeMatrix;
import org.onsager.instruments.weights.SpectralSketch;
import org.onsager.instruments.weights.WeightRows;
import org.onsager.numerics.statistics.Estimate;

/**
 * A layer that is read by blocks of rows and never held: sums, norms, and its spectrum from the
 * smaller Gram matrix, or where that is too large from stochastic Lanczos.
 *
 * @param bias its biases
 * @param exact the shorter side up to which all singular values are computed
 */
@SuppressWarnings("ArrayRecordComponent")
record LargeLayer(ModelLayer layer, double[] bias, int exact) {
  private static final int STARTS = 4;
  private static final int STEPS = 32;

  LayerReading read(List<Integer> closed) {
    WeightRows rows = layer.rows();
    LargeMatrix sums = LargeMatrix.of(rows);
    long strange = sums.strange() + WeightLevel.strange(bias);
    if (strange > 0) {
      return LayerReading.broken(layer, strange);
    }
    boolean zero = sums.size() == 0;
    return new LayerReading(
        layer,
        sums.weightVariance((int) layer.inputs()),
        WeightLevel.biasVariance(bias),
        0,
        zero ? null : spectrum(rows, sums),
        zero ? List.of() : sums.deadUnits(layer.liesByUnits()),
        zero || !layer.liesByUnits() ? List.of() : sums.duplicateRows(rows),
        closed,
        null);
  }

  private LayerReading.Spectrum spectrum(WeightRows rows, LargeMatrix sums) {
    long longer = Math.max(layer.outputs(), layer.inputs());
    int shorter = (int) Math.min(layer.outputs(), layer.inputs());
    if (shorter <= exact) {
      double[] values = LargeMatrix.singularValues(rows);
      @Nullable Bulk bulk = shorter < 2 ? null : Bulk.of(values, longer);
      return WeightLevel.tailed(layer, values, bulk, null);
    }
    SpectralSketch sketch = SpectralSketch.of(rows, STARTS, STEPS, layer.name().hashCode());
    double mean = sums.size() / shorter;
    double fourth = sketch.fourth().value() / shorter / (mean * mean);
    double defect = Math.sqrt(Math.max(0, fourth - 1));
    double error = sketch.fourth().standardError() / shorter / (mean * mean);
    return new LayerReading.Spectrum(
        "stochastic Lanczos, " + sketch.starts() + " starts of " + sketch.steps() + " steps",
        sketch.top(),
        false,
        Math.sqrt(sums.size()),
        sketch.largest(),
        Estimate.of(defect, defect > 0 ? Math.min(defect, error / (2 * defect)) : 0),
        Bulk.of(sketch.top(), sums.size(), shorter, longer),
        null,
        null,
        List.of(),
        null);
  }
}
