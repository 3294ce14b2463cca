package org.onsager.nets.graph;

import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.nets.rows.RowArithmetic;
import org.onsager.nets.rows.RowFunction;
import org.onsager.nets.rows.RowNorms;
import org.onsager.nets.rows.RowProducts;
import org.onsager.nets.rows.Rows;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/** The small forms of ONNX's operators. */
final class SmallForms {
  private SmallForms() {}

  /** The form of what a node computes; null where it has none. */
  static @Nullable SmallForm of(Attributes a) {
    return switch (a.node().operator()) {
      case "Reshape", "Flatten", "Transpose", "Slice", "Squeeze", "Unsqueeze", "Expand" ->
          Preparation::moved;
      case "Identity", "Dropout" -> step -> step.moves(0) ? step.rows(0, step.length(0)) : null;
      case "Cast" -> SmallForms::cast;
      case "Gather" -> a.whole("axis", 0) == 0 ? SmallForms::gather : Preparation::moved;
      case "Relu" -> function(RowFunction.RELU);
      case "Tanh" -> function(RowFunction.TANH);
      case "Sigmoid" -> function(RowFunction.SIGMOID);
      case "Erf" -> function(RowFunction.ERF);
      case "Add" -> arithmetic(RowArithmetic.ADD);
      case "Sub" -> arithmetic(RowArithmetic.SUBTRACT);
      case "Mul" -> arithmetic(RowArithmetic.MULTIPLY);
      case "Div" -> arithmetic(RowArithmetic.DIVIDE);
      case "Gelu" ->
          a.text("approximate", "none").equals("none") ? function(RowFunction.GELU) : null;
      case "LayerNormalization" ->
          a.whole("axis", -1) == -1 && a.outputs().size() == 1
              ? norm(a.real("epsilon", 1e-5))
              : null;
      case "Softmax" -> softmax(a, false);
      case "LogSoftmax" -> softmax(a, true);
      case "MatMul" -> SmallForms::product;
      case "MaxPool", "AveragePool" -> SmallWindows.pooling(a);
      default -> null;
    };
  }

  /** The form of an activation; null where it has none. */
  static @Nullable SmallForm of(Activation activation) {
    return switch (activation.text()) {
      case "relu" -> function(RowFunction.RELU);
      case "tanh" -> function(RowFunction.TANH);
      case "erf" -> function(RowFunction.ERF);
      case "gelu" -> function(RowFunction.GELU);
      case "silu" -> function(RowFunction.SILU);
      default -> null;
    };
  }

  private static SmallForm function(RowFunction function) {
    return step -> {
      if (!step.isReal() || !step.moves(0)) {
        return null;
      }
      Rows x = step.rows(0, step.length(0));
      Rows to = step.give(x.length());
      step.add(function.step(x, to));
      return to;
    };
  }

  private static SmallForm arithmetic(RowArithmetic arithmetic) {
    return step -> {
      if (!step.isReal()) {
        return null;
      }
      int length = Preparation.last(step.result());
      for (int i = 1; i >= 0; i--) {
        length =
            step.moves(i) && step.tensor(i).size() == step.result().size()
                ? step.length(i)
                : length;
      }
      Rows to = step.give(length);
      step.add(arithmetic.step(step.stretched(0, length), step.stretched(1, length), to));
      return to;
    };
  }

  private static @Nullable Rows cast(Preparation step) {
    boolean widened =
        step.tensor(0).dtype() == DType.INT64 && step.result().dtype() == DType.FLOAT32;
    return step.moves(0) && (widened || step.tensor(0).dtype() == step.result().dtype())
        ? step.rows(0, step.length(0))
        : null;
  }

  /** Rows that integers number; places that stay the same are moves. */
  private static @Nullable Rows gather(Preparation step) {
    if (!step.moves(1) && step.moves(0)) {
      return step.moved();
    }
    if (step.tensor(0).dtype() != DType.FLOAT32 || step.tensor(1).dtype() != DType.INT64) {
      return null;
    }
    int count = Math.toIntExact(step.tensor(0).extent(0));
    Rows table = step.rows(0, Math.toIntExact(step.tensor(0).size() / count));
    float[][] places = step.rows(1, 1).rows();
    Rows to = step.give(table.length());
    step.add(
        () -> {
          for (int i = 0; i < places.length; i++) {
            int place = (int) places[i][0];
            if (place < 0 || place >= count) {
              return false;
            }
            System.arraycopy(table.rows()[place], 0, to.rows()[i], 0, table.length());
          }
          return true;
        });
    return to;
  }

  private static SmallForm softmax(Attributes a, boolean logarithm) {
    boolean flat = a.opset() < 13;
    long axis = a.whole("axis", flat ? 1 : -1);
    return step -> {
      int rank = step.tensor(0).rank();
      if (!step.isReal() || !step.moves(0) || axis != -1 && axis != rank - 1) {
        return null;
      }
      Rows x = step.rows(0, Preparation.last(step.result()));
      Rows to = step.give(x.length());
      step.add(RowNorms.softmax(x, logarithm, to));
      return to;
    };
  }

  /** Products of as many matrices on the right as on the left, or of one. */
  private static @Nullable Rows product(Preparation step) {
    Tensor left = step.tensor(0);
    Tensor right = step.tensor(1);
    int axes = left.rank();
    if (!step.isReal() || axes < 2 || right.rank() != 2 && right.rank() != axes) {
      return null;
    }
    for (int i = 0; i < axes - 2; i++) {
      if (right.rank() > 2 && right.extent(i) != left.extent(i)) {
        return null;
      }
    }
    Rows x = step.rows(0, Preparation.last(left));
    Rows y = step.rows(1, Preparation.last(right));
    Rows to = step.give(y.length());
    step.work((long) x.size() * y.length());
    step.add(RowProducts.pairs(x, Math.toIntExact(left.extent(-2)), y, to));
    return to;
  }

  /** A dense layer, whose weights are turned once. */
  static @Nullable Rows dense(Preparation step) {
    if (!step.isReal() || !step.moves(0) || step.moves(1) || step.moves(2)) {
      return null;
    }
    Rows weights = step.rows(1, Preparation.last(step.tensor(1)));
    Rows x = step.rows(0, weights.length());
    Rows to = step.give(weights.count());
    step.work((long) x.count() * weights.size());
    step.add(RowProducts.dense(x, weights.transposed(), step.numbers(2), to));
    return to;
  }

  /** A layer norm over the last axis. */
  static SmallForm norm(double epsilon) {
    return step -> {
      if (!step.isReal() || !step.moves(0) || step.moves(1) || step.moves(2)) {
        return null;
      }
      int length = Preparation.last(step.result());
      for (int i = 1; i < 3; i++) {
        if (step.has(i) && step.tensor(i).size() != length) {
          return null;
        }
      }
      Rows to = step.give(length);
      step.add(RowNorms.layer(step.rows(0, length), step.numbers(1), step.numbers(2), epsilon, to));
      return to;
    };
  }
}
