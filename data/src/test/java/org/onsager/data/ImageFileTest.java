package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Refusal;

class ImageFileTest {
  @TempDir Path folder = Path.of("");

  /** Unsigned bytes of these extents: 0, 1, 2, … */
  private static byte[] idx(int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    byte[] file = new byte[4 + 4 * shape.length + count];
    file[2] = 8;
    file[3] = (byte) shape.length;
    for (int i = 0; i < shape.length; i++) {
      file[7 + 4 * i] = (byte) shape[i];
    }
    for (int i = 0; i < count; i++) {
      file[4 + 4 * shape.length + i] = (byte) i;
    }
    return file;
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void imagesAndLabelsOfAnySizeAreReadPackedOrNot() throws IOException {
    ImageFile images = ImageFile.read(write("a-idx3-ubyte", idx(3, 2, 4)));
    assertThat(images.shape()).containsExactly(3, 2, 4);
    assertThat(images.values()).hasSize(24).contains(23 / 255f, Index.atIndex(23));
    assertThat(images.labels()).isNull();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(idx(5));
    }
    ImageFile labels = ImageFile.read(write("a-idx1-ubyte.gz", packed.toByteArray()));
    assertThat(labels.labels()).containsExactly(0, 1, 2, 3, 4);
    assertThat(labels.values()).isEmpty();
  }

  @Test
  void aBatchOfCifarBringsItsLabels() throws IOException {
    byte[] batch = new byte[2 * 3073];
    batch[0] = 7;
    batch[1] = (byte) 255;
    batch[3073] = 2;
    batch[2 * 3073 - 1] = 51;
    ImageFile read = ImageFile.read(write("test_batch.bin", batch));
    assertThat(read.shape()).containsExactly(2, 3, 32, 32);
    assertThat(read.labels()).containsExactly(7, 2);
    assertThat(read.values()[0]).isEqualTo(1f);
    assertThat(read.values()[2 * 3072 - 1]).isEqualTo(0.2f);
  }

  @Test
  void whatIsDamagedIsRefusedInOneLineWithoutTakingMemory() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      boolean batch = i % 100 == 3; // through the disk, which is slow
      byte[] file = batch ? new byte[3073] : idx(3, 5, 4);
      for (int k = 0; k <= random.nextInt(3); k++) {
        file[random.nextInt(Math.min(file.length, 20))] = (byte) random.nextInt();
      }
      byte[] cut = Arrays.copyOf(file, random.nextInt(4) == 0 ? random.nextInt(80) : file.length);
      try (Intake in = Intake.of("x", cut, Sha256.start())) {
        ImageFile read = batch ? ImageFile.read(write("x.bin", cut)) : ImageFile.idx(in);
        assertThat(read.values().length).isLessThanOrEqualTo(3072);
      } catch (Refusal e) {
        assertThat(e.getMessage()).contains("x").doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5000);
    assertThatThrownBy(() -> ImageFile.read(folder.resolve("none-ubyte")))
        .isInstanceOf(Refusal.class)
        .hasMessageEndingWith("none-ubyte: no such file");
  }

  @Test
  void namesSayWhatAFileIs() {
    assertThat(ImageFile.is("t10k-images-idx3-ubyte.gz")).isTrue();
    assertThat(ImageFile.is("train-labels.idx1-ubyte")).isTrue();
    assertThat(ImageFile.is("test_batch.bin")).isTrue();
    assertThat(ImageFile.is("X.npy")).isFalse();
    assertThat(ImageFile.is("mnist")).isFalse();
  }
}
