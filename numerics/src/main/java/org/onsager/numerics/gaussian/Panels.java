package org.onsager.numerics.gaussian;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.TreeSet;

/**
 * Panels in z on which \( f(\sqrt q z) \) is a polynomial as far as the normal weight can tell:
 * split at the breakpoints of f, at most one standard deviation wide, and halved until the highest
 * Legendre coefficients are negligible.
 */
final class Panels {
  /** Beyond so many standard deviations nothing is counted: \( e^{-98} \). */
  static final double REACH = 14;

  private static final double NORMAL = 1 / Math.sqrt(2 * Math.PI);
  private static final double TOLERANCE = 1e-15;
  private static final int DEEPEST = 45;
  private static final int MOST = 20_000;

  private final double[] edges;
  private final double error;

  private Panels(double[] edges, double error) {
    this.edges = edges;
    this.error = error;
  }

  static double density(double z) {
    return NORMAL * Math.exp(-0.5 * z * z);
  }

  static Panels of(PiecewiseSmooth f, double sd) {
    TreeSet<Double> seeds = new TreeSet<>();
    for (int i = -(int) REACH; i <= REACH; i++) {
      seeds.add((double) i);
    }
    for (double u = 0.25; u < REACH * sd && u < 1e5; u *= 4) {
      seeds.add(u / sd);
      seeds.add(-u / sd);
    }
    for (double b : f.breakpoints()) {
      if (Math.abs(b) < REACH * sd) {
        seeds.add(b / sd);
      }
    }
    double scale = roughScale(f, sd, seeds);
    TreeSet<Double> accepted = new TreeSet<>(seeds);
    double error = 0;
    int count = 0;
    double[] values = new double[GaussLegendre.N];
    Deque<double[]> open = new ArrayDeque<>();
    double previous = Double.NaN;
    for (double edge : seeds) {
      if (!Double.isNaN(previous)) {
        open.add(new double[] {previous, edge, 0});
      }
      previous = edge;
    }
    while (!open.isEmpty()) {
      double[] panel = open.pop();
      double middle = 0.5 * (panel[0] + panel[1]);
      double half = 0.5 * (panel[1] - panel[0]);
      double largest = 0;
      for (int i = 0; i < GaussLegendre.N; i++) {
        values[i] = f.at(sd * (middle + half * GaussLegendre.NODES[i]));
        largest = Math.max(largest, Math.abs(values[i]));
      }
      double nearest =
          panel[0] * panel[1] <= 0 ? 0 : Math.min(Math.abs(panel[0]), Math.abs(panel[1]));
      double mass = 2 * half * density(nearest);
      double rounding = 2e-15 * largest;
      double tail = Math.max(0, GaussLegendre.tail(values, 0) - rounding);
      double miss = mass * tail * (largest + scale);
      boolean resolved = !(miss > TOLERANCE * scale * scale);
      if (resolved
          || panel[2] >= DEEPEST
          || count >= MOST
          || middle <= panel[0]
          || middle >= panel[1]) {
        error += miss;
      } else {
        count++;
        accepted.add(middle);
        open.push(new double[] {middle, panel[1], panel[2] + 1});
        open.push(new double[] {panel[0], middle, panel[2] + 1});
      }
    }
    return new Panels(accepted.stream().mapToDouble(Double::doubleValue).toArray(), error);
  }

  private static double roughScale(PiecewiseSmooth f, double sd, TreeSet<Double> seeds) {
    double sum = 0;
    double previous = Double.NaN;
    for (double edge : seeds) {
      if (!Double.isNaN(previous)) {
        double middle = 0.5 * (previous + edge);
        double half = 0.5 * (edge - previous);
        for (int i = 0; i < GaussLegendre.N; i++) {
          double z = middle + half * GaussLegendre.NODES[i];
          double value = f.at(sd * z);
          if (Double.isNaN(value)) {
            throw new IllegalArgumentException(
                "the function is not a number at "
                    + sd * z
                    + ", within reach of length "
                    + sd * sd);
          }
          sum += half * GaussLegendre.WEIGHTS[i] * density(z) * value * value;
        }
      }
      previous = edge;
    }
    return Math.sqrt(sum);
  }

  double[] edges() {
    return edges;
  }

  /** What the unresolved part can add to a mean of f times something of the size of f. */
  double error() {
    return error;
  }

  /** The same edges with further ones, so that no panel is wider than the given width. */
  static double[] refined(double[] edges, double width) {
    TreeSet<Double> fine = new TreeSet<>();
    for (int i = 0; i + 1 < edges.length; i++) {
      int parts = (int) Math.ceil((edges[i + 1] - edges[i]) / width);
      for (int k = 0; k < parts; k++) {
        fine.add(edges[i] + (edges[i + 1] - edges[i]) * k / parts);
      }
    }
    fine.add(edges[edges.length - 1]);
    return fine.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * The union of edges: all of the first; of the second those that are not closer to another edge
   * than a quarter of their own panel.
   */
  static double[] union(double[] fixed, double[] optional) {
    TreeSet<Double> edges = new TreeSet<>();
    for (double e : fixed) {
      edges.add(e);
    }
    for (int i = 0; i < optional.length; i++) {
      double e = optional[i];
      double own =
          Math.min(
              i > 0 ? e - optional[i - 1] : Double.POSITIVE_INFINITY,
              i + 1 < optional.length ? optional[i + 1] - e : Double.POSITIVE_INFINITY);
      Double below = edges.floor(e);
      Double above = edges.ceiling(e);
      if ((below == null || e - below > 0.25 * own) && (above == null || above - e > 0.25 * own)) {
        edges.add(e);
      }
    }
    return edges.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Ascending, distinct, clipped to the reach, with the reach at both ends. */
  static double[] clipped(double[] edges) {
    TreeSet<Double> kept = new TreeSet<>();
    kept.add(-REACH);
    kept.add(REACH);
    for (double e : edges) {
      if (Math.abs(e) < REACH) {
        kept.add(e);
      }
    }
    return kept.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(v -> v * factor).toArray();
  }
}
