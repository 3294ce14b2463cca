package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Refusal;

class NpyFileTest {
  @TempDir Path folder;

  private static double[] doubles(Path path) {
    try (NpyArray array = NpyArray.open(path)) {
      return array.doubles();
    }
  }

  @Test
  void aFileIsMadeAtItsFullSizeAndFilledByBlocks() {
    Path path = folder.resolve("K.npy");
    double[] all = IntStream.range(0, 35).mapToDouble(i -> i / 8.0).toArray();
    try (NpyFile file = NpyFile.create(path, NpyType.FLOAT64, 5, 7)) {
      assertThat(path).hasSize(128 + 8 * 35);
      file.block(0, 0, 5, 3, all, 0, 7);
      file.block(0, 3, 2, 4, all, 3, 7);
    }
    assertThat(doubles(path)[7 * 4 + 3]).isZero();
    try (NpyFile file = NpyFile.reopen(path, NpyType.FLOAT64, 5, 7)) {
      file.block(2, 3, 3, 4, all, 17, 7);
      file.force();
    }
    assertThat(doubles(path)).containsExactly(all);
  }

  @Test
  void theHeaderIsNumPysOwn() throws IOException {
    // The bytes of np.save("K.npy", np.zeros((5, 7), "f4")) before the values, NumPy 1.26.
    Path path = folder.resolve("K.npy");
    NpyFile.create(path, NpyType.FLOAT32, 5, 7).close();
    byte[] bytes = Files.readAllBytes(path);
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 7), }";
    assertThat(new String(bytes, 0, 128, StandardCharsets.ISO_8859_1))
        .isEqualTo("\u0093NUMPY\1\0v\0" + text + " ".repeat(117 - text.length()) + "\n");
    assertThat(bytes).hasSize(128 + 4 * 35);
  }

  @Test
  void singlePrecisionIsRoundedOnceToTheNearest() {
    Path path = folder.resolve("K.npy");
    try (NpyFile file = NpyFile.create(path, NpyType.FLOAT32, 1, 2)) {
      file.block(0, 0, 1, 2, new double[] {1 / 3.0, 1 + 0x1p-30}, 0, 2);
    }
    assertThat(doubles(path)).containsExactly((float) (1 / 3.0), 1);
  }

  @Test
  void arraysAreWrittenWhole() {
    Path path = folder.resolve("y.npy");
    double[] many = IntStream.range(0, 20_000).mapToDouble(Math::sqrt).toArray();
    NpyFile.write(path, many, 100, 200);
    assertThat(doubles(path)).containsExactly(many);
    NpyFile.write(path, new double[] {4}, 1);
    assertThat(doubles(path)).containsExactly(4);
    assertThat(folder.toFile().list()).containsExactly("y.npy");
  }

  private static void refuses(Runnable what, String... says) {
    assertThatThrownBy(what::run)
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(says)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatCannotBeWrittenOrContinuedIsRefused() {
    Path path = folder.resolve("K.npy");
    NpyFile.create(path, NpyType.FLOAT64, 5, 7).close();
    String says = "is not an unfinished float64 array of shape (7, 5)";
    refuses(() -> NpyFile.reopen(path, NpyType.FLOAT64, 7, 5), path.toString(), says);
    refuses(() -> NpyFile.reopen(path, NpyType.FLOAT32, 5, 7), "float32 array of shape (5, 7)");
    refuses(
        () -> NpyFile.create(folder.resolve("no/K.npy"), NpyType.FLOAT64, 1, 1),
        "no/K.npy: ",
        "folder does not exist");
    refuses(
        () -> NpyFile.create(path, NpyType.FLOAT64, 1L << 28, 1L << 28), "K.npy: needs", "room");
  }
}
