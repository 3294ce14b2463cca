package org.onsager.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Network;

/**
 * Walks against blocks: a pooling over single places changes nothing but sends all pairs of places
 * through {@link PlaceBlock}, which shares no line with {@link PlaneWalk}.
 */
class PlaneWalkTest {
  private static final int IMAGES = 5;
  private static final int HEIGHT = 6;
  private static final int WIDTH = 5;

  /** Two channels; black edges; two alike to 1e-6, two the same, one the other's negative. */
  private static double[] images() {
    SplittableRandom random = new SplittableRandom(3);
    int size = 2 * HEIGHT * WIDTH;
    double[] x = new double[IMAGES * size];
    for (int j = 0; j < size; j++) {
      boolean black = j % WIDTH < 1;
      x[j] = black ? 0 : random.nextGaussian();
      x[size + j] = x[j] * (1 + 1e-6 * random.nextGaussian());
      x[2 * size + j] = x[j];
      x[3 * size + j] = -x[j];
      x[4 * size + j] = random.nextGaussian();
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "convolution(2,3,3x3,padding=same) relu 2*[convolution(3,3,3x3,padding=same) relu]",
        "convolution(2,3,3x3) relu convolution(3,3,2x2) relu",
        "convolution(2,3,5x3,padding=same) relu convolution(3,3,2x4,padding=same) relu",
        "convolution(2,3,1x1) relu convolution(3,3,3x1,padding=same)",
        "convolution(2,3,3x3,padding=same) residual[ relu convolution(3,3,3x3,padding=same) relu"
            + " convolution(3,3,3x3,padding=same) ] relu convolution(3,3,3x3,padding=same) relu",
      })
  void pairsOfPlacesThatWalkTogetherAreThoseOfTheWholeBlock(String body) {
    double[] x = images();
    int height = HEIGHT;
    int width = WIDTH;
    if (body.contains("3x3) relu convolution(3,3,2x2)")) {
      height = 3;
      width = 2;
    }
    String flat = " flatten dense(" + 3 * height * width + ",1)";
    String pooled = " global-average-pooling dense(3,4) relu dense(4,1)";
    for (String variances : new String[] {"2, bias-variance=0", "1.3, bias-variance=0.4"}) {
      for (String end : new String[] {flat, pooled}) {
        for (Parameterisation parameterisation : Parameterisation.values()) {
          Kernels walked = kernels(variances, body + end, parameterisation, x, 2);
          Kernels block =
              kernels(variances, body + " average-pooling(1)" + end, parameterisation, x, 2);
          same(walked.nngp(), block.nngp(), 1e-13);
          // blocks take 1 - c by subtraction: a root of rounding where images nearly coincide
          same(walked.tangent(), block.tangent(), 3e-8);
        }
      }
    }
  }

  private static Kernels kernels(
      String variances, String layers, Parameterisation parameterisation, double[] x, int threads) {
    InfiniteNetwork network =
        InfiniteNetwork.of(
            Network.parse("gaussian(weight-variance=" + variances + "): input(2,6,5) " + layers),
            parameterisation);
    Inputs in = network.inputs(x, IMAGES);
    return network.kernels(in, in, true, threads);
  }

  private static void same(double[] a, double[] b, double error) {
    double most = java.util.Arrays.stream(b).map(Math::abs).max().orElseThrow();
    for (int k = 0; k < b.length; k++) {
      assertThat(a[k]).isCloseTo(b[k], within(error * most));
    }
  }

  /** More than go side by side, of very different contrast, as every pair alone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manyImagesAreTheirPairs(boolean tangent) {
    int n = 50;
    int size = 2 * 58;
    SplittableRandom random = new SplittableRandom(4);
    double[] x = new double[n * size];
    for (int j = 0; j < x.length; j++) {
      x[j] = Math.pow(10, j / size % 7 - 3) * random.nextGaussian();
    }
    InfiniteNetwork network =
        InfiniteNetwork.of(
            Network.parse(
                "gaussian(weight-variance=2, bias-variance=0.1): input(1,2,58)"
                    + " convolution(1,3,3x3,padding=same) relu convolution(3,3,5x5,padding=same)"
                    + " relu 3*[convolution(3,3,3x3,padding=same) relu] flatten dense(348,1)"),
            Parameterisation.NTK);
    Inputs in = network.inputs(x, n);
    Kernels all = network.kernels(in, in, tangent, 2);
    double[] nngp = new double[1];
    double[] ntk = tangent ? new double[1] : null;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        network.tile(in, i, i + 1, in, j, j + 1, nngp, ntk, 0, 1);
        assertThat(all.nngp()[i * n + j]).isCloseTo(nngp[0], within(1e-13 * nngp[0]));
        if (ntk != null && all.tangent() != null) {
          assertThat(all.tangent()[i * n + j]).isCloseTo(ntk[0], within(1e-13 * ntk[0]));
        }
      }
    }
  }

  /** By powers of two, which round nothing: 3e-150 to 3e149. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-497, 0x1p-66, 0x1p66, 0x1p497})
  void rectifiedImagesAreHomogeneousAtAnyNorm(double scale) {
    double[] x = images();
    double[] scaled = java.util.Arrays.stream(x).map(v -> scale * v).toArray();
    for (String end : new String[] {"flatten dense(90,1)", "global-average-pooling dense(3,1)"}) {
      String layers =
          "convolution(2,3,3x3,padding=same) relu convolution(3,3,3x3,padding=same) relu " + end;
      double[] one = kernels("2", layers, Parameterisation.NTK, x, 1).tangent();
      double[] other = kernels("2", layers, Parameterisation.NTK, scaled, 1).tangent();
      double[] back = java.util.Arrays.stream(other).map(v -> v / scale / scale).toArray();
      same(back, one, 1e-14);
    }
  }

  /** A line is an image of one row. */
  @ParameterizedTest
  @ValueSource(strings = {" flatten dense(90,1)", " global-average-pooling dense(3,1)"})
  void aLineIsAnImageOfOneRow(String end) {
    double[] x = images();
    Kernels line =
        line(
            "input(2,30) convolution(2,3,3,padding=same) relu convolution(3,3,5,padding=same) relu"
                + end,
            x);
    Kernels row =
        line(
            "input(2,1,30) convolution(2,3,1x3,padding=same) relu convolution(3,3,1x5,padding=same)"
                + " relu"
                + end,
            x);
    same(line.nngp(), row.nngp(), 1e-15);
    same(line.tangent(), row.tangent(), 1e-15);
  }

  private static Kernels line(String layers, double[] x) {
    InfiniteNetwork network =
        InfiniteNetwork.of(
            Network.parse("gaussian(weight-variance=2, bias-variance=0.1): " + layers),
            Parameterisation.NTK);
    Inputs in = network.inputs(x, IMAGES);
    return network.kernels(in, in, true, 1);
  }

  /** Θ of images alike to θ falls below Θ(x,x) as θ, which blocks cannot see at 1e-9. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-9, 1e-12})
  void nearlyCoincidentImagesKeepTheirDigits(double apart) {
    // one place, seen by 1x1 windows: a dense network of its channels
    double[] x = {1, 0, Math.cos(apart), Math.sin(apart)};
    InfiniteNetwork places =
        InfiniteNetwork.of(
            Network.parse(
                "gaussian(weight-variance=2): input(2,1,1) convolution(2,3,1x1) relu"
                    + " convolution(3,3,1x1) relu flatten dense(3,1)"),
            Parameterisation.NTK);
    Inputs in = places.inputs(x, 2);
    double[] ntk = places.kernels(in, in, true, 1).tangent();
    // K = 1 all along, Θ' = 1 + (1 - θ/π) Θ from 1: 3 - 3 θ/π; below Θ(x,x) by 3 θ/π + O(θ²)
    double fall = 3 * apart / Math.PI;
    assertThat(ntk[0] - ntk[1]).isCloseTo(fall, within(1e-15 + 2 * apart * apart));
  }
}
