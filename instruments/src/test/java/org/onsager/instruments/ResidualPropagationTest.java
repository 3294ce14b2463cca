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
import org.onsager.architecture.ResidualBlock;
import org.onsager.numerics.statistics.Estimate;

class ResidualPropagationTest {
  private static final ResidualBlock LINEAR =
      new ResidualBlock(Activation.LINEAR, 0.9, 0.3, 0.7, 0.2);
  private static final ResidualBlock RELU = new ResidualBlock(Activation.RELU, 1.2, 0.3, 0.8, 0.2);

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static ResidualPropagation trace(ResidualBlock block, int width, int depth, int seed) {
    return ResidualPropagation.over(
        new RandomResidualNetwork(block, width, depth), 1, width - 1, 1.5, 0.4, random(seed));
  }

  private static double[] gradients(ResidualBlock block, int width, int depth, int seed) {
    return ResidualGradients.over(
        new RandomResidualNetwork(block, width, depth), width, 1.5, random(seed))
        .stream();
  }

  /** Exact expectations at a width of 3, where mean-field theory has no reason to hold. */
  private static void agree(double exact, int draws, IntToDoubleFunction draw) {
    Estimate e = Estimate.ofMean(IntStream.range(0, draws).mapToDouble(draw).toArray());
    assertThat(e.pValue(exact))
        .as("theory %.4f, data %.4f ± %.4f", exact, e.value(), e.standardError())
        .isGreaterThan(1e-4);
    assertThat(e.standardError()).isLessThan(0.05 * exact);
  }

  @Test
  void signalsArePreparedWithExactlyTheLengthAndCorrelationAskedFor() {
    ResidualPropagation p = trace(RELU, 24, 1, 1);
    assertThat(p.length()[0]).isCloseTo(1.5, within(1e-12));
    assertThat(p.overlap()[0]).isCloseTo(0.6, within(1e-12));
    double[] rows = ResidualPropagation.prepared(24, 2, 3, 1.5, 0.4, random(2));
    assertThat(overlap(rows, 0, 0)).isCloseTo(1.5, within(1e-12));
    assertThat(overlap(rows, 0, 2)).isCloseTo(0.6, within(1e-12));
    assertThat(overlap(rows, 4, 5)).isCloseTo(0.6, within(1e-12));
    assertThat(overlap(rows, 2, 3)).isCloseTo(0, within(1e-12));
  }

  private static double overlap(double[] rows, int a, int b) {
    return IntStream.range(0, 24).mapToDouble(j -> rows[24 * a + j] * rows[24 * b + j] / 24).sum();
  }

  @Test
  void overlapsAreAveragedWithinFamiliesAlone() {
    // Without a branch nothing moves: two families, orthogonal, keep the pairs' 0.4 · 1.5.
    ResidualPropagation p =
        ResidualPropagation.over(
            new RandomResidualNetwork(new ResidualBlock(Activation.TANH, 2, 1, 0, 0), 8, 4),
            2,
            3,
            1.5,
            0.4,
            random(3));
    assertThat(p.overlap()[0]).isCloseTo(0.6, within(1e-12));
    assertThat(p.overlap()[4]).isEqualTo(p.overlap()[0]);
    assertThat(p.length()[4]).isEqualTo(p.length()[0]);
  }

  @Test
  void linearBlocksObeyTheRecurrencesAtEveryWidth() {
    // E p' = (1 + σ_v²σ_w²) p + σ_v²σ_b² + σ_a² at every N, since V, W, a, b are independent; γ
    // too.
    double grown = 1 + 0.7 * 0.9;
    double added = 0.7 * 0.3 + 0.2;
    agree(grown * (grown * 1.5 + added) + added, 4000, i -> trace(LINEAR, 3, 2, i).length()[2]);
    agree(grown * (grown * 0.6 + added) + added, 4000, i -> trace(LINEAR, 3, 2, i).overlap()[2]);
  }

  @Test
  void insideTheFirstBlockEveryUnitIsGaussianWithTheMeanFieldVariance() {
    agree(1.2 * 1.5 + 0.3, 4000, i -> trace(RELU, 3, 1, i).innerLength()[0]);
    agree(1.2 * 0.6 + 0.3, 4000, i -> trace(RELU, 3, 1, i).innerOverlap()[0]);
  }

  @Test
  void reluObeysItsLinearRecurrenceForLengthsAtEveryWidth() {
    // Given x, h is N(0, q) with q linear in |x|², and E relu² = q/2: so E p' is linear in E p.
    double grown = 1 + 0.8 * 1.2 / 2;
    double added = 0.8 * 0.3 / 2 + 0.2;
    double p = 1.5;
    for (int l = 0; l < 3; l++) {
      p = grown * p + added;
    }
    agree(p, 4000, i -> trace(RELU, 3, 3, i).length()[3]);
  }

  @Test
  void pairsOfReluFollowTheArcCosineAfterOneBlockAtEveryWidth() {
    double q = 1.2 * 1.5 + 0.3;
    double c = (1.2 * 0.6 + 0.3) / q;
    double kernel = q * (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) / (2 * Math.PI);
    agree(0.6 + 0.8 * kernel + 0.2, 4000, i -> trace(RELU, 3, 1, i).overlap()[1]);
  }

  @Test
  void gradientsOfLinearBlocksGrowByOnePlusBothVariancesAtEveryWidth() {
    double grown = 1 + 0.7 * 0.9;
    agree(grown * grown, 4000, i -> gradients(LINEAR, 3, 2, i)[0]);
  }

  @Test
  void gradientsOfOneReluBlockGrowByHalfThatAtEveryWidthWithTheVeryWeightsOfTheSignal() {
    // Without a bias |w_i|² does not depend on the sign of w_i·x, which is all that φ' knows.
    ResidualBlock block = new ResidualBlock(Activation.RELU, 1.2, 0, 0.8, 0);
    agree(1 + 0.8 * 1.2 / 2, 4000, i -> gradients(block, 3, 1, i)[0]);
  }

  @Test
  void theGradientIsTheDerivativeOfTheReadout() {
    // v·x^L differentiated numerically in every component of the prepared signal, width 4.
    ResidualBlock block = new ResidualBlock(Activation.TANH, 1.7, 0.3, 0.9, 0.2);
    RandomResidualNetwork network = new RandomResidualNetwork(block, 4, 5);
    double[] start = {0.3, -1.1, 0.8, 0.4};
    double[] readout = {0.7, 0.2, -1.3, 0.5};
    ResidualDraw draw = new ResidualDraw(network, 1, true, random(11));
    double[] stream = start.clone();
    for (int l = 0; l < 5; l++) {
      draw.forward(l, stream);
    }
    double[] gradient = readout.clone();
    for (int l = 4; l >= 0; l--) {
      draw.back(l, gradient);
    }
    for (int j = 0; j < 4; j++) {
      double h = 1e-5;
      double[] up = start.clone();
      double[] down = start.clone();
      up[j] += h;
      down[j] -= h;
      double slope = (read(network, up, readout) - read(network, down, readout)) / (2 * h);
      assertThat(gradient[j]).isCloseTo(slope, within(1e-6));
    }
  }

  private static double read(RandomResidualNetwork network, double[] stream, double[] readout) {
    ResidualDraw draw = new ResidualDraw(network, 1, true, random(11));
    for (int l = 0; l < network.depth(); l++) {
      draw.forward(l, stream);
    }
    double sum = 0;
    for (int j = 0; j < readout.length; j++) {
      sum += readout[j] * stream[j];
    }
    return sum;
  }

  @Test
  void whatCannotBePreparedIsRefused() {
    RandomResidualNetwork network = new RandomResidualNetwork(RELU, 8, 3);
    assertThatThrownBy(() -> ResidualPropagation.over(network, 2, 4, 1, 0, random(1)))
        .hasMessageContaining("10 directions do not exceed the width of 8");
    assertThatThrownBy(() -> ResidualGradients.over(network, 9, 1, random(1)))
        .hasMessageContaining("1 to the width of 8");
    assertThatThrownBy(() -> new RandomResidualNetwork(RELU, 1, 3)).hasMessageContaining("width");
    assertThatThrownBy(() -> new ResidualBlock(Activation.TANH, 1, 0, -0.1, 0))
        .hasMessageContaining("σ_v² is -0.1");
  }
}
