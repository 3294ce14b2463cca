package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Refusal;

/** Thousands of randomly damaged files give refusals or values in range, in bounded memory. */
class DamageTest {
  private static final int COPIES = 3_000;
  private static final long MOST = 1L << 20;

  static byte[] damaged(byte[] file, Random random) {
    byte[] copy = file.clone();
    for (int k = random.nextInt(4); k >= 0; k--) {
      switch (random.nextInt(5)) {
        case 0 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length + 1));
        case 1 -> copy = Arrays.copyOf(copy, copy.length + 1 + random.nextInt(40));
        case 2 -> {
          int from = random.nextInt(copy.length + 1);
          byte[] less = new byte[Math.max(0, copy.length - 1)];
          System.arraycopy(copy, 0, less, 0, Math.min(from, less.length));
          if (from < less.length) {
            System.arraycopy(copy, from + 1, less, from, less.length - from);
          }
          copy = less;
        }
        case 3 -> {
          if (copy.length > 0) {
            copy[random.nextInt(Math.min(20, copy.length))] = (byte) random.nextInt(256);
          }
        }
        default -> {
          if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
          }
        }
      }
    }
    return copy;
  }

  private static void survives(String reader, byte[] file, Consumer<Intake> reading) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(20_231);
    int refused = 0;
    for (int copy = 0; copy < COPIES; copy++) {
      byte[] damaged = damaged(file, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      try (Intake in = Intake.of("damaged", damaged, Sha256.start())) {
        reading.accept(in);
      } catch (Refusal e) {
        refused++;
        assertThat(e).hasMessageStartingWith("damaged: ").hasMessageNotContaining("\n");
      }
      long taken = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(taken).as("bytes allocated for damaged copy %d", copy).isLessThan(MOST);
    }
    assertThat(refused)
        .as("refused of %d damaged files of %s (the rest have other pixels)", COPIES, reader)
        .isBetween(COPIES / 2, COPIES);
  }

  private static void images(Intake in) {
    for (float value : Idx.images(in, 3, 4, 5)) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  private static void labels(Intake in) {
    for (int label : Idx.labels(in, 12, 10)) {
      assertThat(label).isBetween(0, 9);
    }
  }

  private static void batch(Intake in) {
    int features = 3 * SmallSets.SIDE * SmallSets.SIDE;
    int[] labels = new int[SmallSets.RECORDS];
    float[] inputs = new float[SmallSets.RECORDS * features];
    CifarBatch.read(in, 0, SmallSets.RECORDS, features, 10, inputs, labels);
    for (int label : labels) {
      assertThat(label).isBetween(0, 9);
    }
  }

  @Test
  void damagedImagesAreRefused() {
    survives("images", SmallSets.images(3, 4, 5), DamageTest::images);
    survives("packed images", SmallSets.gzip(SmallSets.images(3, 4, 5)), DamageTest::images);
  }

  @Test
  void damagedLabelsAreRefused() {
    survives("labels", SmallSets.labels(12, 0), DamageTest::labels);
    survives("packed labels", SmallSets.gzip(SmallSets.labels(12, 0)), DamageTest::labels);
  }

  @Test
  void damagedBatchesAreRefused() {
    survives("a batch", SmallSets.batch(0), DamageTest::batch);
    survives("a packed batch", SmallSets.gzip(SmallSets.batch(0)), DamageTest::batch);
  }
}
