package org.onsager.data.weights;

import java.util.List;
import java.util.Map;

/**
 * One computation of an ONNX graph.
 *
 * @param name empty where it has none
 * @param operator what is computed
 * @param domain whose operator it is; empty for ONNX's own
 * @param inputs names of values; empty for an optional one that is left out
 * @param outputs likewise
 * @param attributes by name
 */
public record OnnxNode(
    String name,
    String operator,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {
  /** Keeps the lists. */
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
  }

  /** The node by its name, or by what it gives. */
  public String label() {
    return !name.isEmpty() ? name : outputs.isEmpty() ? operator : outputs.getFirst();
  }
}
