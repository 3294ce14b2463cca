package org.onsager.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.architecture.Padding;
import org.onsager.lab.RandomStream;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.Updates;

class BranchesAndRingsTest {
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

  private static FiniteNetwork draw(String text) {
    return FiniteNetwork.draw(
        Network.parse(text), DType.FLOAT64, Generator.of(new RandomStream(31)));
  }

  private static Tensor normal(long seed, long... shape) {
    return Generator.of(new RandomStream(seed)).normal(DType.FLOAT64, shape);
  }

  @Test
  void aLineIsConvolvedAsOnPaper() {
    // The kernel (1, 2, −1) with the bias ½ on (1, 2, 4, 8).
    for (Object[] the :
        new Object[][] {
          {"", new double[] {1.5, 2.5}},
          {",padding=same", new double[] {0.5, 1.5, 2.5, 20.5}},
          {",padding=circular", new double[] {8.5, 1.5, 2.5, 19.5}},
          {",padding=circular,stride=2", new double[] {1.5, 19.5}}
        }) {
      FiniteNetwork n = draw("input(1,4) convolution(1,1,3" + the[0] + ")");
      assertThat(n.weights().getFirst().shape()).containsExactly(1, 1, 3);
      Updates.copy(n.weights().getFirst(), Tensor.of(new double[] {1, 2, -1}, 1, 1, 3));
      Updates.copy(n.biases().getFirst(), Tensor.of(new double[] {0.5}, 1));
      assertThat(n.forward(Tensor.of(new double[] {1, 2, 4, 8}, 1, 4)).detach().toDoubles())
          .as("padding '%s'", the[0])
          .containsExactly((double[]) the[1]);
    }
  }

  @Test
  void linesAndRingsAreTheirSumsInEveryShape() {
    for (String options :
        List.of(
            "4",
            "4,padding=same",
            "4,padding=circular",
            "3,stride=2,padding=circular",
            "7,padding" + "=circular")) {
      check("input(2,7) convolution(2,3," + options + ")", 1, 7);
    }
    for (String options :
        List.of("3x2", "2x4,stride=3x2", "3x5,stride=2x1", "1x6", "7x1,stride=1x5")) {
      check("input(2,7,6) convolution(2,3," + options + ",padding=circular)", 7, 6);
    }
  }

  /** The definition, term by term; a line is an image of one row. */
  private static void check(String text, int height, int width) {
    FiniteNetwork n = draw("gaussian(bias-variance=0.5): " + text);
    Tensor input = normal(5, 2, 2L * height * width);
    double[] x = input.toDoubles();
    Layer.Convolution c = (Layer.Convolution) n.architecture().layers().getFirst();
    int axes = c.window().axes();
    int kh = axes == 1 ? 1 : c.window().extents().getFirst();
    int kw = c.window().extents().getLast();
    int sh = axes == 1 ? 1 : c.window().strides().getFirst();
    int sw = c.window().strides().getLast();
    List<Integer> out = c.outputOf(n.architecture().input()).extents();
    int rows = axes == 1 ? 1 : out.get(1);
    int above = axes == 1 ? 0 : c.zeros(0, height)[0];
    int left = c.zeros(axes - 1, width)[0];
    boolean ring = c.padding() == Padding.CIRCULAR;
    double[] w = n.weights().getFirst().toDoubles();
    double[] b = n.biases().getFirst().toDoubles();
    double[] y = new double[2 * 3 * rows * out.getLast()];
    int at = 0;
    for (int s = 0; s < 2; s++) {
      for (int o = 0; o < 3; o++) {
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < out.getLast(); j++, at++) {
            y[at] = b[o];
            for (int term = 0; term < 2 * kh * kw; term++) {
              int in = term / (kh * kw);
              int row = i * sh + term / kw % kh - above;
              int column = j * sw + term % kw - left;
              boolean inside = row >= 0 && row < height && column >= 0 && column < width;
              if (inside || ring) {
                int place = Math.floorMod(row, height) * width + Math.floorMod(column, width);
                y[at] += w[o * 2 * kh * kw + term] * x[(s * 2 + in) * height * width + place];
              }
            }
          }
        }
      }
    }
    assertThat(n.forward(input).detach().toDoubles()).as(text).containsExactly(y, within(1e-12));
  }

  @Test
  void patchesOfALineAndWholeChannelsHaveTheirMean() {
    Tensor x = Tensor.of(new double[] {1, 2, 4, 8, 16, 3, 0, -3, 5, 5}, 1, 10);
    assertThat(draw("input(2,5) average-pooling(2) flatten").forward(x).toDoubles())
        .containsExactly(1.5, 6, 1.5, 1);
    assertThat(draw("input(2,5) max-pooling(3,stride=1) flatten").forward(x).toDoubles())
        .containsExactly(4, 8, 16, 3, 5, 5);
    assertThat(draw("input(2,5) global-average-pooling").forward(x).toDoubles())
        .containsExactly(new double[] {6.2, 2}, within(1e-15));
    assertThat(draw("input(5,2,1) global-average-pooling").forward(x).toDoubles())
        .containsExactly(1.5, 6, 9.5, -1.5, 5);
  }

  @Test
  void featuresAreNormalisedAtEachPlace() {
    // Mean 3, variance ((−2)² + 0 + 2²)/3.
    double one = 2 / Math.sqrt(8.0 / 3);
    assertThat(
            draw("input(3) layer-norm")
                .forward(Tensor.of(new double[] {1, 3, 5}, 1, 3))
                .toDoubles())
        .containsExactly(new double[] {-one, 0, one}, within(1e-12));
    // Three channels at two places: (1, 3, 5) and (7, 7, 7), which has no direction.
    Tensor array = Tensor.of(new double[] {1, 7, 3, 7, 5, 7}, 1, 6);
    assertThat(draw("input(3,2) layer-norm").forward(array).toDoubles())
        .containsExactly(new double[] {-one, 0, 0, 0, one, 0}, within(1e-12));
  }

  @Test
  void branchesAreAddedAndPutSideBySide() {
    Tensor x = normal(6, 4, 5);
    FiniteNetwork n =
        draw("gaussian(2,bias-variance=0.3): dense(5,3) sum[ tanh dense(3,3) | | dense(3,3) ]");
    Tensor first = x.linear(n.weights().get(0), n.biases().get(0));
    Tensor by =
        TensorActivation.apply(Activation.TANH, first)
            .linear(n.weights().get(1), n.biases().get(1));
    Tensor other = first.linear(n.weights().get(2), n.biases().get(2));
    assertThat(n.forward(x).detach().toDoubles())
        .containsExactly(by.add(first).add(other).detach().toDoubles(), within(1e-14));
    assertThat(n.forward(x, null)).as("three layers with weights, and what comes out").hasSize(4);
    FiniteNetwork side = draw("input(2,3) concatenate[ | convolution(2,1,1) ] flatten");
    Tensor lines = normal(7, 2, 2, 3);
    double[] a = lines.toDoubles();
    double[] w = side.weights().getFirst().toDoubles();
    double[] y = side.forward(lines).detach().toDoubles();
    for (int s = 0; s < 2; s++) {
      for (int i = 0; i < 3; i++) {
        assertThat(y[9 * s + i]).isEqualTo(a[6 * s + i]);
        assertThat(y[9 * s + 3 + i]).isEqualTo(a[6 * s + 3 + i]);
        assertThat(y[9 * s + 6 + i])
            .isCloseTo(w[0] * a[6 * s + i] + w[1] * a[6 * s + 3 + i], within(1e-15));
      }
    }
  }

  @Test
  void gradientsAreThoseOfCentralDifferences() {
    FiniteNetwork n =
        draw(
            "gaussian(2,bias-variance=0.1): input(2,7,6)"
                + " convolution(2,3,3x2,padding=circular)"
                + " residual[ layer-norm silu convolution(3,3,3,padding=circular,stride=1) ]"
                + " concatenate[ average-pooling(2) | max-pooling(2) ] tanh"
                + " global-average-pooling sum[ dense(6,3) | erf dense(6,3) ]");
    Tensor x = normal(6, 4, 84);
    Tensor y = Tensor.of(new long[] {0, 2, 1, 2}, 4);
    List<Tensor> parameters = n.parameters();
    List<Tensor> gradients = Gradients.of(Loss.CROSS_ENTROPY.of(n.forward(x), y), parameters);
    double h = 2e-6;
    for (int p = 0; p < parameters.size(); p++) {
      Tensor direction = normal(7 + p, parameters.get(p).shape());
      double slope = (along(n, p, direction, h, x, y) - along(n, p, direction, -h, x, y)) / (2 * h);
      assertThat(gradients.get(p).dot(direction).item())
          .as("parameter %d", p)
          .isCloseTo(slope, within(1e-8));
    }
  }

  private static double along(
      FiniteNetwork n, int parameter, Tensor direction, double by, Tensor x, Tensor y) {
    List<Tensor> moved = List.of(n.parameters().get(parameter));
    Updates.add(moved, by, List.of(direction));
    double loss = Loss.CROSS_ENTROPY.of(n.forward(x), y).item();
    Updates.add(moved, -by, List.of(direction));
    return loss;
  }
}
