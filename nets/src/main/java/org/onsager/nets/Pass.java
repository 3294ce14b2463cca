package org.onsager.nets;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Tensor;

/**
 * A step of an optimiser on a minibatch: with derivatives written out where there is a {@link
 * Stack} of the network, else by what the tensors remember.
 */
final class Pass implements AutoCloseable {
  private final FiniteNetwork network;
  private final Loss loss;
  private final Optimiser optimiser;
  private final List<Tensor> parameters;
  private final List<Tensor> memory;
  private final List<Tensor> gradients;
  private final @Nullable Stack stack;

  private Pass(FiniteNetwork network, Loss loss, Optimiser optimiser, @Nullable Stack stack) {
    this.network = network;
    this.loss = loss;
    this.optimiser = optimiser;
    this.stack = stack;
    parameters = network.parameters();
    memory = parameters.stream().map(p -> Tensor.zeros(p.dtype(), p.shape())).toList();
    gradients =
        stack == null || plain(optimiser)
            ? List.of()
            : parameters.stream().map(p -> Tensor.zeros(p.dtype(), p.shape())).toList();
  }

  /** Its memory belongs to the scope that is open. */
  static Pass of(FiniteNetwork network, Loss loss, Optimiser optimiser, int batch) {
    return new Pass(network, loss, optimiser, Stack.of(network, loss, batch, 1).orElse(null));
  }

  private static boolean plain(Optimiser optimiser) {
    return optimiser instanceof Optimiser.Sgd(double _, double momentum) && momentum == 0;
  }

  /** Loss and outputs before the step. */
  record Result(double loss, Tensor outputs) {}

  /** Takes a step, but none where the loss is no finite number. */
  Result step(Tensor x, Tensor y, Generator masks) {
    if (stack == null) {
      Tensor outputs = network.forward(x, masks).getLast();
      Tensor cost = loss.of(outputs, y);
      double value = cost.item();
      if (Double.isFinite(value)) {
        optimiser.step(parameters, Gradients.of(cost, parameters), memory);
      }
      return new Result(value, outputs);
    }
    double value;
    if (optimiser instanceof Optimiser.Sgd(double rate, double momentum) && momentum == 0) {
      value = stack.descend(x, y, rate)[0];
    } else {
      value = stack.gradient(x, y, gradients)[0];
      if (Double.isFinite(value)) {
        optimiser.step(parameters, gradients, memory);
      }
    }
    return new Result(value, stack.outputs());
  }

  @Override
  public void close() {
    if (stack != null) {
      stack.close();
    }
  }
}
