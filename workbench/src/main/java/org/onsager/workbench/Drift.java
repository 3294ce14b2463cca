package org.onsager.workbench;

import java.util.Arrays;
import org.onsager.instruments.weights.WeightMatrix;
import org.onsager.numerics.linear.Blas;

/**
 * How far a layer has gone from what it was.
 *
 * @param change \( \|W - W_0\|_F/\|W_0\|_F \)
 * @param moved for each unit where it was before: its own number, or that of another unit whose
 *     weights were nearly these; −1 where no unit is like it
 */
record Drift(double change, int[] moved) {
  /** Two units are the same where the cosine of their weights is above this. */
  private static final double ALIKE = 0.9;

  private static final double DEAREST = 4e11;

  static Drift of(WeightMatrix now, WeightMatrix before) {
    double[] a = now.values();
    double[] b = before.values();
    double apart = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      apart += (a[i] - b[i]) * (a[i] - b[i]);
      size += b[i] * b[i];
    }
    double change = size > 0 ? Math.sqrt(apart / size) : apart > 0 ? Double.POSITIVE_INFINITY : 0;
    return new Drift(change, moved(now, before));
  }

  private static int[] moved(WeightMatrix now, WeightMatrix before) {
    int units = now.outputs();
    int[] moved = new int[units];
    Arrays.setAll(moved, i -> i);
    if (2.0 * units * units * now.inputs() > DEAREST || now.inputs() < 2) {
      return moved;
    }
    double[] cosines = new double[units * units];
    Blas.gemm(
        false, true, units, units, now.inputs(), 1, now.values(), before.values(), 0, cosines);
    double[] mine = now.unitNorms();
    double[] old = before.unitNorms();
    for (int i = 0; i < units; i++) {
      int best = i;
      double most = ALIKE;
      for (int j = 0; j < units; j++) {
        double cosine = mine[i] > 0 && old[j] > 0 ? cosines[i * units + j] / (mine[i] * old[j]) : 0;
        if (cosine > most || j == i && cosine >= most) {
          most = cosine;
          best = j;
        }
      }
      moved[i] = most > ALIKE || mine[i] == 0 ? best : -1;
    }
    return moved;
  }

  /** Units that stand where others stood. */
  long permuted() {
    long count = 0;
    for (int i = 0; i < moved.length; i++) {
      count += moved[i] >= 0 && moved[i] != i ? 1 : 0;
    }
    return count;
  }
}
