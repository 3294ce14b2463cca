package org.onsager.instruments.function;

import java.util.Arrays;
import org.onsager.numerics.linear.SymmetricEigen;

/**
 * What is read off a tangent kernel: its spectrum, how it lies to the labels, how far it is from
 * another one. Errors are over samples, by leaving out blocks of them.
 *
 * @param kernel of one network
 */
public record KernelReadings(TangentKernel kernel) {
  private static final int BLOCKS = 16;

  /** Diagonalisations are dear. */
  private static final int FEW = 8;

  /** The eigenvalues, ascending, [samples · outputs]. */
  public double[] eigenvalues() {
    return SymmetricEigen.values(kernel.values(), kernel.samples() * kernel.outputs());
  }

  /** The mean over samples of \( \operatorname{tr}\Theta(x, x)/\text{outputs} \). */
  public Reading diagonal() {
    int n = kernel.samples() * kernel.outputs();
    double[] draws = new double[kernel.samples()];
    for (int i = 0; i < n; i++) {
      draws[i / kernel.outputs()] += kernel.values()[i * n + i] / kernel.outputs();
    }
    return Reading.ofMean(draws);
  }

  /**
   * The largest eigenvalue over the number of samples: the rate at which the fastest direction
   * learns, in units of the step, where the loss is averaged over samples.
   */
  public Reading largest() {
    return Reading.jackknife(
        kernel.samples(),
        FEW,
        Double.NaN,
        kept -> {
          TangentKernel some = kernel.of(kept);
          return top(some.values(), some.samples() * some.outputs()) / some.samples();
        });
  }

  /** By the power method: the largest of a positive matrix. */
  private static double top(double[] k, int n) {
    double[] v = new double[n];
    Arrays.setAll(v, i -> 1 + 0.1 * Math.sin(i + 1.0));
    double value = 0;
    for (int turn = 0; turn < 500; turn++) {
      double[] w = times(k, v, n);
      double norm = Math.sqrt(dot(w, w));
      if (norm == 0) {
        return 0;
      }
      for (int i = 0; i < n; i++) {
        v[i] = w[i] / norm;
      }
      double next = dot(v, times(k, v, n));
      if (Math.abs(next - value) <= 1e-9 * next) {
        return next;
      }
      value = next;
    }
    return value;
  }

  private static double[] times(double[] k, double[] v, int n) {
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += k[i * n + j] * v[j];
      }
      w[i] = sum;
    }
    return w;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * Kernel-target alignment, \( y^\top\Theta y/(\|\Theta\|_F |y|^2) \), between 0 and 1, with y the
   * labels as one-hot less 1/outputs (Cristianini et al. 2001).
   *
   * @param labels [samples], each in [0, outputs)
   */
  public Reading alignment(int[] labels) {
    int outputs = kernel.outputs();
    int samples = kernel.samples();
    double[] y = new double[samples * outputs];
    for (int i = 0; i < y.length; i++) {
      y[i] = (labels[i / outputs] == i % outputs ? 1 : 0) - 1.0 / outputs;
    }
    Blocks along = Blocks.of(kernel, (k, i, j) -> y[i] * k[i * y.length + j] * y[j]);
    Blocks squares = Blocks.of(kernel, (k, i, j) -> k[i * y.length + j] * k[i * y.length + j]);
    double perSample = 1 - 1.0 / outputs;
    return Reading.jackknife(
        samples,
        BLOCKS,
        1,
        kept -> {
          int m = 0;
          for (boolean b : kept) {
            m += b ? 1 : 0;
          }
          double norm = Math.sqrt(squares.sum(kept)) * m * perSample;
          return norm > 0 ? along.sum(kept) / norm : 0;
        });
  }

  /** The relative distance from another kernel, \( \|\Theta-\Theta_0\|_F/\|\Theta_0\|_F \). */
  public Reading distance(TangentKernel from) {
    double[] other = require(from);
    int n = kernel.samples() * kernel.outputs();
    Blocks apart =
        Blocks.of(
            kernel,
            (k, i, j) -> {
              double d = k[i * n + j] - other[i * n + j];
              return d * d;
            });
    Blocks size = Blocks.of(from, (k, i, j) -> k[i * n + j] * k[i * n + j]);
    return Reading.jackknife(
        kernel.samples(), BLOCKS, Double.NaN, kept -> Math.sqrt(apart.sum(kept) / size.sum(kept)));
  }

  /**
   * The cosine of the angle to another kernel, \( \langle\Theta,\Theta_0\rangle/(\|\Theta\|_F
   * \|\Theta_0\|_F) \): 1 where only the size has changed.
   */
  public Reading cosine(TangentKernel with) {
    double[] other = require(with);
    int n = kernel.samples() * kernel.outputs();
    Blocks cross = Blocks.of(kernel, (k, i, j) -> k[i * n + j] * other[i * n + j]);
    Blocks here = Blocks.of(kernel, (k, i, j) -> k[i * n + j] * k[i * n + j]);
    Blocks there = Blocks.of(with, (k, i, j) -> k[i * n + j] * k[i * n + j]);
    return Reading.jackknife(
        kernel.samples(),
        BLOCKS,
        1,
        kept -> cross.sum(kept) / Math.sqrt(here.sum(kept) * there.sum(kept)));
  }

  private double[] require(TangentKernel other) {
    if (other.samples() != kernel.samples() || other.outputs() != kernel.outputs()) {
      throw new IllegalArgumentException(
          "kernels of "
              + kernel.samples()
              + " × "
              + kernel.outputs()
              + " and "
              + other.samples()
              + " × "
              + other.outputs());
    }
    return other.values();
  }

  /** A sum over entries, kept apart by pairs of samples, [samples]². */
  private record Blocks(double[] sums, int samples) {
    interface Entry {
      double at(double[] kernel, int row, int column);
    }

    static Blocks of(TangentKernel kernel, Entry entry) {
      int samples = kernel.samples();
      int outputs = kernel.outputs();
      int n = samples * outputs;
      double[] sums = new double[samples * samples];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          sums[i / outputs * samples + j / outputs] += entry.at(kernel.values(), i, j);
        }
      }
      return new Blocks(sums, samples);
    }

    double sum(boolean[] kept) {
      double sum = 0;
      for (int a = 0; a < samples; a++) {
        for (int b = 0; kept[a] && b < samples; b++) {
          sum += kept[b] ? sums[a * samples + b] : 0;
        }
      }
      return sum;
    }
  }
}
