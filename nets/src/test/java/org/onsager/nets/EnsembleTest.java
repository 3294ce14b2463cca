package org.onsager.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** All networks at once are the twins of each alone. */
class EnsembleTest {
  private static final int NETWORKS = 5;
  private static final List<RandomStream> STREAMS =
      IntStream.range(0, NETWORKS).mapToObj(i -> new RandomStream(40).numbered(i)).toList();

  private static Network network(String activation, int... widths) {
    return Network.dense(widths, Activation.of(activation), Initialisation.gaussian(2, 0.1));
  }

  private static void same(Ensemble e, int n, FiniteNetwork alone) {
    for (int l = 0; l < alone.weights().size(); l++) {
      assertThat(e.weights().get(l).slice(0, n, n + 1).toDoubles())
          .containsExactly(alone.weights().get(l).detach().toDoubles(), within(1e-11));
      assertThat(e.biases().get(l).slice(0, n, n + 1).toDoubles())
          .containsExactly(alone.biases().get(l).detach().toDoubles(), within(1e-11));
    }
  }

  @Test
  void eachIsDrawnFromItsStreamAndGivesItsOwnOutputs() {
    try (Scope _ = Scope.open()) {
      Network architecture = network("silu", 3, 7, 2);
      Ensemble e = Ensemble.draw(architecture, DType.FLOAT64, STREAMS);
      Tensor x = Generator.of(3).normal(DType.FLOAT64, 6, 3);
      Tensor outputs = e.forward(x);
      for (int n = 0; n < NETWORKS; n++) {
        FiniteNetwork alone =
            FiniteNetwork.draw(architecture, DType.FLOAT64, Generator.of(STREAMS.get(n)));
        same(e, n, alone);
        assertThat(outputs.slice(0, n, n + 1).toDoubles())
            .containsExactly(alone.forward(x).detach().toDoubles(), within(1e-13));
      }
    }
  }

  @Test
  void trainedTogetherIsTrainedAlone() {
    Random random = new Random(6);
    double[] points = random.doubles(90, -1, 1).toArray();
    long[] classes =
        IntStream.range(0, 30)
            .mapToLong(i -> points[3 * i] * points[3 * i + 1] > 0 ? 1 : 0)
            .toArray();
    for (String activation : List.of("relu", "tanh")) {
      for (Loss loss : Loss.values()) {
        try (Scope _ = Scope.open()) {
          Tensor x = Tensor.of(points, 30, 3);
          Tensor y = Tensor.of(classes, 30);
          Network architecture = network(activation, 3, 9, 4, 2);
          Training training = new Training(loss, new Optimiser.Sgd(0.2, 0), 25, 7, 10);
          Ensemble e = Ensemble.draw(architecture, DType.FLOAT64, STREAMS);
          List<Training.Outcome> outcomes = e.train(training, x, y, STREAMS, () -> {});
          for (int n = 0; n < NETWORKS; n++) {
            FiniteNetwork alone =
                FiniteNetwork.draw(architecture, DType.FLOAT64, Generator.of(STREAMS.get(n)));
            Training.Outcome outcome = training.run(alone, x, y, STREAMS.get(n), () -> {});
            same(e, n, alone);
            assertThat(outcomes.get(n)).isInstanceOf(Training.Finished.class);
            assertThat(losses(outcomes.get(n))).containsExactly(losses(outcome), within(1e-12));
          }
        }
      }
    }
  }

  private static double[] losses(Training.Outcome outcome) {
    return outcome.history().stream()
        .flatMapToDouble(m -> java.util.stream.DoubleStream.of(m.loss(), m.accuracy()))
        .toArray();
  }

  @Test
  void numbersAreTargetsOfTheSquaredLossAndEveryNetworkHasItsOwnCurvature() {
    try (Scope _ = Scope.open()) {
      Network architecture = network("tanh", 2, 6, 6, 1);
      Ensemble e = Ensemble.draw(architecture, DType.FLOAT64, STREAMS);
      Generator g = Generator.of(9);
      Tensor x = g.normal(DType.FLOAT64, NETWORKS, 8, 2);
      Tensor y = g.normal(DType.FLOAT64, NETWORKS, 8, 1);
      List<Tensor> parameters = new ArrayList<>(e.weights());
      parameters.addAll(e.biases());
      List<Tensor> v = parameters.stream().map(p -> g.normal(DType.FLOAT64, p.shape())).toList();
      List<Tensor> found =
          parameters.stream().map(p -> Tensor.zeros(DType.FLOAT64, p.shape())).toList();
      double[] losses;
      try (DenseStack stack = DenseStack.of(e, Loss.SQUARED, 8, 2).orElseThrow()) {
        losses = DenseCurvature.of(stack).product(x, y, v, found);
      }
      for (int n = 0; n < NETWORKS; n++) {
        FiniteNetwork alone =
            FiniteNetwork.draw(architecture, DType.FLOAT64, Generator.of(STREAMS.get(n)));
        Tensor miss = alone.forward(part(x, n).reshape(8, 2)).subtract(part(y, n).reshape(8, 1));
        Tensor value = miss.multiply(miss).sum().multiply(0.5 / 8);
        assertThat(losses[n]).isCloseTo(value.item(), within(1e-13));
        int at = n;
        List<Tensor> mine = new ArrayList<>();
        for (int i = 0; i < v.size(); i++) {
          mine.add(part(v.get(i), at).reshape(alone.parameters().get(i).shape()));
        }
        List<Tensor> expected = Gradients.hessianVector(value, alone.parameters(), mine);
        for (int i = 0; i < v.size(); i++) {
          assertThat(part(found.get(i), n).toDoubles())
              .containsExactly(expected.get(i).toDoubles(), within(1e-11));
        }
      }
    }
  }

  private static Tensor part(Tensor all, int n) {
    return all.slice(0, n, n + 1);
  }

  @Test
  void oneThatDivergesTouchesNoOther() {
    try (Scope _ = Scope.open()) {
      Network architecture = network("relu", 2, 4, 2);
      Ensemble e = Ensemble.draw(architecture, DType.FLOAT64, STREAMS);
      org.onsager.tensor.Updates.copy(
          e.biases().getFirst().slice(0, 1, 2), Tensor.full(Double.NaN, DType.FLOAT64, 1, 4));
      Tensor x = Generator.of(4).normal(DType.FLOAT64, 20, 2);
      Tensor y = Tensor.of(new long[20], 20);
      List<Training.Outcome> outcomes =
          e.train(
              new Training(Loss.CROSS_ENTROPY, new Optimiser.Sgd(0.1, 0), 6, 5, 2),
              x,
              y,
              STREAMS,
              () -> {});
      for (int n = 0; n < NETWORKS; n++) {
        if (n == 1) {
          assertThat(outcomes.get(n)).isInstanceOf(Training.Diverged.class);
          assertThat(((Training.Diverged) outcomes.get(n)).step()).isZero();
        } else {
          assertThat(outcomes.get(n)).isInstanceOf(Training.Finished.class);
        }
      }
    }
  }

  @Test
  void whatAnEnsembleCannotDoIsRefused() {
    try (Scope _ = Scope.open()) {
      assertThatThrownBy(
              () ->
                  Ensemble.draw(
                      Network.parse("input(1,3,3) flatten dense(9,2)"), DType.FLOAT64, STREAMS))
          .hasMessageContaining("dense networks");
      Ensemble e = Ensemble.draw(network("silu", 2, 3, 2), DType.FLOAT64, STREAMS);
      Tensor x = Tensor.zeros(DType.FLOAT64, 20, 2);
      Tensor y = Tensor.of(new long[20], 20);
      Training plain = new Training(Loss.SQUARED, new Optimiser.Sgd(0.1, 0), 3, 5, 1);
      assertThatThrownBy(() -> e.train(plain, x, y, STREAMS, () -> {}))
          .hasMessageContaining("linear, relu or tanh");
      assertThatThrownBy(() -> e.train(plain, x, y, STREAMS.subList(0, 2), () -> {}))
          .hasMessageContaining("as many streams, not 2");
      Training heavy = new Training(Loss.SQUARED, new Optimiser.Sgd(0.1, 0.9), 3, 5, 1);
      assertThatThrownBy(() -> e.train(heavy, x, y, STREAMS, () -> {}))
          .hasMessageContaining("without momentum");
    }
  }
}
