package org.onsager.nets.loaded;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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

/** ONNX files that take one array of samples. */
final class OnnxNetworks {
  private static final double SAME = 1e-3;

  private OnnxNetworks() {}

  static GraphNetwork open(Path file, DType dtype) {
    try (OnnxModel model = OnnxModel.open(file)) {
      OnnxValue input = input(model);
      Shape shape = shape(model, input);
      long samples = shape(input).getFirst();
      boolean real = input.element() == null || input.element().isReal();
      Graph graph;
      try {
        graph = OnnxGraph.of(model, dtype);
      } catch (Refusal e) {
        throw prefixed(model, file, e);
      }
      DType type = real ? dtype : DType.INT64;
      int outputs;
      try (Scope _ = Scope.open()) {
        outputs = outputs(graph, shape, type, Math.max(1, samples));
      } catch (Refusal e) {
        throw prefixed(model, file, e);
      }
      if (samples < 0) {
        return new GraphNetwork(graph, shape, outputs, dtype, type, 0);
      }
      Graph any = OnnxGraph.ofAnySamples(model, dtype);
      return agree(graph, any, shape, type, samples)
          ? new GraphNetwork(any, shape, outputs, dtype, type, 0)
          : new GraphNetwork(graph, shape, outputs, dtype, type, samples);
    }
  }

  private static Refusal prefixed(OnnxModel model, Path file, Refusal e) {
    String said = String.valueOf(e.getMessage());
    return said.startsWith(file.toString()) ? e : model.refusal(said);
  }

  private static OnnxValue input(OnnxModel model) {
    if (model.inputs().size() != 1) {
      throw model.refusal(
          "takes "
              + model.inputs().size()
              + " arrays, "
              + model.inputs().stream().map(OnnxValue::name).collect(Collectors.joining(", "))
              + "; networks of one array of samples are run");
    }
    return model.inputs().getFirst();
  }

  private static List<Long> shape(OnnxValue input) {
    List<Long> shape = input.shape();
    return shape == null ? List.of() : shape;
  }

  private static Shape shape(OnnxModel model, OnnxValue input) {
    List<Long> all = shape(input);
    if (input.element() == Element.BOOL
        || all.size() < 2
        || all.stream().skip(1).anyMatch(e -> e < 1 || e > Integer.MAX_VALUE)) {
      throw model.refusal(
          "its input "
              + input.name()
              + " has the shape "
              + (input.shape() == null ? "unknown" : all.toString().replace("-1", "?"))
              + ", where samples and then fixed extents belong");
    }
    return new Shape(all.stream().skip(1).map(Long::intValue).toList());
  }

  /** Numbers without a pattern; places of words are all the first. */
  private static Tensor samples(Shape shape, DType type, long count) {
    int size = Math.toIntExact(shape.size() * count);
    double[] values = new double[size];
    for (int i = 0; i < size && type.isFloating(); i++) {
      values[i] = Math.sin(0.7 * i + 0.3 * i * (i % 7));
    }
    return GraphNetwork.shaped(Tensor.of(values, count, shape.size()), shape).to(type);
  }

  private static int outputs(Graph graph, Shape shape, DType type, long count) {
    Tensor out = run(graph, samples(shape, type, count));
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

  private static Tensor run(Graph graph, Tensor inputs) {
    return Gradients.without(() -> graph.outputsOf(List.of(inputs)).getFirst());
  }

  /**
   * Whether a graph that was made for a fixed number of samples computes the same where it is taken
   * to be for any number: tried on three times as many.
   */
  private static boolean agree(Graph graph, Graph any, Shape shape, DType type, long fixed) {
    try (Scope _ = Scope.open()) {
      Tensor all = samples(shape, type, 3 * fixed);
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
