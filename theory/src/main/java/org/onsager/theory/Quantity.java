package org.onsager.theory;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Prediction;

/**
 * A number that theory may or may not have for a network, with a line that says why.
 *
 * @param prediction the number, null where there is none
 * @param note the reason why there is none, or a remark; may be empty
 */
public record Quantity(@Nullable Prediction prediction, String note) {
  /** A number. */
  public static Quantity of(Prediction prediction) {
    return new Quantity(prediction, "");
  }

  /** A number with a remark. */
  public static Quantity of(Prediction prediction, String note) {
    return new Quantity(prediction, note);
  }

  /** No number, and why. */
  public static Quantity none(String reason) {
    return new Quantity(null, reason);
  }

  /** The number, where there is one. */
  public Optional<Prediction> found() {
    return Optional.ofNullable(prediction);
  }

  /**
   * The number's value.
   *
   * @throws IllegalStateException with the reason where there is none
   */
  public double value() {
    if (prediction == null) {
      throw new IllegalStateException(note);
    }
    return prediction.value();
  }

  /** The number's own error; infinite where there is no number. */
  public double error() {
    return prediction == null ? Double.POSITIVE_INFINITY : prediction.error();
  }
}
