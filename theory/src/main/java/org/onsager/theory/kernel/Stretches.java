package org.onsager.theory.kernel;

/**
 * A number for each input, in stretches as long as chunks are: loops that write at j and read at c0
 * + j cannot be turned into lanes, because for all the machine knows the two arrays are one, so
 * that what is read has to begin where it is needed.
 *
 * @param parts [stretches][{@value Chunk#LENGTH}], the last one shorter
 */
record Stretches(double[][] parts) {
  static Stretches of(double[] all, double factor) {
    Stretches scaled = of(all);
    for (double[] part : scaled.parts) {
      for (int j = 0; j < part.length; j++) {
        part[j] *= factor;
      }
    }
    return scaled;
  }

  static Stretches of(double[] all) {
    double[][] parts = new double[(all.length + Chunk.LENGTH - 1) / Chunk.LENGTH][];
    for (int k = 0; k < parts.length; k++) {
      int from = k * Chunk.LENGTH;
      parts[k] = java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + Chunk.LENGTH));
    }
    return new Stretches(parts);
  }

  /** That of input i. */
  double at(int i) {
    return parts[i / Chunk.LENGTH][i % Chunk.LENGTH];
  }

  /** Those of inputs c0 and on, at least n, as they are kept or copied. */
  double[] from(int c0, int n, double[] copy) {
    int k = c0 / Chunk.LENGTH;
    int start = c0 % Chunk.LENGTH;
    if (start == 0) {
      return parts[k];
    }
    int here = Math.min(n, parts[k].length - start);
    System.arraycopy(parts[k], start, copy, 0, here);
    if (here < n) {
      System.arraycopy(parts[k + 1], 0, copy, here, n - here);
    }
    return copy;
  }
}
