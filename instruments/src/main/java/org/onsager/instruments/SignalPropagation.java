package org.onsager.instruments;

import java.util.random.RandomGenerator;
import org.onsager.architecture.Activation;

/**
 * What becomes of pairs of signals in one random network, layer by layer (Schoenholz et al. 2017,
 * §2–3).
 *
 * <p>All pairs pass through the same weights; averages are over pairs and units, so two traces of
 * different networks are independent and two pairs of one network are not.
 *
 * @param length [layers] \( q^l = \langle h_i^2 \rangle \)
 * @param correlation [layers] \( \langle h_i h'_i \rangle / q^l \), a ratio of averages over pairs
 * @param slope [layers] \( \sigma_w^2 \langle \phi'(h_i)\phi'(h'_i) \rangle \), the factor by which
 *     the next layer changes a small deviation of the correlation
 * @param chi [layers] \( \sigma_w^2 \langle \phi'(h_i)^2 \rangle \), the factor by which the next
 *     layer changes a small difference of signals
 */
public record SignalPropagation(
    double[] length, double[] correlation, double[] slope, double[] chi) {

  /**
   * Sends pairs through one network.
   *
   * @param network drawn here, from {@code random}
   * @param start the squared length per unit of all prepared signals
   * @param correlations one for each pair: the correlation they are prepared with, in [-1, 1]
   */
  public static SignalPropagation over(
      RandomDenseNetwork network, double start, double[] correlations, RandomGenerator random) {
    int pairs = correlations.length;
    int n = network.width();
    int depth = network.depth();
    double[] signal = prepared(n, start, correlations, random);
    LayerDraw layer = new LayerDraw(network, 2 * pairs, random);
    double[] weights = new double[n * n];
    double[] length = new double[depth];
    double[] correlation = new double[depth];
    double[] slope = new double[depth];
    double[] chi = new double[depth];
    double[] derivative = new double[signal.length];
    for (int l = 0; l < depth; l++) {
      if (l > 0) {
        layer.drawWeights(weights);
        layer.advance(weights, signal);
      }
      differentiate(network.activation(), signal, derivative);
      double squares = 0;
      double cross = 0;
      double slopes = 0;
      double chis = 0;
      for (int p = 0; p < pairs; p++) {
        int a = 2 * p;
        int b = a + 1;
        squares += (LayerDraw.dot(signal, a, a, n) + LayerDraw.dot(signal, b, b, n)) / 2;
        cross += LayerDraw.dot(signal, a, b, n);
        slopes += LayerDraw.dot(derivative, a, b, n);
        chis += (LayerDraw.dot(derivative, a, a, n) + LayerDraw.dot(derivative, b, b, n)) / 2;
      }
      double units = (double) pairs * n;
      length[l] = squares / units;
      correlation[l] = cross / squares;
      slope[l] = network.weightVariance() * slopes / units;
      chi[l] = network.weightVariance() * chis / units;
    }
    return new SignalPropagation(length, correlation, slope, chi);
  }

  /**
   * The correlations of pairs after one layer, each pair of its own starting correlation.
   *
   * @param repeats how many pairs are averaged for each correlation, all through the same weights
   * @return [correlations] the correlation of the pre-activations of the next layer
   */
  public static double[] oneLayer(
      RandomDenseNetwork network,
      double start,
      double[] correlations,
      int repeats,
      RandomGenerator random) {
    int n = network.width();
    int kinds = correlations.length;
    double[] all = new double[kinds * repeats];
    for (int i = 0; i < all.length; i++) {
      all[i] = correlations[i / repeats];
    }
    double[] signal = prepared(n, start, all, random);
    LayerDraw layer = new LayerDraw(network, 2 * all.length, random);
    double[] weights = new double[n * n];
    layer.drawWeights(weights);
    layer.advance(weights, signal);
    double[] after = new double[kinds];
    for (int k = 0; k < kinds; k++) {
      double squares = 0;
      double cross = 0;
      for (int r = 0; r < repeats; r++) {
        int a = 2 * (k * repeats + r);
        squares += (LayerDraw.dot(signal, a, a, n) + LayerDraw.dot(signal, a + 1, a + 1, n)) / 2;
        cross += LayerDraw.dot(signal, a, a + 1, n);
      }
      after[k] = cross / squares;
    }
    return after;
  }

  /**
   * Pairs of Gaussian signals whose lengths and correlation are exactly as asked, not on average.
   */
  private static double[] prepared(
      int n, double start, double[] correlations, RandomGenerator random) {
    double[] signal = new double[2 * correlations.length * n];
    for (int p = 0; p < correlations.length; p++) {
      int a = 2 * p * n;
      int b = a + n;
      for (int j = 0; j < 2 * n; j++) {
        signal[a + j] = random.nextGaussian();
      }
      double aa = LayerDraw.dot(signal, 2 * p, 2 * p, n);
      double ab = LayerDraw.dot(signal, 2 * p, 2 * p + 1, n);
      for (int j = 0; j < n; j++) {
        signal[b + j] -= ab / aa * signal[a + j];
      }
      double bb = LayerDraw.dot(signal, 2 * p + 1, 2 * p + 1, n);
      double c = correlations[p];
      double along = Math.sqrt(start * n / aa);
      double across = Math.sqrt((1 - c) * (1 + c) * start * n / bb);
      for (int j = 0; j < n; j++) {
        signal[a + j] *= along;
        signal[b + j] = c * signal[a + j] + across * signal[b + j];
      }
    }
    return signal;
  }

  private static void differentiate(Activation activation, double[] signal, double[] derivative) {
    for (int i = 0; i < signal.length; i++) {
      derivative[i] = activation.derivative(signal[i]);
    }
  }
}
