package org.onsager.architecture;

/** Functions of deep learning, without overflow or loss of digits anywhere on the real line. */
final class Stable {
  private static final double SQRT_HALF = 0.70710678118654752440;
  private static final double INVERSE_SQRT_TWO_PI = 0.39894228040143267794;

  private Stable() {}

  static double sigmoid(double x) {
    if (x >= 0) {
      return 1.0 / (1.0 + Math.exp(-x));
    }
    double e = Math.exp(x);
    return e / (1.0 + e);
  }

  static double softplus(double x) {
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  static double silu(double x) {
    return x < -750 ? -0.0 : x * sigmoid(x);
  }

  static double siluSlope(double x) {
    if (Math.abs(x) > 750) {
      return x > 0 ? 1.0 : 0.0;
    }
    double s = sigmoid(x);
    return s * (1.0 + x * sigmoid(-x));
  }

  static double gelu(double x) {
    return x < -40 ? -0.0 : 0.5 * x * ErrorFunction.erfc(-x * SQRT_HALF);
  }

  static double geluSlope(double x) {
    if (Math.abs(x) > 40) {
      return x > 0 ? 1.0 : 0.0;
    }
    return ErrorFunction.normal(x) + x * INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * x * x);
  }

  /** \( 1/\cosh^2 x \). */
  static double tanhSlope(double x) {
    double e = Math.exp(-2.0 * Math.abs(x));
    return 4.0 * e / ((1.0 + e) * (1.0 + e));
  }

  static double erfSlope(double x) {
    return 2.0 * 0.56418958354775628695 * Math.exp(-x * x);
  }
}
