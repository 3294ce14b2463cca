package org.onsager.nets.loaded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Shape;
import org.onsager.data.NpyArray;
import org.onsager.data.weights.StoredArray;
import org.onsager.data.weights.WeightFile;
import org.onsager.lab.Refusal;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** TorchScript that PyTorch wrote by {@code torchscript.py}, beside what PyTorch computes. */
class ProgramsTest {
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

  private static Tensor said(String name, String what) {
    String file = LoadedNetworksTest.sample("torchscript.npz") + ":" + name + "." + what;
    try (NpyArray array = NpyArray.open(file)) {
      return Tensor.of(array.doubles(), array.shape());
    }
  }

  private static Path file(String name) {
    return LoadedNetworksTest.sample(name + ".pt");
  }

  private static LoadedNetwork network(String name, DType dtype, Shape sample) {
    return Programs.network(file(name), _ -> sample, dtype);
  }

  private static Shape shape(Tensor x) {
    return new Shape(Arrays.stream(x.shape()).skip(1).mapToObj(e -> (int) e).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"traced-mlp", "scripted-convnet"})
  void theyComputeWhatPyTorchComputes(String name) {
    Tensor x = said(name, "x");
    double[] y = said(name, "y").toDoubles();
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      try (LoadedNetwork network = network(name, dtype, shape(x))) {
        assertThat(network.outputs()).isEqualTo(3);
        assertThat(network.sites()).isEmpty();
        Tensor out = network.forward(x.to(dtype)).outputs();
        assertThat(out.dtype()).isEqualTo(dtype);
        assertThat(out.toDoubles())
            .containsExactly(y, within(dtype == DType.FLOAT64 ? 1e-12 : 1e-6));
        // Samples may come as vectors, as everywhere.
        assertThat(network.forward(x.to(dtype).reshape(40, -1)).outputs().toDoubles())
            .isEqualTo(out.toDoubles());
      }
    }
  }

  /** The mean of the tangent kernel's diagonal is that of squared gradients. */
  @ParameterizedTest
  @ValueSource(strings = {"traced-mlp", "scripted-convnet"})
  void theirGradientsAreThoseOfPyTorch(String name) {
    Tensor x = said(name, "x");
    try (LoadedNetwork network = network(name, DType.FLOAT64, shape(x))) {
      List<Tensor> parameters = List.copyOf(network.parameters().values());
      double squares = 0;
      for (int s = 0; s < 40; s++) {
        Tensor out = network.forward(x.slice(0, s, s + 1)).outputs();
        for (int o = 0; o < 3; o++) {
          for (Tensor g : Gradients.of(out.slice(1, o, o + 1).sum(), parameters)) {
            squares += g.dot(g).item();
          }
        }
      }
      double expected = said(name, "diagonal").item();
      assertThat(squares / 120).isCloseTo(expected, within(1e-12 * expected));
    }
  }

  @Test
  void theirArraysAreThoseOfTheFile() {
    try (WeightFile file = Programs.weights(file("scripted-convnet"))) {
      assertThat(file.format()).isEqualTo("TorchScript");
      assertThat(file.arrays())
          .extracting(StoredArray::name)
          .containsExactlyInAnyOrder(
              "first.weight",
              "norm.weight",
              "norm.bias",
              "second.weight",
              "second.bias",
              "last.weight",
              "last.bias",
              "norm.running_mean",
              "norm.running_var");
      assertThat(file.array("first.weight").shape()).containsExactly(4L, 1L, 3L, 3L);
      double[] variance = file.array("norm.running_var").doubles();
      assertThat(Arrays.stream(variance).allMatch(v -> v >= 0.5 && v <= 1.5)).isTrue();
    }
  }

  @Test
  void samplesAreTakenAsAProgramTakesThem() {
    try (LoadedNetwork mlp = network("traced-mlp", DType.FLOAT64, Shape.of(1, 2, 3));
        LoadedNetwork images = network("scripted-convnet", DType.FLOAT64, Shape.of(8, 8))) {
      assertThat(mlp.input()).isEqualTo(Shape.of(6));
      assertThat(images.input()).isEqualTo(Shape.of(8, 8));
    }
    assertThatThrownBy(() -> network("traced-mlp", DType.FLOAT32, Shape.of(7)))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(
            "traced-mlp.pt: does not take samples of shape [7]", "shapes cannot be multiplied")
        .hasMessageNotContainingAny("\n");
  }

  @Test
  void onlyTorchScriptIsAProgram() {
    assertThat(WeightFile.isProgram(file("traced-mlp"))).isTrue();
    assertThat(WeightFile.isProgram(file("plain"))).isFalse();
    assertThat(WeightFile.isProgram(LoadedNetworksTest.sample("causal-20.onnx"))).isFalse();
  }

  @Test
  void whatLibTorchCannotLoadIsRefusedInALine() throws IOException {
    byte[] bytes = Files.readAllBytes(file("traced-mlp"));
    Path cut = Files.write(folder.resolve("cut.pt"), Arrays.copyOf(bytes, bytes.length / 2));
    for (Path wrong : List.of(cut, file("plain"))) {
      assertThatThrownBy(() -> Programs.weights(wrong))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining(wrong + ": cannot be loaded by LibTorch")
          .hasMessageNotContainingAny("\n");
    }
  }
}
