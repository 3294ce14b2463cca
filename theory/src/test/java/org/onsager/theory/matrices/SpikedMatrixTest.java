package org.onsager.theory.matrices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onsager.lab.Refusal;
import org.onsager.numerics.roots.Roots;
import org.onsager.numerics.spectra.MarchenkoPastur;

/**
 * The closed forms of a spiked matrix against the general theorem of Benaych-Georges and
 * Nadakuditi, integrated over the law of Marchenko and Pastur, and in their limits.
 */
class SpikedMatrixTest {
  /**
   * \( \varphi(z) = \int z/(z^2 - t^2)\,d\mu(t) \) over the singular values t of the noise, by a
   * midpoint rule in the angle.
   */
  private static double phi(double ratio, double z) {
    MarchenkoPastur law = new MarchenkoPastur(ratio, 1);
    int n = 20_000;
    double half = (law.upperEdge() - law.lowerEdge()) / 2;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double angle = Math.PI * (i + 0.5) / n;
      double square = law.lowerEdge() + half * (1 - Math.cos(angle));
      sum += law.density(square) * z / (z * z - square) * half * Math.sin(angle) * Math.PI / n;
    }
    return sum;
  }

  /** The same over the m singular values of the longer side, of which m − n are zero. */
  private static double phiLong(double ratio, double z) {
    return ratio * phi(ratio, z) + (1 - ratio) / z;
  }

  /** D(z) = φ(z)·φ̃(z); the singular value ρ lies where D(ρ) = 1/θ². */
  private static double product(double ratio, double z) {
    return phi(ratio, z) * phiLong(ratio, z);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1.1", "0.5, 3", "0.1, 0.8", "1, 1.5", "0.02, 2"})
  void theTheoremsIntegralsGiveTheClosedForms(double ratio, double spike) {
    SpikedMatrix matrix = new SpikedMatrix(ratio);
    DoubleUnaryOperator beyond = z -> product(ratio, z) - 1 / (spike * spike);
    double rho = Roots.bracketed(beyond, matrix.edge() + 1e-3, 10).location();
    assertThat(matrix.position(spike)).isCloseTo(rho, within(1e-6));
    double h = 1e-5;
    double slope = (product(ratio, rho + h) - product(ratio, rho - h)) / (2 * h);
    double scale = -2 / (spike * spike * slope);
    assertThat(matrix.shortOverlap(spike)).isCloseTo(scale * phi(ratio, rho), within(1e-5));
    assertThat(matrix.longOverlap(spike)).isCloseTo(scale * phiLong(ratio, rho), within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({"0.5", "0.1", "1"})
  void atTheThresholdThePositionIsTheEdgeAndNothingPointsAnywhere(double ratio) {
    SpikedMatrix matrix = new SpikedMatrix(ratio);
    double threshold = matrix.threshold();
    assertThat(Math.pow(threshold, 4)).isCloseTo(ratio, within(1e-14));
    // the law of the threshold: 1/θ² = D at the edge of the bulk
    assertThat(product(ratio, matrix.edge() + 1e-9))
        .isCloseTo(1 / (threshold * threshold), within(2e-3));
    double above = threshold * (1 + 1e-7);
    assertThat(matrix.position(above)).isCloseTo(1 + Math.sqrt(ratio), within(1e-12));
    assertThat(matrix.shortOverlap(above)).isCloseTo(0, within(1e-6));
    assertThat(matrix.longOverlap(above)).isCloseTo(0, within(1e-6));
    assertThat(matrix.position(threshold / 2)).isEqualTo(matrix.edge());
    assertThat(matrix.shortOverlap(threshold / 2)).isZero();
  }

  @Test
  void aStrongSpikeIsSeenAsItIs() {
    SpikedMatrix matrix = new SpikedMatrix(0.3);
    // s₁ = θ + (1 + c)/2θ, overlaps 1 − c/θ² and 1 − 1/θ² to first order
    assertThat(matrix.position(1000)).isCloseTo(1000 + 1.3 / 2000, within(1e-6));
    assertThat(matrix.shortOverlap(1000)).isCloseTo(1 - 0.3e-6, within(1e-9));
    assertThat(matrix.longOverlap(1000)).isCloseTo(1 - 1e-6, within(1e-9));
  }

  @Test
  void squareMatricesHaveOneOverlap() {
    SpikedMatrix matrix = new SpikedMatrix(1);
    assertThat(matrix.shortOverlap(2)).isCloseTo(0.75, within(1e-15));
    assertThat(matrix.longOverlap(2)).isCloseTo(0.75, within(1e-15));
    assertThat(matrix.position(2)).isCloseTo(2.5, within(1e-15));
  }

  @Test
  void theNoticedSpikeLiesAtTheLimit() {
    SpikedMatrix matrix = new SpikedMatrix(0.5);
    double limit = 1.05 * matrix.edge() * matrix.edge();
    double spike = matrix.noticed(limit, 64);
    double square = matrix.position(spike) * matrix.position(spike);
    assertThat(square).isCloseTo(limit * (1 + spike * spike / 64), within(1e-12));
    assertThat(spike).isGreaterThan(matrix.threshold());
    // at the edge itself, in a matrix without end, it is the threshold
    assertThat(matrix.noticed(matrix.edge() * matrix.edge() * (1 + 1e-12), Integer.MAX_VALUE))
        .isCloseTo(matrix.threshold(), within(1e-4));
  }

  @Test
  void whatIsNoMatrixIsRefused() {
    assertThatThrownBy(() -> new SpikedMatrix(1.5)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> new SpikedMatrix(0.5).position(-1)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> new SpikedMatrix(0.5).noticed(1, 4)).isInstanceOf(Refusal.class);
  }
}
