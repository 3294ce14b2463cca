package org.onsager.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.onsager.lab.Refusal;

/**
 * An array of numbers in a {@code .npy} file or in a member of an {@code .npz} archive, read and
 * not trusted.
 *
 * <p>A {@code .npy} file is mapped, so that opening it costs nothing and a part of it can be read;
 * its header is compared with the size of the file before memory is taken. Values come in C order
 * (the last index fastest) whatever the order in the file, as doubles, as they stand: nothing is
 * scaled. What a double cannot hold exactly (whole numbers beyond 2^53) is refused.
 */
public final class NpyArray implements AutoCloseable {
  private static final long EXACT = 1L << 53;

  private final String label;
  private final NpyHeader header;
  private final MemorySegment values;
  private final Runnable release;
  private final ValueLayout.OfShort shorts;
  private final ValueLayout.OfInt ints;
  private final ValueLayout.OfLong longs;
  private final ValueLayout.OfFloat floats;
  private final ValueLayout.OfDouble doubles;

  private NpyArray(String label, NpyHeader header, MemorySegment values, Runnable release) {
    this.label = label;
    this.header = header;
    this.values = values;
    this.release = release;
    // Made once: a layout made for every value would be garbage for every value.
    shorts = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(header.order());
    ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(header.order());
    longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(header.order());
    floats = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(header.order());
    doubles = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(header.order());
  }

  /**
   * Opens the array that a user named: {@code X.npy}, {@code X.npz} with a single array, or {@code
   * X.npz:name}.
   *
   * @throws Refusal when there is none, or it is not what it says
   */
  public static NpyArray open(String named) {
    int colon = named.lastIndexOf(".npz:");
    if (colon >= 0) {
      return NpzMember.open(Path.of(named.substring(0, colon + 4)), named.substring(colon + 5));
    }
    return named.endsWith(".npz") ? NpzMember.open(Path.of(named), "") : open(Path.of(named));
  }

  /** The names of the arrays in a {@code .npz} archive. */
  public static List<String> names(Path archive) {
    return NpzMember.names(archive);
  }

  /**
   * Opens a {@code .npy} file.
   *
   * @throws Refusal when it is not one, or its size is not what its header says
   */
  @SuppressWarnings("MustBeClosedChecker") // closed with the array
  public static NpyArray open(Path file) {
    if (!Files.exists(file)) {
      throw new Refusal(file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new Refusal(file + ": not a regular file, where a .npy file belongs");
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file)) {
      MemorySegment whole = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return of(file.toString(), whole, () -> closeOnce(arena));
    } catch (IOException e) {
      arena.close();
      throw new Refusal(file + ": cannot be read (" + e.getMessage() + ")", e);
    } catch (Refusal e) {
      arena.close();
      throw e;
    }
  }

  /** The array in bytes that are in memory, or mapped; closing it releases them. */
  static NpyArray of(String label, MemorySegment whole, Runnable release) {
    long size = whole.byteSize();
    int length = NpyHeader.length(label, bytes(whole, Math.min(size, NpyHeader.PREAMBLE)));
    if (length > size) {
      throw new Refusal(label + ": ends in its header; truncated?");
    }
    NpyHeader header = NpyHeader.of(label, bytes(whole, length));
    if (size - length != header.bytes()) {
      throw new Refusal(
          label
              + ": is "
              + size
              + " bytes long, where "
              + (length + header.bytes())
              + " belong to "
              + header.type().text()
              + " of shape "
              + shown(header.shape())
              + (size - length < header.bytes()
                  ? " (truncated?)"
                  : " (bytes too many at the end?)"));
    }
    return new NpyArray(label, header, whole.asSlice(length), release);
  }

  private static void closeOnce(Arena arena) {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  private static byte[] bytes(MemorySegment from, long count) {
    return from.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
  }

  /** The file, and the member of an archive, as refusals name it. */
  public String label() {
    return label;
  }

  /** What a value is in the file. */
  public NpyType type() {
    return header.type();
  }

  /** The length of every axis; none for a single number. */
  public long[] shape() {
    return header.shape().clone();
  }

  /** The number of values. */
  public long count() {
    return header.count();
  }

  /**
   * All values in C order.
   *
   * @throws Refusal when there are more than an array of Java holds, or one is not what it should
   *     be
   */
  public double[] doubles() {
    if (count() > Integer.MAX_VALUE - 8) {
      throw new Refusal(
          label + ": " + count() + " values at once are too many; the most is " + (1L << 31));
    }
    double[] all = new double[(int) count()];
    read(0, all, 0, all.length);
    return all;
  }

  /**
   * All values in C order, none of which is infinite or not a number.
   *
   * @throws Refusal also for the first that is, by its place
   */
  public double[] finite() {
    double[] all = doubles();
    for (int i = 0; i < all.length; i++) {
      if (!Double.isFinite(all[i])) {
        throw new Refusal(
            label + ": the value at " + place(i) + " is " + all[i] + ", where a number belongs");
      }
    }
    return all;
  }

  /**
   * Some values in C order.
   *
   * @param from the number of the first, in C order
   * @param into receives them from {@code offset} on
   */
  public void read(long from, double[] into, int offset, int count) {
    java.util.Objects.checkFromIndexSize(from, count, count());
    java.util.Objects.checkFromIndexSize(offset, count, into.length);
    if (!header.fortran() && type() == NpyType.FLOAT64) {
      MemorySegment.copy(values, doubles, from * Double.BYTES, into, offset, count);
      return;
    }
    if (!header.fortran()) {
      for (int i = 0; i < count; i++) {
        into[offset + i] = value(from + i);
      }
      return;
    }
    long[] shape = header.shape();
    long[] at = index(from);
    for (int i = 0; i < count; i++) {
      long place = 0;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        place = place * shape[axis] + at[axis];
      }
      into[offset + i] = value(place);
      for (int axis = shape.length - 1; axis >= 0 && ++at[axis] == shape[axis]; axis--) {
        at[axis] = 0;
      }
    }
  }

  /** The value at a place in the file. */
  private double value(long place) {
    long at = place * type().bytes();
    return switch (type()) {
      case BOOL -> truth(values.get(ValueLayout.JAVA_BYTE, at), place);
      case INT8 -> values.get(ValueLayout.JAVA_BYTE, at);
      case UINT8 -> values.get(ValueLayout.JAVA_BYTE, at) & 0xff;
      case INT16 -> values.get(shorts, at);
      case UINT16 -> values.get(shorts, at) & 0xffff;
      case INT32 -> values.get(ints, at);
      case UINT32 -> values.get(ints, at) & 0xffff_ffffL;
      case INT64 -> exact(values.get(longs, at), place, true);
      case UINT64 -> exact(values.get(longs, at), place, false);
      case FLOAT16 -> Float.float16ToFloat(values.get(shorts, at));
      case FLOAT32 -> values.get(floats, at);
      case FLOAT64 -> values.get(doubles, at);
    };
  }

  private double truth(byte value, long place) {
    if (value != 0 && value != 1) {
      throw new Refusal(
          label + ": value " + place + " of the file is " + value + ", where 0 or 1 belongs");
    }
    return value;
  }

  private double exact(long value, long place, boolean signed) {
    if (value > EXACT || value < (signed ? -EXACT : 0)) {
      throw new Refusal(
          label
              + ": value "
              + place
              + " of the file is "
              + (signed ? Long.toString(value) : Long.toUnsignedString(value))
              + ", which a double does not hold exactly; store such numbers as float64");
    }
    return value;
  }

  private long[] index(long inOrder) {
    long[] shape = header.shape();
    long[] at = new long[shape.length];
    long rest = inOrder;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = shape[axis] == 0 ? 0 : rest % shape[axis];
      rest = shape[axis] == 0 ? 0 : rest / shape[axis];
    }
    return at;
  }

  /** Where a value stands, as NumPy would index it: [3, 17]. */
  public String place(long inOrder) {
    return Arrays.toString(index(inOrder));
  }

  /** A shape as NumPy prints it: (3, 4), (3,) or (). */
  public static String shown(long... shape) {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }

  /**
   * The SHA-256 of type, shape and values in C order: of the array, wherever and however it is
   * stored.
   */
  public String sha256() {
    return sha256(count());
  }

  /** The same of its first values alone. */
  public String sha256(long first) {
    var digest = Sha256.start();
    digest.update(
        (type().text() + shown(header.shape()))
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    double[] some = new double[1 << 13];
    byte[] bytes = new byte[some.length * Double.BYTES];
    MemorySegment view = MemorySegment.ofArray(bytes);
    ValueLayout.OfDouble little =
        ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (long from = 0; from < first; from += some.length) {
      int n = (int) Math.min(some.length, first - from);
      read(from, some, 0, n);
      MemorySegment.copy(some, 0, view, little, 0, n);
      digest.update(bytes, 0, n * Double.BYTES);
    }
    return Sha256.hex(digest);
  }

  @Override
  public void close() {
    release.run();
  }
}
