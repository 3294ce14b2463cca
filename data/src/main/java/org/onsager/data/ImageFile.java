package org.onsager.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;

/**
 * A file of the user's own in the form of MNIST (IDX, unsigned bytes, gzipped or not) or of
 * CIFAR-10 (a binary batch, {@code .bin}).
 *
 * @param shape [samples, …]
 * @param values bytes scaled to [0, 1]; empty where the file holds labels alone
 * @param labels one a sample; null where the file holds none
 */
public record ImageFile(int[] shape, float[] values, int @Nullable [] labels) {
  private static final int SIDE = 32;
  private static final int FEATURES = 3 * SIDE * SIDE;
  private static final int CLASSES = 10;
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int MOST = Integer.MAX_VALUE - 8;

  /** Whether a file's name says that it is of one of these forms. */
  public static boolean is(String named) {
    return named.endsWith(".bin")
        || named.matches(".*[-.]idx\\d(-ubyte)?(\\.gz)?|.*-ubyte(\\.gz)?");
  }

  /**
   * Reads one.
   *
   * @throws Refusal in one line where it is damaged, or of neither form
   */
  public static ImageFile read(Path file) {
    if (!Files.exists(file)) {
      throw new Refusal(file + ": no such file");
    }
    try (Intake in = Intake.of(file, Sha256.start())) {
      return file.toString().endsWith(".bin") ? batch(in, file) : idx(in);
    }
  }

  private static ImageFile batch(Intake in, Path file) {
    long bytes;
    try {
      bytes = Files.size(file);
    } catch (IOException e) {
      throw new Refusal(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    long records = bytes / (1 + FEATURES);
    if (records == 0 || bytes % (1 + FEATURES) != 0 || records * FEATURES > MOST) {
      throw in.refusal(
          "is "
              + bytes
              + " bytes long; a batch of CIFAR-10 has "
              + (1 + FEATURES)
              + " for every image");
    }
    int n = (int) records;
    float[] values = new float[n * FEATURES];
    int[] labels = new int[n];
    CifarBatch.read(in, 0, n, FEATURES, CLASSES, values, labels);
    return new ImageFile(new int[] {n, 3, SIDE, SIDE}, values, labels);
  }

  static ImageFile idx(Intake in) {
    long magic = in.big32("the magic number of its header");
    int rank = (int) (magic & 0xff);
    if (magic >>> 8 != UNSIGNED_BYTE || rank < 1 || rank > 4) {
      throw in.refusal(
          String.format(
              "its magic number is 0x%08x; IDX files of unsigned bytes have 0x00000801 (labels) or"
                  + " 0x00000803 (images)",
              magic));
    }
    int[] shape = new int[rank];
    long count = 1;
    for (int i = 0; i < rank; i++) {
      long extent = in.big32("the dimensions of its header");
      count = extent > MOST ? MOST + 1L : count * extent;
      if (extent < 1 || count > MOST) {
        throw in.refusal("its header says dimension " + i + " has extent " + extent);
      }
      shape[i] = (int) extent;
    }
    in.promise(4 + 4L * rank + count);
    if (rank == 1) {
      int[] labels = new int[shape[0]];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = in.octet("its labels");
      }
      in.end();
      return new ImageFile(shape, new float[0], labels);
    }
    float[] values = new float[(int) count];
    in.scaled(values, 0, values.length, "its images");
    in.end();
    return new ImageFile(shape, values, null);
  }

  @Override
  public String toString() {
    return Arrays.stream(shape)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", "[", "]"))
        + (labels == null ? "" : " with labels");
  }
}
