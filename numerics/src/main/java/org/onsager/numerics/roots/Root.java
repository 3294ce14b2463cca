package org.onsager.numerics.roots;

/**
 * A point where a function of one variable vanishes.
 *
 * @param location where
 * @param error how far the true root may lie, from the final bracket and the function's own error
 * @param crossing how the function's sign changes there
 */
public record Root(double location, double error, Crossing crossing) {

  /** How a function goes through a root, seen from left to right. */
  public enum Crossing {
    /** From negative to positive. */
    RISING,
    /** From positive to negative. */
    FALLING,
    /** It touches zero without changing its sign, as a double root does, within resolution. */
    TANGENT,
    /** It is zero on a whole interval: {@code location ± error}. */
    FLAT,
    /** Its sign changes without passing zero: a jump or a pole, not a root. */
    JUMP
  }
}
