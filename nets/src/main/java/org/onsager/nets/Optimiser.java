package org.onsager.nets;

import java.util.List;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.Updates;

/** How gradients become steps; the definitions are PyTorch's. */
public sealed interface Optimiser {

  /** Changes parameters in place, and the optimiser's own memory of each with them. */
  void step(List<Tensor> parameters, List<Tensor> gradients, List<Tensor> memory);

  /**
   * Stochastic gradient descent: \( v \leftarrow \mu v + g,\ \theta \leftarrow \theta - \eta v \).
   *
   * @param rate η
   * @param momentum μ, 0 for none
   */
  record Sgd(double rate, double momentum) implements Optimiser {
    public Sgd {
      require(rate, momentum);
    }

    @Override
    public void step(List<Tensor> parameters, List<Tensor> gradients, List<Tensor> memory) {
      if (momentum == 0) {
        Updates.add(parameters, -rate, gradients);
      } else {
        Updates.momentum(parameters, gradients, memory, rate, momentum);
      }
    }
  }

  /**
   * RMSProp: \( s \leftarrow \alpha s + (1-\alpha) g^2,\ \theta \leftarrow \theta - \eta
   * g/(\sqrt{s}+\epsilon) \).
   *
   * @param rate η
   * @param smoothing α
   * @param epsilon ε
   */
  record RmsProp(double rate, double smoothing, double epsilon) implements Optimiser {
    public RmsProp {
      require(rate, smoothing);
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException("RMSProp's ε is positive, not " + epsilon);
      }
    }

    @Override
    public void step(List<Tensor> parameters, List<Tensor> gradients, List<Tensor> memory) {
      Updates.rmsProp(parameters, gradients, memory, rate, smoothing, epsilon);
    }
  }

  private static void require(double rate, double memory) {
    if (!(rate > 0) || Double.isInfinite(rate) || !(memory >= 0 && memory < 1)) {
      throw new IllegalArgumentException(
          "an optimiser has a positive rate and a memory in [0, 1), not "
              + rate
              + " and "
              + memory);
    }
  }
}
