package org.onsager.nets.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Normalised rows beside the same in double precision. */
class RowNormsTest {
  /** Places that a transformer's mask hides. */
  private static boolean isHidden(int place) {
    return place % 3 == 1;
  }

  private static Rows masked() {
    SplittableRandom random = new SplittableRandom(7);
    float[] x = new float[4 * 37];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (3 * random.nextGaussian()) - (isHidden(i % 37) ? 10_000 : 0);
    }
    return Rows.of(x, 37);
  }

  private static double sum(float[] row) {
    double sum = 0;
    for (float number : row) {
      sum += Math.exp(number);
    }
    return sum;
  }

  @Test
  void whatAMaskHidesIsZeroAndTheRestAsWithoutIt() {
    Rows x = masked();
    Rows y = Rows.zeros(x.count(), x.length());
    RowNorms.softmax(x, false, y).run();
    for (int i = 0; i < x.count(); i++) {
      double sum = sum(x.rows()[i]);
      for (int j = 0; j < x.length(); j++) {
        float found = y.rows()[i][j];
        if (isHidden(j)) {
          assertThat(found).as("place %d", j).isZero();
        } else {
          assertThat((double) found).isCloseTo(Math.exp(x.rows()[i][j]) / sum, within(2e-7));
        }
      }
    }
  }

  /** Nor is its product with a number of a usual size; processors are slow at those. */
  @Test
  void noExponentialIsCloseToTheSmallestNormalNumber() {
    float[] x = new float[2_001];
    for (int i = 0; i < x.length; i++) {
      x[i] = -0.06f * i;
    }
    Rows y = Rows.zeros(1, x.length);
    RowNorms.softmax(Rows.of(x, x.length), false, y).run();
    double sum = sum(x);
    for (int i = 0; i < x.length; i++) {
      float found = y.rows()[0][i];
      assertThat(found == 0 || found > 1e4f * Float.MIN_NORMAL).as("e^%f", x[i]).isTrue();
      double exact = Math.exp(x[i]) / sum;
      assertThat((double) found).isCloseTo(exact, within(Math.max(1e-32, 2e-6 * exact)));
    }
  }

  @Test
  void logarithmsOfWhatAMaskHidesStay() {
    Rows x = masked();
    Rows y = Rows.zeros(x.count(), x.length());
    RowNorms.softmax(x, true, y).run();
    for (int i = 0; i < x.count(); i++) {
      double log = Math.log(sum(x.rows()[i]));
      for (int j = 0; j < x.length(); j++) {
        double exact = x.rows()[i][j] - log;
        assertThat((double) y.rows()[i][j])
            .isCloseTo(exact, within(2e-7 * Math.max(10, Math.abs(exact))));
      }
    }
  }
}
