package org.onsager.nets.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.OnnxAttribute;
import org.onsager.data.weights.OnnxModel;
import org.onsager.data.weights.OnnxNode;
import org.onsager.data.weights.OnnxValue;
import org.onsager.data.weights.StoredArray;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/** The nodes of an ONNX graph, and who takes what from whom. */
final class Nodes {
  private final OnnxModel model;
  private final DType real;
  private final List<OnnxNode> nodes;
  private final Map<String, Integer> givers = new HashMap<>();
  private final Map<String, ArrayList<Integer>> takers = new HashMap<>();
  private final Map<String, StoredArray> stored = new HashMap<>();
  private final Map<String, Tensor> constants = new HashMap<>();
  private final Set<String> initialisers = new HashSet<>();
  private final Set<String> results = new HashSet<>();

  Nodes(OnnxModel model, DType real) {
    this.model = model;
    this.real = real;
    nodes = model.nodes();
    for (StoredArray array : model.initialisers()) {
      stored.put(array.name(), array);
      initialisers.add(array.name());
    }
    Set<String> given = new HashSet<>(stored.keySet());
    model.inputs().forEach(i -> given.add(i.name()));
    model.outputs().stream().map(OnnxValue::name).forEach(results::add);
    for (int i = 0; i < nodes.size(); i++) {
      OnnxNode node = nodes.get(i);
      for (String input : node.inputs()) {
        if (input.isEmpty()) {
          continue;
        }
        if (!given.contains(input)) {
          throw model.refusal(
              node.label() + " takes '" + input + "', which nothing before it gives");
        }
        takers.computeIfAbsent(input, _ -> new ArrayList<>()).add(i);
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !given.add(output)) {
          throw model.refusal(node.label() + " gives '" + output + "', which is given already");
        }
        givers.put(output, i);
      }
      if (node.operator().equals("Constant")) {
        constant(node);
      }
    }
  }

  private void constant(OnnxNode node) {
    if (node.outputs().size() != 1 || node.attributes().size() != 1) {
      throw model.refusal(node.label() + " is no constant that is known here");
    }
    String name = node.outputs().getFirst();
    switch (node.attributes().values().iterator().next()) {
      case OnnxAttribute.Array(StoredArray array) -> stored.put(name, array);
      case OnnxAttribute.Whole(long value) ->
          constants.put(name, Tensor.of(new long[] {value}, 1).reshape());
      case OnnxAttribute.Wholes(List<Long> values) ->
          constants.put(
              name, Tensor.of(values.stream().mapToLong(Long::longValue).toArray(), values.size()));
      case OnnxAttribute.Real(double value) -> constants.put(name, Tensor.scalar(value, real));
      case OnnxAttribute.Reals(List<Double> values) ->
          constants.put(
              name,
              Tensor.of(values.stream().mapToDouble(Double::doubleValue).toArray(), values.size())
                  .to(real));
      case OnnxAttribute.Text _, OnnxAttribute.Texts _, OnnxAttribute.Unread _ ->
          throw model.refusal(node.label() + " is a constant of texts or sparse numbers");
    }
  }

  int size() {
    return nodes.size();
  }

  OnnxNode get(int number) {
    return nodes.get(number);
  }

  Attributes attributes(int number) {
    return new Attributes(nodes.get(number), model.opset(), real);
  }

  /** The node that gives a value; null where it is an input or kept in the file. */
  @Nullable Integer giver(String value) {
    return givers.get(value);
  }

  List<Integer> takers(String value) {
    return takers.getOrDefault(value, new ArrayList<>());
  }

  boolean isResult(String value) {
    return results.contains(value);
  }

  /** Whether only one node takes a value, and nobody else. */
  boolean isTakenOnce(String value) {
    return takers(value).size() == 1 && !isResult(value);
  }

  /** What the file keeps under a name; null where it keeps nothing. */
  @Nullable StoredArray kept(String value) {
    return stored.get(value);
  }

  boolean isInitialiser(String value) {
    return initialisers.contains(value);
  }

  /** A value that is always the same, where it is known; null otherwise. */
  @Nullable Tensor constant(String value) {
    Tensor known = constants.get(value);
    StoredArray array = stored.get(value);
    if (known == null && array != null) {
      known = StoredTensor.of(array, real);
      constants.put(value, known);
    }
    return known;
  }

  boolean isConstant(String value) {
    return constants.containsKey(value) || stored.containsKey(value);
  }

  void know(String value, Tensor constant) {
    constants.put(value, constant);
  }

  /** A constant with one number that stretches to any shape; null where it is none. */
  @Nullable Double number(String value) {
    if (!isConstant(value)) {
      return null;
    }
    StoredArray array = stored.get(value);
    if (array != null && (array.size() != 1 || array.shape().size() > 1)) {
      return null;
    }
    Tensor constant = constant(value);
    return constant == null || constant.size() != 1 || constant.rank() > 1
        ? null
        : constant.to(DType.FLOAT64).item();
  }
}
