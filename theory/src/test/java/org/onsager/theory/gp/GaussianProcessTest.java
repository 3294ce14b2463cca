package org.onsager.theory.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Refusal;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.Lu;

class GaussianProcessTest {

  /** x_i on a line, targets a wave with noise. */
  private static double[] points(int n) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 10.0 * i / n + 0.03 * Math.sin(7.0 * i);
    }
    return x;
  }

  private static double[] kernel(double[] a, double[] b) {
    double[] k = new double[a.length * b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        k[i * b.length + j] = Math.exp(-Math.pow(a[i] - b[j], 2) / 2);
      }
    }
    return k;
  }

  private static double[] normals(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] z = new double[n];
    for (int i = 0; i < n; i++) {
      z[i] = random.nextGaussian();
    }
    return z;
  }

  private static double[] ones(int n) {
    double[] v = new double[n];
    Arrays.fill(v, 1);
    return v;
  }

  @Test
  void twoPointsAreSolvedByHand() {
    // A = [[2, 1], [1, 3]] with noise 1: A⁻¹ = [[3, −1], [−1, 2]]/5; y = (1, 2), k* = (1, 0.5).
    try (KernelMatrix k = KernelMatrix.of(new double[] {1, 1, 1, 2}, 2)) {
      GaussianProcess gp = GaussianProcess.of(k, new double[] {1, 2}, 1, 1);
      Posterior p = gp.posterior(Entries.of(new double[] {1, 0.5}, 2), new double[] {1}, 1);
      // α = (1/5, 3/5); mean = 1/5 + 3/10; explained = (3 − 1 + 0.5)/5.
      assertThat(p.mean()[0]).isCloseTo(0.5, within(1e-15));
      assertThat(p.variance()[0]).isCloseTo(0.5, within(1e-15));
      // yᵀα = 7/5, |A| = 5.
      assertThat(gp.logLikelihood())
          .isCloseTo(-0.7 - Math.log(5) / 2 - Math.log(2 * Math.PI), within(1e-14));
      assertThat(gp.jitter()).isZero();
    }
  }

  @Test
  void aLinearKernelIsBayesianLinearRegression() {
    // f = wx, w ~ N(0, 1), noise s: w | y ~ N(Sxy/(Sxx + s), s/(Sxx + s)).
    double[] x = {0.5, -1, 2, 3};
    double[] y = {1, -2, 3, 7};
    double[] k = Blas.product(4, 1, 4, x, x);
    double s = 0.3;
    double sxx = Blas.product(1, 4, 1, x, x)[0];
    double sxy = Blas.product(1, 4, 1, x, y)[0];
    double syy = Blas.product(1, 4, 1, y, y)[0];
    try (KernelMatrix matrix = KernelMatrix.of(k, 4)) {
      GaussianProcess gp = GaussianProcess.of(matrix, y, 1, s);
      double at = 1.7;
      double[] cross = Arrays.stream(x).map(v -> at * v).toArray();
      Posterior p = gp.posterior(Entries.of(cross, 4), new double[] {at * at}, 1);
      assertThat(p.mean()[0]).isCloseTo(at * sxy / (sxx + s), within(1e-13));
      assertThat(p.variance()[0]).isCloseTo(at * at * s / (sxx + s), within(1e-13));
      // Matrix determinant lemma and Sherman–Morrison.
      double logDet = 4 * Math.log(s) + Math.log1p(sxx / s);
      double fit = (syy - sxy * sxy / (sxx + s)) / s;
      assertThat(gp.logLikelihood())
          .isCloseTo(-(fit + logDet + 4 * Math.log(2 * Math.PI)) / 2, within(1e-12));
    }
  }

  @Test
  void manyBlocksAndThreadsSolveWhatLuSolves() {
    int n = 700;
    int m = 1100;
    int c = 3;
    double[] x = points(n);
    double[] z = points(m);
    double[] k = kernel(x, x);
    double[] y = normals(n * c, 1);
    double[] a = k.clone();
    for (int i = 0; i < n; i++) {
      a[i * n + i] += 0.1;
    }
    double[] cross = kernel(z, x);
    double[] mean = Blas.product(m, n, c, cross, Lu.of(a, n).solve(y, c));
    double[] row = Arrays.copyOfRange(cross, 1050 * n, 1051 * n);
    double explained = Blas.product(1, n, 1, row, Lu.of(a, n).solve(row, 1))[0];
    try (KernelMatrix matrix = KernelMatrix.of(n, Entries.of(k, n), 2)) {
      assertThat(matrix.toArray()).isEqualTo(k);
      Posterior p =
          GaussianProcess.of(matrix, y, c, 0.1).posterior(Entries.of(cross, n), ones(m), 2);
      for (int i = 0; i < m * c; i++) {
        assertThat(p.mean()[i]).isCloseTo(mean[i], within(1e-11));
      }
      assertThat(p.variance()[1050]).isCloseTo(1 - explained, within(1e-11));
    }
  }

  @Test
  void theJitterOfASingularKernelIsSaid() {
    double[] k = {1, 1, 1, 1 - 1e-9};
    try (KernelMatrix matrix = KernelMatrix.of(k, 2)) {
      GaussianProcess gp = GaussianProcess.of(matrix, new double[] {1, 1}, 1, 0);
      // [[1 + ε, 1], [1, 1 − 1e-9 + ε]] is positive definite from ε ≈ 5e-10 on.
      assertThat(gp.jitter()).isCloseTo(1e-9, within(1e-17));
      assertThat(gp.factorisations()).isEqualTo(3);
    }
    try (KernelMatrix matrix = KernelMatrix.of(new double[] {1, 2, 2, 1}, 2)) {
      assertThatThrownBy(() -> GaussianProcess.of(matrix, new double[2], 1, 0))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("not positive semi-definite");
    }
  }

  @Test
  void theEvidenceIsTheCholeskyLikelihoodAndItsSlopeAFiniteDifference() {
    int n = 60;
    double[] k = kernel(points(n), points(n));
    double[] y = normals(2 * n, 2);
    Evidence evidence = Evidence.of(k, y, n, 2);
    try (KernelMatrix matrix = KernelMatrix.of(k, n)) {
      for (double noise : new double[] {0.01, 0.5, 20}) {
        double h = 1e-4 * noise;
        double up = GaussianProcess.of(matrix, y, 2, noise + h).logLikelihood();
        double down = GaussianProcess.of(matrix, y, 2, noise - h).logLikelihood();
        double here = GaussianProcess.of(matrix, y, 2, noise).logLikelihood();
        assertThat(evidence.at(noise)).isCloseTo(here, within(1e-9 * Math.abs(here)));
        assertThat(evidence.slope(noise))
            .isCloseTo((up - down) / (2 * h), within(1e-6 * Math.abs(evidence.slope(noise))));
      }
    }
  }

  @Test
  void pureNoiseOnAUnitKernelHasItsVarianceAsBestNoise() {
    // K = I: the likelihood is that of independent normals of variance 1 + s.
    int n = 500;
    double[] identity = new double[n * n];
    double squares = 0;
    double[] y = normals(n, 3);
    for (int i = 0; i < n; i++) {
      identity[i * n + i] = 1;
      y[i] *= 2;
      squares += y[i] * y[i] / n;
    }
    try (KernelMatrix matrix = KernelMatrix.of(identity, n)) {
      GaussianProcess gp = GaussianProcess.withBestNoise(matrix, y, 1);
      assertThat(gp.noise()).isCloseTo(squares - 1, within(1e-9));
    }
  }

  @Test
  void theNoiseOfManyInputsIsClimbedToWhereItsSlopeIsZero() {
    int n = 1600;
    double[] x = points(n);
    double[] y = normals(n, 4);
    for (int i = 0; i < n; i++) {
      y[i] = Math.sin(2 * x[i]) + 0.3 * y[i];
    }
    double[] k = kernel(x, x);
    double exact = Evidence.of(k, y, n, 1).bestNoise(1e-10, 100);
    assertThat(exact).isCloseTo(0.09, within(4 * 0.09 * Math.sqrt(2.0 / n)));
    try (KernelMatrix matrix = KernelMatrix.of(k, n)) {
      GaussianProcess gp = GaussianProcess.withBestNoise(matrix, y, 1);
      assertThat(gp.noise()).isCloseTo(exact, within(0.01 * exact));
      assertThat(gp.factorisations()).isLessThan(10);
      // The factor in memory is that of the noise that was chosen.
      double[] row = Arrays.copyOf(k, n);
      Posterior p = gp.posterior(Entries.of(row, n), ones(1), 1);
      double alone =
          GaussianProcess.of(matrix, y, 1, gp.noise())
              .posterior(Entries.of(row, n), ones(1), 1)
              .variance()[0];
      assertThat(p.variance()[0]).isEqualTo(alone);
    }
  }

  @Test
  void badInputIsRefusedInOneLine() {
    assertThatThrownBy(() -> KernelMatrix.of(new double[3], 2))
        .isInstanceOf(Refusal.class)
        .hasMessage("a kernel of 2 inputs has 4 entries, not 3");
    try (KernelMatrix matrix = KernelMatrix.of(new double[] {1, 0, 0, 1}, 2)) {
      assertThatThrownBy(() -> GaussianProcess.of(matrix, new double[3], 1, 0))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("2 numbers, not 3");
      assertThatThrownBy(() -> GaussianProcess.of(matrix, new double[] {1, Double.NaN}, 1, 0))
          .isInstanceOf(Refusal.class)
          .hasMessage("target 1 is NaN; it must be finite");
      assertThatThrownBy(() -> GaussianProcess.of(matrix, new double[2], 1, -1))
          .isInstanceOf(Refusal.class);
    }
    assertThatThrownBy(() -> KernelMatrix.of(new double[] {Double.NaN}, 1))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("diagonal");
  }

  @Test
  void drawsFromTheProcessAreCovered() {
    // Targets drawn from N(0, K + s) independent draws.
    int n = 40;
    int draws = 400;
    double[] x = points(n);
    double[] k = kernel(x, x);
    double noise = 0.2;
    double[] a = k.clone();
    for (int i = 0; i < n; i++) {
      a[i * n + i] += noise;
    }
    double[] l = org.onsager.numerics.linear.Cholesky.of(a, n).factor();
    double[] y = Blas.product(n, n, draws, l, normals(n * draws, 5));
    int held = 20;
    double[] known = Arrays.copyOf(y, held * draws);
    double[] left = Arrays.copyOfRange(y, held * draws, n * draws);
    double[] first = Arrays.copyOf(x, held);
    double[] rest = Arrays.copyOfRange(x, held, n);
    try (KernelMatrix matrix = KernelMatrix.of(kernel(first, first), held)) {
      Posterior p =
          GaussianProcess.of(matrix, known, draws, noise)
              .posterior(Entries.of(kernel(rest, first), held), ones(n - held), 1);
      Calibration c = Calibration.of(p, left, noise);
      // Residuals are normal, correlated within a draw: errors from the 400 draws alone.
      assertThat(c.meanSquaredResidual()).isCloseTo(1, within(4 * Math.sqrt(2.0 / draws)));
      assertThat(c.within50()).isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(draws)));
      assertThat(c.within90()).isCloseTo(0.9, within(4 * 0.3 / Math.sqrt(draws)));
      assertThat(c.within95()).isCloseTo(0.95, within(4 * 0.22 / Math.sqrt(draws)));
    }
  }

  @Test
  void labelsBecomeCentredTargetsAndBack() {
    CentredLabels labels = new CentredLabels(4, new int[] {2, 0});
    assertThat(labels.targets())
        .containsExactly(-0.25, -0.25, 0.75, -0.25, 0.75, -0.25, -0.25, -0.25);
    assertThat(labels.accuracy(new double[] {0, 1, 2, 1, 0, 0, 1, 0})).isEqualTo(0.5);
    assertThatThrownBy(() -> new CentredLabels(2, new int[] {2}))
        .isInstanceOf(Refusal.class)
        .hasMessage("label 0 is 2; classes run from 0 to 1");
  }
}
