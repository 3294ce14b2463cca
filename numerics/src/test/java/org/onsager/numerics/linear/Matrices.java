package org.onsager.numerics.linear;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Plain loops on packed row-major matrices: the slow second way of every test here. */
final class Matrices {

  private Matrices() {}

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  static double[] gaussian(int rows, int columns, RandomGenerator random) {
    double[] a = new double[rows * columns];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextGaussian();
    }
    return a;
  }

  /** A symmetric matrix with Gaussian entries. */
  static double[] symmetric(int n, RandomGenerator random) {
    double[] a = gaussian(n, n, random);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        a[j * n + i] = a[i * n + j];
      }
    }
    return a;
  }

  /** Positive definite with eigenvalues between 1 and about 5. */
  static double[] positive(int n, RandomGenerator random) {
    double[] g = gaussian(n, n, random);
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += g[i * n + k] * g[j * n + k];
        }
        a[i * n + j] = sum / n + (i == j ? 1 : 0);
        a[j * n + i] = a[i * n + j];
      }
    }
    return a;
  }

  static double[] multiply(int m, int k, int n, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < k; l++) {
        double x = a[i * k + l];
        for (int j = 0; j < n; j++) {
          c[i * n + j] += x * b[l * n + j];
        }
      }
    }
    return c;
  }

  static double[] transpose(int m, int n, double[] a) {
    double[] t = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        t[j * m + i] = a[i * n + j];
      }
    }
    return t;
  }

  static double[] identity(int n) {
    return diagonal(n, n, java.util.stream.IntStream.range(0, n).mapToDouble(i -> 1).toArray());
  }

  static double[] diagonal(int m, int n, double[] d) {
    double[] a = new double[m * n];
    for (int i = 0; i < d.length; i++) {
      a[i * n + i] = d[i];
    }
    return a;
  }

  /** The Hilbert matrix 1 / (i + j + 1), positive definite and nearly singular. */
  static double[] hilbert(int n) {
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = 1.0 / (i + j + 1);
      }
    }
    return a;
  }

  /** The largest difference of two entries. */
  static double distance(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " numbers against " + b.length);
    }
    double d = 0;
    for (int i = 0; i < a.length; i++) {
      d = Math.max(d, Math.abs(a[i] - b[i]));
      if (Double.isNaN(a[i] - b[i])) {
        return Double.NaN;
      }
    }
    return d;
  }
}
