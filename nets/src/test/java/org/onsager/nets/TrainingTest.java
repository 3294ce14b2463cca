package org.onsager.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.lab.Stopped;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Losses;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class TrainingTest {
  private static final RandomStream STREAM = new RandomStream(21);

  private static FiniteNetwork network(int... widths) {
    return FiniteNetwork.draw(
        Network.dense(widths, Activation.of("tanh"), Initialisation.gaussian(1, 0)),
        DType.FLOAT64,
        Generator.of(STREAM));
  }

  /** Two well separated clouds. */
  private static double[] clouds(int samples, long[] labels) {
    Random random = new Random(5);
    double[] x = new double[2 * samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = i % 2;
      double centre = labels[i] == 0 ? -2 : 2;
      x[2 * i] = centre + 0.3 * random.nextGaussian();
      x[2 * i + 1] = 0.3 * random.nextGaussian();
    }
    return x;
  }

  @Test
  void cloudsThatALineSeparatesAreLearned() {
    try (Scope _ = Scope.open()) {
      for (Loss loss : Loss.values()) {
        for (Optimiser optimiser :
            List.of(
                new Optimiser.Sgd(0.1, 0),
                new Optimiser.Sgd(0.05, 0.9),
                new Optimiser.RmsProp(0.01, 0.99, 1e-8))) {
          long[] labels = new long[200];
          Tensor x = Tensor.of(clouds(200, labels), 200, 2);
          Tensor y = Tensor.of(labels, 200);
          FiniteNetwork n = network(2, 8, 2);
          Training.Outcome outcome =
              new Training(loss, optimiser, 200, 20, 50).run(n, x, y, STREAM, () -> {});
          assertThat(outcome).isInstanceOf(Training.Finished.class);
          assertThat(outcome.history()).hasSize(4);
          assertThat(Accuracy.of(n, x, y)).as("%s by %s", loss, optimiser).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void oneStepOfEachOptimiserIsWhatItsDefinitionSays() {
    // θ = 1, g = 0.5: SGD with rate 0.1 gives 0.95; RMSProp's first step has s = 0.01·0.25.
    try (Scope _ = Scope.open()) {
      Tensor g = Tensor.of(new double[] {0.5}, 1);
      List<Double> after = new ArrayList<>();
      for (Optimiser o :
          List.of(new Optimiser.Sgd(0.1, 0.9), new Optimiser.RmsProp(0.1, 0.99, 1e-3))) {
        Tensor theta = Tensor.of(new double[] {1}, 1);
        Tensor memory = Tensor.zeros(DType.FLOAT64, 1);
        o.step(List.of(theta), List.of(g), List.of(memory));
        o.step(List.of(theta), List.of(g), List.of(memory));
        after.add(theta.toDoubles()[0]);
      }
      assertThat(after.get(0)).isCloseTo(1 - 0.1 * 0.5 - 0.1 * (0.9 * 0.5 + 0.5), within(1e-15));
      double s1 = 0.01 * 0.25;
      double s2 = 0.99 * s1 + 0.01 * 0.25;
      double expected = 1 - 0.1 * 0.5 / (Math.sqrt(s1) + 1e-3) - 0.1 * 0.5 / (Math.sqrt(s2) + 1e-3);
      assertThat(after.get(1)).isCloseTo(expected, within(1e-14));
    }
  }

  @Test
  void lossesAreTheirDefinitions() {
    try (Scope _ = Scope.open()) {
      Tensor outputs = Tensor.of(new double[] {1, 2, 0.5, -1}, 2, 2);
      Tensor labels = Tensor.of(new long[] {0, 1}, 2);
      double cross = (Math.log(1 + Math.exp(1)) + Math.log(1 + Math.exp(1.5))) / 2;
      assertThat(Loss.CROSS_ENTROPY.of(outputs, labels).item()).isCloseTo(cross, within(1e-14));
      double squares = (0.5 * (0 + 4) + 0.5 * (0.25 + 4)) / 2;
      assertThat(Loss.SQUARED.of(outputs, labels).item()).isCloseTo(squares, within(1e-14));
      assertThat(Losses.oneHot(labels, 2, DType.FLOAT64).toDoubles()).containsExactly(1, 0, 0, 1);
    }
  }

  @Test
  void aDivergenceIsReportedWithItsStepAndNeverAsANumber() {
    try (Scope _ = Scope.open()) {
      long[] labels = new long[40];
      Tensor x = Tensor.of(clouds(40, labels), 40, 2);
      FiniteNetwork n =
          FiniteNetwork.draw(
              Network.dense(
                  new int[] {2, 8, 2}, Activation.of("relu"), Initialisation.gaussian(2, 0)),
              DType.FLOAT32,
              Generator.of(STREAM));
      Training.Outcome outcome =
          new Training(Loss.SQUARED, new Optimiser.Sgd(1e6, 0), 500, 20, 10)
              .run(n, x.to(DType.FLOAT32), Tensor.of(labels, 40), STREAM, () -> {});
      assertThat(outcome).isInstanceOf(Training.Diverged.class);
      assertThat(((Training.Diverged) outcome).step()).isBetween(1, 500);
      assertThat(
              Accuracy.of(
                  Tensor.of(new double[] {Double.NaN, 1}, 1, 2), Tensor.of(new long[] {1}, 1)))
          .isZero();
    }
  }

  @Test
  void aTrainingCanBeStoppedAndIsTheSameForTheSameStream() {
    try (Scope _ = Scope.open()) {
      long[] labels = new long[40];
      Tensor x = Tensor.of(clouds(40, labels), 40, 2);
      Tensor y = Tensor.of(labels, 40);
      Training training = new Training(Loss.CROSS_ENTROPY, new Optimiser.Sgd(0.1, 0), 30, 8, 10);
      FiniteNetwork a = network(2, 4, 2);
      FiniteNetwork b = network(2, 4, 2);
      Training.Outcome first = training.run(a, x, y, STREAM, () -> {});
      Training.Outcome second = training.run(b, x, y, STREAM, () -> {});
      assertThat(first).isEqualTo(second);
      assertThat(a.weights().getFirst().toDoubles())
          .containsExactly(b.weights().getFirst().toDoubles());
      assertThatThrownBy(
              () ->
                  training.run(
                      a,
                      x,
                      y,
                      STREAM,
                      () -> {
                        throw new Stopped("stopped");
                      }))
          .isInstanceOf(Stopped.class);
      assertThatThrownBy(
              () ->
                  new Training(Loss.SQUARED, new Optimiser.Sgd(0.1, 0), 3, 41, 1)
                      .run(a, x, y, STREAM, () -> {}))
          .hasMessageContaining("41");
    }
  }

  @Test
  void aNanAmongTheInputsEndsTheTrainingAtItsFirstStep() {
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.of(new double[] {1, 2, Double.NaN, 4}, 2, 2);
      Tensor y = Tensor.of(new long[] {0, 1}, 2);
      for (String activation : List.of("relu", "hard-tanh", "x > 0 ? x : 0", "max(0, x)")) {
        FiniteNetwork n =
            FiniteNetwork.draw(
                Network.dense(
                    new int[] {2, 4, 2}, Activation.of(activation), Initialisation.gaussian(1, 0)),
                DType.FLOAT64,
                Generator.of(STREAM));
        Training.Outcome outcome =
            new Training(Loss.CROSS_ENTROPY, new Optimiser.Sgd(0.1, 0), 10, 2, 1)
                .run(n, x, y, STREAM, () -> {});
        assertThat(outcome).as(activation).isInstanceOf(Training.Diverged.class);
        assertThat(((Training.Diverged) outcome).step()).as(activation).isZero();
      }
    }
  }

  @Test
  void theSameStreamGivesTheSameBitsOnTwoWorkersAtOnce() throws Exception {
    double[] alone = trained();
    try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
      List<Future<double[]>> both =
          List.of(workers.submit(TrainingTest::trained), workers.submit(TrainingTest::trained));
      for (Future<double[]> one : both) {
        assertThat(one.get()).containsExactly(alone);
      }
    }
  }

  private static double[] trained() {
    try (Scope _ = Scope.open()) {
      long[] labels = new long[40];
      Tensor x = Tensor.of(clouds(40, labels), 40, 2).to(DType.FLOAT32);
      FiniteNetwork n =
          FiniteNetwork.draw(
              Network.dense(
                      new int[] {2, 16, 16, 2},
                      Activation.of("gelu"),
                      Initialisation.orthogonal(2, 0))
                  .withDropout(0.9),
              DType.FLOAT32,
              Generator.of(STREAM));
      Training.Outcome outcome =
          new Training(Loss.CROSS_ENTROPY, new Optimiser.Sgd(0.05, 0.9), 100, 8, 10)
              .run(n, x, Tensor.of(labels, 40), STREAM, () -> {});
      assertThat(outcome).isInstanceOf(Training.Finished.class);
      return n.weights().getLast().toDoubles();
    }
  }
}
