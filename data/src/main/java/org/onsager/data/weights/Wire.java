package org.onsager.data.weights;

import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import org.onsager.lab.Refusal;

/**
 * The fields of one protobuf message, one after the other: a number and a type, then a varint, four
 * or eight bytes, or a length with so many bytes.
 *
 * <p>It does not leave the message, whatever a length says, and it counts fields for all messages
 * of a file, so that what is built of them is bounded.
 */
final class Wire {
  static final int VARINT = 0;
  static final int EIGHT = 1;
  static final int BYTES = 2;
  static final int FOUR = 5;

  /** Far more fields than any network's description has. */
  private static final long MOST = 1 << 22;

  private final Octets in;
  private final long end;
  private final long[] spent;
  private int field;
  private int type;

  private Wire(Octets in, long end, long[] spent) {
    this.in = in;
    this.end = end;
    this.spent = spent;
  }

  /** A whole file as a message. */
  static Wire of(Octets in) {
    return new Wire(in.at(0), in.size(), new long[1]);
  }

  /** Where bytes lie. */
  record Range(long from, long length) {}

  /** To the next field, whose value is then read or skipped; false at the end. */
  boolean next() {
    if (in.position() >= end) {
      return false;
    }
    if (++spent[0] > MOST) {
      throw in.refusal("has more than " + MOST + " fields, which no network's description needs");
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (tag <= 0 || tag >>> 3 > 1 << 29 || field == 0) {
      throw in.refusal("has a field without a number at byte " + in.position());
    }
    return true;
  }

  int field() {
    return field;
  }

  Octets in() {
    return in;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (in.position() >= end) {
        throw in.refusal("has a number that goes on behind byte " + end + "; truncated?");
      }
      int octet = in.octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw in.refusal("has a number of more than ten bytes at byte " + in.position());
  }

  private void expect(int wanted, String what) {
    if (type != wanted) {
      throw in.refusal(
          "has no "
              + what
              + " in field "
              + field
              + " at byte "
              + in.position()
              + " (wire type "
              + type
              + ")");
    }
  }

  long integer() {
    expect(VARINT, "integer");
    return varint();
  }

  float single() {
    expect(FOUR, "single-precision number");
    return Float.intBitsToFloat((int) in.little32());
  }

  /** The bytes of the field, which are left behind. */
  Range bytes() {
    expect(BYTES, "bytes");
    long length = varint();
    if (length < 0 || length > end - in.position()) {
      throw in.refusal(
          "announces "
              + Long.toUnsignedString(length)
              + " bytes at byte "
              + in.position()
              + ", where "
              + (end - in.position())
              + " are left; truncated?");
    }
    Range range = new Range(in.position(), length);
    in.skip(length);
    return range;
  }

  String text() {
    Range range = bytes();
    if (range.length() > 1 << 16) {
      throw in.refusal("has a text of " + range.length() + " bytes where a name belongs");
    }
    return in.at(range.from()).text(range.length());
  }

  Wire message() {
    return message(bytes());
  }

  Wire message(Range range) {
    return new Wire(in.at(range.from()), range.from() + range.length(), spent);
  }

  /** The integers of a field that repeats: one, or packed. */
  void integers(LongConsumer each, int most) {
    long[] count = {0};
    integers(
        varints(),
        value -> {
          if (++count[0] > most) {
            throw tooMany(most);
          }
          each.accept(value);
        });
  }

  private Refusal tooMany(int most) {
    return in.refusal("has a list of more than " + most + " numbers at byte " + in.position());
  }

  /** The numbers of a field that repeats: one, or packed. */
  void singles(DoubleConsumer each, int most) {
    Range range = numbers(4);
    if (range.length() / 4 > most) {
      throw tooMany(most);
    }
    Octets numbers = in.at(range.from());
    for (long at = 0; at + 4 <= range.length(); at += 4) {
      each.accept(Float.intBitsToFloat((int) numbers.little32()));
    }
  }

  /** Where integers of a field that repeats lie. */
  Range varints() {
    if (type == BYTES) {
      return bytes();
    }
    long from = in.position();
    integer();
    return new Range(from, in.position() - from);
  }

  /** The integers that lie in a range. */
  void integers(Range range, LongConsumer each) {
    Wire packed = message(range);
    while (packed.in.position() < packed.end) {
      each.accept(packed.varint());
    }
  }

  /** The bytes of the numbers of a field that repeats, each so wide: one, or packed. */
  Range numbers(int width) {
    if (type == BYTES) {
      return bytes();
    }
    expect(width == 4 ? FOUR : EIGHT, "number");
    Range range = new Range(in.position(), width);
    skip();
    return range;
  }

  void skip() {
    switch (type) {
      case VARINT -> varint();
      case EIGHT -> pass(8);
      case BYTES -> bytes();
      case FOUR -> pass(4);
      default ->
          throw in.refusal(
              "has wire type " + type + " at byte " + in.position() + "; no protobuf?");
    }
  }

  private void pass(long count) {
    if (count > end - in.position()) {
      throw in.refusal("has a number that goes on behind byte " + end + "; truncated?");
    }
    in.skip(count);
  }
}
