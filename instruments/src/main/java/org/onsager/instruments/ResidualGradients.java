package org.onsager.instruments;

import java.util.random.RandomGenerator;
import org.onsager.numerics.linear.HaarOrthogonal;

/**
 * How large the gradient is after every block of one random residual network (Yang and Schoenholz
 * 2017): the same weights forward and back, as in training.
 *
 * <p>With \( E = v \cdot x^L \), v standard normal for each signal, back-propagation is \( \partial
 * E/\partial x^{l-1} = \partial E/\partial x^l + W^\top(\phi'(h^l) \odot V^\top\, \partial
 * E/\partial x^l) \).
 *
 * @param stream [depth + 1] \( \chi_l = \langle (\partial E/\partial x_i^l)^2 \rangle \), over all
 *     signals and units; about 1 at the end
 */
public record ResidualGradients(double[] stream) {

  /**
   * Sends signals forward and their gradients back.
   *
   * @param network drawn here, from {@code random}
   * @param signals how many, at most the width: they are prepared orthogonal to each other
   * @param start the squared length per unit of every prepared signal, exactly
   */
  public static ResidualGradients over(
      RandomResidualNetwork network, int signals, double start, RandomGenerator random) {
    int n = network.width();
    int depth = network.depth();
    if (signals < 1 || signals > n) {
      throw new IllegalArgumentException(
          "from 1 to the width of " + n + " signals are orthogonal, not " + signals);
    }
    double[] directions = HaarOrthogonal.drawColumns(n, signals, random);
    double[] x = new double[signals * n];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.sqrt(start * n) * directions[i % n * signals + i / n];
    }
    ResidualDraw draw = new ResidualDraw(network, signals, true, random);
    for (int l = 0; l < depth; l++) {
      draw.forward(l, x);
    }
    double[] gradient = new double[signals * n];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = random.nextGaussian();
    }
    double[] stream = new double[depth + 1];
    stream[depth] = ResidualPropagation.meanSquare(gradient);
    for (int l = depth - 1; l >= 0; l--) {
      draw.back(l, gradient);
      stream[l] = ResidualPropagation.meanSquare(gradient);
    }
    return new ResidualGradients(stream);
  }
}
