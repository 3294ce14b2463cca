package org.onsager.numerics.roots;

import java.util.function.DoubleUnaryOperator;

/**
 * A local minimum of a function on an interval, or the first point found where it is negative.
 *
 * @param location where; known to about the square root of rounding
 * @param value the function there
 */
record Minimum(double location, double value) {

  private static final double GOLDEN = (3 - Math.sqrt(5)) / 2;
  private static final double RELATIVE = 0x1p-27;

  /** Brent's method (R. Brent, Algorithms for Minimization without Derivatives, 1973, ch. 5). */
  static Minimum of(DoubleUnaryOperator f, double low, double start, double high) {
    double a = low;
    double b = high;
    double x = start > low && start < high ? start : low + GOLDEN * (high - low);
    double fx = f.applyAsDouble(x);
    double w = x;
    double fw = fx;
    double v = x;
    double fv = fx;
    double step = 0;
    double before = 0;
    for (int i = 0; i < 300 && fx >= 0; i++) {
      double middle = a + (b - a) / 2;
      double tolerance = RELATIVE * Math.abs(x) + 0x1p-60 * (high - low);
      if (Math.abs(x - middle) <= 2 * tolerance - (b - a) / 2) {
        break;
      }
      double p = 0;
      double q = 0;
      if (Math.abs(before) > tolerance) {
        double r = (x - w) * (fx - fv);
        q = (x - v) * (fx - fw);
        p = (x - v) * q - (x - w) * r;
        q = 2 * (q - r);
        p = q > 0 ? -p : p;
        q = Math.abs(q);
      }
      double last = before;
      before = step;
      if (Math.abs(p) < Math.abs(q * last / 2) && p > q * (a - x) && p < q * (b - x)) {
        step = p / q;
        double u = x + step;
        if (u - a < 2 * tolerance || b - u < 2 * tolerance) {
          step = x < middle ? tolerance : -tolerance;
        }
      } else {
        before = x < middle ? b - x : a - x;
        step = GOLDEN * before;
      }
      double u = x + (Math.abs(step) >= tolerance ? step : Math.copySign(tolerance, step));
      double fu = f.applyAsDouble(u);
      if (fu <= fx) {
        if (u < x) {
          b = x;
        } else {
          a = x;
        }
        v = w;
        fv = fw;
        w = x;
        fw = fx;
        x = u;
        fx = fu;
      } else {
        if (u < x) {
          a = u;
        } else {
          b = u;
        }
        if (fu <= fw || w == x) {
          v = w;
          fv = fw;
          w = u;
          fw = fu;
        } else if (fu <= fv || v == x || v == w) {
          v = u;
          fv = fu;
        }
      }
    }
    return new Minimum(x, fx);
  }
}
