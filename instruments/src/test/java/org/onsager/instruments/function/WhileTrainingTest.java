package org.onsager.instruments.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.Loss;
import org.onsager.nets.Optimiser;
import org.onsager.nets.Training;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class WhileTrainingTest {
  private static final int SAMPLES = 80;
  private static final String TEXT =
      "gaussian(weight-variance=2, bias-variance=0.1): dense(2,16) tanh dense(16,2)";

  /** Two clouds that lie apart. */
  private static Tensor clouds(int[] labels) {
    SplittableRandom random = new SplittableRandom(3);
    double[] x = new double[2 * SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = i % 2;
      x[2 * i] = random.nextGaussian() * 0.5 + (i % 2 == 0 ? 1 : -1);
      x[2 * i + 1] = random.nextGaussian() * 0.5;
    }
    return Tensor.of(x, SAMPLES, 2);
  }

  private static Tensor classes(int[] labels) {
    return Tensor.of(IntStream.of(labels).asLongStream().toArray(), labels.length);
  }

  @Test
  void theInstrumentsFollowATrainingAndChangeNothing() {
    try (Scope _ = Scope.open()) {
      int[] labels = new int[SAMPLES];
      Tensor x = clouds(labels);
      Tensor few = x.slice(0, 0, 10);
      FiniteNetwork network = Networks.drawn(TEXT);
      LoadedNetwork seen = LoadedNetworks.of(network);
      List<Integer> steps = new ArrayList<>();
      List<Double> accuracies = new ArrayList<>();
      List<Double> drifts = new ArrayList<>();
      List<TangentKernel> first = new ArrayList<>();
      Training training = new Training(Loss.CROSS_ENTROPY, new Optimiser.Sgd(0.5, 0), 60, 20, 20);
      training.run(
          network,
          x,
          classes(labels),
          new RandomStream(5),
          () -> {},
          (step, _) -> {
            steps.add(step);
            double[] logits = Survey.over(seen, x, _ -> {}).logits();
            accuracies.add(Classification.of(logits, labels).accuracy().value());
            TangentKernel kernel = TangentKernel.over(seen, few);
            first.add(kernel);
            drifts.add(new KernelReadings(kernel).distance(first.getFirst()).value());
          });
      assertEquals(List.of(0, 20, 40, 60), steps);
      assertTrue(accuracies.getLast() > 0.95, "two clouds four deviations apart: " + accuracies);
      assertEquals(0, drifts.getFirst());
      assertTrue(drifts.get(1) > 0 && drifts.getLast() > drifts.get(1), "it moves: " + drifts);

      FiniteNetwork alone = Networks.drawn(TEXT);
      training.run(alone, x, classes(labels), new RandomStream(5), () -> {});
      assertArrayEquals(
          alone.weights().getFirst().toDoubles(), network.weights().getFirst().toDoubles());
    }
  }

  @Test
  void weightsFromElsewhereMakeTheSameNetwork() {
    try (Scope _ = Scope.open()) {
      String text = "input(1,6,6) convolution(1,2,kernel=3x3) tanh flatten dense(32,3)";
      FiniteNetwork drawn = Networks.drawn(text);
      List<Tensor> weights = drawn.weights().stream().map(Tensor::copy).toList();
      List<Tensor> biases = drawn.biases().stream().map(Tensor::copy).toList();
      Network network = Network.parse(text);
      LoadedNetwork made = LoadedNetworks.of(FiniteNetwork.of(network, weights, biases));
      Tensor x = Networks.inputs(4, made);
      assertArrayEquals(
          TangentKernel.over(LoadedNetworks.of(drawn), x).values(),
          TangentKernel.over(made, x).values());
      String line =
          Objects.requireNonNull(
              assertThrows(
                      IllegalArgumentException.class,
                      () -> FiniteNetwork.of(network, weights.reversed(), biases))
                  .getMessage());
      assertTrue(line.contains("takes weights [2, 1, 3, 3]"), line);
    }
  }
}
