package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Where the entries of both kernels go.
 *
 * @param ntk null where it is not asked for
 * @param stride the distance of rows
 */
record Entries(double[] nngp, double @Nullable [] ntk, int stride) {
  /** As many rows are mirrored at once: squares of them fit into the first cache. */
  static final int SQUARE = 32;

  void put(int place, double covariance, double tangent) {
    nngp[place] = covariance;
    if (ntk != null) {
      ntk[place] = tangent;
    }
  }

  /**
   * Rows [r0, r1) of a block, as far as they lie below the diagonal, copied above it.
   *
   * @param below by how many rows the block begins below the diagonal
   * @param offset where the block begins
   * @param turned where it begins mirrored
   */
  void mirror(int r0, int r1, int columns, int below, int offset, int turned) {
    mirror(nngp, r0, r1, columns, below, offset, turned);
    if (ntk != null) {
      mirror(ntk, r0, r1, columns, below, offset, turned);
    }
  }

  private void mirror(double[] a, int r0, int r1, int columns, int below, int offset, int turned) {
    for (int left = 0; left < columns; left += SQUARE) {
      for (int j = left; j < Math.min(columns, left + SQUARE); j++) {
        for (int i = Math.max(r0, j - below + 1); i < r1; i++) {
          a[turned + j * stride + i] = a[offset + i * stride + j];
        }
      }
    }
  }
}
