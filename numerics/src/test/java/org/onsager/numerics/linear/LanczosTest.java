package org.onsager.numerics.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LanczosTest {

  /** The second difference on a chain with fixed ends: 2 - 2 cos(pi k / (n + 1)), k = 1..n. */
  private static void laplacian(double[] x, double[] image) {
    int n = x.length;
    for (int i = 0; i < n; i++) {
      image[i] = 2 * x[i] - (i > 0 ? x[i - 1] : 0) - (i + 1 < n ? x[i + 1] : 0);
    }
  }

  private static double exact(int k, int n) {
    return 2 - 2 * Math.cos(Math.PI * k / (n + 1));
  }

  @Test
  void theEndsOfTheChainsSpectrumAreExactAndTheBoundsHoldThem() {
    int n = 300;
    Lanczos l = Lanczos.of(LanczosTest::laplacian, n, 2, 3, 1e-10, 300, Matrices.random(1));
    int[] modes = {1, 2, n - 2, n - 1, n};
    assertThat(l.converged()).isTrue();
    assertThat(l.values()).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(l.values()[i]).isCloseTo(exact(modes[i], n), within(l.bounds()[i] + 1e-13));
      assertThat(l.bounds()[i]).isLessThan(1e-9);
    }
    double overlap = 0;
    for (int j = 0; j < n; j++) {
      overlap +=
          l.vectors()[0][j] * Math.sqrt(2.0 / (n + 1)) * Math.sin(Math.PI * (j + 1) / (n + 1));
    }
    assertThat(Math.abs(overlap)).isCloseTo(1, within(1e-10));
  }

  @Test
  void anOutlierIsFoundInFewSteps() {
    // Diagonal: uniform on [0, 1] and one eigenvalue 10.
    int n = 5000;
    Lanczos l =
        Lanczos.largest(
            (x, image) -> {
              for (int i = 0; i < n; i++) {
                image[i] = x[i] * (i == 0 ? 10 : i / (double) n);
              }
            },
            n,
            1,
            1e-12,
            100,
            Matrices.random(2));
    assertThat(l.values()[0]).isCloseTo(10, within(1e-12));
    assertThat(l.actions()).isLessThan(40);
  }

  @Test
  void aWholeSmallSpectrumAgreesWithTheDenseOne() {
    int n = 12;
    double[] a = Matrices.symmetric(n, Matrices.random(3));
    Lanczos l =
        Lanczos.smallest(
            (x, image) -> System.arraycopy(Matrices.multiply(n, n, 1, a, x), 0, image, 0, n),
            n,
            n,
            1e-12,
            n,
            Matrices.random(4));
    assertThat(Matrices.distance(l.values(), SymmetricEigen.values(a, n))).isLessThan(1e-12);
    assertThat(l.converged()).isTrue();
  }

  @Test
  void tooFewStepsAreReportedAndTheBoundStillHolds() {
    int n = 300;
    Lanczos l = Lanczos.smallest(LanczosTest::laplacian, n, 1, 1e-10, 10, Matrices.random(5));
    assertThat(l.converged()).isFalse();
    double nearest = Double.POSITIVE_INFINITY;
    for (int k = 1; k <= n; k++) {
      nearest = Math.min(nearest, Math.abs(l.values()[0] - exact(k, n)));
    }
    assertThat(nearest).isLessThanOrEqualTo(l.bounds()[0]);
    assertThat(l.bounds()[0]).isGreaterThan(1e-4);
  }

  @Test
  void aMultipleOfTheIdentityHasOneDistinctEigenvalue() {
    Lanczos l =
        Lanczos.of(
            (x, image) -> {
              for (int i = 0; i < x.length; i++) {
                image[i] = 3 * x[i];
              }
            },
            50,
            1,
            1,
            1e-12,
            20,
            Matrices.random(6));
    assertThat(l.values()).hasSize(1);
    assertThat(l.values()[0]).isCloseTo(3, within(1e-14));
    assertThat(l.converged()).isTrue();
  }

  @Test
  void whatCannotBeAskedIsRefused() {
    assertThatThrownBy(
            () -> Lanczos.largest((x, y) -> y[0] = Double.NaN, 3, 1, 1e-8, 3, Matrices.random(7)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("Lanczos: the operator's result is not finite at step 1");
    assertThatThrownBy(
            () -> Lanczos.largest(LanczosTest::laplacian, 3, 4, 1e-8, 9, Matrices.random(8)))
        .hasMessageContaining("of 3 eigenvalues");
  }
}
