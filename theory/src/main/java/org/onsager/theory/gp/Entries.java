package org.onsager.theory.gp;

/** The entries of a kernel matrix, a tile at a time, from any thread. */
@FunctionalInterface
public interface Entries {

  /**
   * Writes the rows [firstRow, lastRow) and columns [firstColumn, lastColumn), row-major from index
   * 0 with the row stride given.
   */
  void tile(int firstRow, int lastRow, int firstColumn, int lastColumn, double[] into, int stride);

  /** Those of a packed matrix [rows, columns]. */
  static Entries of(double[] matrix, int columns) {
    return (r0, r1, c0, c1, into, stride) -> {
      for (int r = r0; r < r1; r++) {
        System.arraycopy(matrix, r * columns + c0, into, (r - r0) * stride, c1 - c0);
      }
    };
  }
}
