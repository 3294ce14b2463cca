package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.StoredArray;
import org.onsager.lab.Refusal;

/**
 * The layers of a model file, told by the names and shapes of its arrays.
 *
 * @param layers in the order of the file; where that is the alphabet's, numbers in names count as
 *     numbers, and heads come last
 * @param apart arrays that are no layer's and no normalisation's
 */
record ModelLayers(List<ModelLayer> layers, List<StoredArray> apart) {
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern LAST_NUMBER = Pattern.compile("(.*?)(\\d+)([^\\d]*)");
  private static final List<String> HEADS =
      List.of("fc", "classifier", "head", "lm_head", "linear", "output", "out", "dense");
  private static final List<String> LOOKED_UP = List.of("embed", "wte", "wpe", "token", "position");
  private static final List<String> STATISTICS =
      List.of(
          "running_mean", "running_var", "num_batches_tracked", "moving_mean", "moving_variance");

  /** Reads names and shapes; no number is read. */
  static ModelLayers of(List<StoredArray> arrays) {
    Map<String, StoredArray> byName = new LinkedHashMap<>();
    arrays.forEach(a -> byName.put(a.name(), a));
    Set<String> used = new HashSet<>();
    List<ModelLayer> layers = new ArrayList<>();
    for (StoredArray a : arrays) {
      if (a.element().isReal() && a.shape().size() >= 2 && a.size() > 0 && !bias(a.name())) {
        StoredArray bias = bias(a, byName);
        used.add(a.name());
        if (bias != null) {
          used.add(bias.name());
        }
        layers.add(layer(a, bias));
      }
    }
    if (layers.isEmpty()) {
      throw new Refusal("the file holds no weights: no array of real numbers with two axes");
    }
    Map<String, ModelLayer.Norm> norms = norms(byName, used);
    List<ModelLayer> ordered = inAlphabet(arrays) ? natural(layers) : layers;
    List<ModelLayer> paired = ordered.stream().map(l -> paired(l, norms)).toList();
    List<StoredArray> apart = arrays.stream().filter(a -> !used.contains(a.name())).toList();
    return new ModelLayers(paired, apart);
  }

  private static ModelLayer layer(StoredArray weight, @Nullable StoredArray bias) {
    List<Long> shape = weight.shape();
    String name = stem(weight.name());
    String lower = name.toLowerCase(Locale.ROOT);
    boolean keras = last(weight.name(), '/').startsWith("kernel");
    boolean transposed =
        bias != null
            && bias.size() == shape.get(1)
            && !shape.get(0).equals(shape.get(1))
            && bias.size() != shape.getFirst();
    boolean gpt = bias != null && lower.matches(".*(^|\\.)(c_attn|c_proj|c_fc)$");
    ModelLayer.Kind kind =
        shape.size() > 2
            ? ModelLayer.Kind.CONVOLUTION
            : bias == null && LOOKED_UP.stream().anyMatch(last(lower, '.')::contains)
                ? ModelLayer.Kind.EMBEDDING
                : ModelLayer.Kind.DENSE;
    ModelLayer.Order order =
        keras
            ? ModelLayer.Order.OUT_LAST
            : transposed || gpt ? ModelLayer.Order.IN_FIRST : ModelLayer.Order.OUT_FIRST;
    return new ModelLayer(name, kind, order, weight, bias, null);
  }

  private static boolean bias(String name) {
    return last(name, '.').startsWith("bias");
  }

  /** The array that is called as the weights are, with "bias" for "weight", one number a unit. */
  private static @Nullable StoredArray bias(StoredArray weight, Map<String, StoredArray> byName) {
    for (String word : List.of("weight", "kernel")) {
      int at = weight.name().lastIndexOf(word);
      if (at >= 0) {
        StoredArray bias =
            byName.get(
                weight.name().substring(0, at)
                    + "bias"
                    + weight.name().substring(at + word.length()));
        if (bias != null && bias.shape().size() == 1 && bias.element().isReal()) {
          long n = bias.size();
          return weight.shape().contains(n) ? bias : null;
        }
      }
    }
    return null;
  }

  private static Map<String, ModelLayer.Norm> norms(
      Map<String, StoredArray> byName, Set<String> used) {
    Map<String, ModelLayer.Norm> norms = new LinkedHashMap<>();
    for (StoredArray a : byName.values()) {
      if (used.contains(a.name()) || a.shape().size() > 1) {
        continue;
      }
      String part = last(last(a.name(), '.'), '/');
      boolean plain = List.of("weight", "bias", "gamma", "beta").contains(part);
      if (!(plain && a.shape().size() == 1) && !STATISTICS.contains(part)) {
        continue;
      }
      String stem = a.name().substring(0, Math.max(0, a.name().length() - part.length() - 1));
      String join = a.name().contains("/") ? "/" : ".";
      StoredArray scale = byName.getOrDefault(stem + join + "weight", byName.get(stem + "/gamma"));
      StoredArray variance =
          byName.getOrDefault(stem + ".running_var", byName.get(stem + "/moving_variance"));
      if (scale != null || variance != null) {
        used.add(a.name());
        norms.put(stem, new ModelLayer.Norm(stem, scale, variance));
      }
    }
    return norms;
  }

  /** conv1 and bn1, conv2d_3 and batch_normalization_3, features.0 and features.1. */
  private static ModelLayer paired(ModelLayer layer, Map<String, ModelLayer.Norm> norms) {
    List<String> names = new ArrayList<>();
    String name = layer.name();
    for (String norm : List.of("bn", "norm", "gn")) {
      names.add(name.replaceFirst("conv(?=[^/]*$)", norm));
    }
    names.add(name.replaceFirst("conv2d(?=[^/]*$)", "batch_normalization"));
    Matcher number = LAST_NUMBER.matcher(name);
    if (number.matches() && number.group(3).isEmpty()) {
      try {
        names.add(number.group(1) + (Long.parseLong(number.group(2)) + 1));
      } catch (NumberFormatException tooLong) {
        return layer;
      }
    }
    for (String candidate : names) {
      ModelLayer.Norm norm = norms.get(candidate);
      if (norm != null && !candidate.equals(name) && fits(norm, layer.outputs())) {
        return layer.with(norm);
      }
    }
    return layer;
  }

  private static boolean fits(ModelLayer.Norm norm, long outputs) {
    StoredArray any = norm.scale() == null ? norm.variance() : norm.scale();
    return any != null && any.size() == outputs;
  }

  private static boolean inAlphabet(List<StoredArray> arrays) {
    List<String> names = arrays.stream().map(StoredArray::name).toList();
    return names.size() > 2 && names.equals(names.stream().sorted().toList());
  }

  private static List<ModelLayer> natural(List<ModelLayer> layers) {
    return layers.stream()
        .sorted(
            Comparator.comparingInt((ModelLayer l) -> place(l))
                .thenComparing(l -> padded(l.name())))
        .toList();
  }

  private static int place(ModelLayer l) {
    if (l.kind() == ModelLayer.Kind.EMBEDDING) {
      return 0;
    }
    String first = l.name().split("[./]", -1)[0].replaceFirst("_?\\d*$", "");
    return first.equals("conv") ? 1 : HEADS.contains(first) ? 3 : 2;
  }

  private static String padded(String name) {
    return DIGITS
        .matcher(name)
        .replaceAll(m -> "0".repeat(Math.max(0, 12 - m.group().length())) + m.group());
  }

  private static String stem(String name) {
    String stem = name.replaceFirst("[./](weight|kernel)$", "");
    return stem.isEmpty() ? name : stem;
  }

  private static String last(String name, char separator) {
    return name.substring(name.lastIndexOf(separator) + 1);
  }
}
