package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeMemoryTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 8, 63, 64, 65, 100_003})
  void memoryBeginsAtALineHasItsSizeAndLivesAsLongAsItsArena(long bytes) {
    MemorySegment closed;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = NativeMemory.unset(arena, bytes);
      assertThat(memory.address() % 64).isZero();
      assertThat(memory.byteSize()).isEqualTo(bytes);
      memory.set(JAVA_BYTE, bytes - 1, (byte) 7);
      assertThat(memory.get(JAVA_BYTE, bytes - 1)).isEqualTo((byte) 7);
      assertThatThrownBy(() -> memory.get(JAVA_BYTE, bytes))
          .isInstanceOf(IndexOutOfBoundsException.class);
      closed = memory;
    }
    assertThatThrownBy(() -> closed.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void moreThanThereIsOfAddressesIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> NativeMemory.unset(arena, 1L << 60))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessageContaining("1152921504606846976 bytes");
    }
  }
}
