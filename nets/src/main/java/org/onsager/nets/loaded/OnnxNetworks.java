package org.onsager.nets.loaded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.onsager.architecture.Shape;
import org.onsager.data.weights.Element;
import org.onsager.data.weights.OnnxModel;
import org.onsager.data.weights.OnnxValue;
import org.onsager.lab.Refusal;
import org.onsager.nets.graph.Graph;
import org.onsager.nets.graph.OnnxGraph;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** ONNX files that take samples, in one array or in several. */
final class OnnxNetworks {
  private static final double SAME = 1e-3;

  private final List<Entrance> entrances;
  private final Shape joined;
  private final DType dtype;

  private OnnxNetworks(OnnxModel model, DType dtype, Offered offered) {
    this.dtype = dtype;
    boolean alone = model.inputs().size() == 1;
    List<Entrance> all = new ArrayList<>();
    for (OnnxValue i : model.inputs()) {
      boolean whole = i.element() != null && !i.element().isReal();
      Shape shape = shape(model, i, alone ? "" : i.name(), offered);
      all.add(new Entrance(i.name(), shape, whole));
    }
    if (all.isEmpty()) {
      throw model.refusal("takes nothing: its graph has no inputs");
    }
    entrances = List.copyOf(all);
    joined = GraphNetwork.joined(entrances);
  }

  static GraphNetwork open(Path file, DType dtype, Offered offered) {
    try (OnnxModel model = OnnxModel.open(file)) {
      OnnxNetworks network = new OnnxNetworks(model, dtype, offered);
      long samples = samples(model);
      Graph graph;
      try {
        graph = OnnxGraph.of(model, dtype);
      } catch (Refusal e) {
        throw prefixed(model, file, e);
      }
      int outputs;
      try (Scope _ = Scope.open()) {
        outputs = network.outputs(graph, Math.max(1, samples));
      } catch (Refusal e) {
        throw prefixed(model, file, e);
      }
      Graph any = samples < 0 ? graph : OnnxGraph.ofAnySamples(model, dtype);
      return samples < 0 || network.agree(graph, any, samples)
          ? new GraphNetwork(any, network.entrances, outputs, dtype, 0)
          : new GraphNetwork(graph, network.entrances, outputs, dtype, samples);
    }
  }

  private static Refusal prefixed(OnnxModel model, Path file, Refusal e) {
    String said = String.valueOf(e.getMessage());
    return said.startsWith(file.toString()) ? e : model.refusal(said);
  }

  /** The number of samples that it was made for; −1 for any. */
  private static long samples(OnnxModel model) {
    List<Long> fixed =
        model.inputs().stream().map(i -> extents(i).getFirst()).filter(n -> n >= 0).toList();
    if (fixed.stream().distinct().count() > 1) {
      throw model.refusal(
          "takes arrays of "
              + fixed.stream().distinct().map(String::valueOf).collect(Collectors.joining(" and "))
              + " rows, where every row belongs to a sample");
    }
    return fixed.isEmpty() ? -1 : fixed.getFirst();
  }

  private static List<Long> extents(OnnxValue input) {
    List<Long> shape = input.shape();
    return shape == null ? List.of() : shape;
  }

  private static Shape shape(OnnxModel model, OnnxValue input, String asked, Offered offered) {
    List<Long> said = extents(input);
    List<Long> one = filled(said.stream().skip(1).toList(), asked, offered);
    if (input.element() == Element.BOOL
        || one.isEmpty()
        || one.stream().anyMatch(e -> e < 1 || e > Integer.MAX_VALUE)) {
      throw model.refusal(
          "its input "
              + input.name()
              + " has the shape "
              + (input.shape() == null ? "unknown" : said.toString().replace("-1", "?"))
              + ", where samples and then fixed extents belong"
              + (model.inputs().size() == 1
                  ? ""
                  : ", or an array of that name in --data; it takes "
                      + model.inputs().stream()
                          .map(OnnxValue::name)
                          .collect(Collectors.joining(", "))));
    }
    return new Shape(one.stream().map(Long::intValue).toList());
  }

  /** What the file leaves open, as the samples at hand have it. */
  private static List<Long> filled(List<Long> said, String asked, Offered offered) {
    Shape has = said.contains(-1L) ? offered.shape(asked) : null;
    if (has == null || has.extents().size() != said.size()) {
      return said;
    }
    return IntStream.range(0, said.size())
        .mapToObj(i -> said.get(i) < 0 ? (long) has.extents().get(i) : said.get(i))
        .toList();
  }

  /** Numbers without a pattern; places of words are all the first. */
  private Tensor samples(long count) {
    int size = Math.toIntExact(joined.size());
    double[] values = new double[Math.toIntExact(size * count)];
    int from = 0;
    for (Entrance e : entrances) {
      int each = Math.toIntExact(e.shape().size());
      for (int i = 0; i < each * count && !e.whole(); i++) {
        values[i / each * size + from + i % each] = Math.sin(0.7 * i + 0.3 * i * (i % 7));
      }
      from += each;
    }
    return GraphNetwork.shaped(Tensor.of(values, count, size), joined);
  }

  private int outputs(Graph graph, long count) {
    Tensor out = run(graph, samples(count));
    if (out.rank() == 0 || out.extent(0) != count || out.size() == 0) {
      throw new Refusal(
          "gives "
              + Arrays.toString(out.shape())
              + " for "
              + count
              + " samples, where a row for each belongs");
    }
    return Math.toIntExact(out.size() / count);
  }

  private Tensor run(Graph graph, Tensor inputs) {
    List<Tensor> parts = GraphNetwork.apart(inputs, entrances, dtype);
    return Gradients.without(() -> graph.outputsOf(parts).getFirst());
  }

  /**
   * Whether a graph that was made for a fixed number of samples computes the same where it is taken
   * to be for any number: tried on three times as many.
   */
  private boolean agree(Graph graph, Graph any, long fixed) {
    try (Scope _ = Scope.open()) {
      Tensor all = samples(3 * fixed);
      double[] together = run(any, all).toDoubles();
      for (int i = 0; i < 3; i++) {
        double[] alone = run(graph, all.slice(0, i * fixed, (i + 1) * fixed)).toDoubles();
        if (together.length != 3 * alone.length) {
          return false;
        }
        for (int k = 0; k < alone.length; k++) {
          double difference = Math.abs(alone[k] - together[i * alone.length + k]);
          if (!(difference <= SAME * (1 + Math.abs(alone[k])))) {
            return false;
          }
        }
      }
      return true;
    } catch (Refusal _) {
      return false;
    }
  }
}
