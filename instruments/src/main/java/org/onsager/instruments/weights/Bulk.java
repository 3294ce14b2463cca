package org.onsager.instruments.weights;

import org.onsager.numerics.spectra.LargestEigenvalue;
import org.onsager.numerics.spectra.MarchenkoPastur;
import org.onsager.numerics.statistics.Estimate;

/**
 * The singular values of a matrix of weights beside what chance makes of independent ones.
 *
 * <p>Eigenvalues are those of \( W^\top W/m \), m the longer side. The largest is an outlier where
 * chance would bring it, in a matrix of the same mean square, in fewer than one of a hundred; it is
 * taken out, and with it a row and a column, and the next one is asked about the rest, until one is
 * none. The scale s of the law is that of the rest.
 *
 * @param law Marchenko and Pastur's, at the fitted scale
 * @param edge its upper edge as a singular value; the error holds the scale's own and how far a
 *     second fit, by the median, lies from it
 * @param outliers how many singular values are no chance
 * @param significance the probability that the largest of a random matrix is as large as this one,
 *     beside the bulk
 * @param distance the largest difference between the fractions of eigenvalues below a value, those
 *     of the matrix and those of the law; of order 1/n for random matrices of side n
 */
public record Bulk(
    MarchenkoPastur law, Estimate edge, int outliers, double significance, double distance) {
  private static final double RARE = 0.01;

  /** What is left of a matrix by rounding alone is no bulk. */
  private static final double ROUNDING = 1e-12;

  /**
   * The fit to all singular values.
   *
   * @param singularValues descending, not all zero, at least two
   * @param longer the longer side of the matrix, at least three
   */
  public static Bulk of(double[] singularValues, long longer) {
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
  public static Bulk of(double[] top, double size, int n, long longer) {
    int m = (int) longer;
    int most = Math.min(top.length, n - 1);
    int out = 0;
    double rest = size;
    while (out < most && chance(top[out], rest, n, m, out) < RARE) {
      rest = Math.max(rest - top[out] * top[out], ROUNDING * size);
      out++;
    }
    double significance = 1;
    if (top.length > 0) {
      int others = Math.max(0, out - 1);
      double beside = out == 0 ? rest : rest + top[0] * top[0];
      significance = chance(top[0], beside, n, m, others);
    }
    double scale = rest / (n - out) / (m - out);
    MarchenkoPastur law = new MarchenkoPastur((double) n / m, scale);
    double edge = Math.sqrt(law.upperEdge() * m);
    return new Bulk(
        law,
        Estimate.of(edge, edge * Math.sqrt(2.0 / ((double) m * n)) / 2),
        out,
        significance,
        Double.NaN);
  }

  /**
   * The probability that chance exceeds a singular value beside what is left of a matrix [n, m]
   * without some outliers. The law is that of the whole matrix, not of the smaller one that is
   * left: of few outliers it makes no difference, and where there are many, so that there is no
   * bulk to speak of, it stops earlier.
   */
  private static double chance(double singularValue, double left, int n, int m, int without) {
    return LargestEigenvalue.beside(m, n, left / (n - without) / (m - without))
        .beyond(singularValue * singularValue / m);
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
