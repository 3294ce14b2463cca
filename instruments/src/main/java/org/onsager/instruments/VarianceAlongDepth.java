package org.onsager.instruments;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How the variance of the pre-activations fluctuates from layer to layer of one deep random
 * network: averages along its depth.
 *
 * <p>The variance of layer ℓ + 1 given layer ℓ is \( s_{\ell+1} = \sigma_w^2 |\phi(z^\ell)|^2/N +
 * \sigma_b^2 \), read off the activations of the network. Products and powers are raw averages,
 * from which moments follow only after averaging over networks.
 *
 * @param moments [3] \( \overline{s}, \overline{s^2}, \overline{s^3} \)
 * @param products [lags] \( \overline{s_\ell s_{\ell+k}} \), k = 1, 2, …
 * @param power [bands] the periodogram \( |\sum_\ell s_\ell e^{ik\ell}|^2/L \) at \( k = 2\pi m/L
 *     \), m = 1, 2, …, where the mean does not contribute, averaged over bands of equal width
 */
public record VarianceAlongDepth(double[] moments, double[] products, double[] power) {

  /** The middle of each band of wave numbers, in radians a layer. */
  public static double[] waves(int layers, int bands) {
    int width = layers / 2 / bands;
    double[] middle = new double[bands];
    Arrays.setAll(middle, b -> Math.PI / layers * (2 * b * width + width + 1));
    return middle;
  }

  /**
   * The variances, layer by layer: one for each layer after the prepared one.
   *
   * @param network drawn here, from {@code random}
   * @param start the squared length per unit of the prepared signal
   */
  public static double[] series(RandomDenseNetwork network, double start, RandomGenerator random) {
    int n = network.width();
    double[] signal = new double[n];
    for (int j = 0; j < n; j++) {
      signal[j] = random.nextGaussian();
    }
    double scale = Math.sqrt(start * n / LayerDraw.dot(signal, 0, 0, n));
    for (int j = 0; j < n; j++) {
      signal[j] *= scale;
    }
    LayerDraw layer = new LayerDraw(network, 1, random);
    double[] weights = new double[n * n];
    double[] variance = new double[network.depth() - 1];
    for (int l = 0; l < variance.length; l++) {
      layer.drawWeights(weights);
      layer.advance(weights, signal);
      variance[l] = network.weightVariance() * layer.activeSquare(0) / n + network.biasVariance();
    }
    return variance;
  }

  /**
   * Sends one signal through a network and averages along its depth.
   *
   * @param settle layers that are left out at the beginning
   * @param lags the longest distance of two layers whose product is averaged
   * @param bands how many bands the power is averaged in, each of layers/2/bands wave numbers
   */
  public static VarianceAlongDepth over(
      RandomDenseNetwork network,
      double start,
      int settle,
      int lags,
      int bands,
      RandomGenerator random) {
    int layers = network.depth() - 1 - settle;
    if (settle < 0 || lags < 0 || lags >= layers || bands < 0 || bands > layers / 2) {
      throw new IllegalArgumentException(
          "of "
              + (network.depth() - 1)
              + " layers and "
              + settle
              + " left out there are no "
              + lags
              + " lags and "
              + bands
              + " bands");
    }
    double[] all = series(network, start, random);
    double[] s = Arrays.copyOfRange(all, settle, all.length);
    double[] moments = new double[3];
    double[] products = new double[lags];
    for (int l = 0; l < layers; l++) {
      moments[0] += s[l] / layers;
      moments[1] += s[l] * s[l] / layers;
      moments[2] += s[l] * s[l] * s[l] / layers;
      for (int k = 1; k <= lags && l + k < layers; k++) {
        products[k - 1] += s[l] * s[l + k] / (layers - k);
      }
    }
    return new VarianceAlongDepth(moments, products, power(s, bands));
  }

  private static double[] power(double[] s, int bands) {
    int layers = s.length;
    int width = bands == 0 ? 0 : layers / 2 / bands;
    double[] cosine = new double[layers];
    double[] sine = new double[layers];
    for (int l = 0; l < layers; l++) {
      cosine[l] = Math.cos(2 * Math.PI * l / layers);
      sine[l] = Math.sin(2 * Math.PI * l / layers);
    }
    double[] power = new double[bands];
    for (int m = 1; m <= bands * width; m++) {
      double re = 0;
      double im = 0;
      for (int l = 0, turn = 0; l < layers; l++, turn = (turn + m) % layers) {
        re += s[l] * cosine[turn];
        im += s[l] * sine[turn];
      }
      power[(m - 1) / width] += (re * re + im * im) / layers / width;
    }
    return power;
  }
}
