package org.onsager.workbench;

import org.onsager.numerics.statistics.Estimate;
import org.onsager.theory.matrices.LargestEigenvalue;
import org.onsager.theory.matrices.MarchenkoPastur;

/**
 * The singular values of a layer beside what chance makes of independent weights.
 *
 * <p>Eigenvalues are those of \( W^\top W/m \), m the longer side. The scale s of the law is that
 * of the eigenvalues that chance does not exceed: those beyond the edge are taken out, and with
 * each a row and a column, until nothing changes.
 *
 * @param law Marchenko and Pastur's, at the fitted scale
 * @param edge its upper edge as a singular value; the error holds the scale's own and how far a
 *     second fit, by the median, lies from it
 * @param outliers singular values that chance exceeds in fewer than one matrix of a hundred
 * @param significance the probability that the largest of a random matrix is as large as this one
 * @param distance the largest difference between the fractions of eigenvalues below a value, those
 *     of the layer and those of the law; of order 1/n for random matrices of side n
 */
record Bulk(
    MarchenkoPastur law, Estimate edge, int outliers, double significance, double distance) {
  private static final double RARE = 0.01;
  private static final int ROUNDS = 50;

  /**
   * The fit.
   *
   * @param singularValues descending, not all zero
   * @param longer the longer side
   */
  static Bulk of(double[] singularValues, long longer) {
    int n = singularValues.length;
    int m = (int) longer;
    double[] lambda = new double[n];
    for (int i = 0; i < n; i++) {
      lambda[i] = singularValues[i] * singularValues[i] / m;
    }
    int out = 0;
    double scale = scale(lambda, m, 0);
    for (int round = 0; round < ROUNDS; round++) {
      double threshold = new LargestEigenvalue(m, n, scale).exceededWith(RARE);
      int beyond = 0;
      while (beyond < n - 1 && lambda[beyond] > threshold) {
        beyond++;
      }
      if (beyond <= out) {
        break;
      }
      out = beyond;
      scale = scale(lambda, m, out);
    }
    MarchenkoPastur law = new MarchenkoPastur((double) n / m, scale);
    double middle = lambda[n / 2] / new MarchenkoPastur((double) n / m, 1).quantile(0.5);
    double own = Math.sqrt(2.0 / ((double) m * n));
    double other = n >= 20 ? Math.abs(middle / scale - 1) : 0;
    double edge = Math.sqrt(law.upperEdge() * m);
    return new Bulk(
        law,
        Estimate.of(edge, edge * Math.hypot(own, other) / 2),
        out,
        new LargestEigenvalue(m, n, scale).beyond(lambda[0]),
        distance(lambda, law));
  }

  private static double scale(double[] lambda, int m, int out) {
    double sum = 0;
    for (int i = out; i < lambda.length; i++) {
      sum += lambda[i];
    }
    return sum / (lambda.length - out) * m / (m - out);
  }

  private static double distance(double[] descending, MarchenkoPastur law) {
    int n = descending.length;
    double most = 0;
    for (int i = 0; i < n; i++) {
      double below = law.below(descending[i]);
      most = Math.max(most, Math.abs(below - (n - i) / (double) n));
      most = Math.max(most, Math.abs(below - (n - i - 1) / (double) n));
    }
    return most;
  }
}
