package org.onsager.numerics.gaussian;

import java.util.Arrays;

/**
 * The coefficients \( a_n = E\, f(\sqrt q z)\, He_n(z)/\sqrt{n!} \) as far as they matter.
 *
 * <p>By Mehler's formula \( E f(u_1) g(u_2) = \sum_n c^n a_n b_n \); what a truncation at N leaves
 * out is at most \( |c|^{N+1} \sqrt{R_f R_g} \) with the rests of Parseval's sum \( R = E f^2 -
 * \sum a_n^2 \).
 *
 * @param coefficients \( a_0 … a_N \)
 * @param rest \( E f^2 - \sum a_n^2 \), not negative
 * @param complete whether even \( \sum n^2 a_n^2 \) has converged: the sum then serves at |c| = 1
 */
record HermiteSpectrum(double[] coefficients, double rest, boolean complete) {
  static final int MOST = 1024;

  /** \( \sum_{k \ge n} a_k^2 \), what is known and what is not. */
  double beyond(int n) {
    double sum = rest;
    for (int k = n; k < coefficients.length; k++) {
      sum += coefficients[k] * coefficients[k];
    }
    return sum;
  }

  static HermiteSpectrum of(
      PiecewiseSmooth f, double sd, double[] edges, double meanSquare, int order) {
    double[] fine = Panels.refined(edges, 4 / Math.sqrt(order));
    int nodes = (fine.length - 1) * GaussLegendre.N;
    double[] z = new double[nodes];
    double[] previous = new double[nodes];
    double[] current = new double[nodes];
    double[] weighted = new double[nodes];
    for (int p = 0; p + 1 < fine.length; p++) {
      double middle = 0.5 * (fine[p] + fine[p + 1]);
      double half = 0.5 * (fine[p + 1] - fine[p]);
      for (int i = 0; i < GaussLegendre.N; i++) {
        int at = p * GaussLegendre.N + i;
        z[at] = middle + half * GaussLegendre.NODES[i];
        weighted[at] = half * GaussLegendre.WEIGHTS[i] * Panels.density(z[at]) * f.at(sd * z[at]);
        current[at] = 1;
      }
    }
    double[] a = new double[order + 1];
    double energy = 0;
    double steep = 0;
    double recent = 0;
    for (int n = 0; n <= order; n++) {
      double sum = 0;
      for (int i = 0; i < nodes; i++) {
        sum += weighted[i] * current[i];
      }
      // below this a coefficient is rounding
      a[n] = sum * sum < 1e-31 * meanSquare ? 0 : sum;
      energy += sum * sum;
      double growth = (double) n * n * sum * sum;
      steep += growth;
      recent = n % 12 == 0 ? growth : recent + growth;
      if (n % 12 == 11
          && n > 24
          && recent <= 1e-26 * steep
          && Math.abs(meanSquare - energy) <= 1e-12 * meanSquare) {
        return new HermiteSpectrum(Arrays.copyOf(a, n + 1), 0, true);
      }
      double down = Math.sqrt(n);
      double up = 1 / Math.sqrt(n + 1.0);
      double[] next = previous;
      for (int i = 0; i < nodes; i++) {
        next[i] = (z[i] * current[i] - down * previous[i]) * up;
      }
      previous = current;
      current = next;
    }
    double rest = Math.max(Math.max(0, meanSquare - energy), 1e-15 * meanSquare);
    return new HermiteSpectrum(a, rest, false);
  }
}
