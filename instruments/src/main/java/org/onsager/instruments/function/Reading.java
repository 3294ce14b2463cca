package org.onsager.instruments.function;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.onsager.numerics.statistics.Estimate;

/**
 * A number that an instrument read off a network and samples of its data.
 *
 * @param value the number, from all samples
 * @param standardError its standard error over samples, as drawn independently
 * @param samples how many there were
 * @param half the same number from the first half of them
 * @param scale the size against which an error is small: the value's own, or 1 for shares and
 *     correlations
 */
public record Reading(double value, double standardError, int samples, double half, double scale) {
  /** An error is small below this part of the scale. */
  private static final double SMALL = 0.05;

  /** Rounding is no reason to doubt a number. */
  private static final double ROUNDING = 1e-6;

  /** The mean of one number a sample, at least two of them; the scale is the mean itself. */
  public static Reading ofMean(double... draws) {
    Estimate mean = Estimate.ofMean(draws);
    double half = Arrays.stream(draws, 0, Math.max(1, draws.length / 2)).average().orElseThrow();
    return new Reading(mean.value(), mean.standardError(), draws.length, half, mean.value());
  }

  /** The mean of one number between −1 and 1 a sample. */
  static Reading ofShare(double... draws) {
    return ofMean(draws).against(1);
  }

  /**
   * A smooth function of samples, its error by leaving out each of a few blocks of samples in turn
   * (the jackknife).
   *
   * @param samples how many there are
   * @param blocks how many are left out in turn; at most as many as samples
   * @param f the number from the samples that are kept, true where kept
   */
  static Reading jackknife(int samples, int blocks, double scale, ToDoubleFunction<boolean[]> f) {
    int b = Math.min(blocks, samples);
    boolean[] kept = new boolean[samples];
    Arrays.fill(kept, true);
    double value = f.applyAsDouble(kept);
    double[] without = new double[b];
    for (int k = 0; k < b; k++) {
      Arrays.fill(kept, true);
      Arrays.fill(kept, from(k, samples, b), from(k + 1, samples, b), false);
      without[k] = f.applyAsDouble(kept);
    }
    double mean = Arrays.stream(without).average().orElseThrow();
    double squares = Arrays.stream(without).map(w -> (w - mean) * (w - mean)).sum();
    Arrays.fill(kept, false);
    Arrays.fill(kept, 0, Math.max(2, samples / 2), true);
    double half = f.applyAsDouble(kept);
    double error = Math.sqrt((b - 1.0) / b * squares);
    return new Reading(value, error, samples, half, Double.isNaN(scale) ? value : scale);
  }

  private static int from(int block, int samples, int blocks) {
    return (int) ((long) block * samples / blocks);
  }

  /** The same, its error judged against another size. */
  Reading against(double otherScale) {
    return new Reading(value, standardError, samples, half, otherScale);
  }

  /** A smooth function of it, the error carried to first order. */
  Reading map(java.util.function.DoubleUnaryOperator f, double slope) {
    double mapped = f.applyAsDouble(value);
    return new Reading(
        mapped, Math.abs(slope) * standardError, samples, f.applyAsDouble(half), mapped);
  }

  /**
   * Whether more samples would hardly change it: its error is below 5 % of the scale, and half of
   * the samples gave the same within three errors (of the difference, which are those of the
   * whole).
   */
  public boolean converged() {
    double size = Math.abs(scale);
    return standardError <= SMALL * size
        && Math.abs(value - half) <= 3 * standardError + ROUNDING * size;
  }

  /** The value with its error. */
  public Estimate estimate() {
    return new Estimate(value, standardError, Math.max(1, samples - 1));
  }
}
