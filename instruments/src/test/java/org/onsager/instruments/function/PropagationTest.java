package org.onsager.instruments.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.Passage;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class PropagationTest {
  @Test
  void rotationsChangeNothing() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded("orthogonal(weight-variance=1): dense(8,8) dense(8,8) dense(8,8)");
      Tensor x = Networks.inputs(50, network);
      List<Propagation.Layer> layers = Propagation.over(network, x).layers();
      for (Propagation.Layer l : layers) {
        assertEquals(layers.getFirst().entering().value(), l.length().value(), 1e-12);
        assertEquals(
            layers.getFirst().correlation().value(), l.correlation().value(), 1e-12, "angles too");
        assertEquals(1, l.growth().value(), 1e-12);
        assertEquals(8, l.gradient().value(), 1e-12, "eight outputs, each of gradient 1");
        assertEquals(1, l.slope().value());
        assertTrue(l.plain());
      }
    }
  }

  @Test
  void scalesMultiplyLengthsAndGradients() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded("orthogonal(weight-variance=3): dense(8,8) dense(8,8) dense(8,8)");
      List<Propagation.Layer> layers =
          Propagation.over(network, Networks.inputs(33, network)).layers();
      assertEquals(3, layers.get(1).length().value() / layers.get(0).length().value(), 1e-12);
      assertEquals(3, layers.get(0).growth().value(), 1e-12);
      assertEquals(1, layers.get(2).growth().value(), 1e-12, "the last is compared with itself");
    }
  }

  @Test
  void lengthsGradientsAndSlopesAreThoseOfASamplesOwnPass() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded(
              "gaussian(weight-variance=2, bias-variance=0.3): input(1,5,5)"
                  + " convolution(1,2,kernel=3x3) relu flatten dense(18,4) tanh dense(4,3)");
      Tensor x = Networks.inputs(6, network);
      List<Propagation.Layer> layers = Propagation.over(network, x).layers();
      for (int l = 0; l < 3; l++) {
        double length = 0;
        double gradient = 0;
        double slope = 0;
        for (int s = 0; s < 6; s++) {
          Passage one = network.forward(x.slice(0, s, s + 1));
          Tensor z = one.signals().get(l).pre();
          for (double v : z.toDoubles()) {
            length += v * v / z.size() / 6;
            double t = 1 - Math.tanh(v) * Math.tanh(v);
            slope += (l == 0 ? (v > 0 ? 1 : 0) : l == 1 ? t * t : 1) / z.size() / 6;
          }
          for (int o = 0; o < 3; o++) {
            for (double g : Sensitivity.of(one.outputs(), o, List.of(z)).getFirst().toDoubles()) {
              gradient += g * g / 6;
            }
          }
        }
        assertEquals(length, layers.get(l).length().value(), 1e-12);
        assertEquals(gradient, layers.get(l).gradient().value(), 1e-12);
        assertEquals(slope, layers.get(l).slope().value(), 1e-12);
      }
      assertEquals(6, layers.getFirst().length().samples());
    }
  }

  @Test
  void aSumInBetweenIsNotPlain() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded(
              "gaussian(weight-variance=2): dense(5,5) residual[ relu dense(5,5) ] relu"
                  + " dense(5,2)");
      List<Propagation.Layer> layers =
          Propagation.over(network, Networks.inputs(8, network)).layers();
      assertFalse(layers.get(1).plain());
    }
  }
}
