package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class BlasTest {

  @Test
  void aProductOfIntegersIsExact() {
    assertThat(
            Blas.product(2, 3, 2, new double[] {1, 2, 3, 4, 5, 6}, new double[] {1, 2, 3, 4, 5, 6}))
        .containsExactly(22, 28, 49, 64);
  }

  @Test
  void everyTransposeOfAProductAgreesWithThreeLoops() {
    int m = 7;
    int n = 5;
    int k = 11;
    double[] a = Matrices.gaussian(m, k, Matrices.random(1));
    double[] b = Matrices.gaussian(k, n, Matrices.random(2));
    double[] c0 = Matrices.gaussian(m, n, Matrices.random(3));
    double[] ab = Matrices.multiply(m, k, n, a, b);
    double[] expected = new double[m * n];
    for (int i = 0; i < m * n; i++) {
      expected[i] = 2 * ab[i] - 0.5 * c0[i];
    }
    for (boolean ta : new boolean[] {false, true}) {
      for (boolean tb : new boolean[] {false, true}) {
        double[] c = c0.clone();
        double[] left = ta ? Matrices.transpose(m, k, a) : a;
        double[] right = tb ? Matrices.transpose(k, n, b) : b;
        Blas.gemm(ta, tb, m, n, k, 2, left, right, -0.5, c);
        assertThat(Matrices.distance(c, expected)).as("%s %s", ta, tb).isLessThan(1e-14 * k);
      }
    }
  }

  @Test
  void aProductOnSegmentsRespectsLeadingDimensionsAndLeavesTheGapsAlone() {
    int m = 3;
    int n = 2;
    int k = 4;
    double[] a = Matrices.gaussian(m, k, Matrices.random(4));
    double[] b = Matrices.gaussian(k, n, Matrices.random(5));
    double[] expected = Matrices.multiply(m, k, n, a, b);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment na = padded(arena, a, m, k, 6);
      MemorySegment nb = padded(arena, b, k, n, 5);
      MemorySegment nc = padded(arena, new double[m * n], m, n, 4);
      Blas.gemm(false, false, m, n, k, 1, na, 6, nb, 5, 0, nc, 4);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          assertThat(nc.getAtIndex(JAVA_DOUBLE, i * 4 + j))
              .isCloseTo(expected[i * n + j], within(1e-14));
        }
        assertThat(nc.getAtIndex(JAVA_DOUBLE, i * 4 + 2)).isNaN();
      }
    }
  }

  /** Rows of the matrix with NaN in the gaps, which must be neither read nor refused. */
  static MemorySegment padded(Arena arena, double[] a, int rows, int columns, int leading) {
    MemorySegment s = arena.allocate(8L * rows * leading, 64);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < leading; j++) {
        s.setAtIndex(
            JAVA_DOUBLE, (long) i * leading + j, j < columns ? a[i * columns + j] : Double.NaN);
      }
    }
    return s;
  }

  @Test
  void singlePrecisionProductsOfSmallIntegersAreExactOnBothFaces() {
    float[] a = {1, 2, 3, 4};
    float[] b = {5, 6, 7, 8};
    float[] c = new float[4];
    Blas.gemm(false, true, 2, 2, 2, 1, a, b, 0, c);
    assertThat(c).containsExactly(17, 23, 39, 53);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nc = arena.allocate(16, 64);
      Blas.gemmFloat(
          false,
          false,
          2,
          2,
          2,
          1,
          arena.allocateFrom(JAVA_FLOAT, a),
          2,
          arena.allocateFrom(JAVA_FLOAT, b),
          2,
          0,
          nc,
          2);
      assertThat(nc.toArray(JAVA_FLOAT)).containsExactly(19, 22, 43, 50);
    }
  }

  @Test
  void aGramMatrixIsExactlySymmetricAndAgreesWithThreeLoops() {
    int n = 33;
    int k = 17;
    double[] a = Matrices.gaussian(n, k, Matrices.random(6));
    double[] g = Blas.gram(n, k, 0.5, a);
    double[] half = Matrices.multiply(n, k, n, a, Matrices.transpose(n, k, a));
    for (int i = 0; i < half.length; i++) {
      half[i] *= 0.5;
    }
    assertThat(Matrices.distance(g, half)).isLessThan(1e-13);
    assertThat(g).isEqualTo(Matrices.transpose(n, n, g));
  }

  @Test
  void theGramMatrixOfWhatLiesTransposedIsTheSame() {
    int n = 33;
    int k = 47;
    double[] a = Matrices.gaussian(n, k, Matrices.random(8));
    double[] expected = Matrices.multiply(n, k, n, a, Matrices.transpose(n, k, a));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment c = arena.allocate(8L * n * n, 64);
      MemorySegment lying = arena.allocateFrom(JAVA_DOUBLE, Matrices.transpose(n, k, a));
      MemorySegment upper = arena.allocate(8L * n * n, 64);
      Blas.gram(true, n, k, 1, lying, n, 0, c, n);
      Blas.upperGram(true, n, k, lying, n, upper, n);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          assertThat(c.getAtIndex(JAVA_DOUBLE, i * n + j))
              .isCloseTo(j <= i ? expected[i * n + j] : 0, within(1e-12));
          assertThat(upper.getAtIndex(JAVA_DOUBLE, i * n + j))
              .isCloseTo(j >= i ? expected[i * n + j] : 0, within(1e-12));
        }
      }
    }
  }

  @Test
  void theComplexGramMatrixHasTheConjugateOnItsRight() {
    // A = [[1, i], [2, 1 + i]]: AA† = [[2, 3 + i], [3 − i, 6]] above the diagonal conjugated
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(64, 64);
      MemorySegment.copy(new double[] {1, 0, 0, 1, 2, 0, 1, 1}, 0, a, JAVA_DOUBLE, 0, 8);
      MemorySegment c = arena.allocate(64, 64);
      Blas.complexGram(2, 2, a, 2, c, 2);
      // (AA†)_10 = 2·1 + (1 + i)·(−i) = 3 − i
      assertThat(c.toArray(JAVA_DOUBLE)).containsExactly(2, 0, 0, 0, 3, -1, 6, 0);
      assertThatThrownBy(() -> Blas.complexGram(2, 2, a, 1, c, 2))
          .hasMessageContaining("leading dimension 1");
    }
  }

  @Test
  void whatIsNotFiniteOrDoesNotFitIsRefusedInOneLine() {
    double[] bad = {1, Double.NaN, 3, 4};
    double[] good = {1, 2, 3, 4};
    assertThatThrownBy(() -> Blas.product(2, 2, 2, good, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gemm: B holds NaN at row 0, column 1; every entry must be finite");
    assertThatThrownBy(() -> Blas.gram(2, 2, 1, new double[] {1, 2, Double.NEGATIVE_INFINITY, 0}))
        .hasMessageContaining("-Infinity at row 1, column 0");
    assertThatThrownBy(() -> Blas.product(2, 2, 2, good, new double[3]))
        .hasMessage("gemm: B has 3 numbers where [2, 2] needs 4");
    assertThatThrownBy(
            () ->
                Blas.gemm(
                    false,
                    false,
                    1,
                    1,
                    1,
                    1,
                    new float[] {Float.NaN},
                    new float[] {1},
                    0,
                    new float[1]))
        .hasMessageContaining("A holds NaN at row 0, column 0");
    assertThatThrownBy(() -> Blas.threads(0)).hasMessageContaining("at least 1");
  }

  @Test
  void aSegmentThatIsTooSmallClosedReadOnlyOrOnTheHeapIsRefused() {
    MemorySegment heap = MemorySegment.ofArray(new double[4]);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(32, 8);
      MemorySegment closed;
      try (Arena gone = Arena.ofConfined()) {
        closed = gone.allocate(32, 8);
      }
      assertThatThrownBy(() -> Blas.gram(2, 2, 1, heap, 2, 0, a, 2)).hasMessageContaining("heap");
      assertThatThrownBy(() -> Blas.gram(2, 2, 1, closed, 2, 0, a, 2))
          .hasMessageContaining("closed");
      assertThatThrownBy(() -> Blas.gram(2, 2, 1, a, 2, 0, a.asReadOnly(), 2))
          .hasMessageContaining("read-only");
      assertThatThrownBy(() -> Blas.gram(2, 2, 1, a, 3, 0, a, 2))
          .hasMessage("gram: A has 32 bytes where [2, 2] with leading dimension 3 needs 40");
      assertThatThrownBy(() -> Blas.gram(2, 2, 1, a, 1, 0, a, 2))
          .hasMessageContaining("leading dimension 1");
    }
  }

  @Test
  void thePeakRateIsAPositiveNumber() {
    assertThat(Blas.measurePeak()).isBetween(1e7, 1e15);
  }
}
