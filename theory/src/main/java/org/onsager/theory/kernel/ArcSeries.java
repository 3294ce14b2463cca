package org.onsager.theory.kernel;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The two functions that the angle θ enters the kernel of rectifiers by, as polynomials in \( y =
 * 2e - 1 \), where \( e = 1 - \cos\theta \in [0, 1] \):
 *
 * <p>\[ \theta = \sqrt{2e}\,P(e), \qquad \sin\theta - \theta\cos\theta = \sqrt{2e}\;e\,H(e) . \]
 *
 * <p>Both are analytic in e up to e = 2, so that nothing is lost where θ → 0. With \( x^2 = e/2 \)
 * one has \( P = \arcsin(x)/x = \sum_k \frac{(2k)!}{4^k k!^2 (2k+1)} (e/2)^k \) and \( e H =
 * \sqrt{1-e/2} - (1-e)P \). The series are summed in decimals of 60 digits, written in y, and
 * shortened from the top by Chebyshev's polynomials; what that leaves out is below 10⁻¹⁶.
 */
final class ArcSeries {
  /** The degree of both polynomials. */
  static final int DEGREE = 20;

  private static final int TERMS = 260;
  private static final int LONG = 70;
  private static final MathContext DIGITS = new MathContext(60);

  /** Coefficients of P(e)/π in powers of y, from the constant on. */
  static final double[] ANGLE;

  /** Coefficients of H(e)/π in powers of y. */
  static final double[] EXCESS;

  static {
    BigDecimal two = BigDecimal.TWO;
    BigDecimal[] angle = new BigDecimal[TERMS];
    BigDecimal[] root = new BigDecimal[TERMS];
    BigDecimal central = BigDecimal.ONE; // (2k)!/(4^k k!^2)
    BigDecimal half = BigDecimal.ONE; // 2^-k
    for (int k = 0; k < TERMS; k++) {
      BigDecimal odd = BigDecimal.valueOf(2L * k + 1);
      angle[k] = central.multiply(half, DIGITS).divide(odd, DIGITS);
      // √(1 - z) = -Σ (2k)!/(4^k k!^2 (2k-1)) z^k
      root[k] = central.multiply(half, DIGITS).divide(BigDecimal.valueOf(1 - 2L * k), DIGITS);
      central = central.multiply(odd).divide(BigDecimal.valueOf(2L * k + 2), DIGITS);
      half = half.divide(two, DIGITS);
    }
    BigDecimal[] excess = new BigDecimal[TERMS - 1];
    for (int k = 1; k < TERMS; k++) {
      excess[k - 1] = root[k].subtract(angle[k]).add(angle[k - 1], DIGITS);
    }
    BigDecimal pi = new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494");
    ANGLE = shortened(angle, pi);
    EXCESS = shortened(excess, pi);
  }

  private ArcSeries() {}

  /** A series in e, divided by π, as a polynomial in y. */
  private static double[] shortened(BigDecimal[] series, BigDecimal pi) {
    BigDecimal[] inY = new BigDecimal[LONG + 1];
    java.util.Arrays.fill(inY, BigDecimal.ZERO);
    // e^k = 2^-k (1 + y)^k
    BigDecimal scale = BigDecimal.ONE.divide(pi, DIGITS);
    for (int k = 0; k < series.length; k++) {
      BigDecimal binomial = series[k].multiply(scale, DIGITS);
      for (int m = 0; m <= Math.min(k, LONG); m++) {
        inY[m] = inY[m].add(binomial, DIGITS);
        binomial =
            binomial
                .multiply(BigDecimal.valueOf(k - m), DIGITS)
                .divide(BigDecimal.valueOf(m + 1L), DIGITS);
      }
      scale = scale.divide(BigDecimal.TWO, DIGITS);
    }
    for (int top = LONG; top > DEGREE; top--) {
      BigDecimal[] chebyshev = chebyshev(top);
      BigDecimal factor = inY[top].divide(chebyshev[top], DIGITS);
      for (int m = top; m >= 0; m -= 2) {
        inY[m] = inY[m].subtract(factor.multiply(chebyshev[m], DIGITS), DIGITS);
      }
    }
    double[] few = new double[DEGREE + 1];
    for (int m = 0; m <= DEGREE; m++) {
      few[m] = inY[m].doubleValue();
    }
    return few;
  }

  /** The coefficients of \( T_n \). */
  private static BigDecimal[] chebyshev(int n) {
    BigDecimal[] before = new BigDecimal[n + 1];
    BigDecimal[] now = new BigDecimal[n + 1];
    java.util.Arrays.fill(before, BigDecimal.ZERO);
    java.util.Arrays.fill(now, BigDecimal.ZERO);
    before[0] = BigDecimal.ONE;
    now[1] = BigDecimal.ONE;
    for (int k = 2; k <= n; k++) {
      BigDecimal[] next = new BigDecimal[n + 1];
      for (int m = 0; m <= n; m++) {
        BigDecimal shifted = m > 0 ? now[m - 1].multiply(BigDecimal.TWO) : BigDecimal.ZERO;
        next[m] = shifted.subtract(before[m]);
      }
      before = now;
      now = next;
    }
    return now;
  }

  /** A polynomial in y by Horner's rule. */
  static double at(double[] coefficients, double y) {
    double sum = coefficients[DEGREE];
    for (int k = DEGREE - 1; k >= 0; k--) {
      sum = Math.fma(sum, y, coefficients[k]);
    }
    return sum;
  }
}
