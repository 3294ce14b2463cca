package org.onsager.theory.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.linear.Lu;

class GradientFlowTest {

  private static final double[] THETA = {2, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 1};
  private static final double[] KERNEL = {1, 0.3, 0.1, 0.3, 1, 0.2, 0.1, 0.2, 1};
  private static final double[] Y = {1, -1, 0.5, 2, -0.7, 0.1};
  private static final double[] CROSS = {1, 0.4, 0.3, -0.2, 0.9, 0.6};
  private static final double[] KERNEL_CROSS = {0.5, 0.1, 0.2, 0.3, 0.4, 0};
  private static final double[] PRIOR = {1.2, 1.1};

  private final GradientFlow flow = GradientFlow.of(THETA, Y, 3, 2);

  @Test
  void oneInputIsSolvedByHand() {
    GradientFlow one = GradientFlow.of(new double[] {2}, new double[] {3}, 1, 1);
    assertThat(one.mean(new double[] {1}, 1, 0.7)[0])
        .isCloseTo(1.5 * (1 - Math.exp(-1.4)), within(1e-15));
    // A network drawn with kernel 5 and cross kernel 4, prior 6: g = (1 − e^{−1.4})/2.
    double g = -Math.expm1(-1.4) / 2;
    Posterior p =
        one.at(0.7, new double[] {1}, new double[] {5}, new double[] {4}, new double[] {6});
    assertThat(p.variance()[0]).isCloseTo(6 + g * g * 5 - 2 * g * 4, within(1e-14));
  }

  @Test
  void atTheStartItIsTheNetworkAsDrawn() {
    Posterior p = flow.at(0, CROSS, KERNEL, KERNEL_CROSS, PRIOR);
    assertThat(p.mean()).containsOnly(0);
    assertThat(p.variance()).containsExactly(PRIOR, within(1e-15));
  }

  @Test
  void earlyItGoesAlongTheTargetsAtTheRateOfTheTangentKernel() {
    double t = 1e-6;
    double[] rate = Blas.product(2, 3, 2, CROSS, Y);
    double[] mean = flow.mean(CROSS, 2, t);
    for (int i = 0; i < 4; i++) {
      assertThat(mean[i] / t).isCloseTo(rate[i], within(1e-5));
    }
  }

  @Test
  void itObeysItsDifferentialEquation() {
    // d mean/dt on the training inputs is Θ(Y − mean).
    double h = 1e-4;
    double[] up = flow.mean(THETA, 3, 0.8 + h);
    double[] down = flow.mean(THETA, 3, 0.8 - h);
    double[] here = flow.mean(THETA, 3, 0.8);
    double[] gap = new double[6];
    for (int i = 0; i < 6; i++) {
      gap[i] = Y[i] - here[i];
    }
    double[] force = Blas.product(3, 3, 2, THETA, gap);
    for (int i = 0; i < 6; i++) {
      assertThat((up[i] - down[i]) / (2 * h)).isCloseTo(force[i], within(1e-7));
    }
  }

  @Test
  void inTheEndItIsKernelRegression() {
    Posterior p = flow.at(Double.POSITIVE_INFINITY, CROSS, KERNEL, KERNEL_CROSS, PRIOR);
    double[] mean = Blas.product(2, 3, 2, CROSS, Lu.of(THETA, 3).solve(Y, 2));
    assertThat(p.mean()).containsExactly(mean, within(1e-13));
    double[] train =
        flow.at(Double.POSITIVE_INFINITY, THETA, KERNEL, KERNEL, new double[] {1, 1, 1}).variance();
    assertThat(train).containsExactly(new double[3], within(1e-13));
    assertThat(flow.mean(THETA, 3, Double.POSITIVE_INFINITY)).containsExactly(Y, within(1e-13));
  }

  @Test
  void trainedInTheLastLayerAloneTheEndIsThePosterior() {
    // With Θ = K the ensemble of trained networks samples the noiseless posterior.
    double[] cross = {0.5, 0.1, 0.2};
    GradientFlow lazy = GradientFlow.of(KERNEL, Y, 3, 2);
    Posterior end = lazy.at(Double.POSITIVE_INFINITY, cross, KERNEL, cross, new double[] {1.2});
    try (KernelMatrix k = KernelMatrix.of(KERNEL, 3)) {
      Posterior p =
          GaussianProcess.of(k, Y, 2, 0).posterior(Entries.of(cross, 3), new double[] {1.2}, 1);
      assertThat(end.mean()).containsExactly(p.mean(), within(1e-13));
      assertThat(end.variance()).containsExactly(p.variance(), within(1e-13));
    }
  }

  @Test
  void whatASingularTangentKernelCannotLearnIsLeftAlone() {
    // Two equal inputs with different targets: their mean is learned, their difference never.
    GradientFlow twins = GradientFlow.of(new double[] {1, 1, 1, 1}, new double[] {3, 1}, 2, 1);
    assertThat(twins.learned()).isEqualTo(1);
    assertThat(twins.slowest()).isCloseTo(0.5, within(1e-14));
    assertThat(twins.mean(new double[] {1, 1}, 1, Double.POSITIVE_INFINITY)[0])
        .isCloseTo(2, within(1e-14));
    assertThat(twins.mean(new double[] {1, 1}, 1, 1e300)[0]).isCloseTo(2, within(1e-14));
  }
}
