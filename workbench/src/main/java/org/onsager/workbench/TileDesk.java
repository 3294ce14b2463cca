package org.onsager.workbench;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.data.NpyFile;
import org.onsager.workbench.TileGrid.Tile;

/** What one worker has: room for a tile of each file, and for its mirror image. */
final class TileDesk {
  private static final int BLOCK = 16;

  private final TileGrid grid;
  private final List<NpyFile> files;
  private final double[] first;
  private final double @Nullable [] second;
  private final double[] mirrored;

  private TileDesk(TileGrid grid, List<NpyFile> files) {
    int room = Math.min(grid.side(), grid.rows()) * Math.min(grid.side(), grid.columns());
    this.grid = grid;
    this.files = files;
    first = new double[room];
    second = files.size() > 1 ? new double[room] : null;
    mirrored = new double[grid.symmetric() ? room : 0];
  }

  /** A desk for tiles of a grid that go into one file or two. */
  static TileDesk of(TileGrid grid, List<NpyFile> files) {
    return new TileDesk(grid, files);
  }

  /** Computes a tile and writes it, and its image below the diagonal. */
  void compute(Tile tile, Tiles tiles) {
    tiles.compute(tile, first, second);
    write(tile, files.getFirst(), first);
    if (second != null) {
      write(tile, files.getLast(), second);
    }
  }

  private void write(Tile tile, NpyFile file, double[] values) {
    int high = tile.height();
    int wide = tile.width();
    file.block(tile.top(), tile.left(), high, wide, values, 0, wide);
    if (grid.symmetric() && !grid.diagonal(tile)) {
      mirror(values, high, wide, mirrored);
      file.block(tile.left(), tile.top(), wide, high, mirrored, 0, high);
    }
  }

  /** The transpose, block by block so that both stay in cache. */
  static void mirror(double[] values, int high, int wide, double[] into) {
    for (int top = 0; top < high; top += BLOCK) {
      int bottom = Math.min(high, top + BLOCK);
      for (int left = 0; left < wide; left += BLOCK) {
        int right = Math.min(wide, left + BLOCK);
        for (int i = top; i < bottom; i++) {
          for (int j = left; j < right; j++) {
            into[j * high + i] = values[i * wide + j];
          }
        }
      }
    }
  }
}
