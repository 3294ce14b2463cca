package org.onsager.lab;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A number that was measured, with what is needed to judge it.
 *
 * @param mean the estimate
 * @param standardError its standard error
 * @param degreesOfFreedom of that standard error, for Student's t; infinite when it is known
 * @param effectiveSamples the number of independent draws behind it
 */
public record Measured(
    double mean, double standardError, double degreesOfFreedom, double effectiveSamples) {
  public Measured {
    if (Double.isNaN(mean) || Double.isInfinite(mean)) {
      throw new IllegalArgumentException(
          "a measurement is a finite number, not "
              + mean
              + "; report a divergence as what it is, a count or a fraction");
    }
    if (!(standardError >= 0) || Double.isInfinite(standardError)) {
      throw new IllegalArgumentException("a standard error is finite, not " + standardError);
    }
    if (!(degreesOfFreedom > 0)) {
      throw new IllegalArgumentException(
          "degrees of freedom are positive, not " + degreesOfFreedom);
    }
  }

  /**
   * The mean of independent draws with its standard error.
   *
   * @param draws at least two independent values
   */
  public static Measured of(double... draws) {
    int n = draws.length;
    if (n < 2) {
      throw new IllegalArgumentException("an error bar needs at least two draws, not " + n);
    }
    double mean = 0;
    for (double d : draws) {
      mean += d / n;
    }
    double squares = 0;
    for (double d : draws) {
      squares += (d - mean) * (d - mean);
    }
    return new Measured(mean, Math.sqrt(squares / (n - 1) / n), n - 1, n);
  }

  /** The mean of each column over independent draws [draws][columns], with its standard error. */
  public static List<Measured> ofColumns(List<double[]> draws) {
    return IntStream.range(0, draws.getFirst().length)
        .mapToObj(c -> of(draws.stream().mapToDouble(d -> d[c]).toArray()))
        .toList();
  }

  /** A measurement from an estimate with a standard error and its degrees of freedom. */
  public static Measured of(double mean, double standardError, double degreesOfFreedom) {
    return new Measured(mean, standardError, degreesOfFreedom, degreesOfFreedom + 1);
  }

  /** A smooth function of this measurement, its error carried to first order. */
  public Measured map(java.util.function.DoubleUnaryOperator f, double slope) {
    return new Measured(
        f.applyAsDouble(mean), Math.abs(slope) * standardError, degreesOfFreedom, effectiveSamples);
  }

  /**
   * The difference of two independent measurements, with Welch's degrees of freedom.
   *
   * @param other what is subtracted
   */
  public Measured minus(Measured other) {
    double a = standardError * standardError;
    double b = other.standardError * other.standardError;
    double dof =
        a + b == 0
            ? Math.min(degreesOfFreedom, other.degreesOfFreedom)
            : (a + b) * (a + b) / (a * a / degreesOfFreedom + b * b / other.degreesOfFreedom);
    return new Measured(
        mean - other.mean,
        Math.sqrt(a + b),
        dof,
        Math.min(effectiveSamples, other.effectiveSamples));
  }
}
