package org.onsager.theory.gp;

/**
 * What is believed of the outputs at test inputs.
 *
 * @param mean [samples, outputs]
 * @param variance of the noiseless output, [samples], the same for every output
 */
@SuppressWarnings("ArrayRecordComponent")
public record Posterior(double[] mean, double[] variance) {

  /** The number of test inputs. */
  public int samples() {
    return variance.length;
  }

  /** The number of outputs. */
  public int outputs() {
    return mean.length / variance.length;
  }
}
