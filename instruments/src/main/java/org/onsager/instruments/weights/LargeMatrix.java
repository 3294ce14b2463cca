package org.onsager.instruments.weights;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.Lapack;
import org.onsager.numerics.statistics.Estimate;

/**
 * A matrix of weights W that is too large to be held as it is: all that one pass over its rows
 * tells, in bounded memory.
 *
 * @param size ‖W‖²_F
 * @param fourth the sum of the fourth powers of its entries
 * @param strange entries that are no finite numbers; the sums are without them
 * @param rowNorms the norms of the rows, [rows]
 * @param columnNorms the norms of the columns, [columns]
 */
@SuppressWarnings("ArrayRecordComponent")
public record LargeMatrix(
    double size, double fourth, long strange, double[] rowNorms, double[] columnNorms) {
  /** Numbers in a block of rows: 16 MiB as doubles. */
  static final int BLOCK = 1 << 21;

  /** Reads all rows once. */
  public static LargeMatrix of(WeightRows w) {
    int columns = w.columns();
    double[] rowNorms = new double[w.rows()];
    double[] columnSums = new double[columns];
    int most = block(w);
    double[] block = new double[most * columns];
    double size = 0;
    double fourth = 0;
    long strange = 0;
    for (int at = 0; at < w.rows(); at += most) {
      int count = Math.min(most, w.rows() - at);
      w.read((long) at * columns, block, 0, count * columns);
      for (int i = 0; i < count; i++) {
        double row = 0;
        for (int j = 0; j < columns; j++) {
          double square = block[i * columns + j] * block[i * columns + j];
          if (square <= Double.MAX_VALUE) {
            row += square;
            fourth += square * square;
            columnSums[j] += square;
          } else {
            strange++;
          }
        }
        size += row;
        rowNorms[at + i] = Math.sqrt(row);
      }
    }
    Arrays.setAll(columnSums, j -> Math.sqrt(columnSums[j]));
    return new LargeMatrix(size, fourth, strange, rowNorms, columnSums);
  }

  /** Rows of a block; at least one. */
  static int block(WeightRows w) {
    return Math.clamp(BLOCK / Math.max(1, w.columns()), 1, w.rows());
  }

  /**
   * The mean square of an entry times a fan-in, with the error of independent entries; see {@link
   * WeightMatrix#weightVariance}.
   */
  public Estimate weightVariance(int inputs) {
    double n = (double) rowNorms.length * columnNorms.length;
    double mean = size / n;
    double spread = Math.max(0, fourth / n - mean * mean);
    return Estimate.of(inputs * mean, inputs * Math.sqrt(spread / (n - 1)));
  }

  /** Units whose weights are next to zero; see {@link WeightMatrix#deadUnits}. */
  public List<Integer> deadUnits(boolean units) {
    return WeightMatrix.deadUnits(units ? rowNorms : columnNorms);
  }

  /** Pairs of rows that point in one direction; see {@link WeightMatrix#duplicateUnits}. */
  public List<WeightMatrix.Pair> duplicateRows(WeightRows w) {
    return DuplicateRows.of(w, rowNorms);
  }

  /**
   * All singular values, descending, by the smaller Gram matrix, summed over blocks: exact to
   * rounding, \( \epsilon\,s_{\max}^2/s \) of each.
   */
  public static double[] singularValues(WeightRows w) {
    boolean tall = w.columns() <= w.rows();
    int n = Math.min(w.rows(), w.columns());
    int longer = Math.max(w.rows(), w.columns());
    int most = Math.clamp(BLOCK / n, 1, longer);
    double[] block = new double[most * n];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment gram = arena.allocate(8L * n * n, 64);
      MemorySegment part = arena.allocate(8L * most * n, 64);
      for (int at = 0; at < longer; at += most) {
        int count = Math.min(most, longer - at);
        if (tall) {
          w.read((long) at * n, block, 0, count * n);
        } else {
          for (int i = 0; i < n; i++) {
            w.read((long) i * longer + at, block, i * count, count);
          }
        }
        MemorySegment.copy(block, 0, part, JAVA_DOUBLE, 0, count * n);
        Blas.gram(tall, n, count, 1, part, tall ? n : count, at == 0 ? 0 : 1, gram, n);
      }
      MemorySegment values = arena.allocate(8L * n, 8);
      Lapack.symmetricEigen(gram, n, n, values, false);
      return GramSpectrum.roots(values, n);
    }
  }
}
