package org.onsager.workbench;

import java.nio.file.InvalidPathException;
import java.util.Arrays;
import org.onsager.architecture.Shape;
import org.onsager.data.NpyArray;
import org.onsager.lab.Refusal;

/**
 * A file of samples for a network: an array whose first axis counts them, every sample flattened to
 * what the network takes. Values are taken as they stand.
 *
 * @param array the open file
 * @param named how the user named it
 * @param count the number of samples
 * @param features of one
 */
record Samples(NpyArray array, String named, int count, int features) implements AutoCloseable {

  /**
   * Opens one.
   *
   * @param option as refusals name it
   * @param input what the network takes
   */
  static Samples open(String option, String named, Shape input) {
    NpyArray array;
    try {
      array = NpyArray.open(named);
    } catch (Refusal | InvalidPathException e) {
      throw new Refusal(option + ": " + e.getMessage(), e);
    }
    try {
      return new Samples(array, named, count(array, input), Math.toIntExact(input.size()));
    } catch (Refusal e) {
      array.close();
      throw new Refusal(option + ": " + e.getMessage(), e);
    }
  }

  private static int count(NpyArray array, Shape input) {
    long[] shape = array.shape();
    long[] one = shape.length < 2 ? new long[] {1} : Arrays.copyOfRange(shape, 1, shape.length);
    long size = Arrays.stream(one).reduce(1, (a, b) -> a * b);
    String wants =
        ", where the network takes samples of " + input.size() + " values, of shape " + input;
    if (shape.length == 0 || shape[0] == 0) {
      throw new Refusal(
          array.label()
              + ": holds no samples (its shape is "
              + NpyArray.shown(shape)
              + ")"
              + wants);
    }
    if (size != input.size()) {
      throw new Refusal(array.label() + ": its shape is " + NpyArray.shown(shape) + wants);
    }
    long[] wanted = input.extents().stream().mapToLong(e -> e).filter(e -> e > 1).toArray();
    long[] has = Arrays.stream(one).filter(e -> e > 1).toArray();
    if (wanted.length > 1 && has.length > 1 && !Arrays.equals(wanted, has)) {
      throw new Refusal(
          array.label()
              + ": its samples are of shape "
              + NpyArray.shown(one)
              + ", where the network takes "
              + input
              + " (channels first); NumPy's transpose puts them in order");
    }
    if (shape[0] * size > Integer.MAX_VALUE - 8) {
      throw new Refusal(
          array.label() + ": " + shape[0] + " samples of " + size + " values are more than 2^31");
    }
    return (int) shape[0];
  }

  /** All values, none of which is infinite or not a number. */
  double[] values() {
    return array.finite();
  }

  /** The values of the first few samples. */
  double[] first(int samples) {
    double[] some = new double[samples * features];
    array.read(0, some, 0, some.length);
    return some;
  }

  /** The SHA-256 of the array. */
  String sha256() {
    return array.sha256(array.count());
  }

  /** The SHA-256 of its first few samples. */
  String sha256(int samples) {
    return array.sha256((long) samples * features);
  }

  @Override
  public void close() {
    array.close();
  }
}
