package org.onsager.instruments.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.onsager.numerics.linear.Svd;
import org.onsager.numerics.statistics.Distributions;

/** Bulk and outliers of drawn matrices whose variance and spikes are known. */
class BulkTest {
  @Test
  void noiseHasTheBulkThatItWasDrawnWith() {
    SplittableRandom random = new SplittableRandom(1);
    double[] s = SpikedWeights.drawn(80, 200, 0.09, 0, random).matrix().singularValues();
    Bulk bulk = Bulk.of(s, 200);
    assertThat(bulk.outliers()).isZero();
    // the mean square of 16000 normal numbers: ± √(2/16000)
    assertThat(bulk.law().scale()).isCloseTo(0.09, within(0.09 * 4 * Math.sqrt(2 / 16e3)));
    assertThat(bulk.edge().value())
        .isCloseTo(0.3 * (Math.sqrt(200) + Math.sqrt(80)), within(4 * bulk.edge().standardError()));
    assertThat(bulk.significance()).isBetween(0.01, 1.0);
    assertThat(bulk.distance()).isLessThan(3.0 / 80);
  }

  @Test
  void everySpikeOfSeveralIsCountedAndTheRestIsTheNoise() {
    SplittableRandom random = new SplittableRandom(2);
    SpikedWeights first = SpikedWeights.drawn(80, 200, 0.09, 4, random);
    double[] w = first.matrix().values().clone();
    for (double spike : new double[] {3, 2.5, 2}) {
      SpikedWeights more = SpikedWeights.drawn(80, 200, 0.09, 0, random);
      for (int i = 0; i < 80; i++) {
        for (int j = 0; j < 200; j++) {
          w[i * 200 + j] += 0.3 * Math.sqrt(200) * spike * more.shortSide()[i] * more.longSide()[j];
        }
      }
    }
    Bulk bulk = Bulk.of(new WeightMatrix(w, 80, 200).singularValues(), 200);
    assertThat(bulk.outliers()).isEqualTo(4);
    assertThat(bulk.law().scale()).isCloseTo(0.09, within(0.003));
    assertThat(bulk.significance()).isLessThan(1e-12);
  }

  @Test
  void ofSmallMatricesOneInAHundredHasAnOutlierByChance() {
    SplittableRandom random = new SplittableRandom(3);
    int alarms = 0;
    int draws = 4000;
    for (int k = 0; k < draws; k++) {
      double[] s = SpikedWeights.drawn(20, 40, 1, 0, random).matrix().singularValues();
      Bulk bulk = Bulk.of(s, 40);
      alarms += bulk.outliers() > 0 ? 1 : 0;
      assertThat(bulk.outliers() > 0).isEqualTo(bulk.significance() < 0.01);
    }
    assertThat(Distributions.proportion(alarms, draws, 0.999).contains(0.01))
        .as("%d of %d", alarms, draws)
        .isTrue();
  }

  @Test
  void fromTheLargestAloneTheSameIsTold() {
    SplittableRandom random = new SplittableRandom(4);
    double[] s = SpikedWeights.drawn(60, 90, 2, 3, random).matrix().singularValues();
    double size = java.util.Arrays.stream(s).map(x -> x * x).sum();
    Bulk whole = Bulk.of(s, 90);
    Bulk top = Bulk.of(java.util.Arrays.copyOf(s, 10), size, 60, 90);
    assertThat(top.outliers()).isEqualTo(whole.outliers()).isEqualTo(1);
    assertThat(top.law().scale()).isCloseTo(whole.law().scale(), within(1e-12));
    assertThat(top.significance()).isCloseTo(whole.significance(), within(1e-12));
    assertThat(top.distance()).isNaN();
  }

  /** All that is there lies in one direction: what is left is rounding, and no bulk. */
  @Test
  void aMatrixOfRankOneIsOneOutlier() {
    Bulk bulk = Bulk.of(new double[] {5, 1e-16, 1e-16, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 30);
    assertThat(bulk.outliers()).isEqualTo(1);
    assertThat(bulk.edge().value()).isLessThan(1e-4);
  }

  @Test
  void overlapsAreThoseOfTheDecomposition() {
    SplittableRandom random = new SplittableRandom(5);
    SpikedWeights w = SpikedWeights.drawn(12, 30, 0.7, 2, random);
    Svd svd = Svd.thin(w.matrix().values(), 12, 30);
    double left = 0;
    for (int i = 0; i < 12; i++) {
      left += svd.left()[i * 12] * w.shortSide()[i];
    }
    double right = 0;
    for (int j = 0; j < 30; j++) {
      right += svd.rightTransposed()[j] * w.longSide()[j];
    }
    SpikedWeights.Overlaps overlaps = w.overlaps();
    assertThat(overlaps.shortSide()).isCloseTo(left * left, within(1e-10));
    assertThat(overlaps.longSide()).isCloseTo(right * right, within(1e-10));
  }
}
