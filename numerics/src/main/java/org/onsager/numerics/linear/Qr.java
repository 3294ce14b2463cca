package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The factorisation \( A = QR \) of a matrix [m, n], m ≥ n, made unique (at full rank) by a
 * diagonal of R that is not negative.
 *
 * @param q orthonormal columns, packed [m, n]
 * @param r upper triangular, packed [n, n]
 */
@SuppressWarnings("ArrayRecordComponent")
public record Qr(double[] q, double[] r) {

  /** Factorises A [m, n], packed row-major. */
  public static Qr of(double[] a, int m, int n) {
    Checks.length("QR", "A", a.length, m, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nq = arena.allocateFrom(JAVA_DOUBLE, a);
      MemorySegment nr = arena.allocate(8L * n * n, 8);
      Lapack.qr(nq, m, n, n, nr);
      double[] q = nq.toArray(JAVA_DOUBLE);
      double[] r = nr.toArray(JAVA_DOUBLE);
      for (int k = 0; k < n; k++) {
        if (r[k * n + k] < 0) {
          for (int j = k; j < n; j++) {
            r[k * n + j] = -r[k * n + j];
          }
          for (int i = 0; i < m; i++) {
            q[i * n + k] = -q[i * n + k];
          }
        }
      }
      return new Qr(q, r);
    }
  }
}
