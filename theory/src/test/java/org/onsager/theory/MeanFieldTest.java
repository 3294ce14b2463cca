package org.onsager.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.theory.LengthFixedPoint.Stability;

class MeanFieldTest {
  private static final MeanField TANH = MeanField.of(Activation.TANH, 1, 0.05);

  private static MeanField field(String activation, double weight, double bias) {
    return MeanField.of(Activation.of(activation), weight, bias);
  }

  /**
   * σ_w², σ_b², q*, χ₁, c*, ξ_q, ξ_c: computed with a trapezoid of 4801 points and Gauss–Hermite
   * products of 120 points, independently of the panels here, for the paper's tanh networks.
   */
  private static final double[][] GOLDEN = {
    {0.5, .05, .087580, .431987, 1, 1.0089, 1.1914},
    {1.0, .05, .193593, .759032, 1, 1.7476, 3.6270},
    {1.3, .05, .315316, .880164, 1, 1.7852, 7.8341},
    {1.5, .05, .418037, .938636, 1, 1.6828, 15.7910},
    {1.7, .05, .533076, .986741, 1, 1.5583, 74.918},
    {2.0, .05, .721762, 1.047666, .744082, 1.3880, 25.213},
    {2.5, .05, 1.063958, 1.133516, .446804, 1.1799, 11.796},
    {3.0, .05, 1.428008, 1.208934, .299318, 1.0415, 9.0515},
    {4.0, .05, 2.195494, 1.342402, .165065, .8733, 6.9803},
    {1.3, .20, .592308, .728910, 1, 1.0095, 3.1625},
    {4.0, .30, 2.548362, 1.256872, .575395, .7580, 6.5497}
  };

  @Test
  void tanhHasTheGoldenTableToItsLastDigit() {
    for (double[] row : GOLDEN) {
      PhasePoint p = TANH.at(row[0], row[1]).phase(1);
      String where = "σ_w²=" + row[0] + " σ_b²=" + row[1];
      assertThat(p.qStar().value()).as("q* at %s", where).isCloseTo(row[2], offset(1e-6));
      assertThat(p.chi1().value()).as("χ₁ at %s", where).isCloseTo(row[3], offset(1e-6));
      assertThat(p.cStar().value()).as("c* at %s", where).isCloseTo(row[4], offset(1e-6));
      assertThat(p.xiQ().value()).as("ξ_q at %s", where).isCloseTo(row[5], offset(6e-5));
      assertThat(p.xiC().value()).as("ξ_c at %s", where).isCloseTo(row[6], withPercentage(0.005));
      assertThat(p.xiGradient().value())
          .as("ξ_∇ at %s", where)
          .isCloseTo(-1 / Math.log(row[3]), withPercentage(0.02));
      assertThat(p.phase()).isEqualTo(row[3] < 1 ? Phase.ORDERED : Phase.CHAOTIC);
    }
  }

  @Test
  void theCriticalLineOfTanhPassesThroughItsKnownPoints() {
    double[][] known = {
      {.001, 1.189190, .107292},
      {.01, 1.424205, .273301},
      {.05, 1.760955, .570048},
      {.1, 1.986073, .805799},
      {.2, 2.285152, 1.164496},
      {.5, 2.843167, 1.971031},
      {1, 3.443211, 3.036396}
    };
    for (double[] row : known) {
      List<CriticalPoint> points = TANH.criticalLine().pointsAt(row[0]);
      assertThat(points).hasSize(1);
      assertThat(points.getFirst().weightVariance()).isCloseTo(row[1], offset(1e-6));
      assertThat(points.getFirst().length()).isCloseTo(row[2], offset(1e-6));
      assertThat(points.getFirst().repels()).isFalse();
    }
    CriticalPoint origin = TANH.criticalLine().pointsAt(0).getFirst();
    assertThat(origin.weightVariance()).isEqualTo(1);
    assertThat(origin.length()).isZero();
  }

  @Test
  void theHalfStablePointOfGeluIsThreePlusRootSeventeenOverTwo() {
    CriticalPoint p = CriticalLine.of(Activation.GELU).at((3 + Math.sqrt(17)) / 2);
    assertThat(p.lengthSlope()).isCloseTo(1, offset(1e-12));
    assertThat(p.weightVariance()).isCloseTo(1.98305826, offset(5e-9));
    assertThat(p.biasVariance()).isCloseTo(0.17292239, offset(5e-9));
    CriticalPoint s = CriticalLine.of(Activation.SILU).at(14.3201736);
    assertThat(s.lengthSlope()).isCloseTo(1, offset(1e-8));
    assertThat(s.weightVariance()).isCloseTo(1.98800468, offset(1e-8));
    assertThat(s.biasVariance()).isCloseTo(0.55514317, offset(1e-7));
  }

  @Test
  void geluAndSiluHaveCriticalPointsThatRepelBelowTheirHalfStablePoint() {
    CriticalLine gelu = CriticalLine.of(Activation.GELU);
    assertThat(gelu.pointsAt(0.16).getFirst().repels()).isTrue();
    assertThat(gelu.pointsAt(0.174).getFirst().repels()).isFalse();
    CriticalLine silu = CriticalLine.of(Activation.SILU);
    assertThat(silu.pointsAt(0.55).getFirst().repels()).isTrue();
    assertThat(silu.pointsAt(0.56).getFirst().repels()).isFalse();
    assertThat(field("gelu", 1.9, .05).phase(1).criticalWeightVariance().note()).contains("repels");
  }

  @Test
  void someActivationsHaveNoCriticalWeightVariance() {
    for (String name : List.of("linear", "relu", "leaky-relu")) {
      CriticalLine line = CriticalLine.of(Activation.of(name));
      assertThat(line.pointsAt(0.1)).as(name).isEmpty();
      assertThat(line.reason(0.1)).contains("σ_b² = 0 alone");
      assertThat(line.pointsAt(0)).hasSize(1);
    }
    assertThat(CriticalLine.of(Activation.RELU).pointsAt(0).getFirst().weightVariance())
        .isEqualTo(2);
    for (double bias : new double[] {0, 0.1, 1, 10}) {
      CriticalLine softplus = CriticalLine.of(Activation.SOFTPLUS);
      assertThat(softplus.pointsAt(bias)).isEmpty();
      assertThat(softplus.reason(bias)).contains("no weight variance");
    }
    assertThat(CriticalLine.of(Activation.of("sign(x)")).reason(0.1)).contains("jumps");
  }

  @Test
  void geluHasThreeLengthsAndTheInputDecides() {
    MeanField gelu = field("gelu", 1.99, 0.16);
    LengthMap map = gelu.lengthMap();
    List<LengthFixedPoint> points = map.fixedPoints();
    assertThat(points)
        .extracting(LengthFixedPoint::stability)
        .containsExactly(Stability.ATTRACTS, Stability.REPELS, Stability.ATTRACTS);
    for (LengthFixedPoint p : points) {
      assertThat(gelu.lengthMap().next(p.length()).value())
          .isCloseTo(p.length(), offset(1e-13 * p.length()));
    }
    double middle = points.get(1).length();
    for (double start : new double[] {0.01, 1, 0.6 * middle, 1.6 * middle, 1000}) {
      double q = start;
      for (int l = 0; l < 300; l++) {
        q = map.next(q).value();
      }
      double limit = map.from(start).length();
      assertThat(Math.abs(q - limit))
          .as("from %s iteration is at %s on its way to %s", start, q, limit)
          .isLessThan(0.9 * Math.abs(start - limit));
      assertThat((q - middle) * (limit - middle)).isPositive();
    }
    assertThat(gelu.phaseFromLength(0.5).phase()).isEqualTo(Phase.ORDERED);
    assertThat(gelu.phaseFromLength(50).phase()).isEqualTo(Phase.CHAOTIC);
  }

  /** activation, σ_w², σ_b², phase: a point in every phase that an activation has. */
  private static final Object[][] PHASES = {
    {"linear", 0.5, 0.1, Phase.ORDERED},
    {"linear", 0.5, 0.0, Phase.COLLAPSED},
    {"linear", 1.0, 0.0, Phase.CRITICAL},
    {"linear", 1.0, 0.1, Phase.RUNAWAY},
    {"linear", 1.5, 0.0, Phase.RUNAWAY},
    {"relu", 1.5, 0.1, Phase.ORDERED},
    {"relu", 1.5, 0.0, Phase.COLLAPSED},
    {"relu", 2.0, 0.0, Phase.CRITICAL},
    {"relu", 2.0, 0.1, Phase.RUNAWAY},
    {"relu", 2.5, 0.1, Phase.RUNAWAY},
    {"leaky-relu", 1.5, 0.1, Phase.ORDERED},
    {"leaky-relu", 1.5, 0.0, Phase.COLLAPSED},
    {"leaky-relu", 2 / 1.0001, 0.0, Phase.CRITICAL},
    {"leaky-relu", 2.1, 0.1, Phase.RUNAWAY},
    {"tanh", 0.9, 0.0, Phase.COLLAPSED},
    {"tanh", 1.0, 0.0, Phase.CRITICAL},
    {"tanh", 1.5, 0.05, Phase.ORDERED},
    {"tanh", 2.5, 0.05, Phase.CHAOTIC},
    {"erf", 0.7, 0.0, Phase.COLLAPSED},
    {"erf", Math.PI / 4, 0.0, Phase.CRITICAL},
    {"erf", 1.2, 0.1, Phase.ORDERED},
    {"erf", 3.0, 0.1, Phase.CHAOTIC},
    {"hard-tanh", 0.8, 0.0, Phase.COLLAPSED},
    {"hard-tanh", 0.8, 0.1, Phase.ORDERED},
    {"hard-tanh", 2.5, 0.1, Phase.CHAOTIC},
    {"sin", 0.8, 0.0, Phase.COLLAPSED},
    {"sin", 1.0, 0.0, Phase.CRITICAL},
    {"sin", 1.2, 0.1, Phase.ORDERED},
    {"sin", 3.0, 0.1, Phase.CHAOTIC},
    {"gelu", 1.5, 0.0, Phase.COLLAPSED},
    {"gelu", 1.9, 0.16, Phase.ORDERED},
    {"gelu", 1.98, 0.5, Phase.CHAOTIC},
    {"gelu", 2.1, 0.16, Phase.RUNAWAY},
    {"silu", 1.5, 0.0, Phase.COLLAPSED},
    {"silu", 1.9, 0.3, Phase.ORDERED},
    {"silu", 1.985, 1.0, Phase.CHAOTIC},
    {"silu", 2.1, 1.0, Phase.RUNAWAY},
    {"softplus", 1.0, 0.1, Phase.ORDERED},
    {"softplus", 2.2, 0.1, Phase.RUNAWAY},
    {"sign(x)", 1.0, 0.1, Phase.CHAOTIC}
  };

  @Test
  void everyPhaseOfEveryActivationIsFound() {
    for (Object[] row : PHASES) {
      MeanField m = field((String) row[0], (double) row[1], (double) row[2]);
      PhasePoint p = m.phase(1);
      assertThat(p.phase()).as(m.toString()).isEqualTo(row[3]);
    }
  }

  @Test
  void pointsOnTheCriticalLineAreCriticalAndTheirDepthsInfinite() {
    for (String name : List.of("tanh", "erf", "hard-tanh", "sin", "gelu", "silu")) {
      MeanField m = field(name, 1, 0);
      CriticalPoint p = m.criticalLine().pointsAt(0.7).getFirst();
      PhasePoint at = m.at(p.weightVariance(), 0.7).phaseFromLength(p.length());
      assertThat(at.phase()).as("%s at %s", name, p).isEqualTo(Phase.CRITICAL);
      assertThat(at.xiC().value()).isInfinite();
      assertThat(at.xiGradient().value()).isInfinite();
      assertThat(at.xiQ().value()).isFinite();
    }
  }

  @Test
  void linearAndReluAtCriticalityKeepEveryLength() {
    for (MeanField m : List.of(field("linear", 1, 0), field("relu", 2, 0))) {
      assertThat(m.lengthMap().keepsEveryLength()).isTrue();
      PhasePoint p = m.phaseFromLength(7.5);
      assertThat(p.qStar().value()).isEqualTo(7.5);
      assertThat(p.xiQ().value()).isInfinite();
      assertThat(p.limit().kind()).isEqualTo(LengthLimit.Kind.KEEPS);
    }
  }

  @Test
  void theLengthMapOfReluIsHalfItsInput() {
    LengthMap map = field("relu", 1.3, 0.2).lengthMap();
    for (double q : new double[] {1e-6, 0.3, 5, 1e4}) {
      assertThat(map.next(q).value()).isCloseTo(0.65 * q + 0.2, offset(1e-13 * (q + 1)));
      assertThat(map.slope(q).value()).isCloseTo(0.65, offset(1e-13));
    }
    assertThat(map.fixedPoints().getFirst().length()).isCloseTo(0.2 / 0.35, offset(1e-14));
  }

  @Test
  void slopesOfTheLengthMapAreRightAtKinksAndJumps() {
    for (String text : List.of("hard-tanh", "tanh", "x > 0.5 ? 1 : x", "abs(x - 0.4)", "gelu")) {
      LengthMap map = field(text, 1.1, 0.1).lengthMap();
      for (double q : new double[] {0.05, 0.4, 3, 50}) {
        double h = 1e-4 * q;
        double difference =
            (8 * (map.next(q + h).value() - map.next(q - h).value())
                    - map.next(q + 2 * h).value()
                    + map.next(q - 2 * h).value())
                / (12 * h);
        assertThat(map.slope(q).value())
            .as("dq'/dq of %s at %s", text, q)
            .isCloseTo(difference, offset(1e-9 * (1 + Math.abs(difference))));
      }
    }
    PhasePoint hard = field("hard-tanh", 0.8, 0.1).phase(1);
    assertThat(hard.fixedPoints().getFirst().slope()).isCloseTo(.4966, offset(5e-5));
    assertThat(hard.chi1().value()).isCloseTo(.7367, offset(5e-5));
  }

  @Test
  void slopesOfTheCorrelationMapAreRightAtKinksAndJumps() {
    for (String text :
        List.of("hard-tanh", "tanh", "sign(x)", "x > 0.5 ? 1 : x", "softplus", "relu", "sin(x)")) {
      CorrelationMap map = field(text, 1.4, 0.1).correlationMap(1.7);
      for (double c : new double[] {-0.9, -0.3, 0.05, 0.6, 0.96, 0.985}) {
        double h = 1e-4;
        double difference =
            (8 * (at(map, c + h) - at(map, c - h)) - at(map, c + 2 * h) + at(map, c - 2 * h))
                / (12 * h);
        assertThat(map.slope(Correlation.of(c)).value())
            .as("dc'/dc of %s at c=%s", text, c)
            .isCloseTo(difference, offset(1e-7 * (1 + Math.abs(difference))));
      }
    }
  }

  private static double at(CorrelationMap map, double c) {
    return map.next(Correlation.of(c)).value();
  }

  @Test
  void theCorrelationMapOfReluIsTheArcCosineKernel() {
    CorrelationMap map = field("relu", 2, 0).correlationMap(3);
    for (double c : new double[] {-1, -0.5, 0, 0.3, 0.9, 0.999}) {
      double exact = (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) / Math.PI;
      assertThat(at(map, c)).as("c=%s", c).isCloseTo(exact, offset(1e-12));
      assertThat(map.slope(Correlation.of(c)).value())
          .isCloseTo(1 - Math.acos(c) / Math.PI, offset(1e-12));
    }
  }

  @Test
  void erfHasItsFixedPointsInClosedForm() {
    // χ₁ = σ_w² (4/π)/√(1+4q), q* = σ_w² (2/π) asin(2q/(1+2q)) + σ_b²
    MeanField m = field("erf", 1.7, 0.1);
    PhasePoint p = m.phase(1);
    double q = p.qStar().value();
    assertThat(1.7 * 2 / Math.PI * Math.asin(2 * q / (1 + 2 * q)) + 0.1)
        .isCloseTo(q, offset(1e-13));
    assertThat(p.chi1().value()).isCloseTo(1.7 * 4 / Math.PI / Math.sqrt(1 + 4 * q), offset(1e-13));
    double c = p.cStar().value();
    assertThat((1.7 * 2 / Math.PI * Math.asin(2 * q * c / (1 + 2 * q)) + 0.1) / q)
        .isCloseTo(c, offset(1e-12));
  }

  @Test
  void theErrorOfADepthScaleGrowsTowardsCriticality() {
    double critical = TANH.criticalLine().pointsAt(0.05).getFirst().weightVariance();
    for (double away : new double[] {1e-2, 1e-4, 1e-6}) {
      PhasePoint ordered = TANH.at(critical * (1 - away), 0.05).phase(1);
      double delta = ordered.chi1().error();
      double xi = ordered.xiC().value();
      assertThat(ordered.xiC().error()).isGreaterThan(0.9 * xi * xi * delta);
      assertThat(xi * away).as("ξ_c ~ 1/|σ_w² − critical|").isBetween(1.0, 5.0);
      PhasePoint chaotic = TANH.at(critical * (1 + away), 0.05).phase(1);
      assertThat(chaotic.xiC().value() / xi).as("both sides alike").isBetween(0.7, 1.5);
      assertThat(chaotic.cStar().value()).isLessThan(1);
    }
  }

  @Test
  void dropoutRemovesTheTransition() {
    for (double weight = 1.2; weight < 3; weight += 0.2) {
      MeanField m = MeanField.of(Activation.TANH, weight, 0.05, 0.95);
      PhasePoint p = m.phase(1);
      double q = p.qStar().value();
      assertThat(p.xiC().value()).isBetween(0.1, 20.0);
      assertThat(p.cStar().value()).isLessThan(1);
      double square = (q - 0.05) / (weight / 0.95);
      assertThat(m.correlationMap(q).next(Correlation.ONE).oneMinus())
          .as("1 − c'(1) = (1−ρ)/(ρ q*) σ_w² Eφ²")
          .isCloseTo(0.05 / (0.95 * q) * weight * square, offset(1e-13));
      assertThat(p.gradientFactor().value()).isCloseTo(p.chi1().value() / 0.95, offset(1e-14));
    }
    assertThat(MeanField.of(Activation.TANH, 1.9, 0.05, 0.9).phase(1).warnings())
        .anyMatch(w -> w.contains("opposite sides of 1"));
  }

  @Test
  void limitsOfTheVariancesAreThoseOfPaperAndPencil() {
    PhasePoint noWeights = TANH.at(0, 0.3).phase(1);
    assertThat(noWeights.qStar().value()).isCloseTo(0.3, offset(1e-15));
    assertThat(noWeights.xiC().value()).isZero();
    assertThat(noWeights.phase()).isEqualTo(Phase.ORDERED);
    PhasePoint noBias = TANH.at(1.2, 0).phase(1);
    assertThat(noBias.fixedPoints()).hasSize(2);
    assertThat(noBias.fixedPoints().getFirst().stability()).isEqualTo(Stability.REPELS);
    assertThat(noBias.cStar().value()).isCloseTo(0, offset(1e-12));
    PhasePoint small = TANH.at(0.5, 1e-9).phase(1);
    assertThat(small.qStar().value()).isCloseTo(2e-9, offset(1e-16));
    // saturation: φ = ±1, q* → σ_w² + σ_b², c* that of sign
    PhasePoint saturated = TANH.at(1e5, 0.05).phase(1);
    PhasePoint sign = field("sign(x)", 1e5, 0.05).phase(1);
    assertThat(saturated.qStar().value()).isCloseTo(1e5, withPercentage(0.5));
    assertThat(saturated.cStar().value()).isCloseTo(sign.cStar().value(), offset(1e-5));
  }

  @Test
  void runawayIsSaidWithItsThreshold() {
    // φ = x²: E φ² = 3q², q' = 0.3 q² + 0.1 keeps (1 ± √(1−0.12))/0.6
    MeanField square = field("x^2", 0.1, 0.1);
    double low = (1 - Math.sqrt(1 - 0.12)) / 0.6;
    double high = (1 + Math.sqrt(1 - 0.12)) / 0.6;
    assertThat(square.lengthMap().runawayThreshold()).isCloseTo(high, offset(1e-12));
    assertThat(square.lengthMap().from(1).length()).isCloseTo(low, offset(1e-13));
    PhasePoint away = square.phaseFromLength(4);
    assertThat(away.phase()).isEqualTo(Phase.RUNAWAY);
    assertThat(away.qStar().prediction()).isNull();
    assertThat(away.qStar().note()).contains("without bound");
    assertThat(square.phaseFromLength(1).warnings()).anyMatch(w -> w.contains("longer than"));
  }

  @Test
  void trajectoriesArriveAtTheFixedPointsAtTheirDepthScale() {
    MeanField m = TANH.at(1.3, 0.05);
    PhasePoint p = m.phase(1);
    Trajectory t = m.trajectory(2.0, 0.4, Correlation.of(0.2), 120);
    assertThat(t.depth()).isEqualTo(120);
    assertThat(t.first().getLast()).isCloseTo(p.qStar().value(), offset(1e-12));
    assertThat(t.second().getLast()).isCloseTo(p.qStar().value(), offset(1e-12));
    double ratio = t.correlations().get(119).oneMinus() / t.correlations().get(118).oneMinus();
    assertThat(-1 / Math.log(ratio)).isCloseTo(p.xiC().value(), withPercentage(0.01));
    assertThat(t.gradientAt(100)).isCloseTo(Math.pow(p.chi1().value(), 20), withPercentage(0.01));
    Trajectory chaotic = TANH.at(2.5, 0.05).trajectory(1, 1, Correlation.fromOneMinus(1e-9), 350);
    assertThat(chaotic.correlations().getLast().value()).isCloseTo(.446804, offset(1e-5));
  }

  @Test
  void correlationsOfUnequalLengthsAreContinuousInTheLengths() {
    MeanField m = TANH.at(1.7, 0.05);
    Correlation c = Correlation.of(0.8);
    double equal = m.nextCorrelation(0.5, 0.5, c).value();
    assertThat(m.nextCorrelation(0.5, 0.5 + 1e-7, c).value()).isCloseTo(equal, offset(1e-7));
    assertThat(m.nextCorrelation(0.5, 0.5 + 1e-11, c).value()).isCloseTo(equal, offset(1e-10));
    // linear: only the biases change the angle
    MeanField linear = field("linear", 1, 0.3);
    double exact = (Math.sqrt(0.5 * 2) * 0.8 + 0.3) / Math.sqrt(0.8 * 2.3);
    assertThat(linear.nextCorrelation(0.5, 2, c).value()).isCloseTo(exact, offset(1e-14));
  }

  @Test
  void aNetworkValueHasItsTheory() {
    Network n =
        Network.compact("784,500x30,10", Activation.TANH, Initialisation.gaussian(1.5, .05))
            .withDropout(0.9);
    MeanField m = MeanField.of(n);
    assertThat(m.weightVariance()).isEqualTo(1.5);
    assertThat(m.keep()).isEqualTo(0.9);
    assertThatThrownBy(() -> MeanField.of(Network.parse("dense(2,2) tanh dense(2,2) relu")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("one activation");
    assertThatThrownBy(() -> MeanField.of(Network.parse("input(1,4,4) convolution(1,2,3) relu")))
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "mean-field theory is known here for dense networks; found"
                + " convolution(1,2,kernel=3x3)");
    assertThatThrownBy(() -> TANH.at(-1, 0)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> TANH.at(Double.NaN, 0)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> TANH.phase(Double.NaN)).isInstanceOf(Refusal.class);
  }

  @Test
  void theNearestCriticalPointDoesNotRepel() {
    CriticalPoint tanh = TANH.criticalLine().nearest(1.5, 0.05).orElseThrow();
    assertThat(tanh.weightVariance()).isCloseTo(1.760955, offset(1e-6));
    assertThat(tanh.biasVariance()).isEqualTo(0.05);
    CriticalPoint relu = CriticalLine.of(Activation.RELU).nearest(1.5, 0.05).orElseThrow();
    assertThat(relu.weightVariance()).isEqualTo(2);
    assertThat(relu.biasVariance()).isZero();
    assertThat(CriticalLine.of(Activation.GELU).nearest(1.9, 0.05).orElseThrow().repels())
        .isFalse();
    assertThat(CriticalLine.of(Activation.SOFTPLUS).nearest(1, 0.1)).isEmpty();
  }
}
