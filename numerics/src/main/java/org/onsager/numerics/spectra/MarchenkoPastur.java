package org.onsager.numerics.spectra;

import org.onsager.numerics.roots.Roots;

/**
 * The law of Marchenko and Pastur: how the eigenvalues λ of \( W^\top W/m \) lie where W is [m, n]
 * with independent entries of mean 0 and variance s, and m, n → ∞ at fixed \( \gamma = n/m \le 1
 * \).
 *
 * <p>\[ \rho(\lambda) = \frac{\sqrt{(\lambda_+ - \lambda)(\lambda - \lambda_-)}}{2\pi\gamma
 * s\lambda}, \qquad \lambda_\pm = s\,(1 \pm \sqrt\gamma)^2 . \]
 *
 * <p>Regime: asymptotic in m and n; whatever the entries' distribution, if its fourth moment is
 * finite. Source: Marchenko and Pastur, Math. USSR Sbornik 1, 457 (1967). The integral of the
 * density is elementary after \( \lambda = s(1 + \gamma - 2\sqrt\gamma\cos t) \).
 *
 * @param ratio γ, in (0, 1]
 * @param scale s, the variance of an entry, positive
 */
public record MarchenkoPastur(double ratio, double scale) {
  /** Refuses ratios outside (0, 1] and scales that are not positive. */
  public MarchenkoPastur {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "the ratio of a matrix's sides lies in (0, 1], not " + ratio);
    }
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("the variance of an entry is positive, not " + scale);
    }
  }

  /** \( \lambda_- \), the lower edge. */
  public double lowerEdge() {
    double r = 1 - Math.sqrt(ratio);
    return scale * r * r;
  }

  /** \( \lambda_+ \), the upper edge. */
  public double upperEdge() {
    double r = 1 + Math.sqrt(ratio);
    return scale * r * r;
  }

  /** ρ(λ); 0 outside the edges. */
  public double density(double lambda) {
    double inside = (upperEdge() - lambda) * (lambda - lowerEdge());
    return inside > 0 ? Math.sqrt(inside) / (2 * Math.PI * ratio * scale * lambda) : 0;
  }

  /** The fraction of eigenvalues at or below λ. */
  public double below(double lambda) {
    if (lambda <= lowerEdge()) {
      return 0;
    }
    if (lambda >= upperEdge()) {
      return 1;
    }
    double cosine = (1 + ratio - lambda / scale) / (2 * Math.sqrt(ratio));
    return fraction(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }

  /** The fraction with t at most this, t in [0, π]. */
  private double fraction(double t) {
    double root = Math.sqrt(ratio);
    double whole = ((1 + ratio) * t + 2 * root * Math.sin(t)) / (4 * ratio);
    // atan(k·tan(t/2)) without the pole of the tangent at π
    double turned = Math.atan2((1 + root) * Math.sin(t / 2), (1 - root) * Math.cos(t / 2));
    return Math.max(0, Math.min(1, 2 / Math.PI * (whole - (1 - ratio) / (2 * ratio) * turned)));
  }

  /** The eigenvalue that this fraction lies at or below. */
  public double quantile(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("a fraction lies in [0, 1], not " + fraction);
    }
    if (fraction == 0 || fraction == 1) {
      return fraction == 0 ? lowerEdge() : upperEdge();
    }
    double t = Roots.bracketed(x -> fraction(x) - fraction, 0, Math.PI).location();
    return scale * (1 + ratio - 2 * Math.sqrt(ratio) * Math.cos(t));
  }
}
