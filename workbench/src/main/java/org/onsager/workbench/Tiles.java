package org.onsager.workbench;

import org.jspecify.annotations.Nullable;
import org.onsager.workbench.TileGrid.Tile;

/** What computes one tile of a kernel; its bits are a function of the tile alone. */
@FunctionalInterface
interface Tiles {
  /**
   * Computes a tile on the caller's thread.
   *
   * @param nngp receives the tile, row-major, one row {@code tile.width()} long, from 0 on
   * @param ntk likewise the tangent kernel, unless null
   */
  void compute(Tile tile, double[] nngp, double @Nullable [] ntk);
}
