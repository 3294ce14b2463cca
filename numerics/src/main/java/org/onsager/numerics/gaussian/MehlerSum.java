package org.onsager.numerics.gaussian;

/** Sums over Hermite coefficients, written so that nothing cancels where \( |c| \to 1 \). */
final class MehlerSum {
  private MehlerSum() {}

  /** \( \sum c^n a_n b_n \). */
  static double product(HermiteSpectrum left, HermiteSpectrum right, Correlation c) {
    double[] a = left.coefficients();
    double[] b = right.coefficients();
    int n = Math.min(a.length, b.length);
    double value = c.value();
    double sum = 0;
    if (Math.min(c.oneMinus(), c.onePlus()) > 1e-3) {
      for (int k = n - 1; k >= 0; k--) {
        sum = sum * value + a[k] * b[k];
      }
      return sum;
    }
    double log = c.logMagnitude();
    boolean negative = value < 0;
    for (int k = 0; k < n; k++) {
      double power = Math.exp(k * log);
      sum += (negative && (k & 1) == 1 ? -power : power) * a[k] * b[k];
    }
    return sum;
  }

  /** \( \sum a_n^2 (1 - c^n) \): every term is positive. */
  static double gap(HermiteSpectrum spectrum, Correlation c) {
    return weighted(spectrum, c, 1);
  }

  /** \( \sum a_n^2 (1 + c^n) \): no term is negative. */
  static double sum(HermiteSpectrum spectrum, Correlation c) {
    return weighted(spectrum, c, -1);
  }

  private static double weighted(HermiteSpectrum spectrum, Correlation c, int sign) {
    double[] a = spectrum.coefficients();
    double log = c.logMagnitude();
    boolean negative = c.value() < 0;
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      int parity = negative && (k & 1) == 1 ? -sign : sign;
      double factor;
      if (k == 0) {
        factor = 1 - sign;
      } else if (parity > 0) {
        factor = -Math.expm1(k * log);
      } else {
        factor = 1 + Math.exp(k * log);
      }
      sum += a[k] * a[k] * factor;
    }
    return sum;
  }
}
