package org.onsager.data;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.onsager.lab.Refusal;

/**
 * A {@code .npy} file being filled in place: made at its full size at once, in C order, then
 * written block by block, from any thread.
 *
 * <p>Blocks are written at their positions and not through a mapping, so that the memory of the
 * process stays small however large the file. float32 values are rounded once, here.
 */
public final class NpyFile implements AutoCloseable {
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int LONGEST = 1 << 13;

  private final Path path;
  private final NpyHeader header;
  private final FileChannel channel;

  private NpyFile(Path path, NpyHeader header, FileChannel channel) {
    this.path = path;
    this.header = header;
    this.channel = channel;
  }

  private static String words(long bytes) {
    return bytes < 1_000_000 ? bytes + " bytes" : Download.mega(bytes);
  }

  /**
   * Makes a file of zeros.
   *
   * @param type float64 or float32
   * @throws Refusal when it cannot be made, or the disk has no room for it
   */
  public static NpyFile create(Path path, NpyType type, long... shape) {
    NpyHeader header = header(type, shape);
    try {
      Path folder = path.toAbsolutePath().getParent();
      long room = folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
      if (size(header) > room) {
        throw new Refusal(
            path + ": needs " + words(size(header)) + ", and its disk has room for " + words(room));
      }
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      NpyFile file = new NpyFile(path, header, channel);
      try {
        file.put(ByteBuffer.wrap(header.written()), 0);
        if (header.bytes() > 0) {
          file.put(ByteBuffer.allocate(1), size(header) - 1);
        }
      } catch (Refusal full) {
        channel.close();
        throw full;
      }
      return file;
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /**
   * Opens a file that was made so before, with what was written into it.
   *
   * @throws Refusal when there is none with exactly this type and shape
   */
  public static NpyFile reopen(Path path, NpyType type, long... shape) {
    NpyHeader header = header(type, shape);
    byte[] right = header.written();
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      ByteBuffer start = ByteBuffer.allocate(right.length);
      int read = channel.read(start, 0);
      if (read < right.length
          || !Arrays.equals(start.array(), right)
          || channel.size() != size(header)) {
        channel.close();
        throw new Refusal(
            path
                + ": is not an unfinished "
                + type.text()
                + " array of shape "
                + NpyArray.shown(shape));
      }
      return new NpyFile(path, header, channel);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /**
   * Writes an array whole: readers see it finished or not at all.
   *
   * @param values in C order
   */
  public static void write(Path path, double[] values, long... shape) {
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill the shape " + NpyArray.shown(shape));
    }
    Path folder = path.toAbsolutePath().getParent();
    try (Part part =
        Part.of(folder == null ? Path.of(".") : folder, path.getFileName().toString())) {
      try (NpyFile file = create(part.path(), NpyType.FLOAT64, shape)) {
        file.row(0, values, 0, values.length, file.buffer(values.length));
      }
      part.keep();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static NpyHeader header(NpyType type, long... shape) {
    if (type != NpyType.FLOAT64 && type != NpyType.FLOAT32) {
      throw new IllegalArgumentException("float64 and float32 are written, not " + type.text());
    }
    return NpyHeader.plain(type, shape);
  }

  private static long size(NpyHeader header) {
    return header.length() + header.bytes();
  }

  /** The bytes that a file of this type and shape has. */
  public static long size(NpyType type, long... shape) {
    return size(header(type, shape));
  }

  /**
   * Writes a block of a matrix.
   *
   * @param row of its first value in the matrix
   * @param column of its first value in the matrix
   * @param values row-major, {@code stride} from row to row, from {@code offset} on
   */
  public void block(
      long row, long column, int rows, int columns, double[] values, int offset, int stride) {
    long wide = header.shape()[1];
    java.util.Objects.checkFromIndexSize(row, rows, header.shape()[0]);
    java.util.Objects.checkFromIndexSize(column, columns, wide);
    ByteBuffer buffer = buffer(columns);
    for (int i = 0; i < rows; i++) {
      row((row + i) * wide + column, values, offset + i * stride, columns, buffer);
    }
  }

  private ByteBuffer buffer(int columns) {
    return ByteBuffer.allocate(Math.min(LONGEST, columns) * header.type().bytes());
  }

  private void row(long first, double[] values, int offset, int count, ByteBuffer buffer) {
    MemorySegment view = MemorySegment.ofBuffer(buffer.clear());
    for (int done = 0; done < count; done += LONGEST) {
      int n = Math.min(LONGEST, count - done);
      if (header.type() == NpyType.FLOAT64) {
        MemorySegment.copy(values, offset + done, view, DOUBLE, 0, n);
      } else {
        for (int i = 0; i < n; i++) {
          view.setAtIndex(FLOAT, i, (float) values[offset + done + i]);
        }
      }
      buffer.clear().limit(n * header.type().bytes());
      put(buffer, header.length() + (first + done) * header.type().bytes());
    }
  }

  private void put(ByteBuffer bytes, long at) {
    try {
      long next = at;
      while (bytes.hasRemaining()) {
        next += channel.write(bytes, next);
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Returns when all that was written before lies on the disk. */
  public void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static Refusal unwritable(Path path, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException missing -> "its folder does not exist";
          case java.nio.file.AccessDeniedException denied -> "permission denied";
          default -> "" + e.getMessage();
        };
    return new Refusal(path + ": cannot be written (" + reason + ")", e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }
}
