package org.onsager.theory.gp;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.onsager.lab.Refusal;
import org.onsager.numerics.linear.Lapack;

/**
 * A symmetric kernel K [n, n] in native memory, with room for one Cholesky factor and no more: 8n²
 * bytes.
 *
 * <p>The strict upper triangle and the diagonal keep K; the lower triangle belongs to the factor of
 * \( K + sI \), for one s after another.
 */
public final class KernelMatrix implements AutoCloseable {
  private static final int TILE = 256;

  private final Arena arena = Arena.ofShared();
  private final int n;
  private final MemorySegment entries;
  private final double[] diagonal;
  private double factorSeconds;

  private KernelMatrix(int n) {
    if (n < 1) {
      throw new Refusal("a kernel of " + n + " inputs; at least 1 is needed");
    }
    this.n = n;
    this.entries = arena.allocate(8L * n * n, 64);
    this.diagonal = new double[n];
  }

  /** A packed matrix [n, n]; its upper triangle is read. */
  public static KernelMatrix of(double[] kernel, int n) {
    if (kernel.length != (long) n * n) {
      throw new Refusal(
          "a kernel of " + n + " inputs has " + (long) n * n + " entries, not " + kernel.length);
    }
    return of(n, Entries.of(kernel, n), 1);
  }

  /** Tiles of its upper triangle, filled by so many threads. */
  public static KernelMatrix of(int n, Entries kernel, int threads) {
    KernelMatrix matrix = new KernelMatrix(n);
    boolean filled = false;
    try {
      matrix.fill(kernel, threads);
      filled = true;
      return matrix;
    } finally {
      if (!filled) {
        matrix.close();
      }
    }
  }

  private void fill(Entries kernel, int threads) {
    int tiles = (n + TILE - 1) / TILE;
    // Rows from the top are the longest: whoever is free takes the next.
    shared(
        tiles,
        threads,
        TILE * TILE,
        (tile, t) -> {
          for (int c = t; c < tiles; c++) {
            fill(kernel, t * TILE, c * TILE, tile);
          }
        });
    for (int i = 0; i < n; i++) {
      diagonal[i] = entries.getAtIndex(JAVA_DOUBLE, (long) i * n + i);
      if (!(diagonal[i] >= 0) || Double.isInfinite(diagonal[i])) {
        throw new Refusal(
            "a kernel's diagonal is finite and not negative; entry " + i + " is " + diagonal[i]);
      }
    }
  }

  /** Tasks taken by threads one after the other, each thread with a buffer of its own. */
  static void shared(int tasks, int threads, int buffer, ObjIntConsumer<double[]> task) {
    AtomicInteger next = new AtomicInteger();
    IntStream workers = IntStream.range(0, Math.max(1, Math.min(threads, tasks)));
    (threads > 1 ? workers.parallel() : workers)
        .forEach(
            _ -> {
              double[] own = new double[buffer];
              for (int t = next.getAndIncrement(); t < tasks; t = next.getAndIncrement()) {
                task.accept(own, t);
              }
            });
  }

  private void fill(Entries kernel, int row, int column, double[] tile) {
    int rows = Math.min(TILE, n - row);
    int columns = Math.min(TILE, n - column);
    kernel.tile(row, row + rows, column, column + columns, tile, TILE);
    for (int r = 0; r < rows; r++) {
      int skip = row == column ? r : 0;
      long at = 8L * ((long) (row + r) * n + column + skip);
      MemorySegment.copy(tile, r * TILE + skip, entries, JAVA_DOUBLE, at, columns - skip);
    }
  }

  /** The number of inputs. */
  public int size() {
    return n;
  }

  /** The mean of the diagonal: the scale of the kernel. */
  public double scale() {
    double sum = 0;
    for (double d : diagonal) {
      sum += d / n;
    }
    return sum;
  }

  /** K itself, packed [n, n]; a copy, for small n. */
  public double[] toArray() {
    double[] all = new double[Math.multiplyExact(n, n)];
    for (int i = 0; i < n; i++) {
      all[i * n + i] = diagonal[i];
      for (int j = i + 1; j < n; j++) {
        double k = entries.getAtIndex(JAVA_DOUBLE, (long) i * n + j);
        all[i * n + j] = k;
        all[j * n + i] = k;
      }
    }
    return all;
  }

  /** K between every stride-th input, packed. */
  double[] thinned(int stride) {
    int m = (n + stride - 1) / stride;
    double[] part = new double[m * m];
    for (int i = 0; i < m; i++) {
      part[i * m + i] = diagonal[i * stride];
      for (int j = i + 1; j < m; j++) {
        double k = entries.getAtIndex(JAVA_DOUBLE, (long) i * stride * n + (long) j * stride);
        part[i * m + j] = k;
        part[j * m + i] = k;
      }
    }
    return part;
  }

  /**
   * Puts the factor of \( K + sI \) into the lower triangle.
   *
   * @throws ArithmeticException where that is not positive definite
   */
  void factorise(double s) {
    restore();
    for (int i = 0; i < n; i++) {
      entries.setAtIndex(JAVA_DOUBLE, (long) i * n + i, diagonal[i] + s);
    }
    long start = System.nanoTime();
    try {
      Lapack.cholesky(entries, n, n);
    } finally {
      factorSeconds += (System.nanoTime() - start) * 1e-9;
    }
  }

  /** Wall time of all factorisations so far, in seconds. */
  public double factorSeconds() {
    return factorSeconds;
  }

  private void restore() {
    for (int row = 0; row < n; row += 64) {
      for (int column = 0; column <= row; column += 64) {
        for (int i = row; i < Math.min(n, row + 64); i++) {
          for (int j = column; j < Math.min(i, column + 64); j++) {
            double k = entries.getAtIndex(JAVA_DOUBLE, (long) j * n + i);
            entries.setAtIndex(JAVA_DOUBLE, (long) i * n + j, k);
          }
        }
      }
    }
  }

  /** Where the factor lies, below and on the diagonal. */
  MemorySegment factor() {
    return entries;
  }

  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(entries.getAtIndex(JAVA_DOUBLE, (long) i * n + i));
    }
    return 2 * sum;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    arena.close();
  }
}
