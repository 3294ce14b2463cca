package org.onsager.instruments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Activation;
import org.onsager.numerics.statistics.Estimate;

class SignalPropagationTest {

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static RandomDenseNetwork network(
      String activation, double w, double b, double keep, int depth) {
    return new RandomDenseNetwork(Activation.of(activation), w, b, keep, 64, depth);
  }

  private static void agree(double exact, int draws, IntToDoubleFunction draw) {
    Estimate e = Estimate.ofMean(IntStream.range(0, draws).mapToDouble(draw).toArray());
    assertThat(e.pValue(exact))
        .as("theory %.4f, data %.4f ± %.4f", exact, e.value(), e.standardError())
        .isGreaterThan(1e-4);
    assertThat(e.standardError()).isLessThan(0.05 * exact);
  }

  @Test
  void signalsArePreparedWithExactlyTheLengthAndCorrelationAskedFor() {
    SignalPropagation s =
        SignalPropagation.over(
            network("tanh", 1.5, 0.05, 1, 1), 0.7, new double[] {0.3, 0.3}, random(1));
    assertThat(s.length()[0]).isCloseTo(0.7, within(1e-12));
    assertThat(s.correlation()[0]).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void equalSignalsStayEqualWithoutDropoutAndPartWithIt() {
    double[] one = {1, 1};
    SignalPropagation same =
        SignalPropagation.over(network("tanh", 2.5, 0.05, 1, 9), 1, one, random(2));
    assertThat(same.correlation()[8]).isCloseTo(1, within(1e-9));
    SignalPropagation dropped =
        SignalPropagation.over(network("tanh", 2.5, 0.05, 0.8, 9), 1, one, random(2));
    assertThat(dropped.correlation()[8]).isLessThan(0.9);
  }

  @Test
  void aLinearNetworkMultipliesTheMeanLengthByTheWeightVarianceAndAddsThatOfTheBiases() {
    // E[q' | q] = σ_w² q/ρ + σ_b² holds at every width.
    double w = 0.8;
    double b = 0.3;
    double keep = 0.5;
    double[] zero = {0};
    agree(
        w * (w / keep + b) / keep + b,
        400,
        i ->
            SignalPropagation.over(network("linear", w, b, keep, 3), 1, zero, random(100 + i))
                .length()[2]);
  }

  @Test
  void theSlopesOfALinearNetworkAreItsWeightVariance() {
    SignalPropagation s =
        SignalPropagation.over(network("linear", 1.7, 0.1, 1, 4), 1, new double[] {0.2}, random(5));
    assertThat(s.slope()).containsOnly(new double[] {1.7, 1.7, 1.7, 1.7}, within(1e-12));
    assertThat(s.chi()).containsOnly(new double[] {1.7, 1.7, 1.7, 1.7}, within(1e-12));
  }

  @Test
  void oppositeSignalsOfAnOddActivationHaveEqualSlopes() {
    // φ'(h)φ'(-h) = φ'(h)² for tanh, so slope and χ are the same number.
    SignalPropagation s =
        SignalPropagation.over(network("tanh", 1.7, 0, 1, 4), 1, new double[] {-1}, random(6));
    for (int l = 0; l < 4; l++) {
      assertThat(s.slope()[l]).isCloseTo(s.chi()[l], within(1e-12));
      assertThat(s.correlation()[l]).isCloseTo(-1, within(1e-12));
    }
  }

  @Test
  void aLinearLayerKeepsCorrelationsOnAverage() {
    double[] c = {-0.9, 0, 0.9};
    double[] after =
        SignalPropagation.oneLayer(network("linear", 1, 0, 1, 2), 1, c, 200, random(7));
    for (int i = 0; i < 3; i++) {
      // 200 pairs at N = 64 leave (1 - c²)/√(64·200) < 0.009.
      assertThat(after[i]).isCloseTo(c[i], within(0.05));
    }
  }

  @Test
  void gradientsOfALinearNetworkShrinkByTheWeightVariancePerLayer() {
    // E|δ^l|²/N = σ_w^{2(L-l)}, exactly, because E[WᵀW] = σ_w² 1.
    double w = 0.9;
    agree(
        Math.pow(w, 4),
        600,
        i ->
            GradientPropagation.over(network("linear", w, 0, 1, 5), 1, 2, random(900 + i))
                .signal()[0]);
  }

  @Test
  void theGradientOfTheWeightsIsTheProductOfBothSignals() {
    // One linear layer: ∂E/∂W = δ hᵀ with |h|² = N q, so |∂E/∂W|²/N² = (|δ|²/N) q.
    GradientPropagation g =
        GradientPropagation.over(network("linear", 1, 0, 1, 2), 0.6, 1, random(8));
    assertThat(g.weights()[1]).isCloseTo(g.signal()[1] * 0.6, within(1e-12));
    assertThat(g.weights()[0]).isZero();
  }

  @Test
  void aNetworkWithoutWidthOrWithANegativeVarianceIsRefused() {
    Activation tanh = Activation.of("tanh");
    assertThatThrownBy(() -> new RandomDenseNetwork(tanh, -1, 0, 1, 8, 3))
        .hasMessageContaining("σ_w² = -1");
    assertThatThrownBy(() -> new RandomDenseNetwork(tanh, 1, 0, 0, 8, 3))
        .hasMessageContaining("ρ = 0");
    assertThatThrownBy(() -> new RandomDenseNetwork(tanh, 1, 0, 1, 1, 3))
        .hasMessageContaining("width");
  }
}
