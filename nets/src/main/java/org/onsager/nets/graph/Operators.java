package org.onsager.nets.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.data.weights.OnnxModel;
import org.onsager.data.weights.OnnxNode;

/** ONNX's operators that can be run, and what each is to the layers of a network. */
final class Operators {
  /** The first version of ONNX's operators that is known here. */
  static final long OLDEST = 7;

  /** The last one. */
  static final long NEWEST = 28;

  private static final Set<String> PASSING =
      Set.of(
          "BatchNormalization",
          "LayerNormalization",
          "Add",
          "Sum",
          "Identity",
          "Dropout",
          "Cast",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool",
          "Flatten");

  private static final int NAMED = 3;

  private static final Map<String, Maker> MAKERS = new HashMap<>();

  static {
    MAKERS.putAll(Elements.MAKERS);
    MAKERS.putAll(Matrices.MAKERS);
    MAKERS.putAll(Layouts.MAKERS);
    MAKERS.putAll(Windows.MAKERS);
  }

  private Operators() {}

  static @Nullable Maker maker(OnnxNode node) {
    return node.domain().isEmpty() ? MAKERS.get(node.operator()) : null;
  }

  static Role role(Attributes attributes) {
    Activation activation = Elements.activationOf(attributes);
    if (activation != null) {
      return new Role.Activates(activation);
    }
    String operator = attributes.node().operator();
    if (PASSING.contains(operator)) {
      return new Role.Passes();
    }
    return new Role.Other(
        switch (operator) {
          case "Shape", "Size" -> Role.Other.By.SHAPE;
          case "ConstantOfShape", "Range" -> Role.Other.By.EXTENTS;
          case "Reshape", "Expand", "Tile", "Slice", "Pad", "Split", "Squeeze", "Unsqueeze" ->
              Role.Other.By.LAYOUT;
          case "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin" -> Role.Other.By.LAYOUT;
          case "ReduceSumSquare", "ReduceL2", "Trilu", "CumSum" -> Role.Other.By.LAYOUT;
          default -> Role.Other.By.NUMBERS;
        });
  }

  /** Refuses a model with operators that cannot be run, and names them all. */
  static void require(OnnxModel model) {
    if (model.opset() < OLDEST || model.opset() > NEWEST) {
      throw model.refusal(
          "is written in version "
              + model.opset()
              + " of ONNX's operators, where "
              + OLDEST
              + " to "
              + NEWEST
              + " can be run; export it with opset_version=17");
    }
    Map<String, List<String>> unknown = new LinkedHashMap<>();
    for (OnnxNode node : model.nodes()) {
      if (maker(node) == null && !node.operator().equals("Constant")) {
        String name =
            node.domain().isEmpty() ? node.operator() : node.domain() + "." + node.operator();
        unknown.computeIfAbsent(name, _ -> new ArrayList<>()).add(node.label());
      }
    }
    if (!unknown.isEmpty()) {
      List<String> said = new ArrayList<>();
      unknown.forEach(
          (operator, nodes) ->
              said.add(
                  operator
                      + " ("
                      + String.join(", ", nodes.subList(0, Math.min(NAMED, nodes.size())))
                      + (nodes.size() > NAMED ? " and " + (nodes.size() - NAMED) + " more" : "")
                      + ")"));
      throw model.refusal(
          "uses operators that cannot be run here: "
              + String.join(", ", said)
              + "; its weights can be examined without data");
    }
  }
}
