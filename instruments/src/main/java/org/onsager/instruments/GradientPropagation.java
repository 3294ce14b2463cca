package org.onsager.instruments;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.onsager.numerics.linear.Blas;

/**
 * How large the gradient is in every layer of one random network, for one signal and a random
 * readout (Schoenholz et al. 2017, §4): the same weights forward and back, as in training.
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
   * Sends one signal forward and its gradient back.
   *
   * @param network drawn here, from {@code random}; its matrices are kept, 8·depth·width² bytes
   * @param start the squared length per unit of the prepared signal
   */
  public static GradientPropagation over(
      RandomDenseNetwork network, double start, RandomGenerator random) {
    int n = network.width();
    int depth = network.depth();
    double[][] weights = new double[depth][];
    double[][] pre = new double[depth][];
    double[] active = new double[depth];
    double[] signal = new double[n];
    for (int j = 0; j < n; j++) {
      signal[j] = random.nextGaussian();
    }
    double scale = Math.sqrt(start * n / LayerDraw.dot(signal, 0, 0, n));
    for (int j = 0; j < n; j++) {
      signal[j] *= scale;
    }
    LayerDraw layer = new LayerDraw(network, 1, random);
    pre[0] = signal.clone();
    weights[0] = new double[0];
    for (int l = 1; l < depth; l++) {
      double[] w = new double[n * n];
      layer.drawWeights(w);
      layer.advance(w, signal);
      active[l] = layer.activeSquare(0);
      weights[l] = w;
      pre[l] = signal.clone();
    }
    double[] delta = new double[n];
    for (int j = 0; j < n; j++) {
      delta[j] = random.nextGaussian();
    }
    double[] ofSignal = new double[depth];
    double[] ofWeights = new double[depth];
    double[] back = new double[n];
    for (int l = depth - 1; l >= 0; l--) {
      double square = LayerDraw.dot(delta, 0, 0, n);
      ofSignal[l] = square / n;
      ofWeights[l] = square * active[l] / ((double) n * n);
      if (l > 0) {
        Arrays.fill(back, 0);
        Blas.gemm(false, false, 1, n, n, 1, delta, weights[l], 0, back);
        for (int j = 0; j < n; j++) {
          delta[j] = back[j] * network.activation().derivative(pre[l - 1][j]);
        }
      }
    }
    return new GradientPropagation(ofSignal, ofWeights);
  }
}
