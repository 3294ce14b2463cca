package org.onsager.nets;

import java.util.List;
import java.util.Optional;
import org.onsager.tensor.Tensor;

/** A network whose derivatives are written out, for minibatches of one size. */
public sealed interface Stack extends AutoCloseable permits DenseStack, ConvolutionStack {

  /**
   * The stack of a network; empty where nobody has written out the derivatives of its layers.
   *
   * @param workers threads that share one minibatch
   */
  static Optional<Stack> of(FiniteNetwork network, Loss loss, int batch, int workers) {
    Optional<Stack> dense = DenseStack.of(network, loss, batch, workers).map(Stack.class::cast);
    return dense.or(
        () -> ConvolutionStack.of(network, loss, batch, workers).map(Stack.class::cast));
  }

  /**
   * A step of stochastic gradient descent, \( \theta \leftarrow \theta - \eta\,\partial L \); the
   * loss of every network before it. Where none of them is a finite number nothing is changed.
   *
   * @param targets classes, INT64; with the squared loss also numbers
   */
  double[] descend(Tensor inputs, Tensor targets, double eta);

  /**
   * The gradient of the loss; the loss of every network.
   *
   * @param into one tensor for every parameter, weights before biases; they are overwritten
   */
  double[] gradient(Tensor inputs, Tensor targets, List<Tensor> into);

  /** What the last pass gave, [batch, outputs] or [networks, batch, outputs]; a view. */
  Tensor outputs();

  @Override
  void close();
}
