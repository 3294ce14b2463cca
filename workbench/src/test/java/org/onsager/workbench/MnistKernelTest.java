package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onsager.architecture.Network;
import org.onsager.data.ImageSets;
import org.onsager.lab.Dataset;
import org.onsager.lab.DatasetSource;
import org.onsager.theory.gp.CentredLabels;
import org.onsager.theory.gp.GaussianProcess;
import org.onsager.theory.gp.KernelMatrix;
import org.onsager.theory.kernel.InfiniteNetwork;
import org.onsager.theory.kernel.Inputs;
import org.onsager.theory.kernel.Parameterisation;

/**
 * Kernels of MNIST against the published ones and an independent program.
 *
 * <p>Test accuracy on all 10,000 images and mean squared error over images and classes, as a NumPy
 * program with the closed forms of Cho and Saul and a table for tanh printed them; the paper's own
 * accuracies (Lee et al. 1711.00165, Table 1) lie within its ±0.006 of them. The training set is
 * the published program's: the first images of each class behind 10,000 that it validates on, each
 * image brought to mean zero and variance one; labels are one-hot less 1/10, ε = 1e-10.
 */
class MnistKernelTest {
  private static final double EPSILON = 1e-10;

  private static Dataset mnist() {
    String data = System.getenv("ONSAGER_DATA");
    Assumptions.assumeTrue(data != null, "ONSAGER_DATA is not set: no MNIST");
    return new ImageSets()
        .open(
            "mnist",
            new DatasetSource.Place(
                List.of(Path.of(String.valueOf(data))), Path.of("no-cache"), false, _ -> {}));
  }

  private static double[] images(Dataset.Samples samples, int[] which) {
    int d = samples.features();
    double[] x = new double[which.length * d];
    for (int i = 0; i < which.length; i++) {
      double mean = 0;
      for (int k = 0; k < d; k++) {
        x[i * d + k] = samples.inputs()[which[i] * d + k];
        mean += x[i * d + k] / d;
      }
      double variance = 0;
      for (int k = 0; k < d; k++) {
        variance += (x[i * d + k] - mean) * (x[i * d + k] - mean) / d;
      }
      for (int k = 0; k < d; k++) {
        x[i * d + k] = (x[i * d + k] - mean) / Math.sqrt(variance);
      }
    }
    return x;
  }

  private static CentredLabels labels(Dataset.Samples samples, int[] which) {
    return new CentredLabels(10, Arrays.stream(which).map(i -> samples.labels()[i]).toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "100, relu, 10, 1.79, 0.83, 0.7582, 0.04504",
    "1000, relu, 3, 2.0, 0.2, 0.9259, 0.02078",
    "1000, relu, 20, 1.45, 0.28, 0.9250, 0.02089",
    "1000, tanh, 2, 1.3, 0.2, 0.9184, ",
    "1000, tanh, 20, 1.96, 0.62, 0.9260, ",
  })
  void predictionsAreThoseOfAnIndependentProgram(
      int n, String phi, int depth, double w, double b, double accuracy, Double error) {
    Dataset data = mnist();
    int[] taken = new int[10];
    int[] known =
        IntStream.range(10_000, data.train().count())
            .filter(i -> taken[data.train().labels()[i]]++ < n / 10)
            .toArray();
    int[] asked = IntStream.range(0, data.test().count()).toArray();
    InfiniteNetwork network =
        InfiniteNetwork.of(
            Network.parse(
                "gaussian(weight-variance=%s, bias-variance=%s): dense(784,9) %s %d*[dense(9,9) %s] dense(9,10)"
                    .formatted(w, b, phi, depth - 1, phi)),
            Parameterisation.NTK);
    Inputs train = network.inputs(images(data.train(), known), known.length);
    Inputs test = network.inputs(images(data.test(), asked), asked.length);
    CentredLabels truth = labels(data.test(), asked);
    try (KernelMatrix kernel =
        KernelMatrix.of(
            known.length,
            (r0, r1, c0, c1, into, stride) ->
                network.tile(train, r0, r1, train, c0, c1, into, null, 0, stride),
            2)) {
      double[] mean =
          GaussianProcess.of(kernel, labels(data.train(), known).targets(), 10, EPSILON)
              .mean(
                  (r0, r1, c0, c1, into, stride) ->
                      network.tile(test, r0, r1, train, c0, c1, into, null, 0, stride),
                  asked.length,
                  2);
      assertThat(truth.accuracy(mean)).isCloseTo(accuracy, within(0.000_051));
      double[] targets = truth.targets();
      double squares =
          IntStream.range(0, mean.length)
              .mapToDouble(i -> (mean[i] - targets[i]) * (mean[i] - targets[i]))
              .average()
              .orElseThrow();
      if (error != null) {
        assertThat(squares).isCloseTo(error, within(0.000_005_1));
      }
    }
  }
}
