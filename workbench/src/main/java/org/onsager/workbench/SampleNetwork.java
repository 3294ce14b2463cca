package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.onsager.architecture.Activation;
import org.onsager.data.weights.StoredArray;
import org.onsager.numerics.linear.HaarOrthogonal;

/** The weights of a critical network as it is drawn, to be broken on purpose. */
final class SampleNetwork {
  private final Family family;
  private final List<double[]> weights = new ArrayList<>();
  private final List<double[]> biases = new ArrayList<>();
  private final List<long[]> shapes = new ArrayList<>();

  private SampleNetwork(Family family) {
    this.family = family;
  }

  /** Five kinds of networks, each at a critical point of its activation. */
  enum Family {
    /** Deep and dense. */
    TANH("dense tanh", "tanh", 0.05, 12, 100, 0, false),
    /** Deeper, without biases. */
    RELU("dense relu", "relu", 0, 16, 100, 0, false),
    /** Another saturating activation. */
    ERF("dense erf", "erf", 0.02, 10, 128, 0, false),
    /** Windows of three by three. */
    CONVOLUTIONS("convolutions, relu", "relu", 0, 10, 24, 3, false),
    /** Orthogonal matrices: their singular values are all alike. */
    ORTHOGONAL("orthogonal tanh", "tanh", 0.05, 12, 100, 0, true);

    private final String words;
    private final String activation;
    private final double biasVariance;
    private final int depth;
    private final int width;
    private final int window;
    private final boolean orthogonal;

    Family(
        String words,
        String activation,
        double biasVariance,
        int depth,
        int width,
        int window,
        boolean orthogonal) {
      this.words = words;
      this.activation = activation;
      this.biasVariance = biasVariance;
      this.depth = depth;
      this.width = width;
      this.window = window;
      this.orthogonal = orthogonal;
    }

    String words() {
      return words;
    }

    Activation phi() {
      return Activation.of(activation);
    }

    /** The critical σ_w² beside the family's σ_b². */
    double critical() {
      return new LayerPhase(phi()).critical(biasVariance);
    }

    /** A network; its last layer has ten units. */
    SampleNetwork draw(double weightVariance, SplittableRandom random) {
      SampleNetwork network = new SampleNetwork(this);
      int area = Math.max(1, window * window);
      for (int l = 0; l < depth; l++) {
        boolean head = l == depth - 1;
        int out = head ? 10 : width;
        int in = head ? width : width * area;
        double[] w;
        if (orthogonal) {
          double scale = Math.sqrt(weightVariance);
          w = Arrays.copyOf(HaarOrthogonal.draw(width, random), out * in);
          Arrays.setAll(w, i -> scale * w[i]);
        } else {
          w = normal(random, out * in, Math.sqrt(weightVariance / in));
        }
        network.weights.add(w);
        network.biases.add(normal(random, out, Math.sqrt(biasVariance)));
        network.shapes.add(
            window > 0 && !head ? new long[] {out, width, window, window} : new long[] {out, in});
      }
      return network;
    }
  }

  private static double[] normal(SplittableRandom random, int n, double width) {
    double[] x = new double[n];
    Arrays.setAll(x, _ -> width * random.nextGaussian());
    return x;
  }

  int layers() {
    return weights.size();
  }

  int outputs(int layer) {
    return (int) shapes.get(layer)[0];
  }

  double[] weights(int layer) {
    return weights.get(layer);
  }

  double[] biases(int layer) {
    return biases.get(layer);
  }

  SampleNetwork copy() {
    SampleNetwork copy = new SampleNetwork(family);
    weights.forEach(w -> copy.weights.add(w.clone()));
    biases.forEach(b -> copy.biases.add(b.clone()));
    copy.shapes.addAll(shapes);
    return copy;
  }

  /** A layer as it would lie in a file. */
  ModelLayer layer(int l) {
    StoredArray weight = StoredArray.of(l + ".weight", weights.get(l), shapes.get(l));
    StoredArray bias = StoredArray.of(l + ".bias", biases.get(l), biases.get(l).length);
    return ModelLayers.of(List.of(weight, bias)).layers().getFirst();
  }
}
