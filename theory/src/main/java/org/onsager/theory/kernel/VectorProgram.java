package org.onsager.theory.kernel;

import java.util.ArrayList;
import java.util.List;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.architecture.Shape;
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
  private int taken = 1;

  private VectorProgram(Network network, Parameterisation parameterisation) {
    weightVariance = network.initialisation().weightVariance();
    biasVariance = network.initialisation().biasVariance();
    standard = parameterisation == Parameterisation.STANDARD;
  }

  /** Steps, and how many registers they use; inputs and outputs are in the first. */
  record Compiled(List<Step> steps, int registers) {}

  static Compiled of(Network network, Parameterisation parameterisation) {
    VectorProgram program = new VectorProgram(network, parameterisation);
    Signal inputs = new Signal(network.input(), false, false, "the inputs themselves");
    program.layers(network.layers(), 0, inputs);
    return new Compiled(fused(program.steps), program.registers);
  }

  /** Activations and the weights after them as one step, where there is one for them. */
  private static List<Step> fused(List<Step> steps) {
    List<Step> fused = new ArrayList<>();
    for (int k = 0; k < steps.size(); ) {
      List<Step.Bend> bends = new ArrayList<>();
      List<Step.Weigh> weighs = new ArrayList<>();
      while (k + 1 < steps.size()
          && DeepLayers.fits(steps.get(k), steps.get(k + 1))
          && (bends.isEmpty() || bends.getFirst().equals(steps.get(k)))) {
        bends.add((Step.Bend) steps.get(k++));
        weighs.add((Step.Weigh) steps.get(k++));
      }
      if (bends.isEmpty()) {
        fused.add(steps.get(k++));
      } else {
        boolean begins = !fused.isEmpty() && DeepLayers.begins(fused.getLast(), bends.getFirst());
        Step.Weigh before = begins ? (Step.Weigh) fused.removeLast() : null;
        fused.add(new DeepLayers(before, List.copyOf(bends), List.copyOf(weighs)));
      }
    }
    return List.copyOf(fused);
  }

  /**
   * What is known of a signal.
   *
   * @param shape of one sample
   * @param normal whether it is a normal variable with mean zero at infinite width
   * @param fresh whether it has weights of its own since the branch began, so that it is
   *     uncorrelated with all others
   * @param what in words
   */
  private record Signal(Shape shape, boolean normal, boolean fresh, String what) {
    Signal after(Layer layer, boolean stillNormal, boolean stillFresh) {
      return new Signal(layer.outputOf(shape), stillNormal, stillFresh, layer.text());
    }
  }

  private Signal layers(List<Layer> layers, int register, Signal signal) {
    Signal now = signal;
    for (Layer layer : whileThereArePlaces(layers)) {
      now = layer(layer, register, now);
    }
    return now;
  }

  /**
   * An activation right after flatten does the same before it, where signals of a place are alike.
   */
  static List<Layer> whileThereArePlaces(List<Layer> layers) {
    List<Layer> moved = new ArrayList<>(layers);
    for (int k = 1; k < moved.size(); k++) {
      if (moved.get(k) instanceof Layer.ActivationLayer
          && moved.get(k - 1) instanceof Layer.Flatten) {
        java.util.Collections.swap(moved, k - 1, k);
      }
    }
    return moved;
  }

  private Signal layer(Layer layer, int register, Signal signal) {
    return switch (layer) {
      case Layer.Dense d -> {
        steps.add(new Step.Weigh(register, weightVariance, biasVariance, d.inputs(), standard));
        yield signal.after(d, true, true);
      }
      case Layer.ActivationLayer a -> {
        if (!a.activation().equals(Activation.LINEAR)) {
          normal(signal, a.text());
          steps.add(new Step.Bend(register, dual(a.activation())));
          yield signal.after(a, false, false);
        }
        yield signal;
      }
      case Layer.Dropout d -> {
        if (d.keep() < 1) {
          steps.add(new Step.Drop(register, d.keep()));
        }
        yield d.keep() == 1 ? signal : signal.after(d, false, signal.fresh());
      }
      case Layer.LayerNorm norm -> {
        normal(signal, norm.text());
        steps.add(new Step.Level(register));
        yield signal;
      }
      case Layer.Parallel p -> parallel(p, register, signal);
      case Layer.Flatten f -> {
        // the variances of places differ
        boolean one = signal.shape().size() == signal.shape().extents().getFirst();
        yield signal.after(f, signal.normal() && one, signal.fresh());
      }
      case Layer.Convolution c -> signal.after(c, true, true);
      case Layer.Pooling(Layer.Pooling.Kind kind, _) when kind == Layer.Pooling.Kind.MAX ->
          throw new Refusal(
              "no kernel is known for "
                  + layer.text()
                  + ": the greatest of correlated normal variables has none; average-pooling has");
      case Layer.Pooling p -> signal.after(p, signal.normal(), signal.fresh());
      case Layer.GlobalPooling p -> signal.after(p, signal.normal(), signal.fresh());
    };
  }

  /** Every branch but the first has a register of its own while it lasts. */
  private Signal parallel(Layer.Parallel layer, int register, Signal signal) {
    int count = layer.branches().size();
    int before = taken;
    int[] from = new int[count];
    from[0] = register;
    for (int k = 1; k < count; k++) {
      from[k] = taken++;
      steps.add(new Step.Copy(register, from[k]));
    }
    registers = Math.max(registers, taken);
    List<Signal> ends = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      Signal begin = new Signal(signal.shape(), signal.normal(), false, signal.what());
      ends.add(layers(layer.branches().get(k), from[k], begin));
    }
    taken = before;
    double[] weights = new double[count];
    Shape joined = layer.outputOf(signal.shape());
    boolean sum = layer.join() == Layer.Parallel.Join.SUM;
    for (int k = 0; k < count; k++) {
      weights[k] = sum ? 1 : (double) ends.get(k).shape().size() / joined.size();
    }
    steps.add(new Step.Mix(register, from, weights));
    long bound = ends.stream().filter(end -> !end.fresh()).count();
    if (sum && bound > 1) {
      throw new Refusal(
          "no kernel is known for "
              + layer.text()
              + ": "
              + bound
              + " of its branches do not end with weights of their own, and are correlated");
    }
    boolean normal = sum && ends.stream().allMatch(Signal::normal);
    boolean fresh = ends.stream().allMatch(end -> end.fresh() || (signal.fresh() && end.normal()));
    return new Signal(joined, normal, fresh, layer.text());
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
