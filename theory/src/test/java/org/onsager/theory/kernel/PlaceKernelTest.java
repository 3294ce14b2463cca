package org.onsager.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;

/** Kernels between places: what a product of all pairs of places must give in other ways. */
class PlaceKernelTest {
  private static final String DRAWN = "gaussian(weight-variance=1.7, bias-variance=0.3): ";

  private static InfiniteNetwork network(String layers, Parameterisation parameterisation) {
    return InfiniteNetwork.of(Network.parse(DRAWN + layers), parameterisation);
  }

  private static double[] images(int samples, int size) {
    Random random = new Random(3);
    return random.doubles((long) samples * size, -1, 1.5).toArray();
  }

  private static Kernels kernels(String layers, double[] x, Parameterisation parameterisation) {
    InfiniteNetwork network = network(layers, parameterisation);
    Inputs in = network.inputs(x, x.length / Math.toIntExact(network.network().input().size()));
    return network.kernels(in, in, true, 1);
  }

  private static void same(String a, String b, double[] x) {
    for (Parameterisation p : Parameterisation.values()) {
      Kernels one = kernels(a, x, p);
      Kernels other = kernels(b, x, p);
      assertThat(one.nngp()).as("%s: %s and %s", p, a, b).containsExactly(other.nngp(), CLOSE);
      double[] tangent = one.ntk();
      double[] otherTangent = other.ntk();
      assertThat(tangent != null && otherTangent != null).isTrue();
      if (tangent != null && otherTangent != null) {
        assertThat(tangent).as("%s: Θ of %s and %s", p, a, b).containsExactly(otherTangent, WIDE);
      }
    }
  }

  private static final Offset<Double> CLOSE = within(1e-12);
  private static final Offset<Double> WIDE = within(1e-9);

  /** A kernel as large as the image sees a vector. */
  @Test
  void aConvolutionOverAllOfALineIsADenseLayer() {
    for (String end :
        new String[] {
          "relu dense(4,4) erf dense(4,1)",
          "residual[ erf dense(4,4) ] relu dense(4,1)",
          "relu dropout(keep=0.8) concatenate[ dense(4,4) erf | dense(4,12) ] dense(16,1)",
          "layer-norm relu dense(4,1)"
        }) {
      double[] x = images(4, 6);
      same("input(2,3) convolution(2,4,kernel=3) flatten " + end, "dense(6,4) " + end, x);
      same(
          "input(2,3) convolution(2,4,kernel=3) global-average-pooling " + end,
          "dense(6,4) " + end,
          x);
    }
  }

  /** Pooling over single places follows all pairs of places, and must not change anything. */
  @Test
  void followingAllPairsOfPlacesGivesTheSameAsFollowingEqualOnes() {
    double[] x = images(3, 2 * 6 * 5);
    for (String padding : new String[] {"valid", "same", "circular"}) {
      String begin = "input(2,6,5) convolution(2,8,3x2,padding=" + padding + ") relu ";
      int places = padding.equals("valid") ? 4 * 4 : 30;
      String end =
          "convolution(8,8,2,stride=2x1,padding=same) residual[ erf convolution(8,8,1) ] relu"
              + " flatten dense("
              + 8 * (padding.equals("valid") ? 2 * 4 : 3 * 5)
              + ",1)";
      same(begin + end, begin + "average-pooling(1) " + end, x);
      same(
          begin + "flatten dense(" + 8 * places + ",1)",
          begin + "average-pooling(1) flatten dense(" + 8 * places + ",1)",
          x);
    }
  }

  /** Cho and Saul's kernels at every two places, two convolutions and the mean, written out. */
  @Test
  void aRingWithGlobalPoolingIsItsDoubleSum() {
    int n = 5;
    double[] x = images(2, n);
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        double[][] xx = ring(x, i, i);
        double[][] yy = ring(x, j, j);
        double[][] xy = ring(x, i, j);
        double k = 0;
        double t = 0;
        for (int p = 0; p < n; p++) {
          for (int q = 0; q < n; q++) {
            double root = Math.sqrt(xx[p][p] * yy[q][q]);
            double c = Math.min(1, xy[p][q] / root);
            double angle = i == j && p == q ? 0 : Math.acos(c);
            k += root * (Math.sin(angle) + (Math.PI - angle) * c) / (2 * Math.PI) / n / n;
            t += xy[p][q] * (Math.PI - angle) / (2 * Math.PI) / n / n;
          }
        }
        Kernels both =
            kernels(
                "input(1,5) convolution(1,7,kernel=3,padding=circular) relu"
                    + " global-average-pooling dense(7,1)",
                x,
                Parameterisation.NTK);
        double expected = 0.3 + 1.7 * k;
        assertThat(both.nngp()[2 * i + j]).isCloseTo(expected, within(1e-12));
        double[] tangent = both.ntk();
        assertThat(tangent).isNotNull();
        if (tangent != null) {
          assertThat(tangent[2 * i + j]).isCloseTo(expected + 1.7 * t, within(1e-7));
        }
      }
    }
  }

  private static double[][] ring(double[] x, int i, int j) {
    double[][] k = new double[5][5];
    for (int p = 0; p < 5; p++) {
      for (int q = 0; q < 5; q++) {
        double sum = 0;
        for (int u = -1; u <= 1; u++) {
          sum += x[5 * i + Math.floorMod(p + u, 5)] * x[5 * j + Math.floorMod(q + u, 5)];
        }
        k[p][q] = 0.3 + 1.7 * sum / 3;
      }
    }
    return k;
  }

  /** Turning all images of a ring by as much leaves every kernel; of a pooled one, each alone. */
  @Test
  void ringsDoNotKnowWhereTheyBegin() {
    double[] x = images(2, 6);
    double[] turned = x.clone();
    for (int p = 0; p < 6; p++) {
      turned[6 + p] = x[6 + (p + 2) % 6];
    }
    String pooled =
        "input(1,6) 1*[convolution(1,4,3,padding=circular)] relu global-average-pooling"
            + " dense(4,1)";
    assertThat(kernels(pooled, turned, Parameterisation.NTK).nngp())
        .containsExactly(kernels(pooled, x, Parameterisation.NTK).nngp(), CLOSE);
    String flat = "input(1,6) convolution(1,4,3,padding=circular) relu flatten dense(24,1)";
    assertThat(kernels(flat, turned, Parameterisation.NTK).nngp()[1])
        .isNotCloseTo(kernels(flat, x, Parameterisation.NTK).nngp()[1], within(1e-3));
  }

  @Test
  void tilesAreTheSameWhereverTheyBegin() {
    double[] x = images(5, 2 * 4 * 4);
    for (String middle : new String[] {"", "average-pooling(2,stride=1) "}) {
      InfiniteNetwork network =
          network(
              "input(2,4,4) convolution(2,4,2) relu "
                  + middle
                  + "convolution(4,2,2) flatten"
                  + (middle.isEmpty() ? " dense(8,1)" : " dense(2,1)"),
              Parameterisation.NTK);
      Inputs in = network.inputs(x, 5);
      Kernels all = network.kernels(in, in, true, 2);
      double[] nngp = new double[6];
      double[] ntk = new double[6];
      network.tile(in, 1, 3, in, 2, 5, nngp, ntk, 0, 3);
      for (int r = 0; r < 2; r++) {
        for (int c = 0; c < 3; c++) {
          assertThat(nngp[3 * r + c]).isCloseTo(all.nngp()[5 * (1 + r) + 2 + c], within(1e-13));
        }
      }
      assertThat(ntk[0]).isGreaterThan(nngp[0]);
    }
  }

  @Test
  void anActivationAfterFlattenIsOneBeforeIt() {
    double[] x = images(3, 8);
    for (String phi : new String[] {"relu", "tanh"}) {
      String begin = "input(2,4) convolution(2,3,2) ";
      same(
          begin + "flatten " + phi + " dense(9,4) erf dense(4,1)",
          begin + phi + " flatten dense(9,4) erf dense(4,1)",
          x);
    }
  }

  @Test
  void whatTheoryDoesNotKnowIsRefusedWithItsReason() {
    refused("input(1,4,4) convolution(1,2,3) max-pooling(2) flatten", "max-pooling", "average-");
    refused("input(1,4) convolution(1,2,3) flatten layer-norm relu dense(4,1)", "after flatten");
    refused("input(1,4) relu convolution(1,2,3) flatten", "relu after the inputs themselves");
  }

  private static void refused(String layers, String... parts) {
    assertThatThrownBy(() -> network(layers, Parameterisation.NTK))
        .isInstanceOf(Refusal.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }
}
