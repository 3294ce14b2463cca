package org.onsager.architecture;

/** A place where a function is not smooth: quadratures split there, derivatives have deltas. */
public sealed interface Breakpoint {

  /** Where it is, on the axis of the pre-activation. */
  double location();

  /** A place where the function is continuous and some derivative of it is not. */
  record Kink(double location) implements Breakpoint {}

  /**
   * A place where the function itself jumps.
   *
   * @param location where
   * @param left the limit from the left
   * @param right the limit from the right
   */
  record Jump(double location, double left, double right) implements Breakpoint {
    /** The step from left to right. */
    public double size() {
      return right - left;
    }
  }
}
