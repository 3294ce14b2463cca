package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Refusal;

class NpyArrayTest {
  @TempDir Path folder;

  /** A file as NumPy writes it: the format is {@code numpy/lib/format.py}'s, byte by byte. */
  static byte[] file(int version, String dictionary, byte[] values) {
    int preamble = version == 1 ? 10 : 12;
    int length = (preamble + dictionary.length() + 1 + 63) / 64 * 64;
    ByteBuffer out = ByteBuffer.allocate(length + values.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.put((byte) version).put((byte) 0);
    if (version == 1) {
      out.putShort((short) (length - preamble));
    } else {
      out.putInt(length - preamble);
    }
    String text = dictionary + " ".repeat(length - preamble - dictionary.length() - 1) + "\n";
    return out.put(text.getBytes(StandardCharsets.ISO_8859_1)).put(values).array();
  }

  private static String dictionary(String descr, boolean fortran, String shape) {
    return "{'descr': '"
        + descr
        + "', 'fortran_order': "
        + (fortran ? "True" : "False")
        + ", 'shape': "
        + shape
        + ", }";
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] doubles(ByteOrder order, double... values) {
    ByteBuffer out = ByteBuffer.allocate(8 * values.length).order(order);
    for (double value : values) {
      out.putDouble(value);
    }
    return out.array();
  }

  private static NpyArray read(byte[] file) {
    return NpyArray.of("X.npy", MemorySegment.ofArray(file), () -> {});
  }

  private static double[] values(String descr, byte[] values, int count) {
    try (NpyArray array = read(file(1, dictionary(descr, false, "(" + count + ",)"), values))) {
      return array.doubles();
    }
  }

  private static void refuses(byte[] file, String... says) {
    assertThatThrownBy(() -> read(file).doubles())
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("X.npy: ")
        .hasMessageContainingAll(says)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void everyTypeOfPlainNumberIsReadInBothOrdersOfBytes() {
    // The patterns of bits are those of IEEE 754 and of two's complement.
    assertThat(values("<f8", bytes(0, 0, 0, 0, 0, 0, 0xf8, 0x3f), 1)).containsExactly(1.5);
    assertThat(values(">f8", bytes(0x3f, 0xf8, 0, 0, 0, 0, 0, 0), 1)).containsExactly(1.5);
    assertThat(values("<f4", bytes(0, 0, 0x20, 0xc0), 1)).containsExactly(-2.5);
    assertThat(values(">f4", bytes(0xc0, 0x20, 0, 0), 1)).containsExactly(-2.5);
    assertThat(values("<f2", bytes(0x00, 0x3c, 0x00, 0xc0), 2)).containsExactly(1, -2);
    assertThat(values("|u1", bytes(0, 127, 255), 3)).containsExactly(0, 127, 255);
    assertThat(values("|i1", bytes(0, 127, 255), 3)).containsExactly(0, 127, -1);
    assertThat(values("|b1", bytes(0, 1), 2)).containsExactly(0, 1);
    assertThat(values("<i2", bytes(0xfe, 0xff), 1)).containsExactly(-2);
    assertThat(values(">u2", bytes(0xff, 0xfe), 1)).containsExactly(65534);
    assertThat(values("<i4", bytes(0xfd, 0xff, 0xff, 0xff), 1)).containsExactly(-3);
    assertThat(values("<u4", bytes(0xff, 0xff, 0xff, 0xff), 1)).containsExactly(4294967295.0);
    assertThat(values(">i8", bytes(0, 0, 0, 0, 0, 0, 1, 0), 1)).containsExactly(256);
    assertThat(values("<u8", bytes(0, 0, 0, 0, 0, 0, 0x20, 0), 1)).containsExactly(0x1p53);
  }

  @Test
  void theFirstIndexMayRunFastest() {
    // np.arange(6).reshape(2, 3), stored column after column
    byte[] columns = doubles(ByteOrder.LITTLE_ENDIAN, 0, 3, 1, 4, 2, 5);
    for (int version = 1; version <= 3; version++) {
      try (NpyArray array = read(file(version, dictionary("<f8", true, "(2, 3)"), columns))) {
        assertThat(array.doubles()).containsExactly(0, 1, 2, 3, 4, 5);
        double[] some = new double[4];
        array.read(2, some, 1, 3);
        assertThat(some).containsExactly(0, 2, 3, 4);
        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(array.place(4)).isEqualTo("[1, 1]");
      }
    }
  }

  @Test
  void emptyArraysSingleNumbersAndPythonTwoAreRead() {
    byte[] one = doubles(ByteOrder.LITTLE_ENDIAN, 7);
    assertThat(read(file(1, dictionary("<f8", false, "()"), one)).doubles()).containsExactly(7);
    assertThat(read(file(1, dictionary("<f8", false, "(0, 5)"), bytes())).doubles()).isEmpty();
    assertThat(read(file(1, dictionary("<f8", false, "(1L, 1L)"), one)).doubles())
        .containsExactly(7);
    String reordered = "{\"shape\":(1,),\"fortran_order\":False,\"descr\":\"<f8\"}";
    assertThat(read(file(2, reordered, one)).doubles()).containsExactly(7);
  }

  @Test
  void theSameNumbersHaveTheSameHashInWhateverOrderTheyAreStored() {
    byte[] rows = doubles(ByteOrder.LITTLE_ENDIAN, 0, 1, 2, 3, 4, 5);
    byte[] columns = doubles(ByteOrder.BIG_ENDIAN, 0, 3, 1, 4, 2, 5);
    String hash = read(file(1, dictionary("<f8", false, "(2, 3)"), rows)).sha256();
    assertThat(read(file(3, dictionary(">f8", true, "(2, 3)"), columns)).sha256()).isEqualTo(hash);
    assertThat(read(file(1, dictionary("<f8", false, "(3, 2)"), rows)).sha256()).isNotEqualTo(hash);
  }

  @Test
  void whatIsNotAPlainArrayIsRefusedInOneLine() {
    byte[] one = doubles(ByteOrder.LITTLE_ENDIAN, 7);
    refuses(bytes(), "not a .npy file");
    refuses("P5 640 480 255 and pixels".getBytes(StandardCharsets.US_ASCII), "not a .npy file");
    byte[] late = file(1, dictionary("<f8", false, "(1,)"), one);
    late[6] = 4;
    refuses(late, "version 4.0", "1.0, 2.0 and 3.0");
    refuses(file(1, dictionary("|O", false, "(1,)"), one), "'|O'", "Python objects", "float64");
    refuses(file(1, dictionary("<c16", false, "(1,)"), one), "complex");
    refuses(file(1, dictionary("<U3", false, "(1,)"), one), "texts");
    refuses(file(1, dictionary("|f8", false, "(1,)"), one), "order of the bytes");
    refuses(file(1, dictionary("f8", false, "(1,)"), one), "'f8'");
    String table = "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }";
    refuses(file(1, table, one), "a table of several fields");
    refuses(file(1, "{'descr': '<f8', 'shape': (1,), }", one), "lacks 'fortran_order'");
    refuses(file(1, "{'descr': '<f8', 'descr': '<f8'}", one), "'descr' twice");
    refuses(file(1, "{'colour': 'red'}", one), "'colour'", "only descr, fortran_order and shape");
    refuses(file(1, dictionary("<f8", false, "(1)"), one), "a comma after the only axis");
    refuses(file(1, dictionary("<f8", false, "(-1,)"), one), "the length of an axis");
    refuses(file(1, dictionary("<f8", false, "(1,)") + "import os", one), "the end");
  }

  @Test
  void sizesAreComparedWithTheFileBeforeMemoryIsTaken() {
    byte[] one = doubles(ByteOrder.LITTLE_ENDIAN, 7);
    refuses(
        file(1, dictionary("<f8", false, "(2,)"), one), "is 136 bytes", "where 144", "truncated");
    refuses(
        file(1, dictionary("<f8", false, "(0,)"), one), "is 136 bytes", "where 128", "too many");
    String giant = "(999999999999, 999999999999, 2)";
    refuses(file(1, dictionary("<f8", false, giant), one), "larger than any file");
    refuses(file(1, dictionary("<f8", false, "(99999999999,)"), one), "where 800000000120");
    byte[] long2 = file(2, dictionary("<f8", false, "(1,)"), one);
    long2[11] = 0x7f;
    refuses(long2, "its header would have");
  }

  @Test
  void valuesThatAreNoNumbersOrDoNotFitAreRefusedByTheirPlace() {
    byte[] nan = doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, Double.NaN);
    NpyArray array = read(file(1, dictionary("<f8", false, "(2, 2)"), nan));
    assertThat(array.doubles()).hasSize(4);
    assertThatThrownBy(array::finite)
        .isInstanceOf(Refusal.class)
        .hasMessage("X.npy: the value at [1, 1] is NaN, where a number belongs");
    refuses(
        file(1, dictionary("|b1", false, "(2,)"), bytes(1, 2)), "value 1", "is 2, where 0 or 1");
    byte[] beyond = bytes(1, 0, 0, 0, 0, 0, 0x20, 0); // 2^53 + 1
    refuses(file(1, dictionary("<i8", false, "(1,)"), beyond), "9007199254740993", "exactly");
    byte[] full = bytes(255, 255, 255, 255, 255, 255, 255, 255);
    refuses(file(1, dictionary("<u8", false, "(1,)"), full), "18446744073709551615");
    assertThat(values("<i8", full, 1)).containsExactly(-1);
  }

  @Test
  void damagedFilesAreRefusedInBoundedMemory() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] file =
        file(1, dictionary("<f8", true, "(2, 3)"), doubles(ByteOrder.BIG_ENDIAN, 1, 2, 3, 4, 5, 6));
    Random random = new Random(20_231);
    int refused = 0;
    for (int copy = 0; copy < 3_000; copy++) {
      byte[] damaged = DamageTest.damaged(file, random);
      if (copy % 2 == 0 && damaged.length > 60) {
        damaged[10 + random.nextInt(50)] = (byte) random.nextInt(256);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      try (NpyArray array = read(damaged)) {
        assertThat(array.doubles().length).isEqualTo(6);
      } catch (Refusal e) {
        refused++;
        assertThat(e).hasMessageStartingWith("X.npy: ").hasMessageNotContaining("\n");
      }
      long taken = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(taken).as("bytes allocated for damaged copy %d", copy).isLessThan(1L << 20);
    }
    assertThat(refused).as("the rest have other values").isBetween(1_500, 3_000);
  }

  private Path archive(String... names) throws IOException {
    Path path = folder.resolve("X.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (int i = 0; i < names.length; i++) {
        byte[] array =
            file(1, dictionary("<f8", false, "(1,)"), doubles(ByteOrder.LITTLE_ENDIAN, i + 0.5));
        ZipEntry entry = new ZipEntry(names[i] + ".npy");
        if (i == 0) {
          CRC32 sum = new CRC32();
          sum.update(array);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(array.length);
          entry.setCrc(sum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(array);
        zip.closeEntry();
      }
    }
    return path;
  }

  private static void refusesOpening(String named, String... says) {
    assertThatThrownBy(() -> NpyArray.open(named))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(says)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void membersOfAnArchiveAreReadByName() throws IOException {
    Path path = archive("images", "labels");
    assertThat(NpyArray.open(path + ":images").doubles()).containsExactly(0.5);
    assertThat(NpyArray.open(path + ":labels").doubles()).containsExactly(1.5);
    refusesOpening(path.toString(), "2 arrays (images, labels)", "X.npz:images");
    refusesOpening(path + ":image", "no array 'image'", "did you mean images?");
    assertThat(NpyArray.open(archive("x").toString()).doubles()).containsExactly(0.5);
    byte[] bytes = Files.readAllBytes(path);
    bytes[150] ^= 4;
    Files.write(path, bytes);
    refusesOpening(path.toString(), "X.npz:x", "damaged");
    Files.write(path, new byte[40]);
    refusesOpening(path.toString(), "not an .npz archive");
  }

  @Test
  void filesThatAreNotThereAreRefused() {
    refusesOpening(folder.resolve("no.npy").toString(), "no such file");
    refusesOpening(folder.resolve("no.npz").toString(), "no such file");
    refusesOpening(folder.toString(), "not a regular file");
  }
}
