package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The dual of \( \phi(x) = x \) for x > 0, \( \alpha x \) for x < 0: rectifiers, leaky or not, the
 * identity and the absolute value.
 *
 * <p>\[ E\phi\phi = \tfrac{\sqrt{q q'}}2\Big[(1-\alpha)^2\,\frac{\sin\theta +
 * (\pi-\theta)\cos\theta} {\pi} + 2\alpha\cos\theta\Big], \qquad E\phi'\phi' =
 * \tfrac12\Big[(1-\alpha)^2\,\frac{\pi-\theta} \pi + 2\alpha\Big] . \]
 *
 * <p>Exact. Source: Cho and Saul, NIPS 2009. With θ small, \( 1 - E\phi\phi/E\phi^2 \) is written
 * as e - (sin θ - θ cos θ)/π, e = 1 - cos θ, by {@link ArcSeries}, so that it keeps its digits.
 *
 * @param leak α
 * @param scale the slope for x > 0
 */
record RectifierDual(double leak, double scale) implements Dual {
  private double kink() {
    return (1 - leak) * (1 - leak);
  }

  private double norm() {
    return 1 + leak * leak;
  }

  @Override
  public double root(double root) {
    return Math.abs(scale) * root * Math.sqrt(norm() / 2);
  }

  @Override
  public double slopeSquare(double root) {
    // at a pre-activation that is exactly zero the derivative is that of the left side
    return scale * scale * (root > 0 ? norm() / 2 : leak * leak);
  }

  @Override
  public double meanSlope(double root) {
    return scale * (root > 0 ? (1 + leak) / 2 : leak);
  }

  @Override
  public double mean(double root) {
    return scale * (1 - leak) * root / Math.sqrt(2 * Math.PI);
  }

  @Override
  public @Nullable Object table(double[] root, double[] after) {
    return null;
  }

  @Override
  public void row(
      Bent left, int i, Bent right, int c0, int n, double[] near, double @Nullable [] tangent) {
    double p = kink() / norm();
    double l = 2 * leak / norm();
    double half = scale * scale / 2;
    for (int j = 0; j < n; j++) {
      double s = near[j];
      boolean positive = s >= 0;
      double e = Math.abs(s);
      double sine = Math.sqrt(e * (2 - e));
      double angle = sine * ArcSeries.ANGLE.at(e);
      double g = sine / Math.PI - (1 - e) * angle;
      if (positive) {
        double oneMinus = p * (e - g) + l * e;
        near[j] = Chunk.near(oneMinus, 2 - oneMinus);
      } else {
        near[j] = Chunk.near(1 + l - l * e - p * g, p * (1 + g) + l * e);
      }
      if (tangent != null) {
        tangent[j] *= half * (kink() * (positive ? 1 - angle : angle) + 2 * leak);
      }
    }
  }

  @Override
  public double error(Bent left, Bent right) {
    return 4e-16;
  }

  @Override
  public double flops() {
    return leak == 1 ? 4 : 2 * ArcSeries.ANGLE.degree() + 24;
  }
}
