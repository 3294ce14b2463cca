package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Refusal;

class GunzipTest {
  private static final byte[] TEXT =
      "theory is a line, measurements are points. ".repeat(40).getBytes(StandardCharsets.UTF_8);

  private static byte[] unpack(byte[] packed) throws IOException {
    try (Gunzip in = new Gunzip("f.gz", new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  @Test
  void whatWasPackedComesBack() throws IOException {
    byte[] noise = new byte[300_001];
    new Random(5).nextBytes(noise);
    assertThat(unpack(SmallSets.gzip(TEXT))).isEqualTo(TEXT);
    assertThat(unpack(SmallSets.gzip(noise))).isEqualTo(noise);
    assertThat(unpack(SmallSets.gzip(new byte[0]))).isEmpty();
  }

  @Test
  void aHeaderWithNameCommentExtraAndChecksumIsPassedOver() throws IOException {
    byte[] plain = SmallSets.gzip(TEXT);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(plain, 0, 3);
    file.write(2 | 4 | 8 | 16);
    file.write(plain, 4, 6);
    file.writeBytes(new byte[] {3, 0, 7, 7, 7});
    file.writeBytes("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(new byte[] {0, 0});
    file.write(plain, 10, plain.length - 10);
    assertThat(unpack(file.toByteArray())).isEqualTo(TEXT);
  }

  @Test
  void anyTruncationIsRefused() {
    byte[] packed = SmallSets.gzip(TEXT);
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> unpack(cut))
          .as("cut to %d of %d bytes", length, packed.length)
          .isInstanceOf(Refusal.class)
          .hasMessageStartingWith("f.gz: ");
    }
  }

  @Test
  void aWrongChecksumAndAWrongLengthAreRefused() {
    byte[] packed = SmallSets.gzip(TEXT);
    packed[packed.length - 5] ^= 1;
    assertThatThrownBy(() -> unpack(packed)).hasMessageContaining("checksum does not agree");
    byte[] other = SmallSets.gzip(TEXT);
    other[other.length - 1] ^= 1;
    assertThatThrownBy(() -> unpack(other)).hasMessageContaining("length does not agree");
  }

  @Test
  void bytesAfterTheStreamAreRefused() {
    byte[] packed = SmallSets.gzip(TEXT);
    byte[] longer = Arrays.copyOf(packed, packed.length + 1);
    assertThatThrownBy(() -> unpack(longer))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("more bytes follow the end");
  }

  @Test
  void aBombIsRefusedBeforeItBursts() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(file)) {
      gzip.write(SmallSets.labels(12, 0));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        gzip.write(zeros);
      }
    }
    byte[] bomb = file.toByteArray();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(
            () -> {
              try (Intake in = Intake.of("bomb.gz", bomb, Sha256.start())) {
                Idx.labels(in, 12, 10);
              }
            })
        .isInstanceOf(Refusal.class)
        .hasMessage("bomb.gz: holds more than the 20 bytes that belong there");
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(taken).as("bytes allocated for a bomb of 200 MiB").isLessThan(4L << 20);
  }

  @Test
  void aShortFileThatPromisesMuchTakesNoMemory() {
    byte[] header = SmallSets.gzip(Arrays.copyOf(SmallSets.images(60_000, 28, 28), 16));
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(
            () -> {
              try (Intake in = Intake.of("short.gz", header, Sha256.start())) {
                Idx.images(in, 60_000, 28, 28);
              }
            })
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is too short (" + header.length + " bytes) to hold 47040016 bytes");
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(taken).as("bytes allocated for a promise of 47 MB").isLessThan(4L << 20);
  }
}
