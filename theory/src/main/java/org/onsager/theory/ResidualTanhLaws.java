package org.onsager.theory;

import org.onsager.architecture.Activation;
import org.onsager.architecture.ResidualBlock;
import org.onsager.lab.Refusal;
import org.onsager.numerics.roots.Roots;

/**
 * What the recurrences of a tanh residual network come to at great depth l.
 *
 * <p>With \( s = \sigma_v^2 + \sigma_a^2 \) the stream's length is \( p = s\,l + r\sqrt l + O(\log
 * l) \). Where q is large, \( E\phi^2 = 1 - 2/\sqrt{2\pi q} \) and \( E\phi'^2 =
 * \tfrac43/\sqrt{2\pi q} \) up to \( O(q^{-3/2}) \), because \( \int (1-\tanh^2) = 2 \) and \( \int
 * \operatorname{sech}^4 = \tfrac43 \); from which \( r = -4\sigma_v^2/\sqrt{2\pi\sigma_w^2 s} \),
 * and \( \log(\chi_0/\chi_l) = A\sqrt l + B \log l + O(1) \) with \( A = \tfrac43\sqrt{2/\pi}\,
 * \sigma_v^2\sigma_w/\sqrt s \) and \( B = A\sigma_v^2/(\sqrt{2\pi}\,\sigma_w s^{3/2}) - A^2/8 \):
 * more slowly than any exponential.
 *
 * <p>Correlations go to the e* that solves \( s\,e^* = \sigma_a^2 + \sigma_v^2 \tfrac2\pi \arcsin
 * e^* \), as \( l^{-\delta^*} \) with \( \delta^* = 1 - \tfrac{\sigma_v^2}{s}
 * \tfrac2\pi/\sqrt{1-e^{*2}} \).
 *
 * @param lengthSlope s
 * @param lengthRoot r
 * @param gradientRoot A
 * @param gradientLog B
 * @param correlation e*
 * @param forgetting δ*
 */
public record ResidualTanhLaws(
    double lengthSlope,
    double lengthRoot,
    double gradientRoot,
    double gradientLog,
    double correlation,
    double forgetting) {

  /** The laws of networks of such blocks, which have weights in both places. */
  public static ResidualTanhLaws of(ResidualBlock block) {
    double v = block.branchWeightVariance();
    double w = block.weightVariance();
    if (!block.activation().equals(Activation.TANH) || !(v > 0) || !(w > 0)) {
      throw new Refusal(
          "the laws of residual tanh networks need tanh and σ_v², σ_w² > 0, not " + block);
    }
    double s = v + block.branchBiasVariance();
    double root = Math.sqrt(2 * Math.PI * w * s);
    double a = 8.0 / 3 * v * w / root;
    double share = v / s;
    // With e* = sin θ: sin θ − (1 − share) − share·2θ/π is concave, and 0 at θ = π/2 as well.
    double theta =
        block.branchBiasVariance() == 0
            ? 0
            : Roots.bracketed(
                    t -> Math.sin(t) - (1 - share) - share * 2 * t / Math.PI,
                    0,
                    Math.acos(share * 2 / Math.PI))
                .location();
    return new ResidualTanhLaws(
        s,
        -4 * v / root,
        a,
        a * v / (root * s) - a * a / 8,
        Math.sin(theta),
        1 - share * 2 / Math.PI / Math.cos(theta));
  }

  /** \( s\,l + r\sqrt l \). */
  public double length(double depth) {
    return lengthSlope * depth + lengthRoot * Math.sqrt(depth);
  }

  /** \( A\sqrt l + B \log l \). */
  public double logGradient(double depth) {
    return gradientRoot * Math.sqrt(depth) + gradientLog * Math.log(depth);
  }
}
