package org.onsager.numerics.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GaussianAverageTest {
  private static final PiecewiseSmooth RELU = PiecewiseSmooth.of(u -> Math.max(u, 0), 0);
  private static final PiecewiseSmooth STEP = PiecewiseSmooth.of(u -> u > 0 ? 1 : 0, 0);
  private static final PiecewiseSmooth SIGN = PiecewiseSmooth.of(Math::signum, 0);
  private static final PiecewiseSmooth TANH = PiecewiseSmooth.of(Math::tanh);
  private static final PiecewiseSmooth SIN = PiecewiseSmooth.of(Math::sin);
  private static final PiecewiseSmooth CLIP =
      PiecewiseSmooth.of(u -> Math.max(-1, Math.min(1, u)), -1, 1);
  private static final PiecewiseSmooth BOX =
      PiecewiseSmooth.of(u -> Math.abs(u) < 1 ? 1 : 0, -1, 1);
  private static final double[] LENGTHS = {1e-6, 1e-3, 0.3, 1, 7, 100, 1e4};
  private static final Correlation[] CORRELATIONS = {
    Correlation.ONE,
    Correlation.fromOneMinus(1e-18),
    Correlation.fromOneMinus(1e-12),
    Correlation.fromOneMinus(1e-7),
    Correlation.fromOneMinus(1e-4),
    Correlation.of(0.99),
    Correlation.of(0.95),
    Correlation.of(0.7),
    Correlation.of(0.37),
    Correlation.of(1e-3),
    Correlation.ZERO,
    Correlation.of(-0.2),
    Correlation.of(-0.6),
    Correlation.of(-0.97),
    Correlation.of(-0.999),
    Correlation.fromOnePlus(1e-6),
    Correlation.fromOnePlus(1e-13),
    Correlation.fromOnePlus(0)
  };

  private interface Kernel {
    double at(double q1, double q2, Correlation c);
  }

  /** Compares at all lengths and correlations, relative to the scale √(E f² E f²). */
  private static void agrees(String name, PiecewiseSmooth f, Kernel exact) {
    for (double q : LENGTHS) {
      for (double ratio : new double[] {1, 1.7}) {
        double q2 = Math.min(1e4, q * ratio);
        GaussianAverage a = GaussianAverage.of(f, q);
        GaussianAverage b = q == q2 ? a : GaussianAverage.of(f, q2);
        double scale = Math.sqrt(a.meanSquare().value() * b.meanSquare().value());
        for (Correlation c : CORRELATIONS) {
          Expectation found = a.product(b, c);
          double miss = Math.abs(found.value() - exact.at(q, q2, c)) / scale;
          assertThat(miss)
              .as(
                  "%s at q=%s, %s, 1-c=%s, 1+c=%s: quadrature %s, exact %s",
                  name, q, q2, c.oneMinus(), c.onePlus(), found.value(), exact.at(q, q2, c))
              .isLessThan(1e-11);
          assertThat(found.error() / scale)
              .as("%s: estimate %s of error %s", name, found.error() / scale, miss)
              .isBetween(0.2 * miss - 1e-14, 1e-10);
        }
      }
    }
  }

  /** The angle between two inputs, accurate at both ends. */
  private static double angle(Correlation c) {
    return 2 * Math.atan2(Math.sqrt(c.oneMinus()), Math.sqrt(c.onePlus()));
  }

  @Test
  void productsOfLinearAreTheCovariance() {
    agrees("linear", PiecewiseSmooth.of(u -> u), (p, q, c) -> Math.sqrt(p * q) * c.value());
  }

  @Test
  void productsOfReluAreTheArcCosineKernelOfFirstOrder() {
    agrees(
        "relu",
        RELU,
        (p, q, c) ->
            Math.sqrt(p * q) * (c.orthogonal() + (Math.PI - angle(c)) * c.value()) / (2 * Math.PI));
  }

  @Test
  void productsOfStepsAreTheArcCosineKernelOfOrderZero() {
    agrees("step", STEP, (p, q, c) -> (Math.PI - angle(c)) / (2 * Math.PI));
    agrees("sign", SIGN, (p, q, c) -> 1 - 2 * angle(c) / Math.PI);
  }

  @Test
  void productsOfLeakyReluAreMixturesOfArcCosineKernels() {
    double leak = 0.2;
    PiecewiseSmooth leaky = PiecewiseSmooth.of(u -> u > 0 ? u : leak * u, 0);
    agrees(
        "leaky",
        leaky,
        (p, q, c) -> {
          double same = c.orthogonal() + (Math.PI - angle(c)) * c.value();
          double opposite = c.orthogonal() - angle(c) * c.value();
          return Math.sqrt(p * q)
              / (2 * Math.PI)
              * ((1 + leak * leak) * same - 2 * leak * opposite);
        });
  }

  @Test
  void productsOfSinesAreDifferencesOfExponentials() {
    agrees(
        "sin",
        SIN,
        (p, q, c) -> {
          double mixed = 2 * Math.sqrt(p * q);
          double base = Math.pow(Math.sqrt(p) - Math.sqrt(q), 2);
          double nearest = Math.min(c.oneMinus(), c.onePlus());
          return -0.5
              * Math.signum(c.value())
              * Math.exp(-0.5 * (base + mixed * nearest))
              * Math.expm1(-mixed * Math.abs(c.value()));
        });
  }

  @Test
  void productsOfTheErrorFunctionAreArcSines() {
    PiecewiseSmooth erf = PiecewiseSmooth.of(GaussianAverageTest::erf);
    agrees(
        "erf",
        erf,
        (p, q, c) -> {
          double x = 2 * Math.sqrt(p * q) * c.value();
          // 1 - sin² without cancellation: (1+2p)(1+2q) - x²
          double rest = 1 + 2 * p + 2 * q + 4 * p * q * c.oneMinus() * c.onePlus();
          return 2 / Math.PI * Math.atan2(x, Math.sqrt(rest));
        });
  }

  /** Series and continued fraction: slow, and only for this test. */
  private static double erf(double x) {
    double y = Math.abs(x);
    if (y > 6) {
      return Math.signum(x);
    }
    if (y < 2.5) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
      }
      return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
    double fraction = y;
    for (int n = 60; n >= 1; n--) {
      fraction = y + 0.5 * n / fraction;
    }
    return Math.signum(x) * (1 - Math.exp(-y * y) / (Math.sqrt(Math.PI) * fraction));
  }

  @Test
  void panelsAgreeWithTheDoubleExponentialRuleInTwoDimensions() {
    PiecewiseSmooth silu = PiecewiseSmooth.of(u -> u / (1 + Math.exp(-u)));
    PiecewiseSmooth odd =
        PiecewiseSmooth.of(u -> u > 0.7 ? 2 + u : u < -1.3 ? Math.sin(u) : u * u, -1.3, 0.7);
    for (PiecewiseSmooth f : new PiecewiseSmooth[] {TANH, CLIP, BOX, silu, odd}) {
      for (double q : new double[] {0.2, 1.5, 30}) {
        for (double value : new double[] {0.999, 0.98, 0.9, 0.5, 0.1, -0.3, -0.98}) {
          Correlation c = Correlation.of(value);
          GaussianAverage a = GaussianAverage.of(f, q);
          GaussianAverage b = GaussianAverage.of(f, 1.3 * q);
          double expected = DoubleExponential.pair(f, q, f, 1.3 * q, c, 2.2);
          double scale = Math.sqrt(a.meanSquare().value() * b.meanSquare().value());
          assertThat((a.product(b, c).value() - expected) / scale)
              .as("q=%s c=%s: panels %s, tanh-sinh %s", q, value, a.product(b, c), expected)
              .isBetween(-1e-10, 1e-10);
        }
      }
    }
  }

  @Test
  void nestedPanelsAndMehlersSumAreTwoWaysToOneNumber() {
    for (PiecewiseSmooth f : new PiecewiseSmooth[] {TANH, CLIP, BOX, RELU, SIN}) {
      for (double q : new double[] {0.01, 1, 12}) {
        GaussianAverage a = GaussianAverage.of(f, q);
        for (double value : new double[] {0.1, 0.5, 0.8, 0.95}) {
          Correlation c = Correlation.of(value);
          double mehler = a.product(a, c).value();
          double nested = NestedPanels.product(a, a, c).value();
          double rotated =
              a.meanSquare().value() - NestedPanels.halfSquareDifference(a, a, c).value();
          double scale = a.meanSquare().value();
          assertThat((mehler - nested) / scale).as("q=%s c=%s", q, value).isBetween(-1e-12, 1e-12);
          assertThat((mehler - rotated) / scale).as("q=%s c=%s", q, value).isBetween(-1e-12, 1e-12);
        }
      }
    }
  }

  @Test
  void theGapAndTheSumCompleteTheProductWhereverBreakpointsLie() {
    for (PiecewiseSmooth f : new PiecewiseSmooth[] {TANH, CLIP, BOX, RELU, STEP}) {
      for (double q : new double[] {1e-3, 0.2, 1, 8, 30, 33, 100, 1e4}) {
        GaussianAverage a = GaussianAverage.of(f, q);
        double scale = a.meanSquare().value();
        for (Correlation c : CORRELATIONS) {
          double product = a.product(a, c).value();
          String at = "q=" + q + " 1-c=" + c.oneMinus() + " 1+c=" + c.onePlus();
          assertThat((product + a.gap(c).value()) / scale - 1).as(at).isBetween(-1e-12, 1e-12);
          assertThat((a.sum(c).value() - product) / scale - 1).as(at).isBetween(-1e-12, 1e-12);
        }
      }
    }
  }

  /** 1−c' of ReLU: (s − θ c)/π with θ the angle, by its series where the angle is small. */
  private static double reluGap(Correlation c) {
    double t = angle(c);
    double sum = 0;
    double term = t;
    // sin t − t cos t = Σ (−1)^{k+1} 2k t^{2k+1} / (2k+1)!
    if (t < 0.5) {
      for (int k = 1; k < 12; k++) {
        term *= -t * t / ((2.0 * k) * (2 * k + 1));
        sum -= 2 * k * term;
      }
      return sum / (2 * Math.PI) + 0.5 * c.oneMinus();
    }
    return (Math.sin(t) - t * Math.cos(t)) / (2 * Math.PI) + 0.5 * c.oneMinus();
  }

  @Test
  void theGapOfReluKeepsItsDigitsUpToIdenticalInputs() {
    // ½E(f1−f2)² = ½ − (s + (π−θ)c)/2π = (1−c)/2 − (s − θ c)/2π
    for (double e : new double[] {0.5, 1e-2, 1e-4, 1e-8, 1e-12, 1e-15, 1e-16, 1e-20, 1e-40}) {
      Correlation c = Correlation.fromOneMinus(e);
      double exact = e - reluGap(c);
      Expectation found = GaussianAverage.of(RELU, 1).gap(c);
      double allowed = e < 1e-12 ? 1e-6 : 1e-9;
      assertThat(found.value() / exact - 1)
          .as("1-c=%s: gap %s, exact %s", e, found, exact)
          .isBetween(-allowed, allowed);
      assertThat(Math.abs(found.value() - exact)).isLessThan(3 * found.error() + 1e-10 * exact);
    }
  }

  @Test
  void theGapOfASineIsExactToItsLastDigits() {
    double q = 2;
    GaussianAverage a = GaussianAverage.of(SIN, q);
    for (double e : new double[] {1, 1e-3, 1e-9, 1e-30}) {
      // E sin² − E sin sin = ½(1 − e^{−q(1−c)}) − ½(e^{−2q} − e^{−q(1+c)})
      double exact = -0.5 * Math.expm1(-q * e) + 0.5 * Math.exp(-2 * q) * Math.expm1(q * e);
      assertThat(a.gap(Correlation.fromOneMinus(e)).value() / exact - 1)
          .as("1-c=%s", e)
          .isBetween(-1e-12, 1e-12);
      assertThat(a.sum(Correlation.fromOnePlus(e)).value() / exact - 1)
          .as("1+c=%s", e)
          .isBetween(-1e-12, 1e-12);
    }
  }

  @Test
  void theGapOfAStepIsItsAngle() {
    GaussianAverage a = GaussianAverage.of(STEP, 3);
    for (double e : new double[] {0.3, 1e-3, 1e-7, 1e-12, 1e-25}) {
      Correlation c = Correlation.fromOneMinus(e);
      double exact = angle(c) / (2 * Math.PI);
      assertThat(a.gap(c).value() / exact - 1).as("1-c=%s", e).isBetween(-1e-5, 1e-5);
      assertThat(a.gap(c).value() - exact).as("1-c=%s", e).isBetween(-1e-12, 1e-12);
    }
  }

  @Test
  void oneVariableAveragesAreThoseOfClosedForms() {
    for (double q : LENGTHS) {
      one("relu²", u -> Math.max(u, 0), q / 2, q, 0);
      one("sin²", Math::sin, -0.5 * Math.expm1(-2 * q), q);
      one("|u|", Math::abs, q, q, 0);
    }
    one("hermite", u -> u * u * u - 3 * u, 6, 1);
    Expectation mean = GaussianAverage.of(RELU, 9).mean();
    assertThat(mean.value() * Math.sqrt(2 * Math.PI) / 3 - 1).isBetween(-1e-14, 1e-14);
  }

  private static void one(
      String name, DoubleUnaryOperator f, double exact, double q, double... at) {
    Expectation found = GaussianAverage.of(PiecewiseSmooth.of(f, at), q).meanSquare();
    assertThat(found.value() / exact - 1)
        .as("%s at q=%s: %s, exact %s", name, q, found, exact)
        .isBetween(-1e-13, 1e-13);
  }

  @Test
  void anUndeclaredKinkIsFoundByHalvingAndCostsAccuracyThatIsReported() {
    DoubleBinaryOperator kinked = (u, k) -> Math.abs(u - k) + Math.tanh(u);
    double k = 0.3137;
    GaussianAverage declared =
        GaussianAverage.of(PiecewiseSmooth.of(u -> kinked.applyAsDouble(u, k), k), 1);
    GaussianAverage silent =
        GaussianAverage.of(PiecewiseSmooth.of(u -> kinked.applyAsDouble(u, k)), 1);
    assertThat(silent.meanSquare().value())
        .isCloseTo(declared.meanSquare().value(), org.assertj.core.data.Offset.offset(1e-12));
    Correlation c = Correlation.of(0.6);
    Expectation found = silent.product(silent, c);
    double exact = declared.product(declared, c).value();
    assertThat(Math.abs(found.value() - exact)).isLessThan(1e-9);
  }

  @Test
  void faultsAreSaid() {
    assertThatThrownBy(() -> GaussianAverage.of(TANH, 0)).hasMessageContaining("positive");
    assertThatThrownBy(() -> GaussianAverage.of(PiecewiseSmooth.of(Math::log), 1))
        .hasMessageContaining("not a number at");
    assertThatThrownBy(() -> Correlation.of(1.1)).hasMessageContaining("[-1, 1]");
    assertThatThrownBy(() -> Correlation.of(Double.NaN)).hasMessageContaining("[-1, 1]");
    assertThat(Correlation.fromOneMinus(1e-20).negated().onePlus()).isEqualTo(1e-20);
  }
}
