package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.data.NpyArray;
import org.onsager.data.NpyType;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.workbench.TileGrid.Tile;

class TileWorkTest {
  private static final BooleanSupplier NEVER = new AtomicBoolean()::get;

  @TempDir Path folder;

  private static void product(Tile tile, double[] first, double @Nullable [] second) {
    for (int i = tile.top(), at = 0; i < tile.bottom(); i++) {
      for (int j = tile.left(); j < tile.right(); j++) {
        first[at++] = 1 + i * j / 7.0;
      }
    }
  }

  private TileWork work(TileGrid grid, NpyType type, int threads, String facts) {
    return new TileWork(
        grid, type, List.of(folder.resolve("K.npy")), Map.of("network", facts), threads);
  }

  private double[] written() {
    try (NpyArray array = NpyArray.open(folder.resolve("K.npy"))) {
      return array.doubles();
    }
  }

  @Test
  void whatCouldNotBeBegunLeavesNothingBehind() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("K.npy.part").resolve("in the way"));
    TileWork work = work(new TileGrid(8, 8, false, 4), NpyType.FLOAT64, 1, "a");
    assertThatThrownBy(() -> work.run(TileWorkTest::product, _ -> {}, NEVER))
        .isInstanceOf(Refusal.class);
    assertThat(inTheWay).exists();
    assertThat(folder.resolve("K.npy.journal")).doesNotExist();
  }

  @Test
  void aDiskThatIsFullBeforeTheFirstTileIsSaidAndNothingStays() {
    TileGrid grid = new TileGrid(64, 64, true, 8);
    for (long room : new long[] {0, 100, 20_000}) {
      try (FileLimit _ = FileLimit.of(room)) {
        assertThatThrownBy(
                () ->
                    work(grid, NpyType.FLOAT64, 2, "a").run(TileWorkTest::product, _ -> {}, NEVER))
            .isInstanceOf(Refusal.class)
            .hasMessageEndingWith("cannot be written (File too large)")
            .message()
            .doesNotContain("\n");
      }
      assertThat(folder).isEmptyDirectory();
    }
    // The file was made at its full size, and then the disk had no room for what goes into it.
    List<FileLimit> limits = new ArrayList<>();
    Tiles filling =
        (tile, first, second) -> {
          limits.add(FileLimit.of(4096));
          product(tile, first, second);
        };
    try {
      assertThatThrownBy(
              () ->
                  work(new TileGrid(64, 64, false, 64), NpyType.FLOAT64, 1, "a")
                      .run(filling, _ -> {}, NEVER))
          .isInstanceOf(Refusal.class)
          .hasMessageEndingWith("K.npy.part: cannot be written (File too large)");
    } finally {
      limits.forEach(FileLimit::close);
    }
    assertThat(folder).isEmptyDirectory();
    assertThatThrownBy(
            () ->
                work(grid, NpyType.FLOAT64, 1, "a").run(TileWorkTest::product, _ -> {}, () -> true))
        .isInstanceOf(Stopped.class)
        .hasMessage("stopped; no tile was finished, nothing is kept");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDiskThatFillsAfterSomeTilesKeepsThemSaysSoAndTheSameCommandGoesOn() throws IOException {
    TileGrid grid = new TileGrid(64, 8, false, 8);
    work(grid, NpyType.FLOAT64, 1, "a").run(TileWorkTest::product, _ -> {}, NEVER);
    Path whole = folder.resolve("K.npy");
    byte[] right = Files.readAllBytes(whole);
    Files.delete(whole);
    // A tile is eight rows of 64 bytes after a head of 128: three end below 2,000.
    List<FileLimit> limits = new ArrayList<>();
    Tiles filling =
        (tile, first, second) -> {
          if (limits.isEmpty()) {
            limits.add(FileLimit.of(2000));
          }
          product(tile, first, second);
        };
    try {
      assertThatThrownBy(() -> work(grid, NpyType.FLOAT64, 1, "a").run(filling, _ -> {}, NEVER))
          .isInstanceOf(Refusal.class)
          .hasMessageEndingWith(
              "K.npy.part: cannot be written (File too large);"
                  + " 3 of 8 tiles are kept, the same command continues");
    } finally {
      limits.forEach(FileLimit::close);
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("K.npy.part", "K.npy.journal");
    assertThat(
            work(grid, NpyType.FLOAT64, 1, "a")
                .run(TileWorkTest::product, _ -> {}, NEVER)
                .resumed())
        .isEqualTo(3);
    assertThat(whole).hasBinaryContent(right);
    assertThat(folder.toFile().list()).containsExactly("K.npy");
  }

  @Test
  void anInterruptWaitsForTheTilesThatAreAtWorkAndTheSameCommandGoesOn() throws IOException {
    TileGrid grid = new TileGrid(64, 8, false, 8);
    Thread caller = Thread.currentThread();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Tiles interrupting =
        (tile, first, second) -> {
          if (begun.incrementAndGet() == 3) {
            caller.interrupt();
            while (caller.isInterrupted()) {
              Thread.onSpinWait();
            }
            LockSupport.parkNanos(100_000_000); // the caller has woken by now
          }
          product(tile, first, second);
          ended.incrementAndGet();
        };
    assertThatThrownBy(() -> work(grid, NpyType.FLOAT64, 1, "a").run(interrupting, _ -> {}, NEVER))
        .isInstanceOf(Stopped.class)
        .hasMessageContaining("finished tiles are kept");
    assertThat(ended).hasValue(begun.get());
    assertThat(Thread.interrupted()).isTrue();
    TileWork.Done done =
        work(grid, NpyType.FLOAT64, 1, "a").run(TileWorkTest::product, _ -> {}, NEVER);
    assertThat(done.resumed()).isEqualTo(ended.get());
    assertThat(written()[64 * 8 - 1]).isEqualTo(1 + 63 * 7 / 7.0);
  }

  @Test
  void aJournalWithoutATileStandsInNobodysWay() throws IOException {
    Files.writeString(folder.resolve("K.npy.journal"), "onsager tiles 1\nnetwork: relu\ntiles:\n");
    Files.write(folder.resolve("K.npy.part"), new byte[100]);
    work(new TileGrid(64, 64, true, 8), NpyType.FLOAT64, 1, "tanh")
        .run(TileWorkTest::product, _ -> {}, NEVER);
    assertThat(written()[64 * 63 + 63]).isEqualTo(1 + 63 * 63 / 7.0);
    assertThat(folder.toFile().list()).containsExactly("K.npy");
  }

  @Test
  void everyGridCoversItsMatrixExactlyOnce() {
    for (int rows : new int[] {1, 2, 7, 33, 100}) {
      for (int columns : new int[] {1, 5, 64, 100}) {
        for (int side : new int[] {1, 4, 32, 512}) {
          covers(new TileGrid(rows, columns, false, side));
        }
      }
      covers(new TileGrid(rows, rows, true, 4));
      covers(new TileGrid(rows, rows, true, 1));
    }
  }

  private static void covers(TileGrid grid) {
    BitSet seen = new BitSet();
    int cells = 0;
    for (int t = 0; t < grid.count(); t++) {
      Tile tile = grid.tile(t);
      for (int i = tile.top(); i < tile.bottom(); i++) {
        for (int j = tile.left(); j < tile.right(); j++) {
          seen.set(i * grid.columns() + j);
          cells++;
          if (grid.symmetric() && !grid.diagonal(tile)) {
            seen.set(j * grid.columns() + i);
            cells++;
          }
        }
      }
    }
    assertThat(cells).as("%s", grid).isEqualTo(grid.rows() * grid.columns());
    assertThat(seen.cardinality()).as("%s", grid).isEqualTo(cells);
  }

  @Test
  void theGridKnowsNoThreadsAndGrowsWithTheMatrixAndShrinksWithTheCost() {
    assertThat(TileGrid.of(20_000, 20_000, true, 100).side()).isEqualTo(512);
    assertThat(TileGrid.of(2_000, 2_000, true, 100).side()).isEqualTo(128);
    assertThat(TileGrid.of(20_000, 20_000, true, 1e8).side()).isEqualTo(4);
    assertThat(TileGrid.of(20_000, 20_000, true, 1e12).side()).isEqualTo(1);
    assertThat(TileGrid.of(3, 20_000, false, 100).side()).isEqualTo(32);
  }

  @Test
  void filesHoldEveryEntryAndAreSymmetricToTheLastBit() {
    work(new TileGrid(37, 37, true, 8), NpyType.FLOAT64, 3, "a")
        .run(TileWorkTest::product, l -> {}, NEVER);
    double[] k = written();
    for (int i = 0; i < 37; i++) {
      for (int j = 0; j < 37; j++) {
        assertThat(k[37 * i + j]).isEqualTo(1 + i * j / 7.0);
      }
    }
    work(new TileGrid(5, 70, false, 8), NpyType.FLOAT32, 2, "b")
        .run(TileWorkTest::product, l -> {}, NEVER);
    k = written();
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 70; j++) {
        assertThat(k[70 * i + j]).isEqualTo((float) (1 + i * j / 7.0));
      }
    }
    assertThat(folder.toFile().list()).containsExactly("K.npy");
  }

  @Test
  void whoStopsKeepsWhatIsDoneAndGoesOnWithTheSameBits() throws IOException {
    TileGrid grid = new TileGrid(64, 64, true, 8);
    work(grid, NpyType.FLOAT64, 1, "a").run(TileWorkTest::product, l -> {}, NEVER);
    byte[] right = Files.readAllBytes(folder.resolve("K.npy"));
    Files.delete(folder.resolve("K.npy"));
    AtomicInteger computed = new AtomicInteger();
    Tiles counted =
        (tile, first, second) -> {
          computed.incrementAndGet();
          product(tile, first, second);
        };
    assertThatThrownBy(
            () ->
                work(grid, NpyType.FLOAT64, 2, "a")
                    .run(counted, l -> {}, () -> computed.get() >= 11))
        .isInstanceOf(Stopped.class)
        .hasMessageMatching("stopped; 1[12] of 36 tiles are kept, the same command continues");
    int first = computed.get();
    assertThat(folder.resolve("K.npy")).doesNotExist();
    // A line that was being written when the process died does not count.
    Files.writeString(folder.resolve("K.npy.journal"), "35", StandardOpenOption.APPEND);
    List<String> said = new ArrayList<>();
    TileWork.Done done = work(grid, NpyType.FLOAT64, 1, "a").run(counted, said::add, NEVER);
    assertThat(done).isEqualTo(new TileWork.Done(36, first));
    assertThat(computed).hasValue(36);
    assertThat(said).contains("continues: " + first + " of 36 tiles are there");
    assertThat(folder.resolve("K.npy")).hasBinaryContent(right);
    assertThat(folder.toFile().list()).containsExactly("K.npy");
  }

  private void interrupted(String facts) {
    TileGrid grid = new TileGrid(64, 64, true, 8);
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                work(grid, NpyType.FLOAT64, 1, facts)
                    .run(TileWorkTest::product, l -> {}, () -> asked.incrementAndGet() > 5))
        .isInstanceOf(Stopped.class);
  }

  @Test
  void theJournalOfAnotherComputationIsRefusedInOneLine() throws IOException {
    interrupted("relu");
    byte[] journal = Files.readAllBytes(folder.resolve("K.npy.journal"));
    TileGrid grid = new TileGrid(64, 64, true, 8);
    assertThatThrownBy(
            () -> work(grid, NpyType.FLOAT64, 1, "tanh").run(TileWorkTest::product, l -> {}, NEVER))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll("K.npy.journal", "network relu, now tanh", "another --out")
        .message()
        .doesNotContain("\n");
    assertThat(folder.resolve("K.npy.journal")).hasBinaryContent(journal);
    Files.writeString(folder.resolve("K.npy.journal"), "a diary\n");
    assertThatThrownBy(
            () -> work(grid, NpyType.FLOAT64, 1, "relu").run(TileWorkTest::product, l -> {}, NEVER))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is not a journal of tiles");
  }

  @Test
  void aPartThatIsGoneIsBegunAnewAndOneThatIsAnotherIsRefused() throws IOException {
    interrupted("relu");
    Path part = folder.resolve("K.npy.part");
    Files.delete(part);
    TileGrid grid = new TileGrid(64, 64, true, 8);
    assertThat(
            work(grid, NpyType.FLOAT64, 1, "relu")
                .run(TileWorkTest::product, l -> {}, NEVER)
                .resumed())
        .isZero();
    interrupted("relu");
    Files.write(part, new byte[100]);
    assertThatThrownBy(
            () -> work(grid, NpyType.FLOAT64, 1, "relu").run(TileWorkTest::product, l -> {}, NEVER))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is not an unfinished float64 array of shape (64, 64)");
  }

  @Test
  void whoDiesBetweenTheLastTileAndTheNameOnlyGetsTheName() throws IOException {
    interrupted("relu");
    Files.writeString(folder.resolve("K.npy.journal"), "whole\n", StandardOpenOption.APPEND);
    TileGrid grid = new TileGrid(64, 64, true, 8);
    Tiles none =
        (_, _, _) -> {
          throw new AssertionError("computed again");
        };
    work(grid, NpyType.FLOAT64, 1, "relu").run(none, l -> {}, NEVER);
    assertThat(folder.toFile().list()).containsExactly("K.npy");
  }

  @Test
  void twoAtOnceAreRefusedAndAFailureOfATileIsToldAsItIs() {
    TileGrid grid = new TileGrid(64, 64, true, 8);
    TileWork work = work(grid, NpyType.FLOAT64, 2, "relu");
    Tiles nested =
        (_, _, _) ->
            work(grid, NpyType.FLOAT64, 1, "relu").run(TileWorkTest::product, l -> {}, NEVER);
    assertThatThrownBy(() -> work.run(nested, l -> {}, NEVER))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("another process is computing this kernel now");
  }

  @Test
  void aTransposeIsATranspose() {
    double[] values = new double[33 * 20];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    double[] mirrored = new double[values.length];
    TileDesk.mirror(values, 33, 20, mirrored);
    for (int i = 0; i < 33; i++) {
      for (int j = 0; j < 20; j++) {
        assertThat(mirrored[j * 33 + i]).isEqualTo(20 * i + j);
      }
    }
  }
}
