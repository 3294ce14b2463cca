package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel in real processes, really killed. */
class TileKillTest {
  private static final int SIZE = 300;
  private static final int TILES = 19 * 20 / 2;

  @TempDir Path folder;
  @TempDir Path elsewhere;

  /** The tiles that the journal says lie on the disk. */
  private Set<Integer> kept() throws IOException {
    Path journal = folder.resolve("K.npy.journal");
    Set<Integer> kept = new HashSet<>();
    if (Files.exists(journal)) {
      String text = Files.readString(journal);
      int from = text.indexOf("tiles:\n");
      int end = text.lastIndexOf('\n') + 1;
      if (from >= 0) {
        text.substring(from + 7, end).lines().forEach(l -> kept.add(Integer.parseInt(l)));
      }
    }
    return kept;
  }

  private Set<String> computed() throws IOException {
    Path notes = folder.resolve("notes");
    Set<String> computed = new TreeSet<>();
    for (String line : Files.exists(notes) ? Files.readAllLines(notes) : List.<String>of()) {
      assertThat(computed.add(line)).as("computed twice by one process: " + line).isTrue();
    }
    Files.deleteIfExists(notes);
    return computed;
  }

  @Test
  void killedTenTimesAtRandomTheFilesAreThoseOfAnUninterruptedRunAndNoTileIsRepeated()
      throws Exception {
    Random instants = new Random(8);
    TileGrid grid = new TileGrid(SIZE, SIZE, true, 16);
    Set<Integer> before = Set.of();
    int died = 0;
    for (int kill = 0; kill < 10; kill++) {
      Process child = TileChild.start(folder, SIZE, 2, 12);
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).as(TileChild.errors(folder)).isEqualTo("ready");
        // One dies while the files open, the others within some tile or between two.
        for (int heard = kill == 0 ? 0 : 1 + instants.nextInt(25); heard > 0; heard--) {
          assertThat(out.readLine()).as(TileChild.errors(folder)).startsWith("Tile");
        }
        Thread.sleep(instants.nextInt(30));
        child.toHandle().destroyForcibly();
        died += child.waitFor() == 137 ? 1 : 0;
      }
      Set<Integer> after = kept();
      assertThat(after).as("nothing that was kept is lost").containsAll(before);
      Set<String> computed = computed();
      for (int tile : before) {
        assertThat(computed).doesNotContain(grid.tile(tile).toString());
      }
      assertThat(folder.resolve("K.npy")).doesNotExist();
      before = after;
    }
    assertThat(died).as("really killed").isEqualTo(10);
    assertThat(before.size()).as("kills fell into the work").isBetween(5, TILES - 1);
    Process last = TileChild.start(folder, SIZE, 1, 0);
    try (BufferedReader out = last.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.lines().filter(l -> !l.startsWith("Tile")).toList())
          .as(TileChild.errors(folder))
          .containsExactly("ready", "resumed " + before.size() + " of " + TILES);
    }
    assertThat(last.waitFor()).isZero();
    TileChild.work(elsewhere, SIZE, 2)
        .run(TileChild.tiles(0, elsewhere.resolve("notes")), line -> {}, () -> false);
    for (String file : List.of("K.npy", "K.ntk.npy")) {
      assertThat(folder.resolve(file)).hasSameBinaryContentAs(elsewhere.resolve(file));
    }
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("K.npy", "K.ntk.npy", "notes", "errors");
  }
}
