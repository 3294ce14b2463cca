package org.onsager.tensor;

import java.util.List;
import org.bytedeco.pytorch.Scalar;

/**
 * Changes of tensors in place: the steps of optimisers, fused over whole tensors.
 *
 * <p>Nothing of them is remembered for gradients.
 */
public final class Updates {
  private Updates() {}

  /** \( y \leftarrow y + a x \), for every pair. */
  public static void add(List<Tensor> targets, double factor, List<Tensor> others) {
    requireEqual("add", targets, others);
    inPlace(
        "add",
        () -> {
          Scalar a = new Scalar(factor);
          for (int i = 0; i < targets.size(); i++) {
            var _ = targets.get(i).handle().add_(others.get(i).handle(), a);
          }
        });
  }

  /** \( y \leftarrow x \). */
  public static void copy(Tensor target, Tensor source) {
    inPlace(
        "copy",
        () -> {
          var _ = target.handle().copy_(source.handle());
        });
  }

  /**
   * A step of stochastic gradient descent with momentum as PyTorch defines it: \( v \leftarrow \mu
   * v + g,\ \theta \leftarrow \theta - \eta v \); v starts at zero.
   */
  public static void momentum(
      List<Tensor> parameters,
      List<Tensor> gradients,
      List<Tensor> velocities,
      double rate,
      double momentum) {
    requireEqual("momentum", parameters, gradients);
    requireEqual("momentum", parameters, velocities);
    inPlace(
        "momentum",
        () -> {
          Scalar decay = new Scalar(momentum);
          Scalar step = new Scalar(-rate);
          for (int i = 0; i < parameters.size(); i++) {
            org.bytedeco.pytorch.Tensor velocity = velocities.get(i).handle();
            var _ = velocity.mul_(decay);
            var _ = velocity.add_(gradients.get(i).handle());
            var _ = parameters.get(i).handle().add_(velocity, step);
          }
        });
  }

  /**
   * A step of RMSProp as PyTorch defines it: \( s \leftarrow \alpha s + (1-\alpha) g^2,\ \theta
   * \leftarrow \theta - \eta\, g/(\sqrt{s} + \epsilon) \); s starts at zero.
   */
  public static void rmsProp(
      List<Tensor> parameters,
      List<Tensor> gradients,
      List<Tensor> squares,
      double rate,
      double smoothing,
      double epsilon) {
    requireEqual("RMSProp", parameters, gradients);
    requireEqual("RMSProp", parameters, squares);
    inPlace(
        "RMSProp",
        () -> {
          Scalar decay = new Scalar(smoothing);
          Scalar growth = new Scalar(1 - smoothing);
          Scalar floor = new Scalar(epsilon);
          Scalar step = new Scalar(-rate);
          for (int i = 0; i < parameters.size(); i++) {
            org.bytedeco.pytorch.Tensor gradient = gradients.get(i).handle();
            org.bytedeco.pytorch.Tensor square = squares.get(i).handle();
            var _ = square.mul_(decay);
            var _ = square.addcmul_(gradient, gradient, growth);
            org.bytedeco.pytorch.Tensor root = square.sqrt();
            var _ = root.add_(floor);
            var _ = parameters.get(i).handle().addcdiv_(gradient, root, step);
          }
        });
  }

  /** How often the numbers of a tensor were changed in place. */
  public static long count(Tensor tensor) {
    return tensor.handle()._version();
  }

  private static void requireEqual(String operation, List<Tensor> a, List<Tensor> b) {
    if (a.size() != b.size()) {
      throw new TensorException(operation + ": " + a.size() + " tensors and " + b.size());
    }
  }

  private static void inPlace(String operation, Runnable change) {
    try (Scope _ = Scope.open()) {
      Gradients.without(change);
    } catch (RuntimeException error) {
      throw TensorException.of(operation, error);
    }
  }
}
