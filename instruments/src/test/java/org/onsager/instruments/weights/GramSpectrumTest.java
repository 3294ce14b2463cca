package org.onsager.instruments.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.HaarOrthogonal;

/** Matrices whose singular values are known, far apart or all alike. */
class GramSpectrumTest {
  /** U diag(s) V with m rows. */
  private static double[] with(double[] s, int m, SplittableRandom random) {
    int n = s.length;
    double[] u = HaarOrthogonal.draw(m, random);
    double[] v = HaarOrthogonal.draw(n, random);
    double[] scaled = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        scaled[i * n + j] = u[i * m + j] * s[j];
      }
    }
    return Blas.product(m, n, n, scaled, v);
  }

  @Test
  void valuesThatAreKnownAreFoundToTenDigitsOfTheLargestHoweverFarApartTheyAre() {
    SplittableRandom random = new SplittableRandom(14);
    int n = 80;
    for (double last : new double[] {1, 1e-2, 1e-4, 2.1e-5, 1.9e-5, 1e-5, 1e-8, 1e-15, 0}) {
      for (int m : new int[] {80, 81, 200}) {
        double[] s = new double[n];
        Arrays.setAll(s, i -> last > 0 ? Math.pow(last, i / (n - 1.0)) : i < 40 ? 1 - i / 50.0 : 0);
        double[] w = with(s, m, random);
        assertThat(GramSpectrum.of(w, m, n)).as("to %s", last).containsExactly(s, within(1e-10));
        double[] lying = new double[w.length];
        for (int k = 0; k < w.length; k++) {
          lying[(k % n) * m + k / n] = w[k];
        }
        assertThat(GramSpectrum.of(lying, n, m)).containsExactly(s, within(1e-10));
      }
    }
  }

  @Test
  void largeMatricesAreToldAsWellByTheirGramMatrixAsItIsTrusted() {
    SplittableRandom random = new SplittableRandom(17);
    int n = 700;
    double[] s = new double[n];
    Arrays.setAll(s, i -> i < n / 2 ? 1 : Math.pow(2.1e-5, (2.0 * i - n) / (n - 2)));
    double[] found = GramSpectrum.of(with(s, n, random), n, n);
    // the last half falls to what is just trusted
    for (int i = 0; i < n; i++) {
      assertThat(found[i]).as("number %d", i).isCloseTo(s[i], within(5e-11));
    }
  }

  @Test
  void squaresThatLeaveTheRangeOfNumbersAreNotTaken() {
    double[] s = new double[20];
    Arrays.setAll(s, i -> 1 - i / 40.0);
    double[] w = with(s, 20, new SplittableRandom(15));
    for (double scale : new double[] {1e-200, 1e-160, 1e-70, 1e-58, 1e72, 1e78, 1e160, 1e200}) {
      double[] scaled = Arrays.stream(w).map(x -> scale * x).toArray();
      double[] found = Arrays.stream(GramSpectrum.of(scaled, 20, 20)).map(x -> x / scale).toArray();
      assertThat(found).as("times %s", scale).containsExactly(s, within(1e-12));
    }
    assertThat(GramSpectrum.of(new double[900], 30, 30)).containsExactly(new double[30]);
  }

  @Test
  void oneWaveOfADelayHasOnlyOnes() {
    // e^{iφ} times an orthogonal matrix, and one column of it alone
    int n = 24;
    double[] q = HaarOrthogonal.draw(n, new SplittableRandom(16));
    double[] pairs = new double[2 * n * n];
    for (int k = 0; k < q.length; k++) {
      pairs[2 * k] = q[k] * Math.cos(0.7);
      pairs[2 * k + 1] = q[k] * Math.sin(0.7);
    }
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    assertThat(GramSpectrum.ofPairs(pairs, n, n)).containsExactly(ones, within(1e-13));
    double[] gap = pairs.clone();
    Arrays.fill(gap, 0, 2 * n, 0); // a row of zeros: one value is zero, so that no root tells it
    ones[n - 1] = 0;
    assertThat(GramSpectrum.ofPairs(gap, n, n)).containsExactly(ones, within(1e-13));
  }
}
