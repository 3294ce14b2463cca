package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The Cholesky factor of a symmetric positive definite matrix, \( A = LL^T \).
 *
 * <p>Matrices are packed row-major arrays. A matrix that is not symmetric (to 1e-8 of its largest
 * entry), not finite or not positive definite is refused in {@link #of}.
 */
public final class Cholesky {

  private final int n;
  private final double[] factor;
  private final double reciprocalCondition;

  private Cholesky(int n, double[] factor, double reciprocalCondition) {
    this.n = n;
    this.factor = factor;
    this.reciprocalCondition = reciprocalCondition;
  }

  /**
   * Factorises A [n, n].
   *
   * @throws ArithmeticException where A is not positive definite
   */
  public static Cholesky of(double[] a, int n) {
    Checks.length("Cholesky", "A", a.length, n, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment l = arena.allocateFrom(JAVA_DOUBLE, a);
      Checks.finite("Cholesky", "A", l, n, n, n);
      Checks.symmetric("Cholesky", a, n);
      Lapack.cholesky(l, n, n);
      double condition = Lapack.choleskyReciprocalCondition(l, n, Lu.norm(a, n));
      double[] factor = l.toArray(JAVA_DOUBLE);
      for (int i = 0; i < n; i++) {
        Arrays.fill(factor, i * n + i + 1, (i + 1) * n, 0);
      }
      return new Cholesky(n, factor, condition);
    }
  }

  /** The lower triangular factor L [n, n], zeros above the diagonal; a copy. */
  public double[] factor() {
    return factor.clone();
  }

  /** An estimate of \( 1/(\|A\|_1\|A^{-1}\|_1) \), near 0 where A is close to singular. */
  public double reciprocalCondition() {
    return reciprocalCondition;
  }

  /** The logarithm of the determinant of A. */
  public double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(factor[i * n + i]);
    }
    return 2 * sum;
  }

  /**
   * The X [n, columns] of \( AX = B \).
   *
   * @throws ArithmeticException where A is singular to working precision
   */
  public double[] solve(double[] b, int columns) {
    Checks.length("Cholesky.solve", "B", b.length, n, columns);
    Lu.refuseSingular("Cholesky.solve", n, reciprocalCondition);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocateFrom(JAVA_DOUBLE, b);
      Lapack.choleskySolve(arena.allocateFrom(JAVA_DOUBLE, factor), n, n, x, columns, columns);
      return x.toArray(JAVA_DOUBLE);
    }
  }
}
