package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Some neighbouring entries of one row, on their way through the network: what stays in the first
 * cache while all steps pass over it.
 *
 * <p>A correlation c is kept as what is left to the nearer end: \( 1 - c \) where c ≥ 0, else \(
 * -(1 + c) \), never zero. Nothing cancels at c = ±1.
 *
 * @param near in every register, [registers][entries]
 * @param tangent Θ in every register; null where it is not asked for
 * @param scratch what loops keep between them, [{@value #SCRATCH}][entries]
 */
record Chunk(double[][] near, double @Nullable [][] tangent, double[][] scratch) {
  /** The entries of a chunk: two arrays of them and three of factors fill half of 32 KiB. */
  static final int LENGTH = 512;

  /** The arrays that loops keep between them. */
  static final int SCRATCH = 5;

  /** What stands for c = -1: it must keep its sign. */
  static final double LEAST = 1e-300;

  static Chunk of(int registers, boolean tangent) {
    return new Chunk(
        new double[registers][LENGTH],
        tangent ? new double[registers][LENGTH] : null,
        new double[SCRATCH][LENGTH]);
  }

  /** The correlation. */
  static double correlation(double near) {
    return near >= 0 ? 1 - near : -near - 1;
  }

  /** What is kept of a correlation that is known by {@code 1 - c} and {@code 1 + c}. */
  static double near(double oneMinus, double onePlus) {
    return oneMinus <= onePlus ? Math.max(0, oneMinus) : -Math.max(LEAST, onePlus);
  }
}
