package org.onsager.instruments.weights;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.Lapack;
import org.onsager.numerics.linear.NativeMemory;

/**
 * Singular values as the roots of the eigenvalues of the smaller Gram matrix, descending, to 10⁻¹⁰
 * of the largest.
 *
 * <p>Rounding leaves \( c\,\epsilon\,s_{\max}^2/s \) of each, with c of some units. Where the
 * smallest is too small for that the matrix itself is reduced, which takes about twice as long.
 */
final class GramSpectrum {
  /** Sides from which a Gram matrix pays. */
  private static final int LEAST = 16;

  /** What the smallest singular value must be of the largest. */
  private static final double ROUND = 2e-5;

  /** Of traces in between, squares of what counts stay within the range of numbers. */
  private static final double LOW = 1e-120;

  private static final double HIGH = 1e150;

  private GramSpectrum() {}

  /** Those of a matrix, row by row. */
  static double[] of(double[] values, int rows, int columns) {
    int n = Math.min(rows, columns);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment w = NativeMemory.unset(arena, 8L * values.length);
      MemorySegment.copy(values, 0, w, JAVA_DOUBLE, 0, values.length);
      MemorySegment s = NativeMemory.unset(arena, 8L * n);
      if (n >= LEAST) {
        MemorySegment gram = NativeMemory.unset(arena, 8L * n * n);
        Blas.upperGram(rows > columns, n, Math.max(rows, columns), w, columns, gram, n);
        if (isInRange(gram, n, 1)) {
          Lapack.symmetricValues(gram, n, n, s);
          double[] roots = roots(s, n);
          if (roots[n - 1] > ROUND * roots[0]) {
            return roots;
          }
        }
      }
      Lapack.svd(w, rows, columns, columns, s, null, null);
      return s.toArray(JAVA_DOUBLE);
    }
  }

  /**
   * Those of a complex matrix.
   *
   * @param pairs real and imaginary parts, row by row
   * @param rows at most as many as columns
   */
  static double[] ofPairs(double[] pairs, int rows, int columns) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment w = NativeMemory.unset(arena, 8L * pairs.length);
      MemorySegment.copy(pairs, 0, w, JAVA_DOUBLE, 0, pairs.length);
      MemorySegment s = NativeMemory.unset(arena, 8L * rows);
      if (rows >= LEAST) {
        MemorySegment gram = NativeMemory.unset(arena, 16L * rows * rows);
        Blas.complexGram(rows, columns, w, columns, gram, rows);
        if (isInRange(gram, rows, 2)) {
          Lapack.hermitianValues(gram, rows, rows, s);
          double[] roots = roots(s, rows);
          if (roots[rows - 1] > ROUND * roots[0]) {
            return roots;
          }
        }
      }
      Lapack.complexSingularValues(w, rows, columns, columns, s);
      return s.toArray(JAVA_DOUBLE);
    }
  }

  /** Square roots of ascending eigenvalues, descending. */
  static double[] roots(MemorySegment eigenvalues, int n) {
    double[] roots = new double[n];
    for (int i = 0; i < n; i++) {
      roots[i] = Math.sqrt(Math.max(0, eigenvalues.getAtIndex(JAVA_DOUBLE, n - 1L - i)));
    }
    return roots;
  }

  /** Whether no square has left the range of numbers. */
  private static boolean isInRange(MemorySegment gram, int n, int numbers) {
    double trace = 0;
    for (long i = 0; i < n; i++) {
      trace += gram.getAtIndex(JAVA_DOUBLE, numbers * (i * n + i));
    }
    return trace > LOW && trace < HIGH;
  }
}
