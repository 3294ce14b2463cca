package org.onsager.numerics.statistics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.special.Gamma;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;

/** Tails and quantiles of the distributions that tests are made with. */
public final class Distributions {

  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  private Distributions() {}

  /** The probability that a standard normal variable lies below x. */
  public static double normalBelow(double x) {
    return NORMAL.cumulativeProbability(x);
  }

  /** The x below which a standard normal variable lies with the probability given. */
  public static double normalQuantile(double probability) {
    return NORMAL.inverseCumulativeProbability(probability(probability));
  }

  /** The probability that Student's t lies further from 0 than the one given, on either side. */
  public static double studentBeyond(double t, double degreesOfFreedom) {
    double left = -Math.abs(notNaN("Student's t", t));
    if (Double.isInfinite(degrees(degreesOfFreedom))) {
      return 2 * NORMAL.cumulativeProbability(left);
    }
    return 2 * new TDistribution(degreesOfFreedom).cumulativeProbability(left);
  }

  /** The t below which Student's t lies with the probability given; infinite degrees: normal. */
  public static double studentQuantile(double probability, double degreesOfFreedom) {
    if (Double.isInfinite(degrees(degreesOfFreedom))) {
      return normalQuantile(probability);
    }
    // By symmetry from the lower tail, where the probability keeps its digits.
    double tail = Math.min(probability(probability), 1 - probability);
    if (tail == 0.5) {
      return 0;
    }
    double t = new TDistribution(degreesOfFreedom).inverseCumulativeProbability(tail);
    return probability < 0.5 ? t : -t;
  }

  /** The probability that chi squared exceeds the value given. */
  public static double chiSquaredBeyond(double value, double degreesOfFreedom) {
    if (value <= 0) {
      return 1;
    }
    return Gamma.regularizedGammaQ(degrees(degreesOfFreedom) / 2, notNaN("chi squared", value) / 2);
  }

  /** The value below which chi squared lies with the probability given. */
  public static double chiSquaredQuantile(double probability, double degreesOfFreedom) {
    return new ChiSquaredDistribution(degrees(degreesOfFreedom))
        .inverseCumulativeProbability(probability(probability));
  }

  /**
   * The exact (Clopper–Pearson) interval for a probability, from successes in trials.
   *
   * @param level the confidence, at least this is covered
   */
  public static Estimate.Interval proportion(int successes, int trials, double level) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw Refusals.refusal("proportion: %d successes in %d trials", successes, trials);
    }
    double tail = (1 - probability(level)) / 2;
    double low =
        successes == 0
            ? 0
            : new BetaDistribution(successes, trials - successes + 1)
                .inverseCumulativeProbability(tail);
    double high =
        successes == trials
            ? 1
            : new BetaDistribution(successes + 1, trials - successes)
                .inverseCumulativeProbability(1 - tail);
    return new Estimate.Interval(low, high);
  }

  /** The largest distance between the draws' empirical distribution and a continuous one. */
  public static double kolmogorovDistance(double[] draws, DoubleUnaryOperator below) {
    Refusals.atLeast("Kolmogorov–Smirnov", 1, draws.length);
    Refusals.finite("Kolmogorov–Smirnov", draws);
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    double n = sorted.length;
    double distance = 0;
    for (int i = 0; i < sorted.length; i++) {
      double f = below.applyAsDouble(sorted[i]);
      if (!(f >= 0 && f <= 1)) {
        throw Refusals.refusal(
            "Kolmogorov–Smirnov: the distribution is %s at %s, outside [0, 1]", f, sorted[i]);
      }
      distance = Math.max(distance, Math.max(f - i / n, (i + 1) / n - f));
    }
    return distance;
  }

  /**
   * The probability that independent draws from a continuous distribution lie further from it, by
   * Kolmogorov's distance, than these do.
   *
   * @param below the distribution function, \( P(X \le x) \), with no parameter fitted to the draws
   */
  public static double kolmogorovSmirnov(double[] draws, DoubleUnaryOperator below) {
    double distance = kolmogorovDistance(draws, below);
    double p = 1 - new KolmogorovSmirnovTest().cdf(distance, draws.length);
    return Math.min(1, Math.max(0, p));
  }

  private static double degrees(double degreesOfFreedom) {
    if (!(degreesOfFreedom > 0)) {
      throw Refusals.refusal("degrees of freedom are positive, not %s", degreesOfFreedom);
    }
    return degreesOfFreedom;
  }

  static double probability(double p) {
    if (!(p > 0 && p < 1)) {
      throw Refusals.refusal("a probability between 0 and 1 is needed, not %s", p);
    }
    return p;
  }

  private static double notNaN(String where, double x) {
    if (Double.isNaN(x)) {
      throw Refusals.refusal("%s is NaN", where);
    }
    return x;
  }
}
