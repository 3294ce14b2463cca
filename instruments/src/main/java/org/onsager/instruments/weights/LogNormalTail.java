package org.onsager.instruments.weights;

import java.util.Arrays;
import org.onsager.numerics.statistics.Distributions;

/**
 * The normal law that logarithms above a cut follow best, the cut being the least of them.
 *
 * @param center μ
 * @param width σ
 * @param beyond the probability of the law above the cut
 */
record LogNormalTail(double center, double width, double beyond) {
  private static final int ROUNDS = 60;

  /**
   * The law of greatest likelihood. That depends on the logarithms only through their number, sum
   * and sum of squares, so that a search by ever finer grids costs nothing.
   *
   * @param logs ascending
   */
  static LogNormalTail of(double[] logs) {
    double cut = logs[0];
    double mean = Arrays.stream(logs).average().orElseThrow();
    double square = Arrays.stream(logs).map(l -> (l - mean) * (l - mean)).average().orElseThrow();
    double scale = Math.sqrt(square);
    double center = mean;
    double logWidth = Math.log(scale);
    double step = 2 * scale;
    double turn = 1;
    double best = likelihood(center, logWidth, cut, mean, square);
    for (int round = 0; round < ROUNDS; round++) {
      double c = center;
      double w = logWidth;
      for (int i = -3; i <= 3; i++) {
        for (int j = -3; j <= 3; j++) {
          // far below the cut the law becomes a power law, and no centre is best
          double here = Math.max(cut - 50 * scale, c + i * step / 3);
          double value = likelihood(here, w + j * turn / 3, cut, mean, square);
          if (value > best) {
            best = value;
            center = here;
            logWidth = w + j * turn / 3;
          }
        }
      }
      if (center == c && logWidth == w) {
        step /= 3;
        turn /= 3;
      }
    }
    double width = Math.exp(logWidth);
    return new LogNormalTail(center, width, above(center, width, cut));
  }

  private static double above(double center, double width, double cut) {
    return Distributions.normalBelow((center - cut) / width);
  }

  /** The mean logarithm of the density of the logarithms. */
  private static double likelihood(
      double center, double logWidth, double cut, double mean, double square) {
    double width = Math.exp(logWidth);
    double off = mean - center;
    return -logWidth
        - (square + off * off) / (2 * width * width)
        - Math.log(above(center, width, cut));
  }

  /** The logarithm of the density of a number, given its logarithm. */
  double logDensity(double log) {
    double z = (log - center) / width;
    return -z * z / 2 - Math.log(width * Math.sqrt(2 * Math.PI) * beyond) - log;
  }
}
