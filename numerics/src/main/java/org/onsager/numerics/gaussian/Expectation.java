package org.onsager.numerics.gaussian;

/**
 * A mean over normal variables, with an estimate of the quadrature's absolute error.
 *
 * @param value the mean; infinite where the integral diverges in double precision
 * @param error the estimated absolute error
 */
public record Expectation(double value, double error) {
  /** The same multiplied by a number. */
  public Expectation times(double factor) {
    return new Expectation(value * factor, error * Math.abs(factor));
  }

  /** The sum of two; errors add. */
  public Expectation plus(Expectation other) {
    return new Expectation(value + other.value, error + other.error);
  }
}
