package org.onsager.nets.loaded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.data.weights.StoredArray;
import org.onsager.lab.Refusal;
import org.onsager.nets.graph.StoredTensor;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/**
 * Gives the weights of a file to the layers of an architecture: in the file's order where their
 * shapes fit, else in that of their names with numbers counted as numbers.
 */
final class WeightsInOrder {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private WeightsInOrder() {}

  /** What a file keeps of one layer: arrays that are named alike but for the last word. */
  private static final class Kept {
    final String name;
    @Nullable StoredArray weight;
    @Nullable StoredArray bias;

    Kept(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name + " " + (weight == null ? bias == null ? "" : bias.shape() : weight.shape());
    }
  }

  /** The network with these weights. */
  static GraphNetwork of(Network architecture, Stored stored, List<StoredArray> all) {
    List<Layer> layers = new ArrayList<>();
    collect(architecture.layers(), layers);
    List<Kept> kept = kept(all, stored);
    List<Kept> chosen = chosen(layers, kept);
    if (chosen == null) {
      List<Kept> byName = new ArrayList<>(kept);
      byName.sort(Comparator.comparing(k -> counted(k.name)));
      chosen = chosen(layers, byName);
    }
    if (chosen == null) {
      throw misfit(layers, kept, stored);
    }
    List<Wiring.Weights> weights = new ArrayList<>();
    for (Kept layer : chosen) {
      weights.add(weights(layer, stored.dtype()));
    }
    return Wiring.of(architecture, weights, stored.dtype());
  }

  private static void collect(List<Layer> layers, List<Layer> into) {
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Dense _, Layer.Convolution _ -> into.add(layer);
        case Layer.Parallel p -> p.branches().forEach(b -> collect(b, into));
        case Layer.ActivationLayer _, Layer.Dropout _, Layer.Pooling _, Layer.Flatten _ -> {}
        case Layer.GlobalPooling _, Layer.LayerNorm _ -> {}
      }
    }
  }

  private static List<Kept> kept(List<StoredArray> all, Stored stored) {
    for (StoredArray array : all) {
      if (array.name().endsWith(".running_mean")) {
        throw stored.refusal(
            array.name().substring(0, array.name().lastIndexOf('.'))
                + " is a batch norm, which the text of a network does not know; export it to ONNX");
      }
    }
    Map<String, Kept> kept = new LinkedHashMap<>();
    for (StoredArray array : all) {
      if (!array.element().isReal()) {
        continue;
      }
      int dot = array.name().lastIndexOf('.');
      String name = dot < 0 ? array.name() : array.name().substring(0, dot);
      Kept layer = kept.computeIfAbsent(name, Kept::new);
      if (array.shape().size() > 1 && layer.weight == null) {
        layer.weight = array;
      } else if (array.shape().size() == 1 && layer.bias == null) {
        layer.bias = array;
      } else {
        throw stored.refusal(
            array + " is neither weights nor biases of a layer that the text of a network knows");
      }
    }
    return List.copyOf(kept.values());
  }

  /** One for each layer in this order; null where they do not fit one by one. */
  private static @Nullable List<Kept> chosen(List<Layer> layers, List<Kept> kept) {
    if (kept.size() != layers.size()) {
      return null;
    }
    for (int i = 0; i < layers.size(); i++) {
      if (!fits(layers.get(i), kept.get(i))) {
        return null;
      }
    }
    return kept;
  }

  private static boolean fits(Layer layer, Kept kept) {
    List<Long> wanted = wanted(layer);
    return kept.weight != null
        && kept.weight.shape().equals(wanted)
        && (kept.bias == null || kept.bias.shape().equals(wanted.subList(0, 1)));
  }

  private static List<Long> wanted(Layer layer) {
    List<Long> wanted = new ArrayList<>();
    if (layer instanceof Layer.Dense d) {
      wanted.add((long) d.outputs());
      wanted.add((long) d.inputs());
    } else if (layer instanceof Layer.Convolution c) {
      wanted.add((long) c.outputs());
      wanted.add((long) c.inputs());
      c.window().extents().forEach(e -> wanted.add((long) e));
    }
    return wanted;
  }

  private static Refusal misfit(List<Layer> layers, List<Kept> kept, Stored stored) {
    for (int i = 0; i < Math.min(layers.size(), kept.size()); i++) {
      if (!fits(layers.get(i), kept.get(i))) {
        return stored.refusal(
            "layer "
                + (i + 1)
                + " of the architecture, "
                + layers.get(i).text()
                + ", takes weights "
                + wanted(layers.get(i))
                + ", and the file has there "
                + kept.get(i));
      }
    }
    return stored.refusal(
        "the architecture has "
            + layers.size()
            + " layers with weights, and the file "
            + kept.size()
            + (kept.size() > layers.size()
                ? ": there is none for " + kept.get(layers.size())
                : ": nothing is left for " + layers.get(kept.size()).text()));
  }

  private static Wiring.Weights weights(Kept kept, DType dtype) {
    StoredArray weight = Objects.requireNonNull(kept.weight);
    StoredArray bias = kept.bias;
    return new Wiring.Weights(
        kept.name,
        weight.name(),
        StoredTensor.of(weight, dtype).parameter(),
        bias == null ? null : bias.name(),
        bias == null
            ? Tensor.zeros(dtype, weight.shape().getFirst())
            : StoredTensor.of(bias, dtype).parameter());
  }

  /** A name in which numbers sort as numbers. */
  private static String counted(String name) {
    Matcher numbers = NUMBER.matcher(name);
    return numbers.replaceAll(n -> String.format("%09d", Integer.valueOf(n.group())));
  }
}
