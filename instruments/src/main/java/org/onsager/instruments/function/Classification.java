package org.onsager.instruments.function;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.onsager.numerics.statistics.Estimate;

/**
 * How often a classifier is right on samples with labels, and whether it knows how often.
 *
 * <p>Outputs \( f_c \) are logits: \( p_c = e^{f_c}/\sum_d e^{f_d} \); the decision is the largest,
 * its p the confidence. The calibration error is the mean distance, over bins of as many samples
 * each in the order of confidence, between the share that is right and the mean confidence (Guo et
 * al., arXiv:1706.04599, with equal counts). Chance alone keeps it from zero; {@link
 * #calibrationByChance} says how far.
 *
 * @param accuracy the share that is right; its error is half the Wilson interval of 68 %
 * @param crossEntropy the mean of \( -\log p_y \)
 * @param confidence the mean confidence
 * @param calibrationError the expected calibration error
 * @param calibrationByChance what it would be on average if every confidence were right
 * @param bins the reliability diagram, by rising confidence
 * @param entropies \( -\log p_y \) of every sample, in order
 */
public record Classification(
    Reading accuracy,
    Reading crossEntropy,
    Reading confidence,
    Reading calibrationError,
    double calibrationByChance,
    List<Bin> bins,
    double[] entropies) {
  private static final int MOST_BINS = 15;
  private static final int LEAST_IN_BIN = 20;

  /**
   * Samples of like confidence.
   *
   * @param confidence their mean confidence
   * @param right the share that is right, with its binomial standard error
   * @param samples how many
   */
  public record Bin(double confidence, Estimate right, int samples) {}

  /** What was decided of one sample. */
  private record Decision(boolean right, double sure, double entropy) {}

  /**
   * Of logits against labels.
   *
   * @param logits [samples · classes], sample by sample; finite
   * @param labels [samples], each in [0, classes)
   */
  public static Classification of(double[] logits, int[] labels) {
    int n = labels.length;
    if (n < 2 || logits.length % n != 0) {
      throw new IllegalArgumentException(logits.length + " logits of " + n + " samples");
    }
    int classes = logits.length / n;
    Decision[] all = new Decision[n];
    for (int i = 0; i < n; i++) {
      all[i] = decide(logits, i * classes, classes, labels[i]);
    }
    double[] entropies = Arrays.stream(all).mapToDouble(Decision::entropy).toArray();
    Decision[] half = Arrays.copyOf(all, Math.max(1, n / 2));
    Calibrated whole = Calibrated.of(all);
    return new Classification(
        accuracy(all, half),
        Reading.ofMean(entropies),
        Reading.ofShare(Arrays.stream(all).mapToDouble(Decision::sure).toArray()),
        new Reading(whole.off, whole.error, n, Calibrated.of(half).off, 1),
        whole.chance,
        whole.bins,
        entropies);
  }

  private static Reading accuracy(Decision[] all, Decision[] half) {
    int n = all.length;
    double p = share(all);
    double wilson = Math.sqrt(p * (1 - p) / n + 0.25 / n / n) / (1 + 1.0 / n);
    return new Reading(p, wilson, n, share(half), 1);
  }

  private static double share(Decision[] of) {
    return Arrays.stream(of).filter(Decision::right).count() / (double) of.length;
  }

  private static Decision decide(double[] logits, int from, int classes, int label) {
    int best = from;
    for (int c = from + 1; c < from + classes; c++) {
      best = logits[c] > logits[best] ? c : best;
    }
    double sum = 0;
    for (int c = from; c < from + classes; c++) {
      sum += Math.exp(logits[c] - logits[best]);
    }
    double entropy = Math.log(sum) + logits[best] - logits[from + label];
    return new Decision(best - from == label, 1 / sum, entropy);
  }

  /** The reliability diagram and what is read off it. */
  private record Calibrated(double off, double error, double chance, List<Bin> bins) {
    static Calibrated of(Decision[] all) {
      int n = all.length;
      Decision[] order = all.clone();
      Arrays.sort(order, Comparator.comparingDouble(Decision::sure));
      int count = Math.clamp(n / LEAST_IN_BIN, 1, MOST_BINS);
      double off = 0;
      double variance = 0;
      double chance = 0;
      Bin[] bins = new Bin[count];
      for (int b = 0; b < count; b++) {
        int from = (int) ((long) b * n / count);
        int to = (int) ((long) (b + 1) * n / count);
        int size = to - from;
        double sum = 0;
        double squares = 0;
        double bernoulli = 0;
        double sure = 0;
        double right = 0;
        for (Decision d : Arrays.asList(order).subList(from, to)) {
          double miss = (d.right ? 1 : 0) - d.sure;
          sum += miss;
          squares += miss * miss;
          bernoulli += d.sure * (1 - d.sure);
          sure += d.sure / size;
          right += d.right ? 1 : 0;
        }
        off += Math.abs(sum) / n;
        variance += Math.max(0, squares - sum * sum / size) / n / n;
        chance += Math.sqrt(2 / Math.PI * bernoulli) / n;
        double succession = (right + 1) / (size + 2);
        double bar = Math.sqrt(succession * (1 - succession) / size);
        bins[b] = new Bin(sure, Estimate.of(right / size, bar), size);
      }
      return new Calibrated(off, Math.sqrt(variance), chance, List.of(bins));
    }
  }

  /** The decided class of every sample. */
  public static int[] decided(double[] logits, int samples) {
    int classes = logits.length / samples;
    return IntStream.range(0, samples)
        .map(
            i -> {
              int best = 0;
              for (int c = 1; c < classes; c++) {
                best = logits[i * classes + c] > logits[i * classes + best] ? c : best;
              }
              return best;
            })
        .toArray();
  }
}
