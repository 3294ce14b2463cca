package org.onsager.architecture;

import java.util.Locale;

/**
 * How the weights and biases of every dense layer are drawn.
 *
 * <p>Gaussian: \( W_{ij} \sim N(0, \sigma_w^2/n_{in}) \). Orthogonal: \( W = \sigma_w O \) with O
 * Haar-distributed, \( O^\top O = 1 \) where \( n_{out} \ge n_{in} \), \( O O^\top = 1 \) where \(
 * n_{out} \le n_{in} \), times \( \sqrt{n_{out}/n_{in}} \) in the first case, so that in both cases
 * \( E W_{ij}^2 = \sigma_w^2/n_{in} \). Biases: \( b_i \sim N(0, \sigma_b^2) \).
 *
 * @param kind the distribution
 * @param weightVariance \( \sigma_w^2 \), the variance of a weight times the fan-in
 * @param biasVariance \( \sigma_b^2 \)
 */
public record Initialisation(Kind kind, double weightVariance, double biasVariance) {

  /** The distributions of weights. */
  public enum Kind {
    /** Independent normal entries. */
    GAUSSIAN,
    /** Haar-distributed orthogonal matrices. */
    ORTHOGONAL;

    /** Its name in the text form. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Refuses negative and infinite variances. */
  public Initialisation {
    require("weight-variance", weightVariance);
    require("bias-variance", biasVariance);
  }

  private static void require(String name, double variance) {
    if (!(variance >= 0) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          name + " is " + variance + ", where a finite number of at least 0 is needed");
    }
  }

  /** Gaussian weights. */
  public static Initialisation gaussian(double weightVariance, double biasVariance) {
    return new Initialisation(Kind.GAUSSIAN, weightVariance, biasVariance);
  }

  /** Orthogonal weights. */
  public static Initialisation orthogonal(double weightVariance, double biasVariance) {
    return new Initialisation(Kind.ORTHOGONAL, weightVariance, biasVariance);
  }

  /** For example {@code gaussian(weight-variance=1.5, bias-variance=0.05)}. */
  public String text() {
    return kind.text()
        + "(weight-variance="
        + ExpressionPrinter.number(weightVariance)
        + ", bias-variance="
        + ExpressionPrinter.number(biasVariance)
        + ")";
  }
}
