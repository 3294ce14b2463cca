package org.onsager.data.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.lab.Refusal;

/** Files that ONNX's own library wrote with {@code make_onnx.py}: number n is n/8 - 2. */
class OnnxModelTest {
  @TempDir Path folder;

  private static double[] ramp(int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = i / 8.0 - 2;
    }
    return values;
  }

  @Test
  void numbersAreReadInEveryWayTheyAreKept() {
    try (WeightFile file = WeightFile.open(WeightFileTest.sample("graph.onnx"))) {
      assertThat(file.format()).isEqualTo("ONNX, opset 17");
      for (String kept : List.of("raw", "typed")) {
        assertThat(file.array(kept + ".f32").doubles()).containsExactly(ramp(12));
        assertThat(file.array(kept + ".f32").shape()).containsExactly(3L, 4L);
        assertThat(file.array(kept + ".f64").doubles()).containsExactly(ramp(3));
        assertThat(file.array(kept + ".f16").doubles()).containsExactly(ramp(5));
        assertThat(file.array(kept + ".bf16").doubles()).containsExactly(ramp(5));
        assertThat(file.array(kept + ".bf16").element()).isEqualTo(Element.BF16);
      }
      for (String width : List.of("1", "2", "4", "8")) {
        assertThat(file.array("typed.i" + width).doubles()).containsExactly(-2, -1, 0, 1, 2, 3);
        assertThat(file.array("typed.u" + width).doubles()).containsExactly(0, 1, 2, 3, 4, 5);
      }
      assertThat(file.array("raw.i64").doubles()).containsExactly(-2, -1, 0, 1, 2, 3);
      assertThat(file.array("raw.u8").doubles()).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(file.array("raw.bool").doubles()).containsExactly(1, 0, 1);
      assertThat(file.array("scalar").doubles()).containsExactly(2.5);
      assertThat(file.array("scalar").shape()).isEmpty();
      assertThat(file.array("empty").size()).isZero();
      assertThat(file.array("c").doubles()).as("a constant's").containsExactly(ramp(4));
    }
  }

  @Test
  void theGraphIsReadAsItIsWritten() {
    try (OnnxModel model = OnnxModel.open(WeightFileTest.sample("graph.onnx"))) {
      assertThat(model.opset()).isEqualTo(17);
      assertThat(model.inputs())
          .containsExactly(new OnnxValue("x", Element.F32, List.of(-1L, 1L, 8L, 8L)));
      assertThat(model.outputs()).containsExactly(new OnnxValue("z", Element.F32, null));
      assertThat(model.nodes()).hasSize(3);
      OnnxNode first = model.nodes().getFirst();
      assertThat(first.label()).isEqualTo("first");
      assertThat(first.operator()).isEqualTo("Conv");
      assertThat(first.inputs()).containsExactly("x", "raw.f32");
      assertThat(first.attributes())
          .isEqualTo(
              Map.of(
                  "kernel_shape",
                  new OnnxAttribute.Wholes(List.of(3L, 3L)),
                  "auto_pad",
                  new OnnxAttribute.Text("SAME_UPPER"),
                  "alpha",
                  new OnnxAttribute.Real(0.5)));
      OnnxNode mine = model.nodes().getLast();
      assertThat(mine.domain()).isEqualTo("some.where");
      assertThat(mine.label()).isEqualTo("z");
      assertThat(mine.inputs()).containsExactly("y", "", "c");
      assertThat(mine.attributes())
          .containsEntry("scales", new OnnxAttribute.Reals(List.of(1.5, 2.5)))
          .containsEntry("words", new OnnxAttribute.Texts(List.of("a", "b")));
    }
  }

  @Test
  void numbersInAFileBesideAreRead() {
    try (WeightFile file = WeightFile.open(WeightFileTest.sample("outside.onnx"))) {
      assertThat(file.array("v").doubles()).containsExactly(ramp(3));
      assertThat(file.array("w").doubles()).containsExactly(ramp(12));
    }
  }

  private void refused(Path file, String... words) {
    assertThatThrownBy(() -> WeightFile.open(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContainingAny("\n");
  }

  /** The model, with another name of the same length for the file beside it. */
  private Path naming(String other) throws IOException {
    byte[] bytes = Files.readAllBytes(WeightFileTest.sample("outside.onnx"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return Files.write(
        folder.resolve("model.onnx"),
        text.replace("outside.bin", other).getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil.bin", "/etc/passwd", "a/../../b.c", "a/b/../../e"})
  void aFileOutsideTheModelsFolderIsRefused(String other) throws IOException {
    assertThat(other).hasSize(11);
    refused(naming(other), "v names the file", "outside the model's own folder");
  }

  @Test
  void aLinkOutOfTheFolderIsRefused(@TempDir Path elsewhere) throws IOException {
    Path target = Files.write(elsewhere.resolve("secret"), new byte[60]);
    Files.createSymbolicLink(folder.resolve("a-link.binx"), target);
    refused(naming("a-link.binx"), "outside the model's own folder");
  }

  @Test
  void aFileBesideThatIsMissingOrTooShortIsRefused() throws IOException {
    Path model = naming("missing.bin");
    refused(model, "v lies in missing.bin", "missing");
    Files.write(folder.resolve("missing.bin"), new byte[59]);
    refused(model, "w lies at bytes 12 to 60", "59");
  }

  @Test
  void somethingElseThatIsCalledOnnxIsRefused() throws IOException {
    refused(Files.writeString(folder.resolve("text.onnx"), "a text, not a network"), "text.onnx");
    refused(Files.write(folder.resolve("zeros.onnx"), new byte[64]), "zeros.onnx", "field");
  }

  @ParameterizedTest
  @CsvSource({
    "onnx-zoo-mnist/mnist.onnx, 8, 5998",
    "pytorch-lenet/lenet5.onnx, 17, 61706",
    "tribuo/cnn_mnist.onnx, 9, 21840",
    "tribuo/tinybert.onnx, 11, 121309"
  })
  void networksOfOthersHaveTheParametersThatTheirAuthorsCount(
      String name, long opset, long parameters) {
    String data = System.getenv("ONSAGER_DATA");
    Assumptions.assumeTrue(data != null, "ONSAGER_DATA is not set: no networks of others");
    try (OnnxModel model = OnnxModel.open(Path.of(data, "models", name))) {
      assertThat(model.opset()).isEqualTo(opset);
      // The integers, shapes and positions, are counted too.
      assertThat(model.initialisers().stream().mapToLong(StoredArray::size).sum())
          .isEqualTo(parameters);
      assertThat(model.initialisers().stream().filter(a -> a.element().isReal()))
          .allMatch(StoredArray::isFinite);
    }
  }

  @Test
  void theSameWeightsAreInTheGraphAndInTheCheckpoint() {
    String data = System.getenv("ONSAGER_DATA");
    Assumptions.assumeTrue(data != null, "ONSAGER_DATA is not set: no networks of others");
    Path lenet = Path.of(data, "models", "pytorch-lenet");
    try (WeightFile graph = WeightFile.open(lenet.resolve("lenet5.onnx"));
        WeightFile checkpoint = WeightFile.open(lenet.resolve("lenet5.pt"))) {
      for (StoredArray array : checkpoint.arrays()) {
        assertThat(graph.array(array.name()).doubles())
            .containsExactly(array.doubles(), within(0.0));
      }
    }
  }
}
