package org.onsager.data;

import java.util.Locale;

/**
 * The IDX form of MNIST: two zero bytes, a type byte, the number of dimensions, the dimensions as
 * big-endian 32-bit numbers, then the values, the last dimension fastest.
 *
 * <p>Only unsigned bytes (type 0x08) are read: images as {@code [count, height, width]}, labels as
 * {@code [count]}. What the file has to hold is known beforehand, so that its header is compared
 * with it before memory is taken.
 */
final class Idx {
  private static final int UNSIGNED_BYTE = 0x08;

  private Idx() {}

  /** The images, {@code [count × height·width]}, scaled from 0…255 to [0, 1]. */
  static float[] images(Intake in, int count, int height, int width) {
    header(in, "images", count, height, width);
    float[] values = new float[Math.multiplyExact(count, height * width)];
    in.scaled(values, 0, values.length, "its images");
    in.end();
    return values;
  }

  /** The labels, each in [0, classes). */
  static int[] labels(Intake in, int count, int classes) {
    header(in, "labels", count);
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.octet("its labels");
      if (values[i] >= classes) {
        throw in.refusal(
            "label " + i + " is " + values[i] + ", where 0 to " + (classes - 1) + " belong");
      }
    }
    in.end();
    return values;
  }

  private static void header(Intake in, String what, int... dimensions) {
    long magic = in.big32("the magic number of its header");
    long right = (long) UNSIGNED_BYTE << 8 | dimensions.length;
    if (magic >>> 16 != 0) {
      throw in.refusal(
          "not an IDX file (its magic number is "
              + hex(magic)
              + ", IDX "
              + what
              + " have "
              + hex(right)
              + ")");
    }
    long type = magic >>> 8 & 0xff;
    if (type != UNSIGNED_BYTE) {
      throw in.refusal(
          String.format(
              Locale.ROOT,
              "its values are of type 0x%02x (%s), where 0x08 (unsigned bytes) belong",
              type,
              name(type)));
    }
    if (magic != right) {
      throw in.refusal(
          "its magic number is "
              + hex(magic)
              + " ("
              + (magic & 0xff)
              + " dimensions), where IDX "
              + what
              + " have "
              + hex(right)
              + " ("
              + dimensions.length
              + ")");
    }
    long bytes = 4 + 4L * dimensions.length;
    long values = 1;
    for (int i = 0; i < dimensions.length; i++) {
      long said = in.big32("the dimensions of its header");
      if (said != dimensions[i]) {
        throw in.refusal(
            i == 0
                ? "its header counts " + said + " " + what + ", where " + dimensions[0] + " belong"
                : "its header says "
                    + (i == 1 ? "height " : "width ")
                    + said
                    + ", where "
                    + dimensions[i]
                    + " belongs");
      }
      values *= said;
    }
    in.promise(bytes + values);
  }

  private static String hex(long magic) {
    return String.format(Locale.ROOT, "0x%08x", magic);
  }

  private static String name(long type) {
    return switch ((int) type) {
      case 0x09 -> "signed bytes";
      case 0x0b -> "16-bit integers";
      case 0x0c -> "32-bit integers";
      case 0x0d -> "32-bit floats";
      case 0x0e -> "64-bit floats";
      default -> "unknown";
    };
  }
}
