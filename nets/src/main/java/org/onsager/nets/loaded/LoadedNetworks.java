package org.onsager.nets.loaded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Network;
import org.onsager.data.weights.OnnxModel;
import org.onsager.data.weights.WeightFile;
import org.onsager.lab.Refusal;
import org.onsager.nets.FiniteNetwork;
import org.onsager.tensor.DType;

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

  /**
   * A network in a model file.
   *
   * <p>An ONNX file has a graph, which takes samples in one array or in several, and of which the
   * first output is what comes out. Weights without a graph need an architecture beside them, which
   * is given them in order and by shape; of residual networks the names say enough. The tensors
   * belong to the scope that is open.
   *
   * @param architecture null where the file says it
   * @param dtype what is computed in, whatever the file keeps
   * @throws Refusal in one line, where the file is damaged, or the two do not fit, or there is
   *     nothing that says what is computed
   */
  public static LoadedNetwork open(Path modelFile, @Nullable Network architecture, DType dtype) {
    return open(modelFile, architecture, dtype, Offered.NOTHING);
  }

  /**
   * The same.
   *
   * @param offered the shapes of samples, which some ONNX files leave open
   */
  public static LoadedNetwork open(
      Path modelFile, @Nullable Network architecture, DType dtype, Offered offered) {
    if (OnnxModel.isOne(modelFile)) {
      if (architecture != null) {
        throw new Refusal(modelFile + ": an ONNX file says itself what is computed; no --network");
      }
      return OnnxNetworks.open(modelFile, dtype, offered);
    }
    try (WeightFile file = WeightFile.open(modelFile)) {
      Stored stored = new Stored(modelFile.toString(), file.arrays(), dtype);
      if (architecture != null) {
        return WeightsInOrder.of(architecture, stored, file.arrays());
      }
      if (ResidualNaming.fits(stored)) {
        return ResidualNaming.of(stored);
      }
      throw stored.refusal(
          "holds weights, but not what is computed with them; give the architecture"
              + " (--network \"dense(784,500) tanh dense(500,10)\") or an ONNX file");
    }
  }
}
