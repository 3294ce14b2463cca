package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Network;
import org.onsager.architecture.Shape;
import org.onsager.instruments.function.Propagation;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Figure;
import org.onsager.lab.RandomStream;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.nets.loaded.Passage;
import org.onsager.nets.loaded.Site;
import org.onsager.tensor.DType;
import org.onsager.tensor.Elementwise;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Kernels.Factor;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class FunctionLevelTest {
  private static final int WIDTH = 300;

  private static FiniteNetwork drawn(String variances, String phi, int seed) {
    String text =
        "gaussian(%s): dense(50,%d) %s 7*[ dense(%d,%d) %s ] dense(%d,4)"
            .formatted(variances, WIDTH, phi, WIDTH, WIDTH, phi, WIDTH);
    return FiniteNetwork.draw(
        Network.parse(text), DType.FLOAT32, Generator.of(new RandomStream(seed)));
  }

  private static ExaminedData data(int samples, boolean labelled) {
    SplittableRandom random = new SplittableRandom(4);
    float[] values = new float[50 * samples];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return labelled
        ? new ExaminedData(
            "noise", values, samples, random.ints(samples, 0, 4).toArray(), List.of())
        : new ExaminedData("noise", values, samples, List.of());
  }

  private static FunctionLevel level(LoadedNetwork network, ExaminedData data) {
    return FunctionLevel.of(network, null, data, 64, _ -> {}, () -> false);
  }

  private static List<Finding> findings(FunctionLevel level, LoadedNetwork network) {
    List<String> names = network.sites().stream().map(Site::name).toList();
    return FunctionRules.of(level, names, Seals.of(new Shelf(), "tanh", false));
  }

  /** A network of random weights is what mean field speaks of, up to its width. */
  @Test
  void aWideRandomNetworkDoesWhatMeanFieldSays() {
    for (String[] kind :
        List.of(
            new String[] {"weight-variance=2.5, bias-variance=0.1", "tanh"},
            new String[] {"weight-variance=1.1, bias-variance=0.05", "tanh"},
            new String[] {"weight-variance=2, bias-variance=0", "relu"})) {
      try (Scope _ = Scope.open()) {
        LoadedNetwork network = LoadedNetworks.of(drawn(kind[0], kind[1], 1));
        FunctionLevel.Back back = Objects.requireNonNull(level(network, data(64, false)).back());
        assertThat(back.beside().whole()).isTrue();
        List<Propagation.Layer> layers = back.propagation().layers();
        // One draw of width N: a layer's χ deviates by about √(kurtosis/N) of itself; lengths add
        // up.
        double spread = Math.sqrt(5.0 / WIDTH);
        for (int l = 0; l + 2 < layers.size(); l++) {
          MeanFieldBeside.Said said = back.beside().layers().get(l);
          String where = kind[1] + ", layer " + l;
          assertThat(layers.get(l).growth().value())
              .as(where + ": χ")
              .isCloseTo(said.growth(), within(4 * spread * said.growth()));
          assertThat(layers.get(l).length().value())
              .as(where + ": q")
              .isCloseTo(said.length(), within(4 * spread * Math.sqrt(l + 1) * said.length()));
          assertThat(layers.get(l).correlation().value())
              .as(where + ": c")
              .isCloseTo(said.correlation(), within(0.15));
        }
      }
    }
  }

  @Test
  void aLayerScaledByThreeIsTheChaoticOneAndTheOthersAreFine() {
    try (Scope _ = Scope.open()) {
      FiniteNetwork finite = drawn("weight-variance=2, bias-variance=0", "relu", 2);
      LoadedNetwork fine = LoadedNetworks.of(finite);
      assertThat(findings(level(fine, data(64, false)), fine))
          .as("a critical network")
          .allMatch(f -> f.grade() == Grade.FINE);
      Tensor third = finite.weights().get(3);
      try (Scope _ = Scope.open()) {
        scale(third, 3);
      }
      List<Finding> chaotic =
          findings(level(fine, data(64, false)), fine).stream()
              .filter(f -> f.rule().equals("chaotic-signals"))
              .toList();
      assertThat(chaotic).extracting(Finding::layers).containsExactly(List.of(3));
      assertThat(chaotic.getFirst().text()).contains("σ_w² = 2 would be critical");
    }
  }

  private static void scale(Tensor weights, double factor) {
    Gradients.without(() -> Kernels.scale(weights.detach(), Factor.of(factor)));
  }

  @Test
  void anUntrainedNetworkGuesses() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          LoadedNetworks.of(drawn("weight-variance=2, bias-variance=0", "relu", 3));
      FunctionLevel level = level(network, data(200, true));
      assertThat(findings(level, network)).anyMatch(f -> f.rule().equals("guesses"));
      FunctionSheet sheet = new FunctionSheet(level, Seals.of(new Shelf(), "relu", false));
      assertThat(sheet.quantities()).hasSizeGreaterThan(8);
      assertThat(sheet.rows())
          .hasSize(network.sites().size())
          .allMatch(r -> r.size() == FunctionSheet.COLUMNS.size());
      assertThat(FunctionDrawings.of(sheet)).extracting(Figure::caption).hasSize(6);
      assertThat(sheet.document()).containsKeys("readings", "layers", "kernel", "reliability");
    }
  }

  @Test
  void anInfiniteWeightIsSaidAndNothingIsMeasuredThroughIt() {
    try (Scope _ = Scope.open()) {
      FiniteNetwork finite = drawn("weight-variance=2, bias-variance=0", "relu", 3);
      scale(finite.weights().get(1), Double.POSITIVE_INFINITY);
      LoadedNetwork network = LoadedNetworks.of(finite);
      FunctionLevel level = level(network, data(20, true));
      assertThat(level.strange()).isEqualTo(20);
      assertThat(level.back()).isNull();
      assertThat(findings(level, network).getFirst().rule()).isEqualTo("outputs-not-finite");
    }
  }

  @Test
  void theSameNetworkBeforeTrainingHasNotDrifted() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          LoadedNetworks.of(drawn("weight-variance=2, bias-variance=0", "relu", 3));
      FunctionLevel level =
          FunctionLevel.of(network, network, data(20, true), 16, _ -> {}, () -> false);
      FunctionLevel.Kernel kernel =
          Objects.requireNonNull(Objects.requireNonNull(level.back()).kernel());
      assertThat(Objects.requireNonNull(kernel.drift()).distance().value()).isZero();
      assertThat(findings(level, network)).anyMatch(f -> f.rule().equals("lazy"));
    }
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsComputed() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          LoadedNetworks.of(drawn("weight-variance=2, bias-variance=0", "relu", 3));
      ExaminedData wrong =
          new ExaminedData("x", new float[500], 10, IntStream.range(0, 10).toArray(), List.of());
      assertThatThrownBy(() -> level(network, wrong))
          .isInstanceOf(Refusal.class)
          .hasMessage("--labels: a label is 9, where the network has 4 outputs, 0 to 3");
      assertThatThrownBy(() -> new ExaminedData("x", new float[500], 10, new int[3], List.of()))
          .isInstanceOf(Refusal.class)
          .hasMessage("--labels: 3 labels, where --data has 10 samples");
      assertThatThrownBy(
              () -> FunctionLevel.of(network, null, data(20, false), 16, _ -> {}, () -> true))
          .isInstanceOf(Stopped.class);
    }
  }

  /** What a softmax has been through is not put through another. */
  @Test
  void probabilitiesCountAsTheyAre() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork logits =
          LoadedNetworks.of(drawn("weight-variance=2, bias-variance=0", "relu", 3));
      LoadedNetwork shares = new Softmax(logits);
      ExaminedData data = data(40, true);
      FunctionLevel raw = level(logits, data);
      FunctionLevel soft = level(shares, data);
      assertThat(Objects.requireNonNull(soft.classification()).crossEntropy().value())
          .isCloseTo(
              Objects.requireNonNull(raw.classification()).crossEntropy().value(), within(1e-5));
      assertThat(soft.notes()).anyMatch(n -> n.contains("probabilities"));
      assertThat(raw.notes()).isEmpty();
    }
  }

  /** A network with a softmax at its end. */
  private record Softmax(LoadedNetwork inside) implements LoadedNetwork {
    @Override
    public Shape input() {
      return inside.input();
    }

    @Override
    public int outputs() {
      return inside.outputs();
    }

    @Override
    public DType dtype() {
      return inside.dtype();
    }

    @Override
    public List<Site> sites() {
      return inside.sites();
    }

    @Override
    public Map<String, Tensor> parameters() {
      return inside.parameters();
    }

    @Override
    public Passage forward(Tensor inputs) {
      Passage p = inside.forward(inputs);
      return new Passage(Elementwise.EXP.of(p.outputs().logSoftmax(1)), p.signals());
    }

    @Override
    public void close() {
      inside.close();
    }
  }

  @Test
  void samplesAreShuffledWithTheirLabels() {
    float[] values = new float[100];
    int[] labels = new int[50];
    for (int i = 0; i < 50; i++) {
      values[2 * i] = i;
      values[2 * i + 1] = -i;
      labels[i] = i;
    }
    ExaminedData moved = new ExaminedData("x", values, 50, labels, List.of()).shuffled();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int label = moved.firstLabels(50)[i];
      assertThat(moved.values()[2 * i]).isEqualTo(label);
      assertThat(moved.values()[2 * i + 1]).isEqualTo(-label);
      order.add(label);
    }
    assertThat(order).doesNotHaveDuplicates().isNotEqualTo(order.stream().sorted().toList());
  }

  @Test
  void channelsAreNormalisedOneByOne() {
    Shape two = Shape.of(2, 1, 2);
    float[] x = {1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(Normalisation.of("1,3/2,4", two).apply(x, two))
        .containsExactly(0, 0.5f, 0, 0.25f, 2, 2.5f, 1, 1.25f);
    assertThat(Normalisation.of("", two).apply(x, two)).isSameAs(x);
    for (Map.Entry<String, String> bad :
        Map.of(
                "imagenet", "3 numbers, where the network takes 2 channels",
                "1", "means/deviations",
                "1/0", "deviations are positive",
                "a/1", "not a number")
            .entrySet()) {
      assertThatThrownBy(() -> Normalisation.of(bad.getKey(), two))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining(bad.getValue());
    }
  }
}
