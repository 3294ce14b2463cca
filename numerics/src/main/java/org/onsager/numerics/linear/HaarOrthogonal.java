package org.onsager.numerics.linear;

import java.util.random.RandomGenerator;

/**
 * Orthogonal matrices distributed uniformly, by the Haar measure of O(n).
 *
 * <p>The Q of a matrix of independent Gaussians, with the signs that make R's diagonal positive;
 * without them the distribution is not uniform (F. Mezzadri, arXiv:math-ph/0609050).
 */
public final class HaarOrthogonal {

  private HaarOrthogonal() {}

  /** Draws an orthogonal matrix, packed [n, n]. */
  public static double[] draw(int n, RandomGenerator random) {
    return drawColumns(n, n, random);
  }

  /** Draws the first columns of one: [rows, columns] with \( Q^TQ = 1 \), columns ≤ rows. */
  public static double[] drawColumns(int rows, int columns, RandomGenerator random) {
    Checks.positive("HaarOrthogonal", rows, columns);
    double[] gaussians = new double[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < gaussians.length; i++) {
      gaussians[i] = random.nextGaussian();
    }
    return Qr.of(gaussians, rows, columns).q();
  }
}
