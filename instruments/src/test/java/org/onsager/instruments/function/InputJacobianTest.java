package org.onsager.instruments.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.numerics.linear.Svd;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class InputJacobianTest {
  @Test
  void aLinearNetworkHasTheSingularValuesOfTheProductOfItsMatricesEverywhere() {
    try (Scope _ = Scope.open()) {
      FiniteNetwork finite = Networks.drawn("gaussian(weight-variance=1): dense(7,5) dense(5,3)");
      LoadedNetwork network = LoadedNetworks.of(finite);
      InputJacobian j = InputJacobian.over(network, Networks.inputs(40, network));
      double[] product =
          finite.weights().get(1).matmul(finite.weights().get(0)).detach().toDoubles();
      double[] exact = Svd.values(product, 3, 7);
      for (double[] found : j.values()) {
        assertArrayEquals(exact, found, 1e-12);
      }
      assertEquals(0, j.spread().value(), 1e-6);
      assertEquals(exact[0], j.largest().value(), 1e-12);
      double squares = (exact[0] * exact[0] + exact[1] * exact[1] + exact[2] * exact[2]) / 3;
      assertEquals(squares, j.meanSquare().value(), 1e-12);
    }
  }

  @Test
  void aTanhNetworkHasTheSingularValuesOfItsCentralDifferences() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded("gaussian(weight-variance=2): dense(4,6) tanh dense(6,3)");
      Tensor x = Networks.inputs(3, network);
      InputJacobian j = InputJacobian.over(network, x);
      double h = 1e-5;
      for (int s = 0; s < 3; s++) {
        double[] jacobian = new double[12];
        for (int i = 0; i < 4; i++) {
          double[] up = moved(network, x, s, i, h);
          double[] down = moved(network, x, s, i, -h);
          for (int o = 0; o < 3; o++) {
            jacobian[o * 4 + i] = (up[o] - down[o]) / (2 * h);
          }
        }
        assertArrayEquals(Svd.values(jacobian, 3, 4), j.values()[s], 1e-9);
      }
    }
  }

  private static double[] moved(LoadedNetwork network, Tensor x, int sample, int input, double by) {
    double[] one = x.slice(0, sample, sample + 1).toDoubles();
    one[input] += by;
    Tensor at = Tensor.of(one, 1, one.length);
    return Gradients.without(() -> network.forward(at).outputs().toDoubles());
  }
}
