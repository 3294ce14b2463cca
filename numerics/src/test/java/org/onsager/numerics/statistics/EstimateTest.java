package org.onsager.numerics.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void theMeanOfFourNumbersHasItsClosedFormError() {
    Estimate e = Estimate.ofMean(1, 2, 3, 6);
    assertThat(e.value()).isEqualTo(3);
    // s^2 = (4 + 1 + 0 + 9) / 3, standard error sqrt(14/12)
    assertThat(e.standardError()).isCloseTo(Math.sqrt(14.0 / 12), within(1e-15));
    assertThat(e.degreesOfFreedom()).isEqualTo(3);
  }

  @Test
  void aLargeOffsetDoesNotHarmTheError() {
    Estimate e = Estimate.ofMean(1e9 + 1, 1e9 + 2, 1e9 + 3);
    assertThat(e.standardError()).isCloseTo(1 / Math.sqrt(3), within(1e-12));
  }

  @Test
  void weightsAreTheInverseVariances() {
    Estimate e = Estimate.weighted(new double[] {1, 4}, new double[] {1, 2});
    assertThat(e.value()).isCloseTo((1 + 4 / 4.0) / (1 + 1 / 4.0), within(1e-14));
    assertThat(e.standardError()).isCloseTo(Math.sqrt(1 / 1.25), within(1e-14));
    assertThat(e.degreesOfFreedom()).isInfinite();
  }

  @Test
  void differencesHaveWelchsDegreesOfFreedom() {
    Estimate d = new Estimate(5, 1, 4).minus(new Estimate(3, 1, 4));
    assertThat(d).isEqualTo(new Estimate(2, Math.sqrt(2), 8));
    assertThat(new Estimate(5, 3, 4).plus(Estimate.of(3, 4)))
        .isEqualTo(new Estimate(8, 5, 4 * 625.0 / 81));
  }

  @Test
  void relativeErrorsOfARatioAddInSquares() {
    Estimate r = Estimate.of(6, 0.6).dividedBy(Estimate.of(2, 0.1));
    assertThat(r.value()).isEqualTo(3);
    assertThat(r.standardError()).isCloseTo(3 * Math.hypot(0.1, 0.05), within(1e-15));
    assertThatThrownBy(() -> Estimate.of(1, 1).dividedBy(Estimate.of(2, 1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("not clearly different from 0");
  }

  @Test
  void intervalsOfMeansRatiosAndWeightedMeansCoverTheTruth() {
    Coverage.holds("mean of five", 0, 1, random -> Estimate.ofMean(Coverage.normal(random, 5)));
    Coverage.holds(
        "weighted mean",
        2,
        2,
        random ->
            Estimate.weighted(
                new double[] {2 + random.nextGaussian(), 2 + 3 * random.nextGaussian()},
                new double[] {1, 3}));
    Coverage.holds(
        "ratio",
        0.3,
        3,
        random ->
            Estimate.of(3 + 0.1 * random.nextGaussian(), 0.1)
                .dividedBy(Estimate.of(10 + 0.2 * random.nextGaussian(), 0.2)));
    Coverage.holds(
        "Welch's difference",
        0,
        4,
        random -> {
          double[] wide = Coverage.normal(random, 12);
          for (int i = 0; i < wide.length; i++) {
            wide[i] *= 4;
          }
          return Estimate.ofMean(wide).minus(Estimate.ofMean(Coverage.normal(random, 8)));
        });
  }

  @Test
  void halfTheErrorBarIsNoticedByTheCoverage() {
    double half =
        Coverage.fraction(
            0,
            5,
            random -> {
              Estimate e = Estimate.ofMean(Coverage.normal(random, 20));
              return new Estimate(e.value(), e.standardError() / 2, 19);
            });
    assertThat(half).isLessThan(0.75);
  }

  @Test
  void intervalAndProbabilityAreOfStudentsT() {
    // One degree of freedom is Cauchy's: P(|t| > 1) = 1/2.
    Estimate e = new Estimate(10, 2, 1);
    assertThat(e.pValue(12)).isCloseTo(0.5, within(1e-12));
    assertThat(e.interval(0.5).low()).isCloseTo(8, within(1e-8));
    assertThat(e.interval(0.5).high()).isCloseTo(12, within(1e-8));
    assertThat(Estimate.of(1, 0).pValue(1)).isEqualTo(1);
    assertThat(Estimate.of(1, 0).pValue(1.1)).isZero();
    assertThat(Estimate.of(2, 1).map(x -> x * x, 4)).isEqualTo(Estimate.of(4, 4));
    assertThat(Estimate.of(2, 1).times(-3)).isEqualTo(Estimate.of(-6, 3));
  }

  @Test
  void whatIsNoEstimateIsRefused() {
    assertThatThrownBy(() -> Estimate.ofMean(1))
        .hasMessage("mean: 1 numbers; at least 2 are needed");
    assertThatThrownBy(() -> Estimate.ofMean(1, Double.NaN))
        .hasMessageContaining("number 1 is NaN");
    assertThatThrownBy(() -> new Estimate(1, -1, 1)).hasMessageContaining("not negative");
    assertThatThrownBy(() -> new Estimate(1, 1, 0)).hasMessageContaining("degrees of freedom");
    assertThatThrownBy(() -> Estimate.of(1, 1).interval(95))
        .hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> Estimate.weighted(new double[] {1}, new double[] {0}))
        .hasMessageContaining("not positive");
  }
}
