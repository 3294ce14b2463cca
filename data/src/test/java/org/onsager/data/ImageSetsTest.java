package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Dataset;
import org.onsager.lab.DatasetSource;
import org.onsager.lab.Refusal;

class ImageSetsTest {
  private static final Download NONE =
      new Download(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

  @TempDir private Path folder;

  private static DatasetSource source() {
    List<URI> nowhere = List.of();
    return new ImageSets(
        List.of(
            SmallSets.idx("small", 0, nowhere),
            SmallSets.idx("rival", 4, nowhere),
            SmallSets.cifar(List.of(0, 1, 2), SmallSets.archive(), nowhere),
            SmallSets.cifar(List.of(0, 2), SmallSets.archive(), nowhere)),
        NONE);
  }

  private DatasetSource.Place place(String... directories) {
    return new DatasetSource.Place(
        Arrays.stream(directories).map(folder::resolve).toList(),
        folder.resolve("cache"),
        false,
        line -> {});
  }

  private static long[] counts(Dataset.Samples samples) {
    long[] counts = new long[10];
    for (int label : samples.labels()) {
      counts[label]++;
    }
    return counts;
  }

  private static Map<String, byte[]> packed(Map<String, byte[]> files) {
    Map<String, byte[]> packed = new LinkedHashMap<>();
    files.forEach((name, contents) -> packed.put(name + ".gz", SmallSets.gzip(contents)));
    return packed;
  }

  @Test
  void theSourceIsFoundAtRunTimeAndListsItsSets() {
    assertThat(ServiceLoader.load(DatasetSource.class))
        .singleElement()
        .satisfies(
            s ->
                assertThat(s.names())
                    .containsExactly(
                        "fashion-mnist-small",
                        "mnist",
                        "fashion-mnist",
                        "cifar10",
                        "cifar10-batch1"));
  }

  @Test
  void theEmbeddedSetNeedsNoDataDirectory() {
    Dataset small = new ImageSets().open("fashion-mnist-small", place());
    assertThat(small.shape()).containsExactly(1, 28, 28);
    assertThat(small.classes()).isEqualTo(10);
    assertThat(small.licence()).isEqualTo("MIT");
    assertThat(small.train().count()).isEqualTo(8_000);
    assertThat(small.test().count()).isEqualTo(2_000);
    assertThat(counts(small.train()))
        .containsExactly(786, 776, 825, 827, 810, 807, 790, 792, 790, 797);
    assertThat(counts(small.test()))
        .containsExactly(214, 224, 175, 173, 190, 193, 210, 208, 210, 203);
    // The published test labels begin 9 2 1 1 6 1 4 6 5 7 (read with another program).
    assertThat(Arrays.copyOf(small.train().labels(), 10))
        .containsExactly(9, 2, 1, 1, 6, 1, 4, 6, 5, 7);
    // zcat t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz | sha256sum
    assertThat(small.digest())
        .isEqualTo("30214f3fe91405cb8ea60b11ecf0914a65dd6a6ca8e13c13a62eb434f2d9fe56");
    for (float value : small.train().inputs()) {
      assertThat(value >= 0 && value <= 1).as("pixel %s lies in [0, 1]", value).isTrue();
    }
    assertThat(new ImageSets().whereabouts("fashion-mnist-small", place()))
        .contains("inside the program");
  }

  @Test
  void aSetIsFoundInItsFolderRawOrPackedWithTheSameDigest() {
    SmallSets.write(folder.resolve("raw/small"), SmallSets.idxFiles(0));
    SmallSets.write(folder.resolve("packed/small"), packed(SmallSets.idxFiles(0)));
    Dataset raw = source().open("small", place("raw"));
    Dataset packed = source().open("small", place("packed"));
    assertThat(packed.digest())
        .isEqualTo(raw.digest())
        .isEqualTo(SmallSets.sha256(SmallSets.idxFiles(0).values().toArray(new byte[0][])));
    assertThat(packed.train().inputs()).isEqualTo(raw.train().inputs());
    assertThat(raw.train().labels()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(raw.test().labels()).containsExactly(0, 1, 2);
  }

  @Test
  void thePartForTestingNeedsOnlyItsOwnFiles() throws IOException {
    SmallSets.write(folder.resolve("whole/small"), SmallSets.idxFiles(0));
    Dataset whole = source().open("small", place("whole"));
    Dataset.TestPart part = source().openTestPart("small", place("whole"));
    assertThat(part.samples().labels()).isEqualTo(whole.test().labels());
    assertThat(part.samples().inputs()).isEqualTo(whole.test().inputs());
    assertThat(part.shape()).isEqualTo(whole.shape());
    try (var files = Files.list(folder.resolve("whole/small"))) {
      for (Path file : files.filter(f -> f.toString().contains("train")).toList()) {
        Files.delete(file);
      }
    }
    Dataset.TestPart alone = source().openTestPart("small", place("whole"));
    assertThat(alone.samples().inputs()).isEqualTo(whole.test().inputs());
    assertThatThrownBy(() -> source().open("small", place("whole")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("small is not on this machine");
    assertThatThrownBy(() -> source().openTestPart("small", place("nowhere")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("small is not on this machine");
  }

  @Test
  void directoriesAreSearchedInOrderThenTheCache() {
    SmallSets.write(folder.resolve("second/small"), SmallSets.idxFiles(0));
    SmallSets.write(folder.resolve("cache/small"), SmallSets.idxFiles(0));
    assertThat(source().whereabouts("small", place("first", "second")))
        .contains(folder.resolve("second/small").toString());
    assertThat(source().whereabouts("small", place("first")))
        .contains(folder.resolve("cache/small").toString());
    assertThat(source().whereabouts("rival", place("first", "second"))).isEmpty();
  }

  @Test
  void filesInTheDirectoryItselfBelongToTheSetTheyAre() {
    SmallSets.write(folder.resolve("flat"), packed(SmallSets.idxFiles(0)));
    assertThat(source().whereabouts("small", place("flat")))
        .contains(folder.resolve("flat").toString());
    assertThat(source().whereabouts("rival", place("flat"))).isEmpty();
  }

  @Test
  void anotherSetsFilesUnderTheNameAreRefused() {
    SmallSets.write(folder.resolve("d/small"), SmallSets.idxFiles(4));
    assertThatThrownBy(() -> source().open("small", place("d")))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(
            folder.resolve("d/small/train-labels-idx1-ubyte") + ": not the published",
            "delete or replace it");
  }

  @Test
  void onePixelChangedIsNoticed() throws IOException {
    SmallSets.write(folder.resolve("d/small"), SmallSets.idxFiles(0));
    Path images = folder.resolve("d/small/t10k-images-idx3-ubyte");
    byte[] file = Files.readAllBytes(images);
    file[20] ^= 1;
    Files.write(images, file);
    assertThatThrownBy(() -> source().open("small", place("d")))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith(images + ": not the published");
  }

  @Test
  void allFiveBatchesAreNeededAndTheSmallerSetIsOffered() throws IOException {
    Path cifar = Files.createDirectories(folder.resolve("d/small-cifar"));
    Files.write(cifar.resolve("data_batch_1.bin"), SmallSets.batch(0));
    Files.write(cifar.resolve("test_batch.bin"), SmallSets.batch(2));
    assertThatThrownBy(() -> source().open("small-cifar3", place("d")))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(
            cifar + " lacks data_batch_2.bin", "allow the download", "or take small-cifar2");
    Dataset two = source().open("small-cifar2", place("d"));
    assertThat(two.shape()).containsExactly(3, SmallSets.SIDE, SmallSets.SIDE);
    assertThat(two.train().labels()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(two.test().labels()).containsExactly(2, 3, 4, 5, 6, 7, 8);
    Files.write(cifar.resolve("data_batch_2.bin"), SmallSets.batch(1));
    Dataset three = source().open("small-cifar3", place("d"));
    assertThat(three.train().count()).isEqualTo(2 * SmallSets.RECORDS);
    assertThat(three.train().labels()[SmallSets.RECORDS]).isEqualTo(1);
    assertThat(three.digest())
        .isEqualTo(SmallSets.sha256(SmallSets.batch(0), SmallSets.batch(1), SmallSets.batch(2)));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> new ImageSets().open("mnits", place()))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll("no data set is called mnits", "did you mean mnist?");
  }

  @Test
  void whatIsNowhereIsRefusedSayingWhereItWasSought() {
    assertThatThrownBy(() -> source().open("small", place("a", "b")))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(
            "small is not on this machine",
            folder.resolve("a") + ", " + folder.resolve("b"),
            folder.resolve("cache/small").toString(),
            "train-images-idx3-ubyte",
            "fashion-mnist-small")
        .message()
        .doesNotContain("\n");
  }
}
