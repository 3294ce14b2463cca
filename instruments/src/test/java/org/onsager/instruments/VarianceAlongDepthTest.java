package org.onsager.instruments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Activation;
import org.onsager.numerics.statistics.Estimate;

class VarianceAlongDepthTest {

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static RandomDenseNetwork network(String activation, double w, int width, int depth) {
    return new RandomDenseNetwork(Activation.of(activation), w, 0.3, 1, width, depth);
  }

  private static Estimate average(int draws, IntToDoubleFunction draw) {
    return Estimate.ofMean(IntStream.range(0, draws).mapToDouble(draw).toArray());
  }

  private static void agree(double exact, Estimate e) {
    assertThat(e.pValue(exact))
        .as("exact %.4f, data %.4f ± %.4f", exact, e.value(), e.standardError())
        .isGreaterThan(1e-4);
    assertThat(e.standardError()).isLessThan(0.05 * exact);
  }

  @Test
  void theFirstVarianceOfALinearNetworkIsThatOfThePreparedSignal() {
    double[] s = VarianceAlongDepth.series(network("linear", 0.7, 8, 3), 2, random(1));
    assertThat(s).hasSize(2);
    assertThat(s[0]).isCloseTo(0.7 * 2 + 0.3, within(1e-13));
  }

  @Test
  void theSecondVarianceHasTheMomentsOfAChiSquare() {
    // s₁ = 0.7 + 0.3 = 1 is no random number; s₂ = 0.7 χ²_N/N + 0.3, and χ²_N/N has variance 2/N.
    int n = 5;
    IntToDoubleFunction second =
        i -> VarianceAlongDepth.series(network("linear", 0.7, n, 3), 1, random(100 + i))[1];
    agree(1, average(2000, second));
    agree(1 + 0.49 * 2 / n, average(2000, i -> Math.pow(second.applyAsDouble(i), 2)));
  }

  @Test
  void realMatricesGiveWhatSamplingLayerByLayerGives() {
    // The exact law given the layer before: N independent Gaussians of variance s.
    int n = 6;
    int depth = 8;
    for (String activation : new String[] {"linear", "relu", "tanh"}) {
      Activation phi = Activation.of(activation);
      IntToDoubleFunction matrices =
          i -> VarianceAlongDepth.series(network(activation, 1.1, n, depth), 1, random(i))[6];
      IntToDoubleFunction sampled =
          i -> {
            RandomGenerator random = random(1_000_000 + i);
            double[] z = IntStream.range(0, n).mapToDouble(j -> random.nextGaussian()).toArray();
            double norm = Math.sqrt(Arrays.stream(z).map(x -> x * x).sum() / n);
            double s = 0;
            for (int l = 0; l < depth - 1; l++) {
              double sum = 0;
              for (int j = 0; j < n; j++) {
                double x = l == 0 ? z[j] / norm : Math.sqrt(s) * random.nextGaussian();
                sum += phi.value(x) * phi.value(x);
              }
              s = 1.1 * sum / n + 0.3;
            }
            return s;
          };
      double[] one = IntStream.range(0, 2000).mapToDouble(matrices).toArray();
      double[] other = IntStream.range(0, 2000).mapToDouble(sampled).toArray();
      for (double power : new double[] {1, 0.5, -1}) {
        Estimate here = average(2000, i -> Math.pow(one[i], power));
        Estimate there = average(2000, i -> Math.pow(other[i], power));
        assertThat(here.minus(there).pValue(0))
            .as("%s: matrices %s, layer by layer %s", activation, here, there)
            .isGreaterThan(1e-4);
        assertThat(here.standardError()).isLessThan(0.05 * here.value());
      }
    }
  }

  @Test
  void averagesAlongDepthAreThoseOfTheSeries() {
    RandomDenseNetwork network = network("relu", 1.4, 7, 26);
    double[] s = Arrays.copyOfRange(VarianceAlongDepth.series(network, 1, random(3)), 5, 25);
    VarianceAlongDepth v = VarianceAlongDepth.over(network, 1, 5, 2, 10, random(3));
    double mean = Arrays.stream(s).average().orElseThrow();
    assertThat(v.moments()[0]).isCloseTo(mean, within(1e-13));
    assertThat(v.moments()[2])
        .isCloseTo(Arrays.stream(s).map(x -> x * x * x).average().orElseThrow(), within(1e-12));
    assertThat(v.products()[1])
        .isCloseTo(
            IntStream.range(0, 18).mapToDouble(l -> s[l] * s[l + 2]).average().orElseThrow(),
            within(1e-12));
    // Parseval: every wave number but 0 and π counts twice.
    double power = 2 * Arrays.stream(v.power(), 0, 9).sum() + v.power()[9];
    assertThat(power / 20).isCloseTo(v.moments()[1] - mean * mean, within(1e-12));
  }

  @Test
  void moreLagsThanLayersAreRefused() {
    RandomDenseNetwork network = network("relu", 1.4, 4, 11);
    assertThatThrownBy(() -> VarianceAlongDepth.over(network, 1, 5, 5, 0, random(4)))
        .hasMessageContaining("10 layers and 5 left out");
    assertThatThrownBy(() -> VarianceAlongDepth.over(network, 1, 5, 1, 3, random(4)))
        .hasMessageContaining("3 bands");
  }

  @Test
  void aBandIsTheMeanOfItsWaveNumbers() {
    RandomDenseNetwork network = network("linear", 0.6, 5, 26);
    VarianceAlongDepth each = VarianceAlongDepth.over(network, 1, 1, 2, 12, random(6));
    VarianceAlongDepth bands = VarianceAlongDepth.over(network, 1, 1, 2, 4, random(6));
    for (int b = 0; b < 4; b++) {
      assertThat(bands.power()[b])
          .isCloseTo(
              Arrays.stream(each.power(), 3 * b, 3 * b + 3).average().orElseThrow(), within(1e-13));
      // The middle of wave numbers 3b + 1 … 3b + 3 of 24 layers.
      assertThat(VarianceAlongDepth.waves(24, 4)[b])
          .isCloseTo(2 * Math.PI * (3 * b + 2) / 24, within(1e-13));
    }
  }

  @Test
  void fluctuationsOfAChainOfKnownMomentsAreFound() {
    // Linear, a = 0.3, N = 4: m₂ = (0.49 + 0.42)/(1 − 0.09·1.5); s* = 0.3/0.7; Cov falls as 0.3^k.
    double variance = 0.91 / (1 - 0.09 * 1.5) - 1;
    VarianceFluctuations f =
        VarianceFluctuations.of(
            IntStream.range(0, 200)
                .mapToObj(
                    i ->
                        VarianceAlongDepth.over(
                            network("linear", 0.3, 4, 301), 1, 20, 3, 4, random(5000 + i)))
                .toList());
    agree(0.3 / 0.7, f.mean());
    agree(variance, f.variance());
    agree(variance / (1 + variance), f.share());
    agree(0.3, f.correlations().getFirst());
    agree(-1 / Math.log(0.3), f.length());
    assertThat(f.spectrum()).hasSize(4);
    assertThat(f.spectrum().stream().mapToDouble(Estimate::value).average().orElseThrow())
        .isCloseTo(1, within(0.05));
  }
}
