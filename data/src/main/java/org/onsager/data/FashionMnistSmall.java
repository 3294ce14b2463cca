package org.onsager.data;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.onsager.lab.Dataset;
import org.onsager.lab.Refusal;

/**
 * The data set that is always there: the 10,000 test images of Fashion-MNIST, of 28×28, carried
 * inside the program.
 *
 * <p>The first 8,000 are for training, the last 2,000 for testing, in the published order. What is
 * trained or tested here must never be compared with the official split, whose test images these
 * all are. Classes 0 to 9 have
 *
 * <ul>
 *   <li>786, 776, 825, 827, 810, 807, 790, 792, 790, 797 training images,
 *   <li>214, 224, 175, 173, 190, 193, 210, 208, 210, 203 test images.
 * </ul>
 */
final class FashionMnistSmall {
  /** The name it is asked for by. */
  static final String NAME = "fashion-mnist-small";

  private static final int TRAIN = 8_000;

  private FashionMnistSmall() {}

  /** Reads it. */
  static Dataset read() {
    IdxSet whole = PublishedSets.FASHION_MNIST;
    int features = whole.size().height() * whole.size().width();
    MessageDigest all = Sha256.start();
    float[] images;
    PublishedFile imageFile = whole.items().get(2).file();
    try (Intake in = resource(imageFile, all)) {
      images = Idx.images(in, whole.test(), whole.size().height(), whole.size().width());
      Published.check(in, imageFile);
    }
    PublishedFile labelFile = whole.items().get(3).file();
    int[] labels;
    try (Intake in = resource(labelFile, all)) {
      labels = Idx.labels(in, whole.test(), whole.classes());
      Published.check(in, labelFile);
    }
    return new Dataset(
        NAME,
        whole.licence(),
        Sha256.hex(all),
        whole.classes(),
        new int[] {1, whole.size().height(), whole.size().width()},
        new Dataset.Samples(Arrays.copyOf(images, TRAIN * features), Arrays.copyOf(labels, TRAIN)),
        new Dataset.Samples(
            Arrays.copyOfRange(images, TRAIN * features, images.length),
            Arrays.copyOfRange(labels, TRAIN, labels.length)));
  }

  private static Intake resource(PublishedFile file, MessageDigest all) {
    String name = "fashion-mnist/" + file.name() + ".gz";
    try (InputStream stream = FashionMnistSmall.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new Refusal(NAME + ": the program was packed without its resource " + name);
      }
      return Intake.of(NAME + " (" + name + ")", stream.readAllBytes(), all);
    } catch (IOException e) {
      throw new Refusal(NAME + ": the program's resource " + name + " cannot be read", e);
    }
  }
}
