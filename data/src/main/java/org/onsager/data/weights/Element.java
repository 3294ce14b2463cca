package org.onsager.data.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The type in which numbers of an array are stored. */
public enum Element {
  /** IEEE double precision. */
  F64(8),
  /** IEEE single precision. */
  F32(4),
  /** IEEE half precision. */
  F16(2),
  /** The upper half of a single: eight bits of exponent, seven of mantissa. */
  BF16(2),
  /** Signed 64-bit integers. */
  I64(8),
  /** Signed 32-bit integers. */
  I32(4),
  /** Signed 16-bit integers. */
  I16(2),
  /** Signed bytes. */
  I8(1),
  /** Unsigned bytes. */
  U8(1),
  /** A byte, 0 for false. */
  BOOL(1),
  /** Unsigned 16-bit integers. */
  U16(2),
  /** Unsigned 32-bit integers. */
  U32(4),
  /** Unsigned 64-bit integers; those above 2⁵³ are rounded. */
  U64(8);

  // Constants of one order: a layout that is made in the loop is looked up for every number.
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int bytes;

  Element(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** Whether weights can be of this type; integers are counters and positions. */
  public boolean isReal() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  /**
   * Numbers that lie one after the other.
   *
   * @param from bytes
   * @param position of the first byte of the first number
   */
  void read(
      MemorySegment from, long position, ByteOrder order, double[] into, int offset, int count) {
    boolean big = order == ByteOrder.BIG_ENDIAN;
    switch (this) {
      case F64 -> eights(from, position, big, true, into, offset, count);
      case I64 -> eights(from, position, big, false, into, offset, count);
      case F32 -> fours(from, position, big, true, into, offset, count);
      case I32 -> fours(from, position, big, false, into, offset, count);
      case F16 -> halves(from, position, big, into, offset, count);
      case BF16 -> brains(from, position, big, into, offset, count);
      case I16 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = two(from, position + 2L * i, big);
        }
      }
      case I8 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = from.get(ValueLayout.JAVA_BYTE, position + i);
        }
      }
      case U8 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = from.get(ValueLayout.JAVA_BYTE, position + i) & 0xff;
        }
      }
      case U16 -> {
        ValueLayout.OfShort layout = SHORT.withOrder(order);
        for (int i = 0; i < count; i++) {
          into[offset + i] = from.get(layout, position + 2L * i) & 0xffff;
        }
      }
      case U32 -> {
        ValueLayout.OfInt layout = INT.withOrder(order);
        for (int i = 0; i < count; i++) {
          into[offset + i] = from.get(layout, position + 4L * i) & 0xffffffffL;
        }
      }
      case U64 -> {
        ValueLayout.OfLong layout = LONG.withOrder(order);
        for (int i = 0; i < count; i++) {
          long value = from.get(layout, position + 8L * i);
          into[offset + i] = value >= 0 ? value : value + 0x1p64;
        }
      }
      case BOOL -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = from.get(ValueLayout.JAVA_BYTE, position + i) == 0 ? 0 : 1;
        }
      }
    }
  }

  private static short two(MemorySegment from, long position, boolean big) {
    short bits = from.get(SHORT, position);
    return big ? Short.reverseBytes(bits) : bits;
  }

  private static void halves(
      MemorySegment from, long position, boolean big, double[] into, int offset, int count) {
    for (int i = 0; i < count; i++) {
      into[offset + i] = Float.float16ToFloat(two(from, position + 2L * i, big));
    }
  }

  private static void brains(
      MemorySegment from, long position, boolean big, double[] into, int offset, int count) {
    for (int i = 0; i < count; i++) {
      into[offset + i] = Float.intBitsToFloat(two(from, position + 2L * i, big) << 16);
    }
  }

  private static void fours(
      MemorySegment from,
      long position,
      boolean big,
      boolean real,
      double[] into,
      int offset,
      int count) {
    for (int i = 0; i < count; i++) {
      int bits = from.get(INT, position + 4L * i);
      int turned = big ? Integer.reverseBytes(bits) : bits;
      into[offset + i] = real ? (double) Float.intBitsToFloat(turned) : (double) turned;
    }
  }

  private static void eights(
      MemorySegment from,
      long position,
      boolean big,
      boolean real,
      double[] into,
      int offset,
      int count) {
    for (int i = 0; i < count; i++) {
      long bits = from.get(LONG, position + 8L * i);
      long turned = big ? Long.reverseBytes(bits) : bits;
      into[offset + i] = real ? Double.longBitsToDouble(turned) : (double) turned;
    }
  }
}
