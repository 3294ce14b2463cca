package org.onsager.numerics.statistics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A number with its standard error.
 *
 * @param value the number
 * @param standardError its standard error
 * @param degreesOfFreedom how well the error itself is known, for Student's t; infinite if exactly
 */
public record Estimate(double value, double standardError, double degreesOfFreedom) {

  /** The numbers between two bounds. */
  public record Interval(double low, double high) {

    /** Whether x lies inside, the bounds included. */
    public boolean contains(double x) {
      return low <= x && x <= high;
    }
  }

  public Estimate {
    if (!Double.isFinite(value)) {
      throw Refusals.refusal("an estimate is a finite number, not %s", value);
    }
    if (!(standardError >= 0) || Double.isInfinite(standardError)) {
      throw Refusals.refusal("a standard error is finite and not negative, not %s", standardError);
    }
    if (!(degreesOfFreedom > 0)) {
      throw Refusals.refusal("degrees of freedom are positive, not %s", degreesOfFreedom);
    }
  }

  /** A number whose error is known exactly. */
  public static Estimate of(double value, double standardError) {
    return new Estimate(value, standardError, Double.POSITIVE_INFINITY);
  }

  /** The mean of at least two independent draws: \( \bar x \pm s/\sqrt n \), n − 1 degrees. */
  public static Estimate ofMean(double... draws) {
    Refusals.atLeast("mean", 2, draws.length);
    Refusals.finite("mean", draws);
    int n = draws.length;
    double mean = mean(draws);
    return new Estimate(mean, Math.sqrt(squares(draws, mean) / (n - 1.0) / n), n - 1.0);
  }

  /**
   * The mean of independent numbers with known errors, weighted by \( 1/\sigma_i^2 \). Whether they
   * agree with each other at all, {@link LeastSquares#chiSquared} of a constant says.
   */
  public static Estimate weighted(double[] values, double[] errors) {
    double[][] ones = new double[values.length][];
    Arrays.setAll(ones, i -> new double[] {1});
    return LeastSquares.of(ones, values, errors).coefficient(0);
  }

  /** The difference of two independent estimates, with Welch's degrees of freedom. */
  public Estimate minus(Estimate other) {
    return combined(
        value - other.value, standardError * standardError, other, sq(other.standardError));
  }

  /** The sum of two independent estimates. */
  public Estimate plus(Estimate other) {
    return combined(
        value + other.value, standardError * standardError, other, sq(other.standardError));
  }

  /** The number times an exact factor. */
  public Estimate times(double factor) {
    return new Estimate(value * factor, standardError * Math.abs(factor), degreesOfFreedom);
  }

  /**
   * The ratio of two independent estimates, its error to first order. Of correlated ones see {@link
   * Jackknife}.
   *
   * @throws ArithmeticException where the denominator lies within three of its errors of 0, where
   *     the ratio has no useful error
   */
  public Estimate dividedBy(Estimate denominator) {
    double b = denominator.value;
    if (!(Math.abs(b) > 3 * denominator.standardError)) {
      throw new ArithmeticException(
          "a ratio whose denominator, " + denominator + ", is not clearly different from 0");
    }
    double ratio = value / b;
    return combined(
        ratio, sq(standardError / b), denominator, sq(ratio * denominator.standardError / b));
  }

  /** A smooth function of this number, its error carried to first order. */
  public Estimate map(DoubleUnaryOperator f, double slope) {
    return new Estimate(f.applyAsDouble(value), Math.abs(slope) * standardError, degreesOfFreedom);
  }

  /** The two-sided confidence interval by Student's t; {@code level} is 0.95, say. */
  public Interval interval(double level) {
    double t =
        Distributions.studentQuantile(0.5 + Distributions.probability(level) / 2, degreesOfFreedom);
    return new Interval(value - t * standardError, value + t * standardError);
  }

  /** The probability of a value at least this far from the exact one, were that one true. */
  public double pValue(double exact) {
    if (standardError == 0) {
      return value == exact ? 1 : 0;
    }
    return Distributions.studentBeyond((value - exact) / standardError, degreesOfFreedom);
  }

  private Estimate combined(double result, double mine, Estimate other, double others) {
    double sum = mine + others;
    double degrees =
        sum == 0
            ? Math.min(degreesOfFreedom, other.degreesOfFreedom)
            : sum
                * sum
                / (mine * mine / degreesOfFreedom + others * others / other.degreesOfFreedom);
    return new Estimate(result, Math.sqrt(sum), degrees);
  }

  private static double sq(double x) {
    return x * x;
  }

  /** The mean, in two passes so that a large offset does no harm. */
  static double mean(double[] draws) {
    double sum = 0;
    for (double d : draws) {
      sum += d;
    }
    double first = sum / draws.length;
    double rest = 0;
    for (double d : draws) {
      rest += d - first;
    }
    return first + rest / draws.length;
  }

  static double squares(double[] draws, double mean) {
    double sum = 0;
    for (double d : draws) {
      sum += (d - mean) * (d - mean);
    }
    return sum;
  }
}
