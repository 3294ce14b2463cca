package org.onsager.nets.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.OnnxNode;
import org.onsager.data.weights.StoredArray;
import org.onsager.tensor.Tensor;

/**
 * The layers with weights in an ONNX graph: products with what the file keeps, together with the
 * sum behind them that is their bias.
 *
 * <p>Weights become [outputs, inputs, …], through whatever turns and reshapes them on the way;
 * where the same numbers are used elsewhere in another form, the product is no layer.
 */
final class LayerPlan {
  private final Nodes nodes;
  private final Map<String, Tensor> leaves = new HashMap<>();
  private final Map<String, String> forms = new HashMap<>();

  LayerPlan(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * A layer.
   *
   * @param weight the name of what the file keeps
   * @param bias likewise; null for none
   * @param sum the node that adds the bias, whose output is the layer's; −1 where there is none
   */
  record Planned(boolean convolution, String weight, @Nullable String bias, int sum) {}

  /** The leaves that were made for layers, by name. */
  Map<String, Tensor> leaves() {
    return leaves;
  }

  /** The layer that a node is; null where it is none. */
  @Nullable Planned plan(int number) {
    OnnxNode node = nodes.get(number);
    if (node.inputs().size() < 2 || nodes.isConstant(node.inputs().getFirst())) {
      return null;
    }
    Attributes a = nodes.attributes(number);
    return switch (node.operator()) {
      case "Conv" -> planned(number, true, false);
      case "MatMul" -> planned(number, false, true);
      case "Gemm" ->
          a.whole("transA", 0) == 0 && a.real("alpha", 1) == 1 && a.real("beta", 1) == 1
              ? planned(number, false, a.whole("transB", 0) == 0)
              : null;
      default -> null;
    };
  }

  private @Nullable Planned planned(int number, boolean convolution, boolean turned) {
    OnnxNode node = nodes.get(number);
    Weight weight = weight(node.inputs().get(1), turned, convolution);
    if (weight == null) {
      return null;
    }
    long outputs = weight.tensor().extent(0);
    if (node.inputs().size() > 2 && !node.inputs().get(2).isEmpty()) {
      String bias = node.inputs().get(2);
      if (!bias(bias, outputs, convolution ? 1 : 0, 0)) {
        return null;
      }
      take(weight);
      return new Planned(convolution, weight.name(), bias, -1);
    }
    take(weight);
    String output = node.outputs().getFirst();
    if (nodes.isTakenOnce(output)) {
      int sum = nodes.takers(output).getFirst();
      OnnxNode add = nodes.get(sum);
      if (add.operator().equals("Add") && add.inputs().size() == 2) {
        String other = add.inputs().get(add.inputs().get(0).equals(output) ? 1 : 0);
        int after = convolution ? weight.tensor().rank() - 2 : 0;
        if (bias(other, outputs, 0, after)) {
          return new Planned(convolution, weight.name(), other, sum);
        }
      }
    }
    return new Planned(convolution, weight.name(), null, -1);
  }

  private void take(Weight weight) {
    forms.put(weight.name(), weight.form());
    leaves.putIfAbsent(weight.name(), weight.tensor().parameter());
  }

  /** Weights in the form of a layer. */
  private record Weight(String name, Tensor tensor, String form) {}

  private @Nullable Weight weight(String value, boolean turned, boolean convolution) {
    List<Integer> way = new ArrayList<>();
    String at = value;
    boolean once = true;
    while (nodes.kept(at) == null) {
      Integer giver = nodes.giver(at);
      if (giver == null || way.size() > 8 || !isMove(giver)) {
        return null;
      }
      once &= nodes.isTakenOnce(at);
      way.add(giver);
      at = nodes.get(giver).inputs().getFirst();
    }
    StoredArray kept = nodes.kept(at);
    if (kept == null || !kept.element().isReal() || kept.size() == 0) {
      return null;
    }
    String form = form(way, turned);
    boolean alone = once && nodes.isTakenOnce(at);
    if (!alone && !form.isEmpty() && !(way.isEmpty() && allProducts(at))) {
      return null;
    }
    if (!form.equals(forms.getOrDefault(at, form))) {
      return null;
    }
    Tensor constant = nodes.constant(at);
    if (constant == null) {
      return null;
    }
    for (int node : way.reversed()) {
      constant = moved(node, constant);
    }
    if (convolution ? constant.rank() < 3 : constant.rank() != 2) {
      return null;
    }
    return new Weight(at, turned ? constant.transpose().contiguous() : constant, form);
  }

  /** Whether a node only moves numbers about. */
  private boolean isMove(int number) {
    OnnxNode node = nodes.get(number);
    return switch (node.operator()) {
      case "Identity", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "Cast" ->
          node.inputs().stream().skip(1).allMatch(nodes::isConstant);
      default -> false;
    };
  }

  private Tensor moved(int number, Tensor constant) {
    OnnxNode node = nodes.get(number);
    Maker maker = Operators.maker(node);
    @Nullable Tensor[] inputs = new Tensor[node.inputs().size()];
    inputs[0] = constant;
    for (int i = 1; i < inputs.length; i++) {
      inputs[i] = nodes.constant(node.inputs().get(i));
    }
    return maker == null ? constant : maker.of(nodes.attributes(number)).of(inputs)[0];
  }

  /** Empty where the weights are used as the file keeps them; two turns are none. */
  private String form(List<Integer> way, boolean turned) {
    List<String> moves = new ArrayList<>();
    for (int node : way.reversed()) {
      String operator = nodes.get(node).operator();
      if (!operator.equals("Identity") && !operator.equals("Cast")) {
        moves.add(operator.equals("Transpose") ? operator : operator + " " + node);
      }
    }
    if (turned) {
      moves.add("Transpose");
    }
    return moves.equals(List.of("Transpose", "Transpose")) ? "" : String.join(",", moves);
  }

  private boolean allProducts(String value) {
    return nodes.takers(value).stream()
        .map(nodes::get)
        .allMatch(
            n ->
                n.operator().equals("MatMul")
                    && n.inputs().get(1).equals(value)
                    && !nodes.isConstant(n.inputs().getFirst()));
  }

  /**
   * Takes a bias, if that is what it is: as many numbers as there are outputs, along the right
   * axis.
   *
   * @param exactly the number of axes it has; 0 for any
   * @param after axes of extent 1 behind that of the outputs
   */
  private boolean bias(String value, long outputs, int exactly, int after) {
    StoredArray kept = nodes.kept(value);
    if (kept == null || !kept.element().isReal() || kept.size() != outputs) {
      return false;
    }
    int axes = kept.shape().size();
    int channel = axes - 1 - after;
    if (channel < 0
        || kept.shape().get(channel) != outputs
        || exactly > 0 && axes != exactly
        || axes > 1 && !nodes.isTakenOnce(value)) {
      return false;
    }
    Tensor constant = nodes.constant(value);
    if (constant == null) {
      return false;
    }
    long[] shape = new long[] {outputs};
    boolean flat = Arrays.equals(constant.shape(), shape);
    leaves.putIfAbsent(value, (flat ? constant : constant.reshape(shape)).parameter());
    return true;
  }
}
