package org.onsager.numerics.statistics;

import java.util.function.ToDoubleFunction;

/**
 * A smooth function of means with its error and bias, from the draws left out in turn.
 *
 * <p>With blocks of unequal sizes \( m_j \), \( h_j = n/m_j \), the estimate without block j \(
 * \theta_{(j)} \) and the pseudo-values \( \tilde\theta_j = h_j\theta - (h_j-1)\theta_{(j)} \), the
 * corrected estimate is \( B\theta - \sum_j (1-m_j/n)\theta_{(j)} \) and its variance \( \frac1B
 * \sum_j (\tilde\theta_j-\theta_J)^2/(h_j-1) \) (Busing, Meijer and van der Leeden, Statistics and
 * Computing 9 (1999) 3); with equal sizes this is the usual jackknife.
 *
 * @param plain the function of all draws' means
 * @param corrected the same without its bias of order 1/n
 * @param standardError of either
 * @param blocks the number of blocks left out in turn
 */
public record Jackknife(double plain, double corrected, double standardError, int blocks) {

  /**
   * Leaves out one draw at a time.
   *
   * @param draws independent draws [draws, quantities]
   * @param f a function of the quantities' means
   */
  public static Jackknife of(double[][] draws, ToDoubleFunction<double[]> f) {
    return of(draws, draws.length, f);
  }

  /**
   * Leaves out one contiguous block at a time, for series whose correlation is shorter than one.
   *
   * @param draws draws in order [draws, quantities]
   * @param blocks how many blocks, at least two; their sizes differ by at most one
   */
  public static Jackknife of(double[][] draws, int blocks, ToDoubleFunction<double[]> f) {
    int n = draws.length;
    Refusals.atLeast("jackknife", 2, n);
    if (blocks < 2 || blocks > n) {
      throw Refusals.refusal(
          "jackknife: %d blocks of %d draws; 2 to %d are possible", blocks, n, n);
    }
    int width = draws[0].length;
    double[] mean = new double[width];
    for (double[] draw : draws) {
      Refusals.sameLength("jackknife", draw.length, width);
      Refusals.finite("jackknife", draw);
      for (int q = 0; q < width; q++) {
        mean[q] += draw[q] / n;
      }
    }
    double plain = value(f, mean);
    double[] without = new double[blocks];
    double corrected = blocks * plain;
    for (int b = 0; b < blocks; b++) {
      int from = start(b, n, blocks);
      int to = start(b + 1, n, blocks);
      double[] rest = new double[width];
      for (int q = 0; q < width; q++) {
        double deviation = 0;
        for (int i = from; i < to; i++) {
          deviation += draws[i][q] - mean[q];
        }
        rest[q] = mean[q] - deviation / (n - (to - from));
      }
      without[b] = value(f, rest);
      corrected -= (1 - (to - from) / (double) n) * without[b];
    }
    double variance = 0;
    for (int b = 0; b < blocks; b++) {
      double h = n / (double) (start(b + 1, n, blocks) - start(b, n, blocks));
      double pseudo = h * plain - (h - 1) * without[b];
      variance += (pseudo - corrected) * (pseudo - corrected) / (h - 1) / blocks;
    }
    return new Jackknife(plain, corrected, Math.sqrt(variance), blocks);
  }

  /** The corrected value with its error and one degree of freedom less than there are blocks. */
  public Estimate estimate() {
    return new Estimate(corrected, standardError, blocks - 1.0);
  }

  private static int start(int block, int n, int blocks) {
    return (int) ((long) block * n / blocks);
  }

  private static double value(ToDoubleFunction<double[]> f, double[] means) {
    double value = f.applyAsDouble(means.clone());
    if (!Double.isFinite(value)) {
      throw new ArithmeticException("jackknife: the function of the means is " + value);
    }
    return value;
  }
}
