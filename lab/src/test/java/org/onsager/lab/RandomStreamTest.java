package org.onsager.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class RandomStreamTest {
  @Test
  void theSameNameGivesTheSameBits() {
    RandomGenerator a = new RandomStream(7).named("weights").numbered(3).generator();
    RandomGenerator b = new RandomStream(7).named("weights").numbered(3).generator();
    for (int i = 0; i < 1000; i++) {
      assertThat(a.nextLong()).isEqualTo(b.nextLong());
    }
  }

  @Test
  void streamsOfDifferentNamesArePairwiseDifferent() {
    Set<Long> seeds = new HashSet<>();
    Set<Long> first = new HashSet<>();
    for (long root = 0; root < 10; root++) {
      RandomStream stream = new RandomStream(root);
      for (int i = 0; i < 1000; i++) {
        for (RandomStream s : new RandomStream[] {stream.named("p" + i), stream.numbered(i)}) {
          assertThat(seeds.add(s.seed())).as("root %s, stream %s", root, i).isTrue();
          first.add(s.generator().nextLong());
        }
      }
    }
    assertThat(first).hasSize(20_000);
    assertThat(new RandomStream(1).named("ab")).isNotEqualTo(new RandomStream(1).named("ba"));
    assertThat(new RandomStream(1).named("a").named("b"))
        .isNotEqualTo(new RandomStream(1).named("ab"));
  }

  /** First doubles of numbered streams: χ² of 100 bins, 99 degrees of freedom, at 1e-6. */
  @Test
  void theFirstNumbersOfNeighbouringStreamsAreUniform() {
    int n = 20_000;
    int[] bins = new int[100];
    double product = 0;
    double last = 0.5;
    for (int i = 0; i < n; i++) {
      double u = new RandomStream(42).numbered(i).generator().nextDouble();
      bins[(int) (100 * u)]++;
      product += (u - 0.5) * (last - 0.5);
      last = u;
    }
    double chi = 0;
    for (int b : bins) {
      chi += Math.pow(b - n / 100.0, 2) / (n / 100.0);
    }
    assertThat(Tails.chiSquared(chi, 99)).as("χ² = " + chi).isBetween(1e-6, 1 - 1e-6);
    // Uncorrelated neighbours: the sum of products has variance n/144.
    assertThat(Math.abs(product)).isLessThan(5 * Math.sqrt(n / 144.0));
  }
}
