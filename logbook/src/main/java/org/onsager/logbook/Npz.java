package org.onsager.logbook;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NumPy's archive of arrays: one {@code .npy} of format 1.0 for each name, little-endian. */
final class Npz implements AutoCloseable {
  private static final int BLOCK = 64;
  private static final int PREAMBLE = 10;
  // The least time that a zip file holds: the same arrays give the same bytes.
  private static final long EPOCH = 315_619_200_000L;

  private final ZipOutputStream zip;
  private final Set<String> names = new HashSet<>();

  Npz(OutputStream out) {
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
  }

  /** Doubles of a shape, in C order. */
  void doubles(String name, double[] values, int... shape) throws IOException {
    ByteBuffer data = data(values.length, Double.BYTES);
    Arrays.stream(values).forEach(data::putDouble);
    put(name, "<f8", data, shape.length == 0 ? new int[] {values.length} : shape);
  }

  /** Whole numbers. */
  void longs(String name, long[] values) throws IOException {
    ByteBuffer data = data(values.length, Long.BYTES);
    Arrays.stream(values).forEach(data::putLong);
    put(name, "<i8", data, values.length);
  }

  /** Texts of a shape, each as wide as the widest. */
  void texts(String name, List<String> values, int... shape) throws IOException {
    int wide =
        Math.max(1, values.stream().mapToInt(v -> v.codePointCount(0, v.length())).max().orElse(1));
    ByteBuffer data = data(values.size() * wide, Integer.BYTES);
    for (String value : values) {
      int[] points = Arrays.copyOf(value.codePoints().toArray(), wide);
      Arrays.stream(points).forEach(data::putInt);
    }
    put(name, "<U" + wide, data, shape.length == 0 ? new int[] {values.size()} : shape);
  }

  private static ByteBuffer data(int count, int size) {
    return ByteBuffer.allocate(Math.multiplyExact(count, size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void put(String name, String type, ByteBuffer data, int... shape) throws IOException {
    if (!names.add(name)) {
      throw new IllegalArgumentException("two arrays are called " + name);
    }
    String sizes = Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining(" "));
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
    int length = header.length() + 1;
    int padded = (PREAMBLE + length + BLOCK - 1) / BLOCK * BLOCK - PREAMBLE;
    ByteBuffer head = ByteBuffer.allocate(PREAMBLE + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    head.put((byte) 1).put((byte) 0).putShort((short) padded);
    head.put((header + " ".repeat(padded - length) + "\n").getBytes(StandardCharsets.US_ASCII));
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTime(EPOCH);
    zip.putNextEntry(entry);
    zip.write(bytes(head));
    zip.write(bytes(data));
    zip.closeEntry();
  }

  private static byte[] bytes(ByteBuffer written) {
    byte[] bytes = new byte[written.flip().remaining()];
    written.get(bytes);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
