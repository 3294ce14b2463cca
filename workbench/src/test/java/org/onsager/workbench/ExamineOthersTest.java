package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.data.NpyArray;
import org.onsager.data.NpyFile;
import org.onsager.lab.Answer;
import org.onsager.lab.Figure;
import org.onsager.lab.Refusal;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Programs, and graphs that take several arrays, examined beside the numbers that PyTorch gave
 * ({@code torchscript.py} and {@code exports.py} among the resources of the room {@code nets}).
 */
class ExamineOthersTest {
  private static final Path SAMPLES =
      Path.of("..", "nets", "src", "test", "resources", "org", "onsager", "nets", "loaded");

  @TempDir Path folder = Path.of("");

  private static Answer examine(Path model, String data, String labels, boolean trusted) {
    return examine(model, data, labels, trusted, new Shelf());
  }

  private static Answer examine(
      Path model, String data, String labels, boolean trusted, Shelf shelf) {
    return new Examine()
        .answer(
            new Examine.Options(
                model.toString(), "", data, labels, "", "", "", 256, false, 2048, 1, trusted),
            shelf);
  }

  private static Map<?, ?> map(@Nullable Object member) {
    return (Map<?, ?>) Objects.requireNonNull(member);
  }

  private static double reading(Answer answer, String key) {
    Map<?, ?> function = map(answer.json().get("function"));
    return (Double)
        Objects.requireNonNull(map(map(function.get("readings")).get(key)).get("value"));
  }

  private static double said(String array) {
    try (NpyArray value = NpyArray.open(SAMPLES.resolve("torchscript.npz") + ":" + array)) {
      return value.doubles()[0];
    }
  }

  /** An archive with the arrays of another, by other names; an empty name leaves one out. */
  private Path archive(Path from, Map<String, String> names) {
    Path to = folder.resolve("data.npz");
    try (ZipFile zip = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Map.Entry<String, String> name : names.entrySet()) {
        ZipEntry entry = Objects.requireNonNull(zip.getEntry(name.getKey() + ".npy"));
        out.putNextEntry(new ZipEntry(name.getValue() + ".npy"));
        out.write(zip.getInputStream(entry).readAllBytes());
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return to;
  }

  private Path archive(String... renamed) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < renamed.length; i += 2) {
      names.put(renamed[i], renamed[i + 1]);
    }
    return archive(SAMPLES.resolve("pair-17.npz"), names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"traced-mlp", "scripted-convnet"})
  void aProgramIsExaminedAtItsEnds(String name) {
    String arrays = SAMPLES.resolve("torchscript.npz") + ":" + name + ".";
    Path model = SAMPLES.resolve(name + ".pt");
    Shelf shelf = new Shelf();
    Answer answer = examine(model, arrays + "x", arrays + "labels", true, shelf);
    assertThat(shelf.heard())
        .anyMatch(l -> l.startsWith("Jacobians of "))
        .noneMatch(l -> l.startsWith("signals"));
    Map<String, String> numbers =
        Map.of(
            "accuracy", "accuracy",
            "crossEntropy", "loss",
            "jacobianLargest", "jacobian",
            "kernelDiagonal", "diagonal",
            "kernelLargest", "largest");
    numbers.forEach(
        (ours, theirs) -> {
          double expected = said(name + "." + theirs);
          assertThat(reading(answer, ours))
              .as(ours)
              .isCloseTo(expected, within(2e-6 * (1 + expected)));
        });
    assertThat(answer.notes())
        .anyMatch(n -> n.contains("loaded as one: with all that this process may do"))
        .anyMatch(n -> n.contains("Its layers are not seen: signals, correlations"));
    assertThat(answer.figures())
        .extracting((Figure f) -> f.caption().id())
        .contains("layers", "reliability", "tangent-kernel")
        .doesNotContain("gradients", "lengths", "correlations", "function");
    assertThat((List<?>) Objects.requireNonNull(answer.json().get("layers")))
        .hasSize(name.equals("traced-mlp") ? 2 : 3);
  }

  @Test
  void aProgramIsRefusedUnlessItIsTrusted() {
    Path model = SAMPLES.resolve("traced-mlp.pt");
    assertThatThrownBy(() -> examine(model, "", "", false))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll("traced-mlp.pt", "a program", "--run-untrusted-code")
        .hasMessageNotContainingAny("\n");
    assertThat(examine(model, "", "", true).json().get("format")).isEqualTo("TorchScript");
  }

  /** By places of words there is no derivative; by parameters there is, beside plain gradients. */
  @Test
  void wordsHaveNoJacobianAndAllElseIsMeasured() {
    int samples = 12;
    double[] words = new Random(5).ints(samples * 6L, 0, 11).asDoubleStream().toArray();
    Path given = folder.resolve("words.npy");
    NpyFile.write(given, words, samples, 6);
    Path model = SAMPLES.resolve("causal-20.onnx");
    Shelf shelf = new Shelf();
    Answer answer = examine(model, "" + given, "", false, shelf);
    assertThat(shelf.heard())
        .contains("signals and gradients of 12 samples")
        .noneMatch(l -> l.startsWith("Jacobians"));
    Map<?, ?> function = map(answer.json().get("function"));
    assertThat(map(function.get("readings")).keySet())
        .map(String::valueOf)
        .contains("kernelDiagonal", "kernelLargest")
        .noneMatch(key -> key.startsWith("jacobian"));
    assertThat(answer.notes()).anyMatch(n -> n.contains("It takes whole numbers"));
    double squares = 0;
    try (Scope _ = Scope.open();
        LoadedNetwork network = LoadedNetworks.open(model, null, DType.FLOAT64)) {
      List<Tensor> parameters = List.copyOf(network.parameters().values());
      Tensor x = Tensor.of(words, samples, 6);
      for (int s = 0; s < samples; s++) {
        Tensor out = network.forward(x.slice(0, s, s + 1)).outputs();
        for (int o = 0; o < 11; o++) {
          for (Tensor g : Gradients.of(out.slice(1, o, o + 1).sum(), parameters)) {
            squares += g.dot(g).item();
          }
        }
      }
    }
    double expected = squares / (11 * samples);
    assertThat(reading(answer, "kernelDiagonal")).isCloseTo(expected, within(1e-5 * expected));
  }

  @Test
  void anArchiveGoesInByTheNamesOfTheGraph() {
    Path given = archive("words", "words", "image", "image", "labels", "labels");
    Answer answer = examine(SAMPLES.resolve("pair-17.onnx"), "" + given, given + ":labels", false);
    // 40 labels, of which every fifth was made wrong
    assertThat(reading(answer, "accuracy")).isCloseTo(0.8, within(1e-12));
    double loss;
    try (NpyArray value = NpyArray.open(SAMPLES.resolve("pair-17.npz") + ":loss")) {
      loss = value.doubles()[0];
    }
    assertThat(reading(answer, "crossEntropy")).isCloseTo(loss, within(2e-6));
    Map<?, ?> function = map(answer.json().get("function"));
    assertThat(function.get("samples")).isEqualTo(40);
    assertThat((List<?>) Objects.requireNonNull(function.get("layers"))).hasSize(3);
  }

  @Test
  void aNameOrAShapeThatIsWrongIsRefusedWithWhatTheGraphTakes() {
    String takes = "; the network takes image [samples,1,6,6] and words [samples,5]";
    Path given = folder.resolve("data.npz");
    refused(archive("image", "image"), given + ": the archive has no array 'words'" + takes);
    refused(
        archive("image", "image", "words", "words", "y", "wards"),
        given + ": the network takes no 'wards'; did you mean words?" + takes);
    refused(
        archive("image", "words", "words", "image"),
        given
            + ":image: its shape is (40, 5), where the network takes samples of 36 values, of shape"
            + " [1,6,6]"
            + takes);
    Path labels = SAMPLES.resolve("pair-17.npz");
    refused(
        Path.of(labels + ":labels"),
        labels + ":labels: one array, where an archive of several belongs, X.npz" + takes);
  }

  /** A model of language whose second head plays no part in its first output. */
  @Test
  void extentsThatAGraphLeavesOpenAreThoseOfTheData() {
    String shared = System.getenv("ONSAGER_DATA");
    assumeTrue(shared != null, "ONSAGER_DATA is not set: no networks of others");
    Path model = Path.of(Objects.requireNonNull(shared), "models", "tribuo", "tinybert.onnx");
    Map<String, String> names = new LinkedHashMap<>();
    names.put("tinybert.x0", "input_ids");
    names.put("tinybert.x1", "attention_mask");
    Path two = archive(SAMPLES.resolve("onnxruntime.npz"), names);
    assertThatThrownBy(() -> examine(model, "" + two, "", false))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(
            "token_type_ids", "it takes input_ids, attention_mask, token_type_ids");
    names.put("tinybert.x2", "token_type_ids");
    Path three = archive(SAMPLES.resolve("onnxruntime.npz"), names);
    Answer answer = examine(model, "" + three, "", false);
    assertThat(map(answer.json().get("function")).get("samples")).isEqualTo(3);
  }

  private static void refused(Path data, String line) {
    assertThatThrownBy(() -> examine(SAMPLES.resolve("pair-17.onnx"), "" + data, "", false))
        .isInstanceOf(Refusal.class)
        .hasMessage("--data: " + line);
  }
}
