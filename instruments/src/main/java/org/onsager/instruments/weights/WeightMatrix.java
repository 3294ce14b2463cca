package org.onsager.instruments.weights;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.onsager.numerics.statistics.Estimate;

/**
 * The weights of a layer as a matrix W [outputs, inputs], and what can be measured of them alone.
 *
 * @param values row by row, [outputs · inputs]; not copied
 * @param outputs rows: units
 * @param inputs columns: what a unit depends on
 */
public record WeightMatrix(double[] values, int outputs, int inputs) {
  /** A unit is dead whose weights are this much smaller than those of the median unit. */
  private static final double DEAD = 1e-4;

  /** Refuses sizes that do not fit. */
  public WeightMatrix {
    if (outputs < 1 || inputs < 1 || values.length != (long) outputs * inputs) {
      throw new IllegalArgumentException(
          "a matrix [" + outputs + ", " + inputs + "] of " + values.length + " numbers");
    }
  }

  /**
   * The singular values, descending, [min(outputs, inputs)], to 10⁻¹⁰ of the largest: the roots of
   * the smaller Gram matrix's eigenvalues, where these tell them.
   */
  public double[] singularValues() {
    return GramSpectrum.of(values, outputs, inputs);
  }

  /**
   * The effective weight variance, \( \hat\sigma_w^2 = n_{in}\,\overline{W^2} \), by the
   * independence of entries: its standard error holds where they are, as at initialisation.
   */
  public Estimate weightVariance() {
    double mean = 0;
    for (double w : values) {
      mean += w * w;
    }
    mean /= values.length;
    double spread = 0;
    for (double w : values) {
      spread += (w * w - mean) * (w * w - mean);
    }
    double error =
        values.length > 1 ? Math.sqrt(spread / (values.length - 1.0) / values.length) : 0;
    return Estimate.of(inputs * mean, inputs * error);
  }

  /** \( \|W\|_F^2/\|W\|_2^2 \), between 1 and the rank; 0 for a matrix of zeros. */
  public static double stableRank(double[] singularValues) {
    double top = singularValues[0];
    return top > 0 ? Arrays.stream(singularValues).map(s -> s * s / (top * top)).sum() : 0;
  }

  /**
   * How far W is from a multiple of an orthogonal matrix: the spread of its squared singular values
   * over their mean, \( \sqrt{\overline{(s^2/\overline{s^2} - 1)^2}} \). 0 for orthogonal matrices;
   * √(n/m) for large random ones of sides n ≤ m.
   */
  public static double orthogonalityDefect(double[] singularValues) {
    double mean = Arrays.stream(singularValues).map(s -> s * s).average().orElse(0);
    if (!(mean > 0)) {
      return 0;
    }
    return Math.sqrt(
        Arrays.stream(singularValues)
            .map(s -> (s * s / mean - 1) * (s * s / mean - 1))
            .average()
            .orElse(0));
  }

  /** The norms of the units' weights, [outputs]. */
  public double[] unitNorms() {
    double[] norms = new double[outputs];
    for (int i = 0; i < outputs; i++) {
      double sum = 0;
      for (int j = 0; j < inputs; j++) {
        double w = values[i * inputs + j];
        sum += w * w;
      }
      norms[i] = Math.sqrt(sum);
    }
    return norms;
  }

  /** Units that no input reaches: their weights are next to zero beside those of the others. */
  public List<Integer> deadUnits() {
    return deadUnits(unitNorms());
  }

  /** The same by the norms of the units' weights. */
  public static List<Integer> deadUnits(double[] norms) {
    double[] sorted = norms.clone();
    Arrays.sort(sorted);
    double median = sorted[norms.length / 2];
    double limit = median > 0 ? DEAD * median : DEAD * sorted[norms.length - 1];
    return IntStream.range(0, norms.length).filter(i -> norms[i] <= limit).boxed().toList();
  }

  /** Two units that compute the same, or the same up to a factor. */
  public record Pair(int first, int second, double cosine) {}

  /**
   * Pairs of living units whose weights point in the same direction or in opposite ones; of many
   * that are all the same, each with the one before it.
   */
  public List<Pair> duplicateUnits() {
    return DuplicateRows.of(WeightRows.of(values, outputs, inputs), unitNorms());
  }
}
