package org.onsager.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;
import org.onsager.architecture.Activation;
import org.onsager.architecture.ResidualBlock;
import org.onsager.lab.Refusal;
import org.onsager.numerics.gaussian.Correlation;

class ResidualMeanFieldTest {
  /** σ_v² = 1, σ_w² = 1.69, no biases. */
  private static final ResidualBlock FREE = new ResidualBlock(Activation.TANH, 1.69, 0, 1, 0);

  private static ResidualBlock biased(Activation activation) {
    return new ResidualBlock(activation, 1, 0.5, 1, 0.5);
  }

  private static ResidualTrajectory trajectory(ResidualBlock block, double e, int depth) {
    return ResidualMeanField.of(block).trajectory(1, Correlation.of(e), depth);
  }

  private static double slope(double[] y, int from, int to, double power) {
    return (y[to] - y[from]) / (Math.pow(to, power) - Math.pow(from, power));
  }

  @Test
  void gradientsOfTanhGrowAsTheRootOfDepthToTheGoldenDigits() {
    // Iterated independently with a trapezoid in u = √q z.
    double[] log = trajectory(FREE, 1, 4000).logGradient();
    ResidualTanhLaws laws = ResidualTanhLaws.of(FREE);
    assertThat(laws.gradientRoot()).isCloseTo(1.3830, offset(5e-5));
    double[] golden = {1.4038, 1.3977, 1.3934, 1.3903};
    for (int i = 0, l = 250; i < golden.length; i++, l *= 2) {
      assertThat(slope(log, l, 2 * l, 0.5)).isCloseTo(golden[i], offset(3e-4));
    }
    double last = slope(log, 2000, 4000, 0.5);
    assertThat(last).isCloseTo(laws.gradientRoot(), withPercentage(1.5));
    // The two-term law is closer by far than its first term: what is left falls as 1/l.
    double law =
        (laws.logGradient(4000) - laws.logGradient(2000)) / (Math.sqrt(4000) - Math.sqrt(2000));
    assertThat(last).isCloseTo(law, offset(5e-4));
  }

  @Test
  void withoutBiasesTwoSignalsForgetEachOtherAsAPowerThatKnowsPi() {
    double[] e = trajectory(FREE, 0.6, 1000).correlations();
    assertThat(ResidualTanhLaws.of(FREE).correlation()).isZero();
    assertThat(ResidualTanhLaws.of(FREE).forgetting())
        .isCloseTo(1 - 2 / Math.PI, offset(1e-15))
        .isCloseTo(0.36338, offset(5e-6));
    assertThat(Math.log(e[500] / e[250]) / Math.log(2)).isCloseTo(-.3499, offset(3e-4));
    double last = Math.log(e[1000] / e[500]) / Math.log(2);
    assertThat(last).isCloseTo(-.3545, offset(3e-4));
    assertThat(last).isBetween(2 / Math.PI - 1, -.345);
  }

  @Test
  void withBiasesTanhHasTheGoldenFixedPointAndExponents() {
    ResidualTanhLaws laws = ResidualTanhLaws.of(biased(Activation.TANH));
    assertThat(laws.correlation()).isCloseTo(.613828, offset(5e-7));
    assertThat(laws.forgetting()).isCloseTo(.46239, offset(5e-6));
    assertThat(laws.gradientRoot()).isCloseTo(.868627, offset(5e-7));
    assertThat(laws.lengthSlope()).isEqualTo(1.5);
    ResidualTrajectory t = trajectory(biased(Activation.TANH), 1, 4000);
    assertThat(slope(t.logGradient(), 250, 500, 0.5)).isCloseTo(.8780, offset(1e-3));
    assertThat(slope(t.logGradient(), 2000, 4000, 0.5)).isCloseTo(.8721, offset(1e-3));
    assertThat(slope(t.length(), 250, 500, 1)).isCloseTo(1.465, offset(1e-3));
    assertThat(slope(t.length(), 2000, 4000, 1)).isCloseTo(1.488, offset(1e-3));
    assertThat(t.length()[4000] - t.length()[1000])
        .isCloseTo(laws.length(4000) - laws.length(1000), withPercentage(0.01));
  }

  @Test
  void theLengthOfReluGrowsByOneFactorAndItsPairsBecomeAlikeAsAPower() {
    ResidualBlock block = biased(Activation.RELU);
    ResidualReluLaws laws = ResidualReluLaws.of(block);
    assertThat(laws.growth()).isEqualTo(1.5);
    ResidualTrajectory t = trajectory(block, 0.1, 640);
    assertThat(t.length()[60] / t.length()[59]).isCloseTo(1.5, offset(1e-6));
    assertThat(t.growth()).containsOnly(new double[] {1.5}, offset(1e-12));
    double[] golden = {1.026e-2, 3.11e-3, 8.66e-4};
    double[] law = {1.56e-2, 3.90e-3, 9.76e-4};
    for (int i = 0, l = 160; i < 3; i++, l *= 2) {
      assertThat(t.correlation().get(l).oneMinus()).isCloseTo(golden[i], withPercentage(0.2));
      assertThat(laws.oneMinusCorrelation(l)).isCloseTo(law[i], withPercentage(0.3));
    }
  }

  @Test
  void reluAgreesWithItsArcCosineForms() {
    // E φ(u)φ(u') = q (√(1-c²) + (π - arccos c) c)/2π (Cho and Saul 2009), E φ² = q/2.
    ResidualBlock block = new ResidualBlock(Activation.RELU, 1.3, 0.2, 0.7, 0.1);
    ResidualTrajectory t = trajectory(block, -0.4, 12);
    double p = 1;
    double gamma = -0.4;
    for (int l = 0; l < 12; l++) {
      double q = 1.3 * p + 0.2;
      double c = (1.3 * gamma + 0.2) / q;
      assertThat(t.innerCorrelation().get(l).value()).isCloseTo(c, offset(1e-12));
      gamma +=
          0.7 * q * (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) / (2 * Math.PI) + 0.1;
      p += 0.7 * q / 2 + 0.1;
      assertThat(t.length()[l + 1]).isCloseTo(p, withPercentage(1e-10));
      assertThat(t.correlations()[l + 1]).isCloseTo(gamma / p, offset(1e-11));
    }
  }

  @Test
  void aLinearNetworkIsSolvedByHand() {
    // p' = (1 + σ_v²σ_w²) p + σ_v²σ_b² + σ_a², γ likewise: the difference grows by one factor.
    ResidualBlock block = new ResidualBlock(Activation.LINEAR, 0.9, 0.2, 0.5, 0.1);
    ResidualTrajectory t = trajectory(block, 0.25, 10);
    double fixed = 0.5 * 0.2 + 0.1;
    double p = 1.45 * (1.45 + fixed) + fixed;
    assertThat(t.length()[2]).isCloseTo(p, offset(1e-12));
    assertThat(t.correlation().get(2).oneMinus()).isCloseTo(1.45 * 1.45 * 0.75 / p, offset(1e-12));
    assertThat(t.logGradient()[10]).isCloseTo(10 * Math.log(1.45), offset(1e-11));
  }

  @Test
  void oppositeSignalsOfAnOddActivationStayOppositeAndEqualOnesEqual() {
    assertThat(trajectory(FREE, -1, 50).correlation().get(50).onePlus()).isZero();
    assertThat(trajectory(FREE, 1, 50).correlation().get(50).oneMinus()).isZero();
  }

  @Test
  void aNetworkWithoutWeightsOnlyAddsBiases() {
    ResidualTrajectory t = trajectory(new ResidualBlock(Activation.TANH, 0, 0, 1, 0.5), 0, 3);
    assertThat(t.length()[3]).isEqualTo(2.5);
    assertThat(t.correlations()[3]).isCloseTo(0.6, offset(1e-15));
    assertThat(t.growth()).containsOnly(1);
  }

  @Test
  void whatHasNoSuchLawIsRefused() {
    assertThatThrownBy(() -> ResidualTanhLaws.of(biased(Activation.RELU)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("need tanh");
    assertThatThrownBy(() -> ResidualReluLaws.of(FREE)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> ResidualMeanField.of(FREE).trajectory(0, Correlation.ZERO, 3))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("p = 0");
  }
}
