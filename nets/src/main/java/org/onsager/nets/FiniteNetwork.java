package org.onsager.nets;

import java.util.ArrayList;
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
 * <p>Weights of a dense layer are [outputs, inputs] with \( W_{ij} \sim N(0,
 * \sigma_w^2/\text{inputs}) \), or \( \sigma_w \) times a matrix with orthonormal rows, uniform by
 * the Haar measure; where there are more outputs than inputs, orthonormal columns times \(
 * \sigma_w\sqrt{\text{outputs}/\text{inputs}} \), so that \( E W_{ij}^2 = \sigma_w^2/\text{inputs}
 * \) always; biases \( \sim N(0, \sigma_b^2) \). Its tensors belong to the scope that was open when
 * it was drawn.
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
    Initialisation how = architecture.initialisation();
    for (Layer layer : architecture.layers()) {
      if (layer instanceof Layer.Dense d) {
        // What the drawing leaves behind is three times the size of what is kept.
        try (Scope layerScope = Scope.open()) {
          weights.add(layerScope.keep(weight(d, how, dtype, generator).parameter()));
          biases.add(
              layerScope.keep(
                  generator
                      .normal(dtype, d.outputs())
                      .multiply(Math.sqrt(how.biasVariance()))
                      .parameter()));
        }
      }
    }
    return new FiniteNetwork(architecture, dtype, weights, biases);
  }

  private static Tensor weight(
      Layer.Dense d, Initialisation how, DType dtype, Generator generator) {
    double scale = Math.sqrt(how.weightVariance());
    return switch (how.kind()) {
      case GAUSSIAN ->
          generator.normal(dtype, d.outputs(), d.inputs()).multiply(scale / Math.sqrt(d.inputs()));
      case ORTHOGONAL ->
          (d.outputs() > d.inputs()
                  ? Decompositions.haarColumns(d.outputs(), d.inputs(), dtype, generator)
                      .multiply(scale * Math.sqrt((double) d.outputs() / d.inputs()))
                  : Decompositions.haarColumns(d.inputs(), d.outputs(), dtype, generator)
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

  /** [outputs, inputs] for every dense layer. */
  public List<Tensor> weights() {
    return weights;
  }

  /** [outputs] for every dense layer. */
  public List<Tensor> biases() {
    return biases;
  }

  /** All that is trained: weights, then biases. */
  public List<Tensor> parameters() {
    List<Tensor> all = new ArrayList<>(weights);
    all.addAll(biases);
    return all;
  }

  /**
   * The outputs of the last layer, [samples, outputs], of inputs [samples, features]; no dropout.
   */
  public Tensor forward(Tensor inputs) {
    return forward(inputs, null).getLast();
  }

  /**
   * The pre-activations of every dense layer, the outputs last.
   *
   * @param inputs [samples, features]
   * @param masks where dropout's masks come from, independent for every sample and layer; null
   *     leaves dropout out
   */
  public List<Tensor> forward(Tensor inputs, @Nullable Generator masks) {
    List<Tensor> pre = new ArrayList<>();
    Tensor signal = inputs;
    int dense = 0;
    for (Layer layer : architecture.layers()) {
      switch (layer) {
        case Layer.Dense _ -> {
          signal = signal.linear(weights.get(dense), biases.get(dense));
          dense++;
          pre.add(signal);
        }
        case Layer.ActivationLayer a -> signal = TensorActivation.apply(a.activation(), signal);
        case Layer.Dropout d -> {
          if (masks != null && d.keep() < 1) {
            Tensor mask = masks.bernoulli(d.keep(), dtype, signal.shape());
            signal = signal.multiply(mask).multiply(1 / d.keep());
          }
        }
      }
    }
    return pre;
  }
}
