package org.onsager.nets.graph;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.OnnxNode;

/**
 * Nodes that together are a layer norm over the last axis: as programs wrote it before ONNX had an
 * operator for it, mean, difference, square, mean, sum with ε, root, quotient.
 *
 * @param members the numbers of the nodes; the last one gives the result
 * @param from the value that is normalised
 */
record WrittenLayerNorm(Set<Integer> members, String from, double epsilon) {

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
    return new WrittenLayerNorm(
        new TreeSet<>(List.of(number, difference, square, variance, sum, root, quotient)),
        from,
        epsilon);
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
