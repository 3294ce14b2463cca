package org.onsager.lab;

/**
 * Labelled images, split into a training and a test part that are never mixed.
 *
 * @param name the name it was asked for by
 * @param licence its licence, for the poster
 * @param digest SHA-256 over the files it was read from
 * @param classes the number of classes
 * @param shape of one sample: [channels, height, width]
 * @param train the training part
 * @param test the test part
 */
public record Dataset(
    String name,
    String licence,
    String digest,
    int classes,
    int[] shape,
    Samples train,
    Samples test) {

  public Dataset {
    int size = 1;
    for (int s : shape) {
      size *= s;
    }
    if (size != train.features() || size != test.features()) {
      throw new IllegalArgumentException(
          "samples of " + name + " have " + train.features() + " features, the shape says " + size);
    }
    shape = shape.clone();
  }

  /** The part for testing by itself. */
  public TestPart testPart() {
    return new TestPart(name, licence, digest, classes, shape, test);
  }

  /**
   * The part for testing, where that for training need not be at hand.
   *
   * @param digest SHA-256 over the files it was read from
   */
  public record TestPart(
      String name, String licence, String digest, int classes, int[] shape, Samples samples) {}

  /**
   * Samples with labels.
   *
   * @param inputs [samples × features], row-major, raw intensities 0…255 scaled to [0, 1]
   * @param labels [samples], 0-based classes
   */
  public record Samples(float[] inputs, int[] labels) {
    public Samples {
      if (labels.length == 0 || inputs.length % labels.length != 0) {
        throw new IllegalArgumentException(
            inputs.length + " values do not divide among " + labels.length + " labels");
      }
    }

    /** The number of samples. */
    public int count() {
      return labels.length;
    }

    /** The number of values in a sample. */
    public int features() {
      return inputs.length / labels.length;
    }
  }
}
