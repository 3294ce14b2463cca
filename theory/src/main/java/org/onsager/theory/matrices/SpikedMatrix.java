package org.onsager.theory.matrices;

import org.onsager.lab.Refusal;

/**
 * What becomes of one direction that stands out of a large random matrix: the largest singular
 * value and its vectors of \( X + \theta\,u v^\top \), where X is [n, m] with independent entries
 * of mean 0 and variance 1/m, u and v have length one, and n, m → ∞ at fixed \( c = n/m \le 1 \).
 *
 * <p>\[ s_1 \to \begin{cases} \sqrt{(1+\theta^2)(c+\theta^2)}/\theta & \theta > c^{1/4} \\ 1 +
 * \sqrt c & \text{else} \end{cases} \qquad \langle u, u_1\rangle^2 \to 1 -
 * \frac{c(1+\theta^2)}{\theta^2(\theta^2+c)}, \quad \langle v, v_1\rangle^2 \to 1 -
 * \frac{c+\theta^2}{\theta^2(\theta^2+1)} \]
 *
 * <p>and both overlaps vanish below the transition. Regime: asymptotic in n and m, with corrections
 * of order 1/n away from the transition and of order \( n^{-1/3} \) about it; whatever the entries'
 * distribution, if its fourth moment is finite and u, v are drawn at random. Sources: Baik, Ben
 * Arous and Péché, Ann. Probab. 33, 1643 (2005), for the transition; Benaych-Georges and
 * Nadakuditi, J. Multivariate Anal. 111, 120 (2012), §3.1.
 *
 * @param ratio c, in (0, 1]
 */
public record SpikedMatrix(double ratio) {
  /** Refuses ratios outside (0, 1]. */
  public SpikedMatrix {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new Refusal("the ratio of a matrix's sides lies in (0, 1], not " + ratio);
    }
  }

  /** \( 1 + \sqrt c \), where the bulk of the singular values ends. */
  public double edge() {
    return 1 + Math.sqrt(ratio);
  }

  /** \( c^{1/4} \), the spike from which on it is seen. */
  public double threshold() {
    return Math.sqrt(Math.sqrt(ratio));
  }

  /** The largest singular value. */
  public double position(double spike) {
    double t = spike * spike;
    return isSeen(spike) ? Math.sqrt((1 + t) * (ratio + t)) / spike : edge();
  }

  /**
   * The spike from which on the square of the largest singular value is expected beyond a limit,
   * which is given in units of the mean square of the whole matrix, spike included, \( 1 +
   * \theta^2/n \).
   *
   * @param limit above the square of {@link #edge}
   * @param shorter n
   */
  public double noticed(double limit, int shorter) {
    // 1 + c + θ² + c/θ² = limit·(1 + θ²/n)
    double a = 1 - limit / shorter;
    double b = limit - 1 - ratio;
    double root = b * b - 4 * a * ratio;
    if (!(a > 0) || !(root >= 0)) {
      throw new Refusal(
          "no spike in a matrix with a side of " + shorter + " is noticed at a limit of " + limit);
    }
    return Math.sqrt((b + Math.sqrt(root)) / (2 * a));
  }

  /** \( \langle u, u_1\rangle^2 \), of the vectors along the shorter side n. */
  public double shortOverlap(double spike) {
    double t = spike * spike;
    return isSeen(spike) ? (t * t - ratio) / (t * (t + ratio)) : 0;
  }

  /** \( \langle v, v_1\rangle^2 \), of the vectors along the longer side m. */
  public double longOverlap(double spike) {
    double t = spike * spike;
    return isSeen(spike) ? (t * t - ratio) / (t * (t + 1)) : 0;
  }

  private boolean isSeen(double spike) {
    if (!(spike >= 0) || Double.isInfinite(spike)) {
      throw new Refusal("a spike is a number of at least 0, not " + spike);
    }
    return spike > threshold();
  }
}
