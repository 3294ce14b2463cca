package org.onsager.theory;

import java.util.List;
import org.onsager.numerics.gaussian.Correlation;

/**
 * Two signals on their way through a network; element l is after l further layers. It ends early
 * where lengths leave the range of doubles.
 *
 * @param first lengths of the first signal
 * @param second lengths of the second
 * @param correlations their correlation
 * @param gradientFactors \( \chi_1(q^l)/\rho \) of the first signal: what a mean square gradient is
 *     multiplied with in passing layer l backwards
 */
public record Trajectory(
    List<Double> first,
    List<Double> second,
    List<Correlation> correlations,
    List<Double> gradientFactors) {

  /** The mean square gradient at layer l relative to the last layer's. */
  public double gradientAt(int layer) {
    double product = 1;
    for (int l = layer; l + 1 < gradientFactors.size(); l++) {
      product *= gradientFactors.get(l);
    }
    return product;
  }

  /** The number of layers after the start. */
  public int depth() {
    return first.size() - 1;
  }
}
