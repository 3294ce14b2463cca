package org.onsager.theory.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Refusal;
import org.onsager.numerics.statistics.Distributions;

class ClassCalibrationTest {

  @Test
  void ofTwoClassesTheConfidenceIsANormalOfTheirDistance() {
    // The difference of two targets is normal with variance 2 s².
    for (double distance : new double[] {0, 0.1, 1, 4, 20}) {
      for (double s : new double[] {0.01, 0.5, 3}) {
        assertThat(ClassCalibration.confidence(new double[] {0.2, 0.2 - distance}, 0, 2, 0, s))
            .as("distance %s, deviation %s", distance, s)
            .isCloseTo(Distributions.normalBelow(distance / s / Math.sqrt(2)), within(1e-12));
      }
    }
  }

  @Test
  void amongEqualClassesTheConfidenceIsOneOverTheirNumber() {
    double[] alike = {0.3, 0.3, 0.3};
    assertThat(ClassCalibration.confidence(alike, 0, 3, 1, 0.7)).isCloseTo(1.0 / 3, within(1e-12));
    double[] ten = new double[10];
    assertThat(ClassCalibration.confidence(ten, 0, 10, 4, 1)).isCloseTo(0.1, within(1e-12));
  }

  /** Labels drawn as the process believes, or more wrongly. */
  private static ClassCalibration drawn(int m, double believed, double real) {
    SplittableRandom random = new SplittableRandom(5);
    int classes = 4;
    double[] mean = new double[m * classes];
    double[] variance = new double[m];
    int[] labels = new int[m];
    Arrays.fill(variance, believed * believed);
    for (int i = 0; i < m; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        mean[i * classes + c] = random.nextGaussian();
        double target = mean[i * classes + c] + real * random.nextGaussian();
        if (target > best) {
          best = target;
          labels[i] = c;
        }
      }
    }
    return ClassCalibration.of(
        new Posterior(mean, variance), new CentredLabels(classes, labels), 0);
  }

  @Test
  void decisionsOfARightBeliefAreAsOftenRightAsItIsSure() {
    ClassCalibration c = drawn(6000, 0.8, 0.8);
    assertThat(c.confidence()).isCloseTo(c.accuracy(), within(4 * c.accuracyError()));
    assertThat(c.calibrationError())
        .isCloseTo(c.calibrationByChance(), within(4 * c.calibrationErrorError()));
    assertThat(c.bins()).isEqualTo(15);
    assertThat(c.accuracyError())
        .isCloseTo(Math.sqrt(c.accuracy() * (1 - c.accuracy()) / 6000), within(1e-5));
  }

  @Test
  void tooSureABeliefIsSeen() {
    ClassCalibration c = drawn(6000, 0.2, 0.8);
    assertThat(c.confidence()).isGreaterThan(c.accuracy() + 4 * c.accuracyError());
    assertThat(c.calibrationError())
        .isGreaterThan(c.calibrationByChance() + 4 * c.calibrationErrorError());
    // All confidences are above all shares, so the bins' distances add up to that of the means.
    assertThat(c.calibrationError()).isCloseTo(c.confidence() - c.accuracy(), within(1e-12));
  }

  @Test
  void certaintyHasConfidenceOneAndAccuracyAnErrorBarAllTheSame() {
    ClassCalibration c =
        ClassCalibration.of(
            new Posterior(new double[] {1, 0, 0, 1}, new double[] {0, 0}),
            new CentredLabels(2, new int[] {0, 1}),
            0);
    assertThat(c.confidence()).isEqualTo(1);
    assertThat(c.calibrationError()).isZero();
    assertThat(c.accuracyError()).isPositive();
    assertThatThrownBy(
            () ->
                ClassCalibration.of(
                    new Posterior(new double[] {1, 0}, new double[] {0}),
                    new CentredLabels(2, new int[] {0, 1}),
                    0))
        .isInstanceOf(Refusal.class)
        .hasMessage("1 predictions of 2 classes cannot be held against 2 labels of 2");
  }
}
