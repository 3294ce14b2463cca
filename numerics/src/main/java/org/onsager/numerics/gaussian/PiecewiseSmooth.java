package org.onsager.numerics.gaussian;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A function that is smooth between declared breakpoints.
 *
 * <p>Quadratures never evaluate it at a breakpoint itself.
 */
public final class PiecewiseSmooth {
  private final DoubleUnaryOperator function;
  private final double[] breakpoints;

  private PiecewiseSmooth(DoubleUnaryOperator function, double[] breakpoints) {
    this.function = function;
    this.breakpoints = breakpoints;
  }

  /** A function with these kinks and jumps, in any order. */
  public static PiecewiseSmooth of(DoubleUnaryOperator function, double... breakpoints) {
    return new PiecewiseSmooth(function, Arrays.stream(breakpoints).sorted().distinct().toArray());
  }

  /** Its value. */
  public double at(double u) {
    return function.applyAsDouble(u);
  }

  /** Its breakpoints, ascending. */
  public double[] breakpoints() {
    return breakpoints.clone();
  }

  /** The function \( u \mapsto s\,f(tu) \) for s = ±1, t = ±1. */
  PiecewiseSmooth reflected(int s, int t) {
    return of(
        u -> s * function.applyAsDouble(t * u),
        Arrays.stream(breakpoints).map(b -> t * b).toArray());
  }
}
