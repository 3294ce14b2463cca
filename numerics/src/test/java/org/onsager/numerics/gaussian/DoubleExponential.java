package org.onsager.numerics.gaussian;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The tanh-sinh rule: an independent quadrature to hold the panels against. */
final class DoubleExponential {
  private static final int HALF = 60;
  private static final double STEP = 3.4 / HALF;
  private static final double[] X = new double[2 * HALF + 1];
  private static final double[] W = new double[2 * HALF + 1];

  static {
    for (int i = -HALF; i <= HALF; i++) {
      double t = i * STEP;
      double inner = 0.5 * Math.PI * Math.sinh(t);
      X[i + HALF] = Math.tanh(inner);
      double cosh = Math.cosh(inner);
      W[i + HALF] = STEP * 0.5 * Math.PI * Math.cosh(t) / (cosh * cosh);
    }
  }

  private DoubleExponential() {}

  static double integrate(DoubleUnaryOperator f, double a, double b) {
    double middle = 0.5 * (a + b);
    double half = 0.5 * (b - a);
    double sum = 0;
    for (int i = 0; i < X.length; i++) {
      double x = middle + half * X[i];
      if (x > a && x < b) {
        sum += W[i] * f.applyAsDouble(x);
      }
    }
    return half * sum;
  }

  /** Over the line in pieces of at most the given width that end at the splits. */
  static double normal(DoubleUnaryOperator f, double width, double... splits) {
    double reach = 11;
    double[] inside = Arrays.stream(splits).filter(s -> Math.abs(s) < reach).sorted().toArray();
    double sum = 0;
    double from = -reach;
    for (int k = 0; k <= inside.length; k++) {
      double to = k < inside.length ? inside[k] : reach;
      int parts = (int) Math.ceil((to - from) / width);
      for (int i = 0; i < parts; i++) {
        sum +=
            integrate(
                z -> Panels.density(z) * f.applyAsDouble(z),
                from + (to - from) * i / parts,
                from + (to - from) * (i + 1) / parts);
      }
      from = to;
    }
    return sum;
  }

  /** E f(u1) g(u2), the outer variable split where f breaks and where the inner mean meets g's. */
  static double pair(
      PiecewiseSmooth f, double q1, PiecewiseSmooth g, double q2, Correlation c, double width) {
    double rho = c.value();
    double s = c.orthogonal();
    double[] outer =
        java.util.stream.DoubleStream.concat(
                Arrays.stream(f.breakpoints()).map(b -> b / Math.sqrt(q1)),
                Arrays.stream(g.breakpoints()).map(b -> b / Math.sqrt(q2) / rho))
            .filter(Double::isFinite)
            .toArray();
    double[] layered =
        Arrays.stream(outer)
            .flatMap(k -> java.util.stream.DoubleStream.of(k - 6 * s, k - s, k, k + s, k + 6 * s))
            .toArray();
    return normal(
        z1 ->
            f.at(Math.sqrt(q1) * z1)
                * normal(
                    z2 -> g.at(Math.sqrt(q2) * (rho * z1 + s * z2)),
                    width,
                    Arrays.stream(g.breakpoints())
                        .map(b -> (b / Math.sqrt(q2) - rho * z1) / s)
                        .toArray()),
        width,
        layered);
  }
}
