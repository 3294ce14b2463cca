package org.onsager.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class FiniteNetworkTest {
  private Scope scope = Scope.open();

  @BeforeEach
  void open() {
    scope.close();
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "relu",
        "leaky-relu",
        "leaky-relu(0.2)",
        "tanh",
        "erf",
        "hard-tanh",
        "sin",
        "gelu",
        "silu",
        "softplus",
        "x*sigmoid(1.702*x)",
        "x > 0 ? log(1 + x) : -sqrt(-x)",
        "max(-0.5, min(x, 2))^2",
        "abs(x - 0.3)/(1 + abs(x))",
        "exp(-x^2)*cos(3*x)"
      })
  void anActivationAndItsTwinOnTensorsAreTheSameFunctionWithTheSameSlope(String text) {
    Activation activation = Activation.of(text);
    double[] grid = DoubleStream.iterate(-6.013, v -> v + 0.0371).limit(330).toArray();
    Tensor x = Tensor.of(grid, grid.length).parameter();
    Tensor y = TensorActivation.apply(activation, x);
    double[] values = y.detach().toDoubles();
    double[] slopes = Gradients.of(y.sum(), List.of(x)).getFirst().toDoubles();
    for (int i = 0; i < grid.length; i++) {
      double scale = 1 + Math.abs(activation.value(grid[i]));
      assertThat(values[i])
          .as("%s at %s", text, grid[i])
          .isCloseTo(activation.value(grid[i]), within(1e-12 * scale));
      assertThat(slopes[i])
          .as("slope of %s at %s", text, grid[i])
          .isCloseTo(activation.derivative(grid[i]), within(1e-11 * (1 + Math.abs(slopes[i]))));
    }
  }

  private static FiniteNetwork draw(Initialisation how, int... widths) {
    return FiniteNetwork.draw(
        Network.dense(widths, Activation.of("tanh"), how),
        DType.FLOAT64,
        Generator.of(new RandomStream(11)));
  }

  private static double meanSquare(Tensor t) {
    return t.detach().multiply(t.detach()).mean().item();
  }

  @Test
  void gaussianWeightsHaveTheVarianceTheyWereAskedFor() {
    FiniteNetwork n = draw(Initialisation.gaussian(1.7, 0.3), 300, 400, 500);
    // The mean square of n Gaussians errs by √(2/n).
    assertThat(meanSquare(n.weights().getFirst()) * 300 / 1.7)
        .isCloseTo(1, within(4 * Math.sqrt(2 / 120_000.0)));
    assertThat(meanSquare(n.biases().getLast()) / 0.3)
        .isCloseTo(1, within(4 * Math.sqrt(2 / 500.0)));
  }

  @Test
  void orthogonalWeightsAreOrthogonalAndKeepTheirVarianceInEveryShape() {
    for (int[] shape : new int[][] {{30, 30}, {50, 20}, {20, 50}}) {
      Tensor w = draw(Initialisation.orthogonal(2.25, 0), shape).weights().getFirst().detach();
      int inputs = shape[0];
      int outputs = shape[1];
      boolean tall = outputs > inputs;
      Tensor square = tall ? w.transpose().matmul(w) : w.matmul(w.transpose());
      double expected = tall ? 2.25 * outputs / inputs : 2.25;
      Tensor miss =
          square.subtract(
              Tensor.identity(Math.min(inputs, outputs), DType.FLOAT64).multiply(expected));
      assertThat(miss.norm().item()).isLessThan(1e-12 * inputs * outputs);
      // A Frobenius norm of σ_w²·outputs is E W² = σ_w²/inputs, exactly.
      assertThat(meanSquare(w) * inputs).isCloseTo(2.25, within(1e-10));
    }
  }

  @Test
  void aNetworkIsWhatItsTextSays() {
    FiniteNetwork n = draw(Initialisation.gaussian(1, 1), 3, 4, 2);
    Tensor x = Tensor.of(new double[] {0.1, -0.2, 0.3}, 1, 3);
    double[] w1 = n.weights().get(0).detach().toDoubles();
    double[] b1 = n.biases().get(0).detach().toDoubles();
    double[] w2 = n.weights().get(1).detach().toDoubles();
    double[] b2 = n.biases().get(1).detach().toDoubles();
    double[] in = {0.1, -0.2, 0.3};
    double[] out = b2.clone();
    for (int i = 0; i < 4; i++) {
      double h = b1[i];
      for (int j = 0; j < 3; j++) {
        h += w1[3 * i + j] * in[j];
      }
      for (int o = 0; o < 2; o++) {
        out[o] += w2[4 * o + i] * Math.tanh(h);
      }
    }
    assertThat(n.forward(x).detach().toDoubles()).containsExactly(out, within(1e-14));
    assertThat(n.forward(x, null)).hasSize(2);
  }

  @Test
  void dropoutKeepsTheMeanAndDrawsMasksOfItsOwnForEverySample() {
    Network linear =
        Network.parse(
            "gaussian(weight-variance=1, bias-variance=0): dense(1,1) dropout(keep=0.5)"
                + " dense(1,1)");
    FiniteNetwork n = FiniteNetwork.draw(linear, DType.FLOAT64, Generator.of(new RandomStream(3)));
    int samples = 40_000;
    Tensor x = Tensor.full(1, DType.FLOAT64, samples, 1);
    double plain = n.forward(x).mean().item();
    Tensor dropped = n.forward(x, Generator.of(new RandomStream(4))).getLast().detach();
    // Each output is 0 or twice the plain one: its mean errs by |plain|/√samples.
    assertThat(dropped.mean().item())
        .isCloseTo(plain, within(4 * Math.abs(plain) / Math.sqrt(samples)));
  }

  @Test
  void theSameStreamDrawsTheSameBits() {
    Initialisation how = Initialisation.gaussian(1, 0.1);
    assertThat(draw(how, 5, 7, 3).weights().getFirst().toDoubles())
        .containsExactly(draw(how, 5, 7, 3).weights().getFirst().toDoubles());
  }

  @Test
  void anOptimiserWithoutARateIsRefused() {
    assertThatThrownBy(() -> new Optimiser.Sgd(Double.NaN, 0)).hasMessageContaining("rate");
    assertThatThrownBy(() -> new Optimiser.RmsProp(1e-3, 1, 1e-8)).hasMessageContaining("memory");
  }
}
