package org.onsager.numerics.gaussian;

/**
 * A correlation coefficient \( c \in [-1, 1] \) that keeps its digits at both ends: \( 1-c \) and
 * \( 1+c \) are both carried, and at least one of them is exact.
 *
 * @param oneMinus \( 1 - c \)
 * @param onePlus \( 1 + c \)
 */
public record Correlation(double oneMinus, double onePlus) {
  /** Identical inputs, \( c = 1 \). */
  public static final Correlation ONE = new Correlation(0, 2);

  /** Uncorrelated inputs, \( c = 0 \). */
  public static final Correlation ZERO = new Correlation(1, 1);

  /** Refuses what is not a correlation. */
  public Correlation {
    if (!(oneMinus >= 0 && onePlus >= 0 && Math.abs(oneMinus + onePlus - 2) <= 1e-12)) {
      throw new IllegalArgumentException(
          "a correlation lies in [-1, 1]; here 1-c = " + oneMinus + " and 1+c = " + onePlus);
    }
  }

  /** The correlation c itself. */
  public static Correlation of(double c) {
    return new Correlation(1 - c, 1 + c);
  }

  /** The correlation \( 1 - \varepsilon \). */
  public static Correlation fromOneMinus(double epsilon) {
    return new Correlation(epsilon, 2 - epsilon);
  }

  /** The correlation \( -1 + \delta \). */
  public static Correlation fromOnePlus(double delta) {
    return new Correlation(2 - delta, delta);
  }

  /** c, rounded to a double. */
  public double value() {
    return oneMinus <= onePlus ? 1 - oneMinus : onePlus - 1;
  }

  /** \( \sqrt{1 - c^2} \). */
  public double orthogonal() {
    return Math.sqrt(oneMinus * onePlus);
  }

  /** \( -c \). */
  public Correlation negated() {
    return new Correlation(/* oneMinus= */ onePlus, /* onePlus= */ oneMinus);
  }

  /** \( \log|c| \), accurate at both ends; −∞ at 0. */
  double logMagnitude() {
    double nearest = Math.min(oneMinus, onePlus);
    return nearest < 0.5 ? Math.log1p(-nearest) : Math.log(Math.abs(value()));
  }
}
