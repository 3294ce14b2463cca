package org.onsager.instruments;

import java.util.random.RandomGenerator;
import org.onsager.numerics.linear.Blas;

/**
 * How large the gradient is in every layer of one random network, for signals with a random readout
 * each (Schoenholz et al. 2017, §4): the same weights forward and back, as in training.
 *
 * <p>With \( \delta^l_i = \partial E/\partial h^l_i \) and \( E = v \cdot h^L \), v standard
 * normal, back-propagation is \( \delta^l = \phi'(h^l) \odot W^\top \delta^{l+1} \), and the
 * gradient of the weights into layer l has the squared norm \( |\delta^l|^2 |\phi(h^{l-1})|^2 \).
 *
 * @param signal [layers] \( |\delta^l|^2 / N \)
 * @param weights [layers] \( |\partial E/\partial W^l|^2 / N^2 \); 0 for the prepared layer, which
 *     has no weights
 */
public record GradientPropagation(double[] signal, double[] weights) {

  /**
   * Sends signals forward and their gradients back, each from a readout of its own.
   *
   * @param network drawn here, from {@code random}; its matrices are kept, 8·depth·width² bytes
   * @param start the squared length per unit of the prepared signals
   * @param signals how many are averaged, all through the same weights
   */
  public static GradientPropagation over(
      RandomDenseNetwork network, double start, int signals, RandomGenerator random) {
    int n = network.width();
    int depth = network.depth();
    double[][] weights = new double[depth][];
    double[][] pre = new double[depth][];
    double[][] active = new double[depth][signals];
    double[] signal = gaussian(signals * n, random);
    for (int s = 0; s < signals; s++) {
      double scale = Math.sqrt(start * n / LayerDraw.dot(signal, s, s, n));
      for (int j = s * n; j < (s + 1) * n; j++) {
        signal[j] *= scale;
      }
    }
    LayerDraw layer = new LayerDraw(network, signals, random);
    pre[0] = signal.clone();
    weights[0] = new double[0];
    for (int l = 1; l < depth; l++) {
      weights[l] = new double[n * n];
      layer.drawWeights(weights[l]);
      layer.advance(weights[l], signal);
      for (int s = 0; s < signals; s++) {
        active[l][s] = layer.activeSquare(s);
      }
      pre[l] = signal.clone();
    }
    double[] delta = gaussian(signals * n, random);
    double[] ofSignal = new double[depth];
    double[] ofWeights = new double[depth];
    double[] back = new double[signals * n];
    for (int l = depth - 1; l >= 0; l--) {
      for (int s = 0; s < signals; s++) {
        double square = LayerDraw.dot(delta, s, s, n);
        ofSignal[l] += square / n / signals;
        ofWeights[l] += square * active[l][s] / ((double) n * n) / signals;
      }
      if (l > 0) {
        Blas.gemm(false, false, signals, n, n, 1, delta, weights[l], 0, back);
        for (int j = 0; j < delta.length; j++) {
          delta[j] = back[j] * network.activation().derivative(pre[l - 1][j]);
        }
      }
    }
    return new GradientPropagation(ofSignal, ofWeights);
  }

  private static double[] gaussian(int count, RandomGenerator random) {
    double[] values = new double[count];
    for (int j = 0; j < count; j++) {
      values[j] = random.nextGaussian();
    }
    return values;
  }
}
