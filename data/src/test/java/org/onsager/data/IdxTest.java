package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Refusal;

class IdxTest {
  private static float[] images(byte[] file) {
    try (Intake in = Intake.of("images.idx", file, Sha256.start())) {
      return Idx.images(in, 3, 4, 5);
    }
  }

  private static int[] labels(byte[] file) {
    try (Intake in = Intake.of("labels.idx", file, Sha256.start())) {
      return Idx.labels(in, 12, 10);
    }
  }

  private static byte[] with(byte[] file, int at, int value) {
    byte[] changed = file.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static void refuses(ThrowingCallable reading, String... says) {
    assertThatThrownBy(reading)
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(says)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void imagesComeRowMajorAndScaledToTheUnitInterval() {
    float[] values = images(SmallSets.images(3, 4, 5));
    assertThat(values).hasSize(60);
    for (int i = 0; i < 3; i++) {
      for (int p = 0; p < 20; p++) {
        assertThat(values[20 * i + p])
            .as("image %d pixel %d", i, p)
            .isEqualTo(SmallSets.pixel(i, p) / 255f);
      }
    }
  }

  @Test
  void blackIsExactlyZeroAndWhiteExactlyOne() {
    byte[] file = with(with(SmallSets.images(3, 4, 5), 16, 0), 17, 255);
    assertThat(Arrays.copyOf(images(file), 2)).containsExactly(0f, 1f);
  }

  @Test
  void aGzippedFileReadsAsTheRawOne() {
    assertThat(images(SmallSets.gzip(SmallSets.images(3, 4, 5))))
        .isEqualTo(images(SmallSets.images(3, 4, 5)));
    assertThat(labels(SmallSets.gzip(SmallSets.labels(12, 4))))
        .containsExactly(4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5);
  }

  @Test
  void aStrangersFileIsNotIdx() {
    refuses(
        () -> images(with(SmallSets.images(3, 4, 5), 0, 'P')),
        "images.idx: not an IDX file (its magic number is 0x50000803, IDX images have 0x00000803)");
  }

  @Test
  void labelsAreNotTakenForImages() {
    refuses(
        () -> images(SmallSets.labels(12, 0)),
        "images.idx: its magic number is 0x00000801 (1 dimensions)",
        "0x00000803");
  }

  @Test
  void aWrongTypeByteIsNamed() {
    refuses(
        () -> images(with(SmallSets.images(3, 4, 5), 2, 0x0d)),
        "type 0x0d (32-bit floats), where 0x08 (unsigned bytes) belong");
  }

  @Test
  void aWrongCountIsNamed() {
    refuses(() -> images(SmallSets.images(4, 4, 5)), "header counts 4 images, where 3 belong");
    refuses(() -> labels(SmallSets.labels(11, 0)), "header counts 11 labels, where 12 belong");
  }

  @Test
  void aWrongSizeOfTheImagesIsNamed() {
    refuses(() -> images(SmallSets.images(3, 6, 5)), "header says height 6, where 4 belongs");
    refuses(() -> images(SmallSets.images(3, 4, 6)), "header says width 6, where 5 belongs");
  }

  @Test
  void aTruncatedFileSaysHowLongItShouldBe() {
    byte[] whole = SmallSets.images(3, 4, 5);
    refuses(
        () -> images(Arrays.copyOf(whole, 70)),
        "images.idx: is 70 bytes long, where 76 belong (truncated?)");
    refuses(() -> images(Arrays.copyOf(whole, 7)), "ends after 7 bytes, in the dimensions");
    refuses(() -> images(new byte[0]), "ends after 0 bytes, in the magic number");
    refuses(
        () -> images(SmallSets.gzip(Arrays.copyOf(whole, 70))),
        "ends after 70 bytes, in its images");
  }

  @Test
  void trailingBytesAreRefusedPackedOrNot() {
    byte[] longer = Arrays.copyOf(SmallSets.labels(12, 0), 21);
    refuses(() -> labels(longer), "is 21 bytes long, where 20 belong");
    refuses(() -> labels(SmallSets.gzip(longer)), "holds more than the 20 bytes");
  }

  @Test
  void aLabelOutOfRangeIsNamedWithItsPlace() {
    refuses(
        () -> labels(with(SmallSets.labels(12, 0), 8 + 3, 10)),
        "label 3 is 10, where 0 to 9 belong");
  }
}
