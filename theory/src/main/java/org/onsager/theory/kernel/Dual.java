package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The dual of an activation: from the covariance of two normal variables to those of φ and of φ′ of
 * them.
 */
sealed interface Dual permits RectifierDual, ErrorFunctionDual, GeneralDual {

  /** \( \sqrt{E\phi^2} \) at \( \sqrt q \). */
  double root(double root);

  /** \( E\phi'^2 \) at \( \sqrt q \). */
  double slopeSquare(double root);

  /** \( E\phi' \) at \( \sqrt q \); φ′(0) at 0. */
  double meanSlope(double root);

  /** \( E\phi \) at \( \sqrt q \); φ(0) at 0. */
  double mean(double root);

  /**
   * What is needed of inputs of these lengths.
   *
   * @param root \( \sqrt q \), [samples]
   * @param after \( \sqrt{E\phi^2} \), [samples]
   */
  @Nullable Object table(double[] root, double[] after);

  /**
   * Replaces correlations of z by those of φ(z), and multiplies Θ by \( E[\phi'\phi'] \).
   *
   * @param i the row among the left inputs
   * @param c0 the first column among the right inputs
   * @param near as in {@link Chunk}
   * @param tangent null where it is not asked for
   */
  void row(Bent left, int i, Bent right, int c0, int n, double[] near, double @Nullable [] tangent);

  /**
   * The lengths of a set of inputs at an activation.
   *
   * @param before \( \sqrt q \)
   * @param after \( \sqrt{E\phi^2} \)
   * @param table of {@link Dual#table}
   */
  record Bent(double[] before, double[] after, @Nullable Object table) {}

  /** The largest error of \( E[\phi\phi] \) over \( \sqrt{E\phi^2 E\phi^2} \). */
  double error(Bent left, Bent right);

  /** Floating-point operations of an entry, both kernels. */
  double flops();
}
