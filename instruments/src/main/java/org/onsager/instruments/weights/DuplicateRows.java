package org.onsager.instruments.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows that point in one direction or in opposite ones.
 *
 * <p>Such rows agree in their component along any direction, so that they are neighbours after
 * sorting by it, and agree along a second; two directions are drawn, always the same.
 */
final class DuplicateRows {
  /** Two rows are the same where the sine of their angle is below this. */
  private static final double SAME = 1e-5;

  private final WeightRows w;
  private final double[] norms;
  private final double[] first;
  private final double[] second;

  private DuplicateRows(WeightRows w, double[] norms) {
    this.w = w;
    this.norms = norms;
    this.first = new double[w.columns()];
    this.second = new double[w.columns()];
  }

  /** The pairs among rows that are not dead; of many that are alike, each with one before it. */
  static List<WeightMatrix.Pair> of(WeightRows w, double[] norms) {
    if (w.columns() < 2) {
      return List.of(); // all weights of a single input point in one direction
    }
    return new DuplicateRows(w, norms).pairs();
  }

  /** Components of the rows along two random directions, [2][rows], up to one sign. */
  private double[][] along() {
    SplittableRandom random = new SplittableRandom(1);
    int columns = w.columns();
    double[] directions = new double[2 * columns];
    Arrays.setAll(directions, _ -> random.nextGaussian());
    double[][] along = new double[2][w.rows()];
    int most = LargeMatrix.block(w);
    double[] block = new double[most * columns];
    for (int at = 0; at < w.rows(); at += most) {
      int count = Math.min(most, w.rows() - at);
      w.read((long) at * columns, block, 0, count * columns);
      for (int i = 0; i < count; i++) {
        double x = 0;
        double y = 0;
        for (int k = 0; k < columns; k++) {
          x += block[i * columns + k] * directions[k];
          y += block[i * columns + k] * directions[columns + k];
        }
        double norm = norms[at + i];
        along[0][at + i] = norm > 0 ? Math.abs(x) / norm : 0;
        along[1][at + i] = norm > 0 ? Math.abs(y) / norm : 0;
      }
    }
    return along;
  }

  private List<WeightMatrix.Pair> pairs() {
    double[][] along = along();
    Set<Integer> dead = new HashSet<>(WeightMatrix.deadUnits(norms));
    List<Integer> living =
        IntStream.range(0, w.rows())
            .filter(i -> !dead.contains(i))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> along[0][i]))
            .toList();
    double reach = 5 * SAME * Math.sqrt(w.columns());
    List<WeightMatrix.Pair> pairs = new ArrayList<>();
    for (int a = 0; a < living.size(); a++) {
      int i = living.get(a);
      boolean read = false;
      for (int b = a - 1; b >= 0 && along[0][i] - along[0][living.get(b)] <= reach; b--) {
        int j = living.get(b);
        if (Math.abs(along[1][i] - along[1][j]) > reach) {
          continue;
        }
        if (!read) {
          w.read((long) i * w.columns(), first, 0, w.columns());
          read = true;
        }
        w.read((long) j * w.columns(), second, 0, w.columns());
        double cosine = cosine(i, j);
        if (sine(i, j, Math.signum(cosine)) < SAME) {
          pairs.add(new WeightMatrix.Pair(Math.min(i, j), Math.max(i, j), cosine));
          break;
        }
      }
    }
    pairs.sort(
        Comparator.comparingInt(WeightMatrix.Pair::first)
            .thenComparingInt(WeightMatrix.Pair::second));
    return pairs;
  }

  private double cosine(int i, int j) {
    double sum = 0;
    for (int k = 0; k < first.length; k++) {
      sum += first[k] * second[k];
    }
    return sum / (norms[i] * norms[j]);
  }

  /** The distance of the two rows' directions, which for small angles is their sine. */
  private double sine(int i, int j, double sign) {
    double sum = 0;
    for (int k = 0; k < first.length; k++) {
      double apart = first[k] / norms[i] - sign * second[k] / norms[j];
      sum += apart * apart;
    }
    return Math.sqrt(sum);
  }
}
