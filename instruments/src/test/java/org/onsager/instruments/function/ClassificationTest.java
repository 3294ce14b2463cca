package org.onsager.instruments.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassificationTest {
  @Test
  void fourSamplesAreCountedByHand() {
    double l = Math.log(3); // p = 3/4 and 1/4
    double[] logits = {l, 0, 0, l, l, 0, 0, l};
    Classification c = Classification.of(logits, new int[] {0, 1, 1, 1});
    assertEquals(0.75, c.accuracy().value());
    // Wilson with z = 1: √(p(1−p)/n + 1/4n²)/(1 + 1/n)
    assertEquals(Math.sqrt(0.1875 / 4 + 1.0 / 64) / 1.25, c.accuracy().standardError(), 1e-15);
    assertEquals((3 * Math.log(4.0 / 3) + Math.log(4)) / 4, c.crossEntropy().value(), 1e-15);
    assertEquals(0.75, c.confidence().value(), 1e-15);
    assertEquals(0, c.calibrationError().value(), 1e-15, "right three times of four, as it says");
    assertArrayEquals(new int[] {0, 1, 0, 1}, Classification.decided(logits, 4));
  }

  @Test
  void whatSaysItsTrueProbabilitiesIsCalibratedUpToChance() {
    int n = 20_000;
    Classification c = drawn(n, 1);
    assertEquals(
        c.calibrationByChance(),
        c.calibrationError().value(),
        4 * c.calibrationByChance() / Math.sqrt(15),
        "15 independent bins, each |normal|");
    assertEquals(c.confidence().value(), c.accuracy().value(), 4 * c.accuracy().standardError());
    assertTrue(c.accuracy().converged());
    assertTrue(c.bins().size() == 15 && c.bins().getFirst().samples() >= n / 15);
  }

  @Test
  void whatDoublesItsLogitsIsOverconfident() {
    Classification c = drawn(20_000, 2);
    assertTrue(
        c.calibrationError().value()
            > c.calibrationByChance() + 10 * c.calibrationError().standardError());
    assertTrue(c.confidence().value() > c.accuracy().value());
  }

  @Test
  void fewSamplesHaveNotConverged() {
    assertFalse(drawn(30, 1).accuracy().converged());
  }

  /** Labels drawn with the probabilities of logits; said are the logits times a factor. */
  private static Classification drawn(int n, double factor) {
    SplittableRandom random = new SplittableRandom(5);
    int classes = 3;
    double[] logits = new double[n * classes];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      double[] p = new double[classes];
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        double f = 1.5 * random.nextGaussian();
        logits[i * classes + c] = factor * f;
        p[c] = Math.exp(f);
        sum += p[c];
      }
      double u = random.nextDouble() * sum;
      while (u > p[labels[i]]) {
        u -= p[labels[i]++];
      }
    }
    return Classification.of(logits, labels);
  }
}
