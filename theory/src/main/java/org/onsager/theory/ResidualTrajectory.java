package org.onsager.theory;

import java.util.List;
import org.onsager.numerics.gaussian.Correlation;

/**
 * Two signals on their way through a residual network, after l blocks for l = 0 … L.
 *
 * @param length [L + 1] p, the mean square of the stream
 * @param correlation [L + 1] e, the correlation of the two streams
 * @param innerLength [L] q, the mean square of the pre-activation inside block l + 1
 * @param innerCorrelation [L] c, the correlation there
 * @param growth [L] what a mean square gradient is multiplied by in passing block l + 1 backwards
 */
public record ResidualTrajectory(
    double[] length,
    List<Correlation> correlation,
    double[] innerLength,
    List<Correlation> innerCorrelation,
    double[] growth) {
  public ResidualTrajectory {
    correlation = List.copyOf(correlation);
    innerCorrelation = List.copyOf(innerCorrelation);
  }

  /** L, the number of blocks. */
  public int depth() {
    return growth.length;
  }

  /** [L + 1] \( \log \chi_0/\chi_l \), with χ_l the mean square gradient after l blocks. */
  public double[] logGradient() {
    double[] sum = new double[growth.length + 1];
    for (int l = 0; l < growth.length; l++) {
      sum[l + 1] = sum[l] + Math.log(growth[l]);
    }
    return sum;
  }

  /** [L + 1] e as numbers. */
  public double[] correlations() {
    return correlation.stream().mapToDouble(Correlation::value).toArray();
  }
}
