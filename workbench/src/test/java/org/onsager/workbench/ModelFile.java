package org.onsager.workbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A safetensors file in the making: arrays by name, written as doubles. */
final class ModelFile {
  private final Map<String, Array> arrays = new LinkedHashMap<>();

  private record Array(double[] values, List<Integer> shape) {}

  ModelFile with(String name, double[] array, Integer... shape) {
    arrays.put(name, new Array(array, List.of(shape)));
    return this;
  }

  /** Weights of variance σ_w²/fan-in and biases of variance σ_b². */
  ModelFile layer(
      String name, int out, int in, double weights, double biases, SplittableRandom random) {
    return with(name + ".weight", normal(random, out * in, Math.sqrt(weights / in)), out, in)
        .with(name + ".bias", normal(random, out, Math.sqrt(biases)), out);
  }

  double[] array(String name) {
    return Objects.requireNonNull(arrays.get(name)).values();
  }

  static double[] normal(SplittableRandom random, int n, double width) {
    double[] w = new double[n];
    Arrays.setAll(w, _ -> width * random.nextGaussian());
    return w;
  }

  Path write(Path path) {
    List<String> heads = new ArrayList<>();
    int at = 0;
    for (Map.Entry<String, Array> e : arrays.entrySet()) {
      int end = at + 8 * e.getValue().values().length;
      String shape =
          e.getValue().shape().stream().map(String::valueOf).collect(Collectors.joining(","));
      heads.add(
          "\"%s\":{\"dtype\":\"F64\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
              .formatted(e.getKey(), shape, at, end));
      at = end;
    }
    byte[] head = ("{" + String.join(",", heads) + "}").getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + head.length + at).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(head.length).put(head);
    arrays.values().forEach(a -> Arrays.stream(a.values()).forEach(file::putDouble));
    try {
      return Files.write(path, file.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
