package org.onsager.nets.loaded;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.architecture.Shape;
import org.onsager.nets.Convolutions;
import org.onsager.nets.TensorActivation;
import org.onsager.nets.graph.Graph;
import org.onsager.nets.graph.Operation;
import org.onsager.nets.graph.Role;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/** Makes the graph of an architecture that is given its weights. */
final class Wiring {
  private static final Role PASSES = new Role.Passes();
  private static final Role OTHER = new Role.Other();

  private final Graph.Assembly graph = new Graph.Assembly();
  private final Iterator<Weights> weights;
  private int unnamed;

  private Wiring(List<Weights> weights) {
    this.weights = weights.iterator();
  }

  /**
   * The weights of one layer.
   *
   * @param name the layer's
   * @param biasName null where the bias is only zeros that nothing is learned of
   */
  record Weights(
      String name, String weightName, Tensor weight, @Nullable String biasName, Tensor bias) {}

  /**
   * The network.
   *
   * @param weights one for each layer that has them, in the order of the text
   */
  static GraphNetwork of(Network architecture, List<Weights> weights, DType dtype) {
    Wiring wiring = new Wiring(weights);
    int out = wiring.through(architecture.layers(), wiring.graph.input());
    Shape shape = architecture.input();
    for (Layer layer : architecture.layers()) {
      shape = layer.outputOf(shape);
    }
    return new GraphNetwork(
        wiring.graph.graph(out), architecture.input(), Math.toIntExact(shape.size()), dtype);
  }

  private int through(List<Layer> layers, int in) {
    int value = in;
    for (Layer layer : layers) {
      value = add(layer, value);
    }
    return value;
  }

  private int add(Layer layer, int in) {
    return switch (layer) {
      case Layer.Dense _ ->
          weighted(
              false,
              x ->
                  new Tensor[] {
                    Operation.given(x, 0).linear(Operation.given(x, 1), Operation.given(x, 2))
                  },
              in);
      case Layer.Convolution c ->
          weighted(
              true,
              x ->
                  new Tensor[] {
                    Convolutions.of(
                        c, Operation.given(x, 0), Operation.given(x, 1), Operation.given(x, 2))
                  },
              in);
      case Layer.Pooling p -> step(layer, PASSES, Operation.unary(x -> Convolutions.of(p, x)), in);
      case Layer.GlobalPooling _ ->
          step(layer, PASSES, Operation.unary(Convolutions::globalMean), in);
      case Layer.LayerNorm _ -> step(layer, PASSES, Operation.unary(Convolutions::normalised), in);
      case Layer.Parallel p -> joined(p, in);
      case Layer.Flatten _ ->
          step(layer, PASSES, Operation.unary(x -> x.reshape(x.extent(0), -1)), in);
      case Layer.ActivationLayer a ->
          step(
              layer,
              a.activation().text().equals("linear") ? PASSES : new Role.Activates(a.activation()),
              Operation.unary(x -> TensorActivation.apply(a.activation(), x)),
              in);
      case Layer.Dropout _ -> in;
    };
  }

  private int step(Layer layer, Role role, Operation operation, int... in) {
    return graph.step(layer.text() + " " + ++unnamed, role, operation, in);
  }

  private int weighted(boolean convolution, Operation operation, int in) {
    Weights w = weights.next();
    int weight = graph.parameter(w.weightName(), w.weight());
    int bias =
        w.biasName() == null ? graph.constant(w.bias()) : graph.parameter(w.biasName(), w.bias());
    Role role = new Role.Weighted(convolution, w.weightName(), w.biasName());
    return graph.step(w.name(), role, operation, in, weight, bias);
  }

  private int joined(Layer.Parallel parallel, int in) {
    List<Integer> outputs = new ArrayList<>();
    for (List<Layer> branch : parallel.branches()) {
      outputs.add(through(branch, in));
    }
    return switch (parallel.join()) {
      case SUM -> {
        int sum = outputs.getFirst();
        for (int output : outputs.subList(1, outputs.size())) {
          sum = step(parallel, PASSES, Operation.binary(Tensor::add), sum, output);
        }
        yield sum;
      }
      case CONCATENATE ->
          step(
              parallel,
              OTHER,
              x -> {
                List<Tensor> parts = new ArrayList<>();
                for (int i = 0; i < x.length; i++) {
                  parts.add(Operation.given(x, i));
                }
                return new Tensor[] {Tensor.concatenate(1, parts)};
              },
              outputs.stream().mapToInt(Integer::intValue).toArray());
    };
  }
}
