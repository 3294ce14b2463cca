package org.onsager.nets.loaded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Shape;
import org.onsager.data.NpyArray;
import org.onsager.lab.RandomStream;
import org.onsager.lab.Refusal;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.Updates;

/** Networks that PyTorch's exporters wrote by {@code exports.py}, beside what PyTorch computes. */
class ExportedNetworksTest {
  @TempDir Path folder;

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

  private static Tensor said(String name, String array) {
    try (NpyArray values = NpyArray.open(LoadedNetworksTest.sample(name + ".npz") + ":" + array)) {
      return Tensor.of(values.doubles(), values.shape());
    }
  }

  private static LoadedNetwork network(String name) {
    return LoadedNetworks.open(LoadedNetworksTest.sample(name + ".onnx"), null, DType.FLOAT64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"activations-9", "residual-fixed-11", "encoder-17", "encoder-18", "causal-20"})
  void theyComputeWhatPyTorchComputesAndTheirGradientsAreSlopes(String name) {
    Tensor x = said(name, "x");
    Tensor y = said(name, "y");
    try (LoadedNetwork network = network(name)) {
      // Constants of the graph, as the root of a width, are single precision in the file.
      assertThat(network.forward(x).outputs().toDoubles())
          .containsExactly(y.toDoubles(), within(2e-6));
      List<Tensor> parameters = List.copyOf(network.parameters().values());
      List<Tensor> gradients = Gradients.of(loss(network.forward(x).outputs()), parameters);
      Generator generator = Generator.of(new RandomStream(8));
      for (int i = 0; i < parameters.size(); i++) {
        // Along one random direction for each parameter.
        Tensor parameter = parameters.get(i);
        Tensor direction = generator.normal(DType.FLOAT64, parameter.shape());
        double step = 1e-5;
        double slope =
            (shifted(network, x, parameter, direction, step)
                    - shifted(network, x, parameter, direction, -step))
                / (2 * step);
        double expected = gradients.get(i).dot(direction).item();
        assertThat(slope)
            .as("%s %s", network.parameters().keySet().toArray()[i], parameter)
            .isCloseTo(expected, within(2e-6 * (1 + Math.abs(expected))));
      }
    }
  }

  private static Tensor loss(Tensor outputs) {
    return outputs.multiply(outputs).sum();
  }

  private static double shifted(
      LoadedNetwork network, Tensor x, Tensor parameter, Tensor direction, double step) {
    Updates.add(List.of(parameter), step, List.of(direction));
    double value = Gradients.without(() -> loss(network.forward(x).outputs())).item();
    Updates.add(List.of(parameter), -step, List.of(direction));
    return value;
  }

  private static String activation(Site site) {
    @Nullable Activation activation = site.activation();
    return activation == null ? "none" : activation.text();
  }

  @Test
  void activationsAreRecognisedInWhateverNodesTheyWereWritten() {
    try (LoadedNetwork network = network("activations-9")) {
      List<String> found = network.sites().stream().map(ExportedNetworksTest::activation).toList();
      List<String> expected =
          List.of(
              "gelu",
              "0.5*x*(1+tanh(0.7978845608028654*(x+0.044715*x^3)))",
              "silu",
              "x*tanh(softplus(x))",
              "x > 0 ? x : 0.7*expm1(x)",
              "x*max(0, min(1, x/6+0.5))",
              "softplus",
              "tanh");
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        for (double x = -6.03; x < 6; x += 0.4) {
          assertThat(Activation.of(found.get(i)).value(x))
              .as("%s at %s", found.get(i), x)
              .isCloseTo(Activation.of(expected.get(i)).value(x), within(2e-6));
        }
      }
      assertThat(found).contains("gelu", "silu", "softplus", "tanh");
    }
  }

  @Test
  void aNetworkMadeForOneSampleIsRunOnMany() {
    try (LoadedNetwork network = network("residual-fixed-11")) {
      assertThat(network.input().toString()).isEqualTo("[3,12,12]");
      assertThat(network.sites().stream().map(ExportedNetworksTest::activation))
          .containsExactly("relu", "relu", "max(0, min(6, x))", "max(0, min(6, x))", "none");
      Signal grouped = network.forward(said("residual-fixed-11", "x")).signals().get(1);
      assertThat(grouped.pre().toDoubles())
          .as("behind the residual sum")
          .containsExactly(grouped.entering().add(grouped.own()).toDoubles(), within(1e-14));
    }
  }

  @Test
  void weightsThatAreAlsoUsedAsATableOfWordsAreOneParameter() {
    try (LoadedNetwork network = network("causal-20")) {
      assertThat(network.outputs()).isEqualTo(11);
      assertThat(network.input().toString()).isEqualTo("[6]");
      for (Site site : network.sites()) {
        Tensor weight = Objects.requireNonNull(network.parameters().get(site.weight()));
        assertThat(weight.rank()).isEqualTo(2);
      }
    }
  }

  @Test
  void severalInputsAreOneVectorInTheOrderOfTheGraph() {
    try (LoadedNetwork network = network("pair-17")) {
      assertThat(network.entrances())
          .containsExactly(
              new Entrance("image", Shape.of(1, 6, 6), false),
              new Entrance("words", Shape.of(5), true));
      assertThat(network.input()).isEqualTo(Shape.of(41));
      assertThat(network.outputs()).isEqualTo(3);
      Tensor image = said("pair-17", "image").reshape(40, 36);
      Tensor both = Tensor.concatenate(1, List.of(image, said("pair-17", "words")));
      Tensor out = network.forward(both).outputs();
      assertThat(out.toDoubles()).containsExactly(said("pair-17", "y").toDoubles(), within(2e-6));
      // Gradients arrive at the image, and at the table of words.
      Tensor x = both.parameter();
      Tensor back = Gradients.of(loss(network.forward(x).outputs()), List.of(x)).getFirst();
      assertThat(back.slice(1, 0, 36).norm().item()).isPositive();
      assertThat(back.slice(1, 36, 41).norm().item()).isZero();
      Tensor table = Objects.requireNonNull(network.parameters().get("words.weight"));
      assertThat(Gradients.of(loss(out), List.of(table)).getFirst().norm().item()).isPositive();
    }
  }

  @Test
  void operatorsThatAreUnknownAreAllNamedInALine() throws IOException {
    byte[] bytes = Files.readAllBytes(LoadedNetworksTest.sample("residual-fixed-11.onnx"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains("MaxPool", "Flatten");
    Path changed =
        Files.write(
            folder.resolve("changed.onnx"),
            text.replace("MaxPool", "MooPool")
                .replace("Flatten", "Fluttun")
                .getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> LoadedNetworks.open(changed, null, DType.FLOAT32))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll("changed.onnx", "MooPool (", "Fluttun (", "cannot be run")
        .hasMessageNotContainingAny("\n");
  }

  @Test
  void damagedGraphsAreRefusedInALineOrRun() throws IOException {
    byte[] bytes = Files.readAllBytes(LoadedNetworksTest.sample("residual-fixed-11.onnx"));
    SplittableRandom random = new SplittableRandom(4);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] copy = bytes.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        int at = random.nextInt(copy.length);
        copy[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : copy[at] ^ 1);
      }
      Path file = Files.write(folder.resolve("damaged.onnx"), copy);
      try (Scope _ = Scope.open();
          LoadedNetwork network = LoadedNetworks.open(file, null, DType.FLOAT32)) {
        assertThat(network.outputs()).isPositive();
      } catch (Refusal e) {
        refused++;
        assertThat(e.getMessage()).as("copy %d", i).contains("damaged.onnx").doesNotContain("\n");
      }
    }
    assertThat(refused).isBetween(50, 390);
  }
}
