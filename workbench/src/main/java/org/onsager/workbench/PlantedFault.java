package org.onsager.workbench;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A way to break one layer of a network on purpose, and how it should be seen. */
enum PlantedFault {
  /** All weights times three. */
  SCALED("scaled by 3", "variance") {
    @Override
    void plant(SampleNetwork network, int layer, SplittableRandom random) {
      double[] w = network.weights(layer);
      for (int i = 0; i < w.length; i++) {
        w[i] *= 3;
      }
    }
  },
  /** The weights of the layer before once more. */
  DUPLICATED("duplicated", "copy") {
    @Override
    void plant(SampleNetwork network, int layer, SplittableRandom random) {
      double[] before = network.weights(layer - 1);
      System.arraycopy(before, 0, network.weights(layer), 0, before.length);
    }

    @Override
    boolean fits(SampleNetwork network, int layer) {
      return layer > 0
          && network.outputs(layer) == network.outputs(layer - 1)
          && network.weights(layer).length == network.weights(layer - 1).length;
    }
  },
  /** A tenth of the units without weights. */
  DEAD("dead units", "dead") {
    @Override
    void plant(SampleNetwork network, int layer, SplittableRandom random) {
      int units = network.outputs(layer);
      int inputs = network.weights(layer).length / units;
      for (int i = 0; i < Math.max(1, units / 10); i++) {
        int unit = random.nextInt(units);
        Arrays.fill(network.weights(layer), unit * inputs, (unit + 1) * inputs, 0);
      }
    }
  },
  /** The units of the layer in another order, those behind left as they are. */
  PERMUTED("permuted rows", "moved") {
    @Override
    void plant(SampleNetwork network, int layer, SplittableRandom random) {
      int units = network.outputs(layer);
      double[] w = network.weights(layer);
      int inputs = w.length / units;
      for (int i = units - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        for (int k = 0; k < inputs; k++) {
          double swap = w[i * inputs + k];
          w[i * inputs + k] = w[j * inputs + k];
          w[j * inputs + k] = swap;
        }
      }
    }
  },
  /** Independent noise as large as the weights. */
  NOISE("noise added", "variance") {
    @Override
    void plant(SampleNetwork network, int layer, SplittableRandom random) {
      double[] w = network.weights(layer);
      double width = Math.sqrt(Arrays.stream(w).map(x -> x * x).average().orElse(0));
      for (int i = 0; i < w.length; i++) {
        w[i] += width * random.nextGaussian();
      }
    }
  },
  /** Biases of standard deviation three. */
  BIAS("bias blown up", "biases") {
    @Override
    void plant(SampleNetwork network, int layer, SplittableRandom random) {
      double[] b = network.biases(layer);
      Arrays.setAll(b, _ -> 3 * random.nextGaussian());
    }
  };

  private final String words;
  private final String seenAs;

  PlantedFault(String words, String seenAs) {
    this.words = words;
    this.seenAs = seenAs;
  }

  String words() {
    return words;
  }

  /** The kind of finding that names it rightly. */
  String seenAs() {
    return seenAs;
  }

  /** Breaks the layer. */
  abstract void plant(SampleNetwork network, int layer, SplittableRandom random);

  /** Whether the layer can be broken so. */
  boolean fits(SampleNetwork network, int layer) {
    return layer < network.layers();
  }

  /** What kind of finding a rule makes. */
  static String kind(String rule) {
    return switch (rule) {
      case "chaotic", "ordered", "odd-weights", "off-critical" -> "variance";
      case "copied-layer" -> "copy";
      case "dead-units" -> "dead";
      case "moved-units" -> "moved";
      case "bias-outweighs", "odd-biases" -> "biases";
      default -> "other";
    };
  }

  /** All kinds, in the order of the columns. */
  static List<String> kinds() {
    return List.of("nothing", "variance", "copy", "dead", "moved", "biases", "other");
  }
}
