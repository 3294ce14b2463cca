package org.onsager.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.onsager.data.NpyFile;
import org.onsager.data.NpyType;
import org.onsager.lab.Refusal;
import org.onsager.theory.kernel.InfiniteNetwork;
import org.onsager.theory.kernel.Inputs;

/**
 * What a kernel will take, found by computing and writing a little of it here and now.
 *
 * <p>The first samples are read, prepared and put into tiles by as many threads as will work, until
 * it takes the same time again and again: what the first times take longer is what a process takes
 * to warm up, and is paid once. The rest is extrapolated: reading and preparing as the number of
 * samples, tiles as the number of entries, and the disk as the bytes.
 *
 * @param rows of the kernel
 * @param columns of the kernel
 * @param seconds of the whole command, its start included
 * @param resident the most memory that it will hold, bytes
 * @param disk bytes of the finished files
 * @param free bytes that the disk has for them
 */
record Forecast(int rows, int columns, double seconds, double resident, double disk, double free) {
  /** Saying the answer and ending the process take about a fifth of what starting it takes. */
  private static final double END = 0.2;

  private static final double PATIENCE = 0.6;

  /** Beyond that no more is tried; but once more than the first, which builds what all share. */
  private static final double LONGEST = 5;

  private static final int FEWEST = 6;
  private static final long SPREAD = 512;
  private static final long SPREAD_VALUES = 1 << 18;
  private static final long MAP_PAGE = 1 << 20;
  private static final double MOST_TRIED = 32e6;

  /** Of Linux's numbers of a process after its name: when it started, in ticks of a second. */
  private static final int STARTED = 19;

  private static final double TICKS = 100;

  /** Tries. */
  static Forecast of(KernelFile job) {
    InfiniteNetwork infinite = job.infinite();
    try (Samples left = job.open();
        Samples right = job.against().isEmpty() ? left : job.openAgainst()) {
      return new Trial(job, infinite, left, right).forecast(sinceStart());
    }
  }

  /** As it stands in a document. */
  Map<String, Object> document() {
    Map<String, Object> estimate = new LinkedHashMap<>();
    estimate.put("seconds", seconds);
    estimate.put("resident", resident);
    estimate.put("disk", disk);
    estimate.put("free", free);
    return estimate;
  }

  /** Seconds since the process started, or 0 when it has run so long that it serves others too. */
  static double sinceStart() {
    double seconds;
    try {
      seconds = sinceStartByTicks();
    } catch (IOException | NumberFormatException elsewhere) {
      seconds =
          ProcessHandle.current()
              .info()
              .startInstant()
              .map(s -> Duration.between(s, Instant.now()).toMillis() / 1000.0)
              .orElse(0.0);
    }
    // some containers count the two from different times
    return seconds > 0 && seconds < 10 ? seconds : 0;
  }

  /**
   * By clocks that both count from when the machine started. The instant of a process's start goes
   * through the second in which that was on Linux, and is early by the rest of it.
   */
  private static double sinceStartByTicks() throws IOException {
    String all = Files.readString(Path.of("/proc/self/stat"));
    // the name of the program, in brackets, may hold spaces
    String[] fields = all.substring(all.lastIndexOf(')') + 1).strip().split(" ", -1);
    String up = Files.readString(Path.of("/proc/uptime"));
    double started = Long.parseLong(fields[STARTED]) / TICKS;
    return Double.parseDouble(up.substring(0, up.indexOf(' '))) - started;
  }

  /** The memory that the process holds now, bytes; that of the heap where nothing else is known. */
  static double held() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException elsewhere) {
      // no such file but on Linux
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory() + 64e6;
  }

  /** A little of the work. */
  private static final class Trial {
    private final KernelFile job;
    private final InfiniteNetwork infinite;
    private final Samples left;
    private final Samples right;
    private final TileGrid grid;

    Trial(KernelFile job, InfiniteNetwork infinite, Samples left, Samples right) {
      this.job = job;
      this.infinite = infinite;
      this.left = left;
      this.right = right;
      this.grid = job.grid(infinite, left.count(), right.count());
    }

    Forecast forecast(double before) {
      int rows = Math.min(left.count(), 2 * grid.side());
      double prepared = prepared(left, rows);
      double matrices = 8.0 * left.count() * left.features();
      double mapped = mapped(left);
      if (!grid.symmetric()) {
        prepared += prepared(right, Math.min(right.count(), 2 * grid.side()));
        matrices += 8.0 * right.count() * right.features();
        mapped = Math.max(mapped, mapped(right));
      }
      double disk = job.bytes(grid.rows(), grid.columns());
      Path folder = job.out().toAbsolutePath().getParent();
      double free = 0;
      double tiled;
      try {
        free = folder == null ? 0 : Files.getFileStore(folder).getUsableSpace();
        Path trial = Files.createTempFile(folder, job.out().getFileName() + ".", ".trial");
        try {
          tiled = tiled(trial, disk);
        } finally {
          Files.deleteIfExists(trial);
        }
      } catch (IOException e) {
        throw new Refusal("--out: " + folder + " cannot be written (" + e.getMessage() + ")", e);
      }
      double kept = infinite.cost().bytes() * (left.count() + (double) columnsOfTheirOwn());
      double most = held() + matrices + mapped + kept;
      return new Forecast(
          grid.rows(), grid.columns(), before * (1 + END) + prepared + tiled, most, disk, free);
    }

    private int columnsOfTheirOwn() {
      return grid.symmetric() ? 0 : right.count();
    }

    private static double mapped(Samples samples) {
      return samples.array().type().bytes() * (double) samples.array().count() + MAP_PAGE;
    }

    /** Reading, hashing and preparing all samples, from doing it twice with some. */
    private double prepared(Samples samples, int some) {
      double cold = prepare(samples, some);
      double warm = prepare(samples, some);
      return Math.max(0, cold - warm) + warm * samples.count() / some;
    }

    private double prepare(Samples samples, int some) {
      long start = System.nanoTime();
      double[] values = samples.first(some);
      samples.sha256(some);
      infinite.inputs(values, some, job.threads());
      return (System.nanoTime() - start) * 1e-9;
    }

    /** Computing and writing all tiles. */
    private double tiled(Path trial, double disk) {
      int rows = spread(left);
      int columns = spread(right);
      Inputs a = infinite.inputs(left.first(rows), rows);
      Inputs b = grid.symmetric() ? a : infinite.inputs(right.first(columns), columns);
      TileGrid small = new TileGrid(rows, columns, grid.symmetric(), grid.side());
      // One that is not on the diagonal, where there is one.
      TileGrid.Tile tile = small.tile(small.count() > 1 ? 1 : 0);
      try (NpyFile file = NpyFile.create(trial, job.type(), rows, columns)) {
        List<NpyFile> files = job.tangent() ? List.of(file, file) : List.of(file);
        double pieces = entries() / ((double) tile.height() * tile.width());
        List<double[]> times = times(small, tile, files, KernelFile.tiles(infinite, a, b), pieces);
        double each = Math.ceil(pieces / times.size());
        double longest = 0;
        for (double[] one : times) {
          longest = Math.max(longest, extended(one, each));
        }
        Written bytes = written(trial, disk);
        // a trial tile lies always on the same pages of its file, a finished kernel's on new ones
        return Math.max(longest + disk * bytes.fresh() / times.size(), disk * bytes.forced());
      }
    }

    /** Two tiles, or as many samples as tell how far lengths lie apart: tables reach as far. */
    private int spread(Samples samples) {
      long known = Math.min(SPREAD, SPREAD_VALUES / samples.features());
      return (int) Math.min(samples.count(), Math.max(2L * grid.side(), known));
    }

    /**
     * What a byte takes, seconds.
     *
     * @param fresh on its way to a page that the file has not had yet
     * @param forced until it is on the disk
     */
    private record Written(double fresh, double forced) {}

    private static Written written(Path trial, double disk) {
      int count = (int) Math.max(1, Math.min(MOST_TRIED, disk) / Double.BYTES);
      double[] some = new double[count];
      long start = System.nanoTime();
      try (NpyFile file = NpyFile.create(trial, NpyType.FLOAT64, 1, count)) {
        file.block(0, 0, 1, count, some, 0, count);
        double fresh = (System.nanoTime() - start) * 1e-9;
        file.force();
        double forced = (System.nanoTime() - start) * 1e-9;
        return new Written(fresh / (8.0 * count), forced / (8.0 * count));
      }
    }

    private double entries() {
      double all = (double) grid.rows() * grid.columns();
      return grid.symmetric() ? (all + grid.rows()) / 2 : all;
    }

    /** The times of a tile, one after the other, of every thread. */
    private List<double[]> times(
        TileGrid small, TileGrid.Tile tile, List<NpyFile> files, Tiles tiles, double pieces) {
      AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
      int workers = (int) Math.max(1, Math.min(job.threads(), Math.ceil(pieces)));
      double most = Math.ceil(pieces / workers);
      List<double[]> times = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        double[] one = timed(TileDesk.of(small, files), tile, tiles, most);
                        synchronized (times) {
                          times.add(one);
                        }
                      } catch (RuntimeException e) {
                        failure.set(e);
                      }
                    }));
      }
      try {
        for (Thread thread : threads) {
          thread.join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      RuntimeException failed = failure.get();
      if (failed != null) {
        throw failed;
      }
      return times;
    }

    private static double[] timed(TileDesk desk, TileGrid.Tile tile, Tiles tiles, double most) {
      List<Double> times = new ArrayList<>();
      double sum = 0;
      while (times.isEmpty()
          || (times.size() < most
              && (times.size() < 2 || (sum < LONGEST && !steady(times, sum))))) {
        long start = System.nanoTime();
        desk.compute(tile, tiles);
        double seconds = (System.nanoTime() - start) * 1e-9;
        times.add(seconds);
        sum += seconds;
      }
      return times.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Whether the process is warm: the last times are alike. */
    private static boolean steady(List<Double> times, double sum) {
      if (times.size() < FEWEST || sum < PATIENCE) {
        return false;
      }
      List<Double> last = times.subList(times.size() - 3, times.size());
      return java.util.Collections.max(last) < 1.2 * java.util.Collections.min(last);
    }

    /**
     * The sum of so many times: those that were measured, then more like the last third of them.
     */
    private static double extended(double[] times, double count) {
      double sum = 0;
      for (int i = 0; i < times.length && i < count; i++) {
        sum += times[i];
      }
      int from = times.length - Math.max(1, times.length / 3);
      double[] late = java.util.Arrays.copyOfRange(times, from, times.length);
      java.util.Arrays.sort(late);
      return sum + Math.max(0, count - times.length) * late[late.length / 2];
    }
  }
}
