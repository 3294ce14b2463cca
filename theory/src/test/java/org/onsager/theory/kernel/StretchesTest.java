package org.onsager.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers in stretches are the numbers, wherever one begins. */
class StretchesTest {
  @Test
  void aStretchBeginsAnywhere() {
    double[] all = IntStream.range(0, 2 * Chunk.LENGTH + 100).asDoubleStream().toArray();
    Stretches stretches = Stretches.of(all);
    for (int c0 : new int[] {0, 1, Chunk.LENGTH - 1, Chunk.LENGTH, 700, all.length - 1}) {
      int n = Math.min(Chunk.LENGTH, all.length - c0);
      double[] found = stretches.from(c0, n, new double[Chunk.LENGTH]);
      assertThat(Arrays.copyOf(found, n)).isEqualTo(Arrays.copyOfRange(all, c0, c0 + n));
      assertThat(stretches.at(c0)).isEqualTo(c0);
    }
  }
}
