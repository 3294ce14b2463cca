package org.onsager.data;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import org.onsager.lab.Dataset;

/**
 * A data set of four IDX files: grey images and labels, for training and for testing.
 *
 * @param size of an image: height, width
 * @param train the number of training images
 * @param test the number of test images
 * @param items training images, training labels, test images, test labels
 */
record IdxSet(
    String name,
    String licence,
    List<String> folders,
    int classes,
    Size size,
    int train,
    int test,
    List<Item> items)
    implements Published {

  /** The size of an image, in pixels. */
  record Size(int height, int width) {}

  /** One file, and the gzip file that it is downloaded as. */
  record Item(PublishedFile file, Parcel parcel) {}

  IdxSet {
    folders = List.copyOf(folders);
    items = List.copyOf(items);
  }

  @Override
  public List<PublishedFile> files() {
    return items.stream().map(Item::file).toList();
  }

  @Override
  public long download() {
    return items.stream().mapToLong(i -> i.parcel().bytes()).sum();
  }

  @Override
  public Dataset read(List<Path> at) {
    MessageDigest all = Sha256.start();
    Dataset.Samples training = samples(train, 0, at, all);
    Dataset.TestPart testing = testPart(at.subList(2, 4), all);
    return new Dataset(
        name, licence, testing.digest(), classes, testing.shape(), training, testing.samples());
  }

  @Override
  public int testFiles() {
    return 2;
  }

  @Override
  public Dataset.TestPart readTestPart(List<Path> at) {
    return testPart(at, Sha256.start());
  }

  private Dataset.TestPart testPart(List<Path> at, MessageDigest all) {
    Dataset.Samples testing = samples(test, 2, at, all);
    int[] shape = {1, size.height(), size.width()};
    return new Dataset.TestPart(name, licence, Sha256.hex(all), classes, shape, testing);
  }

  /**
   * Images and their labels.
   *
   * @param first the number of the images' item
   * @param at where they lie, and then where the labels do
   */
  private Dataset.Samples samples(int count, int first, List<Path> at, MessageDigest all) {
    float[] images;
    try (Intake in = Intake.of(at.getFirst(), all)) {
      images = Idx.images(in, count, size.height(), size.width());
      Published.check(in, items.get(first).file());
    }
    try (Intake in = Intake.of(at.get(1), all)) {
      int[] labels = Idx.labels(in, count, classes);
      Published.check(in, items.get(first + 1).file());
      return new Dataset.Samples(images, labels);
    }
  }

  @Override
  public void deliver(
      List<PublishedFile> missing, Path folder, Download download, Consumer<String> progress)
      throws IOException {
    for (Item item : items) {
      if (missing.contains(item.file())) {
        Parcel parcel = item.parcel();
        try (Part part = Part.of(folder, parcel.name())) {
          download.fetch(name, parcel, part.path(), progress);
          part.keep();
        }
      }
    }
  }
}
