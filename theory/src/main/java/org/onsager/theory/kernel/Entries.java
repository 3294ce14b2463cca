package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Where the entries of both kernels go.
 *
 * @param ntk null where it is not asked for
 * @param stride the distance of rows
 */
record Entries(double[] nngp, double @Nullable [] ntk, int stride) {
  /**
   * As many rows are mirrored at once. They become stretches of columns, which memory takes faster
   * the longer they are: 128 of them in two thirds of the time of 32.
   */
  static final int ROWS = 128;

  /** As many columns, so that what is read again and again stays in the first cache. */
  private static final int COLUMNS = 32;

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
    for (int left = 0; left < columns; left += COLUMNS) {
      for (int j = left; j < Math.min(columns, left + COLUMNS); j++) {
        int first = Math.max(r0, j - below + 1);
        int from = offset + first * stride + j;
        int to = turned + j * stride;
        for (int i = first; i < r1; i++) {
          a[to + i] = a[from];
          from += stride;
        }
      }
    }
  }
}
