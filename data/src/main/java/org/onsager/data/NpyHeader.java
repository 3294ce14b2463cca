package org.onsager.data;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.onsager.lab.Refusal;

/**
 * What a {@code .npy} file says of the array that follows (NumPy's format, versions 1 to 3).
 *
 * @param type of a value
 * @param order of a value's bytes
 * @param fortran true when the first index runs fastest
 * @param shape the length of every axis; none for a single number
 * @param length the bytes of the header, after which the values begin
 */
record NpyHeader(NpyType type, ByteOrder order, boolean fortran, long[] shape, int length) {
  /** What every file begins with, as far as the length of the header at most. */
  static final int PREAMBLE = 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final long LARGEST = 1L << 60;
  private static final int BLOCK = 64;
  private static final int SHORT_PREAMBLE = 10;

  /** The number of values. */
  long count() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** The bytes of all values. */
  long bytes() {
    return count() * type.bytes();
  }

  /**
   * The length of the whole header, from a file's first bytes.
   *
   * @param start its first {@link #PREAMBLE} bytes, or all when it has fewer
   */
  static int length(String label, byte[] start) {
    if (start.length < SHORT_PREAMBLE
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new Refusal(label + ": not a .npy file (it does not begin with \\x93NUMPY)");
    }
    int version = start[6] & 0xff;
    if (version < 1 || version > 3 || start[7] != 0) {
      throw new Refusal(
          label
              + ": version "
              + version
              + "."
              + (start[7] & 0xff)
              + " of the .npy format is unknown; 1.0, 2.0 and 3.0 are known");
    }
    long text = start[8] & 0xffL | (start[9] & 0xffL) << 8;
    if (version > 1) {
      if (start.length < PREAMBLE) {
        throw new Refusal(label + ": ends in the preamble of its header; truncated?");
      }
      text |= (start[10] & 0xffL) << 16 | (start[11] & 0xffL) << 24;
    }
    if (text > LONGEST) {
      throw new Refusal(
          label
              + ": its header would have "
              + text
              + " bytes, where plain arrays need at most 64 KiB");
    }
    return (int) text + (version == 1 ? SHORT_PREAMBLE : PREAMBLE);
  }

  /** Reads a header; {@code bytes} has exactly its {@link #length(String, byte[])}. */
  static NpyHeader of(String label, byte[] bytes) {
    int from = bytes[6] == 1 ? SHORT_PREAMBLE : PREAMBLE;
    String text = new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
    NpyText.Read read = NpyText.of(label, text);
    String descr = read.descr();
    NpyType type = type(label, descr);
    char order = descr.charAt(0);
    long count = type.bytes();
    for (long n : read.shape()) {
      if (n > 0 && count > LARGEST / n) {
        throw new Refusal(
            label + ": its shape " + Arrays.toString(read.shape()) + " is larger than any file");
      }
      count *= n;
    }
    return new NpyHeader(
        type,
        order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        read.fortran(),
        read.shape(),
        bytes.length);
  }

  private static NpyType type(String label, String descr) {
    String known = "; bool, int8 to int64, uint8 to uint64, float16, float32 and float64 are read";
    if (!descr.matches("[<>|=][a-zA-Z][0-9]{0,3}")) {
      throw new Refusal(label + ": its values are of type '" + NpyText.shown(descr) + "'" + known);
    }
    char kind = descr.charAt(1);
    int bytes = descr.length() > 2 ? Integer.parseInt(descr.substring(2)) : 0;
    String reason =
        switch (kind) {
          case 'O' -> " (Python objects, which only running them could read)";
          case 'c' -> " (complex numbers)";
          case 'U', 'S', 'a' -> " (texts)";
          case 'M', 'm' -> " (dates or times)";
          default -> "";
        };
    NpyType type =
        NpyType.of(kind, bytes)
            .orElseThrow(
                () ->
                    new Refusal(
                        label + ": its values are of type '" + descr + "'" + reason + known));
    if (descr.charAt(0) == '|' && bytes > 1) {
      throw new Refusal(label + ": its type '" + descr + "' does not say the order of the bytes");
    }
    return type;
  }

  /** The header of a plain array in C order, the values beginning at a multiple of 64 bytes. */
  static NpyHeader plain(NpyType type, long... shape) {
    int length = (SHORT_PREAMBLE + text(type, shape).length() + 1 + BLOCK - 1) / BLOCK * BLOCK;
    return new NpyHeader(type, ByteOrder.LITTLE_ENDIAN, false, shape.clone(), length);
  }

  private static String text(NpyType type, long... shape) {
    String sizes =
        shape.length == 1
            ? shape[0] + ","
            : Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "{'descr': '" + type.descr() + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
  }

  /** A plain header as a file has it. */
  byte[] written() {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) ' ');
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[6] = 1;
    bytes[7] = 0;
    int rest = length - SHORT_PREAMBLE;
    bytes[8] = (byte) rest;
    bytes[9] = (byte) (rest >>> 8);
    byte[] text = text(type, shape).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, bytes, SHORT_PREAMBLE, text.length);
    bytes[length - 1] = '\n';
    return bytes;
  }
}
