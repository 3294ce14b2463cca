package org.onsager.workbench;

import org.onsager.architecture.Activation;
import org.onsager.numerics.statistics.Estimate;
import org.onsager.theory.CriticalPoint;
import org.onsager.theory.LengthLimit;
import org.onsager.theory.MeanField;

/**
 * Where a layer's effective variances lie in the phase diagram of its activation: \( \chi_1 \) of a
 * deep network whose layers are all like this one, at the length that its signals reach.
 */
final class LayerPhase {
  /** A length that stands for infinity. */
  private static final double FAR = 1e8;

  private final MeanField field;

  LayerPhase(Activation activation) {
    this.field = MeanField.of(activation, 1, 0);
  }

  Activation activation() {
    return field.activation();
  }

  /** χ₁ with the error that comes of the variances' own. */
  Estimate chi(Estimate weightVariance, Estimate biasVariance) {
    double w = weightVariance.value();
    double b = biasVariance.value();
    double here = chi(w, b);
    double byWeights = spread(weightVariance, v -> chi(v, b));
    double byBiases = spread(biasVariance, v -> chi(w, v));
    return Estimate.of(here, Math.hypot(byWeights, byBiases));
  }

  /** σ_w² that would be critical beside this σ_b²; NaN where there is none. */
  double critical(double biasVariance) {
    if (field.activation().isScaleInvariant()) {
      return 1 / field.chi1(1).value();
    }
    return field.criticalLine().pointsAt(biasVariance).stream()
        .filter(p -> !p.repels())
        .mapToDouble(CriticalPoint::weightVariance)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double spread(Estimate e, java.util.function.DoubleUnaryOperator f) {
    double d = e.standardError();
    return d == 0
        ? 0
        : Math.abs(f.applyAsDouble(e.value() + d) - f.applyAsDouble(Math.max(0, e.value() - d)))
            / 2;
  }

  private double chi(double weightVariance, double biasVariance) {
    MeanField at = field.at(Math.min(1e6, weightVariance), Math.min(1e6, biasVariance));
    if (at.activation().isScaleInvariant()) {
      return at.chi1(1).value();
    }
    LengthLimit limit = at.lengthMap().from(at.firstLength(1));
    return at.chi1(Math.min(FAR, limit.length())).value();
  }
}
