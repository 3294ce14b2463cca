package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Residuals against exact small cases and random ones; 1e-15 times a small multiple of n. */
class FactorisationsTest {

  private static final double[] SPD = {4, 2, 2, 5};

  @Test
  void theCholeskyFactorOfASmallMatrixIsExact() {
    Cholesky c = Cholesky.of(SPD, 2);
    assertThat(c.factor()).containsExactly(2, 0, 1, 2);
    assertThat(c.logDeterminant()).isCloseTo(Math.log(16), within(1e-15));
    assertThat(c.solve(new double[] {8, 6, 12, 9}, 2)).containsExactly(1, 0.75, 2, 1.5);
  }

  @Test
  void theCholeskyFactorReproducesARandomMatrixAndSolvesIt() {
    for (int n : new int[] {1, 3, 64, 201}) {
      double[] a = Matrices.positive(n, Matrices.random(n));
      Cholesky c = Cholesky.of(a, n);
      double[] l = c.factor();
      double[] llt = Matrices.multiply(n, n, n, l, Matrices.transpose(n, n, l));
      assertThat(Matrices.distance(llt, a)).as("n=%d", n).isLessThan(1e-14 * (1 + n / 20.0));
      double[] x = Matrices.gaussian(n, 3, Matrices.random(7));
      double[] b = Matrices.multiply(n, n, 3, a, x);
      assertThat(Matrices.distance(c.solve(b, 3), x)).as("n=%d", n).isLessThan(1e-13 * (1 + n));
    }
  }

  @Test
  void halfASolutionTakesEachRowThroughTheFactor() {
    // L = [[2, 0], [1, 2]]; L⁻¹(4, 4) = (2, 1), L⁻¹(2, 0) = (1, −1/2).
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment l = arena.allocateFrom(JAVA_DOUBLE, SPD);
      Lapack.cholesky(l, 2, 2);
      MemorySegment b = arena.allocateFrom(JAVA_DOUBLE, 4, 4, 9, 2, 0, 9);
      Lapack.choleskyHalfSolve(l, 2, 2, b, 2, 3);
      assertThat(b.toArray(JAVA_DOUBLE)).containsExactly(2, 1, 9, 1, -0.5, 9);
    }
  }

  @Test
  void theDeterminantOfAHilbertMatrixIsItsClosedForm() {
    // det H_n = c_n^4 / c_2n with c_n = prod_{i<n} i!; for n = 6 it is 1/186313420339200000.
    Cholesky c = Cholesky.of(Matrices.hilbert(6), 6);
    assertThat(c.logDeterminant()).isCloseTo(-Math.log(186313420339200000.0), within(1e-9));
    assertThat(c.reciprocalCondition()).isBetween(1e-8, 1e-7); // cond_1(H_6) = 2.907e7
    double[] ones = {1, 1, 1, 1, 1, 1};
    double[] b = Matrices.multiply(6, 6, 1, Matrices.hilbert(6), ones);
    assertThat(Matrices.distance(c.solve(b, 1), ones)).isLessThan(1e-8);
  }

  @Test
  void aMatrixThatIsNotPositiveDefiniteIsNamedWithItsMinor() {
    assertThatThrownBy(() -> Cholesky.of(new double[] {1, 2, 2, 1}, 2))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("[2, 2] is not positive definite")
        .hasMessageContaining("order 2");
    assertThatThrownBy(() -> Cholesky.of(new double[] {1, 2, 0, 1}, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cholesky: not symmetric, [1, 0] is 0.0 and [0, 1] is 2.0");
  }

  @Test
  void generalEquationsAreSolvedExactlyWhereRowsMustBeExchanged() {
    // A = [[0,2,1],[1,0,0],[3,0,1]] has determinant -2; A (1,2,3) = (7,1,6).
    Lu lu = Lu.of(new double[] {0, 2, 1, 1, 0, 0, 3, 0, 1}, 3);
    assertThat(Matrices.distance(lu.solve(new double[] {7, 1, 6}, 1), new double[] {1, 2, 3}))
        .isLessThan(4e-15);
    assertThat(lu.determinantSign() * Math.exp(lu.logAbsoluteDeterminant()))
        .isCloseTo(-2, within(1e-14));
  }

  @Test
  void generalEquationsAreSolvedForRandomMatrices() {
    for (int n : new int[] {1, 2, 50, 199}) {
      double[] a = Matrices.gaussian(n, n, Matrices.random(n));
      double[] x = Matrices.gaussian(n, 4, Matrices.random(8));
      double[] b = Matrices.multiply(n, n, 4, a, x);
      double[] found = Lu.of(a, n).solve(b, 4);
      double residual = Matrices.distance(Matrices.multiply(n, n, 4, a, found), b);
      assertThat(residual).as("n=%d", n).isLessThan(1e-13 * (1 + n));
    }
  }

  @Test
  void singularMatricesAreNotSolved() {
    assertThatThrownBy(() -> Lu.of(new double[] {1, 2, 2, 4}, 2))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("pivot 2 is exactly zero");
    Lu nearly = Lu.of(new double[] {1, 0, 0, 1e-17}, 2);
    assertThat(nearly.reciprocalCondition()).isEqualTo(1e-17);
    assertThatThrownBy(() -> nearly.solve(new double[] {1, 1}, 1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("singular to working precision");
  }

  @Test
  void theSpectrumOfTheDiscreteLaplacianIsItsClosedForm() {
    int n = 100;
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) {
        a[i * n + i - 1] = -1;
        a[(i - 1) * n + i] = -1;
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(a, n);
    for (int k = 0; k < n; k++) {
      double exact = 2 - 2 * Math.cos(Math.PI * (k + 1) / (n + 1));
      assertThat(eigen.values()[k]).as("k=%d", k).isCloseTo(exact, within(2e-14));
    }
    // The lowest mode is sqrt(2/(n+1)) sin(pi (j+1) / (n+1)), up to its sign.
    double[] lowest = eigen.vector(0);
    double sign = Math.signum(lowest[0]);
    for (int j = 0; j < n; j++) {
      double exact = Math.sqrt(2.0 / (n + 1)) * Math.sin(Math.PI * (j + 1) / (n + 1));
      assertThat(sign * lowest[j]).isCloseTo(exact, within(1e-12));
    }
  }

  @Test
  void aRandomSymmetricMatrixIsTheSumOfItsEigenprojections() {
    for (int n : new int[] {1, 2, 80}) {
      double[] a = Matrices.symmetric(n, Matrices.random(n + 1));
      SymmetricEigen e = SymmetricEigen.of(a, n);
      double[] v = e.vectors();
      double[] vt = Matrices.transpose(n, n, v);
      double[] scaled = Matrices.multiply(n, n, n, vt, Matrices.diagonal(n, n, e.values()));
      assertThat(Matrices.distance(Matrices.multiply(n, n, n, scaled, v), a))
          .isLessThan(2e-14 * (n + 1));
      assertThat(Matrices.distance(Matrices.multiply(n, n, n, v, vt), Matrices.identity(n)))
          .isLessThan(1e-15 * (n + 10));
      assertThat(e.values()).isSorted();
      assertThat(Matrices.distance(SymmetricEigen.values(a, n), e.values()))
          .isLessThan(2e-14 * (n + 1));
    }
  }

  @Test
  void theSingularValuesOfASmallMatrixAreExact() {
    // A A^T = [[25, 20], [20, 25]]: s = sqrt(45), sqrt(5).
    assertThat(Svd.values(new double[] {3, 4, 0, 5}, 2, 2)[0])
        .isCloseTo(Math.sqrt(45), within(1e-14));
    assertThat(Svd.values(new double[] {3, 4, 0, 5}, 2, 2)[1])
        .isCloseTo(Math.sqrt(5), within(1e-14));
  }

  @Test
  void singularVectorsReproduceTallWideAndSquareMatrices() {
    int[][] shapes = {{1, 1}, {5, 3}, {3, 5}, {40, 40}, {70, 11}, {1, 6}};
    for (int[] shape : shapes) {
      int m = shape[0];
      int n = shape[1];
      int r = Math.min(m, n);
      double[] a = Matrices.gaussian(m, n, Matrices.random(m * 31 + n));
      Svd thin = Svd.thin(a, m, n);
      check(a, thin, m, n, r, r);
      check(a, Svd.full(a, m, n), m, n, m, n);
      assertThat(Matrices.distance(Svd.values(a, m, n), thin.values())).isLessThan(1e-13);
    }
  }

  private static void check(double[] a, Svd svd, int m, int n, int columnsU, int rowsV) {
    double[] u = svd.left();
    double[] vt = svd.rightTransposed();
    double[] s = Matrices.diagonal(columnsU, rowsV, svd.values());
    double[] us = Matrices.multiply(m, columnsU, rowsV, u, s);
    assertThat(Matrices.distance(Matrices.multiply(m, rowsV, n, us, vt), a))
        .as("[%d, %d]", m, n)
        .isLessThan(1e-14 * (m + n));
    double[] utu = Matrices.multiply(columnsU, m, columnsU, Matrices.transpose(m, columnsU, u), u);
    assertThat(Matrices.distance(utu, Matrices.identity(columnsU))).isLessThan(1e-14);
    double[] vvt = Matrices.multiply(rowsV, n, rowsV, vt, Matrices.transpose(rowsV, n, vt));
    assertThat(Matrices.distance(vvt, Matrices.identity(rowsV))).isLessThan(1e-14);
  }

  @Test
  void theOrthogonalFactorIsOrthogonalAndTheTriangleHasAPositiveDiagonal() {
    for (int[] shape : new int[][] {{1, 1}, {2, 2}, {9, 4}, {60, 60}, {100, 37}}) {
      int m = shape[0];
      int n = shape[1];
      double[] a = Matrices.gaussian(m, n, Matrices.random(m + n));
      Qr qr = Qr.of(a, m, n);
      assertThat(Matrices.distance(Matrices.multiply(m, n, n, qr.q(), qr.r()), a))
          .isLessThan(1e-13);
      double[] qtq = Matrices.multiply(n, m, n, Matrices.transpose(m, n, qr.q()), qr.q());
      assertThat(Matrices.distance(qtq, Matrices.identity(n))).isLessThan(1e-14);
      for (int i = 0; i < n; i++) {
        assertThat(qr.r()[i * n + i]).isPositive();
        for (int j = 0; j < i; j++) {
          assertThat(qr.r()[i * n + j]).isZero();
        }
      }
    }
    assertThatThrownBy(() -> Qr.of(new double[6], 2, 3)).hasMessageContaining("as many rows");
  }

  @Test
  void theTriangleOfASmallMatrixIsExact() {
    // [[3], [4]] = [[0.6], [0.8]] 5
    Qr qr = Qr.of(new double[] {3, 4}, 2, 1);
    assertThat(qr.r()[0]).isCloseTo(5, within(1e-15));
    assertThat(Matrices.distance(qr.q(), new double[] {0.6, 0.8})).isLessThan(2e-16);
  }

  @Test
  void everyFactorisationRefusesWhatIsNotFinite() {
    double[] nan = {1, 0, Double.NaN, 1};
    double[] infinite = {1, 0, 0, Double.POSITIVE_INFINITY};
    assertThatThrownBy(() -> Cholesky.of(nan, 2)).hasMessageContaining("NaN at row 1, column 0");
    assertThatThrownBy(() -> Lu.of(nan, 2)).hasMessageContaining("NaN at row 1, column 0");
    assertThatThrownBy(() -> SymmetricEigen.of(infinite, 2)).hasMessageContaining("Infinity");
    assertThatThrownBy(() -> Svd.thin(nan, 2, 2)).hasMessageContaining("NaN at row 1");
    assertThatThrownBy(() -> Qr.of(infinite, 2, 2)).hasMessageContaining("Infinity at row 1");
    assertThatThrownBy(() -> Lu.of(SPD, 2).solve(new double[] {Double.NaN, 0}, 1))
        .hasMessageContaining("B holds NaN");
  }

  @Test
  void segmentsWithGapsAreFactorisedInPlaceAndTheGapsKept() {
    int n = 30;
    int ld = 37;
    double[] a = Matrices.positive(n, Matrices.random(99));
    double[] x = Matrices.gaussian(n, 2, Matrices.random(98));
    double[] b = Matrices.multiply(n, n, 2, a, x);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment l = BlasTest.padded(arena, a, n, n, ld);
      MemorySegment xs = BlasTest.padded(arena, b, n, 2, 3);
      Lapack.cholesky(l, n, ld);
      Lapack.choleskySolve(l, n, ld, xs, 2, 3);
      assertThat(Matrices.distance(packed(xs, n, 2, 3), x)).isLessThan(1e-13);
      assertThat(l.getAtIndex(JAVA_DOUBLE, ld - 1)).isNaN();
      assertThat(l.getAtIndex(JAVA_DOUBLE, 1)).isEqualTo(a[1]);

      MemorySegment lu = BlasTest.padded(arena, a, n, n, ld);
      MemorySegment pivots = arena.allocate(4L * n, 8);
      xs = BlasTest.padded(arena, b, n, 2, 3);
      Lapack.lu(lu, n, ld, pivots);
      Lapack.luSolve(lu, n, ld, pivots, xs, 2, 3);
      assertThat(Matrices.distance(packed(xs, n, 2, 3), x)).isLessThan(1e-13);

      MemorySegment v = BlasTest.padded(arena, a, n, n, ld);
      MemorySegment w = arena.allocate(8L * n, 8);
      Lapack.symmetricEigen(v, n, ld, w, true);
      double[] rows = packed(v, n, n, ld);
      double[] av = Matrices.multiply(n, n, n, rows, a);
      double[] wv =
          Matrices.multiply(n, n, n, Matrices.diagonal(n, n, w.toArray(JAVA_DOUBLE)), rows);
      assertThat(Matrices.distance(av, wv)).isLessThan(1e-13);

      MemorySegment alone = BlasTest.padded(arena, a, n, n, ld);
      MemorySegment values = arena.allocate(8L * n, 8);
      Lapack.symmetricValues(alone, n, ld, values);
      assertThat(Matrices.distance(values.toArray(JAVA_DOUBLE), w.toArray(JAVA_DOUBLE)))
          .isLessThan(1e-13);

      MemorySegment t = BlasTest.padded(arena, b, n, 2, 5);
      MemorySegment s = arena.allocate(16, 8);
      Lapack.svd(t, n, 2, 5, s, null, null);
      assertThat(Matrices.distance(s.toArray(JAVA_DOUBLE), Svd.values(b, n, 2))).isLessThan(1e-12);

      MemorySegment q = BlasTest.padded(arena, b, n, 2, 5);
      MemorySegment r = arena.allocate(32, 8);
      Lapack.qr(q, n, 2, 5, r);
      double[] product = Matrices.multiply(n, 2, 2, packed(q, n, 2, 5), r.toArray(JAVA_DOUBLE));
      assertThat(Matrices.distance(product, b)).isLessThan(1e-13);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 31, 64, 65, 200})
  void eigenvaluesAloneAreThoseOfASecondDifference(int n) {
    // −u″ on n places between two walls: 2 − 2 cos(πk/(n + 1))
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(8L * n * n, 8);
      for (int i = 0; i < n; i++) {
        a.setAtIndex(JAVA_DOUBLE, (long) i * n + i, 2);
        if (i > 0) {
          a.setAtIndex(JAVA_DOUBLE, (i - 1L) * n + i, -1);
        }
        for (int j = 0; j < i; j++) {
          a.setAtIndex(JAVA_DOUBLE, (long) i * n + j, Double.NaN); // is not read
        }
      }
      MemorySegment values = arena.allocate(8L * n, 8);
      Lapack.symmetricValues(a, n, n, values);
      for (int k = 0; k < n; k++) {
        assertThat(values.getAtIndex(JAVA_DOUBLE, k))
            .isCloseTo(2 - 2 * Math.cos(Math.PI * (k + 1) / (n + 1)), within(1e-13));
      }
    }
  }

  private static double[] packed(MemorySegment s, int rows, int columns, int leading) {
    double[] a = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        a[i * columns + j] = s.getAtIndex(JAVA_DOUBLE, (long) i * leading + j);
      }
    }
    return a;
  }

  @Test
  void complexSpectraAreThoseOfTheRealMatrixThatStandsForThem() {
    // X + iY acts on pairs as [[X, −Y], [Y, X]], which has each singular value twice
    int m = 20;
    int n = 31;
    double[] pairs = Matrices.gaussian(m, 2 * n, Matrices.random(11));
    double[] real = new double[4 * m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double x = pairs[2 * (i * n + j)];
        double y = pairs[2 * (i * n + j) + 1];
        real[i * 2 * n + j] = x;
        real[i * 2 * n + n + j] = -y;
        real[(m + i) * 2 * n + j] = y;
        real[(m + i) * 2 * n + n + j] = x;
      }
    }
    double[] twice = Svd.values(real, 2 * m, 2 * n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(16L * m * n, 64);
      MemorySegment.copy(pairs, 0, a, JAVA_DOUBLE, 0, pairs.length);
      MemorySegment gram = arena.allocate(16L * m * m, 64);
      Blas.complexGram(m, n, a, n, gram, m);
      MemorySegment s = arena.allocate(8L * m, 8);
      Lapack.hermitianValues(gram, m, m, s);
      double[] squares = s.toArray(JAVA_DOUBLE);
      Lapack.complexSingularValues(a, m, n, n, s);
      double[] values = s.toArray(JAVA_DOUBLE);
      for (int i = 0; i < m; i++) {
        assertThat(values[i]).isCloseTo(twice[2 * i], within(1e-13 * twice[0]));
        assertThat(Math.sqrt(squares[m - 1 - i])).isCloseTo(twice[2 * i], within(1e-12 * twice[0]));
      }
    }
  }
}
