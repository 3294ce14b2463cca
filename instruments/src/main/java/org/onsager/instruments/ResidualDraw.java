package org.onsager.instruments;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.onsager.architecture.Activation;
import org.onsager.architecture.ResidualBlock;
import org.onsager.numerics.linear.Blas;

/**
 * One random residual network with a batch of signals in it.
 *
 * <p>Its weights are not kept: each block has a seed, and is drawn again, the same, on the way
 * back. What is kept for that way is \( \phi'(h) \), 8·depth·signals·width bytes.
 */
final class ResidualDraw {
  private final ResidualBlock block;
  private final int width;
  private final int signals;
  private final long[] seeds;
  private final double[][] derivative;
  private final double[] inner;
  private final double[] active;
  private final double[] weights;
  private final double[] branchWeights;

  ResidualDraw(
      RandomResidualNetwork network, int signals, boolean thereAndBack, RandomGenerator random) {
    this.block = network.block();
    this.width = network.width();
    this.signals = signals;
    this.seeds = random.longs(network.depth()).toArray();
    this.derivative = new double[thereAndBack ? network.depth() : 0][signals * network.width()];
    this.inner = new double[signals * width];
    this.active = new double[signals * width];
    this.weights = new double[width * width];
    this.branchWeights = new double[width * width];
  }

  /** Sends a stream [signals, width] through the l-th block, in place. */
  void forward(int l, double[] stream) {
    RandomGenerator random = draw(l);
    Blas.gemm(false, true, signals, width, width, 1, stream, weights, 0, inner);
    shift(inner, block.biasVariance(), random);
    Activation phi = block.activation();
    for (int i = 0; i < inner.length; i++) {
      active[i] = phi.value(inner[i]);
    }
    if (derivative.length > 0) {
      for (int i = 0; i < inner.length; i++) {
        derivative[l][i] = phi.derivative(inner[i]);
      }
    }
    Blas.gemm(false, true, signals, width, width, 1, active, branchWeights, 1, stream);
    shift(stream, block.branchBiasVariance(), random);
  }

  /** Takes gradients [signals, width] with respect to what left the l-th block to what entered. */
  void back(int l, double[] gradient) {
    draw(l);
    Blas.gemm(false, false, signals, width, width, 1, gradient, branchWeights, 0, active);
    for (int i = 0; i < active.length; i++) {
      active[i] *= derivative[l][i];
    }
    Blas.gemm(false, false, signals, width, width, 1, active, weights, 1, gradient);
  }

  /** The pre-activations [signals, width] of the block passed last. */
  double[] inner() {
    return inner;
  }

  private RandomGenerator draw(int l) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seeds[l]);
    fill(weights, block.weightVariance(), random);
    fill(branchWeights, block.branchWeightVariance(), random);
    return random;
  }

  private void fill(double[] matrix, double variance, RandomGenerator random) {
    double scale = Math.sqrt(variance / width);
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = scale * random.nextGaussian();
    }
  }

  private void shift(double[] rows, double variance, RandomGenerator random) {
    if (variance > 0) {
      double scale = Math.sqrt(variance);
      for (int j = 0; j < width; j++) {
        double bias = scale * random.nextGaussian();
        for (int s = 0; s < signals; s++) {
          rows[s * width + j] += bias;
        }
      }
    }
  }
}
