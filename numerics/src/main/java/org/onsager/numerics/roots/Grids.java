package org.onsager.numerics.roots;

import java.util.Locale;

/** Ascending grids of points on an interval, both ends included exactly. */
public final class Grids {

  private Grids() {}

  /** Evenly spaced points, at least two. */
  public static double[] linear(double low, double high, int points) {
    check(low, high, points);
    double[] grid = new double[points];
    for (int i = 0; i < points; i++) {
      double t = i / (points - 1.0);
      grid[i] = low * (1 - t) + high * t;
    }
    grid[0] = low;
    grid[points - 1] = high;
    return grid;
  }

  /** Points with a constant ratio, at least two; the ends are positive. */
  public static double[] logarithmic(double low, double high, int points) {
    check(low, high, points);
    if (!(low > 0)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a logarithmic grid starts above 0, not at %s", low));
    }
    double[] grid = linear(Math.log(low), Math.log(high), points);
    for (int i = 0; i < points; i++) {
      grid[i] = Math.exp(grid[i]);
    }
    grid[0] = low;
    grid[points - 1] = high;
    return grid;
  }

  private static void check(double low, double high, int points) {
    if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high) || points < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a grid from %s to %s with %d points; the ends must ascend, the points be 2 or more",
              low,
              high,
              points));
    }
  }
}
