package org.onsager.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Data sets of a few images in the published forms, made by a rule that tests can repeat. */
final class SmallSets {
  static final int HEIGHT = 4;
  static final int WIDTH = 5;
  static final int TRAIN = 6;
  static final int TEST = 3;
  static final int SIDE = 2;
  static final int RECORDS = 7;

  private SmallSets() {}

  /** Pixel {@code p} of image {@code i}. */
  static int pixel(int i, int p) {
    return (37 * i + 11 * p) & 0xff;
  }

  static byte[] images(int count, int height, int width) {
    ByteBuffer file = ByteBuffer.allocate(16 + count * height * width);
    file.putInt(0x803).putInt(count).putInt(height).putInt(width);
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < height * width; p++) {
        file.put((byte) pixel(i, p));
      }
    }
    return file.array();
  }

  /** Labels (i + shift) modulo 10. */
  static byte[] labels(int count, int shift) {
    ByteBuffer file = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      file.put((byte) ((i + shift) % 10));
    }
    return file.array();
  }

  static byte[] batch(int seed) {
    int features = 3 * SIDE * SIDE;
    ByteBuffer file = ByteBuffer.allocate(RECORDS * (1 + features));
    for (int i = 0; i < RECORDS; i++) {
      file.put((byte) ((i + seed) % 10));
      for (int p = 0; p < features; p++) {
        file.put((byte) pixel(i + seed, p));
      }
    }
    return file.array();
  }

  static byte[] gzip(byte[] contents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(contents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static String sha256(byte[]... contents) {
    MessageDigest digest = Sha256.start();
    for (byte[] c : contents) {
      digest.update(c);
    }
    return Sha256.hex(digest);
  }

  /** The unpacked files of a small IDX set, in order. */
  static Map<String, byte[]> idxFiles(int shift) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("train-images-idx3-ubyte", images(TRAIN, HEIGHT, WIDTH));
    files.put("train-labels-idx1-ubyte", labels(TRAIN, shift));
    files.put("t10k-images-idx3-ubyte", images(TEST, HEIGHT, WIDTH));
    files.put("t10k-labels-idx1-ubyte", labels(TEST, shift));
    return files;
  }

  static IdxSet idx(String name, int shift, List<URI> servers) {
    List<IdxSet.Item> items = new ArrayList<>();
    idxFiles(shift)
        .forEach(
            (file, contents) -> {
              byte[] packed = gzip(contents);
              items.add(
                  new IdxSet.Item(
                      new PublishedFile(file, contents.length, sha256(contents)),
                      new Parcel(
                          file + ".gz",
                          servers.stream().map(s -> s.resolve("/" + file + ".gz")).toList(),
                          packed.length,
                          sha256(packed))));
            });
    return new IdxSet(
        name, "CC0", List.of(name), 10, new IdxSet.Size(HEIGHT, WIDTH), TRAIN, TEST, items);
  }

  static List<String> batchNames() {
    return List.of("data_batch_1.bin", "data_batch_2.bin", "test_batch.bin");
  }

  static CifarSet cifar(List<Integer> which, byte[] archive, List<URI> servers) {
    List<PublishedFile> all = new ArrayList<>();
    for (int b = 0; b < batchNames().size(); b++) {
      byte[] contents = batch(b);
      all.add(new PublishedFile(batchNames().get(b), contents.length, sha256(contents)));
    }
    return new CifarSet(
        "small-cifar" + which.size(),
        "CC0",
        List.of("small-cifar"),
        10,
        SIDE,
        RECORDS,
        which.stream().map(all::get).toList(),
        new CifarSet.Archive(
            new Parcel(
                "small.tar.gz",
                servers.stream().map(s -> s.resolve("/small.tar.gz")).toList(),
                archive.length,
                sha256(archive)),
            all));
  }

  /** A gzipped archive of the batches, a folder, a link and a stranger's path. */
  static byte[] archive() {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.writeBytes(entry("batches/", '5', new byte[0]));
    tar.writeBytes(entry("../../escaped.txt", '0', new byte[] {1, 2, 3}));
    tar.writeBytes(entry("batches/link.bin", '2', new byte[0]));
    for (int b = 0; b < batchNames().size(); b++) {
      tar.writeBytes(entry("batches/" + batchNames().get(b), '0', batch(b)));
    }
    tar.writeBytes(new byte[1024]);
    return gzip(tar.toByteArray());
  }

  static byte[] entry(String name, char type, byte[] contents) {
    byte[] block = new byte[512 * (1 + (contents.length + 511) / 512)];
    ascii(block, 0, name);
    ascii(block, 100, "0000644");
    ascii(block, 124, String.format(Locale.ROOT, "%011o", contents.length));
    ascii(block, 148, "        ");
    block[156] = (byte) type;
    ascii(block, 257, "ustar");
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += block[i] & 0xff;
    }
    ascii(block, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    System.arraycopy(contents, 0, block, 512, contents.length);
    return block;
  }

  private static void ascii(byte[] into, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, into, offset, bytes.length);
  }

  static void write(Path folder, Map<String, byte[]> files) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
