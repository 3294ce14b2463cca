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
   * The fit to all singular values.
   *
   * @param singularValues descending, not all zero
   * @param longer the longer side
   */
  static Bulk of(double[] singularValues, long longer) {
    int n = singularValues.length;
    double size = 0;
    for (double s : singularValues) {
      size += s * s;
    }
    Bulk bulk = of(singularValues, size, n, longer);
    double[] lambda = new double[n];
    for (int i = 0; i < n; i++) {
      lambda[i] = singularValues[i] * singularValues[i] / longer;
    }
    MarchenkoPastur unit = new MarchenkoPastur(bulk.law().ratio(), 1);
    double scale = lambda[n / 2] / unit.quantile(0.5);
    double second = n >= 20 ? Math.abs(scale / bulk.law().scale() - 1) / 2 : 0;
    double edge = bulk.edge().value();
    return new Bulk(
        bulk.law(),
        Estimate.of(edge, Math.hypot(bulk.edge().standardError(), edge * second)),
        bulk.outliers(),
        bulk.significance(),
        distance(lambda, bulk.law()));
  }

  /**
   * The fit where the largest singular values alone are known: the rest is what they leave of the
   * matrix's size. There is no distance, and no second fit.
   *
   * @param top descending
   * @param size ‖W‖²_F
   * @param n the shorter side
   * @param longer the longer side
   */
  static Bulk of(double[] top, double size, int n, long longer) {
    int m = (int) longer;
    int out = 0;
    double rest = size;
    double scale = rest / n / m;
    for (int round = 0; round < ROUNDS; round++) {
      double threshold = new LargestEigenvalue(m, n, scale).exceededWith(RARE) * m;
      int before = out;
      while (out < Math.min(top.length, n - 1) && top[out] * top[out] > threshold) {
        rest -= top[out] * top[out];
        out++;
      }
      if (out == before) {
        break;
      }
      // with each outlier a row and a column go
      scale = Math.max(rest, 1e-12 * size) / (n - out) / (m - out);
    }
    double first = top.length == 0 ? 0 : top[0] * top[0] / m;
    MarchenkoPastur law = new MarchenkoPastur((double) n / m, scale);
    double edge = Math.sqrt(law.upperEdge() * m);
    return new Bulk(
        law,
        Estimate.of(edge, edge * Math.sqrt(2.0 / ((double) m * n)) / 2),
        out,
        new LargestEigenvalue(m, n, scale).beyond(first),
        Double.NaN);
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
