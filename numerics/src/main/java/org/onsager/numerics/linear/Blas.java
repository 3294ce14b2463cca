package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.openblas.global.openblas;

/**
 * Matrix products by OpenBLAS, and the one place that sets how many threads it uses.
 *
 * <p>Matrices are row-major. On arrays they are packed and copied in and out of native memory once
 * a call; on native segments nothing is copied, and entry (i, j) lies at index {@code i * leading +
 * j}. Entries that are not finite are refused. May be called from any thread, virtual ones
 * included. The library is loaded by the first call, not by naming this class.
 */
public final class Blas {

  private static final int ROW = openblas.CblasRowMajor;

  private Blas() {}

  /**
   * Sets the number of threads that OpenBLAS uses inside one call, for the whole process, and says
   * how many it has taken. Until this is called there is one. It is to be called once, at the
   * start: LibTorch shares this library, and two pools that wait for each other by spinning can be
   * forty times slower than one.
   */
  public static int threads(int count) {
    if (count < 1) {
      throw Checks.refusal("Blas.threads: %d threads; at least 1 is needed", count);
    }
    return Natives.threads(count);
  }

  /** The number of threads that OpenBLAS uses inside one call. */
  public static int threads() {
    return Natives.threads();
  }

  /** The product \( AB \), packed [rows, columns], of A [rows, inner] and B [inner, columns]. */
  public static double[] product(int rows, int inner, int columns, double[] a, double[] b) {
    double[] c = new double[Math.multiplyExact(rows, columns)];
    gemm(false, false, rows, columns, inner, 1, a, b, 0, c);
    return c;
  }

  /**
   * Sets \( C \leftarrow \alpha\, op(A)\, op(B) + \beta C \) with C [m, n], op(A) [m, k], op(B) [k,
   * n].
   *
   * @param transposeA whether A lies transposed, [k, m]
   * @param transposeB whether B lies transposed, [n, k]
   */
  @SuppressWarnings("ReferenceEquality") // the same array is copied once
  public static void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      double[] b,
      double beta,
      double[] c) {
    Checks.length("gemm", "A", a.length, m, k);
    Checks.length("gemm", "B", b.length, k, n);
    Checks.length("gemm", "C", c.length, m, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment na = arena.allocateFrom(JAVA_DOUBLE, a);
      MemorySegment nb = a == b ? na : arena.allocateFrom(JAVA_DOUBLE, b);
      MemorySegment nc =
          beta == 0 ? arena.allocate(8L * c.length, 64) : arena.allocateFrom(JAVA_DOUBLE, c);
      int lda = transposeA ? m : k;
      int ldb = transposeB ? k : n;
      gemm(transposeA, transposeB, m, n, k, alpha, na, lda, nb, ldb, beta, nc, n);
      MemorySegment.copy(nc, JAVA_DOUBLE, 0, c, 0, c.length);
    }
  }

  /** The same on native segments of float64; {@code lda, ldb, ldc} are the leading dimensions. */
  public static void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      double beta,
      MemorySegment c,
      int ldc) {
    Checks.positive("gemm", m, n);
    int rowsA = transposeA ? k : m;
    int colsA = transposeA ? m : k;
    int rowsB = transposeB ? n : k;
    int colsB = transposeB ? k : n;
    Checks.segment("gemm", "A", a, rowsA, colsA, lda, 8, false);
    Checks.segment("gemm", "B", b, rowsB, colsB, ldb, 8, false);
    Checks.segment("gemm", "C", c, m, n, ldc, 8, true);
    scalars("gemm", alpha, beta);
    Checks.finite("gemm", "A", a, rowsA, colsA, lda);
    Checks.finite("gemm", "B", b, rowsB, colsB, ldb);
    if (beta != 0) {
      Checks.finite("gemm", "C", c, m, n, ldc);
    }
    Natives.blas(
        () ->
            openblas.cblas_dgemm(
                ROW,
                flag(transposeA),
                flag(transposeB),
                m,
                n,
                k,
                alpha,
                Natives.doubles(a),
                lda,
                Natives.doubles(b),
                ldb,
                beta,
                Natives.doubles(c),
                ldc));
    keep(a, b, c);
  }

  /** The float32 product \( C \leftarrow \alpha\, op(A)\, op(B) + \beta C \), shapes as above. */
  @SuppressWarnings("ReferenceEquality") // the same array is copied once
  public static void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      float[] b,
      float beta,
      float[] c) {
    Checks.length("gemm (float32)", "A", a.length, m, k);
    Checks.length("gemm (float32)", "B", b.length, k, n);
    Checks.length("gemm (float32)", "C", c.length, m, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment na = arena.allocateFrom(JAVA_FLOAT, a);
      MemorySegment nb = a == b ? na : arena.allocateFrom(JAVA_FLOAT, b);
      MemorySegment nc =
          beta == 0 ? arena.allocate(4L * c.length, 64) : arena.allocateFrom(JAVA_FLOAT, c);
      int lda = transposeA ? m : k;
      int ldb = transposeB ? k : n;
      gemmFloat(transposeA, transposeB, m, n, k, alpha, na, lda, nb, ldb, beta, nc, n);
      MemorySegment.copy(nc, JAVA_FLOAT, 0, c, 0, c.length);
    }
  }

  /** The same on native segments of float32. */
  public static void gemmFloat(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      float beta,
      MemorySegment c,
      int ldc) {
    String where = "gemm (float32)";
    Checks.positive(where, m, n);
    int rowsA = transposeA ? k : m;
    int colsA = transposeA ? m : k;
    int rowsB = transposeB ? n : k;
    int colsB = transposeB ? k : n;
    Checks.segment(where, "A", a, rowsA, colsA, lda, 4, false);
    Checks.segment(where, "B", b, rowsB, colsB, ldb, 4, false);
    Checks.segment(where, "C", c, m, n, ldc, 4, true);
    scalars(where, alpha, beta);
    Checks.finiteFloats(where, "A", a, rowsA, colsA, lda);
    Checks.finiteFloats(where, "B", b, rowsB, colsB, ldb);
    if (beta != 0) {
      Checks.finiteFloats(where, "C", c, m, n, ldc);
    }
    Natives.blas(
        () ->
            openblas.cblas_sgemm(
                ROW,
                flag(transposeA),
                flag(transposeB),
                m,
                n,
                k,
                alpha,
                Natives.floats(a),
                lda,
                Natives.floats(b),
                ldb,
                beta,
                Natives.floats(c),
                ldc));
    keep(a, b, c);
  }

  /**
   * The Gram matrix \( \alpha A A^T \), packed [n, n] and exactly symmetric, of A [n, k] (half the
   * work of the general product).
   */
  public static double[] gram(int n, int k, double alpha, double[] a) {
    Checks.length("gram", "A", a.length, n, k);
    double[] c = new double[Math.multiplyExact(n, n)];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nc = arena.allocate(8L * c.length, 64);
      gram(n, k, alpha, arena.allocateFrom(JAVA_DOUBLE, a), k, 0, nc, n);
      MemorySegment.copy(nc, JAVA_DOUBLE, 0, c, 0, c.length);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        c[j * n + i] = c[i * n + j];
      }
    }
    return c;
  }

  /**
   * Sets the lower triangle of \( C \leftarrow \alpha AA^T + \beta C \), C [n, n], A [n, k], on
   * native segments; the strict upper triangle of C is neither read nor written.
   */
  public static void gram(
      int n, int k, double alpha, MemorySegment a, int lda, double beta, MemorySegment c, int ldc) {
    gram(false, n, k, alpha, a, lda, beta, c, ldc);
  }

  /**
   * The same.
   *
   * @param transposed whether A lies transposed, [k, n]
   */
  public static void gram(
      boolean transposed,
      int n,
      int k,
      double alpha,
      MemorySegment a,
      int lda,
      double beta,
      MemorySegment c,
      int ldc) {
    scalars("gram", alpha, beta);
    if (beta != 0) {
      Checks.segment("gram", "C", c, n, n, ldc, 8, true);
      Checks.finiteLower("gram", "C", c, n, ldc);
    }
    gram(openblas.CblasLower, transposed, n, k, alpha, a, lda, beta, c, ldc);
  }

  /** Sets the upper triangle of \( C \leftarrow AA^T \), and leaves the strict lower one. */
  public static void upperGram(
      boolean transposed, int n, int k, MemorySegment a, int lda, MemorySegment c, int ldc) {
    gram(openblas.CblasUpper, transposed, n, k, 1, a, lda, 0, c, ldc);
  }

  private static void gram(
      int triangle,
      boolean transposed,
      int n,
      int k,
      double alpha,
      MemorySegment a,
      int lda,
      double beta,
      MemorySegment c,
      int ldc) {
    int rows = transposed ? k : n;
    int columns = transposed ? n : k;
    Checks.segment("gram", "A", a, rows, columns, lda, 8, false);
    Checks.segment("gram", "C", c, n, n, ldc, 8, true);
    Checks.finite("gram", "A", a, rows, columns, lda);
    Natives.blas(
        () ->
            openblas.cblas_dsyrk(
                ROW,
                triangle,
                flag(transposed),
                n,
                k,
                alpha,
                Natives.doubles(a),
                lda,
                beta,
                Natives.doubles(c),
                ldc));
    keep(a, c, c);
  }

  /**
   * Sets the lower triangle of \( C \leftarrow AA^\dagger \), C [n, n], of a complex A [n, k]:
   * pairs of float64, real part first; leading dimensions count pairs.
   */
  public static void complexGram(int n, int k, MemorySegment a, int lda, MemorySegment c, int ldc) {
    Checks.segment("complex gram", "A", a, n, k, lda, 16, false);
    Checks.segment("complex gram", "C", c, n, n, ldc, 16, true);
    Checks.finite("complex gram", "A", a, n, 2 * k, 2 * lda);
    Natives.blas(
        () ->
            openblas.cblas_zherk(
                ROW,
                openblas.CblasLower,
                openblas.CblasNoTrans,
                n,
                k,
                1,
                Natives.doubles(a),
                lda,
                0,
                Natives.doubles(c),
                ldc));
    keep(a, c, c);
  }

  /**
   * The rate of float64 products in floating-point operations a second, with the present number of
   * threads: the best of some products of sizes 1024 and 2048, about a second of work.
   */
  public static double measurePeak() {
    double best = 0;
    for (int n : new int[] {1024, 2048}) {
      try (Arena arena = Arena.ofConfined()) {
        double[] ones = new double[n * n];
        Arrays.fill(ones, 1);
        MemorySegment a = arena.allocateFrom(JAVA_DOUBLE, ones);
        MemorySegment c = arena.allocate(8L * n * n, 64);
        for (int i = 0; i < 4; i++) {
          long start = System.nanoTime();
          gemm(false, false, n, n, n, 1, a, n, a, n, 0, c, n);
          best = Math.max(best, 2e9 * n * n * n / (System.nanoTime() - start));
        }
      }
    }
    return best;
  }

  private static int flag(boolean transpose) {
    return transpose ? openblas.CblasTrans : openblas.CblasNoTrans;
  }

  private static void scalars(String where, double alpha, double beta) {
    if (!Double.isFinite(alpha) || !Double.isFinite(beta)) {
      throw Checks.refusal("%s: alpha %s and beta %s must be finite", where, alpha, beta);
    }
  }

  private static void keep(MemorySegment a, MemorySegment b, MemorySegment c) {
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(c);
  }
}
