package org.onsager.nets.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.data.weights.OnnxModel;
import org.onsager.data.weights.OnnxNode;
import org.onsager.data.weights.OnnxValue;
import org.onsager.lab.Refusal;
import org.onsager.nets.TensorActivation;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Makes the graph of an ONNX file.
 *
 * <p>What does not depend on the inputs is computed once. A layer and its bias are one step, and so
 * are the nodes of one activation. What the file keeps is a parameter where it is multiplied, added
 * or looked up; single numbers, integers, and a batch norm's running mean and variance are none.
 */
public final class OnnxGraph {
  private static final Set<String> TRAINED_BY =
      Set.of(
          "Conv",
          "Gemm",
          "MatMul",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "PRelu",
          "Gather",
          "BatchNormalization",
          "LayerNormalization");

  private static final Operation LINEAR =
      new SmallForm.Formed(
          inputs -> {
            Tensor x = Operation.given(inputs, 0);
            Tensor weight = Operation.given(inputs, 1);
            Tensor bias = Operation.optional(inputs, 2);
            return new Tensor[] {bias == null ? x.linear(weight) : x.linear(weight, bias)};
          },
          SmallForms::dense);

  private final OnnxModel model;
  private final Nodes nodes;
  private final LayerPlan plan;
  private final Graph.Assembly assembly = new Graph.Assembly();
  private final Map<String, Integer> values = new HashMap<>();
  private final Map<Integer, LayerPlan.Planned> layers = new LinkedHashMap<>();
  private final Map<Integer, ElementwiseRegion> regions = new HashMap<>();
  private final Map<Integer, WrittenLayerNorm> norms = new HashMap<>();
  private final Map<Integer, Activation> activations = new HashMap<>();
  private final Set<Integer> done = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final long samples;

  private OnnxGraph(OnnxModel model, DType real, boolean anySamples) {
    this.model = model;
    nodes = new Nodes(model, real);
    plan = new LayerPlan(nodes);
    List<Long> shape = model.inputs().isEmpty() ? null : model.inputs().getFirst().shape();
    samples = !anySamples || shape == null || shape.isEmpty() ? -1 : shape.getFirst();
  }

  /**
   * The graph, whose inputs and outputs are those of the model in order. Its tensors belong to the
   * scope that is open.
   *
   * @param real the type of its floating-point numbers, whatever the file has
   * @throws Refusal in one line, where an operator is not known or the graph does not fit together
   */
  public static Graph of(OnnxModel model, DType real) {
    Operators.require(model);
    return Gradients.without(() -> new OnnxGraph(model, real, false).graph());
  }

  /**
   * The same of a model that was made for a fixed number of samples, for any number of them: where
   * a shape that the file keeps begins with that number, all are meant. Whether that was right has
   * to be tried.
   */
  public static Graph ofAnySamples(OnnxModel model, DType real) {
    Operators.require(model);
    return Gradients.without(() -> new OnnxGraph(model, real, true).graph());
  }

  private Graph graph() {
    for (OnnxValue input : model.inputs()) {
      values.put(input.name(), assembly.input());
    }
    for (int i = 0; i < nodes.size(); i++) {
      LayerPlan.Planned layer = plan.plan(i);
      if (layer != null) {
        layers.put(i, layer);
        if (layer.sum() >= 0) {
          done.add(layer.sum());
        }
      }
    }
    layers.forEach((number, layer) -> follow(output(number, layer)));
    for (int i = 0; i < nodes.size(); i++) {
      WrittenLayerNorm norm = WrittenLayerNorm.beginningWith(i, nodes);
      if (norm != null && norm.members().stream().noneMatch(done::contains)) {
        norms.put(Collections.max(norm.members()), norm);
        done.addAll(norm.members());
      }
    }
    for (int i = 0; i < nodes.size(); i++) {
      LayerPlan.Planned layer = layers.get(i);
      ElementwiseRegion region = regions.get(i);
      WrittenLayerNorm norm = norms.get(i);
      if (layer != null) {
        layer(i, layer);
      } else if (region != null) {
        values.put(
            region.to(),
            assembly.step(
                nodes.get(i).label(),
                new Role.Activates(region.activation()),
                formed(
                    Operation.unary(x -> TensorActivation.apply(region.activation(), x)),
                    SmallForms.of(region.activation())),
                number(from(region))));
      } else if (norm != null) {
        norm(i, norm);
      } else if (!done.contains(i) && !nodes.get(i).operator().equals("Constant")) {
        node(i);
      }
    }
    int[] outputs = model.outputs().stream().mapToInt(o -> number(o.name())).toArray();
    if (outputs.length == 0) {
      throw model.refusal("gives nothing: its graph has no outputs");
    }
    return assembly.graph(outputs);
  }

  private String output(int number, LayerPlan.Planned layer) {
    return nodes.get(layer.sum() < 0 ? number : layer.sum()).outputs().getFirst();
  }

  /** Looks for the activation behind a layer, through what only passes its signal on. */
  private void follow(String layer) {
    Set<String> seen = new HashSet<>();
    List<String> open = new ArrayList<>(List.of(layer));
    while (!open.isEmpty()) {
      String value = open.removeLast();
      if (!seen.add(value)) {
        continue;
      }
      ElementwiseRegion region = ElementwiseRegion.behind(value, nodes);
      if (region != null) {
        found(region);
        return;
      }
      for (int taker : nodes.takers(value).reversed()) {
        boolean passes =
            !layers.containsKey(taker)
                && Operators.role(nodes.attributes(taker)) instanceof Role.Passes;
        if (passes) {
          open.add(nodes.get(taker).outputs().getFirst());
        }
      }
    }
  }

  private void found(ElementwiseRegion region) {
    int last = region.members().getLast();
    if (region.members().size() == 1) {
      activations.put(last, region.activation());
    } else if (region.members().stream().noneMatch(done::contains)) {
      regions.put(last, region);
      done.addAll(region.members());
    }
  }

  /**
   * The value that a region begins with: the one that its first node takes and none of it gives.
   */
  private String from(ElementwiseRegion region) {
    for (String input : nodes.get(region.members().getFirst()).inputs()) {
      if (!nodes.isConstant(input)) {
        return input;
      }
    }
    throw model.refusal("has an activation of nothing");
  }

  private void layer(int number, LayerPlan.Planned layer) {
    OnnxNode node = nodes.get(number);
    Operation operation =
        layer.convolution()
            ? formed(
                Windows.convolution(nodes.attributes(number)),
                SmallWindows.convolution(nodes.attributes(number)))
            : LINEAR;
    Role role = new Role.Weighted(layer.convolution(), layer.weight(), layer.bias());
    int input = number(node.inputs().getFirst());
    int weight = parameter(layer.weight());
    String name = unique(called(node, layer));
    values.put(
        output(number, layer),
        layer.bias() == null
            ? assembly.step(name, role, operation, input, weight)
            : assembly.step(name, role, operation, input, weight, parameter(layer.bias())));
  }

  private static String called(OnnxNode node, LayerPlan.Planned layer) {
    if (layer.weight().endsWith(".weight")) {
      return layer.weight().substring(0, layer.weight().length() - 7);
    }
    return layer.bias() != null && layer.bias().endsWith(".bias")
        ? layer.bias().substring(0, layer.bias().length() - 5)
        : node.label();
  }

  private String unique(String name) {
    String candidate = name;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = name + " #" + i;
    }
    return candidate;
  }

  private int parameter(String name) {
    Integer known = values.get(name);
    if (known != null) {
      return known;
    }
    Tensor leaf = plan.leaves().get(name);
    if (leaf == null) {
      Tensor constant = nodes.constant(name);
      if (constant == null) {
        throw model.refusal("keeps no '" + name + "'");
      }
      leaf = constant.parameter();
    }
    int number = assembly.parameter(name, leaf);
    values.put(name, number);
    return number;
  }

  private void norm(int last, WrittenLayerNorm norm) {
    List<Integer> inputs = new ArrayList<>(List.of(number(norm.from())));
    norm.learned().forEach(name -> inputs.add(parameter(name)));
    values.put(
        nodes.get(last).outputs().getFirst(),
        assembly
            .steps(
                nodes.get(last).label(),
                new Role.Passes(),
                formed(norm.operation(), SmallForms.norm(norm.epsilon())),
                inputs,
                1)
            .getFirst());
  }

  private void node(int number) {
    OnnxNode node = nodes.get(number);
    Operation operation = operation(number);
    boolean constant = !node.inputs().isEmpty();
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.inputs().get(i);
      constant &= input.isEmpty() || nodes.isConstant(input) && !isParameter(input, node, i);
    }
    if (constant) {
      fold(node, operation);
      return;
    }
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.inputs().get(i);
      inputs.add(
          input.isEmpty()
              ? Graph.NONE
              : isParameter(input, node, i) ? parameter(input) : number(input));
    }
    Activation activation = activations.get(number);
    Role role =
        activation != null
            ? new Role.Activates(activation)
            : Operators.role(nodes.attributes(number));
    List<Integer> outputs =
        assembly.steps(node.label(), role, operation, inputs, node.outputs().size());
    for (int i = 0; i < outputs.size(); i++) {
      values.put(node.outputs().get(i), outputs.get(i));
    }
  }

  private Operation operation(int number) {
    OnnxNode node = nodes.get(number);
    Maker maker = Operators.maker(node);
    if (maker == null) {
      throw model.refusal(node.operator() + " cannot be run here");
    }
    try {
      Operation operation = maker.of(nodes.attributes(number));
      return formed(
          node.operator().equals("Reshape") && samples > 0
              ? reshapedForAnyNumberOfSamples(number, operation)
              : operation,
          SmallForms.of(nodes.attributes(number)));
    } catch (RuntimeException e) {
      throw Graph.refusal(node.label() + " (" + node.operator() + ")", e);
    }
  }

  private static Operation formed(Operation operation, @Nullable SmallForm form) {
    return form == null ? operation : new SmallForm.Formed(operation, form);
  }

  /** A file made for a fixed number of samples names it in shapes; there it means all. */
  private Operation reshapedForAnyNumberOfSamples(int number, Operation reshape) {
    String wanted = nodes.get(number).inputs().getLast();
    Tensor shape = nodes.isConstant(wanted) ? nodes.constant(wanted) : null;
    if (shape == null || nodes.isConstant(nodes.get(number).inputs().getFirst())) {
      return reshape;
    }
    long[] extents = shape.toLongs();
    if (extents.length < 2 || extents[0] != samples) {
      return reshape;
    }
    return Operation.unary(
        x -> {
          long[] target = extents.clone();
          target[0] = x.extent(0);
          for (int i = 1; i < target.length; i++) {
            target[i] = target[i] == 0 ? x.extent(i) : target[i];
          }
          return x.reshape(target);
        });
  }

  /** Computes now what is always the same. */
  private void fold(OnnxNode node, Operation operation) {
    @Nullable Tensor[] inputs = new Tensor[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = node.inputs().get(i).isEmpty() ? null : nodes.constant(node.inputs().get(i));
    }
    try (Scope scope = Scope.open()) {
      Tensor[] made = operation.of(inputs);
      for (int i = 0; i < node.outputs().size(); i++) {
        if (!node.outputs().get(i).isEmpty()) {
          nodes.know(node.outputs().get(i), scope.keep(made[i].copy()));
        }
      }
    } catch (RuntimeException e) {
      throw Graph.refusal(node.label() + " (" + node.operator() + ")", e);
    }
  }

  /** Whether what the file keeps was trained, by where it is used. */
  private boolean isParameter(String input, OnnxNode taker, int place) {
    if (values.containsKey(input) && plan.leaves().containsKey(input)) {
      return true;
    }
    if (!nodes.isInitialiser(input)
        || !TRAINED_BY.contains(taker.operator())
        || taker.operator().equals("Gather") && place != 0
        || taker.operator().equals("BatchNormalization") && place > 2) {
      return false;
    }
    Tensor constant = nodes.constant(input);
    return constant != null
        && constant.dtype().isFloating()
        && constant.size() > 1
        && constant.isFinite();
  }

  private int number(String value) {
    Integer known = values.get(value);
    if (known != null) {
      return known;
    }
    Tensor constant = nodes.constant(value);
    if (constant == null) {
      throw model.refusal("gives no '" + value + "'");
    }
    int number = assembly.constant(constant);
    values.put(value, number);
    return number;
  }
}
