package org.onsager.instruments.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.onsager.numerics.linear.HaarOrthogonal;
import org.onsager.numerics.linear.Svd;
import org.onsager.numerics.statistics.Distributions;
import org.onsager.numerics.statistics.Estimate;

/** Weights of which everything is known. */
class WeightMatrixTest {
  private static double[] gaussian(SplittableRandom random, int n, double sigma) {
    double[] w = new double[n];
    Arrays.setAll(w, i -> sigma * random.nextGaussian());
    return w;
  }

  @Test
  void aDiagonalMatrixHasItsDiagonal() {
    WeightMatrix w = new WeightMatrix(new double[] {3, 0, 0, 0, -4, 0}, 2, 3);
    double[] s = w.singularValues();
    assertThat(s).containsExactly(new double[] {4, 3}, within(1e-14));
    assertThat(WeightMatrix.stableRank(s)).isCloseTo(25.0 / 16, within(1e-14));
    // squares 16 and 9 about their mean 12.5
    assertThat(WeightMatrix.orthogonalityDefect(s)).isCloseTo(3.5 / 12.5, within(1e-14));
    assertThat(w.weightVariance().value()).isCloseTo(3 * 25.0 / 6, within(1e-14));
  }

  @Test
  void orthogonalMatricesHaveNoDefectAndRandomOnesTheirOwn() {
    SplittableRandom random = new SplittableRandom(4);
    double[] q = HaarOrthogonal.draw(60, random);
    assertThat(WeightMatrix.orthogonalityDefect(new WeightMatrix(q, 60, 60).singularValues()))
        .isLessThan(1e-13);
    double[] s = new WeightMatrix(gaussian(random, 300 * 100, 1), 300, 100).singularValues();
    assertThat(WeightMatrix.orthogonalityDefect(s)).isCloseTo(Math.sqrt(1 / 3.0), within(0.02));
  }

  @Test
  void theErrorOfTheWeightVarianceCoversIt() {
    SplittableRandom random = new SplittableRandom(12);
    int covered = 0;
    for (int t = 0; t < 500; t++) {
      WeightMatrix w = new WeightMatrix(gaussian(random, 30 * 40, Math.sqrt(1.7 / 40)), 30, 40);
      Estimate e = w.weightVariance();
      covered += Math.abs(e.value() - 1.7) < 1.96 * e.standardError() ? 1 : 0;
    }
    assertThat(Distributions.proportion(covered, 500, 0.999).contains(0.95)).isTrue();
  }

  @Test
  void deadAndDuplicateUnitsAreFoundAndNoOthers() {
    SplittableRandom random = new SplittableRandom(2);
    int inputs = 50;
    double[] w = gaussian(random, 40 * inputs, 0.1);
    assertThat(new WeightMatrix(w, 40, inputs).deadUnits()).isEmpty();
    assertThat(new WeightMatrix(w, 40, inputs).duplicateUnits()).isEmpty();
    for (int j = 0; j < inputs; j++) {
      w[7 * inputs + j] = 0;
      w[9 * inputs + j] *= 1e-6;
      w[11 * inputs + j] = w[30 * inputs + j];
      w[12 * inputs + j] = -2 * w[31 * inputs + j];
    }
    WeightMatrix faulty = new WeightMatrix(w, 40, inputs);
    assertThat(faulty.deadUnits()).isEqualTo(List.of(7, 9));
    assertThat(faulty.duplicateUnits().stream().map(p -> List.of(p.first(), p.second())).toList())
        .isEqualTo(List.of(List.of(11, 30), List.of(12, 31)));
    assertThat(faulty.duplicateUnits().get(1).cosine()).isCloseTo(-1, within(1e-12));
  }

  @Test
  void theTorusHasTheSingularValuesOfTheWholeOperator() {
    SplittableRandom random = new SplittableRandom(5);
    int out = 2;
    int in = 3;
    int height = 4;
    int width = 5;
    double[] k = gaussian(random, out * in * 3 * 2, 1);
    int places = height * width;
    double[] operator = new double[out * places * in * places];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int p = 0; p < places; p++) {
          for (int u = 0; u < 6; u++) {
            int row = (p / width + u / 2) % height;
            int column = (p % width + u % 2) % width;
            int from = i * places + row * width + column;
            operator[(o * places + p) * in * places + from] += k[(o * in + i) * 6 + u];
          }
        }
      }
    }
    assertThat(TorusConvolution.singularValues(k, out, in, 3, 2, height, width))
        .containsExactly(Svd.values(operator, out * places, in * places), within(1e-12));
  }
}
