package org.onsager.workbench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.onsager.data.NpyType;
import org.onsager.workbench.TileGrid.Tile;

/** A process that computes a matrix of its own in tiles, slowly, until it is killed or done. */
final class TileChild {
  private TileChild() {}

  /** The entries: an odd function of both places, and the same seen from the other side. */
  static Tiles tiles(int pause, Path notes) {
    return (tile, first, second) -> {
      sleep(pause);
      for (int i = tile.top(), at = 0; i < tile.bottom(); i++) {
        for (int j = tile.left(); j < tile.right(); j++, at++) {
          first[at] = Math.sin(1.0 + i * j) + i + j;
          if (second != null) {
            second[at] = Math.cos(1.0 + i * j) * (i + j);
          }
        }
      }
      note(notes, tile);
    };
  }

  private static void sleep(int pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void note(Path notes, Tile tile) {
    System.out.println(tile);
    try {
      Files.writeString(notes, tile + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static TileWork work(Path folder, int size, int threads) {
    return new TileWork(
        new TileGrid(size, size, true, 16),
        NpyType.FLOAT64,
        List.of(folder.resolve("K.npy"), folder.resolve("K.ntk.npy")),
        Map.of("size", "" + size),
        threads);
  }

  /** Computes: folder, size, threads, pause. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    System.out.println("ready");
    TileWork work = work(folder, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    Path notes = folder.resolve("notes");
    TileWork.Done done = work.run(tiles(Integer.parseInt(args[3]), notes), line -> {}, () -> false);
    System.out.println("resumed " + done.resumed() + " of " + done.tiles());
  }

  static Process start(Path folder, int size, int threads, int pause) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            TileChild.class.getName(),
            folder.toString(),
            "" + size,
            "" + threads,
            "" + pause)
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  static String errors(Path folder) throws IOException {
    return Files.readString(folder.resolve("errors"), StandardCharsets.UTF_8);
  }
}
