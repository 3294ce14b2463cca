package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The triangular factors of a general square matrix, with which linear equations are solved.
 *
 * <p>Matrices are packed row-major arrays. A matrix that is exactly singular is refused in {@link
 * #of}, one that is singular to working precision (reciprocal condition below 2^-53) in {@link
 * #solve}.
 */
public final class Lu {

  private final int n;
  private final double[] factors;
  private final int[] pivots;
  private final double reciprocalCondition;

  private Lu(int n, double[] factors, int[] pivots, double reciprocalCondition) {
    this.n = n;
    this.factors = factors;
    this.pivots = pivots;
    this.reciprocalCondition = reciprocalCondition;
  }

  /**
   * Factorises A [n, n].
   *
   * @throws ArithmeticException where A is exactly singular
   */
  public static Lu of(double[] a, int n) {
    Checks.length("LU", "A", a.length, n, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment lu = arena.allocateFrom(JAVA_DOUBLE, a);
      MemorySegment pivots = arena.allocate(4L * n, 8);
      Lapack.lu(lu, n, n, pivots);
      double condition = Lapack.luReciprocalCondition(lu, n, norm(a, n));
      return new Lu(n, lu.toArray(JAVA_DOUBLE), pivots.toArray(JAVA_INT), condition);
    }
  }

  /** An estimate of \( 1/(\|A\|_\infty\|A^{-1}\|_\infty) \). */
  public double reciprocalCondition() {
    return reciprocalCondition;
  }

  /** The logarithm of the modulus of the determinant. */
  public double logAbsoluteDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(Math.abs(factors[i * n + i]));
    }
    return sum;
  }

  /** The sign of the determinant, 1 or -1. */
  public int determinantSign() {
    int sign = 1;
    for (int i = 0; i < n; i++) {
      if (pivots[i] != i + 1) {
        sign = -sign;
      }
      if (factors[i * n + i] < 0) {
        sign = -sign;
      }
    }
    return sign;
  }

  /**
   * The X [n, columns] of \( AX = B \).
   *
   * @throws ArithmeticException where A is singular to working precision
   */
  public double[] solve(double[] b, int columns) {
    Checks.length("Lu.solve", "B", b.length, n, columns);
    refuseSingular("Lu.solve", n, reciprocalCondition);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocateFrom(JAVA_DOUBLE, b);
      Lapack.luSolve(
          arena.allocateFrom(JAVA_DOUBLE, factors),
          n,
          n,
          arena.allocateFrom(JAVA_INT, pivots),
          x,
          columns,
          columns);
      return x.toArray(JAVA_DOUBLE);
    }
  }

  static void refuseSingular(String where, int n, double reciprocalCondition) {
    if (!(reciprocalCondition >= 0x1p-53)) {
      throw Checks.failure(
          "%s: the matrix [%d, %d] is singular to working precision, reciprocal condition %.1e",
          where, n, n, reciprocalCondition);
    }
  }

  /** The largest sum of moduli along a row. */
  static double norm(double[] a, int n) {
    double largest = 0;
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += Math.abs(a[i * n + j]);
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
