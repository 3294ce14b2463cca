package org.onsager.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.onsager.data.NpyFile;
import org.onsager.data.NpyType;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;

/**
 * A matrix, or two, computed tile by tile into files that appear when they are whole.
 *
 * <p>Until then a file is called {@code K.npy.part}, and {@code K.npy.journal} lists the tiles that
 * lie on the disk. Workers compute and write; one more thread forces what was written onto the disk
 * and then writes it down, again and again, so that a process that is killed loses at most the
 * tiles of the last moment, and a machine that is switched off loses no more. Where no tile was
 * finished, neither file stays.
 *
 * @param grid the tiles
 * @param type of the files
 * @param files where the matrix goes, and the second one if there are two
 * @param facts what decides about the bits, for the journal
 * @param threads how many compute
 */
record TileWork(
    TileGrid grid, NpyType type, List<Path> files, Map<String, String> facts, int threads) {
  private static final int LAST = -1;

  TileWork {
    files = List.copyOf(files);
  }

  /**
   * What was done.
   *
   * @param tiles all
   * @param resumed those that an earlier start had computed
   */
  record Done(int tiles, int resumed) {}

  private Path journalPath() {
    return beside(files.getFirst(), ".journal");
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /**
   * Does it, or what is left of it.
   *
   * @param progress is told how far it is
   * @param stopped answers true when the user wants it to stop
   * @throws Stopped when he did; what is on the disk is kept
   * @throws Refusal when it cannot be written, saying what is kept
   */
  Done run(Tiles tiles, Consumer<String> progress, BooleanSupplier stopped) {
    try (TileJournal journal = TileJournal.open(journalPath(), facts)) {
      int before = 0;
      if (!journal.isWhole()) {
        List<NpyFile> parts = new ArrayList<>();
        try {
          open(journal, parts);
          before = journal.finished().cardinality();
          compute(tiles, journal, parts, new Pace(grid.count(), before, progress), stopped);
        } finally {
          parts.forEach(NpyFile::close);
          if (!journal.begun()) {
            clear();
          }
        }
      }
      for (Path file : files) {
        name(file);
      }
      journal.remove();
      return new Done(grid.count(), before);
    }
  }

  private void open(TileJournal journal, List<NpyFile> parts) {
    boolean there = files.stream().allMatch(f -> Files.exists(beside(f, ".part")));
    boolean goesOn = journal.begun() && there;
    if (!goesOn) {
      journal.forget();
    }
    for (Path file : files) {
      Path part = beside(file, ".part");
      parts.add(
          goesOn
              ? NpyFile.reopen(part, type, grid.rows(), grid.columns())
              : NpyFile.create(part, type, grid.rows(), grid.columns()));
    }
    if (!goesOn) {
      parts.forEach(NpyFile::force);
      journal.begin();
    }
  }

  /** Where no tile was finished nothing is left behind. */
  private void clear() {
    List<Path> left = new ArrayList<>(files.stream().map(f -> beside(f, ".part")).toList());
    left.add(journalPath());
    for (Path path : left) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // why no tile was finished is said
      }
    }
  }

  private static void name(Path file) {
    Path part = beside(file, ".part");
    try {
      if (Files.exists(part)) {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new Refusal(
          file
              + ": cannot be written ("
              + e.getMessage()
              + "); "
              + part
              + " is whole, the same command gives it its name",
          e);
    }
  }

  private void compute(
      Tiles tiles, TileJournal journal, List<NpyFile> parts, Pace pace, BooleanSupplier stopped) {
    BitSet finished = journal.finished();
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    BlockingQueue<Integer> written = new LinkedBlockingQueue<>();
    Runnable worker =
        () -> {
          TileDesk desk = TileDesk.of(grid, parts);
          for (int t = next(next, finished);
              t < grid.count() && failure.get() == null && !stopped.getAsBoolean();
              t = next(next, finished)) {
            desk.compute(grid.tile(t), tiles);
            written.add(t);
            pace.tick();
          }
        };
    List<Thread> workers = new ArrayList<>();
    for (int w = 0; w < Math.min(threads, grid.count()); w++) {
      workers.add(start("onsager-tiles-" + (w + 1), worker, failure));
    }
    Thread keeper = start("onsager-tiles-journal", () -> keep(written, parts, journal), failure);
    boolean interrupted = joined(workers, failure);
    written.add(LAST);
    interrupted |= joined(List.of(keeper), failure);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    int done = journal.finished().cardinality();
    String kept = done + " of " + grid.count() + " tiles are kept, the same command continues";
    switch (failure.get()) {
      case null -> {}
      case Refusal e when done > 0 -> throw new Refusal(e.getMessage() + "; " + kept, e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
    if (done < grid.count()) {
      throw new Stopped("stopped; " + (done > 0 ? kept : "no tile was finished, nothing is kept"));
    }
  }

  /**
   * Waits for the end whatever happens, for what threads read and write is closed thereafter; an
   * interrupt lets them finish the tile that they are at.
   */
  private static boolean joined(
      List<Thread> threads, AtomicReference<@Nullable Throwable> failure) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          failure.compareAndSet(null, new Stopped("interrupted; finished tiles are kept"));
        }
      }
    }
    return interrupted;
  }

  private static int next(AtomicInteger next, BitSet finished) {
    return finished.nextClearBit(next.getAndUpdate(n -> finished.nextClearBit(n) + 1));
  }

  private static Thread start(
      String name, Runnable work, AtomicReference<@Nullable Throwable> failure) {
    return Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Forces what was written onto the disk, then writes it down, until there is no more. */
  private void keep(BlockingQueue<Integer> written, List<NpyFile> parts, TileJournal journal) {
    List<Integer> some = new ArrayList<>();
    boolean more = true;
    while (more) {
      some.clear();
      try {
        some.add(written.take());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      written.drainTo(some);
      more = !some.removeIf(t -> t == LAST);
      if (!some.isEmpty()) {
        parts.forEach(NpyFile::force);
        journal.add(some);
      }
    }
    if (journal.finished().cardinality() == grid.count()) {
      journal.whole();
    }
  }
}
