package org.onsager.nets;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Tensor;

/** An activation whose slope follows from its value, so that only the value is kept. */
enum Slope {
  LINEAR,
  RELU,
  TANH;

  /** The one of an activation; null where there is none. */
  static @Nullable Slope of(Activation activation) {
    return switch (activation.text()) {
      case "linear" -> LINEAR;
      case "relu" -> RELU;
      case "tanh" -> TANH;
      default -> null;
    };
  }

  /**
   * The activations between dense layers; null where a network has other layers, or activations
   * that are none of these.
   */
  static @Nullable List<Slope> between(Network architecture) {
    List<Slope> slopes = new ArrayList<>();
    boolean afterDense = false;
    for (Layer layer : architecture.layers()) {
      if (layer instanceof Layer.Dense) {
        if (afterDense) {
          slopes.add(LINEAR);
        }
        afterDense = true;
      } else if (layer instanceof Layer.ActivationLayer a && afterDense) {
        Slope slope = of(a.activation());
        if (slope == null) {
          return null;
        }
        slopes.add(slope);
        afterDense = false;
      } else if (!(layer instanceof Layer.Dropout d && d.keep() == 1)) {
        return null;
      }
    }
    return afterDense ? slopes : null;
  }

  /** φ in place. */
  void activate(Tensor z) {
    switch (this) {
      case LINEAR -> {}
      case RELU -> Kernels.relu(z);
      case TANH -> Kernels.tanh(z);
    }
  }

  /** Sets d to g times the slope where the value is a; d may be g. */
  void times(Tensor d, Tensor g, Tensor a) {
    switch (this) {
      case LINEAR -> Kernels.copy(d, g);
      case RELU -> Kernels.reluSlope(d, g, a);
      case TANH -> Kernels.tanhSlope(d, g, a);
    }
  }
}
