package org.onsager.numerics.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HaarOrthogonalTest {

  @Test
  void aDrawIsOrthogonal() {
    int n = 120;
    double[] q = HaarOrthogonal.draw(n, Matrices.random(1));
    double[] qtq = Matrices.multiply(n, n, n, Matrices.transpose(n, n, q), q);
    assertThat(Matrices.distance(qtq, Matrices.identity(n))).isLessThan(1e-14);
    double[] columns = HaarOrthogonal.drawColumns(50, 20, Matrices.random(2));
    double[] gram = Matrices.multiply(20, 50, 20, Matrices.transpose(50, 20, columns), columns);
    assertThat(Matrices.distance(gram, Matrices.identity(20))).isLessThan(1e-14);
  }

  @Test
  void theSameSeedGivesTheSameMatrix() {
    assertThat(HaarOrthogonal.draw(20, Matrices.random(3)))
        .isEqualTo(HaarOrthogonal.draw(20, Matrices.random(3)));
  }

  /**
   * Under the Haar measure of O(n) the trace has mean 0, variance 1 and, for n ≥ 2, fourth moment 3
   * (as a Gaussian; Diaconis and Shahshahani 1994); without the signs its mean is far from 0.
   */
  @Test
  void theTraceHasTheMomentsOfTheHaarMeasure() {
    int n = 6;
    int draws = 4000;
    RandomGenerator random = Matrices.random(4);
    double first = 0;
    double second = 0;
    double fourth = 0;
    for (int d = 0; d < draws; d++) {
      double[] q = HaarOrthogonal.draw(n, random);
      double trace = 0;
      for (int i = 0; i < n; i++) {
        trace += q[i * n + i];
      }
      first += trace / draws;
      second += trace * trace / draws;
      fourth += trace * trace * trace * trace / draws;
    }
    // Standard errors: 1/sqrt(D), sqrt((3-1)/D), sqrt((105-9)/D); the bounds are four of them.
    assertThat(first).isCloseTo(0, within(4 / Math.sqrt(draws)));
    assertThat(second).isCloseTo(1, within(4 * Math.sqrt(2.0 / draws)));
    assertThat(fourth).isCloseTo(3, within(4 * Math.sqrt(96.0 / draws)));
  }

  /** In three dimensions every entry is uniform on [-1, 1] (Archimedes): here its four quarters. */
  @Test
  void anEntryIsUniformInThreeDimensions() {
    int draws = 4000;
    RandomGenerator random = Matrices.random(5);
    int[] quarter = new int[4];
    for (int d = 0; d < draws; d++) {
      double x = HaarOrthogonal.draw(3, random)[7];
      quarter[Math.min(3, (int) Math.floor(2 * (x + 1)))]++;
    }
    double chiSquared = 0;
    for (int count : quarter) {
      chiSquared += Math.pow(count - draws / 4.0, 2) / (draws / 4.0);
    }
    // The 99.9 % point of chi squared with three degrees of freedom is 16.27.
    assertThat(chiSquared).as("counts %s", Arrays.toString(quarter)).isLessThan(16.27);
  }
}
