package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Dataset;
import org.onsager.lab.DatasetSource;

/** The published files themselves; first labels and hashes were taken with other programs. */
class PublishedFilesTest {
  private DatasetSource.Place place =
      new DatasetSource.Place(List.of(), Path.of(""), false, l -> {});

  @BeforeEach
  void theDataFolderIsNamed() {
    String data = System.getenv("ONSAGER_DATA");
    Assumptions.assumeTrue(data != null, "ONSAGER_DATA names no folder with the published files");
    place =
        new DatasetSource.Place(
            List.of(Path.of(data)), Path.of(data, "no-cache"), false, line -> {});
  }

  private Dataset open(String name) {
    DatasetSource source = new ImageSets();
    Assumptions.assumeTrue(
        source.whereabouts(name, place).isPresent(), "ONSAGER_DATA holds no " + name);
    return source.open(name, place);
  }

  private static double mean(float[] values, int from, int length, int stride) {
    double sum = 0;
    long count = 0;
    for (int start = from; start < values.length; start += stride) {
      for (int i = start; i < start + length; i++) {
        sum += values[i];
        count++;
      }
    }
    return sum / count;
  }

  private static int[] first(Dataset.Samples samples) {
    return Arrays.copyOf(samples.labels(), 10);
  }

  @Test
  void mnistIsLeCuns() {
    Dataset mnist = open("mnist");
    assertThat(mnist.train().count()).isEqualTo(60_000);
    assertThat(mnist.test().count()).isEqualTo(10_000);
    assertThat(mnist.shape()).containsExactly(1, 28, 28);
    assertThat(first(mnist.train())).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
    assertThat(first(mnist.test())).containsExactly(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
    assertThat(mnist.digest())
        .isEqualTo("b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a");
    // The well-known mean of MNIST's training pixels.
    assertThat(mean(mnist.train().inputs(), 0, 784, 784)).isCloseTo(0.1307, within(5e-5));
  }

  @Test
  void fashionMnistIsZalandos() {
    Dataset fashion = open("fashion-mnist");
    assertThat(fashion.train().count()).isEqualTo(60_000);
    assertThat(first(fashion.train())).containsExactly(9, 0, 0, 3, 0, 2, 7, 2, 5, 5);
    assertThat(first(fashion.test())).containsExactly(9, 2, 1, 1, 6, 1, 4, 6, 5, 7);
    assertThat(fashion.digest())
        .isEqualTo("14410854cf7a289477dcfc7df3f8ec24741e281cdcc425ede0d9a748ca630214");
    // The well-known mean of its training pixels.
    assertThat(mean(fashion.train().inputs(), 0, 784, 784)).isCloseTo(0.2860, within(5e-5));
  }

  @Test
  void theFirstBatchOfCifarIsKrizhevskys() {
    Dataset cifar = open("cifar10-batch1");
    assertThat(cifar.train().count()).isEqualTo(10_000);
    assertThat(cifar.test().count()).isEqualTo(10_000);
    assertThat(cifar.shape()).containsExactly(3, 32, 32);
    assertThat(first(cifar.train())).containsExactly(6, 9, 9, 4, 1, 1, 2, 7, 8, 3);
    assertThat(first(cifar.test())).containsExactly(3, 8, 8, 0, 6, 6, 1, 6, 3, 1);
    assertThat(cifar.digest())
        .isEqualTo("4fde07468f9fd22eb57ffde23da6eea5e063e0cc98faadb7230ff0c6476a6017");
    // Means over all five batches; a fifth of them, of standard deviation 0.25 at most within an
    // image and 10,000 images, lies within 0.0125 (five standard errors of wholly uniform images).
    double[] means = {0.49139968, 0.48215841, 0.44653091};
    for (int plane = 0; plane < 3; plane++) {
      assertThat(mean(cifar.train().inputs(), plane * 1024, 1024, 3072))
          .as("mean of plane %d", plane)
          .isCloseTo(means[plane], within(0.0125));
    }
  }

  @Test
  void theEmbeddedImagesAreTheOfficialTestImages() {
    Dataset fashion = open("fashion-mnist");
    Dataset small = open("fashion-mnist-small");
    int split = small.train().inputs().length;
    float[] test = fashion.test().inputs();
    assertThat(Arrays.copyOf(test, split)).isEqualTo(small.train().inputs());
    assertThat(Arrays.copyOfRange(test, split, test.length)).isEqualTo(small.test().inputs());
  }
}
