package org.onsager.data.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.lab.Refusal;

/** Ten thousand damaged files a reader: numbers or a refusal in one line, in bounded memory. */
class DamagedWeightsTest {
  private static final int COPIES = 10_000;
  private static final long MOST = 4L << 20;
  private static final long LONGEST_NANOS = 2_000_000_000;

  private static byte[] damaged(byte[] file, SplittableRandom random) {
    byte[] copy = file.clone();
    for (int k = random.nextInt(5); k >= 0; k--) {
      int length = copy.length;
      switch (random.nextInt(7)) {
        case 0 -> copy = Arrays.copyOf(copy, random.nextInt(length + 1));
        case 1 -> copy = Arrays.copyOf(copy, length + 1 + random.nextInt(40));
        case 2 -> {
          if (length > 8) { // a stretch is copied over another
            int size = random.nextInt(1, 8);
            int from = random.nextInt(length - size);
            System.arraycopy(copy, from, copy, random.nextInt(length - size), size);
          }
        }
        case 3 -> {
          if (length > 0) { // the head decides most
            copy[random.nextInt(Math.min(300, length))] = (byte) random.nextInt(256);
          }
        }
        case 4 -> {
          if (length > 4) { // a length or an offset
            int at = random.nextInt(length - 4);
            Arrays.fill(
                copy, at, at + random.nextInt(1, 5), (byte) (random.nextBoolean() ? -1 : 0));
          }
        }
        case 5 -> {
          if (length > 0) {
            copy[random.nextInt(length)] = (byte) random.nextInt(256);
          }
        }
        default -> {
          if (length > 0) {
            copy[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
          }
        }
      }
    }
    return copy;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.pt",
        "legacy.pt",
        "nested.pt",
        "lightning.ckpt",
        "hostile.pt",
        "plain.safetensors",
        "graph.onnx"
      })
  void damagedFilesAreRefusedInALine(String name) throws IOException {
    byte[] file = Files.readAllBytes(WeightFileTest.sample(name));
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    SplittableRandom random = new SplittableRandom(20_231);
    int refused = 0;
    readOrRefused(file); // classes are loaded before bytes are counted
    readOrRefused(new byte[9]);
    for (int i = 0; i < COPIES; i++) {
      byte[] damaged = damaged(file, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      long start = threads.getCurrentThreadCpuTime();
      try {
        reads(damaged);
      } catch (Refusal e) {
        refused++;
        assertThat(e.getMessage())
            .as("copy %d", i)
            .startsWith("damaged: ")
            .doesNotContain("\n")
            .hasSizeLessThan(2000);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated for copy %d", i)
          .isLessThan(MOST);
      assertThat(threads.getCurrentThreadCpuTime() - start)
          .as("nanoseconds for copy %d", i)
          .isLessThan(LONGEST_NANOS);
    }
    assertThat(refused).as("refused of %d", COPIES).isBetween(COPIES / 5, COPIES);
  }

  private static void readOrRefused(byte[] file) {
    try {
      reads(file);
    } catch (Refusal e) {
      assertThat(e.getMessage()).startsWith("damaged: ");
    }
  }

  @SuppressWarnings(
      "MustBeClosedChecker") // the file closes it, unless it is refused: then there is nothing
  private static void reads(byte[] damaged) {
    Octets in = new Octets("damaged", MemorySegment.ofArray(damaged));
    try (WeightFile weights = WeightFile.read(Path.of("damaged"), in, Arena.ofShared())) {
      for (StoredArray array : weights.arrays()) {
        if (array.size() < 1 << 16) {
          assertThat(array.doubles().length).isEqualTo((int) array.size());
        }
      }
    }
  }
}
