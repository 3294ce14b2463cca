package org.onsager.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Derivatives of tensors with respect to parameters, by reverse-mode differentiation.
 *
 * <p>A parameter is a tensor from {@link Tensor#parameter()}, or any tensor that depends on one.
 * What a result does not depend on has the gradient zero.
 */
public final class Gradients {
  private Gradients() {}

  /** \( \partial L/\partial\theta \) of a loss with one element, for every parameter. */
  public static List<Tensor> of(Tensor loss, List<Tensor> parameters) {
    requireOne("gradient", loss);
    return grad("gradient", List.of(loss), parameters, List.of(), false);
  }

  /** The same, itself differentiable. */
  public static List<Tensor> differentiable(Tensor loss, List<Tensor> parameters) {
    requireOne("gradient", loss);
    return grad("gradient", List.of(loss), parameters, List.of(), true);
  }

  /** \( v^\top \partial f/\partial\theta \), with the cotangent v in the shape of f. */
  public static List<Tensor> vectorJacobian(
      Tensor output, List<Tensor> parameters, Tensor cotangent) {
    return grad("vector-Jacobian", List.of(output), parameters, List.of(cotangent), false);
  }

  /**
   * \( H v = \partial_\theta (\partial_\theta L \cdot v) \) by differentiating twice, for a vector
   * v in the shapes of the parameters; about three times the cost of a gradient.
   */
  public static List<Tensor> hessianVector(
      Tensor loss, List<Tensor> parameters, List<Tensor> vector) {
    if (vector.size() != parameters.size()) {
      throw new TensorException(
          "Hessian-vector: " + vector.size() + " vectors for " + parameters.size() + " parameters");
    }
    List<Tensor> gradients = differentiable(loss, parameters);
    List<Tensor> varying = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      if (gradients.get(i).isDifferentiable()) {
        varying.add(gradients.get(i));
        weights.add(vector.get(i));
      }
    }
    if (varying.isEmpty()) {
      return parameters.stream().map(p -> Tensor.zeros(p.dtype(), p.shape())).toList();
    }
    return grad("Hessian-vector", varying, parameters, weights, false);
  }

  /** Whether what is computed now is remembered for gradients. */
  public static boolean areRemembered() {
    return GradMode.is_enabled();
  }

  /** What a computation gives when nothing of it is remembered for gradients. */
  public static <T> T without(Supplier<T> computation) {
    boolean before = GradMode.is_enabled();
    GradMode.set_enabled(false);
    try {
      return computation.get();
    } finally {
      GradMode.set_enabled(before);
    }
  }

  /** Does something of which nothing is remembered for gradients. */
  public static void without(Runnable work) {
    boolean before = GradMode.is_enabled();
    GradMode.set_enabled(false);
    try {
      work.run();
    } finally {
      GradMode.set_enabled(before);
    }
  }

  private static void requireOne(String operation, Tensor loss) {
    if (loss.size() != 1) {
      throw new TensorException(operation + ": a loss has one element, not " + loss);
    }
  }

  private static List<Tensor> grad(
      String operation,
      List<Tensor> outputs,
      List<Tensor> parameters,
      List<Tensor> cotangents,
      boolean differentiable) {
    Scope.require(operation);
    try {
      TensorVector gradients =
          torch.grad(
              vector(outputs),
              vector(parameters),
              vector(cotangents),
              new BoolOptional(true),
              differentiable,
              true);
      List<Tensor> results = new ArrayList<>(parameters.size());
      for (int i = 0; i < parameters.size(); i++) {
        org.bytedeco.pytorch.Tensor gradient = gradients.get(i);
        Tensor parameter = parameters.get(i);
        // What the vector holds goes with the vector: a handle of our own is made. A gradient known
        // to
        // be zero has no memory behind it.
        results.add(
            gradient.defined() && !gradient._is_zerotensor()
                ? Tensor.compute(operation, () -> new org.bytedeco.pytorch.Tensor(gradient))
                : Tensor.zeros(parameter.dtype(), parameter.shape()));
      }
      return results;
    } catch (RuntimeException error) {
      throw TensorException.of(operation, error);
    }
  }

  private static TensorVector vector(List<Tensor> tensors) {
    TensorVector vector = new TensorVector();
    for (Tensor tensor : tensors) {
      vector.push_back(tensor.handle());
    }
    return vector;
  }
}
