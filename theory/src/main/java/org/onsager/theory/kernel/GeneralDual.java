package org.onsager.theory.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Breakpoint;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.GaussianAverage;
import org.onsager.numerics.gaussian.PiecewiseSmooth;

/**
 * The dual of any activation, by a table over angle and lengths ({@link AngleTable}) that rests on
 * {@link GaussianAverage}, which splits at kinks and knows its error.
 *
 * <p>Lengths of inputs that differ by rounding alone are one length. Where a pre-activation is next
 * to zero, the activation is its value and its tangent there.
 */
final class GeneralDual implements Dual {
  /** Lengths nearer than this, relatively, are the same. */
  private static final double SAME = 1e-12;

  /** Below this root the activation is its tangent at zero. */
  private static final double TANGENT = 1e-9;

  /** A table with a larger error than this serves nobody: then every entry is a quadrature. */
  private static final double POOR = 1e-8;

  private static final int KEPT = 256;
  private static final double ROUNDING = 1e-14;

  private final Activation activation;
  private final PiecewiseSmooth value;
  private final PiecewiseSmooth slope;
  private final Map<Range, AngleTable> tables = new HashMap<>();
  private final TreeMap<Double, GaussianAverage> values = new TreeMap<>();
  private final TreeMap<Double, GaussianAverage> slopes = new TreeMap<>();

  /** A range of lengths. */
  private record Range(double low, double high) {}

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
   * @param low the least \( \sqrt q \) that is not next to zero; 0 where there is none
   * @param high the greatest
   * @param weights of tables that were asked for, by their ranges
   */
  record Lengths(double low, double high, Map<Range, double[][]> weights) {}

  @Override
  public Lengths table(double[] root, double[] after) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (double r : root) {
      if (r >= TANGENT) {
        low = Math.min(low, r);
        high = Math.max(high, r);
      }
    }
    return new Lengths(high == 0 ? 0 : low, high, new ConcurrentHashMap<>());
  }

  private static Lengths lengths(Bent bent) {
    if (bent.table() instanceof Lengths lengths) {
      return lengths;
    }
    throw new IllegalStateException("no lengths of an activation");
  }

  /** The table for both sides. */
  private synchronized AngleTable table(Range range) {
    AngleTable known = tables.get(range);
    if (known == null) {
      known =
          AngleTable.of(
              new AngleTable.Averages() {
                @Override
                public GaussianAverage value(double root) {
                  return average(values, value, root);
                }

                @Override
                public GaussianAverage slope(double root) {
                  return average(slopes, slope, root);
                }
              },
              range.low,
              range.high,
              activation.breakpoints().isEmpty());
      tables.put(range, known);
    }
    return known;
  }

  private static Range range(Lengths a, Lengths b) {
    double low = a.low == 0 ? b.low : b.low == 0 ? a.low : Math.min(a.low, b.low);
    double high = Math.max(a.high, b.high);
    return high <= low * (1 + SAME) ? new Range(low, low) : new Range(low, high);
  }

  private static double[][] weights(AngleTable table, Range range, Bent bent) {
    return lengths(bent)
        .weights
        .computeIfAbsent(
            range,
            _ -> {
              double[] root = bent.before();
              double[][] weights = new double[table.lengths()][root.length];
              for (int j = 0; j < root.length; j++) {
                if (root[j] >= TANGENT) {
                  double[] w = table.weights(root[j]);
                  for (int m = 0; m < w.length; m++) {
                    weights[m][j] = w[m];
                  }
                }
              }
              return weights;
            });
  }

  @Override
  public void row(
      Bent left, int i, Bent right, int c0, int n, double[] near, double @Nullable [] tangent) {
    Range range = range(lengths(left), lengths(right));
    double p = left.before()[i];
    AngleTable table = p >= TANGENT && range.low > 0 ? table(range) : null;
    boolean tabled = table != null && table.error() < POOR;
    double[][] found = new double[2][n];
    if (tabled && table != null) {
      double[] theta = new double[n];
      double[] oneMinus = new double[n];
      for (int j = 0; j < n; j++) {
        theta[j] = AngleTable.angle(near[j]);
        oneMinus[j] = near[j] >= 0 ? near[j] : 2 + near[j];
      }
      double[][] mine = weights(table, range, left);
      double[] weights = new double[mine.length];
      for (int m = 0; m < weights.length; m++) {
        weights[m] = mine[m][i];
      }
      double[][] theirs = weights(table, range, right);
      table.row(weights, theirs, c0, n, theta, oneMinus, tangent != null, found);
    }
    for (int j = 0; j < n; j++) {
      double q = right.before()[c0 + j];
      if (p < TANGENT || q < TANGENT) {
        tiny(left, i, right, c0 + j, j, near, tangent);
        continue;
      }
      double scale = left.after()[i] * right.after()[c0 + j];
      double lack = found[0][j];
      double slopes = found[1][j];
      if (!tabled) {
        double s = near[j];
        Correlation c = s >= 0 ? Correlation.fromOneMinus(s) : Correlation.fromOnePlus(-s);
        lack = 1 - value(p).product(value(q), c).value() / scale;
        slopes = tangent == null ? 0 : slope(p).product(slope(q), c).value();
      }
      boolean same = near[j] == 0 && p == q;
      near[j] = same ? 0 : scale > 0 ? Chunk.near(lack, 2 - lack) : 1;
      if (tangent != null) {
        tangent[j] *= same ? slope(p).meanSquare().value() : slopes;
      }
    }
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
    Range range = range(lengths(left), lengths(right));
    if (range.low == 0) {
      return ROUNDING;
    }
    double error = table(range).error();
    return error < POOR ? error : 1e-12;
  }

  @Override
  public double flops() {
    return activation.breakpoints().isEmpty() ? 400 : 600;
  }
}
