package org.onsager.instruments.function;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.numerics.statistics.Estimate;
import org.onsager.tensor.Scope;

class KernelReadingsTest {
  @Test
  void theIdealKernelIsAlignedAndTheIdentityAsLittleAsItMust() {
    int[] labels = {0, 1, 2, 1, 0, 2, 2, 1};
    int n = 24;
    double[] y = new double[n];
    Arrays.setAll(y, i -> (labels[i / 3] == i % 3 ? 1 : 0) - 1.0 / 3);
    double[] ideal = new double[n * n];
    double[] identity = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        ideal[i * n + j] = y[i] * y[j];
      }
      identity[i * n + i] = 1;
    }
    assertEquals(1, new KernelReadings(kernel(ideal)).alignment(labels).value(), 1e-12);
    assertEquals(0, new KernelReadings(kernel(ideal)).alignment(labels).standardError(), 1e-12);
    // yᵀy/(√n |y|²)
    assertEquals(
        1 / Math.sqrt(n), new KernelReadings(kernel(identity)).alignment(labels).value(), 1e-12);
  }

  @Test
  void aKernelTwiceAsLargeIsOneAwayAndPointsTheSameWay() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded("gaussian(weight-variance=2): dense(5,20) relu dense(20,3)");
      TangentKernel kernel = TangentKernel.over(network, Networks.inputs(12, network));
      double[] doubled = Arrays.stream(kernel.values()).map(v -> 2 * v).toArray();
      KernelReadings twice = new KernelReadings(new TangentKernel(doubled, 12, 3, Map.of()));
      assertEquals(1, twice.distance(kernel).value(), 1e-12);
      assertEquals(0, twice.distance(kernel).standardError(), 1e-12);
      assertEquals(1, twice.cosine(kernel).value(), 1e-12);
      assertEquals(0, new KernelReadings(kernel).distance(kernel).value());
    }
  }

  @Test
  void theLargestEigenvalueIsThatOfTheSpectrum() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded("gaussian(weight-variance=2): dense(5,20) tanh dense(20,3)");
      TangentKernel kernel = TangentKernel.over(network, Networks.inputs(12, network));
      KernelReadings readings = new KernelReadings(kernel);
      double[] spectrum = readings.eigenvalues();
      assertEquals(spectrum[35] / 12, readings.largest().value(), 1e-6 * spectrum[35]);
      double trace = Arrays.stream(spectrum).sum();
      assertEquals(trace / 36, readings.diagonal().value(), 1e-10 * trace);
    }
  }

  @Test
  void leavingOutOneSampleAtATimeGivesTheErrorOfAMean() {
    double[] draws = {3, 1, 4, 1, 5, 9, 2, 6};
    Reading jackknife =
        Reading.jackknife(
            8,
            8,
            1,
            kept -> {
              double sum = 0;
              int n = 0;
              for (int i = 0; i < 8; i++) {
                sum += kept[i] ? draws[i] : 0;
                n += kept[i] ? 1 : 0;
              }
              return sum / n;
            });
    Estimate mean = Estimate.ofMean(draws);
    assertEquals(mean.value(), jackknife.value(), 1e-14);
    assertEquals(mean.standardError(), jackknife.standardError(), 1e-14);
    assertEquals(2.25, jackknife.half(), 1e-14);
  }

  private static TangentKernel kernel(double[] values) {
    return new TangentKernel(values, 8, 3, Map.of());
  }
}
