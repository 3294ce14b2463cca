package org.onsager.numerics.statistics;

import java.util.Arrays;

/**
 * A straight line \( y = a + bx \) through data, with errors.
 *
 * @param intercept a
 * @param slope b
 * @param covariance of intercept and slope
 * @param fit the fit behind it: chi squared, goodness, values at {@code at(1, x)}
 */
public record StraightLine(
    Estimate intercept, Estimate slope, double covariance, LeastSquares fit) {

  /** The line through data with known errors. */
  public static StraightLine of(double[] x, double[] y, double[] sigma) {
    return of(LeastSquares.of(design(x, y.length), y, sigma));
  }

  /** The line through estimates. */
  public static StraightLine of(double[] x, Estimate... y) {
    return of(LeastSquares.of(design(x, y.length), y));
  }

  /** The line through data of equal unknown errors, which their scatter gives. */
  public static StraightLine ofScatter(double[] x, double[] y) {
    return of(LeastSquares.ofScatter(design(x, y.length), y));
  }

  private static StraightLine of(LeastSquares fit) {
    return new StraightLine(fit.coefficient(0), fit.coefficient(1), fit.covariance(0, 1), fit);
  }

  private static double[][] design(double[] x, int data) {
    Refusals.sameLength("line", x.length, data);
    return Arrays.stream(x).mapToObj(t -> new double[] {1, t}).toArray(double[][]::new);
  }

  /** The line's value at x with its error. */
  public Estimate at(double x) {
    return fit.at(1, x);
  }
}
