package org.onsager.instruments.weights;

/** A matrix of weights that is read by rows, wherever it lies. */
public interface WeightRows {
  /** How many rows. */
  int rows();

  /** How many columns. */
  int columns();

  /**
   * Reads some of the numbers, row by row.
   *
   * @param first the number of the first, from 0
   * @param into takes them
   * @param offset where the first goes
   * @param count how many
   */
  void read(long first, double[] into, int offset, int count);

  /** A matrix in memory, row by row. */
  static WeightRows of(double[] values, int rows, int columns) {
    return new WeightRows() {
      @Override
      public int rows() {
        return rows;
      }

      @Override
      public int columns() {
        return columns;
      }

      @Override
      public void read(long first, double[] into, int offset, int count) {
        System.arraycopy(values, (int) first, into, offset, count);
      }
    };
  }
}
