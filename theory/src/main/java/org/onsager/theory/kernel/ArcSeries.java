package org.onsager.theory.kernel;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The angle θ in the kernel of rectifiers, over its sine, as a polynomial in \( y = 2e - 1 \),
 * where \( e = 1 - \cos\theta \in [0, 1] \):
 *
 * <p>\[ \frac{\theta}{\sin\theta} = \sum_k \frac{(2k)!!}{(2k+1)!!}\,(e/2)^k, \qquad \sin\theta =
 * \sqrt{e(2-e)} . \]
 *
 * <p>It is analytic in e up to e = 2, so that nothing is lost where θ → 0. The series is summed in
 * decimals of 60 digits, written in y, and shortened from the top by Chebyshev's polynomials; what
 * that leaves out is below 10⁻¹⁵ of it.
 */
final class ArcSeries {
  /** The degree of the polynomial. */
  static final int DEGREE = 21;

  private static final int TERMS = 260;
  private static final int LONG = 70;
  private static final MathContext DIGITS = new MathContext(60);

  /** Coefficients of \( \theta/(\pi\sin\theta) \) in powers of y, from the constant on. */
  static final double[] ANGLE;

  static {
    BigDecimal[] series = new BigDecimal[TERMS];
    BigDecimal term = BigDecimal.ONE;
    for (int k = 0; k < TERMS; k++) {
      series[k] = term;
      // (2k+2)/(2k+3) · 1/2
      term =
          term.multiply(BigDecimal.valueOf(k + 1L), DIGITS)
              .divide(BigDecimal.valueOf(2L * k + 3), DIGITS);
    }
    BigDecimal pi = new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494");
    ANGLE = shortened(series, pi);
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
