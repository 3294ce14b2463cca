package org.onsager.theory.kernel;

import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.GaussianAverage;

/**
 * The dual of an activation as a function of the angle θ = arccos c and of two lengths: as such it
 * is smooth even where the activation has kinks, and Chebyshev's polynomials interpolate it.
 *
 * <p>Over one length it is kept relative to 1 - c, so that it keeps its digits at c → 1. Over a
 * range of lengths the nodes are Chebyshev's in their logarithms. The numbers of nodes are raised
 * until what is seen between them is right; what is then left is {@link #error}.
 */
final class AngleTable {
  private static final int[] ANGLES = {24, 48, 96, 160};
  private static final int[] LENGTHS = {4, 8, 14, 22};

  /** With kinks every value is a quadrature in two variables, and more lengths take too long. */
  private static final int KINKED = 2;

  private static final double WANTED = 2e-13;
  private static final double[] PROBES = {0.0007, 0.013, 0.11, 0.37, 0.52, 0.78, 0.93, 0.995};
  private static final double[] PLACES = {0.03, 0.4, 0.77};

  private final double low;
  private final double high;
  private final int lengths;
  private final double[][][] lack;
  private final double[][][] slopes;
  private final double error;

  private AngleTable(
      double low, double high, int lengths, double[][][] lack, double[][][] slopes, double error) {
    this.low = low;
    this.high = high;
    this.lengths = lengths;
    this.lack = lack;
    this.slopes = slopes;
    this.error = error;
  }

  /** φ and φ′ over a normal variable of a given standard deviation. */
  interface Averages {
    GaussianAverage value(double root);

    GaussianAverage slope(double root);
  }

  /**
   * The table over a range of lengths.
   *
   * @param low the least \( \sqrt q \)
   * @param high the greatest; where it is the least, there is one length
   * @param smooth whether the activation has no kinks
   */
  static AngleTable of(Averages averages, double low, double high, boolean smooth) {
    AngleTable best = null;
    for (int a = 0, l = 0; ; ) {
      int lengths = low == high ? 1 : LENGTHS[l];
      AngleTable table = build(averages, low, high, lengths, ANGLES[a]);
      double inAngle = table.miss(averages, true);
      double inLength = lengths == 1 ? 0 : table.miss(averages, false);
      double error = Math.max(inAngle, inLength);
      table = new AngleTable(low, high, lengths, table.lack, table.slopes, error + WANTED);
      if (best == null || table.error < best.error) {
        best = table;
      }
      boolean moreAngles = inAngle > WANTED && a + 1 < ANGLES.length;
      boolean moreLengths =
          inLength > WANTED && lengths > 1 && l + 1 < (smooth ? LENGTHS.length : KINKED);
      if (!moreAngles && !moreLengths) {
        return best;
      }
      a += moreAngles ? 1 : 0;
      l += moreLengths ? 1 : 0;
    }
  }

  private static AngleTable build(
      Averages averages, double low, double high, int lengths, int angles) {
    double[][][] lack = new double[lengths][lengths][];
    double[][][] slopes = new double[lengths][lengths][];
    GaussianAverage[] f = new GaussianAverage[lengths];
    GaussianAverage[] g = new GaussianAverage[lengths];
    for (int p = 0; p < lengths; p++) {
      f[p] = averages.value(node(p, lengths, low, high));
      g[p] = averages.slope(node(p, lengths, low, high));
    }
    for (int p = 0; p < lengths; p++) {
      for (int q = 0; q <= p; q++) {
        double[] first = new double[angles];
        double[] second = new double[angles];
        for (int k = 0; k < angles; k++) {
          Correlation c = correlation(Math.PI / 2 * (1 + Math.cos(Math.PI * (k + 0.5) / angles)));
          first[k] = lack(f[p], f[q], c, lengths == 1);
          second[k] = g[p].product(g[q], c).value();
        }
        lack[p][q] = coefficients(first);
        lack[q][p] = lack[p][q];
        slopes[p][q] = coefficients(second);
        slopes[q][p] = slopes[p][q];
      }
    }
    return new AngleTable(low, high, lengths, lack, slopes, 0);
  }

  /** The largest miss: at a node of lengths and between angles, or between lengths. */
  private double miss(Averages averages, boolean angles) {
    double worst = 0;
    for (double place : angles ? new double[] {0.5} : PLACES) {
      double p = angles ? node(lengths / 2, lengths, low, high) : at(place);
      double q = angles ? node(0, lengths, low, high) : at(1 - 0.6 * place);
      GaussianAverage f = averages.value(p);
      GaussianAverage h = lengths == 1 ? f : averages.value(q);
      GaussianAverage df = averages.slope(p);
      GaussianAverage dh = lengths == 1 ? df : averages.slope(q);
      double level = Math.sqrt(df.meanSquare().value() * dh.meanSquare().value()) + 1e-300;
      double[] mine = weights(p);
      double[] theirs = weights(q);
      for (double probe : angles ? PROBES : new double[] {0.013, 0.3, 0.6, 0.9}) {
        double theta = probe * Math.PI;
        Correlation c = correlation(theta);
        double e = lengths == 1 ? c.oneMinus() : 1;
        double value = at(contracted(lack, mine, theirs), theta);
        double slope = at(contracted(slopes, mine, theirs), theta);
        worst = Math.max(worst, Math.abs(value - lack(f, h, c, lengths == 1)) * e);
        worst = Math.max(worst, Math.abs(slope - df.product(dh, c).value()) / level);
      }
    }
    return worst;
  }

  private double at(double place) {
    return low * Math.pow(high / low, place);
  }

  private static double node(int m, int nodes, double low, double high) {
    if (nodes == 1) {
      return low;
    }
    double place = (1 + Math.cos(Math.PI * (m + 0.5) / nodes)) / 2;
    return low * Math.pow(high / low, place);
  }

  private static Correlation correlation(double theta) {
    double sine = Math.sin(theta / 2);
    double cosine = Math.cos(theta / 2);
    return new Correlation(2 * sine * sine, 2 * cosine * cosine);
  }

  /** 1 - Eφφ/√(Eφ² Eφ²), over 1 - c where there is one length. */
  private static double lack(GaussianAverage f, GaussianAverage g, Correlation c, boolean single) {
    double scale = Math.sqrt(f.meanSquare().value()) * Math.sqrt(g.meanSquare().value());
    if (!(scale > 0)) {
      return 1;
    }
    return single ? f.gap(c).value() / scale / c.oneMinus() : 1 - f.product(g, c).value() / scale;
  }

  private static double[] coefficients(double[] values) {
    int n = values.length;
    double[] coefficients = new double[n];
    for (int m = 0; m < n; m++) {
      double sum = 0;
      for (int k = 0; k < n; k++) {
        sum += values[k] * Math.cos(Math.PI * m * (k + 0.5) / n);
      }
      coefficients[m] = (m == 0 ? 1 : 2) * sum / n;
    }
    return coefficients;
  }

  private static double at(double[] coefficients, double theta) {
    double x = 2 * theta / Math.PI - 1;
    double later = 0;
    double last = 0;
    for (int m = coefficients.length - 1; m > 0; m--) {
      double now = 2 * x * last - later + coefficients[m];
      later = last;
      last = now;
    }
    return x * last - later + coefficients[0];
  }

  private static double[] contracted(double[][][] table, double[] left, double[] right) {
    double[] sum = new double[table[0][0].length];
    for (int p = 0; p < left.length; p++) {
      for (int q = 0; q < right.length; q++) {
        for (int k = 0; k < sum.length; k++) {
          sum[k] += left[p] * right[q] * table[p][q][k];
        }
      }
    }
    return sum;
  }

  /** Lagrange's weights of a length by the barycentric formula, [lengths]. */
  double[] weights(double root) {
    double[] weights = new double[lengths];
    if (lengths == 1) {
      weights[0] = 1;
      return weights;
    }
    double x = 2 * Math.log(root / low) / Math.log(high / low) - 1;
    double sum = 0;
    for (int m = 0; m < lengths; m++) {
      double angle = Math.PI * (m + 0.5) / lengths;
      double apart = x - Math.cos(angle);
      if (Math.abs(apart) < 1e-15) {
        java.util.Arrays.fill(weights, 0);
        weights[m] = 1;
        return weights;
      }
      weights[m] = ((m & 1) == 0 ? 1 : -1) * Math.sin(angle) / apart;
      sum += weights[m];
    }
    for (int m = 0; m < lengths; m++) {
      weights[m] /= sum;
    }
    return weights;
  }

  int lengths() {
    return lengths;
  }

  int angles() {
    return lack[0][0].length;
  }

  /** The largest error seen, relative to \( \sqrt{E\phi^2 E\phi^2} \), or to φ′'s. */
  double error() {
    return error;
  }

  /**
   * For one row: \( 1 - E\phi\phi/\sqrt{E\phi^2E\phi^2} \) and \( E\phi'\phi' \) at n entries.
   *
   * @param mine the weights of the row's length
   * @param theirs of the columns' lengths, [lengths][samples]; not read where there is one length
   * @param theta angles, [n]
   * @param oneMinus 1 - c, [n]
   * @param slope whether the second is wanted
   * @param out takes both, [2][n]
   */
  void row(
      double[] mine,
      double[][] theirs,
      int c0,
      int n,
      double[] theta,
      double[] oneMinus,
      boolean slope,
      double[][] out) {
    double[] x = new double[n];
    for (int j = 0; j < n; j++) {
      x[j] = 2 * theta[j] / Math.PI - 1;
    }
    clenshaw(lack, mine, theirs, c0, n, x, out[0]);
    if (lengths == 1) {
      for (int j = 0; j < n; j++) {
        out[0][j] *= oneMinus[j];
      }
    }
    if (slope) {
      clenshaw(slopes, mine, theirs, c0, n, x, out[1]);
    }
  }

  private void clenshaw(
      double[][][] table,
      double[] mine,
      double[][] theirs,
      int c0,
      int n,
      double[] x,
      double[] out) {
    int angles = table[0][0].length;
    double[][] row = new double[lengths][angles];
    for (int q = 0; q < lengths; q++) {
      for (int p = 0; p < lengths; p++) {
        for (int k = 0; k < angles; k++) {
          row[q][k] += mine[p] * table[p][q][k];
        }
      }
    }
    double[] later = new double[n];
    double[] last = new double[n];
    double[] coefficient = new double[n];
    for (int k = angles - 1; k >= 0; k--) {
      if (lengths == 1) {
        java.util.Arrays.fill(coefficient, row[0][k]);
      } else {
        java.util.Arrays.fill(coefficient, 0);
        for (int q = 0; q < lengths; q++) {
          double factor = row[q][k];
          double[] weight = theirs[q];
          for (int j = 0; j < n; j++) {
            coefficient[j] += factor * weight[c0 + j];
          }
        }
      }
      double twice = k > 0 ? 2 : 1;
      for (int j = 0; j < n; j++) {
        double now = twice * x[j] * last[j] - later[j] + coefficient[j];
        later[j] = last[j];
        last[j] = now;
      }
    }
    System.arraycopy(last, 0, out, 0, n);
  }

  /** The angle of a correlation that is kept as in {@link Chunk}. */
  static double angle(double near) {
    double theta = 2 * Math.asin(Math.sqrt(Math.min(1, Math.abs(near)) / 2));
    return near >= 0 ? theta : Math.PI - theta;
  }
}
