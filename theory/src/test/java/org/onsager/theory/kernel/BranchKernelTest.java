package org.onsager.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;

/** Branches and layer norm against the same recursions written out for two inputs. */
class BranchKernelTest {
  private static final double W = 1.7;
  private static final double B = 0.3;
  private static final double[] X = {0.3, -1.2, 2.1, 0.9, 0.4, -0.5};

  /** Both kernels of two inputs: [xx, xy, yy]. */
  private record Pair(double[] k, double[] t) {
    static Pair inputs() {
      double[] k = new double[3];
      for (int i = 0; i < 3; i++) {
        k[0] += X[i] * X[i] / 3;
        k[1] += X[i] * X[3 + i] / 3;
        k[2] += X[3 + i] * X[3 + i] / 3;
      }
      return new Pair(k, new double[3]);
    }

    Pair weights() {
      double[] next = Arrays.stream(k).map(v -> B + W * v).toArray();
      double[] tangent = new double[3];
      Arrays.setAll(tangent, i -> next[i] + W * t[i]);
      return new Pair(next, tangent);
    }

    /** Cho and Saul's kernels of degree one and nought. */
    Pair relu() {
      double[] next = new double[3];
      double[] tangent = new double[3];
      for (int i = 0; i < 3; i++) {
        double root = Math.sqrt(k[0] * k[2]);
        double length = i == 0 ? k[0] : i == 2 ? k[2] : root;
        double c = i == 1 ? k[1] / root : 1;
        double angle = Math.acos(c);
        next[i] = length * (Math.sqrt(1 - c * c) + (Math.PI - angle) * c) / (2 * Math.PI);
        tangent[i] = t[i] * (Math.PI - angle) / (2 * Math.PI);
      }
      return new Pair(next, tangent);
    }

    Pair plus(double weight, Pair other, double otherWeight) {
      double[] next = new double[3];
      double[] tangent = new double[3];
      Arrays.setAll(next, i -> weight * k[i] + otherWeight * other.k[i]);
      Arrays.setAll(tangent, i -> weight * t[i] + otherWeight * other.t[i]);
      return new Pair(next, tangent);
    }

    Pair norm() {
      double[] scale = {k[0], Math.sqrt(k[0] * k[2]), k[2]};
      double[] next = new double[3];
      double[] tangent = new double[3];
      Arrays.setAll(next, i -> k[i] / scale[i]);
      Arrays.setAll(tangent, i -> t[i] / scale[i]);
      return new Pair(next, tangent);
    }
  }

  private static InfiniteNetwork network(String layers) {
    return InfiniteNetwork.of(
        Network.parse("gaussian(weight-variance=" + W + ", bias-variance=" + B + "): " + layers),
        Parameterisation.NTK);
  }

  private static void same(String layers, Pair expected) {
    InfiniteNetwork network = network(layers);
    Inputs x = network.inputs(X, 2);
    Kernels both = network.kernels(x, x, true, 1);
    double[] k = expected.k();
    double[] t = expected.t();
    assertThat(both.nngp())
        .as("K of " + layers)
        .containsExactly(new double[] {k[0], k[1], k[1], k[2]}, within(1e-13));
    assertThat(both.ntk())
        .as("Θ of " + layers)
        .containsExactly(new double[] {t[0], t[1], t[1], t[2]}, within(1e-13));
  }

  @Test
  void aBranchAddsItsKernelToThatOfTheStream() {
    Pair stream = Pair.inputs().weights();
    Pair once = stream.plus(1, stream.relu().weights(), 1);
    same("dense(3,4) residual[ relu dense(4,4) ]", once);
    Pair twice = once.plus(1, once.relu().weights(), 1);
    same("dense(3,4) 2*[residual[ relu dense(4,4) ]] relu dense(4,1)", twice.relu().weights());
  }

  @Test
  void branchesInBranchesHaveTheirSums() {
    Pair stream = Pair.inputs().weights();
    Pair inner = stream.relu().weights();
    Pair nested = inner.plus(1, inner.relu().weights(), 1);
    Pair sum = nested.plus(1, stream.weights(), 1).plus(1, stream.relu(), 1);
    same(
        "dense(3,4) sum[ relu dense(4,4) residual[ relu dense(4,4) ] | dense(4,4) | relu ]"
            + " dense(4,1)",
        sum.weights());
  }

  @Test
  void sideBySideEachCountsByItsShareOfTheWidth() {
    Pair stream = Pair.inputs().weights();
    Pair side = stream.relu().plus(0.25, stream.weights(), 0.75);
    same("dense(3,4) concatenate[ relu | dense(4,12) ] dense(16,1)", side.weights());
    same("dense(3,4) concatenate[ dense(4,12) | relu ] dense(16,1)", side.weights());
  }

  @Test
  void layerNormSetsEveryLengthToOne() {
    Pair stream = Pair.inputs().weights();
    same("dense(3,4) layer-norm", stream.norm());
    Pair block = stream.plus(1, stream.norm().relu().weights(), 1);
    same("dense(3,4) residual[ layer-norm relu dense(4,4) ]", block);
  }

  @Test
  void whatTheoryDoesNotKnowIsRefusedWithItsReason() {
    refused("dense(3,4) sum[ | relu ]", "2 of its branches", "are correlated");
    refused("dense(3,4) relu residual[ dense(4,4) ] relu", "not normal", "residual[ dense(4,4) ]");
    refused("dense(3,4) relu layer-norm dense(4,1)", "layer-norm after relu");
    refused("dense(3,4) concatenate[ | dense(4,4) ] relu", "not normal");
    refused("input(3) layer-norm dense(3,1)", "the inputs themselves");
    refused("dense(3,4) sum[ | dense(4,4) sum[ relu | dense(4,4) ] ]", "2 of its branches");
  }

  private static void refused(String layers, String... parts) {
    assertThatThrownBy(() -> network(layers))
        .isInstanceOf(Refusal.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }
}
