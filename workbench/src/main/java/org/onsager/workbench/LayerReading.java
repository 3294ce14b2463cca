package org.onsager.workbench;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.instruments.weights.Bulk;
import org.onsager.instruments.weights.PowerLawTail;
import org.onsager.instruments.weights.WeightMatrix;
import org.onsager.numerics.statistics.Estimate;

/**
 * What the weights of one layer tell by themselves.
 *
 * @param layer which
 * @param weightVariance \( \hat\sigma_w^2 \), the mean square of a weight times the fan-in
 * @param biasVariance \( \hat\sigma_b^2 \), the mean square of a bias; null where there is none
 * @param strange weights and biases that are no finite numbers
 * @param spectrum of the matrix [outputs, inputs]; null where a weight is not finite or all are
 *     zero
 * @param dead units whose weights are next to zero
 * @param duplicates pairs of units with the same weights up to a factor
 * @param closed channels that the normalisation behind multiplies by next to zero
 * @param drift from an earlier checkpoint; null where there is none
 */
record LayerReading(
    ModelLayer layer,
    Estimate weightVariance,
    @Nullable Estimate biasVariance,
    long strange,
    @Nullable Spectrum spectrum,
    List<Integer> dead,
    List<WeightMatrix.Pair> duplicates,
    List<Integer> closed,
    @Nullable Drift drift) {

  /** Of a layer with weights that are no finite numbers, of which nothing else can be said. */
  static LayerReading broken(ModelLayer layer, long strange) {
    return new LayerReading(
        layer, Estimate.of(0, 0), null, strange, null, List.of(), List.of(), List.of(), null);
  }

  /** The same reading beside an earlier checkpoint. */
  LayerReading since(Drift gone) {
    return new LayerReading(
        layer, weightVariance, biasVariance, strange, spectrum, dead, duplicates, closed, gone);
  }

  /**
   * Singular values and what they say.
   *
   * @param method how they were measured, in words
   * @param values descending: all of them, or of a layer that is too large the largest
   * @param whole whether they are all
   * @param frobenius ‖W‖_F
   * @param largest ‖W‖₂
   * @param defect see {@link WeightMatrix#orthogonalityDefect}
   * @param bulk beside chance; null for matrices with a side below two
   * @param tail the power law that fits best; null where there are too few values
   * @param redrawn what numbers of that law tell; null where there is no tail
   * @param rivals other laws on the same tail
   * @param torus of a convolution as an operator; null for other layers
   */
  record Spectrum(
      String method,
      double[] values,
      boolean whole,
      double frobenius,
      Estimate largest,
      Estimate defect,
      @Nullable Bulk bulk,
      @Nullable PowerLawTail tail,
      PowerLawTail.@Nullable Redrawn redrawn,
      List<PowerLawTail.Comparison> rivals,
      @Nullable Torus torus) {

    /** All singular values. */
    static Spectrum exact(
        String method,
        double[] values,
        @Nullable Bulk bulk,
        @Nullable PowerLawTail tail,
        PowerLawTail.@Nullable Redrawn redrawn,
        List<PowerLawTail.Comparison> rivals,
        @Nullable Torus torus) {
      double square = 0;
      for (double s : values) {
        square += s * s;
      }
      return new Spectrum(
          method,
          values,
          true,
          Math.sqrt(square),
          Estimate.of(values[0], 0),
          Estimate.of(WeightMatrix.orthogonalityDefect(values), 0),
          bulk,
          tail,
          redrawn,
          rivals,
          torus);
    }

    /** ‖W‖²_F/‖W‖²₂. */
    Estimate stableRank() {
      double rank = frobenius * frobenius / (largest.value() * largest.value());
      return Estimate.of(rank, 2 * rank * largest.standardError() / largest.value());
    }

    /** α, its error with the choice of where the tail begins; null where there is no tail. */
    @Nullable Estimate exponent() {
      return redrawn == null ? null : redrawn.exponent();
    }

    /** Whether a power law holds; null where there is no tail. */
    PowerLawTail.@Nullable Support support() {
      return redrawn == null ? null : PowerLawTail.Support.of(redrawn.goodness(), rivals);
    }
  }

  /** The extremes of the exact spectrum on a torus of {@code size} × {@code size} places. */
  record Torus(int size, double largest, double smallest) {}
}
