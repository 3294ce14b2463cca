package org.onsager.architecture;

/**
 * The error function \( \operatorname{erf}(x) = \frac{2}{\sqrt\pi}\int_0^x e^{-t^2}\,dt \), its
 * complement, and the normal distribution \( \Phi \), in double precision.
 *
 * <p>Rational approximations with the coefficients of W. J. Cody, <i>Rational Chebyshev
 * approximations for the error function</i>, Math. Comp. 23 (1969) 631–637; relative error a few
 * units in the last place. {@code erf(±∞) = ±1}, {@code erfc(∞) = 0}, {@code erf(NaN) = NaN}.
 */
public final class ErrorFunction {
  private static final double INVERSE_SQRT_PI = 5.6418958354775628695e-1;
  private static final double SQRT_HALF = 0.70710678118654752440;

  private static final double[] A = {
    3.16112374387056560e00,
    1.13864154151050156e02,
    3.77485237685302021e02,
    3.20937758913846947e03,
    1.85777706184603153e-1
  };
  private static final double[] B = {
    2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03
  };
  private static final double[] C = {
    5.64188496988670089e-1, 8.88314979438837594e00, 6.61191906371416295e01,
    2.98635138197400131e02, 8.81952221241769090e02, 1.71204761263407058e03,
    2.05107837782607147e03, 1.23033935479799725e03, 2.15311535474403846e-8
  };
  private static final double[] D = {
    1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02,
    1.62138957456669019e03, 3.29079923573345963e03, 4.36261909014324716e03,
    3.43936767414372164e03, 1.23033935480374942e03
  };
  private static final double[] P = {
    3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4, 1.63153871373020978e-2
  };
  private static final double[] Q = {
    2.56852019228982242e00,
    1.87295284992346725e00,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3
  };

  private ErrorFunction() {}

  /** \( \operatorname{erf}(x) \). */
  public static double erf(double x) {
    double y = Math.abs(x);
    if (y <= 0.46875) {
      return small(x);
    }
    if (Double.isNaN(x)) {
      return x;
    }
    double magnitude = 1.0 - tail(y);
    return x < 0 ? -magnitude : magnitude;
  }

  /** \( \operatorname{erfc}(x) = 1 - \operatorname{erf}(x) \), without cancellation for x > 0. */
  public static double erfc(double x) {
    if (Math.abs(x) <= 0.46875) {
      return 1.0 - small(x);
    }
    if (Double.isNaN(x)) {
      return x;
    }
    double tail = tail(Math.abs(x));
    return x < 0 ? 2.0 - tail : tail;
  }

  /** The normal distribution function \( \Phi(x) = \frac12\operatorname{erfc}(-x/\sqrt2) \). */
  public static double normal(double x) {
    return 0.5 * erfc(-x * SQRT_HALF);
  }

  private static double small(double x) {
    double square = x * x;
    double numerator = A[4] * square;
    double denominator = square;
    for (int i = 0; i < 3; i++) {
      numerator = (numerator + A[i]) * square;
      denominator = (denominator + B[i]) * square;
    }
    return x * (numerator + A[3]) / (denominator + B[3]);
  }

  /** erfc of y > 0.46875. */
  private static double tail(double y) {
    if (y > 27.3) {
      return 0.0;
    }
    double result;
    if (y <= 4.0) {
      double numerator = C[8] * y;
      double denominator = y;
      for (int i = 0; i < 7; i++) {
        numerator = (numerator + C[i]) * y;
        denominator = (denominator + D[i]) * y;
      }
      result = (numerator + C[7]) / (denominator + D[7]);
    } else {
      double inverse = 1.0 / (y * y);
      double numerator = P[5] * inverse;
      double denominator = inverse;
      for (int i = 0; i < 4; i++) {
        numerator = (numerator + P[i]) * inverse;
        denominator = (denominator + Q[i]) * inverse;
      }
      result = inverse * (numerator + P[4]) / (denominator + Q[4]);
      result = (INVERSE_SQRT_PI - result) / y;
    }
    // e^{-y²} with y² split exactly, so that its relative error does not grow with y.
    double head = Math.rint(y * 16.0) / 16.0;
    double rest = (y - head) * (y + head);
    return Math.exp(-head * head) * Math.exp(-rest) * result;
  }
}
