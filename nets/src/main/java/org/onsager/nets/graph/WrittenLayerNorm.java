package org.onsager.nets.graph;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.OnnxNode;
import org.onsager.data.weights.StoredArray;
import org.onsager.tensor.Normalisations;
import org.onsager.tensor.Tensor;

/**
 * Nodes that together are a layer norm over the last axis: as programs wrote it before ONNX had an
 * operator for it, mean, difference, square, mean, sum with ε, root, quotient, and where they
 * follow the product and the sum with what was learned.
 *
 * @param members the numbers of the nodes; the last one gives the result
 * @param from the value that is normalised
 * @param learned the names of scale and shift; empty where none follow
 */
record WrittenLayerNorm(Set<Integer> members, String from, double epsilon, List<String> learned) {

  /** The one that a mean begins; null where it begins none. */
  static @Nullable WrittenLayerNorm beginningWith(int number, Nodes nodes) {
    OnnxNode mean = nodes.get(number);
    if (!isMeanOverLast(number, nodes)) {
      return null;
    }
    String from = mean.inputs().getFirst();
    int difference = only(mean, "Sub", nodes);
    if (difference < 0 || !nodes.get(difference).inputs().equals(List.of(from, output(mean)))) {
      return null;
    }
    String centred = output(nodes.get(difference));
    int square = -1;
    int quotient = -1;
    for (int taker : nodes.takers(centred)) {
      switch (nodes.get(taker).operator()) {
        case "Pow" -> square = taker;
        case "Div" -> quotient = taker;
        default -> {
          return null;
        }
      }
    }
    if (square < 0 || quotient < 0 || nodes.isResult(centred)) {
      return null;
    }
    Double two = nodes.number(nodes.get(square).inputs().getLast());
    int variance = two != null && two == 2 ? only(nodes.get(square), "ReduceMean", nodes) : -1;
    if (variance < 0 || !isMeanOverLast(variance, nodes)) {
      return null;
    }
    int sum = only(nodes.get(variance), "Add", nodes);
    int root = sum < 0 ? -1 : only(nodes.get(sum), "Sqrt", nodes);
    if (root < 0 || only(nodes.get(root), "Div", nodes) != quotient) {
      return null;
    }
    List<String> added = nodes.get(sum).inputs();
    int constant = added.get(0).equals(output(nodes.get(variance))) ? 1 : 0;
    Double epsilon = nodes.number(added.get(constant));
    if (epsilon == null
        || !nodes.get(quotient).inputs().equals(List.of(centred, output(nodes.get(root))))) {
      return null;
    }
    Set<Integer> members =
        new TreeSet<>(List.of(number, difference, square, variance, sum, root, quotient));
    int product = only(nodes.get(quotient), "Mul", nodes);
    int shifted = product < 0 ? -1 : only(nodes.get(product), "Add", nodes);
    if (shifted >= 0) {
      String scale = learned(nodes.get(product), output(nodes.get(quotient)), nodes);
      String shift = learned(nodes.get(shifted), output(nodes.get(product)), nodes);
      if (scale != null && shift != null) {
        members.addAll(List.of(product, shifted));
        return new WrittenLayerNorm(members, from, epsilon, List.of(scale, shift));
      }
    }
    return new WrittenLayerNorm(members, from, epsilon, List.of());
  }

  /** What it computes of the signal, and of scale and shift where there are any. */
  Operation operation() {
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      long[] extents = {x.extent(-1)};
      Tensor scale = Operation.optional(inputs, 1);
      Tensor shift = Operation.optional(inputs, 2);
      if (scale == null || shift == null) {
        return new Tensor[] {Normalisations.layer(x, extents, null, null, epsilon)};
      }
      if (scale.extent(0) == extents[0] && shift.extent(0) == extents[0]) {
        return new Tensor[] {Normalisations.layer(x, extents, scale, shift, epsilon)};
      }
      Tensor plain = Normalisations.layer(x, extents, null, null, epsilon);
      return new Tensor[] {plain.multiply(scale).add(shift)};
    };
  }

  /** What the file keeps and a node combines with a signal, a number for each place of one axis. */
  private static @Nullable String learned(OnnxNode node, String signal, Nodes nodes) {
    String other = node.inputs().get(node.inputs().get(0).equals(signal) ? 1 : 0);
    StoredArray kept = nodes.kept(other);
    return kept != null && kept.element().isReal() && kept.shape().size() == 1 && kept.size() > 1
        ? other
        : null;
  }

  private static boolean isMeanOverLast(int number, Nodes nodes) {
    OnnxNode node = nodes.get(number);
    long[] axes = nodes.attributes(number).wholes("axes");
    return node.operator().equals("ReduceMean")
        && axes != null
        && axes.length == 1
        && axes[0] == -1
        && nodes.attributes(number).whole("keepdims", 1) != 0;
  }

  private static String output(OnnxNode node) {
    return node.outputs().getFirst();
  }

  /** The node that alone takes what another gives, if it is of this kind; −1 otherwise. */
  private static int only(OnnxNode node, String operator, Nodes nodes) {
    if (!nodes.isTakenOnce(output(node))) {
      return -1;
    }
    int taker = nodes.takers(output(node)).getFirst();
    return nodes.get(taker).operator().equals(operator) ? taker : -1;
  }
}
