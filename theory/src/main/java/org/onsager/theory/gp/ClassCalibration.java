package org.onsager.theory.gp;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.onsager.lab.Refusal;
import org.onsager.numerics.statistics.Distributions;

/**
 * How often a regression on labels is right, and whether it knows how often.
 *
 * <p>The confidence of a decision is the probability that the target of the decided class is the
 * largest, where targets are independent normals of mean \( \mu_c \) and variance \( s^2 \): \[ p =
 * \int Dz \prod_{c \ne d} \Phi\Big(z + \frac{\mu_d - \mu_c}{s}\Big) \] The calibration error is the
 * mean distance, over bins of as many samples each in the order of confidence, between the share
 * that is right and the mean confidence (Guo et al., arXiv:1706.04599, with equal counts). Chance
 * alone keeps it from zero; {@link #calibrationByChance} says how far.
 *
 * @param accuracy the share of samples that is decided rightly
 * @param accuracyError its binomial standard error, by the rule of succession
 * @param confidence the mean confidence
 * @param calibrationError the expected calibration error
 * @param calibrationErrorError its standard error, or more
 * @param calibrationByChance what it would be on average if every confidence were right
 * @param bins how many
 */
public record ClassCalibration(
    double accuracy,
    double accuracyError,
    double confidence,
    double calibrationError,
    double calibrationErrorError,
    double calibrationByChance,
    int bins) {
  private static final int MOST_BINS = 15;
  private static final int LEAST_IN_BIN = 20;
  private static final double REACH = 9;
  private static final double STEP = 0.25;

  /**
   * Of a posterior against the labels that were seen.
   *
   * @param noise the variance of a target about the noiseless output
   */
  public static ClassCalibration of(Posterior posterior, CentredLabels seen, double noise) {
    int m = seen.labels().length;
    int classes = seen.classes();
    if (m < 1 || posterior.samples() != m || posterior.outputs() != classes) {
      throw new Refusal(
          posterior.samples()
              + " predictions of "
              + posterior.outputs()
              + " classes cannot be held against "
              + m
              + " labels of "
              + classes);
    }
    double[] mean = posterior.mean();
    int[] decided = CentredLabels.decided(mean, classes);
    double[] sure = new double[m];
    int right = 0;
    double confidence = 0;
    for (int i = 0; i < m; i++) {
      double variance = posterior.variance()[i] + noise;
      sure[i] = confidence(mean, i * classes, classes, decided[i], Math.sqrt(variance));
      right += decided[i] == seen.labels()[i] ? 1 : 0;
      confidence += sure[i] / m;
    }
    int bins = Math.clamp(m / LEAST_IN_BIN, 1, MOST_BINS);
    int[] order =
        IntStream.range(0, m)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> sure[i]))
            .mapToInt(i -> i)
            .toArray();
    double off = 0;
    double variance = 0;
    double chance = 0;
    for (int b = 0; b < bins; b++) {
      double sum = 0;
      double squares = 0;
      double bernoulli = 0;
      int from = (int) ((long) b * m / bins);
      int to = (int) ((long) (b + 1) * m / bins);
      for (int k = from; k < to; k++) {
        int i = order[k];
        double d = (decided[i] == seen.labels()[i] ? 1 : 0) - sure[i];
        sum += d;
        squares += d * d;
        bernoulli += sure[i] * (1 - sure[i]);
      }
      off += Math.abs(sum) / m;
      variance += Math.max(0, squares - sum * sum / (to - from)) / m / m;
      chance += Math.sqrt(2 / Math.PI * bernoulli) / m;
    }
    double succession = (right + 1.0) / (m + 2);
    return new ClassCalibration(
        (double) right / m,
        Math.sqrt(succession * (1 - succession) / m),
        confidence,
        off,
        Math.sqrt(variance),
        chance,
        bins);
  }

  /** The probability that a class's target is the largest; 1 where nothing is uncertain. */
  static double confidence(double[] mean, int from, int classes, int decided, double deviation) {
    if (deviation == 0) {
      return 1;
    }
    double sum = 0;
    for (double z = -REACH; z <= REACH; z += STEP) {
      double weight = STEP * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
      for (int c = 0; c < classes && weight > 0; c++) {
        if (c != decided) {
          double ahead = (mean[from + decided] - mean[from + c]) / deviation;
          weight *= Distributions.normalBelow(z + ahead);
        }
      }
      sum += weight;
    }
    return Math.min(1, sum);
  }
}
