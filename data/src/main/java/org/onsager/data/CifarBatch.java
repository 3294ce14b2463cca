package org.onsager.data;

/**
 * The binary form of CIFAR-10: records of one label byte and an image, red plane, green plane, blue
 * plane, each row-major; no header (Krizhevsky 2009, <a
 * href="https://www.cs.toronto.edu/~kriz/cifar.html">www.cs.toronto.edu/~kriz/cifar.html</a>).
 */
final class CifarBatch {
  private CifarBatch() {}

  /**
   * Reads a batch into arrays of several.
   *
   * @param first the index, in the arrays, of the batch's first record
   * @param count how many records the batch has to have
   * @param inputs [samples × features], receives the image bytes scaled to [0, 1]
   * @param labels [samples]
   */
  static void read(
      Intake in, int first, int count, int features, int classes, float[] inputs, int[] labels) {
    in.promise(count * (1L + features));
    for (int i = 0; i < count; i++) {
      int label = in.octet("record " + i);
      if (label >= classes) {
        throw in.refusal(
            "the label of record "
                + i
                + " is "
                + label
                + ", where 0 to "
                + (classes - 1)
                + " belong");
      }
      labels[first + i] = label;
      in.scaled(inputs, (first + i) * features, features, "a record");
    }
    in.end();
  }
}
