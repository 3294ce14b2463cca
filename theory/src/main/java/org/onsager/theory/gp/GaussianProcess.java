package org.onsager.theory.gp;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.onsager.lab.Refusal;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.Lapack;

/**
 * A Gaussian process given training targets: exact posterior and marginal likelihood.
 *
 * <p>With \( A = K + (\sigma^2 + \epsilon) I = LL^T \): \[ \mu = K_* A^{-1} Y, \quad s^2 = k_{**} -
 * |L^{-1} k_*|^2, \quad \log p(Y) = -\tfrac12 \mathrm{tr}\, Y^T A^{-1} Y - \tfrac{C}{2} \log|A| -
 * \tfrac{nC}{2} \log 2\pi \]
 *
 * <p>\( \epsilon \) is the jitter: zero, and where A cannot be factorised 1e-10 of the kernel's
 * mean diagonal, then ten times more until it can. It is never silent. It borrows the kernel's
 * memory: one process a {@link KernelMatrix} at a time, and closed before it.
 */
public final class GaussianProcess {
  private static final double FIRST_JITTER = 1e-10;
  private static final double LAST_JITTER = 1e-2;
  private static final int SMALL = 1500;
  private static final int BLOCK = 1024;
  private static final int STRIP = 64;

  private final KernelMatrix kernel;
  private final int outputs;
  private final double noise;
  private final double jitter;
  private final double logLikelihood;
  private final double[] weights;
  private final int factorisations;

  private GaussianProcess(
      KernelMatrix kernel, double[] targets, int outputs, double noise, int factorisations) {
    int n = kernel.size();
    this.kernel = kernel;
    this.outputs = outputs;
    this.noise = noise;
    double added = 0;
    int tries = 1;
    for (; ; tries++) {
      try {
        kernel.factorise(noise + added);
        break;
      } catch (ArithmeticException notDefinite) {
        added = added == 0 ? FIRST_JITTER * positive(kernel.scale()) : 10 * added;
        if (added > 1.5 * LAST_JITTER * kernel.scale()) {
          throw new Refusal(
              "the kernel is not positive semi-definite: with "
                  + LAST_JITTER
                  + " of its mean diagonal added it still has no Cholesky factor",
              notDefinite);
        }
      }
    }
    this.jitter = added;
    this.factorisations = factorisations + tries;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment y = arena.allocateFrom(JAVA_DOUBLE, targets);
      Lapack.choleskySolve(kernel.factor(), n, n, y, outputs, outputs);
      this.weights = y.toArray(JAVA_DOUBLE);
    }
    double fit = 0;
    for (int i = 0; i < targets.length; i++) {
      fit += targets[i] * weights[i];
    }
    this.logLikelihood =
        -(fit + outputs * (kernel.logDeterminant() + n * Math.log(2 * Math.PI))) / 2;
  }

  private static double positive(double scale) {
    return scale > 0 ? scale : 1;
  }

  /**
   * With a noise variance that is known.
   *
   * @param targets [n, outputs]
   */
  public static GaussianProcess of(
      KernelMatrix kernel, double[] targets, int outputs, double noise) {
    check(kernel, targets, outputs);
    if (!(noise >= 0) || Double.isInfinite(noise)) {
      throw new Refusal("a noise variance is finite and not negative; it is " + noise);
    }
    return new GaussianProcess(kernel, targets, outputs, noise, 0);
  }

  /**
   * With the noise variance, between 1e-10 and 100 times the kernel's mean diagonal, at which the
   * marginal likelihood is largest.
   *
   * <p>Up to {@value #SMALL} inputs exactly, by {@link Evidence}; beyond, climbed by parabolas in
   * the logarithm from where a thinned part of the inputs has its maximum, to 1 % of the noise.
   */
  public static GaussianProcess withBestNoise(KernelMatrix kernel, double[] targets, int outputs) {
    check(kernel, targets, outputs);
    int n = kernel.size();
    double least = 1e-10 * positive(kernel.scale());
    double most = 100 * positive(kernel.scale());
    int stride = (n + SMALL - 1) / SMALL;
    double[] some = new double[(n + stride - 1) / stride * outputs];
    for (int i = 0; i * stride < n; i++) {
      System.arraycopy(targets, i * stride * outputs, some, i * outputs, outputs);
    }
    double start =
        Evidence.of(kernel.thinned(stride), some, some.length / outputs, outputs)
            .bestNoise(least, most);
    return stride == 1
        ? new GaussianProcess(kernel, targets, outputs, start, 0)
        : climbed(kernel, targets, outputs, Math.log(start), Math.log(least), Math.log(most));
  }

  private static GaussianProcess climbed(
      KernelMatrix kernel, double[] targets, int outputs, double start, double least, double most) {
    TreeMap<Double, Double> seen = new TreeMap<>();
    double at = start;
    double width = 0.3;
    int count = 0;
    while (true) {
      GaussianProcess here = new GaussianProcess(kernel, targets, outputs, Math.exp(at), count);
      count = here.factorisations;
      seen.put(at, here.logLikelihood);
      double best = Collections.max(seen.entrySet(), Map.Entry.comparingByValue()).getKey();
      Map.Entry<Double, Double> below = seen.lowerEntry(best);
      Map.Entry<Double, Double> above = seen.higherEntry(best);
      double next = best;
      if (below != null && above != null) {
        double left = best - below.getKey();
        double right = best - above.getKey();
        double p = left * (seen.getOrDefault(best, 0.0) - above.getValue());
        double q = right * (seen.getOrDefault(best, 0.0) - below.getValue());
        next = best - (left * p - right * q) / (2 * (p - q));
      } else if (below == null && best > least) {
        next = Math.max(least, best - width);
        width *= 2;
      } else if (above == null && best < most) {
        next = Math.min(most, best + width);
        width *= 2;
      }
      if (!(Math.abs(next - best) >= 0.003) || seen.size() >= 24) {
        // The factor that lies in the kernel's memory must be this one's.
        return at == best
            ? here
            : new GaussianProcess(kernel, targets, outputs, Math.exp(best), count);
      }
      at = next;
    }
  }

  private static void check(KernelMatrix kernel, double[] targets, int outputs) {
    if (outputs < 1 || targets.length != (long) kernel.size() * outputs) {
      throw new Refusal(
          "targets of "
              + kernel.size()
              + " inputs and "
              + outputs
              + " outputs are "
              + (long) kernel.size() * outputs
              + " numbers, not "
              + targets.length);
    }
    for (int i = 0; i < targets.length; i++) {
      if (!Double.isFinite(targets[i])) {
        throw new Refusal("target " + i / outputs + " is " + targets[i] + "; it must be finite");
      }
    }
  }

  /** The variance of the noise, as given or as chosen. */
  public double noise() {
    return noise;
  }

  /** What had to be added to the diagonal besides the noise; 0 where nothing had to. */
  public double jitter() {
    return jitter;
  }

  /** The log marginal likelihood of the targets, all outputs together. */
  public double logLikelihood() {
    return logLikelihood;
  }

  /** How many factorisations were tried, n³/3 operations each. */
  public int factorisations() {
    return factorisations;
  }

  /** The outputs' number. */
  public int outputs() {
    return outputs;
  }

  /**
   * The posterior at m test inputs, in blocks of {@value #BLOCK} of them.
   *
   * @param cross the kernel between test and training inputs, [m, n]
   * @param prior the kernel of each test input with itself, [m]
   * @param threads that fill the kernel
   */
  public Posterior posterior(Entries cross, double[] prior, int threads) {
    int n = kernel.size();
    double[] variance = prior.clone();
    double[] mean =
        blocks(
            cross,
            prior.length,
            threads,
            (k, from, rows) -> {
              Lapack.choleskyHalfSolve(kernel.factor(), n, n, k, rows, n);
              double[] row = new double[n];
              for (int r = 0; r < rows; r++) {
                MemorySegment.copy(k, JAVA_DOUBLE, 8L * r * n, row, 0, n);
                for (double v : row) {
                  variance[from + r] -= v * v;
                }
                variance[from + r] = Math.max(0, variance[from + r]);
              }
            });
    return new Posterior(mean, variance);
  }

  /** The posterior mean alone, [m, outputs]; n times cheaper an input than its variance. */
  public double[] mean(Entries cross, int m, int threads) {
    return blocks(cross, m, threads, (_, _, _) -> {});
  }

  private interface Block {
    void then(MemorySegment cross, int from, int rows);
  }

  private double[] blocks(Entries cross, int m, int threads, Block block) {
    int n = kernel.size();
    if (m < 1) {
      throw new Refusal("a posterior needs at least one test input");
    }
    double[] mean = new double[Math.multiplyExact(m, outputs)];
    int size = Math.min(BLOCK, m);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment k = arena.allocate(8L * size * n, 64);
      MemorySegment w = arena.allocateFrom(JAVA_DOUBLE, weights);
      MemorySegment out = arena.allocate(8L * size * outputs, 64);
      for (int from = 0; from < m; from += size) {
        int rows = Math.min(size, m - from);
        int first = from;
        KernelMatrix.shared(
            (rows + STRIP - 1) / STRIP,
            threads,
            STRIP * n,
            (strip, t) -> {
              int top = t * STRIP;
              int count = Math.min(STRIP, rows - top);
              cross.tile(first + top, first + top + count, 0, n, strip, n);
              MemorySegment.copy(strip, 0, k, JAVA_DOUBLE, 8L * top * n, count * n);
            });
        Blas.gemm(false, false, rows, outputs, n, 1, k, n, w, outputs, 0, out, outputs);
        MemorySegment.copy(out, JAVA_DOUBLE, 0, mean, from * outputs, rows * outputs);
        block.then(k, from, rows);
      }
    }
    return mean;
  }
}
