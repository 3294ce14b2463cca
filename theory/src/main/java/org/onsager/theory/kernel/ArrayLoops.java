package org.onsager.theory.kernel;

/**
 * What loops over neighbouring entries share. They are short and without a branch, over arrays in
 * the first cache, which the virtual machine turns into instructions on several lanes by itself,
 * incubating module or not.
 */
final class ArrayLoops {
  /** Smaller than all that stands for c = -1, and enough to tell 0 from it. */
  static final double TINY = 1e-305;

  /** A square from here on has lost nothing of a smaller one beside it that would count. */
  private static final double LOW = 1e-250;

  private static final double HIGH = 1e300;

  private ArrayLoops() {}

  /**
   * A stretch of an array from its start on. Loops that write at j and read at c0 + j cannot be
   * turned into lanes, because for all the machine knows the two arrays are one.
   */
  static double[] stretch(double[] from, int c0, int n, double[] to) {
    System.arraycopy(from, c0, to, 0, n);
    return to;
  }

  /** Multiplies by products of a number and others. */
  static void scale(double[] to, double factor, double[] factors, int n) {
    for (int j = 0; j < n; j++) {
      to[j] *= factor * factors[j];
    }
  }

  /** \( \sqrt{a^2+b^2} \), by way of the squares where they stay within the range of numbers. */
  static double hypotenuse(double a, double b) {
    double square = Math.fma(a, a, b * b);
    return square > LOW && square < HIGH ? Math.sqrt(square) : Math.hypot(a, b);
  }

  /** 1 where a correlation is kept from above, -1 where from below. */
  static double side(double near) {
    return Math.signum(near + TINY);
  }
}
