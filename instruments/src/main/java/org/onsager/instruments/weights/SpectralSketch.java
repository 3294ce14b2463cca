package org.onsager.instruments.weights;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.onsager.numerics.linear.RawProducts;
import org.onsager.numerics.linear.SymmetricEigen;
import org.onsager.numerics.statistics.Estimate;

/**
 * The singular values of a matrix that is too large to be decomposed, by stochastic Lanczos: from
 * each of some random starts, Lanczos' recursion with full reorthogonalisation on the smaller Gram
 * matrix A, in single precision products.
 *
 * <p>Extreme eigenvalues come out with a bound, \( \beta_k |e_k^T y| \); the trace of A² is that of
 * the converged ones, and n times the mean over starts of the rest, whose spread is its error.
 * Source: Ubaru, Chen and Saad, SIAM J. Matrix Anal. Appl. 38, 1075 (2017).
 *
 * @param largest the largest singular value; its error is the bound
 * @param fourth \( \sum_i s_i^4 \), with the error of the starts
 * @param top the largest singular values, descending, of those that have converged to a hundredth
 * @param starts how many starts
 * @param steps how many steps from each
 */
@SuppressWarnings("ArrayRecordComponent")
public record SpectralSketch(
    Estimate largest, Estimate fourth, double[] top, int starts, int steps) {
  private static final double CONVERGED = 0.01;

  /** Up to so many numbers are held in single precision, 700 MB; more are read at each step. */
  private static final long HELD = 175_000_000;

  /** Takes the sketch. */
  public static SpectralSketch of(WeightRows w, int starts, int steps, long seed) {
    int n = Math.min(w.rows(), w.columns());
    int k = Math.min(steps, n);
    try (Action action = new Action(w, starts)) {
      return recursion(action, n, starts, k, new SplittableRandom(seed));
    }
  }

  private static SpectralSketch recursion(
      Action action, int n, int starts, int steps, SplittableRandom random) {
    float[][][] basis = new float[starts][steps][];
    double[][] diagonal = new double[starts][steps];
    double[][] coupling = new double[starts][steps];
    float[] block = new float[n * starts];
    double[] fourths = new double[starts];
    for (int b = 0; b < starts; b++) {
      double[] v = new double[n];
      Arrays.setAll(v, _ -> random.nextBoolean() ? 1 : -1);
      basis[b][0] = unit(v);
    }
    for (int step = 0; step < steps; step++) {
      for (int b = 0; b < starts; b++) {
        for (int i = 0; i < n; i++) {
          block[i * starts + b] = basis[b][step][i];
        }
      }
      action.apply(block);
      for (int b = 0; b < starts; b++) {
        double[] image = new double[n];
        for (int i = 0; i < n; i++) {
          image[i] = block[i * starts + b];
        }
        double alpha = dot(image, basis[b][step]);
        if (step == 0) {
          fourths[b] = n * Arrays.stream(image).map(x -> x * x).sum();
        }
        diagonal[b][step] = alpha;
        for (int pass = 0; pass < 2; pass++) {
          for (int j = 0; j <= step; j++) {
            subtract(image, dot(image, basis[b][j]), basis[b][j]);
          }
        }
        double beta = Math.sqrt(Arrays.stream(image).map(x -> x * x).sum());
        coupling[b][step] = beta;
        if (step + 1 < steps) {
          basis[b][step + 1] = beta > 0 ? unit(image) : basis[b][step];
        }
      }
    }
    return read(n, starts, steps, diagonal, coupling, fourths, basis);
  }

  private static SpectralSketch read(
      int n,
      int starts,
      int steps,
      double[][] diagonal,
      double[][] coupling,
      double[] fourths,
      float[][][] basis) {
    double best = Double.NEGATIVE_INFINITY;
    double bound = 0;
    double[] top = new double[0];
    double[][] vectors = new double[0][];
    for (int b = 0; b < starts; b++) {
      double[] t = new double[steps * steps];
      for (int i = 0; i < steps; i++) {
        t[i * steps + i] = diagonal[b][i];
        if (i + 1 < steps) {
          t[i * steps + i + 1] = coupling[b][i];
          t[(i + 1) * steps + i] = coupling[b][i];
        }
      }
      SymmetricEigen ritz = SymmetricEigen.of(t, steps);
      double last = coupling[b][steps - 1];
      double[] errors = new double[steps];
      Arrays.setAll(errors, i -> last * Math.abs(ritz.vectors()[i * steps + steps - 1]));
      double[] values = ritz.values();
      if (values[steps - 1] > best) {
        best = values[steps - 1];
        bound = errors[steps - 1];
      }
      double[] found =
          IntStream.range(0, steps)
              .map(i -> steps - 1 - i)
              .takeWhile(i -> values[i] > 0 && errors[i] < CONVERGED * values[i])
              .mapToDouble(i -> Math.sqrt(values[i]))
              .toArray();
      if (found.length > top.length) {
        top = found;
        vectors = lifted(ritz, basis[b], found.length);
      }
    }
    // what is known exactly of the largest has no part in the error of the rest
    double known = Arrays.stream(top).map(s -> s * s * s * s).sum();
    for (int b = 0; b < starts; b++) {
      double taken = 0;
      for (int i = 0; i < top.length; i++) {
        double part = dot(vectors[i], basis[b][0]);
        taken += n * part * part * Math.pow(top[i], 4);
      }
      fourths[b] += known - taken;
    }
    double largest = Math.sqrt(Math.max(0, best));
    double error = largest > 0 ? bound / (2 * largest) : 0;
    Estimate fourth = starts > 1 ? Estimate.ofMean(fourths) : Estimate.of(fourths[0], fourths[0]);
    return new SpectralSketch(Estimate.of(largest, error), fourth, top, starts, Math.min(steps, n));
  }

  /** The vectors of the largest Ritz values, [count][n]. */
  private static double[][] lifted(SymmetricEigen ritz, float[][] basis, int count) {
    int steps = basis.length;
    double[][] vectors = new double[count][basis[0].length];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < steps; j++) {
        subtract(vectors[i], -ritz.vectors()[(steps - 1 - i) * steps + j], basis[j]);
      }
    }
    return vectors;
  }

  private static float[] unit(double[] v) {
    double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    float[] unit = new float[v.length];
    for (int i = 0; i < v.length; i++) {
      unit[i] = (float) (v[i] / norm);
    }
    return unit;
  }

  private static double dot(double[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static void subtract(double[] x, double factor, float[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] -= factor * y[i];
    }
  }

  /** What the smaller Gram matrix does to a block of vectors [n, starts]. */
  private static final class Action implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final WeightRows w;
    private final int starts;
    private final int most;
    private final double[] read;
    private final boolean held;
    private final MemorySegment rows;
    private final MemorySegment in;
    private final MemorySegment middle;
    private final MemorySegment out;

    Action(WeightRows w, int starts) {
      this.w = w;
      this.starts = starts;
      this.most = LargeMatrix.block(w);
      this.read = new double[most * w.columns()];
      this.held = (long) w.rows() * w.columns() <= HELD;
      this.rows = arena.allocate(4L * (held ? w.rows() : most) * w.columns(), 64);
      long wide = Math.max(w.rows(), w.columns());
      this.in = arena.allocate(4L * wide * starts, 64);
      this.middle = arena.allocate(4L * wide * starts, 64);
      this.out = arena.allocate(4L * wide * starts, 64);
      if (held) {
        for (int at = 0; at < w.rows(); at += most) {
          load(at, Math.min(most, w.rows() - at), 4L * at * w.columns());
        }
      }
    }

    private void load(int first, int count, long position) {
      w.read((long) first * w.columns(), read, 0, count * w.columns());
      for (int i = 0; i < count * w.columns(); i++) {
        rows.set(JAVA_FLOAT, position + 4L * i, (float) read[i]);
      }
    }

    /** Replaces the block by its image. */
    void apply(float[] block) {
      int n = Math.min(w.rows(), w.columns());
      MemorySegment.copy(block, 0, in, JAVA_FLOAT, 0, n * starts);
      if (w.columns() <= w.rows()) {
        // WᵀW: one pass
        eachBlock(
            (at, count, part) -> {
              MemorySegment here = middle.asSlice(4L * at * starts, 4L * count * starts);
              product(false, count, w.columns(), part, in, 0, here);
              product(true, w.columns(), count, part, here, at == 0 ? 0 : 1, out);
            });
      } else {
        // WWᵀ: first all of Wᵀ, then W
        eachBlock(
            (at, count, part) ->
                product(
                    true,
                    w.columns(),
                    count,
                    part,
                    in.asSlice(4L * at * starts, 4L * count * starts),
                    at == 0 ? 0 : 1,
                    middle));
        eachBlock(
            (at, count, part) ->
                product(
                    false,
                    count,
                    w.columns(),
                    part,
                    middle,
                    0,
                    out.asSlice(4L * at * starts, 4L * count * starts)));
      }
      MemorySegment.copy(out, JAVA_FLOAT, 0, block, 0, n * starts);
    }

    private interface Part {
      void at(int first, int count, MemorySegment rows);
    }

    private void eachBlock(Part part) {
      int step = held ? w.rows() : most;
      for (int at = 0; at < w.rows(); at += step) {
        int count = Math.min(step, w.rows() - at);
        if (!held) {
          load(at, count, 0);
        }
        part.at(at, count, rows);
      }
    }

    /** C ← op(rows) B + βC with C [m, starts]. */
    private void product(
        boolean transposed,
        int m,
        int k,
        MemorySegment part,
        MemorySegment b,
        float beta,
        MemorySegment c) {
      RawProducts.floats(
          1,
          m,
          starts,
          k,
          1,
          new RawProducts.Matrices(part.address(), transposed, w.columns(), 0),
          new RawProducts.Matrices(b.address(), false, starts, 0),
          beta,
          new RawProducts.Matrices(c.address(), false, starts, 0));
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
