package org.onsager.theory.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Breakpoint;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.GaussianAverage;
import org.onsager.numerics.gaussian.PiecewiseSmooth;

/**
 * The dual of any activation.
 *
 * <p>Smooth ones by Mehler's formula, \( E\phi\phi = \sum_k a_k(q)\,a_k(q')\,c^k \) with Hermite's
 * coefficients, whose derivative in c gives \( E\phi'\phi' = \frac1{\sqrt{qq'}} \sum_k k\,a_k
 * a_k'\,c^{k-1} \); those with kinks by {@link AngleTable}s, one for every two lengths, and where
 * there are too many of them by quadrature of every entry. Everything rests on {@link
 * GaussianAverage}, which splits at kinks and knows its error.
 */
final class GeneralDual implements Dual {
  /** Lengths nearer than this, relatively, are the same. */
  private static final double SAME = 1e-12;

  /** Below this root the activation is its tangent at zero. */
  private static final double TANGENT = 1e-9;

  /** So many lengths have coefficients of their own; of more, they are interpolated. */
  private static final int MANY = 40;

  private static final int MOST_TABLES = 600;
  private static final int KEPT = 256;
  private static final double ROUNDING = 1e-14;

  private final Activation activation;
  private final PiecewiseSmooth value;
  private final PiecewiseSmooth slope;
  private final Map<Two, AngleTable> tables = new HashMap<>();
  private final TreeMap<Double, GaussianAverage> values = new TreeMap<>();
  private final TreeMap<Double, GaussianAverage> slopes = new TreeMap<>();

  /** Two lengths, the smaller first. */
  private record Two(double small, double large) {}

  GeneralDual(Activation activation) {
    this.activation = activation;
    double[] breaks = activation.breakpointLocations();
    value = PiecewiseSmooth.of(activation::value, breaks);
    slope = PiecewiseSmooth.of(activation::derivative, breaks);
  }

  boolean jumps() {
    return activation.breakpoints().stream().anyMatch(Breakpoint.Jump.class::isInstance);
  }

  private synchronized GaussianAverage value(double root) {
    return average(values, value, root);
  }

  private synchronized GaussianAverage slope(double root) {
    return average(slopes, slope, root);
  }

  /** The average at a length, or at one that differs from it by rounding. */
  private static GaussianAverage average(
      TreeMap<Double, GaussianAverage> known, PiecewiseSmooth f, double root) {
    Map.Entry<Double, GaussianAverage> near = known.floorEntry(root * (1 + ROUNDING));
    if (near != null && near.getKey() >= root * (1 - ROUNDING)) {
      return near.getValue();
    }
    GaussianAverage fresh = GaussianAverage.of(f, root * root);
    if (known.size() < KEPT) {
      known.put(root, fresh);
    }
    return fresh;
  }

  private boolean throughZero() {
    return activation.value(0) == 0;
  }

  @Override
  public double root(double root) {
    if (root < TANGENT) {
      double zero = activation.value(0);
      return throughZero() ? root * Math.sqrt(tangentSquare()) : Math.abs(zero);
    }
    return Math.sqrt(value(root).meanSquare().value());
  }

  private double tangentSquare() {
    double right = activation.derivative(1e-150);
    double left = activation.derivative(-1e-150);
    return (right * right + left * left) / 2;
  }

  @Override
  public double slopeSquare(double root) {
    if (root == 0) {
      return activation.derivative(0) * activation.derivative(0);
    }
    return root < TANGENT ? tangentSquare() : slope(root).meanSquare().value();
  }

  @Override
  public double meanSlope(double root) {
    return root < TANGENT ? activation.derivative(0) : slope(root).mean().value();
  }

  @Override
  public double mean(double root) {
    return root < TANGENT ? activation.value(0) : value(root).mean().value();
  }

  /**
   * The lengths of a set of inputs.
   *
   * @param distinct the different \( \sqrt q \), none below {@link #TANGENT}
   * @param index which of them an input has; -1 where it is below
   * @param coefficients Hermite's, [order][samples], those of equal lengths once: [order][1]; empty
   *     where there are none
   */
  record Lengths(double[] distinct, int[] index, double[][] coefficients, double error) {
    boolean single() {
      return distinct.length == 1;
    }
  }

  @Override
  public Lengths table(double[] root, double[] after) {
    int n = root.length;
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(root[a], root[b]));
    int[] index = new int[n];
    double[] distinct = new double[n];
    int count = 0;
    for (int i : order) {
      if (root[i] < TANGENT) {
        index[i] = -1;
      } else {
        if (count == 0 || root[i] > distinct[count - 1] * (1 + SAME)) {
          distinct[count++] = root[i];
        }
        index[i] = count - 1;
      }
    }
    double[] lengths = Arrays.copyOf(distinct, count);
    if (count == 0) {
      return new Lengths(lengths, index, new double[0][], 0);
    }
    return count <= MANY ? own(lengths, index) : interpolated(lengths, index);
  }

  private Lengths own(double[] lengths, int[] index) {
    double[][] each = new double[lengths.length][];
    int longest = 0;
    for (int k = 0; k < lengths.length; k++) {
      each[k] = value(lengths[k]).hermite();
      if (each[k].length == 0) {
        return new Lengths(lengths, index, new double[0][], 0);
      }
      longest = Math.max(longest, each[k].length);
    }
    int columns = lengths.length == 1 ? 1 : index.length;
    double[][] coefficients = new double[longest][columns];
    for (int j = 0; j < columns; j++) {
      int which = columns == 1 ? 0 : index[j];
      for (int k = 0; which >= 0 && k < each[which].length; k++) {
        coefficients[k][j] = each[which][k];
      }
    }
    return new Lengths(lengths, index, coefficients, 1e-14);
  }

  /** Coefficients as polynomials in the logarithm of the length, of ever higher degree. */
  private Lengths interpolated(double[] lengths, int[] index) {
    double low = Math.log(lengths[0]);
    double high = Math.log(lengths[lengths.length - 1]);
    for (int nodes = 12; nodes <= 48; nodes *= 2) {
      double[][] at = new double[nodes][];
      int longest = 0;
      for (int m = 0; m < nodes; m++) {
        at[m] = GaussianAverage.of(value, square(node(m, nodes, low, high))).hermite();
        if (at[m].length == 0) {
          return new Lengths(lengths, index, new double[0][], 0);
        }
        longest = Math.max(longest, at[m].length);
      }
      double error = 0;
      for (double place : new double[] {0.08, 0.31, 0.55, 0.9}) {
        double x = low + place * (high - low);
        GaussianAverage exact = GaussianAverage.of(value, square(x));
        double[] own = exact.hermite();
        double[] weights = weights(x, nodes, low, high);
        double sum = 0;
        for (int k = 0; k < longest; k++) {
          double apart = mixed(at, weights, k) - (k < own.length ? own[k] : 0);
          sum += apart * apart;
        }
        error = Math.max(error, Math.sqrt(sum / exact.meanSquare().value()));
      }
      if (error < 1e-12 || nodes == 48 && error < 1e-9) {
        double[][] coefficients = new double[longest][index.length];
        for (int j = 0; j < index.length; j++) {
          if (index[j] >= 0) {
            double[] weights = weights(Math.log(lengths[index[j]]), nodes, low, high);
            for (int k = 0; k < longest; k++) {
              coefficients[k][j] = mixed(at, weights, k);
            }
          }
        }
        return new Lengths(lengths, index, coefficients, 4 * error + 1e-14);
      }
    }
    return new Lengths(lengths, index, new double[0][], 0);
  }

  private static double square(double log) {
    return Math.exp(2 * log);
  }

  private static double node(int m, int nodes, double low, double high) {
    return (low + high) / 2 + (high - low) / 2 * Math.cos(Math.PI * (m + 0.5) / nodes);
  }

  /** Lagrange's weights by the barycentric formula. */
  private static double[] weights(double x, int nodes, double low, double high) {
    double[] weights = new double[nodes];
    double sum = 0;
    for (int m = 0; m < nodes; m++) {
      double apart = x - node(m, nodes, low, high);
      if (apart == 0) {
        Arrays.fill(weights, 0);
        weights[m] = 1;
        return weights;
      }
      weights[m] = ((m & 1) == 0 ? 1 : -1) * Math.sin(Math.PI * (m + 0.5) / nodes) / apart;
      sum += weights[m];
    }
    for (int m = 0; m < nodes; m++) {
      weights[m] /= sum;
    }
    return weights;
  }

  private static double mixed(double[][] at, double[] weights, int k) {
    double sum = 0;
    for (int m = 0; m < weights.length; m++) {
      sum += k < at[m].length ? weights[m] * at[m][k] : 0;
    }
    return sum;
  }

  private static Lengths lengths(Bent bent) {
    if (bent.table() instanceof Lengths lengths) {
      return lengths;
    }
    throw new IllegalStateException("no lengths of an activation");
  }

  @Override
  public void row(
      Bent left, int i, Bent right, int c0, int n, double[] near, double @Nullable [] tangent) {
    Lengths a = lengths(left);
    Lengths b = lengths(right);
    if (a.index[i] < 0) {
      for (int j = 0; j < n; j++) {
        tiny(left, i, right, c0 + j, j, near, tangent);
      }
      return;
    }
    double[] before = near.clone();
    double @Nullable [] tangentBefore = tangent == null ? null : tangent.clone();
    if (a.coefficients.length > 0 && b.coefficients.length > 0) {
      mehler(left, a, i, right, b, c0, n, near, tangent);
    } else {
      for (int j = 0; j < n; j++) {
        if (b.index[c0 + j] >= 0) {
          tabled(left, a, i, right, b, c0 + j, j, near, tangent);
        }
      }
    }
    for (int j = 0; j < n; j++) {
      if (b.index[c0 + j] < 0) {
        near[j] = before[j];
        if (tangent != null && tangentBefore != null) {
          tangent[j] = tangentBefore[j];
        }
        tiny(left, i, right, c0 + j, j, near, tangent);
      }
    }
  }

  private void mehler(
      Bent left,
      Lengths a,
      int i,
      Bent right,
      Lengths b,
      int c0,
      int n,
      double[] near,
      double @Nullable [] tangent) {
    int order = Math.min(a.coefficients.length, b.coefficients.length);
    double[] c = new double[n];
    double[] sum = new double[n];
    double[] derivative = new double[n];
    for (int j = 0; j < n; j++) {
      c[j] = Chunk.correlation(near[j]);
    }
    boolean slopesToo = tangent != null;
    for (int k = order - 1; k >= 0; k--) {
      double mine = a.coefficients[k][a.single() ? 0 : i];
      if (slopesToo) {
        for (int j = 0; j < n; j++) {
          derivative[j] = derivative[j] * c[j] + sum[j];
        }
      }
      if (b.single()) {
        double both = mine * b.coefficients[k][0];
        for (int j = 0; j < n; j++) {
          sum[j] = sum[j] * c[j] + both;
        }
      } else {
        double[] theirs = b.coefficients[k];
        for (int j = 0; j < n; j++) {
          sum[j] = sum[j] * c[j] + mine * theirs[c0 + j];
        }
      }
    }
    for (int j = 0; j < n; j++) {
      if (b.index[c0 + j] < 0) {
        continue;
      }
      double scale = left.after()[i] * right.after()[c0 + j];
      boolean same = near[j] == 0 && left.before()[i] == right.before()[c0 + j];
      double ratio = scale > 0 ? Math.max(-1, Math.min(1, sum[j] / scale)) : 0;
      near[j] = same ? 0 : Chunk.near(1 - ratio, 1 + ratio);
      if (tangent != null) {
        tangent[j] *= derivative[j] / (left.before()[i] * right.before()[c0 + j]);
      }
    }
  }

  private void tabled(
      Bent left,
      Lengths a,
      int i,
      Bent right,
      Lengths b,
      int column,
      int j,
      double[] near,
      double @Nullable [] tangent) {
    double p = a.distinct[a.index[i]];
    double q = b.distinct[b.index[column]];
    double scale = left.after()[i] * right.after()[column];
    double s = near[j];
    double oneMinus = s >= 0 ? s : 2 + s;
    AngleTable table =
        (long) a.distinct.length * b.distinct.length <= MOST_TABLES ? table(p, q, scale) : null;
    double theta = AngleTable.angle(s);
    double lack;
    double slopes;
    if (table != null) {
      lack = table.lack(theta, oneMinus);
      slopes = tangent == null ? 0 : table.slopes(theta);
    } else {
      Correlation c = s >= 0 ? Correlation.fromOneMinus(s) : Correlation.fromOnePlus(-s);
      lack = 1 - value(p).product(value(q), c).value() / scale;
      slopes = tangent == null ? 0 : slope(p).product(slope(q), c).value();
    }
    near[j] = scale > 0 ? Chunk.near(lack, 2 - lack) : 1;
    if (s == 0 && left.before()[i] == right.before()[column]) {
      near[j] = 0;
    }
    if (tangent != null) {
      tangent[j] *= slopes;
    }
  }

  private synchronized AngleTable table(double p, double q, double scale) {
    Two key = new Two(Math.min(p, q), Math.max(p, q));
    AngleTable known = tables.get(key);
    if (known == null) {
      known = AngleTable.of(value(p), value(q), scale, slope(p), slope(q));
      tables.put(key, known);
    }
    return known;
  }

  /** One of the two is next to zero: φ is there its value and its tangent at zero. */
  private void tiny(
      Bent left, int i, Bent right, int column, int j, double[] near, double @Nullable [] tangent) {
    double p = left.before()[i];
    double q = right.before()[column];
    double c = Chunk.correlation(near[j]);
    double small = Math.min(p, q);
    double large = Math.max(p, q);
    double scale = left.after()[i] * right.after()[column];
    // φ(u) ≈ φ(0) + φ'(0)u for the small one; E[u φ(v)] = c √q √q' E φ'
    double product =
        activation.value(0) * mean(large)
            + Math.sqrt(tangentSquare())
                * Math.signum(activation.derivative(1e-150))
                * c
                * small
                * large
                * meanSlope(large);
    if (large < TANGENT && throughZero()) {
      product = tangentSquare() * c * small * large;
    }
    double ratio = scale > 0 ? Math.max(-1, Math.min(1, product / scale)) : 0;
    near[j] = near[j] == 0 && p == q ? 0 : Chunk.near(1 - ratio, 1 + ratio);
    if (tangent != null) {
      double other = large < TANGENT ? activation.derivative(0) : meanSlope(large);
      tangent[j] *=
          small == 0
              ? activation.derivative(0) * other
              : large < TANGENT ? tangentSquare() : activation.derivative(0) * other;
    }
  }

  @Override
  public double error(Bent left, Bent right) {
    Lengths a = lengths(left);
    Lengths b = lengths(right);
    if (a.coefficients.length > 0 && b.coefficients.length > 0) {
      return a.error + b.error;
    }
    synchronized (this) {
      return tables.values().stream().mapToDouble(AngleTable::error).max().orElse(1e-12);
    }
  }

  @Override
  public double flops() {
    return activation.breakpoints().isEmpty() ? 400 : 600;
  }
}
