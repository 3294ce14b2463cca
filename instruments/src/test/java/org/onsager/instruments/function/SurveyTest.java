package org.onsager.instruments.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class SurveyTest {
  @Test
  void plantedDeadAndSaturatedUnitsAreFoundAndNoOthers() {
    try (Scope _ = Scope.open()) {
      FiniteNetwork finite =
          Networks.drawn("gaussian(weight-variance=1): dense(6,5) relu dense(5,4) tanh dense(4,2)");
      TangentKernel.add(
          finite.biases().get(0).detach(), Tensor.of(new double[] {0, -100, 0, 0, -100}, 5));
      TangentKernel.add(finite.biases().get(1).detach(), Tensor.of(new double[] {0, 0, 15, 0}, 4));
      LoadedNetwork network = LoadedNetworks.of(finite);
      Tensor x = Networks.inputs(450, network);
      List<Integer> progress = new ArrayList<>();
      Survey survey = Survey.over(network, x, progress::add);
      assertEquals(List.of(1, 4), survey.units().get(0).dead());
      assertEquals(List.of(), survey.units().get(0).saturated());
      assertEquals(List.of(), survey.units().get(1).dead());
      assertEquals(List.of(2), survey.units().get(1).saturated());
      assertEquals(2, survey.units().size(), "the last layer has no activation");
      assertEquals(List.of(200, 400, 450), progress);
      assertArrayEquals(
          Gradients.without(() -> network.forward(x).outputs().toDoubles()),
          survey.logits(),
          1e-13);
    }
  }

  @Test
  void whatWasNeverSeenInNSamplesIsRarerThanThreeInN() {
    // (1 − p)^n = 0.05
    assertEquals(1 - Math.pow(0.05, 1 / 100.0), Survey.bound(100), 1e-9);
    assertEquals(3.0 / 10_000, Survey.bound(10_000), 1e-6);
  }

  @Test
  void aReluIsFlatOnHalfOfSymmetricSignals() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded("gaussian(weight-variance=1): dense(50,200) relu dense(200,2)");
      Reading flat =
          Survey.over(network, Networks.inputs(400, network), _ -> {})
              .units()
              .getFirst()
              .flatShare();
      // Inputs and weights have no preferred sign.
      assertEquals(0.5, flat.value(), 4 * Math.max(flat.standardError(), 0.5 / Math.sqrt(400)));
    }
  }
}
