package org.onsager.numerics.roots;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The fixed points of a map of one variable, \( x = m(x) \). */
public final class FixedPoints {

  private static final double ROUNDING = 0x1p-51;

  private FixedPoints() {}

  /** How an orbit ended. */
  public enum Outcome {
    /** At a fixed point. */
    CONVERGED,
    /** Beyond every bound. */
    RUNS_AWAY,
    /** Nowhere within the evaluations allowed, as on a cycle. */
    WANDERS
  }

  /**
   * Where the iteration of a map leads.
   *
   * @param location the fixed point, or the last point otherwise
   * @param error of the location; infinite if not converged
   * @param slope the map's slope there, by a central difference (one-sided at 0); NaN if not
   *     converged
   * @param evaluations how often the map was evaluated
   * @param outcome how it ended
   */
  public record Orbit(
      double location, double error, double slope, int evaluations, Outcome outcome) {}

  /**
   * All fixed points on a grid, as roots of \( m(x) - x \): FALLING where the slope is below 1
   * (attracting, if above −1), RISING where it is above (repelling), TANGENT where two have merged,
   * FLAT where every point is fixed.
   *
   * @param grid ascending points
   * @param error the absolute error of m at x, besides rounding
   */
  public static List<Root> all(DoubleUnaryOperator map, double[] grid, DoubleUnaryOperator error) {
    return Roots.all(
        x -> map.applyAsDouble(x) - x,
        grid,
        x -> Math.max(0, error.applyAsDouble(x)) + 2 * ROUNDING * Math.abs(x));
  }

  /** All fixed points of a map that is exact up to rounding. */
  public static List<Root> all(DoubleUnaryOperator map, double[] grid) {
    return all(map, grid, x -> 0);
  }

  /**
   * The point that iteration reaches from a start.
   *
   * <p>The limit is that of plain iteration; where the steps have become geometric, Aitken's
   * extrapolation, and from leap to leap the secant, leaps ahead. A leap is undone unless it halves
   * the distance \( |m(x)-x| \), so that it does not pass over the point that it aims at, and never
   * crosses 0.
   *
   * @param relativeError the map's relative error besides rounding; steps below it count as none
   * @param bound where the orbit counts as run away, in modulus
   * @param evaluations how many evaluations are allowed
   */
  public static Orbit reached(
      DoubleUnaryOperator map, double start, double relativeError, double bound, int evaluations) {
    if (!Double.isFinite(start)) {
      throw new IllegalArgumentException("fixed point: the start is " + start + ", not finite");
    }
    double resolution = ROUNDING + relativeError;
    double x = start;
    double image = value(map, x);
    int count = 1;
    double lastX = Double.NaN; // a point before x, and what the map added to it
    double lastStep = Double.NaN;
    double lastRatio = Double.NaN;
    boolean leapt = false;
    while (count < evaluations) {
      double step = image - x;
      if (Math.abs(image) > bound) {
        return new Orbit(image, Double.POSITIVE_INFINITY, Double.NaN, count, Outcome.RUNS_AWAY);
      }
      if (Math.abs(step) <= resolution * Math.abs(image)) {
        return converged(map, image, resolution, count);
      }
      // The map's slope between the last point and this one; on a plain orbit, the steps' ratio.
      double ratio = 1 + (step - lastStep) / (x - lastX);
      boolean geometric =
          Math.abs(ratio) < 1
              && (leapt || Math.abs(ratio - lastRatio) <= 0.1 * Math.abs(1 - ratio));
      leapt = false;
      if (geometric) {
        double leap = x + step / (1 - ratio);
        leap = leap > 0 == x > 0 ? leap : 0;
        double there = value(map, leap);
        count++;
        leapt = Math.abs(there - leap) <= Math.abs(step) / 2;
        if (leapt) {
          lastX = x;
          lastStep = step;
          x = leap;
          image = there;
        }
      }
      if (!leapt) {
        lastX = x;
        lastStep = step;
        x = image;
        image = value(map, x);
        count++;
      }
      lastRatio = ratio;
    }
    return new Orbit(x, Double.POSITIVE_INFINITY, Double.NaN, count, Outcome.WANDERS);
  }

  private static Orbit converged(DoubleUnaryOperator map, double x, double resolution, int count) {
    double h = x == 0 ? 1e-8 : 1e-5 * Math.abs(x);
    double slope =
        x == 0
            ? (value(map, h) - value(map, 0)) / h
            : (value(map, x + h) - value(map, x - h)) / (2 * h);
    double error = 2 * resolution * Math.abs(x) / Math.max(Math.abs(1 - slope), ROUNDING);
    return new Orbit(x, error, slope, count + 2, Outcome.CONVERGED);
  }

  private static double value(DoubleUnaryOperator map, double x) {
    double y = map.applyAsDouble(x);
    if (Double.isNaN(y)) {
      throw new ArithmeticException("fixed point: the map is NaN at " + x);
    }
    return y;
  }
}
