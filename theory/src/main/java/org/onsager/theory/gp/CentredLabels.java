package org.onsager.theory.gp;

import java.util.Arrays;
import org.onsager.lab.Refusal;

/**
 * Classes as targets of a regression: one-hot less 1/C, so that a sample's targets add up to zero.
 *
 * @param classes C
 * @param labels [samples], 0-based
 */
@SuppressWarnings("ArrayRecordComponent")
public record CentredLabels(int classes, int[] labels) {

  public CentredLabels {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new Refusal(
            "label " + i + " is " + labels[i] + "; classes run from 0 to " + (classes - 1));
      }
    }
  }

  /** Targets [samples, C]. */
  public double[] targets() {
    double[] all = new double[Math.multiplyExact(labels.length, classes)];
    Arrays.fill(all, -1.0 / classes);
    for (int i = 0; i < labels.length; i++) {
      all[i * classes + labels[i]] += 1;
    }
    return all;
  }

  /** The class of the largest mean, for each sample; the first of equal ones. */
  public static int[] decided(double[] mean, int classes) {
    int[] decided = new int[mean.length / classes];
    for (int i = 0; i < decided.length; i++) {
      for (int c = 1; c < classes; c++) {
        if (mean[i * classes + c] > mean[i * classes + decided[i]]) {
          decided[i] = c;
        }
      }
    }
    return decided;
  }

  /** The share of samples whose largest mean is their label's. */
  public double accuracy(double[] mean) {
    int[] decided = decided(mean, classes);
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += decided[i] == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}
