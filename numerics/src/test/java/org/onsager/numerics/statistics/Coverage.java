package org.onsager.numerics.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** How often 95 % intervals hold the truth: 95 % within four binomial standard errors. */
final class Coverage {

  static final int REPEATS = 2000;

  private Coverage() {}

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  static double[] normal(RandomGenerator random, int n) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextGaussian();
    }
    return x;
  }

  static double fraction(double truth, long seed, Function<RandomGenerator, Estimate> experiment) {
    RandomGenerator random = random(seed);
    int inside = 0;
    for (int r = 0; r < REPEATS; r++) {
      if (experiment.apply(random).interval(0.95).contains(truth)) {
        inside++;
      }
    }
    return inside / (double) REPEATS;
  }

  static void holds(
      String what, double truth, long seed, Function<RandomGenerator, Estimate> experiment) {
    double error = Math.sqrt(0.95 * 0.05 / REPEATS);
    assertThat(fraction(truth, seed, experiment))
        .as("coverage of 95 %% intervals, %s", what)
        .isBetween(0.95 - 4 * error, 0.95 + 4 * error);
  }
}
