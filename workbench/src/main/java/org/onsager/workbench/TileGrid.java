package org.onsager.workbench;

/**
 * A matrix cut into square tiles; of a symmetric one only those on and above the diagonal, row by
 * row.
 *
 * <p>The grid depends on the matrix and on the cost of an entry alone, never on the machine or the
 * number of threads, so that the same computation has the same tiles wherever it is continued.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 * @param symmetric true when the tiles below the diagonal are mirror images
 * @param side of a tile; those at the edges are smaller
 */
record TileGrid(int rows, int columns, boolean symmetric, int side) {
  private static final int LARGEST = 512;
  private static final int LEAST = 32;
  private static final int TILES_A_SIDE = 16;
  private static final double FLOPS_A_TILE = 2e9;

  TileGrid {
    if (rows < 1 || columns < 1 || side < 1 || (symmetric && rows != columns)) {
      throw new IllegalArgumentException("no grid of " + rows + " × " + columns + " by " + side);
    }
  }

  /**
   * The grid for a matrix: tiles small enough that many threads have work and that one takes about
   * a second at most, else as large as pays.
   *
   * @param flops of one entry
   */
  static TileGrid of(int rows, int columns, boolean symmetric, double flops) {
    int least = Math.min(rows, columns);
    int side = 1;
    while (side < LARGEST
        && (side < LEAST || side * TILES_A_SIDE < least)
        && 4.0 * side * side * flops <= FLOPS_A_TILE) {
      side *= 2;
    }
    return new TileGrid(rows, columns, symmetric, side);
  }

  /** Rows {@code top} to {@code bottom}, columns {@code left} to {@code right}, ends excluded. */
  record Tile(int top, int bottom, int left, int right) {
    int height() {
      return bottom - top;
    }

    int width() {
      return right - left;
    }
  }

  private int down() {
    return (rows + side - 1) / side;
  }

  private int across() {
    return (columns + side - 1) / side;
  }

  /** The number of tiles. */
  int count() {
    long all = symmetric ? (long) down() * (down() + 1) / 2 : (long) down() * across();
    return Math.toIntExact(all);
  }

  /** A tile by its number. */
  Tile tile(int number) {
    int i = symmetric ? row(number) : number / across();
    int j = symmetric ? number - before(i) + i : number % across();
    return new Tile(
        i * side, Math.min(rows, (i + 1) * side), j * side, Math.min(columns, (j + 1) * side));
  }

  /** Tiles in the rows above row i of a symmetric grid. */
  private int before(int i) {
    return (int) ((long) i * down() - (long) i * (i - 1) / 2);
  }

  private int row(int number) {
    int low = 0;
    int high = down() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (before(middle) <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Whether the tile lies on the diagonal of a symmetric matrix. */
  boolean diagonal(Tile tile) {
    return symmetric && tile.top() == tile.left();
  }
}
