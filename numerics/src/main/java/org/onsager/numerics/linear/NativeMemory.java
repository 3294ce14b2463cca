package org.onsager.numerics.linear;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.Pointer;

/**
 * Native memory for what is written whole before it is read. An arena sets all of its memory to
 * zero first, on the thread that asks: for large results that is a good part of a fast
 * computation's time, and it is the threads which fill them that should touch their pages first.
 */
public final class NativeMemory {
  /** A line of the cache, in bytes. */
  private static final long LINE = 64;

  private NativeMemory() {}

  /**
   * Memory that lives as long as an arena, begins at a line of the cache and holds anything.
   *
   * @throws OutOfMemoryError where there is none
   */
  @SuppressWarnings("restricted") // it is the size that was asked for
  public static MemorySegment unset(Arena arena, long bytes) {
    Pointer whole = Pointer.malloc(bytes + LINE);
    if (whole == null || whole.isNull()) {
      throw new OutOfMemoryError("no native memory for " + bytes + " bytes");
    }
    long address = whole.address();
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes + LINE, arena, _ -> Pointer.free(whole))
        .asSlice(-address & (LINE - 1), bytes);
  }
}
