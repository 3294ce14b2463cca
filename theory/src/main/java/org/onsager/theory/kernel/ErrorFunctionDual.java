package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The dual of the error function.
 *
 * <p>\[ E\phi\phi = \frac2\pi\arcsin\tilde c, \quad E\phi'\phi' = \frac4\pi\,\frac1{\sqrt{1+2q}
 * \sqrt{1+2q'}\sqrt{1-\tilde c^2}}, \quad \tilde c = h h' c, \quad h^2 = \frac{2q}{1+2q} . \]
 *
 * <p>Exact. Source: Williams, Neural Computation 10, 1203 (1998).
 */
record ErrorFunctionDual() implements Dual {
  /** Below this c̃ at c = 1 the arc sine is taken as it is. */
  static final double SMALL = 0.1;

  /** \( 1/\sqrt{1+2q} \), without overflow. */
  static double narrow(double root) {
    return 1 / ArrayLoops.hypotenuse(1, Math.sqrt(2) * root);
  }

  /** h. */
  static double wide(double root) {
    return wide(root, narrow(root));
  }

  private static double wide(double root, double narrow) {
    return root < 1e100 ? Math.sqrt(2) * root * narrow : 1;
  }

  /** \( \frac2\pi\arcsin(1 - e) \) for e in [0, 1]. */
  static double arc(double e) {
    return 1 - 2 * Math.sqrt(e * (2 - e)) * ArcSeries.ANGLE.at(e);
  }

  @Override
  public double root(double root) {
    double narrow = narrow(root);
    double square = wide(root, narrow) * wide(root, narrow);
    // for small q, 1 - 2θ/π cancels
    return Math.sqrt(square < SMALL ? 2 / Math.PI * Math.asin(square) : arc(narrow * narrow));
  }

  @Override
  public double slopeSquare(double root) {
    // 1 - h^4 = (1 + 4q)/(1 + 2q)^2
    return 4 / Math.PI / ArrayLoops.hypotenuse(1, 2 * root);
  }

  @Override
  public double meanSlope(double root) {
    return 2 / Math.sqrt(Math.PI) * narrow(root);
  }

  @Override
  public double mean(double root) {
    return 0;
  }

  /**
   * What the entries need: h and \( 1/\sqrt{1+2q} \).
   *
   * @param wide h
   * @param narrow \( 1/\sqrt{1+2q} \)
   */
  record Table(double[] wide, double[] narrow) {}

  @Override
  public Table table(double[] root, double[] after) {
    Table table = new Table(new double[root.length], new double[root.length]);
    for (int j = 0; j < root.length; j++) {
      table.narrow[j] = narrow(root[j]);
      table.wide[j] = wide(root[j], table.narrow[j]);
    }
    return table;
  }

  static Table table(Bent bent) {
    if (bent.table() instanceof Table table) {
      return table;
    }
    throw new IllegalStateException("no table of the error function");
  }

  @Override
  public void row(
      Bent left, int i, Bent right, int c0, int n, double[] near, double @Nullable [] tangent) {
    Table a = table(left);
    Table b = table(right);
    double h = a.wide[i];
    double s = a.narrow[i];
    for (int j = 0; j < n; j++) {
      double e = Math.abs(near[j]);
      double other = b.wide[c0 + j];
      double t = b.narrow[c0 + j];
      double apart = h - other;
      double inner = 0.5 * (apart * apart + s * s + t * t) + h * other * e;
      double roots = left.after()[i] * right.after()[c0 + j];
      // where lengths are small, 1 - 2θ/π cancels
      double product =
          h * other < SMALL ? 2 / Math.PI * Math.asin(h * other * (1 - e)) : arc(inner);
      double oneMinus = roots > 0 ? Math.max(0, 1 - product / roots) : 1;
      if (e == 0 && left.before()[i] == right.before()[c0 + j]) {
        oneMinus = 0;
      }
      near[j] = near[j] >= 0 ? oneMinus : -Math.max(Chunk.LEAST, oneMinus);
      if (tangent != null) {
        tangent[j] *= 4 / Math.PI * s * t / Math.sqrt(inner * (2 - inner));
      }
    }
  }

  @Override
  public double error(Bent left, Bent right) {
    return 1e-15;
  }

  @Override
  public double flops() {
    return 2 * ArcSeries.ANGLE.degree() + 40;
  }
}
