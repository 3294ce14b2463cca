package org.onsager.lab;

/**
 * Tail probabilities of the distributions that claims are judged by.
 *
 * <p>Incomplete beta and gamma functions by continued fractions and series (DLMF 8.17.22, 8.7.1,
 * 8.9.2); relative accuracy about 1e-12 for tails above 1e-280.
 */
public final class Tails {
  private static final double TINY = 1e-300;
  private static final double[] LANCZOS = {
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private Tails() {}

  /** P(|T| ≥ t) for Student's t. Infinite degrees of freedom give the normal distribution. */
  public static double student(double t, double degreesOfFreedom) {
    double a = Math.abs(t);
    if (a == 0) {
      return 1;
    }
    if (degreesOfFreedom > 1e9) {
      return chiSquared(a * a, 1);
    }
    if (Double.isInfinite(a)) {
      return 0;
    }
    // Both x and 1 − x are formed without cancellation: a² may be far below or above the degrees.
    double ratio = a / degreesOfFreedom * a;
    return incompleteBeta(degreesOfFreedom / 2, 0.5, 1 / (1 + ratio), 1 / (1 + 1 / ratio));
  }

  /** P(X ≥ x) for χ² with the given degrees of freedom. */
  public static double chiSquared(double x, double degreesOfFreedom) {
    if (x <= 0) {
      return 1;
    }
    return Double.isInfinite(x) ? 0 : upperGamma(degreesOfFreedom / 2, x / 2);
  }

  /**
   * P(D ≥ d) for the Kolmogorov–Smirnov distance of n draws, by the asymptotic series with
   * Stephens's correction √n + 0.12 + 0.11/√n (Stephens 1970).
   */
  public static double kolmogorov(double d, double n) {
    double root = Math.sqrt(n);
    double l = (root + 0.12 + 0.11 / root) * d;
    if (l < 0.2) {
      return 1;
    }
    double sum = 0;
    for (int j = 1; j <= 100; j++) {
      double term = Math.exp(-2.0 * j * j * l * l);
      sum += (j % 2 == 1) ? term : -term;
      if (term < 1e-18 * Math.abs(sum)) {
        break;
      }
    }
    return Math.clamp(2 * sum, 0, 1);
  }

  /** The t at which P(|T| ≥ t) = p, by bisection on the logarithm. */
  public static double studentQuantile(double p, double degreesOfFreedom) {
    if (!(p > 0 && p <= 1)) {
      throw new IllegalArgumentException("a tail probability lies in (0, 1], not " + p);
    }
    double low = 0;
    double high = 1;
    while (student(high, degreesOfFreedom) > p && high < 1e300) {
      low = high;
      high *= 2;
    }
    for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
      double middle = (low + high) / 2;
      if (student(middle, degreesOfFreedom) > p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double logGamma(double z) {
    double x = z - 1;
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x + i);
    }
    double t = x + 7.5;
    return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
  }

  /** The regularised incomplete beta function at x = 1 − y. */
  private static double incompleteBeta(double a, double b, double x, double y) {
    if (x <= 0) {
      return 0;
    }
    if (y <= 0) {
      return 1;
    }
    double front =
        Math.exp(
            logGamma(a + b)
                - logGamma(a)
                - logGamma(b)
                + a * (x < 0.5 ? Math.log(x) : Math.log1p(-y))
                + b * (y < 0.5 ? Math.log(y) : Math.log1p(-x)));
    return x < (a + 1) / (a + b + 2)
        ? front * betaFraction(a, b, x) / a
        : 1 - front * betaFraction(b, a, y) / b;
  }

  private static double betaFraction(double a, double b, double x) {
    double c = 1;
    double d = 1 / guarded(1 - (a + b) * x / (a + 1));
    double h = d;
    for (int m = 1; m <= 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / guarded(1 + even * d);
      c = guarded(1 + even / c);
      h *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / guarded(1 + odd * d);
      c = guarded(1 + odd / c);
      double step = d * c;
      h *= step;
      if (Math.abs(step - 1) < 1e-15) {
        break;
      }
    }
    return h;
  }

  private static double guarded(double v) {
    return Math.abs(v) < TINY ? TINY : v;
  }

  private static double upperGamma(double a, double x) {
    double front = Math.exp(a * Math.log(x) - x - logGamma(a));
    if (x < a + 1) {
      double term = 1 / a;
      double sum = term;
      for (int n = 1; n < 100_000 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= x / (a + n);
        sum += term;
      }
      return 1 - front * sum;
    }
    double b = x + 1 - a;
    double c = 1 / TINY;
    double d = 1 / b;
    double h = d;
    for (int i = 1; i <= 100_000; i++) {
      double an = -i * (i - a);
      b += 2;
      d = 1 / guarded(an * d + b);
      c = guarded(b + an / c);
      double step = d * c;
      h *= step;
      if (Math.abs(step - 1) < 1e-15) {
        break;
      }
    }
    return front * h;
  }
}
