package org.onsager.numerics.gaussian;

/** The Gauss–Legendre rule with 16 nodes on [−1, 1], and the Legendre analysis on its nodes. */
final class GaussLegendre {
  static final int N = 16;
  static final double[] NODES = new double[N];
  static final double[] WEIGHTS = new double[N];

  /** How many of the highest Legendre coefficients say whether a function is resolved. */
  private static final int TAIL = 4;

  private static final double[][] ANALYSIS = new double[TAIL][N];

  static {
    for (int i = 0; i < N; i++) {
      double x = -Math.cos(Math.PI * (i + 0.75) / (N + 0.5));
      double slope = 0;
      for (int iteration = 0; iteration < 100; iteration++) {
        double[] p = legendre(x);
        slope = N * (x * p[N] - p[N - 1]) / (x * x - 1);
        double step = p[N] / slope;
        x -= step;
        if (Math.abs(step) < 1e-17) {
          break;
        }
      }
      NODES[i] = x;
    }
    for (int i = 0; i < N; i++) {
      double x = 0.5 * (NODES[i] - NODES[N - 1 - i]);
      double[] p = legendre(x);
      double slope = N * (x * p[N] - p[N - 1]) / (x * x - 1);
      WEIGHTS[i] = 2 / ((1 - x * x) * slope * slope);
      for (int k = 0; k < TAIL; k++) {
        int degree = N - TAIL + k;
        ANALYSIS[k][i] = (degree + 0.5) * WEIGHTS[i] * p[degree];
      }
    }
  }

  private GaussLegendre() {}

  private static double[] legendre(double x) {
    double[] p = new double[N + 1];
    p[0] = 1;
    p[1] = x;
    for (int k = 1; k < N; k++) {
      p[k + 1] = ((2 * k + 1) * x * p[k] - k * p[k - 1]) / (k + 1);
    }
    return p;
  }

  /** The largest of the highest Legendre coefficients of values at the nodes, from an offset. */
  static double tail(double[] values, int offset) {
    double largest = 0;
    for (double[] row : ANALYSIS) {
      double sum = 0;
      for (int i = 0; i < N; i++) {
        sum += row[i] * values[offset + i];
      }
      largest = Math.max(largest, Math.abs(sum));
    }
    return largest;
  }

  /**
   * An estimate of what the rule misses on a panel, per unit of its half width, from values at the
   * nodes: the rule is exact to twice the degree at which the highest coefficients are read, so
   * that they count squared.
   */
  static double miss(double[] values) {
    double largest = 0;
    for (double v : values) {
      largest = Math.max(largest, Math.abs(v));
    }
    if (largest == 0) {
      return 0;
    }
    double relative = Math.max(0, tail(values, 0) / largest - 1e-15);
    return largest * Math.min(relative, 4 * relative * relative);
  }
}
