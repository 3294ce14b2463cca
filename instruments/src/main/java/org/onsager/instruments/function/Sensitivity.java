package org.onsager.instruments.function;

import java.util.List;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Tensor;

/**
 * The derivatives of outputs with respect to signals inside a network, sample by sample.
 *
 * <p>In evaluation mode no sample sees another, so that the gradient of an output summed over
 * samples is the gradient of every sample's own output: one pass back for every output, whatever
 * the number of samples.
 */
final class Sensitivity {
  private Sensitivity() {}

  /**
   * The derivatives of one output of every sample.
   *
   * @param outputs [samples, outputs]
   * @param signals [samples, …] each
   * @return in the shapes of the signals
   */
  static List<Tensor> of(Tensor outputs, int output, List<Tensor> signals) {
    return Gradients.vectorJacobian(outputs, signals, one(outputs, output));
  }

  /** 1 at one output of every sample, else 0. */
  private static Tensor one(Tensor outputs, int output) {
    double[] unit = new double[(int) outputs.extent(1)];
    unit[output] = 1;
    return Tensor.of(unit, 1, unit.length)
        .to(outputs.dtype())
        .broadcastTo(outputs.shape())
        .contiguous();
  }

  /** The sum of squares over all but the first dimension, [samples], as float64. */
  static double[] squares(Tensor signal) {
    Tensor flat = signal.reshape(signal.extent(0), -1);
    return flat.multiply(flat).sumOver(1).to(DType.FLOAT64).toDoubles();
  }
}
