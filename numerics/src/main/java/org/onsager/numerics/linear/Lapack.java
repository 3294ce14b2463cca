package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.jspecify.annotations.Nullable;

/**
 * Factorisations by OpenBLAS's LAPACK, in place on native segments of float64.
 *
 * <p>Matrices are row-major with a leading dimension, entry (i, j) at index {@code i * leading +
 * j}. Nothing is copied or transposed: LAPACK, which thinks in columns, is asked for the transposed
 * problem. Results are packed unless a leading dimension is given. May be called from any thread,
 * virtual ones included; entries that are not finite are refused. For arrays see {@link Cholesky},
 * {@link Lu}, {@link SymmetricEigen}, {@link Svd}, {@link Qr}.
 */
public final class Lapack {

  private static final int COLUMNS = openblas.LAPACK_COL_MAJOR;

  /**
   * Reflections that are applied together where the matrix is reduced to three diagonals. Twelve
   * take 5 to 17 % less time than LAPACK's own 32 between 64 and 1000 rows, with AVX2 and AVX-512.
   */
  private static final int REFLECTIONS = 12;

  private Lapack() {}

  /**
   * Replaces the lower triangle of A [n, n], symmetric positive definite, by L with \( A = LL^T \).
   * The strict upper triangle is neither read nor written.
   *
   * @throws ArithmeticException where A is not positive definite; names the leading minor
   */
  public static void cholesky(MemorySegment a, int n, int lda) {
    Checks.segment("Cholesky", "A", a, n, n, lda, 8, true);
    Checks.finiteLower("Cholesky", "A", a, n, lda);
    int info =
        Natives.lapack(
            () -> openblas.LAPACKE_dpotrf(COLUMNS, (byte) 'U', n, Natives.doubles(a), lda));
    Reference.reachabilityFence(a);
    if (info > 0) {
      throw Checks.failure(
          "Cholesky: the matrix [%d, %d] is not positive definite, its leading minor of order %d is"
              + " not positive",
          n, n, info);
    }
    accept("Cholesky", info);
  }

  /** Replaces B [n, columns] by the X of \( LL^T X = B \), where L lies as {@link #cholesky}. */
  public static void choleskySolve(
      MemorySegment l, int n, int ldl, MemorySegment b, int columns, int ldb) {
    String where = "Cholesky.solve";
    Checks.segment(where, "L", l, n, n, ldl, 8, false);
    Checks.segment(where, "B", b, n, columns, ldb, 8, true);
    Checks.finiteLower(where, "L", l, n, ldl);
    Checks.finite(where, "B", b, n, columns, ldb);
    Natives.blas(
        () -> {
          triangular(openblas.CblasLower, false, false, l, n, ldl, b, columns, ldb);
          triangular(openblas.CblasLower, true, false, l, n, ldl, b, columns, ldb);
        });
    Reference.reachabilityFence(l);
    Reference.reachabilityFence(b);
  }

  /**
   * Replaces B [rows, n] by \( B L^{-T} \), each row b by \( L^{-1} b \): half of a solution, with
   * \( |L^{-1}b|^2 = b^T A^{-1} b \). L lies as {@link #cholesky} leaves it.
   */
  public static void choleskyHalfSolve(
      MemorySegment l, int n, int ldl, MemorySegment b, int rows, int ldb) {
    String where = "Cholesky.halfSolve";
    Checks.segment(where, "L", l, n, n, ldl, 8, false);
    Checks.segment(where, "B", b, rows, n, ldb, 8, true);
    Checks.finiteLower(where, "L", l, n, ldl);
    Checks.finite(where, "B", b, rows, n, ldb);
    Natives.blas(
        () ->
            openblas.cblas_dtrsm(
                openblas.CblasRowMajor,
                openblas.CblasRight,
                openblas.CblasLower,
                openblas.CblasTrans,
                openblas.CblasNonUnit,
                rows,
                n,
                1,
                Natives.doubles(l),
                ldl,
                Natives.doubles(b),
                ldb));
    Reference.reachabilityFence(l);
    Reference.reachabilityFence(b);
  }

  /**
   * An estimate of \( 1 / (\|A\|_1 \|A^{-1}\|_1) \) from the factor L of A [n, n] and \( \|A\|_1
   * \).
   */
  static double choleskyReciprocalCondition(MemorySegment l, int n, double norm) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment r = arena.allocate(8);
      accept(
          "Cholesky",
          Natives.lapack(
              () ->
                  openblas.LAPACKE_dpocon(
                      COLUMNS, (byte) 'U', n, Natives.doubles(l), n, norm, Natives.doubles(r))));
      return r.get(JAVA_DOUBLE, 0);
    }
  }

  /**
   * Replaces A [n, n] by its triangular factors: \( A = LUP \) with L lower triangular (its
   * diagonal kept), U upper with ones on the diagonal and P a permutation of columns, written to
   * {@code pivots} (n 32-bit integers, from 1: column i was exchanged with column {@code
   * pivots[i]}, in order).
   *
   * @throws ArithmeticException where a pivot is exactly zero
   */
  public static void lu(MemorySegment a, int n, int lda, MemorySegment pivots) {
    Checks.segment("LU", "A", a, n, n, lda, 8, true);
    Checks.segment("LU", "pivots", pivots, 1, n, n, 4, true);
    Checks.finite("LU", "A", a, n, n, lda);
    int info =
        Natives.lapack(
            () ->
                openblas.LAPACKE_dgetrf(
                    COLUMNS, n, n, Natives.doubles(a), lda, Natives.ints(pivots)));
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(pivots);
    if (info > 0) {
      throw Checks.failure(
          "LU: the matrix [%d, %d] is singular, its pivot %d is exactly zero", n, n, info);
    }
    accept("LU", info);
  }

  /** Replaces B [n, columns] by the X of \( AX = B \), where A's factors lie as {@link #lu}. */
  public static void luSolve(
      MemorySegment lu,
      int n,
      int ldlu,
      MemorySegment pivots,
      MemorySegment b,
      int columns,
      int ldb) {
    String where = "Lu.solve";
    Checks.segment(where, "LU", lu, n, n, ldlu, 8, false);
    Checks.segment(where, "pivots", pivots, 1, n, n, 4, false);
    Checks.segment(where, "B", b, n, columns, ldb, 8, true);
    Checks.finite(where, "LU", lu, n, n, ldlu);
    Checks.finite(where, "B", b, n, columns, ldb);
    int[] exchanged = pivots.asSlice(0, 4L * n).toArray(JAVA_INT);
    for (int i = 0; i < n; i++) {
      if (exchanged[i] < 1 || exchanged[i] > n) {
        throw Checks.refusal("%s: pivot %d is %d, outside 1..%d", where, i, exchanged[i], n);
      }
    }
    Natives.blas(
        () -> {
          triangular(openblas.CblasLower, false, false, lu, n, ldlu, b, columns, ldb);
          triangular(openblas.CblasUpper, false, true, lu, n, ldlu, b, columns, ldb);
          for (int i = n - 1; i >= 0; i--) {
            int p = exchanged[i] - 1;
            if (p != i) {
              openblas.cblas_dswap(
                  columns,
                  Natives.doubles(b.asSlice(8L * i * ldb)),
                  1,
                  Natives.doubles(b.asSlice(8L * p * ldb)),
                  1);
            }
          }
        });
    Reference.reachabilityFence(lu);
    Reference.reachabilityFence(b);
  }

  /** An estimate of \( 1 / (\|A\|_\infty \|A^{-1}\|_\infty) \) from A's factors. */
  static double luReciprocalCondition(MemorySegment lu, int n, double norm) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment r = arena.allocate(8);
      accept(
          "LU",
          Natives.lapack(
              () ->
                  openblas.LAPACKE_dgecon(
                      COLUMNS, (byte) '1', n, Natives.doubles(lu), n, norm, Natives.doubles(r))));
      return r.get(JAVA_DOUBLE, 0);
    }
  }

  /**
   * Writes the eigenvalues of the symmetric A [n, n], ascending, to {@code values} [n] and, if
   * wanted, its orthonormal eigenvectors over A, the k-th as <em>row</em> k. Only the lower
   * triangle of A is read; A is overwritten in either case.
   */
  public static void symmetricEigen(
      MemorySegment a, int n, int lda, MemorySegment values, boolean vectors) {
    String where = "symmetric eigenvalues";
    Checks.segment(where, "A", a, n, n, lda, 8, true);
    Checks.segment(where, "values", values, 1, n, n, 8, true);
    Checks.finiteLower(where, "A", a, n, lda);
    int info =
        Natives.lapack(
            () ->
                openblas.LAPACKE_dsyevd(
                    COLUMNS,
                    (byte) (vectors ? 'V' : 'N'),
                    (byte) 'U',
                    n,
                    Natives.doubles(a),
                    lda,
                    Natives.doubles(values)));
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(values);
    if (info > 0) {
      throw Checks.failure("%s: no convergence for [%d, %d] (info %d)", where, n, n, info);
    }
    accept(where, info);
  }

  /**
   * Writes the eigenvalues alone of the symmetric A [n, n], ascending, to {@code values} [n]; only
   * the <em>upper</em> triangle of A is read, for that is faster, and A is overwritten. For many
   * small matrices: A is neither looked at nor scaled, so its entries must be finite, and the
   * square of the largest within the range of numbers.
   */
  public static void symmetricValues(MemorySegment a, int n, int lda, MemorySegment values) {
    String where = "symmetric eigenvalues";
    Checks.segment(where, "A", a, n, n, lda, 8, true);
    Checks.segment(where, "values", values, 1, n, n, 8, true);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment off = NativeMemory.unset(arena, 8L * n);
      MemorySegment reflections = NativeMemory.unset(arena, 8L * n);
      int room = n * REFLECTIONS;
      MemorySegment block = NativeMemory.unset(arena, 8L * room);
      int info =
          Natives.lapack(
              () -> {
                DoublePointer diagonal = Natives.doubles(values);
                DoublePointer beside = Natives.doubles(off);
                int reduced =
                    openblas.LAPACKE_dsytrd_work(
                        COLUMNS,
                        (byte) 'L',
                        n,
                        Natives.doubles(a),
                        lda,
                        diagonal,
                        beside,
                        Natives.doubles(reflections),
                        Natives.doubles(block),
                        room);
                return reduced == 0 ? openblas.LAPACKE_dsterf_work(n, diagonal, beside) : reduced;
              });
      Reference.reachabilityFence(a);
      Reference.reachabilityFence(values);
      if (info > 0) {
        throw Checks.failure("%s: no convergence for [%d, %d] (info %d)", where, n, n, info);
      }
      accept(where, info);
    }
  }

  /**
   * Writes the thin singular value decomposition \( A = U\,\mathrm{diag}(s)\,V^T \) of A [m, n],
   * which is overwritten: with r = min(m, n), s [r] descending, U [m, r] and V^T [r, n], packed;
   * both null for the singular values alone.
   */
  public static void svd(
      MemorySegment a,
      int m,
      int n,
      int lda,
      MemorySegment s,
      @Nullable MemorySegment u,
      @Nullable MemorySegment vt) {
    svd(a, m, n, lda, s, u, vt, false);
  }

  /** As above; {@code full} asks for U [m, m] and V^T [n, n]. */
  public static void svd(
      MemorySegment a,
      int m,
      int n,
      int lda,
      MemorySegment s,
      @Nullable MemorySegment u,
      @Nullable MemorySegment vt,
      boolean full) {
    Checks.segment("SVD", "A", a, m, n, lda, 8, true);
    int r = Math.min(m, n);
    Checks.segment("SVD", "s", s, 1, r, r, 8, true);
    if ((u == null) != (vt == null)) {
      throw Checks.refusal("SVD: give both U and V^T, or neither");
    }
    int ldu = full ? m : r;
    int rowsV = full ? n : r;
    if (u != null && vt != null) {
      Checks.segment("SVD", "U", u, m, ldu, ldu, 8, true);
      Checks.segment("SVD", "V^T", vt, rowsV, n, n, 8, true);
    }
    Checks.finite("SVD", "A", a, m, n, lda);
    char job = u == null ? 'N' : full ? 'A' : 'S';
    // LAPACK sees the transpose [n, m], whose left singular vectors are V and whose right are U.
    int info =
        Natives.lapack(
            () ->
                openblas.LAPACKE_dgesdd(
                    COLUMNS,
                    (byte) job,
                    n,
                    m,
                    Natives.doubles(a),
                    lda,
                    Natives.doubles(s),
                    Natives.doubles(vt == null ? a : vt),
                    n,
                    Natives.doubles(u == null ? a : u),
                    Math.max(1, ldu)));
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(s);
    Reference.reachabilityFence(u);
    Reference.reachabilityFence(vt);
    if (info > 0) {
      throw Checks.failure("SVD: no convergence for [%d, %d] (info %d)", m, n, info);
    }
    accept("SVD", info);
  }

  /**
   * Writes the singular values, descending, of a complex A [m, n], which is overwritten, to {@code
   * s} [min(m, n)]. Its entries are pairs of float64, real part first; {@code lda} counts pairs.
   */
  public static void complexSingularValues(
      MemorySegment a, int m, int n, int lda, MemorySegment s) {
    String where = "complex SVD";
    int r = Math.min(m, n);
    Checks.segment(where, "A", a, m, n, lda, 16, true);
    Checks.segment(where, "s", s, 1, r, r, 8, true);
    Checks.finite(where, "A", a, m, 2 * n, 2 * lda);
    int info =
        Natives.lapack(
            () ->
                openblas.LAPACKE_zgesdd(
                    COLUMNS,
                    (byte) 'N',
                    n,
                    m,
                    Natives.doubles(a),
                    lda,
                    Natives.doubles(s),
                    Natives.doubles(a),
                    n,
                    Natives.doubles(a),
                    r));
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(s);
    if (info > 0) {
      throw Checks.failure("%s: no convergence for [%d, %d] (info %d)", where, m, n, info);
    }
    accept(where, info);
  }

  /**
   * Writes the eigenvalues, ascending, of a Hermitian A [n, n] of pairs, as above, to {@code
   * values} [n]. Only the lower triangle of A is read; A is overwritten.
   */
  public static void hermitianValues(MemorySegment a, int n, int lda, MemorySegment values) {
    String where = "Hermitian eigenvalues";
    Checks.segment(where, "A", a, n, n, lda, 16, true);
    Checks.segment(where, "values", values, 1, n, n, 8, true);
    // columns of the lower triangle are rows of the upper one of its conjugate
    int info =
        Natives.lapack(
            () ->
                openblas.LAPACKE_zheevd(
                    COLUMNS,
                    (byte) 'N',
                    (byte) 'U',
                    n,
                    Natives.doubles(a),
                    lda,
                    Natives.doubles(values)));
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(values);
    if (info > 0) {
      throw Checks.failure("%s: no convergence for [%d, %d] (info %d)", where, n, n, info);
    }
    accept(where, info);
  }

  /**
   * Replaces A [m, n], m ≥ n, by Q [m, n] with orthonormal columns and writes the upper triangle R
   * [n, n], packed, with \( A = QR \). The signs on R's diagonal are as they come.
   */
  public static void qr(MemorySegment a, int m, int n, int lda, MemorySegment r) {
    Checks.segment("QR", "A", a, m, n, lda, 8, true);
    Checks.segment("QR", "R", r, n, n, n, 8, true);
    if (m < n) {
      throw Checks.refusal("QR: A is [%d, %d]; it needs at least as many rows as columns", m, n);
    }
    Checks.finite("QR", "A", a, m, n, lda);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment tau = arena.allocate(8L * n, 8);
      // The transpose [n, m] in columns is L Q'; so A = Q'^T L^T.
      accept(
          "QR",
          Natives.lapack(
              () ->
                  openblas.LAPACKE_dgelqf(
                      COLUMNS, n, m, Natives.doubles(a), lda, Natives.doubles(tau))));
      r.asSlice(0, 8L * n * n).fill((byte) 0);
      for (int i = 0; i < n; i++) {
        MemorySegment.copy(a, 8L * ((long) i * lda + i), r, 8L * ((long) i * n + i), 8L * (n - i));
      }
      accept(
          "QR",
          Natives.lapack(
              () ->
                  openblas.LAPACKE_dorglq(
                      COLUMNS, n, m, n, Natives.doubles(a), lda, Natives.doubles(tau))));
    }
    Reference.reachabilityFence(a);
  }

  private static void triangular(
      int triangle,
      boolean transposed,
      boolean unit,
      MemorySegment t,
      int n,
      int ldt,
      MemorySegment b,
      int columns,
      int ldb) {
    openblas.cblas_dtrsm(
        openblas.CblasRowMajor,
        openblas.CblasLeft,
        triangle,
        transposed ? openblas.CblasTrans : openblas.CblasNoTrans,
        unit ? openblas.CblasUnit : openblas.CblasNonUnit,
        n,
        columns,
        1,
        Natives.doubles(t),
        ldt,
        Natives.doubles(b),
        ldb);
  }

  private static void accept(String where, int info) {
    if (info == openblas.LAPACK_WORK_MEMORY_ERROR
        || info == openblas.LAPACK_TRANSPOSE_MEMORY_ERROR) {
      throw new OutOfMemoryError(where + ": no native memory for LAPACK's workspace");
    }
    if (info != 0) {
      throw new IllegalStateException(where + ": LAPACK returned " + info);
    }
  }
}
