package org.onsager.data.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.onsager.lab.Refusal;

/** The bytes of a mapped file with a place of reading, which refuses to leave them. */
final class Octets {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int LONGEST_LINE = 400;

  private final String label;
  private final MemorySegment bytes;
  private long position;

  Octets(String label, MemorySegment bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** Maps a file. */
  static Octets map(Path file, Arena arena) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new Refusal(file + ": not a regular file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Octets(
          file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (NoSuchFileException e) {
      throw new Refusal(file + ": no such file", e);
    } catch (IOException e) {
      String reason =
          e instanceof java.nio.file.AccessDeniedException
              ? "permission denied"
              : e.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + e.getMessage();
      throw new Refusal(file + ": cannot be read (" + reason + ")", e);
    }
  }

  String label() {
    return label;
  }

  long size() {
    return bytes.byteSize();
  }

  long position() {
    return position;
  }

  Octets at(long place) {
    Octets other = new Octets(label, bytes);
    other.position = place;
    if (place < 0 || place > size()) {
      throw refusal("points to byte " + place + " of " + size() + "; truncated?");
    }
    return other;
  }

  /** A part of the file as a file of its own, with a name of its own. */
  Octets part(String name, long from, long length) {
    return new Octets(label + ": " + name, slice(from, length));
  }

  MemorySegment slice(long from, long length) {
    if (from < 0 || length < 0 || from > size() || length > size() - from) {
      throw refusal(
          "points to bytes "
              + from
              + " to "
              + (from + length)
              + ", where it has "
              + size()
              + "; truncated?");
    }
    return bytes.asSlice(from, length);
  }

  private void need(long count) {
    if (count < 0 || count > size() - position) {
      throw refusal(
          "ends after " + size() + " bytes, where " + count + " more are announced; truncated?");
    }
  }

  int octet() {
    need(1);
    return bytes.get(ValueLayout.JAVA_BYTE, position++) & 0xff;
  }

  int little16() {
    return octet() | octet() << 8;
  }

  long little32() {
    need(4);
    position += 4;
    return bytes.get(INT, position - 4) & 0xffffffffL;
  }

  long little64() {
    need(8);
    position += 8;
    return bytes.get(LONG, position - 8);
  }

  byte[] octets(long count) {
    need(count);
    if (count > Integer.MAX_VALUE - 8) {
      throw refusal("has a text of " + count + " bytes");
    }
    byte[] copy = bytes.asSlice(position, count).toArray(ValueLayout.JAVA_BYTE);
    position += count;
    return copy;
  }

  String text(long count) {
    return new String(octets(count), StandardCharsets.UTF_8);
  }

  /** What stands before the next line feed, which is passed over. */
  String line() {
    long end = position;
    while (end < size() && bytes.get(ValueLayout.JAVA_BYTE, end) != '\n') {
      end++;
    }
    String line = text(end - position);
    need(1);
    position++;
    return line;
  }

  void skip(long count) {
    need(count);
    position += count;
  }

  /** A line of refusal that begins with the file; what a file says of itself cannot break it. */
  Refusal refusal(String what) {
    return refusal(label, what);
  }

  static Refusal refusal(String label, String what) {
    StringBuilder line = new StringBuilder();
    what.codePoints()
        .limit(LONGEST_LINE)
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '\ufffd' : c)
        .forEach(line::appendCodePoint);
    return new Refusal(label + ": " + line + (what.length() > LONGEST_LINE ? "…" : ""));
  }
}
