package org.onsager.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.onsager.lab.Refusal;

/**
 * The contents of a gzip file of one member, every part of which is checked (RFC 1952).
 *
 * <p>Header, checksum and length must agree, and nothing may follow; {@link
 * java.util.zip.GZIPInputStream} lets trailing bytes pass. Memory is bounded whatever the file
 * says.
 */
final class Gunzip extends InputStream {
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final String label;
  private final InputStream packed;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private long count;
  private boolean ended;

  /** Opens the stream; the header is read at the first byte asked for. */
  Gunzip(String label, InputStream packed) {
    this.label = label;
    this.packed = packed;
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
    if (ended) {
      return -1;
    }
    if (count == 0 && inflater.getBytesRead() == 0 && limit == 0) {
      header();
    }
    try {
      while (true) {
        int n = inflater.inflate(into, offset, length);
        if (n > 0) {
          checksum.update(into, offset, n);
          count += n;
          return n;
        }
        if (inflater.finished()) {
          trailer();
          ended = true;
          return -1;
        }
        if (inflater.needsDictionary()) {
          throw new Refusal(
              label + ": its gzip stream asks for a dictionary, which gzip never has");
        }
        if (position == limit && !refill()) {
          throw new Refusal(
              label + ": its gzip stream breaks off after " + count + " bytes of contents");
        }
        inflater.setInput(buffer, position, limit - position);
        position = limit;
      }
    } catch (DataFormatException e) {
      throw new Refusal(
          label + ": its gzip stream is damaged after " + count + " bytes of contents", e);
    }
  }

  private void header() throws IOException {
    if (next() != 0x1f || next() != 0x8b) {
      throw new Refusal(label + ": not a gzip file (1f 8b is missing at the start)");
    }
    if (next() != 8) {
      throw new Refusal(label + ": its gzip header names an unknown compression; only deflate is");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new Refusal(label + ": its gzip header sets reserved flags; it is damaged");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      skip(2);
    }
  }

  private void trailer() throws IOException {
    position = limit - inflater.getRemaining();
    long said = little32();
    if (said != checksum.getValue()) {
      throw new Refusal(label + ": its gzip checksum does not agree with its contents; damaged");
    }
    if (little32() != (count & 0xffffffffL)) {
      throw new Refusal(label + ": its gzip length does not agree with its contents; damaged");
    }
    if (position < limit || refill()) {
      throw new Refusal(label + ": more bytes follow the end of its gzip stream; none should");
    }
  }

  private long little32() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (long) next() << shift;
    }
    return value;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    for (int length = 0; next() != 0; length++) {
      if (length > buffer.length) {
        throw new Refusal(label + ": a text in its gzip header has no end; it is damaged");
      }
    }
  }

  private int next() throws IOException {
    if (position == limit && !refill()) {
      throw new Refusal(label + ": its gzip stream breaks off in the header or the checksum");
    }
    return buffer[position++] & 0xff;
  }

  private boolean refill() throws IOException {
    position = 0;
    limit = Math.max(0, packed.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    packed.close();
  }
}
