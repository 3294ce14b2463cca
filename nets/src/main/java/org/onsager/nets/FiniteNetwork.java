package org.onsager.nets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.tensor.DType;
import org.onsager.tensor.Decompositions;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * A network with weights: what an {@link Network} describes, drawn once.
 *
 * <p>Weights of a convolution are [channels out, channels in, height, width], or without height;
 * for what follows they are a matrix, and inputs are all that one output depends on, channels in
 * times height times width. Those in branches come in the order of the text. Weights of a dense
 * layer are [outputs, inputs] with \( W_{ij} \sim N(0, \sigma_w^2/\text{inputs}) \), or \( \sigma_w
 * \) times a matrix with orthonormal rows, uniform by the Haar measure; where there are more
 * outputs than inputs, orthonormal columns times \( \sigma_w\sqrt{\text{outputs}/\text{inputs}} \),
 * so that \( E W_{ij}^2 = \sigma_w^2/\text{inputs} \) always; biases \( \sim N(0, \sigma_b^2) \).
 * Its tensors belong to the scope that was open when it was drawn.
 */
public final class FiniteNetwork {
  private final Network architecture;
  private final DType dtype;
  private final List<Tensor> weights;
  private final List<Tensor> biases;

  private FiniteNetwork(
      Network architecture, DType dtype, List<Tensor> weights, List<Tensor> biases) {
    this.architecture = architecture;
    this.dtype = dtype;
    this.weights = List.copyOf(weights);
    this.biases = List.copyOf(biases);
  }

  /** Draws a network. */
  public static FiniteNetwork draw(Network architecture, DType dtype, Generator generator) {
    List<Tensor> weights = new ArrayList<>();
    List<Tensor> biases = new ArrayList<>();
    draw(architecture.layers(), architecture.initialisation(), dtype, generator, weights, biases);
    return new FiniteNetwork(architecture, dtype, weights, biases);
  }

  /**
   * A network with weights that are there already, of a LibTorch module, say; they are used as they
   * are, and copied where no gradient can be taken of them.
   *
   * @param weights in the shapes of {@link #weights}, in the order of the text
   * @param biases [outputs] of each
   * @throws IllegalArgumentException with one line where they do not fit
   */
  public static FiniteNetwork of(Network architecture, List<Tensor> weights, List<Tensor> biases) {
    List<Layer> layers = new ArrayList<>();
    collect(architecture.layers(), layers);
    if (weights.size() != layers.size() || biases.size() != layers.size()) {
      throw new IllegalArgumentException(
          layers.size()
              + " layers have weights, where "
              + weights.size()
              + " weights and "
              + biases.size()
              + " biases are given");
    }
    for (int l = 0; l < layers.size(); l++) {
      long[] wanted = shape(layers.get(l));
      if (!Arrays.equals(weights.get(l).shape(), wanted) || biases.get(l).size() != wanted[0]) {
        throw new IllegalArgumentException(
            layers.get(l).text()
                + " takes weights "
                + Arrays.toString(wanted)
                + " and as many biases as outputs, not "
                + weights.get(l)
                + " and "
                + biases.get(l));
      }
    }
    DType dtype = weights.isEmpty() ? DType.FLOAT32 : weights.getFirst().dtype();
    return new FiniteNetwork(
        architecture,
        dtype,
        weights.stream().map(FiniteNetwork::leaf).toList(),
        biases.stream().map(FiniteNetwork::leaf).toList());
  }

  private static Tensor leaf(Tensor t) {
    return t.isDifferentiable() ? t : t.parameter();
  }

  private static void collect(List<Layer> layers, List<Layer> into) {
    for (Layer layer : layers) {
      if (layer instanceof Layer.Parallel p) {
        p.branches().forEach(b -> collect(b, into));
      } else if (layer instanceof Layer.Dense || layer instanceof Layer.Convolution) {
        into.add(layer);
      }
    }
  }

  private static long[] shape(Layer layer) {
    if (layer instanceof Layer.Convolution c) {
      List<Integer> window = c.window().extents();
      long[] shape = new long[2 + window.size()];
      shape[0] = c.outputs();
      shape[1] = c.inputs();
      for (int i = 0; i < window.size(); i++) {
        shape[2 + i] = window.get(i);
      }
      return shape;
    }
    Layer.Dense d = (Layer.Dense) layer;
    return new long[] {d.outputs(), d.inputs()};
  }

  private static void draw(
      List<Layer> layers,
      Initialisation how,
      DType dtype,
      Generator generator,
      List<Tensor> weights,
      List<Tensor> biases) {
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Dense d -> draw(d.outputs(), d.inputs(), how, dtype, generator, weights, biases);
        case Layer.Convolution c -> {
          draw(c.outputs(), c.fanIn(), how, dtype, generator, weights, biases);
          weights.add(Convolutions.kernels(weights.removeLast(), c));
        }
        case Layer.Parallel p ->
            p.branches().forEach(b -> draw(b, how, dtype, generator, weights, biases));
        case Layer.ActivationLayer _, Layer.Dropout _, Layer.Pooling _, Layer.Flatten _ -> {}
        case Layer.GlobalPooling _, Layer.LayerNorm _ -> {}
      }
    }
  }

  private static void draw(
      long outputs,
      long inputs,
      Initialisation how,
      DType dtype,
      Generator generator,
      List<Tensor> weights,
      List<Tensor> biases) {
    // What the drawing leaves behind is three times the size of what is kept.
    try (Scope layerScope = Scope.open()) {
      weights.add(layerScope.keep(weight(outputs, inputs, how, dtype, generator).parameter()));
      biases.add(
          layerScope.keep(
              generator
                  .normal(dtype, outputs)
                  .multiply(Math.sqrt(how.biasVariance()))
                  .parameter()));
    }
  }

  private static Tensor weight(
      long outputs, long inputs, Initialisation how, DType dtype, Generator generator) {
    double scale = Math.sqrt(how.weightVariance());
    return switch (how.kind()) {
      case GAUSSIAN ->
          generator.normal(dtype, outputs, inputs).multiply(scale / Math.sqrt((double) inputs));
      case ORTHOGONAL ->
          (outputs > inputs
                  ? Decompositions.haarColumns(outputs, inputs, dtype, generator)
                      .multiply(scale * Math.sqrt((double) outputs / inputs))
                  : Decompositions.haarColumns(inputs, outputs, dtype, generator)
                      .transpose()
                      .multiply(scale))
              .contiguous();
    };
  }

  /** What the network is. */
  public Network architecture() {
    return architecture;
  }

  /** The precision of its weights. */
  public DType dtype() {
    return dtype;
  }

  /**
   * [outputs, inputs] for every dense layer, [out, in, height, width] or [out, in, length] for
   * every convolution.
   */
  public List<Tensor> weights() {
    return weights;
  }

  /** [outputs] for every layer with weights. */
  public List<Tensor> biases() {
    return biases;
  }

  /** All that is trained: weights, then biases. */
  public List<Tensor> parameters() {
    List<Tensor> all = new ArrayList<>(weights);
    all.addAll(biases);
    return all;
  }

  /** The outputs of the last layer, [samples, outputs], of inputs; no dropout. */
  public Tensor forward(Tensor inputs) {
    return pass(inputs, null, new ArrayList<>());
  }

  /**
   * The pre-activations of every layer with weights, and last the outputs where another kind of
   * layer gives them.
   *
   * @param inputs [samples, …], a sample in the shape of the network's input or as a vector
   * @param masks where dropout's masks come from, independent for every sample and layer; null
   *     leaves dropout out
   */
  public List<Tensor> forward(Tensor inputs, @Nullable Generator masks) {
    List<Tensor> pre = new ArrayList<>();
    Tensor outputs = pass(inputs, masks, pre);
    if (pre.isEmpty() || pre.getLast() != outputs) {
      pre.add(outputs);
    }
    return pre;
  }

  private Tensor pass(Tensor inputs, @Nullable Generator masks, List<Tensor> pre) {
    return pass(architecture.layers(), shaped(inputs), masks, pre);
  }

  private Tensor pass(
      List<Layer> layers, Tensor inputs, @Nullable Generator masks, List<Tensor> pre) {
    Tensor signal = inputs;
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Dense _ -> {
          signal = signal.linear(weights.get(pre.size()), biases.get(pre.size()));
          pre.add(signal);
        }
        case Layer.Convolution c -> {
          signal = Convolutions.of(c, signal, weights.get(pre.size()), biases.get(pre.size()));
          pre.add(signal);
        }
        case Layer.Pooling p -> signal = Convolutions.of(p, signal);
        case Layer.GlobalPooling _ -> signal = Convolutions.globalMean(signal);
        case Layer.LayerNorm _ -> signal = Convolutions.normalised(signal);
        case Layer.Parallel p -> signal = joined(p, signal, masks, pre);
        case Layer.Flatten _ -> signal = signal.reshape(signal.extent(0), -1);
        case Layer.ActivationLayer a -> signal = TensorActivation.apply(a.activation(), signal);
        case Layer.Dropout d -> {
          if (masks != null && d.keep() < 1) {
            Tensor mask = masks.bernoulli(d.keep(), dtype, signal.shape());
            signal = signal.multiply(mask).multiply(1 / d.keep());
          }
        }
      }
    }
    return signal;
  }

  private Tensor joined(
      Layer.Parallel parallel, Tensor signal, @Nullable Generator masks, List<Tensor> pre) {
    List<Tensor> outputs = new ArrayList<>();
    for (List<Layer> branch : parallel.branches()) {
      outputs.add(pass(branch, signal, masks, pre));
    }
    return switch (parallel.join()) {
      case SUM -> {
        Tensor sum = outputs.getFirst();
        for (Tensor output : outputs.subList(1, outputs.size())) {
          sum = sum.add(output);
        }
        yield sum;
      }
      case CONCATENATE -> Tensor.concatenate(1, outputs);
    };
  }

  /** Images are often kept as vectors. */
  private Tensor shaped(Tensor inputs) {
    List<Integer> extents = architecture.input().extents();
    if (extents.size() == 1 || inputs.rank() == extents.size() + 1) {
      return inputs;
    }
    long[] shape = new long[extents.size() + 1];
    shape[0] = inputs.extent(0);
    for (int i = 0; i < extents.size(); i++) {
      shape[i + 1] = extents.get(i);
    }
    return inputs.reshape(shape);
  }
}
