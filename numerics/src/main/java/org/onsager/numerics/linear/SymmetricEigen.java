package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The spectral decomposition of a symmetric matrix, \( A = \sum_k \lambda_k v_k v_k^T \).
 *
 * @param values the eigenvalues \( \lambda_k \), ascending, [n]
 * @param vectors the orthonormal eigenvectors, \( v_k \) as <em>row</em> k, packed [n, n]
 */
@SuppressWarnings("ArrayRecordComponent")
public record SymmetricEigen(double[] values, double[] vectors) {

  /**
   * Decomposes A [n, n], packed row-major; one that is not symmetric (to 1e-8 of its largest entry)
   * or not finite is refused.
   */
  public static SymmetricEigen of(double[] a, int n) {
    return decompose(a, n, true);
  }

  /** The eigenvalues alone, ascending. */
  public static double[] values(double[] a, int n) {
    return decompose(a, n, false).values;
  }

  private static SymmetricEigen decompose(double[] a, int n, boolean vectors) {
    String where = "symmetric eigenvalues";
    Checks.length(where, "A", a.length, n, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment v = arena.allocateFrom(JAVA_DOUBLE, a);
      MemorySegment w = arena.allocate(8L * n, 8);
      Checks.finite(where, "A", v, n, n, n);
      Checks.symmetric(where, a, n);
      Lapack.symmetricEigen(v, n, n, w, vectors);
      return new SymmetricEigen(
          w.toArray(JAVA_DOUBLE), vectors ? v.toArray(JAVA_DOUBLE) : new double[0]);
    }
  }

  /** The k-th eigenvector, a copy, [n]. */
  public double[] vector(int k) {
    int n = values.length;
    return Arrays.copyOfRange(vectors, k * n, (k + 1) * n);
  }
}
