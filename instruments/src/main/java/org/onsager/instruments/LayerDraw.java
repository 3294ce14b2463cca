package org.onsager.instruments;

import java.util.random.RandomGenerator;
import org.onsager.architecture.Activation;
import org.onsager.numerics.linear.Blas;

/** One random layer applied to a batch of signals; the work arrays are made once a network. */
final class LayerDraw {
  private final RandomDenseNetwork network;
  private final int signals;
  private final RandomGenerator random;
  private final double[] active;

  LayerDraw(RandomDenseNetwork network, int signals, RandomGenerator random) {
    this.network = network;
    this.signals = signals;
    this.random = random;
    this.active = new double[signals * network.width()];
  }

  /** Draws the weights of a layer, [width, width], each \( N(0, \sigma_w^2/N) \). */
  void drawWeights(double[] weights) {
    double scale = Math.sqrt(network.weightVariance() / network.width());
    for (int i = 0; i < weights.length; i++) {
      weights[i] = scale * random.nextGaussian();
    }
  }

  /** Replaces pre-activations [signals, width] by those of the next layer. */
  void advance(double[] weights, double[] signal) {
    Activation activation = network.activation();
    double keep = network.keep();
    for (int i = 0; i < signal.length; i++) {
      double a = activation.value(signal[i]);
      active[i] = keep == 1 ? a : random.nextDouble() < keep ? a / keep : 0;
    }
    int n = network.width();
    Blas.gemm(false, true, signals, n, n, 1, active, weights, 0, signal);
    double biasScale = Math.sqrt(network.biasVariance());
    if (biasScale > 0) {
      for (int j = 0; j < n; j++) {
        double bias = biasScale * random.nextGaussian();
        for (int s = 0; s < signals; s++) {
          signal[s * n + j] += bias;
        }
      }
    }
  }

  /** The squared length of what the last {@link #advance} sent into the weights, of one signal. */
  double activeSquare(int s) {
    return dot(active, s, s, network.width());
  }

  /** The inner product of two rows. */
  static double dot(double[] rows, int a, int b, int n) {
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += rows[a * n + j] * rows[b * n + j];
    }
    return sum;
  }
}
