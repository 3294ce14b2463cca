package org.onsager.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import org.onsager.lab.Refusal;

/**
 * A file being read that is not trusted: gzipped or not, counted, hashed, refused by its name.
 *
 * <p>Nothing is taken into memory on the word of the file alone: {@link #promise} compares what a
 * header claims with what the file can hold, gzip's largest ratio (1032:1) included.
 */
final class Intake implements AutoCloseable {
  private static final long LARGEST_RATIO = 1032;
  private static final float[] UNIT_INTERVAL = new float[256];

  static {
    for (int i = 0; i < UNIT_INTERVAL.length; i++) {
      UNIT_INTERVAL[i] = i / 255f;
    }
  }

  private final String label;
  private final InputStream contents;
  private final boolean packed;
  private final long size;
  private final MessageDigest own = Sha256.start();
  private final MessageDigest all;
  private final byte[] chunk = new byte[1 << 16];
  private long count;

  private Intake(String label, InputStream file, long size, MessageDigest all) throws IOException {
    this.label = label;
    this.size = size;
    this.all = all;
    BufferedInputStream start = new BufferedInputStream(file, 1 << 16);
    start.mark(2);
    packed = start.read() == 0x1f && start.read() == 0x8b;
    start.reset();
    contents = packed ? new Gunzip(label, start) : start;
  }

  /**
   * Opens a file.
   *
   * @param all also receives the unpacked bytes, to hash several files as one
   * @throws Refusal when it is not a regular file that may be read
   */
  static Intake of(Path file, MessageDigest all) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new Refusal(file + ": not a regular file");
    }
    try {
      InputStream stream = Files.newInputStream(file);
      try {
        return new Intake(file.toString(), stream, Files.size(file), all);
      } catch (IOException e) {
        stream.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new Refusal(file + ": no such file", e);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** Opens bytes that are in memory already. */
  static Intake of(String label, byte[] file, MessageDigest all) {
    try {
      return new Intake(label, new ByteArrayInputStream(file), file.length, all);
    } catch (IOException e) {
      throw unreadable(label, e);
    }
  }

  /** Refuses unless the file, of {@code bytes} unpacked bytes, can be what it has to be. */
  void promise(long bytes) {
    if (!packed && size != bytes) {
      throw refusal("is " + size + " bytes long, where " + bytes + " belong" + verdict(bytes));
    }
    if (packed && bytes / LARGEST_RATIO > size) {
      throw refusal("is too short (" + size + " bytes) to hold " + bytes + " bytes; truncated?");
    }
  }

  private String verdict(long bytes) {
    return size < bytes ? " (truncated?)" : " (bytes too many at the end?)";
  }

  /** The next four bytes as an unsigned number, the highest byte first. */
  long big32(String what) {
    bytes(chunk, 4, what);
    return (chunk[0] & 0xffL) << 24
        | (chunk[1] & 0xffL) << 16
        | (chunk[2] & 0xffL) << 8
        | chunk[3] & 0xffL;
  }

  /** The next byte, 0…255. */
  int octet(String what) {
    bytes(chunk, 1, what);
    return chunk[0] & 0xff;
  }

  /** The next {@code length} bytes scaled from 0…255 to [0, 1]. */
  void scaled(float[] into, int offset, int length, String what) {
    int done = 0;
    while (done < length) {
      int n = Math.min(chunk.length, length - done);
      bytes(chunk, n, what);
      for (int i = 0; i < n; i++) {
        into[offset + done + i] = UNIT_INTERVAL[chunk[i] & 0xff];
      }
      done += n;
    }
  }

  private void bytes(byte[] into, int length, String what) {
    try {
      int n = contents.readNBytes(into, 0, length);
      count += n;
      own.update(into, 0, n);
      all.update(into, 0, n);
      if (n < length) {
        throw refusal("ends after " + count + " bytes, in " + what + "; truncated?");
      }
    } catch (IOException e) {
      throw unreadable(label, e);
    }
  }

  /** Refuses when anything follows what was read. */
  void end() {
    try {
      if (contents.read() >= 0) {
        throw refusal("holds more than the " + count + " bytes that belong there");
      }
    } catch (IOException e) {
      throw unreadable(label, e);
    }
  }

  /** The SHA-256 of the unpacked bytes read so far, in hexadecimal; to be asked once. */
  String sha256() {
    return Sha256.hex(own);
  }

  /** A line of refusal that begins with the file. */
  Refusal refusal(String what) {
    return new Refusal(label + ": " + what);
  }

  private static Refusal unreadable(String label, IOException e) {
    String reason =
        e instanceof java.nio.file.AccessDeniedException
            ? "permission denied"
            : e.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + e.getMessage();
    return new Refusal(label + ": cannot be read (" + reason + ")", e);
  }

  @Override
  public void close() {
    try {
      contents.close();
    } catch (IOException e) {
      throw unreadable(label, e);
    }
  }
}
