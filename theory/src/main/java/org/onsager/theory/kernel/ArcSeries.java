package org.onsager.theory.kernel;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The angle in the kernels of rectifiers and of the error function as a polynomial, on an interval
 * [0, top]: over its sine, as a function of \( e = 1 - \cos\theta \), or as the arc sine over its
 * argument and as the arc sine's derivative, as functions of \( x = z^2 \):
 *
 * <p>\[ \frac{\theta}{\pi\sin\theta} = \frac1\pi\sum_k \frac{(2k)!!}{(2k+1)!!}\,(e/2)^k, \quad
 * \sin\theta = \sqrt{e(2-e)}; \qquad \frac{\arcsin z}z = \sum_k \frac{(2k-1)!!}{(2k)!!}\,
 * \frac{x^k}{2k+1}, \quad \frac1{\sqrt{1-x}} = \sum_k \frac{(2k-1)!!}{(2k)!!}\,x^k . \]
 *
 * <p>All are analytic up to e = 2 and x = 1: nothing is lost where θ → 0, and the shorter the
 * interval, the fewer terms are needed. A series is summed in decimals of 34 digits, shortened from
 * the top by Chebyshev's polynomials of the interval, and written in powers again, whose terms are
 * almost all positive, so that Horner's rule loses nothing; what is left out is below 10⁻¹⁶ of it.
 *
 * @param coefficients of powers, from the constant on; of degree six, or ten, or six more, or
 *     twelve, …, so that loops take six at a time
 * @param top the end of the interval
 */
record ArcSeries(double[] coefficients, double top) {
  /** As many powers as loops add last. */
  static final int TAIL = 10;

  /** The degree of the shortest, which loops take at once. */
  static final int SHORT = 6;

  /** Terms fall at least as 2⁻ᵏ. */
  private static final int TERMS = 90;

  /** Coefficients in y fall at least as 3⁻ᵏ. */
  private static final int LONG = 50;

  private static final MathContext DIGITS = MathContext.DECIMAL128;
  private static final BigDecimal PI = new BigDecimal("3.141592653589793238462643383279502884");

  /** The angle, up to θ = π/2. */
  static final ArcSeries ANGLE = angle("1", 22);

  /** The angle, for correlations above 0.3. */
  static final ArcSeries NEARER_ANGLE = angle("0.7", 16);

  /** The angle, for correlations above 3/4. */
  static final ArcSeries NEAREST_ANGLE = angle("0.25", 10);

  /** The arc sine, for z² up to 1/2. */
  static final ArcSeries ARC = arc("0.5", 22);

  /** The arc sine, for z² up to 0.35. */
  static final ArcSeries NEARER_ARC = arc("0.35", 16);

  /** The arc sine, for z² up to a tenth. */
  static final ArcSeries NEAREST_ARC = arc("0.1", 10);

  /** The arc sine, for z² up to 1/50. */
  static final ArcSeries SMALL_ARC = arc("0.02", SHORT);

  /** The arc sine's derivative, for z² up to 1/2. */
  static final ArcSeries SLOPE = slope("0.5", 22);

  /** The arc sine's derivative, for z² up to 0.35. */
  static final ArcSeries NEARER_SLOPE = slope("0.35", 16);

  /** The arc sine's derivative, for z² up to a tenth. */
  static final ArcSeries NEAREST_SLOPE = slope("0.1", 10);

  /** The arc sine's derivative, for z² up to 1/50. */
  static final ArcSeries SMALL_SLOPE = slope("0.02", SHORT);

  /** The shortest polynomial of the arc sine that reaches so far; null where none does. */
  static @Nullable ArcSeries arc(double reach) {
    if (reach <= NEAREST_ARC.top) {
      return reach <= SMALL_ARC.top ? SMALL_ARC : NEAREST_ARC;
    }
    if (reach <= NEARER_ARC.top) {
      return NEARER_ARC;
    }
    return reach <= ARC.top ? ARC : null;
  }

  /** The derivative that reaches as far as this polynomial of the arc sine. */
  ArcSeries slope() {
    if (top <= NEAREST_SLOPE.top) {
      return top <= SMALL_SLOPE.top ? SMALL_SLOPE : NEAREST_SLOPE;
    }
    return top <= NEARER_SLOPE.top ? NEARER_SLOPE : SLOPE;
  }

  /** The shortest polynomial of the angle that reaches so far. */
  static ArcSeries angle(double reach) {
    if (reach <= NEAREST_ANGLE.top) {
      return NEAREST_ANGLE;
    }
    return reach <= NEARER_ANGLE.top ? NEARER_ANGLE : ANGLE;
  }

  private static ArcSeries angle(String top, int degree) {
    BigDecimal[] series = new BigDecimal[TERMS];
    BigDecimal term = BigDecimal.ONE.divide(PI, DIGITS);
    for (int k = 0; k < TERMS; k++) {
      series[k] = term;
      // (2k+2)/(2k+3) · 1/2
      term =
          term.multiply(BigDecimal.valueOf(k + 1L), DIGITS)
              .divide(BigDecimal.valueOf(2L * k + 3), DIGITS);
    }
    return shortened(series, new BigDecimal(top), degree);
  }

  private static ArcSeries arc(String top, int degree) {
    BigDecimal[] series = slopes();
    for (int k = 0; k < TERMS; k++) {
      series[k] = series[k].divide(BigDecimal.valueOf(2L * k + 1), DIGITS);
    }
    return shortened(series, new BigDecimal(top), degree);
  }

  private static ArcSeries slope(String top, int degree) {
    return shortened(slopes(), new BigDecimal(top), degree);
  }

  private static BigDecimal[] slopes() {
    BigDecimal[] series = new BigDecimal[TERMS];
    BigDecimal term = BigDecimal.ONE;
    for (int k = 0; k < TERMS; k++) {
      series[k] = term;
      term =
          term.multiply(BigDecimal.valueOf(2L * k + 1), DIGITS)
              .divide(BigDecimal.valueOf(2L * k + 2), DIGITS);
    }
    return series;
  }

  private static ArcSeries shortened(BigDecimal[] series, BigDecimal top, int degree) {
    BigDecimal[] inY = new BigDecimal[LONG + 1];
    Arrays.fill(inY, BigDecimal.ZERO);
    // e^k = (top/2)^k (1 + y)^k
    BigDecimal half = top.divide(BigDecimal.TWO, DIGITS);
    BigDecimal scale = BigDecimal.ONE;
    for (int k = 0; k < series.length; k++) {
      BigDecimal binomial = series[k].multiply(scale, DIGITS);
      for (int m = 0; m <= Math.min(k, LONG); m++) {
        inY[m] = inY[m].add(binomial, DIGITS);
        binomial =
            binomial
                .multiply(BigDecimal.valueOf(k - m), DIGITS)
                .divide(BigDecimal.valueOf(m + 1L), DIGITS);
      }
      scale = scale.multiply(half, DIGITS);
    }
    for (int highest = LONG; highest > degree; highest--) {
      BigDecimal[] chebyshev = chebyshev(highest);
      BigDecimal factor = inY[highest].divide(chebyshev[highest], DIGITS);
      for (int m = highest; m >= 0; m -= 2) {
        inY[m] = inY[m].subtract(factor.multiply(chebyshev[m], DIGITS), DIGITS);
      }
    }
    BigDecimal inverse = BigDecimal.ONE.divide(half, DIGITS);
    BigDecimal[] powers = new BigDecimal[degree + 1];
    Arrays.fill(powers, BigDecimal.ZERO);
    // Horner's rule with polynomials: times y = e/half - 1, and the next coefficient
    for (int m = degree; m >= 0; m--) {
      for (int k = degree; k >= 0; k--) {
        BigDecimal raised = k > 0 ? powers[k - 1].multiply(inverse, DIGITS) : BigDecimal.ZERO;
        powers[k] = raised.subtract(powers[k], DIGITS);
      }
      powers[0] = powers[0].add(inY[m], DIGITS);
    }
    return new ArcSeries(
        Arrays.stream(powers).mapToDouble(BigDecimal::doubleValue).toArray(), top.doubleValue());
  }

  /** The coefficients of \( T_n \). */
  private static BigDecimal[] chebyshev(int n) {
    BigDecimal[] before = new BigDecimal[n + 1];
    BigDecimal[] now = new BigDecimal[n + 1];
    Arrays.fill(before, BigDecimal.ZERO);
    Arrays.fill(now, BigDecimal.ZERO);
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

  int degree() {
    return coefficients.length - 1;
  }

  /** The polynomial at e or x, by Horner's rule. */
  double at(double e) {
    double sum = coefficients[degree()];
    for (int k = degree() - 1; k >= 0; k--) {
      sum = Math.fma(sum, e, coefficients[k]);
    }
    return sum;
  }

  /**
   * The polynomial at many points.
   *
   * @param e [n]
   * @param sums [n], written
   */
  void at(double[] e, double[] sums, int n) {
    double[] c = coefficients;
    if (degree() == SHORT) {
      first(c[6], c[5], c[4], c[3], c[2], c[1], c[0], e, sums, n);
      return;
    }
    head(e, sums, n);
    tail(c, e, sums, n);
  }

  /** The sums of all but the last {@value #TAIL} powers, for loops that add these themselves. */
  void head(double[] e, double[] sums, int n) {
    double[] c = coefficients;
    int at = degree();
    if (at == TAIL) {
      Arrays.fill(sums, 0, n, c[at]);
      return;
    }
    first(c[at], c[at - 1], c[at - 2], c[at - 3], c[at - 4], c[at - 5], c[at - 6], e, sums, n);
    for (at -= 6; at > TAIL; at -= 6) {
      six(c[at - 1], c[at - 2], c[at - 3], c[at - 4], c[at - 5], c[at - 6], e, sums, n);
    }
  }

  /** The last ten powers, to the others. */
  private static void tail(double[] c, double[] e, double[] sums, int n) {
    double c0 = c[0];
    double c1 = c[1];
    double c2 = c[2];
    double c3 = c[3];
    double c4 = c[4];
    double c5 = c[5];
    double c6 = c[6];
    double c7 = c[7];
    double c8 = c[8];
    double c9 = c[9];
    for (int j = 0; j < n; j++) {
      double x = e[j];
      double s = Math.fma(sums[j], x, c9);
      s = Math.fma(s, x, c8);
      s = Math.fma(s, x, c7);
      s = Math.fma(s, x, c6);
      s = Math.fma(s, x, c5);
      s = Math.fma(s, x, c4);
      s = Math.fma(s, x, c3);
      s = Math.fma(s, x, c2);
      s = Math.fma(s, x, c1);
      sums[j] = Math.fma(s, x, c0);
    }
  }

  private static void first(
      double g,
      double a,
      double b,
      double c,
      double d,
      double e,
      double f,
      double[] y,
      double[] out,
      int n) {
    for (int j = 0; j < n; j++) {
      double x = y[j];
      double s = Math.fma(g, x, a);
      s = Math.fma(s, x, b);
      s = Math.fma(s, x, c);
      s = Math.fma(s, x, d);
      s = Math.fma(s, x, e);
      out[j] = Math.fma(s, x, f);
    }
  }

  private static void six(
      double a, double b, double c, double d, double e, double f, double[] y, double[] out, int n) {
    for (int j = 0; j < n; j++) {
      double x = y[j];
      double s = Math.fma(out[j], x, a);
      s = Math.fma(s, x, b);
      s = Math.fma(s, x, c);
      s = Math.fma(s, x, d);
      s = Math.fma(s, x, e);
      out[j] = Math.fma(s, x, f);
    }
  }
}
