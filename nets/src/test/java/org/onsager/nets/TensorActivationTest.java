package org.onsager.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.onsager.architecture.Activation;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** The tensor side of an activation is the twin of its scalar side. */
class TensorActivationTest {

  static Stream<Activation> activations() {
    List<String> texts = new ArrayList<>(Activation.names());
    texts.addAll(
        List.of(
            "leaky-relu(0.2)",
            "leaky-relu(-1.5)",
            "x*sigmoid(1.702*x)",
            "x > 0 ? sqrt(x) : 0",
            "x > 0 ? x^1.5 : x <= -2 ? -1 : exp(x)-1",
            "max(x, 0.1*x)",
            "min(max(x, -1), 2) + abs(x)/3",
            "sign(x)*log1p(abs(x))",
            "x*tanh(softplus(x))",
            "step(x - 0.5) + 0.2*x",
            "cos(x) - atan(x)*expm1(-x^2)",
            "sinh(x)/cosh(x)^2",
            "2^x/(1+2^x)",
            "(1+x^2)^(x/5)",
            "erf(x)*relu(1-x)",
            "log(1 + x^2)",
            "-x^3",
            "3"));
    return texts.stream().map(Activation::of);
  }

  /** A grid that meets 0 and ±1, with or without the places where the function is not smooth. */
  private static double[] grid(Activation activation, boolean breakpoints) {
    List<Double> grid = new ArrayList<>(List.of(1e-8, -1e-8, 3.1, -2.7));
    for (int i = -96; i <= 96; i++) {
      grid.add(i / 16.0);
    }
    double[] at = activation.breakpointLocations();
    return grid.stream()
        .mapToDouble(x -> x)
        .filter(x -> breakpoints || Arrays.stream(at).noneMatch(b -> Math.abs(b - x) < 1e-12))
        .toArray();
  }

  private static void compare(String what, double[] x, double[] found, double[] expected) {
    for (int i = 0; i < x.length; i++) {
      assertThat(found[i])
          .as("%s at x = %s", what, x[i])
          .isCloseTo(expected[i], within(1e-12 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void theValueIsTheScalarOne(Activation activation) {
    double[] x = grid(activation, true);
    try (Scope _ = Scope.open()) {
      Tensor value = TensorActivation.apply(activation, Tensor.of(x, x.length));
      assertThat(value.shape()).containsExactly(x.length);
      compare(
          activation.text(),
          x,
          value.toDoubles(),
          Arrays.stream(x).map(activation::value).toArray());
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void theGradientOfTheValueIsTheDerivative(Activation activation) {
    double[] x = grid(activation, false);
    try (Scope _ = Scope.open()) {
      Tensor at = Tensor.of(x, x.length).parameter();
      Tensor sum = TensorActivation.apply(activation, at).sum();
      compare(
          "gradient of " + activation.text(),
          x,
          Gradients.of(sum, List.of(at)).getFirst().toDoubles(),
          Arrays.stream(x).map(activation::derivative).toArray());
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void inFloat32ItIsTheSameToItsPrecisionAndKeepsItsType(Activation activation) {
    double[] x = grid(activation, false);
    try (Scope _ = Scope.open()) {
      Tensor narrow = Tensor.of(x, x.length).to(DType.FLOAT32);
      Tensor value = TensorActivation.apply(activation, narrow);
      assertThat(value.dtype()).isEqualTo(DType.FLOAT32);
      double[] at = narrow.toDoubles();
      double[] found = value.toDoubles();
      for (int i = 0; i < at.length; i++) {
        double expected = activation.value(at[i]);
        assertThat(found[i])
            .as("%s at x = %s", activation.text(), at[i])
            .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void aNanIsNeverSwallowed(Activation activation) {
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.of(new double[] {Double.NaN, 0.3}, 2);
      double[] found = TensorActivation.apply(activation, x).toDoubles();
      assertThat(found[0]).isNaN();
      assertThat(found[1]).isFinite();
    }
  }

  @Test
  void atAKinkTheGradientIsTheScalarDerivative() {
    for (String text :
        List.of(
            "relu",
            "leaky-relu",
            "x > 0 ? sqrt(x) : 0",
            "x > 0 ? x^0.5 : 0",
            "max(x, 0.1*x)",
            "min(x, 0.1*x)")) {
      Activation activation = Activation.of(text);
      // Nothing below zero: the branch that is not taken is finite, and only its slope is not.
      double[] x = {0, 1};
      try (Scope _ = Scope.open()) {
        Tensor at = Tensor.of(x, 2).parameter();
        Tensor sum = TensorActivation.apply(activation, at).sum();
        assertThat(Gradients.of(sum, List.of(at)).getFirst().toDoubles())
            .as(text)
            .containsExactly(Arrays.stream(x).map(activation::derivative).toArray());
      }
    }
  }
}
