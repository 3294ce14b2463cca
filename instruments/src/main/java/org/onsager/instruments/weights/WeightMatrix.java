package org.onsager.instruments.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.onsager.numerics.linear.Svd;
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

  /** Two units are the same where the sine of their angle is below this. */
  private static final double SAME = 1e-5;

  /** Refuses sizes that do not fit. */
  public WeightMatrix {
    if (outputs < 1 || inputs < 1 || values.length != (long) outputs * inputs) {
      throw new IllegalArgumentException(
          "a matrix [" + outputs + ", " + inputs + "] of " + values.length + " numbers");
    }
  }

  /** The singular values, descending, [min(outputs, inputs)]. */
  public double[] singularValues() {
    return Svd.values(values.clone(), outputs, inputs);
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
    double[] norms = unitNorms();
    double[] sorted = norms.clone();
    Arrays.sort(sorted);
    double median = sorted[outputs / 2];
    double limit = median > 0 ? DEAD * median : DEAD * sorted[outputs - 1];
    return IntStream.range(0, outputs).filter(i -> norms[i] <= limit).boxed().toList();
  }

  /** Two units that compute the same, or the same up to a factor. */
  public record Pair(int first, int second, double cosine) {}

  /**
   * Pairs of living units whose weights point in the same direction or in opposite ones; of many
   * that are all the same, each with the one before it.
   *
   * <p>Such units agree in their component along any direction, so that they are neighbours after
   * sorting by it; one direction is drawn, always the same.
   */
  public List<Pair> duplicateUnits() {
    if (inputs < 2) {
      return List.of(); // all weights of a single input point in one direction
    }
    double[] norms = unitNorms();
    List<Integer> dead = deadUnits();
    SplittableRandom random = new SplittableRandom(1);
    double[] direction = new double[inputs];
    Arrays.setAll(direction, j -> random.nextGaussian());
    double[] along = new double[outputs];
    for (int i = 0; i < outputs; i++) {
      along[i] = norms[i] > 0 ? Math.abs(dot(i, direction)) / norms[i] : 0;
    }
    List<Integer> living =
        IntStream.range(0, outputs)
            .filter(i -> !dead.contains(i))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> along[i]))
            .toList();
    double reach = 5 * SAME * Math.sqrt(inputs);
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < living.size(); a++) {
      int i = living.get(a);
      for (int b = a - 1; b >= 0 && along[i] - along[living.get(b)] <= reach; b--) {
        int j = living.get(b);
        double cosine = dot(i, j) / (norms[i] * norms[j]);
        if (sine(i, j, norms, Math.signum(cosine)) < SAME) {
          pairs.add(new Pair(Math.min(i, j), Math.max(i, j), cosine));
          break;
        }
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::first).thenComparingInt(Pair::second));
    return pairs;
  }

  private double dot(int i, double[] direction) {
    double sum = 0;
    for (int k = 0; k < inputs; k++) {
      sum += values[i * inputs + k] * direction[k];
    }
    return sum;
  }

  private double dot(int i, int j) {
    double sum = 0;
    for (int k = 0; k < inputs; k++) {
      sum += values[i * inputs + k] * values[j * inputs + k];
    }
    return sum;
  }

  /** The distance of the two units' directions, which for small angles is their sine. */
  private double sine(int i, int j, double[] norms, double sign) {
    double sum = 0;
    for (int k = 0; k < inputs; k++) {
      double apart = values[i * inputs + k] / norms[i] - sign * values[j * inputs + k] / norms[j];
      sum += apart * apart;
    }
    return Math.sqrt(sum);
  }
}
