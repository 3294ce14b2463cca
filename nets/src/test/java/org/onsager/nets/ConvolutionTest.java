package org.onsager.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.Updates;

class ConvolutionTest {
  private static final double[] NINE = {1, 2, 3, 4, 5, 6, 7, 8, 9};

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

  /** One channel in, one out, with the kernel ((1, 2), (0, −1)) and the bias ½. */
  private static double[] byHand(String options) {
    FiniteNetwork n = draw("input(1,3,3) convolution(1,1,2" + options + ") flatten");
    Updates.copy(n.weights().getFirst(), Tensor.of(new double[] {1, 2, 0, -1}, 1, 1, 2, 2));
    Updates.copy(n.biases().getFirst(), Tensor.of(new double[] {0.5}, 1));
    return n.forward(Tensor.of(NINE, 1, 1, 3, 3)).detach().toDoubles();
  }

  @Test
  void aSmallConvolutionIsThatOfPaperAndPencil() {
    // 1 + 2·2 − 5, 2 + 2·3 − 6, 4 + 2·5 − 8, 5 + 2·6 − 9, and ½ each.
    assertThat(byHand("")).containsExactly(0.5, 2.5, 6.5, 8.5);
    // The one row and the one column of zeros lie at the end.
    assertThat(byHand(",padding=same"))
        .containsExactly(0.5, 2.5, 3.5, 6.5, 8.5, 6.5, 23.5, 26.5, 9.5);
    assertThat(byHand(",stride=2,padding=same")).containsExactly(0.5, 3.5, 23.5, 9.5);
  }

  @Test
  void patchesHaveTheirMeanAndTheirGreatest() {
    Tensor nine = Tensor.of(NINE, 1, 9);
    assertThat(draw("input(1,3,3) average-pooling(2,stride=1) flatten").forward(nine).toDoubles())
        .containsExactly(3, 4, 6, 7);
    assertThat(draw("input(1,3,3) max-pooling(2x3) flatten").forward(nine).toDoubles())
        .containsExactly(6);
    assertThat(draw("input(1,3,3) max-pooling(1x2) flatten").forward(nine).toDoubles())
        .containsExactly(2, 5, 8);
  }

  @Test
  void aConvolutionIsItsSumInEveryShape() {
    for (String options :
        List.of("3x2", "3x2,padding=same", "2x3,stride=2x3", "4x3,stride=3x2,padding=same")) {
      FiniteNetwork n =
          draw(
              "gaussian(bias-variance=0.5): input(2,7,6) convolution(2,3," + options + ") flatten");
      Tensor x = Generator.of(new RandomStream(5)).normal(DType.FLOAT64, 2, 2, 7, 6);
      assertThat(n.forward(x).detach().toDoubles())
          .as(options)
          .containsExactly(sum(n, x.toDoubles(), 2), within(1e-12));
    }
  }

  /** The definition, term by term, on two channels of 7 × 6. */
  private static double[] sum(FiniteNetwork n, double[] x, int samples) {
    Layer.Convolution c = (Layer.Convolution) n.architecture().layers().getFirst();
    List<Integer> out = c.outputOf(n.architecture().input()).extents();
    int kh = c.window().extents().get(0);
    int kw = c.window().extents().get(1);
    double[] w = n.weights().getFirst().toDoubles();
    double[] b = n.biases().getFirst().toDoubles();
    double[] y = new double[samples * out.get(0) * out.get(1) * out.get(2)];
    int at = 0;
    for (int s = 0; s < samples; s++) {
      for (int o = 0; o < out.get(0); o++) {
        for (int i = 0; i < out.get(1); i++) {
          for (int j = 0; j < out.get(2); j++, at++) {
            y[at] = b[o];
            for (int in = 0; in < 2; in++) {
              for (int u = 0; u < kh; u++) {
                for (int v = 0; v < kw; v++) {
                  int row = i * c.window().strides().get(0) + u - c.zeros(0, 7)[0];
                  int column = j * c.window().strides().get(1) + v - c.zeros(1, 6)[0];
                  if (row >= 0 && row < 7 && column >= 0 && column < 6) {
                    y[at] +=
                        w[((o * 2 + in) * kh + u) * kw + v]
                            * x[((s * 2 + in) * 7 + row) * 6 + column];
                  }
                }
              }
            }
          }
        }
      }
    }
    return y;
  }

  @Test
  void kernelsHaveTheVarianceOfWhatTheySee() {
    FiniteNetwork n =
        draw("gaussian(weight-variance=1.7): input(20,3,3) convolution(20,400,3) flatten");
    Tensor w = n.weights().getFirst().detach();
    // The mean square of n Gaussians errs by √(2/n); one output sees 20·3·3 numbers.
    assertThat(w.multiply(w).mean().item() * 180 / 1.7)
        .isCloseTo(1, within(4 * Math.sqrt(2 / 72_000.0)));
    Tensor flat =
        draw("orthogonal(2.25): input(2,3,3) convolution(2,9,3) flatten")
            .weights()
            .getFirst()
            .detach()
            .reshape(9, 18);
    Tensor miss =
        flat.matmul(flat.transpose()).subtract(Tensor.identity(9, DType.FLOAT64).multiply(2.25));
    assertThat(miss.norm().item()).isLessThan(1e-12);
  }

  @Test
  void gradientsAreThoseOfCentralDifferences() {
    for (String pooling : List.of("average-pooling(2)", "max-pooling(2)")) {
      FiniteNetwork n =
          draw(
              "gaussian(weight-variance=2,bias-variance=0.1): input(2,9,8)"
                  + " convolution(2,3,4x3,padding=same) tanh "
                  + pooling
                  + " convolution(3,4,2) silu flatten dense(36,5) tanh dense(5,3)");
      Tensor x = Generator.of(new RandomStream(6)).normal(DType.FLOAT64, 4, 144);
      Tensor y = Tensor.of(new long[] {0, 2, 1, 2}, 4);
      List<Tensor> parameters = n.parameters();
      List<Tensor> gradients = Gradients.of(Loss.CROSS_ENTROPY.of(n.forward(x), y), parameters);
      for (int p = 0; p < parameters.size(); p++) {
        Tensor direction =
            Generator.of(new RandomStream(7 + p)).normal(DType.FLOAT64, parameters.get(p).shape());
        double h = 1e-5;
        double slope =
            (lossAlong(n, p, direction, h, x, y) - lossAlong(n, p, direction, -h, x, y)) / (2 * h);
        assertThat(gradients.get(p).dot(direction).item())
            .as("parameter %d with %s", p, pooling)
            .isCloseTo(slope, within(1e-8));
      }
    }
  }

  private static double lossAlong(
      FiniteNetwork n, int parameter, Tensor direction, double by, Tensor x, Tensor y) {
    List<Tensor> moved = List.of(n.parameters().get(parameter));
    Updates.add(moved, by, List.of(direction));
    double loss = Loss.CROSS_ENTROPY.of(n.forward(x), y).item();
    Updates.add(moved, -by, List.of(direction));
    return loss;
  }

  @Test
  void barsThatLieAndBarsThatStandAreLearned() {
    Random random = new Random(8);
    int samples = 120;
    float[] x = new float[samples * 64];
    long[] labels = new long[samples];
    for (int s = 0; s < samples; s++) {
      labels[s] = s % 2;
      int at = random.nextInt(8);
      for (int i = 0; i < 8; i++) {
        x[s * 64 + (labels[s] == 0 ? 8 * at + i : 8 * i + at)] = 1;
      }
    }
    FiniteNetwork n =
        FiniteNetwork.draw(
            Network.parse(
                "gaussian(2): input(1,8,8) convolution(1,4,3,padding=same) relu max-pooling(2)"
                    + " dropout(0.95) convolution(4,8,3) relu average-pooling(2) flatten"
                    + " dense(8,2)"),
            DType.FLOAT32,
            Generator.of(new RandomStream(9)));
    Tensor images = Tensor.of(x, samples, 64);
    Tensor y = Tensor.of(labels, samples);
    Training.Outcome outcome =
        new Training(Loss.CROSS_ENTROPY, new Optimiser.Sgd(0.1, 0.9), 150, 20, 50)
            .run(n, images, y, new RandomStream(10), () -> {});
    assertThat(outcome).isInstanceOf(Training.Finished.class);
    assertThat(Accuracy.of(n, images, y)).isGreaterThan(0.97);
  }

  @Test
  void anImageMayComeAsAVector() {
    FiniteNetwork n = draw("input(2,4,4) convolution(2,3,3) flatten dense(12,2)");
    Tensor x = Generator.of(new RandomStream(12)).normal(DType.FLOAT64, 5, 2, 4, 4);
    assertThat(n.forward(x.reshape(5, 32)).toDoubles()).containsExactly(n.forward(x).toDoubles());
    assertThat(n.forward(x, null)).hasSize(2);
    assertThat(draw("input(1,3,3) convolution(1,1,2) tanh").forward(x.slice(1, 0, 1), null))
        .as("what comes out is last")
        .hasSize(2);
  }
}
