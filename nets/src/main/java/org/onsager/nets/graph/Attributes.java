package org.onsager.nets.graph;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.OnnxAttribute;
import org.onsager.data.weights.OnnxNode;
import org.onsager.tensor.DType;

/**
 * What a node says of itself, in the version of the operators that its file is written in.
 *
 * @param opset that version
 * @param real the type of numbers that are no integers
 */
record Attributes(OnnxNode node, long opset, DType real) {

  boolean has(String name) {
    return node.attributes().containsKey(name);
  }

  long whole(String name, long otherwise) {
    return node.attributes().get(name) instanceof OnnxAttribute.Whole w ? w.value() : otherwise;
  }

  double real(String name, double otherwise) {
    return node.attributes().get(name) instanceof OnnxAttribute.Real r ? r.value() : otherwise;
  }

  String text(String name, String otherwise) {
    return node.attributes().get(name) instanceof OnnxAttribute.Text t ? t.value() : otherwise;
  }

  /** Integers; null where they are not said. */
  long @Nullable [] wholes(String name) {
    return node.attributes().get(name) instanceof OnnxAttribute.Wholes w
        ? w.values().stream().mapToLong(Long::longValue).toArray()
        : null;
  }

  /** Integers, as many as there should be. */
  long[] wholes(String name, int count, long otherwise) {
    long[] given = wholes(name);
    if (given == null) {
      given = new long[count];
      Arrays.fill(given, otherwise);
    }
    if (given.length != count) {
      throw new IllegalArgumentException(
          name + " has " + given.length + " numbers, where " + count + " belong");
    }
    return given;
  }

  List<String> outputs() {
    return node.outputs();
  }

  IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException(what + " is not known here");
  }
}
