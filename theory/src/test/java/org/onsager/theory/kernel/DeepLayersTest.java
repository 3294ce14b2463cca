package org.onsager.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onsager.architecture.Network;

/** Many layers at once against the closed forms, entry by entry and layer by layer. */
class DeepLayersTest {
  private static final int FEATURES = 6;
  private static final int SAMPLES = 9;
  private static final int DEPTH = 14;

  /** Both kernels of two inputs by the closed forms. */
  private static double[] entry(boolean erf, double w, double b, double p, double q, double r) {
    double kp = b + w * p;
    double kq = b + w * q;
    double k = b + w * r;
    double theta = k;
    for (int l = 0; l < DEPTH; l++) {
      double dual;
      double slope;
      if (erf) {
        double scale = Math.sqrt((1 + 2 * kp) * (1 + 2 * kq));
        double z = 2 * k / scale;
        dual = 2 / Math.PI * Math.asin(z);
        slope = 4 / Math.PI / scale / Math.sqrt(1 - z * z);
        kp = b + w * 2 / Math.PI * Math.asin(2 * kp / (1 + 2 * kp));
        kq = b + w * 2 / Math.PI * Math.asin(2 * kq / (1 + 2 * kq));
      } else {
        double root = Math.sqrt(kp * kq);
        double angle = Math.acos(Math.clamp(k / root, -1, 1));
        dual = root * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle)) / (2 * Math.PI);
        slope = (Math.PI - angle) / (2 * Math.PI);
        kp = b + w * kp / 2;
        kq = b + w * kq / 2;
      }
      k = b + w * dual;
      theta = k + w * slope * theta;
    }
    return new double[] {k, theta};
  }

  /**
   * With lengths from a tenth to some largest, both signs of correlations, and sets that differ;
   * error functions of short inputs go from cosines to covariances in one way.
   */
  @ParameterizedTest
  @CsvSource({
    "relu, 2, 0, 40",
    "relu, 2, 0.1, 40",
    "relu, 1.2, 2, 40",
    "erf, 2, 0.01, 40",
    "erf, 0.5, 0, 40",
    "erf, 9, 0.5, 40",
    "erf, 2, 0.01, 1",
    "erf, 0.5, 0, 2",
    "erf, 1.2, 0.3, 1"
  })
  void deepNetworksFollowTheirClosedForms(String activation, double w, double b, double longest) {
    SplittableRandom random = new SplittableRandom(9);
    double[] x = new double[SAMPLES * FEATURES];
    for (int i = 0; i < SAMPLES; i++) {
      double scale = Math.pow(10 * longest, i / (SAMPLES - 1.0)) / 10;
      for (int k = 0; k < FEATURES; k++) {
        x[i * FEATURES + k] = scale * random.nextGaussian();
      }
    }
    InfiniteNetwork network =
        InfiniteNetwork.of(
            Network.parse(
                "gaussian(weight-variance="
                    + w
                    + ", bias-variance="
                    + b
                    + "): dense(6,4) "
                    + activation
                    + " "
                    + (DEPTH - 1)
                    + "*[dense(4,4) "
                    + activation
                    + "] dense(4,1)"),
            Parameterisation.NTK);
    double[] first = java.util.Arrays.copyOf(x, 5 * FEATURES);
    Inputs few = network.inputs(first, 5);
    Inputs all = network.inputs(x, SAMPLES);
    Kernels both = network.kernels(few, all, true, 1);
    Kernels one = network.kernels(few, all, false, 1);
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < SAMPLES; j++) {
        if (i == j) {
          continue; // the closed forms lose digits there
        }
        double[] expected =
            entry(activation.equals("erf"), w, b, dot(x, i, i), dot(x, j, j), dot(x, i, j));
        double scale =
            Math.sqrt(expected(activation, w, b, x, i) * expected(activation, w, b, x, j));
        int at = i * SAMPLES + j;
        assertThat(both.nngp()[at]).isCloseTo(expected[0], within(2e-13 * scale));
        assertThat(one.nngp()[at]).isCloseTo(both.nngp()[at], within(4e-15 * scale));
        assertThat(both.tangent()[at])
            .isCloseTo(expected[1], within(1e-11 * Math.abs(expected[1]) + 1e-13 * scale));
      }
    }
  }

  private static double expected(String activation, double w, double b, double[] x, int i) {
    double q = dot(x, i, i);
    return entry(activation.equals("erf"), w, b, q, q, q * (1 - 1e-12))[0];
  }

  private static double dot(double[] x, int i, int j) {
    double sum = 0;
    for (int k = 0; k < FEATURES; k++) {
      sum += x[i * FEATURES + k] * x[j * FEATURES + k] / FEATURES;
    }
    return sum;
  }

  /**
   * Inputs alike to 1e-9 in deep critical relu: 1 - Θ/Θ(x,x) by the slope of its map, L·θ/(2π)….
   */
  @Test
  void nearlyCoincidentInputsKeepTheirDigitsThroughAllLayers() {
    double theta = 1e-9;
    double[] x = new double[2 * FEATURES];
    x[0] = Math.sqrt(FEATURES);
    x[FEATURES] = Math.cos(theta) * Math.sqrt(FEATURES);
    x[FEATURES + 1] = Math.sin(theta) * Math.sqrt(FEATURES);
    InfiniteNetwork network =
        InfiniteNetwork.of(
            Network.parse(
                "gaussian(weight-variance=2): dense(6,4) relu 2*[dense(4,4) relu] dense(4,1)"),
            Parameterisation.NTK);
    Inputs in = network.inputs(x, 2);
    double[] ntk = network.kernels(in, in, true, 1).tangent();
    // θ barely changes (by θ²), K = 2 all along, Θ' = 2 + (1 - θ/π) Θ from Θ = 2:
    // Θ = 2 Σ_{k=0}^{3} (1 - θ/π)^k = 8 - 12 θ/π + O(θ²)
    assertThat((ntk[0] - ntk[1]) / (12 * theta / Math.PI)).isCloseTo(1, within(1e-5));
  }
}
