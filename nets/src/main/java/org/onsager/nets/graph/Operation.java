package org.onsager.nets.graph;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.onsager.tensor.Tensor;

/** What a step computes. */
@FunctionalInterface
public interface Operation {

  /**
   * The outputs of inputs, which are not changed.
   *
   * @param inputs as many as the step takes; null where an optional one was left out
   */
  Tensor[] of(@Nullable Tensor[] inputs);

  /** A function of one tensor. */
  static Operation unary(UnaryOperator<Tensor> function) {
    return inputs -> new Tensor[] {function.apply(given(inputs, 0))};
  }

  /** A function of two tensors. */
  static Operation binary(BinaryOperator<Tensor> function) {
    return inputs -> new Tensor[] {function.apply(given(inputs, 0), given(inputs, 1))};
  }

  /**
   * An input that is not optional.
   *
   * @throws IllegalArgumentException where it was left out
   */
  static Tensor given(@Nullable Tensor[] inputs, int number) {
    Tensor input = optional(inputs, number);
    if (input == null) {
      throw new IllegalArgumentException("input " + number + " is missing");
    }
    return input;
  }

  /** An input that may be left out. */
  static @Nullable Tensor optional(@Nullable Tensor[] inputs, int number) {
    return number < inputs.length ? inputs[number] : null;
  }
}
