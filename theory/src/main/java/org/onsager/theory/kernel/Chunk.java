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
  /**
   * The entries of a chunk: two arrays of them and two of factors fill 32 KiB. Loops twice as short
   * spend a quarter of their time on the entries before and after those that go on lanes.
   */
  static final int LENGTH = 1024;

  /**
   * The length of their arrays. Those that are allocated together begin equally far into a line of
   * the cache, and not a page apart, where a processor would take one for another.
   */
  static final int ROOM = LENGTH + 22;

  /** The arrays that loops keep between them. */
  static final int SCRATCH = 5;

  /** What stands for c = -1: it must keep its sign. */
  static final double LEAST = 1e-300;

  static Chunk of(int registers, boolean tangent) {
    return new Chunk(
        new double[registers][ROOM],
        tangent ? new double[registers][ROOM] : null,
        new double[SCRATCH][ROOM]);
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
