package org.onsager.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every differentiable operation against central differences, once and twice. */
class GradientsTest {

  /** An operation on two 3×3 tensors with positive entries that keep away from kinks and ties. */
  record Operation(String name, Function<List<Tensor>, Tensor> map) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Operation one(String name, Function<Tensor, Tensor> map) {
    return new Operation(name, x -> map.apply(x.getFirst()));
  }

  private static Operation two(String name, java.util.function.BinaryOperator<Tensor> map) {
    return new Operation(name, x -> map.apply(x.getFirst(), x.getLast()));
  }

  static Stream<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    for (Elementwise function : Elementwise.values()) {
      all.add(one(function + " right of zero", function::of));
      boolean half = function == Elementwise.LOG || function == Elementwise.SQRT;
      all.add(one(function + " left", x -> function.of(x.add(half ? 1 : -0.99))));
      all.add(
          one(
              function + " far left",
              x -> function.of(half || function == Elementwise.LOG1P ? x : x.multiply(-2.3))));
    }
    all.add(two("add", Tensor::add));
    all.add(one("add number", x -> x.add(1.5)));
    all.add(two("subtract", Tensor::subtract));
    all.add(two("multiply", Tensor::multiply));
    all.add(two("multiply broadcast", (x, y) -> x.multiply(y.slice(0, 1, 2))));
    all.add(one("multiply number", x -> x.multiply(-0.7)));
    all.add(two("divide", Tensor::divide));
    all.add(two("power of tensors", Tensor::power));
    all.add(one("square", x -> x.power(2)));
    all.add(one("root", x -> x.power(-0.5)));
    all.add(one("number to a power", x -> Tensor.scalar(1.7, x.dtype()).power(x)));
    all.add(two("maximum", Tensor::maximum));
    all.add(two("minimum", Tensor::minimum));
    all.add(one("leaky relu", x -> x.add(-0.99).leakyRelu(0.2)));
    all.add(one("clamp", x -> x.clamp(0.4, 1.1)));
    all.add(two("where", (x, y) -> x.greater(y).where(x.multiply(y), y.power(3))));
    all.add(two("matmul", Tensor::matmul));
    all.add(two("linear", (x, y) -> x.linear(y, y.slice(0, 0, 1).reshape(3))));
    all.add(two("dot", Tensor::dot));
    all.add(one("norm", Tensor::norm));
    all.add(two("transpose", (x, y) -> x.transpose().multiply(y)));
    all.add(two("reshape", (x, y) -> x.reshape(9).multiply(y.reshape(-1))));
    all.add(two("broadcastTo", (x, y) -> x.slice(0, 0, 1).broadcastTo(3, 3).multiply(y)));
    all.add(two("slice", (x, y) -> x.slice(1, 0, 2).multiply(y.slice(1, 1, 3))));
    all.add(one("select", x -> x.select(0, Tensor.of(new long[] {2, 0, 2}, 3))));
    all.add(one("gather", x -> x.gather(1, Tensor.of(new long[] {2, 0, 1}, 3, 1))));
    all.add(two("concatenate", (x, y) -> Tensor.concatenate(1, List.of(x, y)).power(2)));
    all.add(one("sum", x -> x.power(2).sum()));
    all.add(one("sum over", x -> x.power(2).sumOver(0).power(2)));
    all.add(one("mean", x -> x.power(2).mean()));
    all.add(one("mean over", x -> x.power(2).meanOver(1).power(2)));
    all.add(one("log softmax", x -> x.multiply(3).logSoftmax(1)));
    all.add(one("cross-entropy", x -> Losses.crossEntropy(x, Tensor.of(new long[] {2, 0, 1}, 3))));
    all.add(two("squared", Losses::squared));
    all.add(one("contiguous", x -> x.transpose().contiguous().power(2)));
    all.add(one("to float64", x -> x.to(DType.FLOAT64).power(2)));
    all.add(
        one(
            "qr",
            x -> {
              Tensor shifted = x.add(Tensor.identity(3, x.dtype()).multiply(2));
              Decompositions.Qr qr = Decompositions.qr(shifted);
              return qr.q().power(2).add(qr.r().power(2));
            }));
    all.add(
        one(
            "svd",
            x -> Decompositions.svd(x.add(Tensor.identity(3, x.dtype()))).values().power(2)));
    return all.stream();
  }

  private static final double[] X = {0.31, 1.27, 0.83, 0.55, 0.47, 1.61, 1.13, 0.72, 0.23};
  private static final double[] Y = {0.93, 0.21, 1.37, 0.67, 1.19, 0.41, 0.29, 1.03, 0.79};
  private static final double[] U = {0.3, -0.8, 0.5, 1.1, -0.2, 0.7, -0.6, 0.4, 0.9};

  /** A scalar of the operation that weighs its entries differently. */
  private static Tensor loss(Operation operation, List<Tensor> inputs) {
    Tensor result = operation.map().apply(inputs);
    double[] weights = new double[(int) result.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.cos(1 + 2.0 * i);
    }
    return result.multiply(Tensor.of(weights, result.shape()).to(result.dtype())).sum();
  }

  private static List<Tensor> parameters(double[] values, DType dtype) {
    return List.of(
        Tensor.of(Arrays.copyOf(values, 9), 3, 3).to(dtype).parameter(),
        Tensor.of(Arrays.copyOfRange(values, 9, 18), 3, 3).to(dtype).parameter());
  }

  private static double[] flat(List<Tensor> tensors) {
    double[] all = new double[18];
    for (int i = 0; i < 2; i++) {
      System.arraycopy(tensors.get(i).toDoubles(), 0, all, 9 * i, 9);
    }
    return all;
  }

  private static double[] point() {
    double[] point = Arrays.copyOf(X, 18);
    System.arraycopy(Y, 0, point, 9, 9);
    return point;
  }

  private static double[] gradient(Operation operation, double[] at, DType dtype) {
    try (Scope _ = Scope.open()) {
      List<Tensor> parameters = parameters(at, dtype);
      return flat(Gradients.of(loss(operation, parameters), parameters));
    }
  }

  private static double value(Operation operation, double[] at) {
    try (Scope _ = Scope.open()) {
      return loss(operation, parameters(at, DType.FLOAT64)).item();
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theGradientEqualsCentralDifferences(Operation operation) {
    double h = 1e-5;
    double[] at = point();
    double[] found = gradient(operation, at, DType.FLOAT64);
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += h;
      down[i] -= h;
      double expected = (value(operation, up) - value(operation, down)) / (2 * h);
      assertThat(found[i])
          .as("%s: derivative with respect to entry %d", operation, i)
          .isCloseTo(expected, within(1e-8 * (1 + Math.abs(expected))));
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theGradientInFloat32EqualsTheOneInFloat64ToItsPrecision(Operation operation) {
    double[] wide = gradient(operation, point(), DType.FLOAT64);
    double[] narrow = gradient(operation, point(), DType.FLOAT32);
    for (int i = 0; i < wide.length; i++) {
      assertThat(narrow[i]).isCloseTo(wide[i], within(2e-5 * (1 + Math.abs(wide[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theHessianTimesAVectorEqualsTheDifferenceOfGradients(Operation operation) {
    double h = 1e-5;
    double[] at = point();
    double[] up = at.clone();
    double[] down = at.clone();
    for (int i = 0; i < 18; i++) {
      up[i] += h * U[i % 9];
      down[i] -= h * U[i % 9];
    }
    double[] above = gradient(operation, up, DType.FLOAT64);
    double[] below = gradient(operation, down, DType.FLOAT64);
    try (Scope _ = Scope.open()) {
      List<Tensor> parameters = parameters(at, DType.FLOAT64);
      List<Tensor> vector = List.of(Tensor.of(U, 3, 3), Tensor.of(U, 3, 3));
      double[] found =
          flat(Gradients.hessianVector(loss(operation, parameters), parameters, vector));
      for (int i = 0; i < 18; i++) {
        double expected = (above[i] - below[i]) / (2 * h);
        assertThat(found[i])
            .as("%s: entry %d of Hv", operation, i)
            .isCloseTo(expected, within(2e-8 * (1 + Math.abs(expected))));
      }
    }
  }

  @Test
  void theHessianOfAQuadraticFormIsItsMatrixPlusTheTranspose() {
    try (Scope _ = Scope.open()) {
      Tensor a = Tensor.of(X, 3, 3);
      Tensor x = Tensor.of(new double[] {1, 2, 3}, 3).parameter();
      Tensor v = Tensor.of(new double[] {-1, 0.5, 2}, 3);
      Tensor found = Gradients.hessianVector(x.dot(a.matmul(x)), List.of(x), List.of(v)).getFirst();
      double[] expected = a.add(a.transpose()).matmul(v).toDoubles();
      assertThat(found.toDoubles()).containsExactly(expected, within(1e-14));
    }
  }

  @Test
  void aCotangentTimesTheJacobianOfALinearMapIsTheTransposedMap() {
    try (Scope _ = Scope.open()) {
      Tensor a = Tensor.of(X, 3, 3);
      Tensor x = Tensor.of(new double[] {1, 2, 3}, 3).parameter();
      Tensor v = Tensor.of(new double[] {-1, 0.5, 2}, 3);
      Tensor found = Gradients.vectorJacobian(a.matmul(x), List.of(x), v).getFirst();
      assertThat(found.toDoubles())
          .containsExactly(a.transpose().matmul(v).toDoubles(), within(1e-15));
    }
  }

  @Test
  void whatALossDoesNotDependOnHasGradientZero() {
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.scalar(2, DType.FLOAT64).parameter();
      Tensor y = Tensor.of(new double[] {1, 2}, 2).parameter();
      List<Tensor> gradients = Gradients.of(x.power(3), List.of(x, y));
      assertThat(gradients.getFirst().item()).isEqualTo(12);
      assertThat(gradients.getLast().toDoubles()).containsExactly(0, 0);
    }
  }

  @Test
  void nothingIsRememberedWithoutGradients() {
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.scalar(2, DType.FLOAT64).parameter();
      Tensor inside = Gradients.without(() -> x.power(2));
      assertThat(inside.isDifferentiable()).isFalse();
      assertThat(x.power(2).isDifferentiable()).isTrue();
      assertThatThrownBy(() -> Gradients.of(inside, List.of(x)))
          .isInstanceOf(TensorException.class)
          .hasMessageStartingWith("gradient: ");
    }
  }

  @Test
  void aLossWithSeveralElementsIsRefused() {
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.of(new double[] {1, 2}, 2).parameter();
      assertThatThrownBy(() -> Gradients.of(x.power(2), List.of(x)))
          .hasMessage("gradient: a loss has one element, not FLOAT64[2]");
    }
  }
}
