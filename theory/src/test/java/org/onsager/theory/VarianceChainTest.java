package org.onsager.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.onsager.architecture.Activation;

class VarianceChainTest {
  private static VarianceChain linear(double a, double b) {
    return VarianceChain.of(Activation.LINEAR, a, b);
  }

  private static VarianceChain relu(double a, double b) {
    return VarianceChain.of(Activation.RELU, 2 * a, b);
  }

  @Test
  void theDispersionIsTwoForLinearAndFiveForRectified() {
    // E x⁴ = 3, so 3/1² − 1; E relu⁴ = 3/2 and E relu² = 1/2, so (3/2)/(1/4) − 1.
    assertThat(linear(0.7, 0.3).dispersion()).isCloseTo(2, offset(1e-14));
    assertThat(relu(0.7, 0.3).dispersion()).isCloseTo(5, offset(1e-14));
    // Slopes 1 and 1/5: E φ⁴ = 3(1 + 1/625)/2, E φ² = (1 + 1/25)/2.
    double leaky = 3 * (1 + 1.0 / 625) / 2 / Math.pow((1 + 1.0 / 25) / 2, 2) - 1;
    assertThat(VarianceChain.of(Activation.of("leaky-relu(0.2)"), 1, 0.1).dispersion())
        .isCloseTo(leaky, offset(1e-13));
  }

  @Test
  void aChainOfWidthOneHasTheVarianceOfItsHandMadeRecursion() {
    // With E ξ² = E x⁴ = 3 and a = 1/2: m₂ = 3m₂/4 + 2·(1/2)(1/2) + 1/4, so m₂ = 3, variance 2.
    assertThat(linear(0.5, 1).relativeVariance(1)).isCloseTo(2, offset(1e-12));
    assertThat(linear(0.5, 1).moments(2, 1)[2]).isCloseTo(3, offset(1e-12));
    // Rectified, ξ = 2relu²: E ξ² = 4·3/2 = 6; a = 3/10: m₂ = (0.42 + 0.49)/(1 − 0.54).
    assertThat(relu(0.3, 1).relativeVariance(1)).isCloseTo(0.91 / 0.46 - 1, offset(1e-12));
  }

  @Test
  void aLinearChainOfWidthTwoIsDrivenByExponentialNumbers() {
    // Half of χ² with two degrees is exponential: E ξ^j = j!. With a = 1/2:
    // m₂ = (1/2 + 1/4)/(1 − 2/4) = 3/2; m₃ = (1/8 + 3/8 + 3·2·m₂/8)/(1 − 6/8) = 13/2.
    double[] m = linear(0.5, 1).moments(4, 2);
    assertThat(m[1]).isCloseTo(1, offset(1e-12));
    assertThat(m[2]).isCloseTo(1.5, offset(1e-12));
    assertThat(m[3]).isCloseTo(6.5, offset(1e-12));
    // The fourth: a⁴·4! = 24/16 ≥ 1.
    assertThat(m[4]).isInfinite();
  }

  @Test
  void varianceAndSkewnessAreThoseOfTheMoments() {
    for (VarianceChain chain : new VarianceChain[] {linear(0.7, 0.3), relu(0.6, 0.1)}) {
      for (int width : new int[] {16, 33, 400}) {
        double[] m = chain.moments(3, width);
        double variance = m[2] - 1;
        assertThat(chain.relativeVariance(width)).isCloseTo(variance, offset(1e-11));
        assertThat(chain.skewness(width))
            .isCloseTo((m[3] - 3 * m[2] + 2) / Math.pow(variance, 1.5), offset(1e-6));
      }
    }
  }

  @Test
  void wideChainsHaveTheGaussianTheorysVarianceAndNoSkewness() {
    // (2/N)(a s*)²/(1 − a²) and (5/N)(a s*)²/(1 − a²) at N = 200, a = 0.7, s* = 1.
    assertThat(linear(0.7, 0.3).mean()).isCloseTo(1, offset(1e-14));
    assertThat(linear(0.7, 0.3).gaussianAmplitude() / 200)
        .isCloseTo(0.98 / 0.51 / 200, offset(1e-14));
    assertThat(relu(0.7, 0.3).gaussianAmplitude() / 200)
        .isCloseTo(2.45 / 0.51 / 200, offset(1e-14));
    // What is beyond it falls as 1/N, and the skewness as N^(-1/2).
    VarianceChain chain = relu(0.7, 0.3);
    double beyond = chain.relativeVariance(10_000) * 10_000 / chain.gaussianAmplitude() - 1;
    double further = chain.relativeVariance(40_000) * 40_000 / chain.gaussianAmplitude() - 1;
    assertThat(beyond / further).isCloseTo(4, offset(0.01));
    assertThat(chain.skewness(10_000) / chain.skewness(40_000)).isCloseTo(2, offset(0.01));
  }

  @Test
  void theFactorialApproximationLacksTheSumOverThePast() {
    VarianceChain chain = relu(0.7, 0.3);
    // G = v Σ_k a^(2k), k ≥ 1; the approximation keeps the last layer alone.
    double sum = 0;
    for (int k = 1; k < 200; k++) {
      sum += 5 * Math.pow(0.7, 2 * k);
    }
    assertThat(chain.gaussianAmplitude()).isCloseTo(sum, offset(1e-12));
    assertThat(chain.factorialAmplitude()).isCloseTo(5 * 0.49, offset(1e-12));
  }

  @Test
  void theVarianceIsInfiniteWhereTheWidthIsAtMostTheGaussianAmplitude() {
    // a = 0.9: G = 5·0.81/0.19 = 21.3.
    assertThat(relu(0.9, 0.1).relativeVariance(21)).isInfinite();
    assertThat(relu(0.9, 0.1).moments(2, 21)[2]).isInfinite();
    assertThat(relu(0.9, 0.1).relativeVariance(22)).isFinite();
    assertThat(relu(0.9, 0.1).moments(2, 22)[2]).isFinite();
    assertThat(relu(0.9, 0.1).skewness(22)).isInfinite();
  }

  @Test
  void theSpectrumIsTheFourierSumOfTheCorrelations() {
    VarianceChain chain = linear(0.6, 1);
    for (double k : new double[] {0, 0.1, 1, 2.5, Math.PI}) {
      double sum = 1;
      for (int lag = 1; lag < 200; lag++) {
        sum += 2 * chain.correlation(lag) * Math.cos(k * lag);
      }
      assertThat(chain.spectrum(k)).isCloseTo(sum, offset(1e-12));
      assertThat(chain.periodogram(k, 1_000_000)).isCloseTo(sum, offset(1e-4));
      // The field theory's propagator, whose squared length is a/(1 − a)².
      double field = Math.pow(chain.fieldLength() * 2 * Math.sin(k / 2), 2);
      assertThat(chain.spectrum(0) / chain.spectrum(k) - 1).isCloseTo(field, offset(1e-12));
    }
    double seven = 1;
    for (int lag = 1; lag < 7; lag++) {
      seven += 2 * (1 - lag / 7.0) * chain.correlation(lag) * Math.cos(0.3 * lag);
    }
    assertThat(chain.periodogram(0.3, 7)).isCloseTo(seven, offset(1e-13));
    double two = chain.periodogram(Math.PI * 9 / 50, 50) + chain.periodogram(Math.PI * 11 / 50, 50);
    assertThat(chain.band(Math.PI / 5, 2, 50)).isCloseTo(two / 2, offset(1e-13));
    // Two layers: 1 + a cos k.
    assertThat(chain.periodogram(1, 2)).isCloseTo(1 + 0.6 * Math.cos(1), offset(1e-14));
    assertThat(chain.correlation(3))
        .isCloseTo(Math.exp(-3 / chain.correlationLength()), offset(1e-14));
  }

  @Test
  void longWavesDoNotTellTheLatticeFromItsFieldTheory() {
    assertThat(linear(0.99, 1).fieldLength() / linear(0.99, 1).correlationLength())
        .isCloseTo(1, offset(1e-5));
    // At a = 0.3 they differ by 6 %: √0.3/0.7 = 0.7825 against 1/log(10/3) = 0.8306.
    assertThat(linear(0.3, 1).fieldLength()).isCloseTo(0.7825, offset(1e-4));
    assertThat(linear(0.3, 1).correlationLength()).isCloseTo(0.8306, offset(1e-4));
  }

  @Test
  void whatIsNoStationaryChainIsRefused() {
    assertThatThrownBy(() -> VarianceChain.of(Activation.TANH, 0.5, 0.1))
        .hasMessageContaining("homogeneous")
        .hasMessageContaining("tanh");
    assertThatThrownBy(() -> relu(1, 0.1)).hasMessageContaining("a = 1.0");
    assertThatThrownBy(() -> linear(0.5, 0)).hasMessageContaining("σ_b² > 0");
  }
}
