package org.onsager.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.onsager.lab.Refusal;

/**
 * The regular files of a tar archive (POSIX.1-1988 ustar), read as a stream.
 *
 * <p>Names are handed on as text and never used as paths here; links, devices and extended headers
 * are passed over.
 */
final class Tar {
  private static final int BLOCK = 512;

  private Tar() {}

  /** Takes one file of an archive. */
  interface Taker {
    /**
     * Takes a file.
     *
     * @param contents ends where the file ends; what is not read is passed over
     */
    void take(String name, long bytes, InputStream contents) throws IOException;
  }

  /**
   * Reads an archive to its end.
   *
   * @param most refuses archives that unpack to more bytes
   */
  static void read(String label, InputStream in, long most, Taker taker) throws IOException {
    byte[] header = new byte[BLOCK];
    long total = 0;
    while (true) {
      int n = in.readNBytes(header, 0, BLOCK);
      if (n == 0 || n == BLOCK && blank(header)) {
        break;
      }
      if (n < BLOCK) {
        throw new Refusal(label + ": the archive breaks off in a header");
      }
      long sum = octal(label, header, 148, 8, "checksum");
      if (sum != sum(header)) {
        throw new Refusal(label + ": a header of the archive does not agree with its checksum");
      }
      long bytes = octal(label, header, 124, 12, "size");
      total += BLOCK + bytes;
      if (bytes > most || total > most) {
        throw new Refusal(label + ": the archive unpacks to more than " + most + " bytes");
      }
      Entry entry = new Entry(label, in, bytes);
      int type = header[156];
      if (type == '0' || type == 0) {
        taker.take(name(header), bytes, entry);
      }
      entry.transferTo(java.io.OutputStream.nullOutputStream());
      in.skipNBytes((BLOCK - bytes % BLOCK) % BLOCK);
    }
    // The padding after the end is read, so that a checksum behind it is seen.
    byte[] rest = new byte[BLOCK];
    while (in.readNBytes(rest, 0, BLOCK) > 0) {
      total += BLOCK;
      if (total > most || !blank(rest)) {
        throw new Refusal(label + ": bytes follow the end of the archive");
      }
    }
  }

  private static boolean blank(byte[] block) {
    return Arrays.equals(block, new byte[BLOCK]);
  }

  private static long sum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static long octal(String label, byte[] header, int offset, int length, String what) {
    String text =
        new String(header, offset, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '7')) {
      throw new Refusal(label + ": the " + what + " in a header of the archive is not a number");
    }
    return Long.parseLong(text, 8);
  }

  private static String name(byte[] header) {
    int end = 0;
    while (end < 100 && header[end] != 0) {
      end++;
    }
    return new String(header, 0, end, StandardCharsets.UTF_8);
  }

  /** The bytes of one file. */
  private static final class Entry extends InputStream {
    private final String label;
    private final InputStream in;
    private long left;

    Entry(String label, InputStream in, long bytes) {
      this.label = label;
      this.in = in;
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        return -1;
      }
      int n = in.read(into, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new Refusal(label + ": the archive breaks off in a file");
      }
      left -= n;
      return n;
    }
  }
}
