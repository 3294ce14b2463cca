package org.onsager.nets.loaded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onsager.architecture.Activation;
import org.onsager.data.NpyArray;
import org.onsager.data.weights.OnnxModel;
import org.onsager.nets.graph.Graph;
import org.onsager.nets.graph.OnnxGraph;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** ONNX networks of others beside what ONNX Runtime 1.2x computed, by {@code onnxruntime.py}. */
class OnnxNetworksTest {
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

  private static Tensor said(String name, boolean integers) {
    Path file = LoadedNetworksTest.sample("onnxruntime.npz");
    try (NpyArray array = NpyArray.open(file + ":" + name)) {
      double[] values = array.doubles();
      return integers
          ? Tensor.of(Arrays.stream(values).mapToLong(v -> (long) v).toArray(), array.shape())
          : Tensor.of(values, array.shape());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mnist, onnx-zoo-mnist/mnist.onnx, 1, 1",
    "opt-mnist, onnx-zoo-mnist/opt-mnist.onnx, 1, 1",
    "lenet5, pytorch-lenet/lenet5.onnx, 1, 1",
    "cnn_mnist, tribuo/cnn_mnist.onnx, 1, 1",
    "tinybert, tribuo/tinybert.onnx, 3, 2"
  })
  void networksOfOthersComputeWhatOnnxRuntimeComputes(
      String name, String file, int inputs, int outputs) {
    try (OnnxModel model = OnnxModel.open(LoadedNetworksTest.shared(file))) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
        Graph graph = OnnxGraph.of(model, dtype);
        List<Tensor> given = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
          Tensor x = said(name + ".x" + i, inputs > 1);
          given.add(inputs > 1 ? x : x.to(dtype));
        }
        List<Tensor> found = Gradients.without(() -> graph.outputsOf(given));
        assertThat(found).hasSize(outputs);
        for (int i = 0; i < outputs; i++) {
          Tensor expected = said(name + ".y" + i, false);
          assertThat(found.get(i).shape()).isEqualTo(expected.shape());
          double largest = Arrays.stream(expected.toDoubles()).map(Math::abs).max().orElseThrow();
          assertThat(found.get(i).toDoubles())
              .containsExactly(expected.toDoubles(), within(1e-5 * Math.max(1, largest)));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "onnx-zoo-mnist/mnist.onnx, relu, 3",
    "onnx-zoo-mnist/opt-mnist.onnx, relu, 3",
    "pytorch-lenet/lenet5.onnx, tanh, 5",
    "tribuo/cnn_mnist.onnx, relu, 4"
  })
  void theirLayersAreFoundWithTheActivationsBehindThem(String file, String activation, int sites) {
    try (LoadedNetwork network =
        LoadedNetworks.open(LoadedNetworksTest.shared(file), null, DType.FLOAT64)) {
      assertThat(network.input().toString()).isEqualTo("[1,28,28]");
      assertThat(network.outputs()).isEqualTo(10);
      assertThat(network.sites()).hasSize(sites);
      Tensor x = LoadedNetworksTest.sines(5, 784);
      Passage passage = network.forward(x);
      assertThat(passage.outputs().shape()).containsExactly(5, 10);
      for (int i = 0; i < sites; i++) {
        Site site = network.sites().get(i);
        Activation follows = site.activation();
        boolean last = i == sites - 1 && !file.endsWith("cnn_mnist.onnx");
        assertThat(follows == null ? "none" : follows.text())
            .as("%s", site)
            .isEqualTo(last ? "none" : activation);
        Tensor weight = Objects.requireNonNull(network.parameters().get(site.weight()));
        Signal signal = passage.signals().get(i);
        assertThat(weight.extent(0)).isEqualTo(signal.own().extent(1));
        assertThat(weight.extent(1)).isEqualTo(signal.entering().extent(1));
      }
      List<Tensor> parameters = List.copyOf(network.parameters().values());
      List<Tensor> gradients = Gradients.of(passage.outputs().sum(), parameters);
      assertThat(gradients).allMatch(g -> g.isFinite() && g.norm().item() > 0);
    }
  }
}
