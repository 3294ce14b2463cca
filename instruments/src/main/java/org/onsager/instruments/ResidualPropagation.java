package org.onsager.instruments;

import java.util.random.RandomGenerator;
import org.onsager.numerics.linear.HaarOrthogonal;

/**
 * What becomes of pairs of signals in one random residual network, block by block (Yang and
 * Schoenholz 2017).
 *
 * <p>All signals pass through the same weights. They come in families: within one, every two have
 * the correlation asked for; signals of two families start orthogonal. Many families tell more of
 * one network than many pairs of one family, whose members stray together.
 *
 * @param length [depth + 1] \( p = \langle x_i^2 \rangle \) after l blocks, over all signals
 * @param overlap [depth + 1] \( \gamma = \langle x_i x'_i \rangle \), over all pairs within
 *     families
 * @param innerLength [depth] \( q = \langle h_i^2 \rangle \) inside block l + 1
 * @param innerOverlap [depth] \( \lambda = \langle h_i h'_i \rangle \)
 */
public record ResidualPropagation(
    double[] length, double[] overlap, double[] innerLength, double[] innerOverlap) {

  /**
   * Sends families of signals through one network.
   *
   * @param network drawn here, from {@code random}
   * @param families how many; with their members, one more each, they must fit into the width
   * @param members signals in a family, at least 2
   * @param start the squared length per unit of every prepared signal, exactly
   * @param correlation of every two members of a family, exactly; in [0, 1]
   */
  public static ResidualPropagation over(
      RandomResidualNetwork network,
      int families,
      int members,
      double start,
      double correlation,
      RandomGenerator random) {
    int n = network.width();
    int depth = network.depth();
    int signals = families * members;
    double[] stream = prepared(n, families, members, start, correlation, random);
    ResidualDraw draw = new ResidualDraw(network, signals, false, random);
    double[] length = new double[depth + 1];
    double[] overlap = new double[depth + 1];
    double[] innerLength = new double[depth];
    double[] innerOverlap = new double[depth];
    for (int l = 0; l <= depth; l++) {
      length[l] = meanSquare(stream);
      overlap[l] = meanOverlap(stream, families, members, n);
      if (l < depth) {
        draw.forward(l, stream);
        innerLength[l] = meanSquare(draw.inner());
        innerOverlap[l] = meanOverlap(draw.inner(), families, members, n);
      }
    }
    return new ResidualPropagation(length, overlap, innerLength, innerOverlap);
  }

  /** Signals [families · members, n]: random orthogonal directions, one shared by each family. */
  static double[] prepared(
      int n, int families, int members, double start, double correlation, RandomGenerator random) {
    int directions = families * (members + 1);
    if (families < 1 || members < 2 || directions > n || !(correlation >= 0 && correlation <= 1)) {
      throw new IllegalArgumentException(
          families
              + " families of "
              + members
              + " signals correlated by "
              + correlation
              + ": 1 or more of 2 or more within [0, 1] are needed, and "
              + directions
              + " directions do not exceed the width of "
              + n);
    }
    double[] q = HaarOrthogonal.drawColumns(n, directions, random);
    double shared = Math.sqrt(correlation * start * n);
    double own = Math.sqrt((1 - correlation) * start * n);
    double[] rows = new double[families * members * n];
    for (int j = 0; j < n; j++) {
      for (int s = 0; s < families * members; s++) {
        int family = j * directions + s / members * (members + 1);
        rows[s * n + j] = shared * q[family] + own * q[family + 1 + s % members];
      }
    }
    return rows;
  }

  static double meanSquare(double[] rows) {
    double sum = 0;
    for (double v : rows) {
      sum += v * v;
    }
    return sum / rows.length;
  }

  /** The mean over all pairs within families: the square of each sum, less the diagonal. */
  private static double meanOverlap(double[] rows, int families, int members, int n) {
    double pairs = 0;
    for (int f = 0; f < families; f++) {
      int from = f * members * n;
      for (int j = from; j < from + n; j++) {
        double sum = 0;
        double squares = 0;
        for (int i = j; i < from + members * n; i += n) {
          sum += rows[i];
          squares += rows[i] * rows[i];
        }
        pairs += sum * sum - squares;
      }
    }
    return pairs / ((double) families * members * (members - 1) * n);
  }
}
