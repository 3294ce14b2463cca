package org.onsager.instruments.function;

import java.util.ArrayList;
import java.util.List;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Tensor;

/** Small networks in float64, and their Jacobians by the plainest way. */
final class Networks {
  private Networks() {}

  static FiniteNetwork drawn(String text) {
    return FiniteNetwork.draw(Network.parse(text), DType.FLOAT64, generator("weights"));
  }

  static LoadedNetwork loaded(String text) {
    return LoadedNetworks.of(drawn(text));
  }

  static Tensor inputs(int samples, LoadedNetwork network) {
    return generator("inputs").normal(DType.FLOAT64, samples, network.input().size());
  }

  static Generator generator(String name) {
    return Generator.of(new RandomStream(7).named(name));
  }

  /** The Jacobian of one sample with respect to tensors, one output after the other. */
  static List<double[]> jacobian(LoadedNetwork network, Tensor one, List<Tensor> parameters) {
    Tensor outputs = network.forward(one).outputs().reshape(-1);
    List<double[]> rows = new ArrayList<>();
    for (int o = 0; o < outputs.extent(0); o++) {
      double[] row =
          Gradients.of(outputs.slice(0, o, o + 1).sum(), parameters).stream()
              .flatMapToDouble(g -> java.util.Arrays.stream(g.toDoubles()))
              .toArray();
      rows.add(row);
    }
    return rows;
  }
}
