package org.onsager.theory.kernel;

import java.util.ArrayList;
import java.util.List;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;

/**
 * The layers of a network as steps on kernels between vectors.
 *
 * <p>Theory knows a kernel only where signals are normal variables when they meet a non-linearity:
 * after weights. What breaks that is refused with its reason.
 */
final class VectorProgram {
  private final double weightVariance;
  private final double biasVariance;
  private final boolean standard;
  private final List<Step> steps = new ArrayList<>();
  private int registers = 1;

  private VectorProgram(Network network, Parameterisation parameterisation) {
    weightVariance = network.initialisation().weightVariance();
    biasVariance = network.initialisation().biasVariance();
    standard = parameterisation == Parameterisation.STANDARD;
  }

  /** Steps, and how many registers they use; inputs and outputs are in the first. */
  record Compiled(List<Step> steps, int registers) {}

  static Compiled of(Network network, Parameterisation parameterisation) {
    VectorProgram program = new VectorProgram(network, parameterisation);
    program.layers(network.layers(), 0, new Signal(false, "the inputs themselves"));
    return new Compiled(List.copyOf(program.steps), program.registers);
  }

  /**
   * What is known of a signal.
   *
   * @param normal whether it is a normal variable at infinite width
   * @param what in words
   */
  private record Signal(boolean normal, String what) {}

  private Signal layers(List<Layer> layers, int register, Signal signal) {
    Signal now = signal;
    for (Layer layer : layers) {
      now = layer(layer, register, now);
    }
    return now;
  }

  private Signal layer(Layer layer, int register, Signal signal) {
    return switch (layer) {
      case Layer.Dense d -> {
        steps.add(new Step.Weigh(register, weightVariance, biasVariance, d.inputs(), standard));
        yield new Signal(true, d.text());
      }
      case Layer.ActivationLayer a -> {
        if (!a.activation().equals(Activation.LINEAR)) {
          normal(signal, a.text());
          steps.add(new Step.Bend(register, dual(a.activation())));
          yield new Signal(false, a.text());
        }
        yield signal;
      }
      case Layer.Dropout d -> {
        if (d.keep() < 1) {
          steps.add(new Step.Drop(register, d.keep()));
        }
        yield new Signal(d.keep() == 1 && signal.normal(), d.text());
      }
      case Layer.Flatten _ -> signal;
      case Layer.Convolution _, Layer.Pooling _ ->
          throw new Refusal("kernels of vectors have no " + layer.text());
    };
  }

  private static void normal(Signal signal, String layer) {
    if (!signal.normal()) {
      throw new Refusal(
          "no kernel is known for "
              + layer
              + " after "
              + signal.what()
              + ": its signal is not normal at infinite width; put a layer with weights between");
    }
  }

  /** The dual of an activation: in closed form where one is known. */
  static Dual dual(Activation activation) {
    if (activation.equals(Activation.ERF)) {
      return new ErrorFunctionDual();
    }
    if (activation.isScaleInvariant()) {
      double right = activation.value(1);
      double left = -activation.value(-1);
      if (right != 0) {
        return new RectifierDual(left / right, right);
      }
    }
    return new GeneralDual(activation);
  }
}
