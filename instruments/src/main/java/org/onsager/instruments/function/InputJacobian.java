package org.onsager.instruments.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.numerics.linear.Svd;
import org.onsager.tensor.DType;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * The singular values of a network's Jacobian \( J = \partial f/\partial x \) [outputs, inputs] at
 * each of some samples: how much a small change of the input changes the outputs, at most and at
 * least.
 *
 * <p>J is made whole, by one pass back for every output; its singular values are LAPACK's, in
 * float64.
 *
 * @param values [samples][min(outputs, inputs)], descending
 */
public record InputJacobian(double[][] values) {
  private static final int BATCH = 32;

  /**
   * At samples.
   *
   * @param inputs [samples, …], at least two
   */
  public static InputJacobian over(LoadedNetwork network, Tensor inputs) {
    int n = (int) inputs.extent(0);
    List<double[]> values = new ArrayList<>();
    for (int from = 0; from < n; from += BATCH) {
      try (Scope _ = Scope.open()) {
        Tensor x = inputs.slice(0, from, Math.min(n, from + BATCH)).parameter();
        values.addAll(batch(network, x));
      }
    }
    return new InputJacobian(values.toArray(double[][]::new));
  }

  private static List<double[]> batch(LoadedNetwork network, Tensor x) {
    int samples = (int) x.extent(0);
    int inputs = (int) (x.size() / samples);
    Tensor outputs = network.forward(x).outputs();
    int rows = (int) outputs.extent(1);
    double[][] jacobians = new double[samples][rows * inputs];
    for (int o = 0; o < rows; o++) {
      try (Scope _ = Scope.open()) {
        Tensor gradient = Sensitivity.of(outputs, o, List.of(x)).getFirst();
        double[] all = gradient.to(DType.FLOAT64).toDoubles();
        for (int s = 0; s < samples; s++) {
          System.arraycopy(all, s * inputs, jacobians[s], o * inputs, inputs);
        }
      }
    }
    return Arrays.stream(jacobians).map(j -> Svd.values(j, rows, inputs)).toList();
  }

  /** The largest singular value, averaged over samples. */
  public Reading largest() {
    return Reading.ofMean(Arrays.stream(values).mapToDouble(v -> v[0]).toArray());
  }

  /** The mean square of singular values, \( \|J\|_F^2/\text{outputs} \), averaged over samples. */
  public Reading meanSquare() {
    return Reading.ofMean(Arrays.stream(values).mapToDouble(InputJacobian::meanSquare).toArray());
  }

  private static double meanSquare(double[] v) {
    return Arrays.stream(v).map(s -> s * s).average().orElseThrow();
  }

  /** The spread of the largest one from sample to sample: its standard deviation over its mean. */
  public Reading spread() {
    return Reading.jackknife(
        values.length,
        values.length,
        1,
        kept -> {
          double sum = 0;
          double squares = 0;
          int n = 0;
          for (int s = 0; s < values.length; s++) {
            if (kept[s]) {
              sum += values[s][0];
              squares += values[s][0] * values[s][0];
              n++;
            }
          }
          double mean = sum / n;
          double variance = n > 1 ? Math.max(0, squares - n * mean * mean) / (n - 1) : 0;
          return mean > 0 ? Math.sqrt(variance) / mean : 0;
        });
  }

  /** The number of directions that the outputs answer to, \( (\sum s^2)^2/\sum s^4 \), averaged. */
  public Reading directions() {
    return Reading.ofMean(
        Arrays.stream(values)
            .mapToDouble(
                v -> {
                  double squares = Arrays.stream(v).map(s -> s * s).sum();
                  double fourth = Arrays.stream(v).map(s -> s * s * s * s).sum();
                  return fourth > 0 ? squares * squares / fourth : 0;
                })
            .toArray());
  }

  /** Every singular value, averaged over samples, descending. */
  public List<Reading> spectrum() {
    List<Reading> all = new ArrayList<>();
    for (int k = 0; k < values[0].length; k++) {
      int index = k;
      all.add(Reading.ofMean(Arrays.stream(values).mapToDouble(v -> v[index]).toArray()));
    }
    return all;
  }
}
