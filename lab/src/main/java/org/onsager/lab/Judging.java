package org.onsager.lab;

import org.jspecify.annotations.Nullable;

/** The arithmetic that several types of claim share when they are judged. */
final class Judging {
  private Judging() {}

  /**
   * Refuses a claim that cannot turn red: no scale, no power, or a bias of more than half the
   * power.
   */
  static void require(Statement s, double scale, double bias, double power) {
    if (!(power > 0) || !(power < 1)) {
      throw new IllegalArgumentException(
          "claim " + s.id() + ": the power lies between 0 and 1, not " + power);
    }
    if (!(Math.abs(scale) > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "claim "
              + s.id()
              + ": a prediction of "
              + scale
              + " has no scale to be wrong by; claim a quantity that is finite and not zero");
    }
    if (!(bias >= 0) || bias > power * Math.abs(scale) / 2 * (1 + 1e-12)) {
      throw new IllegalArgumentException(
          "claim "
              + s.id()
              + ": the declared bias "
              + bias
              + " is more than half of what the claim must reject, "
              + power * Math.abs(scale) / 2);
    }
  }

  /**
   * Student's t of a number against a prediction, beyond the band of bias and theory's own error.
   */
  static Claim.Test number(Prediction predicted, Measured measured, double bias) {
    double beyond =
        Math.max(0, Math.abs(measured.mean() - predicted.value()) - bias - predicted.error());
    double t = deviate(beyond, measured.standardError());
    double sign = Math.signum(measured.mean() - predicted.value());
    return new Claim.Test(t == 0 ? 0 : sign * t, Tails.student(t, measured.degreesOfFreedom()));
  }

  static double rival(@Nullable Rival rival, Measured measured, double bias) {
    return rival == null ? 0 : number(Prediction.exact(rival.value()), measured, bias).p();
  }

  static double deviate(double difference, double standardError) {
    if (difference == 0) {
      return 0;
    }
    return standardError == 0
        ? Math.signum(difference) * Double.POSITIVE_INFINITY
        : difference / standardError;
  }

  /** The |z| of a standard normal with the given two-sided tail. */
  static double normalDeviate(double p) {
    if (p >= 1) {
      return 0;
    }
    return p < 1e-290 ? 36.4 : Tails.studentQuantile(p, Double.POSITIVE_INFINITY);
  }
}
