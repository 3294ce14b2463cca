package org.onsager.instruments.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The largest difference beside a look at every number. */
class TailDistanceTest {
  private static double[] logs(SplittableRandom random, int kind, int n) {
    double[] logs = new double[n];
    Arrays.setAll(
        logs,
        i ->
            switch (kind) {
              case 0 -> -Math.log(1 - random.nextDouble()) / 1.7;
              case 1 -> random.nextGaussian();
              case 2 -> Math.floor(4 * random.nextDouble());
              default -> i < n / 2 ? 0 : 1e-9 * i;
            });
    Arrays.sort(logs);
    return logs;
  }

  @Test
  void itIsFoundWithoutLookingEverywhere() {
    SplittableRandom random = new SplittableRandom(21);
    for (int t = 0; t < 2000; t++) {
      int n = 2 + random.nextInt(60);
      double[] logs = logs(random, t % 4, n);
      int start = random.nextInt(n - 1);
      double steepness = Math.exp(random.nextGaussian());
      TailDistance distance = new TailDistance(logs, start, steepness, t % 8 < 4);
      double expected = IntStream.range(start, n).mapToDouble(distance::at).max().orElseThrow();
      int farthest = distance.farthest(random.nextInt(n), Double.POSITIVE_INFINITY);
      assertThat(farthest).isBetween(start, n - 1);
      assertThat(distance.at(farthest)).isCloseTo(expected, within(1e-15));
      double enough = expected * random.nextDouble();
      assertThat(distance.at(distance.farthest(start, enough))).isGreaterThan(enough * (1 - 1e-12));
    }
  }

  @Test
  void theDifferenceIsThatOfTheDefinition() {
    // logarithms 0, 1, 2 and α − 1 = ln 2: the law has 0, 1/2, 3/4, the numbers 0 | 1/3 | 2/3 | 1
    TailDistance both = new TailDistance(new double[] {0, 1, 2}, 0, Math.log(2), true);
    assertThat(both.at(0)).isCloseTo(1 / 3.0, within(1e-15));
    assertThat(both.at(1)).isCloseTo(1 / 6.0, within(1e-15));
    assertThat(both.at(2)).isCloseTo(1 / 4.0, within(1e-15));
    TailDistance one = new TailDistance(new double[] {0, 1, 2}, 0, Math.log(2), false);
    assertThat(one.at(0)).isZero();
    assertThat(one.at(2)).isCloseTo(1 / 12.0, within(1e-15));
    assertThat(one.farthest(0, 1)).isEqualTo(1);
  }
}
