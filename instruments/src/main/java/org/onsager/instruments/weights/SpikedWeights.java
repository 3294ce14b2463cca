package org.onsager.instruments.weights;

import java.util.random.RandomGenerator;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.SymmetricEigen;

/**
 * Random weights of one variance with one direction that stands out: \( W = \sqrt v\,(G +
 * \theta\sqrt m\,u w^\top) \), G of independent standard normal numbers, [n, m] with n ≤ m. A model
 * of a layer that has learned one thing.
 *
 * @param matrix W
 * @param shortSide u, of length one, [n]
 * @param longSide w, of length one, [m]
 */
@SuppressWarnings("ArrayRecordComponent")
public record SpikedWeights(WeightMatrix matrix, double[] shortSide, double[] longSide) {

  /** How far the first singular vectors point along the spike: squared cosines. */
  public record Overlaps(double shortSide, double longSide) {}

  /**
   * Draws W; directions are as likely as any other.
   *
   * @param n rows
   * @param m columns, at least as many
   * @param variance v
   * @param spike θ; 0 for noise alone
   */
  public static SpikedWeights drawn(
      int n, int m, double variance, double spike, RandomGenerator random) {
    double[] u = direction(n, random);
    double[] w = direction(m, random);
    double[] values = new double[n * m];
    double deviation = Math.sqrt(variance);
    double height = spike * Math.sqrt(m);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        values[i * m + j] = deviation * (random.nextGaussian() + height * u[i] * w[j]);
      }
    }
    return new SpikedWeights(new WeightMatrix(values, n, m), u, w);
  }

  private static double[] direction(int n, RandomGenerator random) {
    double[] u = new double[n];
    double square = 0;
    for (int i = 0; i < n; i++) {
      u[i] = random.nextGaussian();
      square += u[i] * u[i];
    }
    for (int i = 0; i < n; i++) {
      u[i] /= Math.sqrt(square);
    }
    return u;
  }

  /** The overlaps of the vectors that belong to the largest singular value. */
  public Overlaps overlaps() {
    int n = shortSide.length;
    int m = longSide.length;
    double[] w = matrix.values();
    double[] gram = Blas.gram(n, m, 1, w);
    double[] first = SymmetricEigen.of(gram, n).vector(n - 1);
    double along = 0;
    for (int i = 0; i < n; i++) {
      along += first[i] * shortSide[i];
    }
    double across = 0;
    double square = 0;
    for (int j = 0; j < m; j++) {
      double image = 0;
      for (int i = 0; i < n; i++) {
        image += first[i] * w[i * m + j];
      }
      across += image * longSide[j];
      square += image * image;
    }
    return new Overlaps(along * along, across * across / square);
  }
}
