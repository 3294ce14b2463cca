package org.onsager.theory;

import java.util.Arrays;
import org.onsager.architecture.ResidualBlock;
import org.onsager.lab.Refusal;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.GaussianAverage;

/**
 * The mean-field theory of a wide fully connected residual network (Yang and Schoenholz 2017).
 *
 * <p>With \( p = \langle x_i^2 \rangle \), \( \gamma = \langle x_i x'_i \rangle \), \( q = \langle
 * h_i^2 \rangle \), \( \lambda = \langle h_i h'_i \rangle \) and the correlations \( e = \gamma/p
 * \), \( c = \lambda/q \), one block does \[ q = \sigma_w^2 p + \sigma_b^2, \quad \lambda =
 * \sigma_w^2 \gamma + \sigma_b^2, \quad p' = p + \sigma_v^2\, E\phi(h)^2 + \sigma_a^2, \quad
 * \gamma' = \gamma + \sigma_v^2\, E\phi(h)\phi(h') + \sigma_a^2, \] and a mean square gradient
 * grows backwards by \( 1 + \sigma_v^2 \sigma_w^2\, E\phi'(h)^2 \), if the weights that carry it
 * back are taken to be independent of those that carried the signal forward.
 *
 * <p>What is carried from block to block are half the mean square difference \( p - \gamma \) and
 * sum \( p + \gamma \), so that correlations keep their digits at both ends.
 */
public final class ResidualMeanField {
  private final ResidualBlock block;
  private final Averages averages;

  private ResidualMeanField(ResidualBlock block) {
    this.block = block;
    this.averages = new Averages(block.activation());
  }

  /** The theory of networks of such blocks. */
  public static ResidualMeanField of(ResidualBlock block) {
    return new ResidualMeanField(block);
  }

  /** The blocks. */
  public ResidualBlock block() {
    return block;
  }

  /**
   * Two signals of equal length on their way through the network.
   *
   * @param length p of either, positive
   * @param correlation e
   * @param depth the number of blocks
   */
  public ResidualTrajectory trajectory(double length, Correlation correlation, int depth) {
    if (!(length > 0) || Double.isInfinite(length) || depth < 0) {
      throw new Refusal(
          "a signal has a positive length and passes 0 blocks or more, not p = "
              + length
              + " and "
              + depth
              + " blocks");
    }
    double[] p = new double[depth + 1];
    double[] q = new double[depth];
    double[] growth = new double[depth];
    Correlation[] e = new Correlation[depth + 1];
    Correlation[] c = new Correlation[depth];
    p[0] = length;
    e[0] = correlation;
    double weight = block.weightVariance();
    double branch = block.branchWeightVariance();
    for (int l = 0; l < depth; l++) {
      double apart = p[l] * e[l].oneMinus();
      double together = p[l] * e[l].onePlus();
      q[l] = weight * p[l] + block.biasVariance();
      c[l] = correlation(weight * apart, weight * together + 2 * block.biasVariance(), q[l]);
      Averages.Moments moments = averages.at(q[l]);
      p[l + 1] = p[l] + branch * moments.square().value() + block.branchBiasVariance();
      growth[l] = 1 + branch * weight * moments.slopeSquare().value();
      double square = moments.square().value();
      boolean alike = c[l].oneMinus() <= c[l].onePlus();
      double near = near(q[l], c[l], alike);
      apart += branch * (alike ? near : 2 * square - near);
      together += branch * (alike ? 2 * square - near : near);
      e[l + 1] = correlation(apart, together + 2 * block.branchBiasVariance(), p[l + 1]);
      if (!Double.isFinite(p[l + 1]) || !Double.isFinite(growth[l])) {
        throw new Refusal(
            "after "
                + (l + 1)
                + " blocks the length is "
                + p[l + 1]
                + " and the gradient's growth "
                + growth[l]
                + "; fewer blocks, or an activation without jumps");
      }
    }
    return new ResidualTrajectory(p, Arrays.asList(e), q, Arrays.asList(c), growth);
  }

  /** \( \tfrac12 E(\phi \mp \phi')^2 \), the difference where signals are alike, else the sum. */
  private double near(double q, Correlation c, boolean alike) {
    if (q == 0 || c.oneMinus() == 0) {
      return 0;
    }
    GaussianAverage phi = averages.value(q);
    return (alike ? phi.gap(c) : phi.sum(c)).value();
  }

  /** A correlation from half the mean square difference and sum of two signals of one length. */
  private static Correlation correlation(double apart, double together, double length) {
    return apart <= together
        ? Correlation.fromOneMinus(length > 0 ? apart / length : 0)
        : Correlation.fromOnePlus(together / length);
  }
}
