package org.onsager.numerics.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The ends of the spectrum of a symmetric operator that is known only by its action on vectors.
 *
 * <p>Lanczos' iteration with full reorthogonalisation, twice in each step, so that no eigenvalue
 * appears as a ghost of another. Of a degenerate eigenvalue the Krylov space of one start holds
 * only one vector, so each distinct eigenvalue is found once (unless rounding brings a second).
 *
 * @param values the eigenvalues found, ascending
 * @param vectors their unit vectors, [values, n]
 * @param bounds for each a bound on the distance to an eigenvalue of the operator, \( \|Av-\lambda
 *     v\| \), measured by one more action on the vector
 * @param actions how often the operator acted
 * @param converged whether every bound is within the tolerance asked for
 */
@SuppressWarnings("ArrayRecordComponent")
public record Lanczos(
    double[] values, double[][] vectors, double[] bounds, int actions, boolean converged) {

  /** A symmetric operator on vectors of one length. */
  @FunctionalInterface
  public interface Operator {
    /** Writes \( Ax \) over {@code image}; leaves {@code x} as it is. */
    void apply(double[] x, double[] image);
  }

  /** The largest eigenvalues; see {@link #of}. */
  public static Lanczos largest(
      Operator a, int n, int count, double tolerance, int steps, RandomGenerator random) {
    return of(a, n, 0, count, tolerance, steps, random);
  }

  /** The smallest eigenvalues; see {@link #of}. */
  public static Lanczos smallest(
      Operator a, int n, int count, double tolerance, int steps, RandomGenerator random) {
    return of(a, n, count, 0, tolerance, steps, random);
  }

  /**
   * The eigenvalues at both ends.
   *
   * @param a symmetric; its results must be finite
   * @param n the length of its vectors
   * @param low how many of the smallest
   * @param high how many of the largest; both together at most n
   * @param tolerance of a bound, relative to the largest modulus of an eigenvalue found
   * @param steps how many steps at most; memory is steps × n numbers
   * @param random draws the start
   */
  public static Lanczos of(
      Operator a, int n, int low, int high, double tolerance, int steps, RandomGenerator random) {
    if (n < 1 || low < 0 || high < 0 || low + high < 1 || low + high > n) {
      throw Checks.refusal("Lanczos: %d lowest and %d highest of %d eigenvalues", low, high, n);
    }
    if (!(tolerance > 0) || steps < low + high) {
      throw Checks.refusal("Lanczos: tolerance %s in %d steps", tolerance, steps);
    }
    List<double[]> basis = new ArrayList<>();
    List<Double> diagonal = new ArrayList<>();
    List<Double> coupling = new ArrayList<>();
    double[] q = new double[n];
    for (int i = 0; i < n; i++) {
      q[i] = random.nextGaussian();
    }
    scale(q, 1 / norm(q));
    int most = Math.min(steps, n);
    double size = 0;
    while (true) {
      basis.add(q);
      double[] image = new double[n];
      a.apply(q, image);
      double alpha = dot(q, image);
      diagonal.add(alpha);
      for (int pass = 0; pass < 2; pass++) {
        for (double[] b : basis) {
          subtract(image, dot(b, image), b);
        }
      }
      double beta = norm(image);
      if (!Double.isFinite(alpha) || !Double.isFinite(beta)) {
        throw Checks.failure(
            "Lanczos: the operator's result is not finite at step %d", basis.size());
      }
      size = Math.max(size, Math.abs(alpha) + beta);
      int m = basis.size();
      boolean closed = beta <= 1e-14 * size || m == most;
      boolean due = closed || (m >= low + high && m % 8 == 0);
      if (due) {
        Ritz ritz = Ritz.of(diagonal, coupling, beta, low, high);
        if (closed || ritz.within(tolerance)) {
          return ritz.lifted(a, basis, n, tolerance);
        }
      }
      coupling.add(beta);
      scale(image, 1 / beta);
      q = image;
    }
  }

  /** The spectrum of the tridiagonal matrix, of which some eigenvalues are wanted. */
  private record Ritz(SymmetricEigen eigen, int[] wanted, double beta) {

    static Ritz of(List<Double> diagonal, List<Double> coupling, double beta, int low, int high) {
      int m = diagonal.size();
      double[] t = new double[m * m];
      for (int i = 0; i < m; i++) {
        t[i * m + i] = diagonal.get(i);
        if (i + 1 < m) {
          t[i * m + i + 1] = coupling.get(i);
          t[(i + 1) * m + i] = coupling.get(i);
        }
      }
      int[] wanted = new int[Math.min(m, low + high)];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = i < Math.min(low, m) ? i : m - wanted.length + i;
      }
      return new Ritz(SymmetricEigen.of(t, m), wanted, beta);
    }

    double size() {
      double[] values = eigen.values();
      return Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
    }

    boolean within(double tolerance) {
      int m = eigen.values().length;
      for (int k : wanted) {
        if (beta * Math.abs(eigen.vectors()[k * m + m - 1]) > tolerance * size()) {
          return false;
        }
      }
      return true;
    }

    Lanczos lifted(Operator a, List<double[]> basis, int n, double tolerance) {
      int m = basis.size();
      double[] values = new double[wanted.length];
      double[][] vectors = new double[wanted.length][n];
      double[] bounds = new double[wanted.length];
      for (int w = 0; w < wanted.length; w++) {
        for (int j = 0; j < m; j++) {
          subtract(vectors[w], -eigen.vectors()[wanted[w] * m + j], basis.get(j));
        }
        scale(vectors[w], 1 / norm(vectors[w]));
        values[w] = eigen.values()[wanted[w]];
        double[] image = new double[n];
        a.apply(vectors[w], image);
        subtract(image, values[w], vectors[w]);
        bounds[w] = norm(image);
      }
      double allowed = Math.max(tolerance, 1e-14) * size();
      boolean converged = Arrays.stream(bounds).allMatch(b -> b <= 2 * allowed);
      return new Lanczos(values, vectors, bounds, m + wanted.length, converged);
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }

  private static void scale(double[] x, double factor) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor;
    }
  }

  private static void subtract(double[] x, double factor, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] -= factor * y[i];
    }
  }
}
