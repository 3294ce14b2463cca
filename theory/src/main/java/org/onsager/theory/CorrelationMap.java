package org.onsager.theory;

import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.Expectation;
import org.onsager.numerics.gaussian.GaussianAverage;

/**
 * How a layer changes the correlation of two signals of equal, kept length q: \( c' = (\sigma_w^2
 * \int Dz_1 Dz_2\, \phi(u_1)\phi(u_2) + \sigma_b^2)/q' \) (Schoenholz et al., eq. 5).
 *
 * <p>Correlations are carried as 1−c and 1+c. With dropout of keep probability ρ the two signals
 * have independent masks: \( q' \) has \( \sigma_w^2/\rho \), the product has \( \sigma_w^2 \).
 */
public final class CorrelationMap {
  private final Averages averages;
  private final double weightVariance;
  private final double biasVariance;
  private final double keep;
  private final double length;
  private final double nextLength;

  CorrelationMap(
      Averages averages, double weightVariance, double biasVariance, double keep, double length) {
    this.averages = averages;
    this.weightVariance = weightVariance;
    this.biasVariance = biasVariance;
    this.keep = keep;
    this.length = length;
    this.nextLength = weightVariance / keep * averages.at(length).square().value() + biasVariance;
  }

  /** The length of both signals. */
  public double length() {
    return length;
  }

  /** The correlation after one layer. */
  public Correlation next(Correlation c) {
    GaussianAverage f = averages.value(length);
    double noise = (1 / keep - 1) * f.meanSquare().value();
    double oneMinus = weightVariance * (noise + f.gap(c).value()) / nextLength;
    double onePlus = (weightVariance * (noise + f.sum(c).value()) + 2 * biasVariance) / nextLength;
    return oneMinus < onePlus
        ? Correlation.fromOneMinus(Math.min(2, oneMinus))
        : Correlation.fromOnePlus(Math.min(2, onePlus));
  }

  /** The error estimate of the new correlation. */
  public double errorAt(Correlation c) {
    GaussianAverage f = averages.value(length);
    return weightVariance * f.product(f, c).error() / nextLength + 4e-16;
  }

  /** \( dc'/dc = \sigma_w^2 q\, E\phi'(u_1)\phi'(u_2)/q' \), with the deltas of jumps. */
  public Expectation slope(Correlation c) {
    return averages.slopeProduct(length, c).times(weightVariance * length / nextLength);
  }

  /**
   * The correlation that iteration reaches from any \( c \in (-1, 1) \).
   *
   * <p>With Hermite coefficients \( a_n \) the map is \( \sum a_n^2 c^n \) plus a constant: convex
   * on [0, 1], so there is at most one fixed point in [0, 1), which attracts and exists exactly
   * where \( \chi_1 > 1 \) (or with dropout); else c = 1 attracts. None is negative, but −1 for odd
   * φ without bias, which repels.
   *
   * @param separates whether c = 1 is left: \( \chi_1 > 1 \) or dropout
   */
  Correlation attractor(boolean separates) {
    if (!separates) {
      return Correlation.ONE;
    }
    // Newton's method from c = 0 climbs a convex decreasing function: no overshoot.
    Correlation c = Correlation.ZERO;
    for (int i = 0; i < 100; i++) {
      double excess = c.oneMinus() - next(c).oneMinus();
      double fall = 1 - slope(c).value();
      if (!(excess > 0) || !(fall > 0)) {
        break;
      }
      double step = Math.min(excess / fall, 0.999 * c.oneMinus());
      double after = c.oneMinus() - step;
      c = after < 0.5 ? Correlation.fromOneMinus(after) : Correlation.of(1 - after);
      if (step <= 1e-15 * Math.max(after, 1e-3)) {
        break;
      }
    }
    return c;
  }
}
