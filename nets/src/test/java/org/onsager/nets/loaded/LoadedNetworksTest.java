package org.onsager.nets.loaded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Network;
import org.onsager.data.ImageSets;
import org.onsager.data.weights.WeightFile;
import org.onsager.lab.Dataset;
import org.onsager.lab.DatasetSource;
import org.onsager.lab.Refusal;
import org.onsager.nets.Accuracy;
import org.onsager.tensor.DType;
import org.onsager.tensor.Elementwise;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Losses;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** Model files of others; small ones were written by PyTorch with {@code resnets.py}. */
class LoadedNetworksTest {
  private static final String LENET =
      "input(1,28,28) convolution(1,6,kernel=5x5,padding=same) tanh average-pooling(kernel=2x2)"
          + " convolution(6,16,kernel=5x5) tanh average-pooling(kernel=2x2) flatten"
          + " dense(400,120) tanh dense(120,84) tanh dense(84,10)";

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

  private static Network network(String layers) {
    return Network.parse("gaussian(weight-variance=1, bias-variance=0): " + layers);
  }

  static Path sample(String name) {
    try {
      return Path.of(Objects.requireNonNull(LoadedNetworksTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static Path shared(String name) {
    String data = System.getenv("ONSAGER_DATA");
    Assumptions.assumeTrue(data != null, "ONSAGER_DATA is not set: no networks of others");
    return Path.of(data, "models", name);
  }

  private static Dataset.Samples images(String set) {
    String data = Objects.requireNonNull(System.getenv("ONSAGER_DATA"));
    DatasetSource.Place place =
        new DatasetSource.Place(
            List.of(Path.of(data)), Path.of(data, "no-cache"), false, line -> {});
    return new ImageSets().open(set, place).test();
  }

  static Tensor sines(int... shape) {
    int size = 1;
    long[] extents = new long[shape.length];
    for (int a = 0; a < shape.length; a++) {
      size *= shape[a];
      extents[a] = shape[a];
    }
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Math.sin(i * 0.37);
    }
    return Tensor.of(values, extents);
  }

  @ParameterizedTest
  @CsvSource({"option-a, 32, 9, 10", "option-b, 32, 10, 11", "bottleneck, 224, 12, 13"})
  void residualNetworksAreKnownByTheirNamesAndComputeWhatPyTorchComputes(
      String name, int side, int convolutions, int sites) {
    Tensor x = sines(2, 3, side, side);
    try (LoadedNetwork network = LoadedNetworks.open(sample(name + ".pt"), null, DType.FLOAT64);
        WeightFile says = WeightFile.open(sample(name + "-says.pt"))) {
      Passage passage = network.forward(x);
      assertThat(passage.outputs().toDoubles())
          .containsExactly(says.array("y").doubles(), within(1e-10));
      Tensor kernel = Objects.requireNonNull(network.parameters().get("conv1.weight"));
      assertThat(Gradients.of(passage.outputs().sum(), List.of(kernel)).getFirst().toDoubles())
          .containsExactly(says.array("g").doubles(), within(1e-9));
      assertThat(network.sites()).hasSize(sites);
      assertThat(network.sites().stream().filter(s -> s.kind() == Site.Kind.CONVOLUTION))
          .hasSize(convolutions);
      assertThat(network.parameters().keySet()).noneMatch(p -> p.contains("running"));
      // All but the last feed a rectifier, the second of a block through the sum.
      for (int i = 0; i < sites - 1; i++) {
        assertThat(network.sites().get(i).activation())
            .as("%s", network.sites().get(i))
            .isNotNull();
        Signal signal = passage.signals().get(i);
        assertThat(signal.after().toDoubles())
            .isEqualTo(Elementwise.RELU.of(signal.pre()).toDoubles());
      }
      assertThat(network.sites().getLast().activation()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20-12fca82f.th", "resnet20-12fca82f.safetensors"})
  void theResNet20OfCifarIsRightAsOftenAsItsAuthorSays(String file) {
    Path path = shared("resnet-cifar10/" + file);
    boolean all = file.endsWith(".th");
    Dataset.Samples test = images("cifar10-batch1");
    float[] mean = {0.485f, 0.456f, 0.406f};
    float[] deviation = {0.229f, 0.224f, 0.225f};
    float[] x = test.inputs().clone();
    for (int i = 0; i < x.length; i++) {
      int channel = i / 1024 % 3;
      x[i] = (x[i] - mean[channel]) / deviation[channel];
    }
    int samples = all ? test.count() : 500;
    double right = 0;
    try (LoadedNetwork network = LoadedNetworks.open(path, null, DType.FLOAT32)) {
      for (int from = 0; from < samples; from += 250) {
        try (Scope _ = Scope.open()) {
          float[] part = Arrays.copyOfRange(x, from * 3072, (from + 250) * 3072);
          long[] labels = new long[250];
          for (int i = 0; i < 250; i++) {
            labels[i] = test.labels()[from + i];
          }
          Tensor images = Tensor.of(part, 250, 3, 32, 32);
          Tensor outputs = Gradients.without(() -> network.forward(images).outputs());
          right += 250 * Accuracy.of(outputs, Tensor.of(labels, 250));
        }
      }
      assertThat(network.sites()).hasSize(20);
    }
    // The author's README says 91.73 % on all 10,000.
    assertThat(right / samples)
        .as("accuracy on %d images", samples)
        .isCloseTo(0.9173, within(all ? 5e-5 : 0.03));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5.pt", "lenet5-legacy.pt", "lenet5-nested.pt"})
  void leNetWithItsArchitectureBesideComputesWhatPyTorchComputed(String file) {
    Path path = shared("pytorch-lenet/" + file);
    Dataset.Samples test = images("mnist");
    try (LoadedNetwork network = LoadedNetworks.open(path, network(LENET), DType.FLOAT32)) {
      Tensor x = Tensor.of(test.inputs(), test.count(), 784);
      long[] labels = new long[test.count()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = test.labels()[i];
      }
      Tensor y = Tensor.of(labels, labels.length);
      Tensor outputs = Gradients.without(() -> network.forward(x).outputs());
      // PyTorch's own numbers, printed when the file was made.
      assertThat(outputs.slice(0, 0, 1).toDoubles())
          .containsExactly(
              new double[] {
                -0.64240, -0.05200, 2.63911, 3.76246, -2.51474, -1.93143, -11.71131, 12.68583,
                -3.05316, 2.01680
              },
              within(2e-5));
      assertThat(Accuracy.of(outputs, y)).isCloseTo(0.9781, within(1e-9));
      assertThat(Losses.crossEntropy(outputs, y).item()).isCloseTo(0.066934, within(1e-6));
      assertThat(network.sites().stream().map(Site::name).toList())
          .hasSize(5)
          .doesNotHaveDuplicates();
    }
  }

  private static void refused(String file, @Nullable String layers, String... words) {
    assertThatThrownBy(
            () ->
                LoadedNetworks.open(
                    sample(file), layers == null ? null : network(layers), DType.FLOAT64))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContainingAny("\n");
  }

  @Test
  void whatDoesNotFitIsRefusedInALine() {
    refused("option-a-says.pt", null, "option-a-says.pt", "--network");
    refused("option-a.pt", "dense(3,4) tanh dense(4,2)", "bn1", "batch norm");
    refused("plain.pt", "dense(4,3) tanh dense(3,5)", "layer 2", "dense(3,5)", "[5, 3]", "[2, 3]");
    refused("plain.pt", "dense(4,3)", "1 layers", "2", "second");
    refused("plain.pt", "dense(4,3) dense(3,2) dense(2,2)", "3 layers", "dense(2,2)");
  }

  @Test
  void layersThatSortWronglyByNameAreTakenInTheOrderOfTheirNumbers() {
    try (LoadedNetwork network =
        LoadedNetworks.open(
            sample("sorted.pt"), network("dense(1,2) dense(2,3) dense(3,4)"), DType.FLOAT64)) {
      assertThat(network.sites().stream().map(Site::weight).toList())
          .containsExactly("2.weight", "10.weight", "11.weight");
      assertThat(network.sites().get(1).bias()).isNull();
      assertThat(network.forward(Tensor.of(new double[] {1}, 1, 1)).outputs().toDoubles())
          .containsExactly(new double[] {6, 6, 6, 6}, within(1e-14));
    }
  }
}
