package org.onsager.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;
import org.onsager.numerics.linear.SymmetricEigen;

/** Kernels of dense networks against closed forms, quadratures of their own, and what must hold. */
class InfiniteNetworkTest {
  private static final int FEATURES = 7;

  private static double[] inputs(SplittableRandom random, int n, double scale) {
    double[] x = new double[n * FEATURES];
    Arrays.setAll(x, i -> scale * random.nextGaussian());
    return x;
  }

  private static double dot(double[] x, int i, double[] y, int j) {
    double sum = 0;
    for (int k = 0; k < FEATURES; k++) {
      sum += x[i * FEATURES + k] * y[j * FEATURES + k];
    }
    return sum;
  }

  private static Kernels kernels(String text, Parameterisation p, double[] x) {
    InfiniteNetwork network = InfiniteNetwork.of(Network.parse(text), p);
    Inputs inputs = network.inputs(x, x.length / FEATURES);
    return network.kernels(inputs, inputs, true, 2);
  }

  /** E f(u) g(v) by the trapezoid rule on ±9 standard deviations: exact to rounding if smooth. */
  private static double product(
      java.util.function.DoubleUnaryOperator f, double p, double q, double k) {
    int n = 400;
    double h = 18.0 / n;
    double c = k / Math.sqrt(p * q);
    double sum = 0;
    for (int a = 0; a <= n; a++) {
      double y = -9 + a * h;
      double u = f.applyAsDouble(Math.sqrt(p) * y) * Math.exp(-y * y / 2);
      for (int b = 0; b <= n; b++) {
        double z = -9 + b * h;
        sum +=
            u
                * f.applyAsDouble(Math.sqrt(q) * (c * y + Math.sqrt(1 - c * c) * z))
                * Math.exp(-z * z / 2);
      }
    }
    return sum * h * h / (2 * Math.PI);
  }

  private static double[][] rectified(double p, double q, double k) {
    double c = Math.max(-1, Math.min(1, k / Math.sqrt(p * q)));
    double theta = Math.acos(c);
    double value =
        Math.sqrt(p * q) / (2 * Math.PI) * (Math.sin(theta) + (Math.PI - theta) * Math.cos(theta));
    return new double[][] {{value}, {(Math.PI - theta) / (2 * Math.PI)}};
  }

  @Test
  void rectifiersFollowTheClosedForm() {
    SplittableRandom random = new SplittableRandom(1);
    int n = 6;
    double[] x = inputs(random, n, 1.3);
    double w = 1.7;
    double b = 0.2;
    Kernels k =
        kernels(
            "gaussian(weight-variance=1.7, bias-variance=0.2):"
                + " dense(7,9) relu dense(9,9) relu dense(9,1)",
            Parameterisation.NTK,
            x);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double p = b + w * dot(x, i, x, i) / FEATURES;
        double q = b + w * dot(x, j, x, j) / FEATURES;
        double r = b + w * dot(x, i, x, j) / FEATURES;
        double theta = r;
        for (int l = 0; l < 2; l++) {
          double[][] dual = rectified(p, q, i == j ? p : r);
          r = b + w * dual[0][0];
          theta = r + w * dual[1][0] * theta;
          p = b + w * p / 2;
          q = b + w * q / 2;
        }
        assertThat(k.nngp()[i * n + j]).isCloseTo(r, within(1e-14 * Math.sqrt(p * q)));
        assertThat(k.tangent()[i * n + j]).isCloseTo(theta, within(1e-13 * theta));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "erf", "gelu", "silu", "softplus", "sin", "x*sigmoid(1.702*x)"})
  void smoothActivationsFollowAQuadratureOfTheirOwn(String name) {
    Activation phi = Activation.of(name);
    SplittableRandom random = new SplittableRandom(2);
    int n = 4;
    double[] x = inputs(random, n, 1);
    String activation = phi.isBuiltIn() ? name : "activation(" + name + ")";
    Kernels k =
        kernels(
            "gaussian(weight-variance=1.5, bias-variance=0.1): dense(7,5) "
                + activation
                + " dense(5,1)",
            Parameterisation.NTK,
            x);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double p = 0.1 + 1.5 * dot(x, i, x, i) / FEATURES;
        double q = 0.1 + 1.5 * dot(x, j, x, j) / FEATURES;
        double r = 0.1 + 1.5 * dot(x, i, x, j) / FEATURES;
        double nngp = 0.1 + 1.5 * product(phi::value, p, q, r);
        double ntk = nngp + 1.5 * product(phi::derivative, p, q, r) * r;
        assertThat(k.nngp()[i * n + j]).as("K %d %d", i, j).isCloseTo(nngp, within(1e-11));
        assertThat(k.tangent()[i * n + j]).as("Θ %d %d", i, j).isCloseTo(ntk, within(1e-10));
      }
    }
  }

  @Test
  void leakyRectifiersAndAbsoluteValuesAreMixtures() {
    SplittableRandom random = new SplittableRandom(3);
    int n = 5;
    double[] x = inputs(random, n, 1);
    for (double leak : new double[] {0.01, -1, 0.5, 1}) {
      String activation =
          leak == -1 ? "activation(abs(x))" : leak == 1 ? "linear" : "leaky-relu(" + leak + ")";
      Kernels k = kernels("dense(7,5) " + activation + " dense(5,1)", Parameterisation.NTK, x);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double p = dot(x, i, x, i) / FEATURES;
          double q = dot(x, j, x, j) / FEATURES;
          double r = dot(x, i, x, j) / FEATURES;
          double[][] dual = rectified(p, q, i == j ? p : r);
          double nngp = (1 - leak) * (1 - leak) * dual[0][0] + leak * r;
          double ntk = nngp + ((1 - leak) * (1 - leak) * dual[1][0] + leak) * r;
          assertThat(k.nngp()[i * n + j]).isCloseTo(nngp, within(1e-14));
          assertThat(k.tangent()[i * n + j]).isCloseTo(ntk, within(1e-13));
        }
      }
    }
  }

  @Test
  void kinksAwayFromZeroAreSeen() {
    // hard-tanh at equal lengths: slopes multiply to a probability, which a fine sum gives
    double[] x = new double[2 * FEATURES];
    x[0] = Math.sqrt(FEATURES);
    x[FEATURES] = 0.6 * Math.sqrt(FEATURES);
    x[FEATURES + 1] = 0.8 * Math.sqrt(FEATURES);
    Kernels k =
        kernels(
            "gaussian(weight-variance=2): dense(7,5) hard-tanh dense(5,1)",
            Parameterisation.NTK,
            x);
    Activation phi = Activation.HARD_TANH;
    double slopes = 0;
    double values = 0;
    int n = 4000;
    double h = 16.0 / n;
    for (int a = 0; a < n; a++) {
      double y = -8 + (a + 0.5) * h;
      double u = Math.sqrt(2) * y;
      double weight = Math.exp(-y * y / 2) * h / Math.sqrt(2 * Math.PI);
      // given u, v is normal of mean 0.6 u and variance 2·0.64
      double mean = 0.6 * u;
      double sd = Math.sqrt(2 * 0.64);
      double inside = below((1 - mean) / sd) - below((-1 - mean) / sd);
      slopes += weight * phi.derivative(u) * inside;
      double truncated =
          mean * inside - sd * (density((1 - mean) / sd) - density((-1 - mean) / sd));
      double expected = truncated + (1 - below((1 - mean) / sd)) - below((-1 - mean) / sd);
      values += weight * phi.value(u) * expected;
    }
    double nngp = 2 * values;
    assertThat(k.nngp()[1]).isCloseTo(nngp, within(1e-6));
    assertThat(k.tangent()[1]).isCloseTo(nngp + 2 * slopes * 1.2, within(3e-3));
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double below(double z) {
    return org.onsager.numerics.statistics.Distributions.normalBelow(z);
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "erf", "tanh", "hard-tanh", "leaky-relu(0.1)", "softplus"})
  void matricesAreSymmetricAndPositiveAndTilesAreTheirParts(String activation) {
    SplittableRandom random = new SplittableRandom(5);
    int n = 40;
    double[] x = inputs(random, n, 1);
    System.arraycopy(x, 0, x, 3 * FEATURES, FEATURES); // coincident
    for (int k = 0; k < FEATURES; k++) {
      x[5 * FEATURES + k] = -x[2 * FEATURES + k]; // antipodal
      x[6 * FEATURES + k] = x[2 * FEATURES + k] * (1 + 1e-9 * k); // nearly coincident
      x[7 * FEATURES + k] = 0;
    }
    Network network =
        Network.parse(
            "gaussian(weight-variance=1.8, bias-variance=0): 2*[dense(7,7) "
                + activation
                + "] dense(7,1)");
    InfiniteNetwork infinite = InfiniteNetwork.of(network, Parameterisation.NTK);
    Inputs inputs = infinite.inputs(x, n);
    Kernels k = infinite.kernels(inputs, inputs, true, 1);
    double[] diagonal = infinite.nngpDiagonal(inputs);
    double most = Arrays.stream(diagonal).max().orElseThrow();
    for (double[] matrix : new double[][] {k.nngp(), k.tangent()}) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          assertThat(matrix[i * n + j]).isFinite().isEqualTo(matrix[j * n + i]);
        }
      }
      double[] values = SymmetricEigen.values(matrix, n);
      double error = Math.max(1e-13, 10 * infinite.error(inputs, inputs));
      assertThat(values[0]).isGreaterThan(-error * n * values[n - 1]);
    }
    assertThat(k.nngp()[3]).isCloseTo(k.nngp()[0], within(1e-15 * most));
    assertThat(k.tangent()[3]).isCloseTo(k.tangent()[0], within(1e-13 * k.tangent()[0]));
    double[] part = new double[5 * 8];
    double[] parted = new double[5 * 8];
    infinite.tile(inputs, 4, 9, inputs, 2, 10, part, parted, 0, 8);
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 8; j++) {
        assertThat(part[i * 8 + j]).isCloseTo(k.nngp()[(4 + i) * n + 2 + j], within(1e-14 * most));
      }
    }
  }

  /** More than fit into three blocks, the last one short: as entries between two sets. */
  @ParameterizedTest
  @ValueSource(strings = {"relu", "erf"})
  void matricesOfManyInputsAreTheirEntriesWhateverTheThreads(String activation) {
    int n = 1700;
    double[] x = inputs(new SplittableRandom(8), n, 1);
    String layers = "dense(7,3) " + activation + " dense(3,3) " + activation + " dense(3,1)";
    InfiniteNetwork infinite =
        InfiniteNetwork.of(
            Network.parse("gaussian(weight-variance=2, bias-variance=0.1): " + layers),
            Parameterisation.NTK);
    Inputs all = infinite.inputs(x, n);
    Kernels k = infinite.kernels(all, all, true, 1);
    Kernels shared = infinite.kernels(all, all, true, 3);
    double[] tile = new double[n * n];
    double[] tangents = new double[n * n];
    infinite.tile(all, 0, n, all, 0, n, tile, tangents, 0, n);
    assertThat(Arrays.equals(shared.nngp(), k.nngp())).isTrue();
    assertThat(Arrays.equals(shared.tangent(), k.tangent())).isTrue();
    assertThat(Arrays.equals(tile, k.nngp())).isTrue();
    assertThat(Arrays.equals(tangents, k.tangent())).isTrue();
    for (int i : new int[] {0, 31, 32, 511, 512, 1023, 1024, 1535, 1536, n - 1}) {
      Inputs one = infinite.inputs(Arrays.copyOfRange(x, i * FEATURES, (i + 1) * FEATURES), 1);
      Kernels row = infinite.kernels(one, all, true, 1);
      for (int j = 0; j < n; j++) {
        double covariance = row.nngp()[j];
        double tangent = row.tangent()[j];
        assertThat(k.nngp()[i * n + j])
            .isCloseTo(covariance, within(1e-14 * (1 + Math.abs(covariance))));
        assertThat(k.tangent()[i * n + j])
            .isCloseTo(tangent, within(1e-12 * (1 + Math.abs(tangent))));
        assertThat(k.nngp()[j * n + i]).isEqualTo(k.nngp()[i * n + j]);
        assertThat(k.tangent()[j * n + i]).isEqualTo(k.tangent()[i * n + j]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-150, 1e-20, 1, 1e20, 1e150})
  void rectifiersAreHomogeneousAtAnyNorm(double scale) {
    SplittableRandom random = new SplittableRandom(6);
    double[] x = inputs(random, 5, 1);
    double[] y = Arrays.stream(x).map(v -> v * scale).toArray();
    String text = "gaussian(weight-variance=2): dense(7,3) relu dense(3,3) relu dense(3,1)";
    double[] one = kernels(text, Parameterisation.NTK, x).tangent();
    double[] other = kernels(text, Parameterisation.NTK, y).tangent();
    for (int i = 0; i < one.length; i++) {
      assertThat(other[i] / scale / scale).isCloseTo(one[i], within(1e-12));
    }
  }

  @Test
  void nearlyCoincidentInputsKeepTheirDigits() {
    // K(0) - K(θ) and κ0 at θ = 1e-7: by their series in θ
    double theta = 1e-7;
    double[] x = new double[2 * FEATURES];
    x[0] = Math.sqrt(FEATURES);
    x[FEATURES] = Math.cos(theta) * Math.sqrt(FEATURES);
    x[FEATURES + 1] = Math.sin(theta) * Math.sqrt(FEATURES);
    double[] ntk =
        kernels("gaussian(weight-variance=2): dense(7,3) relu dense(3,1)", Parameterisation.NTK, x)
            .tangent();
    // Θ = 2·(K + 2κK), K = 2, κ = (π - θ)/(2π): Θ(0) - Θ(θ) = 4·θ/(2π)... + O(θ²)
    assertThat(ntk[0] - ntk[1]).isCloseTo(2 * theta / Math.PI * 2 / 2 * 1, within(2e-13));
  }

  @Test
  void theStandardParameterisationCountsItsWidths() {
    SplittableRandom random = new SplittableRandom(7);
    double[] x = inputs(random, 2, 1);
    double w = 1.5;
    double b = 0.3;
    double[] ntk =
        kernels(
                "gaussian(weight-variance=1.5, bias-variance=0.3): dense(7,11) relu dense(11,1)",
                Parameterisation.STANDARD,
                x)
            .tangent();
    double p = b + w * dot(x, 0, x, 0) / FEATURES;
    double q = b + w * dot(x, 1, x, 1) / FEATURES;
    double r = b + w * dot(x, 0, x, 1) / FEATURES;
    double[][] dual = rectified(p, q, r);
    double first = dot(x, 0, x, 1) + 1;
    assertThat(ntk[1])
        .isCloseTo(11 * dual[0][0] + 1 + w * dual[1][0] * first, within(1e-12 * ntk[0]));
  }

  @Test
  void whatHasNoKernelIsRefusedWithItsReason() {
    assertThatThrownBy(
            () ->
                InfiniteNetwork.of(
                    Network.parse("dense(7,3) relu relu dense(3,1)"), Parameterisation.NTK))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("not normal at infinite width");
    InfiniteNetwork step =
        InfiniteNetwork.of(
            Network.parse("dense(7,3) activation(sign(x)) dense(3,1)"), Parameterisation.NTK);
    Inputs inputs = step.inputs(inputs(new SplittableRandom(8), 3, 1), 3);
    assertThat(step.kernels(inputs, inputs, false, 1).nngp()[1]).isBetween(-1.0, 1.0);
    assertThatThrownBy(() -> step.kernels(inputs, inputs, true, 1))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("jumps");
    InfiniteNetwork linear = InfiniteNetwork.of(Network.parse("dense(7,1)"), Parameterisation.NTK);
    double[] bad = new double[FEATURES];
    bad[2] = Double.NaN;
    assertThatThrownBy(() -> linear.inputs(bad, 1))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("feature 2 of input 0");
    double[] several = new double[300 * FEATURES];
    several[250 * FEATURES] = Double.NaN;
    several[70 * FEATURES + 3] = Double.POSITIVE_INFINITY;
    assertThatThrownBy(() -> linear.inputs(several, 300, 3))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("feature 3 of input 70");
  }
}
