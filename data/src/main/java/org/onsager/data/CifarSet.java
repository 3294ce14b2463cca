package org.onsager.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import org.onsager.lab.Dataset;
import org.onsager.lab.Refusal;

/**
 * A data set of binary batches in the form of CIFAR-10: several for training, one for testing.
 *
 * @param side the height and the width of the square images, which have three planes
 * @param records the number of records in each batch
 * @param files the training batches, then the test batch
 * @param archive what they are published in
 */
record CifarSet(
    String name,
    String licence,
    List<String> folders,
    int classes,
    int side,
    int records,
    List<PublishedFile> files,
    Archive archive)
    implements Published {

  /** A gzipped tar archive with all the batches. */
  record Archive(Parcel parcel, List<PublishedFile> files) {
    Archive {
      files = List.copyOf(files);
    }
  }

  CifarSet {
    folders = List.copyOf(folders);
    files = List.copyOf(files);
  }

  @Override
  public long download() {
    return archive.parcel().bytes();
  }

  @Override
  public Dataset read(List<Path> at) {
    MessageDigest all = Sha256.start();
    int batches = files.size() - 1;
    Dataset.Samples training = samples(files.subList(0, batches), at, all);
    Dataset.TestPart testing = testPart(at.subList(batches, batches + 1), all);
    return new Dataset(
        name, licence, testing.digest(), classes, testing.shape(), training, testing.samples());
  }

  @Override
  public int testFiles() {
    return 1;
  }

  @Override
  public Dataset.TestPart readTestPart(List<Path> at) {
    return testPart(at, Sha256.start());
  }

  private Dataset.TestPart testPart(List<Path> at, MessageDigest all) {
    Dataset.Samples testing = samples(List.of(files.getLast()), at, all);
    int[] shape = {3, side, side};
    return new Dataset.TestPart(name, licence, Sha256.hex(all), classes, shape, testing);
  }

  private Dataset.Samples samples(List<PublishedFile> some, List<Path> at, MessageDigest all) {
    int features = 3 * side * side;
    int count = some.size() * records;
    float[] inputs = new float[Math.multiplyExact(count, features)];
    int[] labels = new int[count];
    for (int b = 0; b < some.size(); b++) {
      try (Intake in = Intake.of(at.get(b), all)) {
        CifarBatch.read(in, b * records, records, features, classes, inputs, labels);
        Published.check(in, some.get(b));
      }
    }
    return new Dataset.Samples(inputs, labels);
  }

  @Override
  public void deliver(
      List<PublishedFile> missing, Path folder, Download download, Consumer<String> progress)
      throws IOException {
    Parcel parcel = archive.parcel();
    try (Part packed = Part.of(folder, parcel.name())) {
      download.fetch(name, parcel, packed.path(), progress);
      progress.accept(name + ": unpacking " + parcel.name());
      String label = parcel.name();
      long most = archive.files().stream().mapToLong(PublishedFile::bytes).sum() * 2 + (1 << 20);
      try (InputStream in = new Gunzip(label, Files.newInputStream(packed.path()))) {
        Tar.read(
            label, in, most, (entry, bytes, contents) -> unpack(entry, bytes, contents, folder));
      }
    }
    for (PublishedFile file : missing) {
      if (!Files.exists(folder.resolve(file.name()))) {
        throw new Refusal(parcel.name() + ": the archive has no " + file.name());
      }
    }
  }

  private void unpack(String entry, long bytes, InputStream contents, Path folder)
      throws IOException {
    String last = entry.substring(entry.lastIndexOf('/') + 1);
    for (PublishedFile file : archive.files()) {
      if (file.name().equals(last)) {
        if (bytes != file.bytes()) {
          throw new Refusal(
              entry + " in the archive has " + bytes + " bytes, where " + file.bytes() + " belong");
        }
        try (Part part = Part.of(folder, file.name())) {
          MessageDigest digest = Sha256.start();
          try (var out = Files.newOutputStream(part.path())) {
            byte[] chunk = new byte[1 << 16];
            for (int n = contents.read(chunk); n >= 0; n = contents.read(chunk)) {
              digest.update(chunk, 0, n);
              out.write(chunk, 0, n);
            }
          }
          if (!Sha256.hex(digest).equals(file.sha256())) {
            throw new Refusal(entry + " in the archive has not the published SHA-256");
          }
          part.keep();
        }
      }
    }
  }
}
