package org.onsager.instruments.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.onsager.instruments.weights.PowerLawTail.Comparison;
import org.onsager.instruments.weights.PowerLawTail.Support;
import org.onsager.numerics.statistics.Distributions;
import org.onsager.numerics.statistics.Estimate;

/** Tails of known exponent, and tails that are none. */
class PowerLawTailTest {
  private static double[] power(SplittableRandom random, int n, double exponent, double minimum) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> minimum * Math.pow(1 - random.nextDouble(), -1 / (exponent - 1)));
    return x;
  }

  @Test
  void theStandardErrorCoversTheExponentAsOftenAsItShould() {
    SplittableRandom random = new SplittableRandom(3);
    int covered = 0;
    int tries = 1000;
    for (int t = 0; t < tries; t++) {
      double[] x = power(random, 300, 2.5, 1.5);
      Estimate e = PowerLawTail.from(x, 1e-9).exponent();
      covered += Math.abs(e.value() - 2.5) < 1.96 * e.standardError() ? 1 : 0;
    }
    assertThat(Distributions.proportion(covered, tries, 0.999).contains(0.95))
        .as("%d of %d", covered, tries)
        .isTrue();
  }

  /** Where the cut is chosen, the plain error is too small, and that of redrawn tails is not. */
  @Test
  void theErrorOfRedrawnTailsHoldsTheChoiceOfTheCut() {
    SplittableRandom random = new SplittableRandom(4);
    int plain = 0;
    int chosen = 0;
    int tries = 600;
    for (int t = 0; t < tries; t++) {
      double[] x = power(random, 60, 2.5, 1.5);
      PowerLawTail tail = PowerLawTail.of(x);
      Estimate e = tail.redrawn(x, 60, random).exponent();
      assertThat(e.value()).isEqualTo(tail.exponent().value());
      double off = Math.abs(e.value() - 2.5);
      plain += off < tail.exponent().standardError() ? 1 : 0;
      chosen += off < e.standardError() ? 1 : 0;
    }
    assertThat(Distributions.proportion(chosen, tries, 0.999).high())
        .as("%d of %d within one error of those redrawn", chosen, tries)
        .isGreaterThan(0.683);
    assertThat(Distributions.proportion(plain, tries, 0.98).high())
        .as("%d of %d within one error that takes the cut as known", plain, tries)
        .isLessThan(0.683);
  }

  @Test
  void aTailAboveABodyIsFound() {
    SplittableRandom random = new SplittableRandom(5);
    double[] tail = power(random, 600, 3.2, 2);
    double[] body = random.doubles(1400).map(u -> 2 * Math.sqrt(u)).toArray();
    double[] all =
        java.util.stream.DoubleStream.concat(Arrays.stream(body), Arrays.stream(tail)).toArray();
    PowerLawTail found = PowerLawTail.of(all);
    assertThat(found.exponent().value())
        .isCloseTo(3.2, within(4 * found.exponent().standardError()));
    assertThat(found.minimum()).isBetween(1.7, 3.5);
    assertThat(found.redrawn(all, 100, random).goodness().value()).isGreaterThan(0.1);
    assertThat(found.against(PowerLawTail.Rival.EXPONENTIAL, all).ratio())
        .isGreaterThan(2); // one tail of 600 in twenty would speak less clearly
  }

  @Test
  void anExponentialIsNotTakenForAPowerLaw() {
    SplittableRandom random = new SplittableRandom(6);
    double[] x = random.doubles(2000).map(u -> 1 - Math.log(1 - u)).toArray();
    PowerLawTail whole = PowerLawTail.from(x, 1);
    assertThat(whole.against(PowerLawTail.Rival.EXPONENTIAL, x).ratio()).isLessThan(-5);
    assertThat(whole.against(PowerLawTail.Rival.EXPONENTIAL, x).probability()).isLessThan(1e-6);
    assertThat(whole.against(PowerLawTail.Rival.LOG_NORMAL, x).ratio()).isLessThan(-5);
  }

  /**
   * One set in a thousand of what has no tail was called a power law, in tries with other draws;
   * three or more of 120 by chance in 2·10⁻⁴.
   */
  @Test
  void whatHasNoTailIsNotCalledAPowerLawAndAPowerLawIsNotRefused() {
    SplittableRandom random = new SplittableRandom(16);
    Map<String, Supplier<double[]>> hollow =
        Map.of(
            "exponential", () -> random.doubles(150).map(u -> 1e-9 - Math.log(1 - u)).toArray(),
            "uniform", () -> random.doubles(150).map(u -> 1e-9 + u).toArray(),
            "noise", () -> noise(random, 60, 120));
    hollow.forEach((law, draw) -> assertThat(supports(draw, 120, random)[0]).as(law).isLessThan(3));
    int[] law = supports(() -> power(random, 150, 2, 1), 120, random);
    // 12 expected to be refused, 25 or more by chance in 10⁻⁴; of the others nearly all are told
    assertThat(law[2]).isLessThan(25);
    assertThat(law[0]).isGreaterThan(90);
  }

  /** How many sets are supported, undecided, refused. */
  private static int[] supports(Supplier<double[]> draw, int sets, SplittableRandom random) {
    int[] count = new int[3];
    for (int i = 0; i < sets; i++) {
      double[] x = draw.get();
      PowerLawTail tail = PowerLawTail.of(x);
      count[
          PowerLawTail.Support.of(tail.redrawn(x, 40, random).goodness(), tail.rivals(x))
              .ordinal()]++;
    }
    return count;
  }

  private static double[] noise(SplittableRandom random, int n, int m) {
    double[] w = new double[n * m];
    Arrays.setAll(w, _ -> random.nextGaussian());
    return Arrays.stream(new WeightMatrix(w, n, m).singularValues()).map(s -> s * s).toArray();
  }

  @Test
  void supportIsWhatGoodnessAndRivalsSay() {
    Comparison plain = new Comparison(PowerLawTail.Rival.EXPONENTIAL, 1.2, 0.23);
    Comparison worse = new Comparison(PowerLawTail.Rival.EXPONENTIAL, 2.4, 0.016);
    Comparison better = new Comparison(PowerLawTail.Rival.LOG_NORMAL, -2.4, 0.016);
    Comparison alike = new Comparison(PowerLawTail.Rival.LOG_NORMAL, -1.2, 0.23);
    Estimate good = Estimate.of(0.3, 0.02);
    Estimate poor = Estimate.of(0.08, 0.02);
    assertThat(Support.of(good, List.of(worse, alike))).isEqualTo(Support.SUPPORTED);
    assertThat(Support.of(good, List.of(plain, alike))).isEqualTo(Support.UNDECIDED);
    assertThat(Support.of(good, List.of(alike))).isEqualTo(Support.UNDECIDED);
    assertThat(Support.of(good, List.of(worse, better))).isEqualTo(Support.REFUSED);
    assertThat(Support.of(poor, List.of(worse, alike))).isEqualTo(Support.REFUSED);
  }

  @Test
  void theBestLogNormalIsThatOfTheMomentsWhereNothingIsCut() {
    // with the cut far below, the estimates are mean and standard deviation
    SplittableRandom random = new SplittableRandom(8);
    double[] logs = new double[500];
    Arrays.setAll(logs, i -> 0.3 + 0.2 * random.nextGaussian());
    logs[0] = -8;
    Arrays.sort(logs);
    double mean = Arrays.stream(logs).average().orElseThrow();
    double width =
        Math.sqrt(Arrays.stream(logs).map(l -> (l - mean) * (l - mean)).average().orElseThrow());
    LogNormalTail best = LogNormalTail.of(logs);
    assertThat(best.center()).isCloseTo(mean, within(1e-6));
    assertThat(best.width()).isCloseTo(width, within(1e-6));
    assertThat(best.beyond()).isCloseTo(1, within(1e-12));
  }

  @Test
  void goodnessIsUniformForPowerLaws() {
    SplittableRandom random = new SplittableRandom(9);
    double[] p = new double[60];
    for (int i = 0; i < p.length; i++) {
      double[] x = power(random, 80, 2.2, 1);
      p[i] = PowerLawTail.of(x).redrawn(x, 60, random).goodness().value();
    }
    assertThat(Arrays.stream(p).filter(v -> v < 0.1).count())
        .as("of 60 below 0.1")
        .isBetween(0L, 16L); // 6 expected; 17 or more by chance in 10⁻⁴
  }

  @Test
  void whatIsNoTailIsRefused() {
    assertThatThrownBy(() -> PowerLawTail.of(new double[] {1, 2, 3}))
        .hasMessageContaining("10 numbers");
    assertThatThrownBy(() -> PowerLawTail.of(new double[12])).hasMessageContaining("positive");
    double[] same = new double[12];
    Arrays.fill(same, 2);
    assertThatThrownBy(() -> PowerLawTail.of(same)).hasMessageContaining("alike");
  }
}
