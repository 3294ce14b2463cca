package org.onsager.data;

import java.net.URI;
import java.util.List;

/**
 * The data sets that are published and known here, with addresses and hashes.
 *
 * <p>The hashes of MNIST and Fashion-MNIST, and of batch 1 and the test batch of CIFAR-10, were
 * computed from the files; those of batches 2 to 5 and of the archive are as others have pinned
 * them.
 */
final class PublishedSets {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  private static final List<String> MNIST_MIRRORS =
      List.of(
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/");

  /** The publisher's own bucket has no TLS; the hash says whether what it gives is right. */
  private static final List<String> FASHION_MIRRORS =
      List.of(
          "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");

  private static final List<String> CIFAR_FOLDERS =
      List.of("cifar10", "cifar-10-batches-bin", "cifar10/cifar-10-batches-bin");

  private static final String CIFAR_LICENCE = "no licence text; cite Krizhevsky 2009";

  /** Images of handwritten digits, 60,000 and 10,000. */
  static final IdxSet MNIST =
      new IdxSet(
          "mnist",
          "CC BY-SA 3.0",
          List.of("mnist", "MNIST", "MNIST/raw"),
          10,
          new IdxSet.Size(28, 28),
          60_000,
          10_000,
          List.of(
              item(
                  MNIST_MIRRORS,
                  TRAIN_IMAGES,
                  47_040_016,
                  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              item(
                  MNIST_MIRRORS,
                  TRAIN_LABELS,
                  60_008,
                  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              item(
                  MNIST_MIRRORS,
                  TEST_IMAGES,
                  7_840_016,
                  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              item(
                  MNIST_MIRRORS,
                  TEST_LABELS,
                  10_008,
                  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

  /** Images of clothing, 60,000 and 10,000, by Zalando Research. */
  static final IdxSet FASHION_MNIST =
      new IdxSet(
          "fashion-mnist",
          "MIT",
          List.of("fashion-mnist", "FashionMNIST", "FashionMNIST/raw"),
          10,
          new IdxSet.Size(28, 28),
          60_000,
          10_000,
          List.of(
              item(
                  FASHION_MIRRORS,
                  TRAIN_IMAGES,
                  47_040_016,
                  "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                  26_421_880,
                  "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
              item(
                  FASHION_MIRRORS,
                  TRAIN_LABELS,
                  60_008,
                  "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                  29_515,
                  "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
              item(
                  FASHION_MIRRORS,
                  TEST_IMAGES,
                  7_840_016,
                  "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                  4_422_102,
                  "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
              item(
                  FASHION_MIRRORS,
                  TEST_LABELS,
                  10_008,
                  "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
                  5_148,
                  "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

  private static final PublishedFile BATCH_1 =
      batch("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5");
  private static final PublishedFile TEST_BATCH =
      batch("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b");

  private static final List<PublishedFile> BATCHES =
      List.of(
          BATCH_1,
          batch(
              "data_batch_2.bin",
              "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
          batch(
              "data_batch_3.bin",
              "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
          batch(
              "data_batch_4.bin",
              "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
          batch(
              "data_batch_5.bin",
              "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
          TEST_BATCH);

  private static final CifarSet.Archive ARCHIVE =
      new CifarSet.Archive(
          new Parcel(
              "cifar-10-binary.tar.gz",
              List.of(URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")),
              170_052_171,
              "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
          BATCHES);

  /** Colour images of ten classes, 50,000 and 10,000. */
  static final CifarSet CIFAR10 =
      new CifarSet("cifar10", CIFAR_LICENCE, CIFAR_FOLDERS, 10, 32, 10_000, BATCHES, ARCHIVE);

  /** The first training batch of CIFAR-10 alone, 10,000, and the test batch, 10,000. */
  static final CifarSet CIFAR10_BATCH1 =
      new CifarSet(
          "cifar10-batch1",
          CIFAR_LICENCE,
          CIFAR_FOLDERS,
          10,
          32,
          10_000,
          List.of(BATCH_1, TEST_BATCH),
          ARCHIVE);

  /** All of them. */
  static final List<Published> ALL = List.of(MNIST, FASHION_MNIST, CIFAR10, CIFAR10_BATCH1);

  private PublishedSets() {}

  private static IdxSet.Item item(
      List<String> mirrors,
      String name,
      long bytes,
      String sha256,
      long packedBytes,
      String packedSha256) {
    String packed = name + ".gz";
    return new IdxSet.Item(
        new PublishedFile(name, bytes, sha256),
        new Parcel(
            packed,
            mirrors.stream().map(m -> URI.create(m + packed)).toList(),
            packedBytes,
            packedSha256));
  }

  private static PublishedFile batch(String name, String sha256) {
    return new PublishedFile(name, 30_730_000, sha256);
  }
}
