package org.onsager.instruments.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.onsager.numerics.linear.Svd;

/** Matrices that are read by blocks, beside the same ones held. */
class LargeMatrixTest {
  private static double[] gaussian(long seed, int n) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] w = new double[n];
    Arrays.setAll(w, _ -> random.nextGaussian());
    return w;
  }

  @Test
  void blocksHaveTheSingularValuesOfTheWhole() {
    // 3000 × 800 numbers are more than a block, standing and lying
    double[] w = gaussian(1, 3000 * 800);
    double[] whole = Svd.values(w, 3000, 800);
    assertThat(LargeMatrix.singularValues(WeightRows.of(w, 3000, 800)))
        .containsExactly(whole, within(1e-10 * whole[0]));
    double[] lying = new double[w.length];
    for (int i = 0; i < 3000; i++) {
      for (int j = 0; j < 800; j++) {
        lying[j * 3000 + i] = w[i * 800 + j];
      }
    }
    assertThat(LargeMatrix.singularValues(WeightRows.of(lying, 800, 3000)))
        .containsExactly(whole, within(1e-10 * whole[0]));
  }

  @Test
  void sumsNormsDeadAndEqualRowsAreThoseOfTheMatrix() {
    double[] w = gaussian(2, 60 * 40);
    Arrays.fill(w, 5 * 40, 6 * 40, 0);
    System.arraycopy(w, 7 * 40, w, 9 * 40, 40);
    w[3] = Double.NaN;
    LargeMatrix broken = LargeMatrix.of(WeightRows.of(w, 60, 40));
    assertThat(broken.strange()).isEqualTo(1);
    w[3] = 0.5;
    WeightMatrix held = new WeightMatrix(w, 60, 40);
    LargeMatrix large = LargeMatrix.of(WeightRows.of(w, 60, 40));
    assertThat(large.weightVariance(40).value())
        .isCloseTo(held.weightVariance().value(), within(1e-12));
    assertThat(large.weightVariance(40).standardError())
        .isCloseTo(held.weightVariance().standardError(), within(1e-12));
    assertThat(large.rowNorms()).containsExactly(held.unitNorms(), within(1e-12));
    assertThat(large.deadUnits(true)).isEqualTo(List.of(5));
    assertThat(large.duplicateRows(WeightRows.of(w, 60, 40)).stream().map(p -> p.first()).toList())
        .isEqualTo(List.of(7));
  }

  @Test
  void theSketchFindsWhatStandsOutWithItsBoundAndTracesWithTheirError() {
    int rows = 400;
    int columns = 300;
    double[] w = gaussian(3, rows * columns);
    double[] u = gaussian(4, rows);
    double[] v = gaussian(5, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        w[i * columns + j] += 0.3 * u[i] * v[j]; // norm 0.3·√(400·300) ≈ 104 beside an edge of 37
      }
    }
    double[] exact = Svd.values(w, rows, columns);
    double fourth = Arrays.stream(exact).map(s -> s * s * s * s).sum();
    for (boolean lying : new boolean[] {false, true}) {
      WeightRows matrix = WeightRows.of(w, lying ? columns : rows, lying ? rows : columns);
      double[] own = lying ? Svd.values(w, columns, rows) : exact;
      SpectralSketch sketch = SpectralSketch.of(matrix, 6, 30, 7);
      assertThat(sketch.top()[0]).isCloseTo(own[0], within(1e-4 * own[0]));
      assertThat(sketch.largest().value())
          .isCloseTo(own[0], within(sketch.largest().standardError() + 1e-5 * own[0]));
    }
    double[] errors = new double[40];
    for (int t = 0; t < errors.length; t++) {
      SpectralSketch sketch = SpectralSketch.of(WeightRows.of(w, rows, columns), 6, 12, 100 + t);
      errors[t] = (sketch.fourth().value() - fourth) / sketch.fourth().standardError();
    }
    // Student's t with five degrees beyond 2.57 in one of twenty: seven of forty by chance in 10⁻³
    assertThat(Arrays.stream(errors).filter(e -> Math.abs(e) > 2.57).count())
        .isLessThanOrEqualTo(6);
  }

  @Test
  void singularValuesAreThoseOfNumPy() {
    // import numpy as np
    // w = lambda m, n: np.sin(7.0 * np.arange(m * n) ** 2).reshape(m, n)
    // for m, n in (60, 24), (24, 60), (24, 24): s = np.linalg.svd(w(m, n), compute_uv=False);
    //   print(s[0], s[11], s[23])
    double[][] numpy = {
      {8.447736778802437, 5.567839525634895, 1.126566055297584},
      {7.653921120208407, 5.58379202173651, 3.022424295469805},
      {5.3484864145330775, 3.710369580891264, 0.2613866554009761}
    };
    int[][] sides = {{60, 24}, {24, 60}, {24, 24}};
    for (int c = 0; c < sides.length; c++) {
      int m = sides[c][0];
      int n = sides[c][1];
      double[] w = new double[m * n];
      Arrays.setAll(w, k -> Math.sin(7.0 * k * k));
      double[] s = new WeightMatrix(w, m, n).singularValues();
      for (int i = 0; i < 3; i++) {
        double value = s[new int[] {0, 11, 23}[i]];
        assertThat(value).isCloseTo(numpy[c][i], within(1e-10 * numpy[c][i]));
      }
    }
  }
}
