package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Refusal;

class CifarBatchTest {
  private static final int FEATURES = 3 * SmallSets.SIDE * SmallSets.SIDE;
  private static final int BYTES = SmallSets.RECORDS * (1 + FEATURES);

  private final float[] inputs = new float[SmallSets.RECORDS * FEATURES];
  private final int[] labels = new int[SmallSets.RECORDS];

  private void read(byte[] file) {
    try (Intake in = Intake.of("data_batch_1.bin", file, Sha256.start())) {
      CifarBatch.read(in, 0, SmallSets.RECORDS, FEATURES, 10, inputs, labels);
    }
  }

  @Test
  void recordsAreALabelAndThreePlanes() {
    read(SmallSets.batch(2));
    assertThat(labels).containsExactly(2, 3, 4, 5, 6, 7, 8);
    for (int i = 0; i < SmallSets.RECORDS; i++) {
      for (int p = 0; p < FEATURES; p++) {
        assertThat(inputs[i * FEATURES + p])
            .as("record %d value %d", i, p)
            .isEqualTo(SmallSets.pixel(i + 2, p) / 255f);
      }
    }
  }

  @Test
  void aBatchOfAnotherLengthIsRefused() {
    for (int length : new int[] {0, 1, BYTES - 1, BYTES + 1}) {
      assertThatThrownBy(() -> read(Arrays.copyOf(SmallSets.batch(0), length)))
          .isInstanceOf(Refusal.class)
          .hasMessageContainingAll(
              "data_batch_1.bin: is " + length + " bytes long, where " + BYTES + " belong");
    }
  }

  @Test
  void aLabelOutOfRangeIsNamedWithItsRecord() {
    byte[] file = SmallSets.batch(0);
    file[3 * (1 + FEATURES)] = 77;
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(Refusal.class)
        .hasMessage("data_batch_1.bin: the label of record 3 is 77, where 0 to 9 belong");
  }
}
