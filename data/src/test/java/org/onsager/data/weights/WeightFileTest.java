package org.onsager.data.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.lab.Refusal;

/**
 * Model files that PyTorch 2.15 wrote ({@code make.py} beside them): number n of an array is n/8 -
 * 2.
 */
class WeightFileTest {
  @TempDir Path folder;

  static Path sample(String name) {
    try {
      return Path.of(Objects.requireNonNull(WeightFileTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static double[] ramp(int... numbers) {
    double[] values = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      values[i] = numbers[i] / 8.0 - 2;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.pt", "legacy.pt"})
  void stateDictionariesAreReadInBothForms(String name) {
    try (WeightFile file = WeightFile.open(sample(name))) {
      assertThat(file.arrays().stream().map(StoredArray::name).toList())
          .containsExactly(
              "first.weight", "first.bias", "half", "brain", "turned", "middle", "steps", "bytes");
      assertThat(file.array("first.weight").doubles())
          .containsExactly(ramp(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
      assertThat(file.array("first.bias").element()).isEqualTo(Element.F64);
      assertThat(file.array("half").doubles()).containsExactly(ramp(0, 1, 2, 3, 4));
      assertThat(file.array("brain").doubles()).containsExactly(ramp(0, 1, 2, 3, 4));
      assertThat(file.array("turned").shape()).isEqualTo(List.of(4L, 3L));
      assertThat(file.array("turned").doubles())
          .containsExactly(ramp(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11));
      assertThat(file.array("middle").doubles()).containsExactly(ramp(3, 4, 5, 6, 7, 8));
      assertThat(file.array("steps").shape()).isEmpty();
      assertThat(file.array("steps").doubles()).containsExactly(7);
      assertThat(file.array("bytes").doubles()).containsExactly(0, 128, 255);
    }
  }

  @Test
  void aPartIsReadAsTheWholeIs() {
    try (WeightFile file = WeightFile.open(sample("plain.pt"))) {
      double[] part = new double[5];
      file.array("turned").read(4, part, 1, 3);
      assertThat(part).containsExactly(0, ramp(5)[0], ramp(9)[0], ramp(2)[0], 0);
      assertThat(file.array("turned").isFinite()).isTrue();
    }
  }

  @Test
  void weightsAreFoundInsideWhatTrainingProgramsSave() {
    try (WeightFile file = WeightFile.open(sample("nested.pt"))) {
      assertThat(file.arrays().stream().map(StoredArray::name).toList())
          .containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
      assertThat(file.notes()).anyMatch(note -> note.contains("optimizer"));
    }
    try (WeightFile file = WeightFile.open(sample("lightning.ckpt"))) {
      assertThat(file.arrays().stream().map(StoredArray::name).toList())
          .containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
      assertThat(file.notes())
          .anyMatch(note -> note.contains("'ema' holds 1 tensors"))
          .anyMatch(note -> note.contains("optimizer_states"));
    }
  }

  @Test
  void safetensorsAreReadInEveryType() {
    try (WeightFile file = WeightFile.open(sample("plain.safetensors"))) {
      assertThat(file.array("a").doubles()).containsExactly(ramp(0, 1, 2, 3, 4, 5));
      assertThat(file.array("b").doubles()).containsExactly(ramp(0, 1));
      assertThat(file.array("c").doubles()).containsExactly(ramp(0, 1, 2));
      assertThat(file.array("d").doubles()).containsExactly(ramp(0, 1, 2));
      assertThat(file.array("e").doubles()).containsExactly(7);
      assertThat(file.array("f").doubles()).isEmpty();
    }
  }

  @Test
  void shardsAreOneModel() {
    try (WeightFile file = WeightFile.open(sample("shards.safetensors.index.json"))) {
      assertThat(file.format()).isEqualTo("safetensors, 2 files");
      assertThat(file.array("a").doubles()).containsExactly(ramp(0, 1));
      assertThat(file.array("b").doubles()).containsExactly(ramp(0, 1, 2));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hostile.pt | posix.system, which is not executed here",
        "hostile.pkl.pt | its first number is another",
        "whole-module.pt | which no state dictionary needs",
        "script.pt | TorchScript, a program, which is not run here",
        "script.pt | if you trust who made it: --run-untrusted-code",
      })
  void programsAreRefusedAndNeverRun(String name, String reason) {
    assertThatThrownBy(() -> WeightFile.open(sample(name)).close())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(name + ": ")
        .hasMessageNotContaining("\n")
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .satisfiesAnyOf(
                        m -> assertThat(m).contains(reason),
                        m -> assertThat(m).contains("which is not executed here")));
    assertThat(Path.of("executed-by-pickle")).doesNotExist();
  }

  @Test
  void shardsOutsideTheFolderAreRefused() throws IOException {
    Path index = folder.resolve("x.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\": {\"a\": \"../secret.safetensors\"}}");
    assertThatThrownBy(() -> WeightFile.open(index).close())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("outside its own folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | is given 4 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[3,4]}}"
            + " | overlap or leave a gap",
        "{\"a\":{\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,4]}} | is of type F8; known"
            + " are",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | which no file can"
            + " hold",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9],\"data_offsets\":[0,4]}} |"
            + " which no file can hold",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | lacks its dtype, shape or data_offsets",
        "{\"a\":{},\"a\":{}} | no JSON (Duplicate",
        "[1] | no table of arrays",
      })
  void headersThatCannotBeAreRefused(String header, String reason) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] file = new byte[8 + text.length + 4];
    file[0] = (byte) text.length;
    assertThat(text.length).isLessThan(256);
    System.arraycopy(text, 0, file, 8, text.length);
    Path path = folder.resolve("bad.safetensors");
    Files.write(path, file);
    assertThatThrownBy(() -> WeightFile.open(path).close())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(reason);
  }

  @Test
  void theNetworksOfThePublicSetAreReadAlikeInEveryForm() {
    String data = System.getenv("ONSAGER_DATA");
    Assumptions.assumeTrue(data != null, "ONSAGER_DATA is not set: no networks of others");
    Path models = Path.of(Objects.requireNonNull(data)).resolve("models");
    try (WeightFile pickled =
            WeightFile.open(models.resolve("resnet-cifar10/resnet20-12fca82f.th"));
        WeightFile safe =
            WeightFile.open(models.resolve("resnet-cifar10/resnet20-12fca82f.safetensors"))) {
      long numbers = 0;
      for (StoredArray array : safe.arrays()) {
        assertThat(pickled.array(array.name()).doubles()).containsExactly(array.doubles());
        numbers += array.element().isReal() ? array.size() : 0;
      }
      assertThat(numbers).isEqualTo(271_098);
    }
    Path lenet = models.resolve("pytorch-lenet");
    try (WeightFile zip = WeightFile.open(lenet.resolve("lenet5.pt"));
        WeightFile legacy = WeightFile.open(lenet.resolve("lenet5-legacy.pt"));
        WeightFile nested = WeightFile.open(lenet.resolve("lenet5-nested.pt"));
        WeightFile half = WeightFile.open(lenet.resolve("lenet5-bf16.ckpt"))) {
      for (StoredArray array : zip.arrays()) {
        double[] values = array.doubles();
        assertThat(legacy.array(array.name()).doubles()).containsExactly(values);
        assertThat(nested.array(array.name()).doubles()).containsExactly(values);
        double[] rounded = half.array(array.name()).doubles();
        for (int i = 0; i < values.length; i++) {
          assertThat(rounded[i]).isCloseTo(values[i], within(Math.abs(values[i]) / 256 + 1e-38));
        }
      }
    }
    assertThatThrownBy(() -> WeightFile.open(lenet.resolve("lenet5-torchscript.pt")).close())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("TorchScript");
  }
}
