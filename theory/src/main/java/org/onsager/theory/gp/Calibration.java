package org.onsager.theory.gp;

import org.onsager.lab.Refusal;
import org.onsager.numerics.statistics.Distributions;

/**
 * How well predicted errors are the errors that were made.
 *
 * @param meanSquaredError over samples and outputs
 * @param meanSquaredResidual of errors over their predicted standard deviation; 1 is calibrated,
 *     more is overconfident
 * @param within50 the share of errors inside the central interval of 50 %
 * @param within90 of 90 %
 * @param within95 of 95 %
 * @param logDensity the mean log predictive density of a target
 */
public record Calibration(
    double meanSquaredError,
    double meanSquaredResidual,
    double within50,
    double within90,
    double within95,
    double logDensity) {

  /**
   * Of a posterior against the targets that were seen.
   *
   * @param targets [samples, outputs]
   * @param noise the variance of a target about the noiseless output
   */
  public static Calibration of(Posterior posterior, double[] targets, double noise) {
    double[] mean = posterior.mean();
    if (targets.length != mean.length) {
      throw new Refusal(mean.length + " predictions cannot be held against " + targets.length);
    }
    int outputs = posterior.outputs();
    double[] edges = {edge(0.5), edge(0.9), edge(0.95)};
    double[] inside = new double[edges.length];
    double squares = 0;
    double residuals = 0;
    double density = 0;
    for (int i = 0; i < mean.length; i++) {
      double variance = posterior.variance()[i / outputs] + noise;
      double error = targets[i] - mean[i];
      double z = error * error == 0 ? 0 : Math.abs(error) / Math.sqrt(variance);
      squares += error * error / mean.length;
      residuals += z * z / mean.length;
      density -= (z * z + Math.log(2 * Math.PI * variance)) / (2.0 * mean.length);
      for (int e = 0; e < edges.length; e++) {
        inside[e] += z <= edges[e] ? 1.0 / mean.length : 0;
      }
    }
    return new Calibration(squares, residuals, inside[0], inside[1], inside[2], density);
  }

  private static double edge(double share) {
    return Distributions.normalQuantile((1 + share) / 2);
  }
}
