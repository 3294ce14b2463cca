package org.onsager.numerics.gaussian;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * Two-dimensional normal averages by panels in both variables, split at the breakpoints of both
 * functions; the inner ones move with the outer variable, and the outer ones are fine where a
 * breakpoint, smoothed by the inner average, leaves a layer.
 */
final class NestedPanels {
  private static final int N = GaussLegendre.N;

  /** Edges in standard deviations of the inner variable. */
  private static final double[] INNER = {-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10};

  /** Below this 1−c the leading terms in its powers are more accurate than differences. */
  private static final double TINY = 1e-17;

  private NestedPanels() {}

  /** \( E f(u_1) g(u_2) \) for c > 0. */
  static Expectation product(GaussianAverage f, GaussianAverage g, Correlation c) {
    double rho = c.value();
    double s = c.orthogonal();
    double[] mapped = Panels.scaled(g.edges(), 1 / rho);
    TreeSet<Double> fixed = new TreeSet<>();
    add(fixed, f.breaks());
    addLayers(fixed, g.breaks(), 1 / rho, s / rho);
    double[] edges = Panels.clipped(Panels.union(Panels.union(array(fixed), f.edges()), mapped));
    if (s < 1e-12) {
      return nearlyEqual(f, g, edges);
    }
    double negligible = 1e-22 * f.rootMeanSquare();
    double[] values = new double[N];
    Inner inner = new Inner(g, rho, s);
    double sum = 0;
    double miss = 0;
    for (int p = 0; p + 1 < edges.length; p++) {
      double middle = 0.5 * (edges[p] + edges[p + 1]);
      double half = 0.5 * (edges[p + 1] - edges[p]);
      double panel = 0;
      for (int i = 0; i < N; i++) {
        double z = middle + half * GaussLegendre.NODES[i];
        double left = Panels.density(z) * f.function().at(f.sd() * z);
        values[i] = Math.abs(left) * half <= negligible ? 0 : left * inner.at(z);
        panel += GaussLegendre.WEIGHTS[i] * values[i];
      }
      sum += half * panel;
      miss += half * GaussLegendre.miss(values);
    }
    return new Expectation(sum, miss);
  }

  private static Expectation nearlyEqual(GaussianAverage f, GaussianAverage g, double[] edges) {
    double sum = 0;
    for (int p = 0; p + 1 < edges.length; p++) {
      double middle = 0.5 * (edges[p] + edges[p + 1]);
      double half = 0.5 * (edges[p + 1] - edges[p]);
      for (int i = 0; i < N; i++) {
        double z = middle + half * GaussLegendre.NODES[i];
        sum +=
            half
                * GaussLegendre.WEIGHTS[i]
                * Panels.density(z)
                * f.function().at(f.sd() * z)
                * g.function().at(g.sd() * z);
      }
    }
    return new Expectation(sum, 1e-11 * f.rootMeanSquare() * g.rootMeanSquare());
  }

  /** \( \tfrac12 E (f(u_1) - g(u_2))^2 \) at equal variances and c > 0, in the rotated frame. */
  static Expectation halfSquareDifference(GaussianAverage f, GaussianAverage g, Correlation c) {
    if (c.oneMinus() < TINY && f.function() == g.function()) {
      return leading(f, c);
    }
    double along = Math.sqrt(0.5 * c.onePlus());
    double across = Math.sqrt(0.5 * c.oneMinus());
    TreeSet<Double> fixed = new TreeSet<>();
    addLayers(fixed, f.breaks(), 1 / along, across / along);
    addLayers(fixed, g.breaks(), 1 / along, across / along);
    addMiddles(fixed, f.breaks(), g.breaks(), 1 / along, across);
    double[] edges =
        Panels.clipped(
            Panels.union(
                Panels.union(array(fixed), Panels.scaled(f.edges(), 1 / along)),
                Panels.scaled(g.edges(), 1 / along)));
    double sum = 0;
    double miss = 0;
    double[] values = new double[N];
    for (int p = 0; p + 1 < edges.length; p++) {
      double middle = 0.5 * (edges[p] + edges[p + 1]);
      double half = 0.5 * (edges[p + 1] - edges[p]);
      double panel = 0;
      for (int i = 0; i < N; i++) {
        double z = middle + half * GaussLegendre.NODES[i];
        values[i] = Panels.density(z) * squareDifference(f, g, along * z, across);
        panel += GaussLegendre.WEIGHTS[i] * values[i];
      }
      sum += half * panel;
      miss += half * GaussLegendre.miss(values);
    }
    return new Expectation(
        0.5 * sum, 0.5 * miss + 1e-13 * sum + 1e-16 * Math.sqrt(sum) * f.rootMeanSquare());
  }

  /** The mean over w of \( (f(a + bw) - g(a - bw))^2 \). */
  private static double squareDifference(GaussianAverage f, GaussianAverage g, double a, double b) {
    double[] f1 = f.edges();
    double[] g1 = g.edges();
    double[] edges = new double[INNER.length + f1.length + g1.length];
    System.arraycopy(INNER, 0, edges, 0, INNER.length);
    int count = INNER.length;
    for (double e : between(f1, a - 10 * b, a + 10 * b)) {
      edges[count++] = (e - a) / b;
    }
    for (double e : between(g1, a - 10 * b, a + 10 * b)) {
      edges[count++] = (a - e) / b;
    }
    Arrays.sort(edges, 0, count);
    double sum = 0;
    for (int p = 0; p + 1 < count; p++) {
      double middle = 0.5 * (edges[p] + edges[p + 1]);
      double half = 0.5 * (edges[p + 1] - edges[p]);
      if (half <= 0) {
        continue;
      }
      for (int i = 0; i < N; i++) {
        double w = middle + half * GaussLegendre.NODES[i];
        double difference =
            f.function().at(f.sd() * (a + b * w)) - g.function().at(g.sd() * (a - b * w));
        sum += half * GaussLegendre.WEIGHTS[i] * Panels.density(w) * difference * difference;
      }
    }
    return sum;
  }

  /** \( (1-c)\,q\,E f'^2 \) by differences, and the jumps' \( \sqrt{1-c} \). */
  private static Expectation leading(GaussianAverage f, Correlation c) {
    Correlation at = Correlation.fromOneMinus(TINY);
    Correlation next = Correlation.fromOneMinus(4 * TINY);
    double d1 = halfSquareDifference(f, f, at).value();
    double d4 = halfSquareDifference(f, f, next).value();
    // d(ε) = A √ε + B ε
    double r = Math.sqrt(TINY);
    double slope = (d4 - 2 * d1) / (2 * TINY);
    double root = (d1 - slope * TINY) / r;
    double jumps = Math.abs(root) * r < 1e-3 * d1 ? 0 : root;
    double linear = jumps == 0 ? d1 / TINY : slope;
    double value = jumps * Math.sqrt(c.oneMinus()) + linear * c.oneMinus();
    return new Expectation(value, 1e-6 * value);
  }

  private static double[] between(double[] sorted, double low, double high) {
    int from = lower(sorted, low);
    int to = lower(sorted, high);
    return Arrays.copyOfRange(sorted, from, to);
  }

  private static int lower(double[] sorted, double x) {
    int at = Arrays.binarySearch(sorted, x);
    return at >= 0 ? at : -at - 1;
  }

  private static void add(TreeSet<Double> set, double[] values) {
    for (double v : values) {
      set.add(v);
    }
  }

  private static void addLayers(TreeSet<Double> set, double[] breaks, double factor, double width) {
    for (double b : breaks) {
      if (width > 0.3) {
        continue;
      }
      for (double m : INNER) {
        set.add(b * factor + m * width);
      }
    }
  }

  /** Half way between two breakpoints both can be met at once: the inner mean has a kink there. */
  private static void addMiddles(
      TreeSet<Double> set, double[] left, double[] right, double factor, double across) {
    double[] all = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, all, left.length, right.length);
    Arrays.sort(all);
    for (int i = 0; i < all.length; i++) {
      for (int k = i; k < all.length && all[k] - all[i] < 20 * across && k < i + 32; k++) {
        set.add(0.5 * (all[i] + all[k]) * factor);
      }
    }
  }

  private static double[] array(TreeSet<Double> set) {
    return set.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The mean of g given the first variable. */
  private static final class Inner {
    private final GaussianAverage g;
    private final double[] panels;
    private final double rho;
    private final double s;
    private final double[] edges;

    Inner(GaussianAverage g, double rho, double s) {
      this.g = g;
      this.panels = g.edges();
      this.rho = rho;
      this.s = s;
      this.edges = new double[INNER.length + panels.length];
    }

    double at(double z) {
      double mean = rho * z;
      int from = lower(panels, mean - 10 * s);
      int to = lower(panels, mean + 10 * s);
      System.arraycopy(INNER, 0, edges, 0, INNER.length);
      int count = INNER.length;
      for (int i = from; i < to; i++) {
        edges[count++] = (panels[i] - mean) / s;
      }
      Arrays.sort(edges, 0, count);
      double sd = g.sd();
      double sum = 0;
      for (int p = 0; p + 1 < count; p++) {
        double middle = 0.5 * (edges[p] + edges[p + 1]);
        double half = 0.5 * (edges[p + 1] - edges[p]);
        if (half <= 0) {
          continue;
        }
        double panel = 0;
        for (int i = 0; i < N; i++) {
          double w = middle + half * GaussLegendre.NODES[i];
          panel +=
              GaussLegendre.WEIGHTS[i] * Panels.density(w) * g.function().at(sd * (mean + s * w));
        }
        sum += half * panel;
      }
      return sum;
    }
  }
}
