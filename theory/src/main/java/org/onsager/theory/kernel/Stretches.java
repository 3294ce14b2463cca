package org.onsager.theory.kernel;

/**
 * A number for each input, in stretches as long as chunks are: loops that write at j and read at c0
 * + j cannot be turned into lanes, because for all the machine knows the two arrays are one, so
 * that what is read has to begin where it is needed. The stretches overlap.
 *
 * @param parts [stretches][{@value Chunk#ROOM}], one beginning every {@value #EVERY} inputs
 */
record Stretches(double[][] parts) {
  /** From one beginning to the next. */
  static final int EVERY = 512;

  static Stretches of(double[] all) {
    return of(all, 1);
  }

  static Stretches of(double[] all, double factor) {
    double[][] parts = new double[(all.length + EVERY - 1) / EVERY][Chunk.ROOM];
    for (int k = 0; k < parts.length; k++) {
      int from = k * EVERY;
      int n = Math.min(all.length - from, Chunk.LENGTH);
      for (int j = 0; j < n; j++) {
        parts[k][j] = factor * all[from + j];
      }
    }
    return new Stretches(parts);
  }

  /** That of input i. */
  double at(int i) {
    return parts[i / EVERY][i % EVERY];
  }

  /** Those of inputs c0 and on, at least n, as they are kept or copied. */
  double[] from(int c0, int n, double[] copy) {
    int k = c0 / EVERY;
    int start = c0 % EVERY;
    if (start == 0) {
      return parts[k];
    }
    int here = Math.min(n, Chunk.LENGTH - start);
    System.arraycopy(parts[k], start, copy, 0, here);
    if (here < n) {
      System.arraycopy(parts[k + Chunk.LENGTH / EVERY], 0, copy, here, n - here);
    }
    return copy;
  }
}
