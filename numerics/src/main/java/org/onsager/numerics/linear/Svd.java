package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A singular value decomposition \( A = U\,\mathrm{diag}(s)\,V^T \) of a matrix [m, n].
 *
 * @param left U, packed: thin [m, r] with r = min(m, n), full [m, m]
 * @param values the singular values s, descending, [r]
 * @param rightTransposed \( V^T \), packed: thin [r, n], full [n, n]
 */
@SuppressWarnings("ArrayRecordComponent")
public record Svd(double[] left, double[] values, double[] rightTransposed) {

  /** The thin decomposition of A [m, n], packed row-major. */
  public static Svd thin(double[] a, int m, int n) {
    return decompose(a, m, n, false);
  }

  /** The decomposition with all of both bases. */
  public static Svd full(double[] a, int m, int n) {
    return decompose(a, m, n, true);
  }

  /** The singular values alone, descending. */
  public static double[] values(double[] a, int m, int n) {
    Checks.length("SVD", "A", a.length, m, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment s = arena.allocate(8L * Math.min(m, n), 8);
      Lapack.svd(arena.allocateFrom(JAVA_DOUBLE, a), m, n, n, s, null, null);
      return s.toArray(JAVA_DOUBLE);
    }
  }

  private static Svd decompose(double[] a, int m, int n, boolean full) {
    Checks.length("SVD", "A", a.length, m, n);
    int r = Math.min(m, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment s = arena.allocate(8L * r, 8);
      MemorySegment u = arena.allocate(8L * m * (full ? m : r), 8);
      MemorySegment vt = arena.allocate(8L * n * (full ? n : r), 8);
      Lapack.svd(arena.allocateFrom(JAVA_DOUBLE, a), m, n, n, s, u, vt, full);
      return new Svd(u.toArray(JAVA_DOUBLE), s.toArray(JAVA_DOUBLE), vt.toArray(JAVA_DOUBLE));
    }
  }
}
