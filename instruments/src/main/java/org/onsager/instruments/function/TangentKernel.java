package org.onsager.instruments.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.Passage;
import org.onsager.nets.loaded.Signal;
import org.onsager.nets.loaded.Site;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Kernels.Factor;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * The empirical tangent kernel of a network on some samples, of all its parameters and all its
 * outputs: \( \Theta_{(a,i),(b,j)} = \sum_\theta \partial_\theta f_i(x_a)\, \partial_\theta
 * f_j(x_b) \).
 *
 * <p>The Jacobian with respect to the parameters is never made whole. With A what enters a dense
 * layer and \( D = \partial f/\partial(\text{its own output}) \), the layer's weights and biases
 * contribute \( (DD^\top)\circ(AA^\top + 1) \). A convolution's do \( GG^\top \) with \( G =
 * DP^\top \), P its patches, a layer or some channels of it at a time. Parameters of other kinds (a
 * batch norm's, or weights that two layers share) are differentiated sample by sample.
 *
 * @param values [samples · outputs]², sample by sample; symmetric
 * @param samples how many
 * @param outputs how many
 * @param traces what every layer contributes to the trace, by the layer's name, and parameters of
 *     other kinds as {@link #OTHERS}
 */
public record TangentKernel(double[] values, int samples, int outputs, Map<String, Double> traces) {
  /** What parameters that are in no layer with weights are called in the traces. */
  public static final String OTHERS = "other parameters";

  public TangentKernel {
    traces = Collections.unmodifiableMap(new LinkedHashMap<>(traces));
  }

  /**
   * On samples, all at once.
   *
   * @param inputs [samples, …]
   */
  public static TangentKernel over(LoadedNetwork network, Tensor inputs) {
    try (Scope _ = Scope.open()) {
      Passage passage = network.forward(inputs);
      Map<String, Tensor> others = new LinkedHashMap<>(network.parameters());
      List<TangentPart> parts = parts(network, passage, others);
      int samples = (int) passage.outputs().extent(0);
      int outputs = (int) passage.outputs().extent(1);
      int rows = Math.multiplyExact(samples, outputs);
      List<List<Tensor>> pieces = pieces(passage, parts);
      Map<String, Double> traces = new LinkedHashMap<>();
      Tensor sum = Tensor.zeros(network.dtype(), rows, rows);
      for (int p = 0; p < parts.size(); p++) {
        try (Scope _ = Scope.open()) {
          Tensor more = parts.get(p).contract(Tensor.concatenate(1, pieces.get(p)));
          traces.merge(parts.get(p).site().name(), trace(more), Double::sum);
          add(sum, more);
        }
      }
      if (!others.isEmpty()) {
        try (Scope _ = Scope.open()) {
          List<Tensor> rest = List.copyOf(others.values());
          Tensor jacobian = jacobian(network, inputs, rest, outputs);
          Tensor more = jacobian.matmul(jacobian.transpose());
          traces.put(OTHERS, trace(more));
          add(sum, more);
        }
      }
      double[] values = sum.to(DType.FLOAT64).toDoubles();
      symmetrise(values, rows);
      return new TangentKernel(values, samples, outputs, traces);
    }
  }

  /** The layers that can be contracted; what they leave stays in the others. */
  private static List<TangentPart> parts(
      LoadedNetwork network, Passage passage, Map<String, Tensor> others) {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>(Set.of(""));
    for (Site site : network.sites()) {
      for (String name : List.of(site.weight(), Objects.requireNonNullElse(site.bias(), ""))) {
        if (!seen.add(name)) {
          twice.add(name);
        }
      }
    }
    List<TangentPart> parts = new ArrayList<>();
    for (int l = 0; l < network.sites().size(); l++) {
      Site site = network.sites().get(l);
      @Nullable Tensor weight = others.get(site.weight());
      String named = Objects.requireNonNullElse(site.bias(), "");
      @Nullable Tensor bias = others.get(named);
      if (weight == null
          || twice.contains(site.weight())
          || (bias != null && twice.contains(named))) {
        continue;
      }
      TangentPart part = TangentPart.of(site, l, passage.signals().get(l), weight, bias);
      if (part != null) {
        parts.add(part);
        others.remove(site.weight());
        others.remove(named);
      }
    }
    return parts;
  }

  /** For every part, a piece for every output. */
  private static List<List<Tensor>> pieces(Passage passage, List<TangentPart> parts) {
    List<Tensor> own = parts.stream().map(p -> passage.signals().get(p.signal()).own()).toList();
    List<List<Tensor>> pieces = new ArrayList<>();
    parts.forEach(_ -> pieces.add(new ArrayList<>()));
    for (int o = 0; o < passage.outputs().extent(1) && !parts.isEmpty(); o++) {
      try (Scope turn = Scope.open()) {
        List<Tensor> back = Sensitivity.of(passage.outputs(), o, own);
        for (int p = 0; p < parts.size(); p++) {
          pieces.get(p).add(turn.keep(parts.get(p).piece(back.get(p))));
        }
      }
    }
    return pieces;
  }

  /** The Jacobian with respect to some parameters, [samples · outputs, parameters]. */
  static Tensor jacobian(
      LoadedNetwork network, Tensor inputs, List<Tensor> parameters, int outputs) {
    List<Tensor> rows = new ArrayList<>();
    for (long s = 0; s < inputs.extent(0); s++) {
      try (Scope sample = Scope.open()) {
        Tensor one = network.forward(inputs.slice(0, s, s + 1)).outputs();
        for (int o = 0; o < outputs; o++) {
          List<Tensor> flat =
              Sensitivity.of(one, o, parameters).stream().map(g -> g.reshape(1, -1)).toList();
          rows.add(sample.keep(Tensor.concatenate(1, flat)));
        }
      }
    }
    return Tensor.concatenate(0, rows);
  }

  static void add(Tensor sum, Tensor more) {
    Gradients.without(() -> Kernels.add(sum, Factor.of(1), more));
  }

  private static double trace(Tensor matrix) {
    Tensor identity = Tensor.identity(matrix.extent(0), matrix.dtype());
    return matrix.multiply(identity).sum().item();
  }

  private static void symmetrise(double[] k, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double mean = (k[i * n + j] + k[j * n + i]) / 2;
        k[i * n + j] = mean;
        k[j * n + i] = mean;
      }
    }
  }

  /**
   * Bytes that so many samples take at most, about; known before any pass but one of a single
   * sample.
   */
  public static long bytes(LoadedNetwork network, int samples) {
    long rows = (long) samples * network.outputs();
    long signals = 0;
    try (Scope _ = Scope.open()) {
      Tensor zero = Tensor.zeros(network.dtype(), 1, network.input().size());
      for (Signal s : Gradients.without(() -> network.forward(zero)).signals()) {
        signals += s.own().size() + s.entering().size();
      }
    }
    Set<String> ofLayers =
        network.sites().stream().map(Site::weight).collect(Collectors.toUnmodifiableSet());
    long others =
        network.parameters().entrySet().stream()
            .filter(p -> p.getValue().rank() < 2 || !ofLayers.contains(p.getKey()))
            .mapToLong(p -> p.getValue().size())
            .sum();
    return 8 * 6 * rows * rows
        + network.dtype().bytes() * (signals * (rows + 16L * samples) + 2 * rows * others)
        + 3 * TangentPart.PART;
  }

  /** The entries among samples that are kept, as a kernel of its own. */
  TangentKernel of(boolean[] kept) {
    int n = samples * outputs;
    int m = 0;
    for (boolean k : kept) {
      m += k ? outputs : 0;
    }
    double[] some = new double[m * m];
    int row = 0;
    for (int i = 0; i < n; i++) {
      if (kept[i / outputs]) {
        int column = 0;
        for (int j = 0; j < n; j++) {
          if (kept[j / outputs]) {
            some[row * m + column++] = values[i * n + j];
          }
        }
        row++;
      }
    }
    return new TangentKernel(some, m / outputs, outputs, Map.of());
  }
}
