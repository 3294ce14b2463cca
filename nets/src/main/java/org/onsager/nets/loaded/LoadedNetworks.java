package org.onsager.nets.loaded;

import java.util.ArrayList;
import java.util.List;
import org.onsager.nets.FiniteNetwork;

/** Networks from wherever they are, as {@link LoadedNetwork}s. */
public final class LoadedNetworks {
  private LoadedNetworks() {}

  /**
   * A network of our own, with the same tensors; its layers are called {@code layer1}, {@code
   * layer2}, … in the order of the text.
   */
  public static LoadedNetwork of(FiniteNetwork network) {
    List<Wiring.Weights> weights = new ArrayList<>();
    for (int i = 0; i < network.weights().size(); i++) {
      String name = "layer" + (i + 1);
      weights.add(
          new Wiring.Weights(
              name,
              name + ".weight",
              network.weights().get(i),
              name + ".bias",
              network.biases().get(i)));
    }
    return Wiring.of(network.architecture(), weights, network.dtype());
  }
}
