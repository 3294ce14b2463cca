package org.onsager.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class TailsTest {
  private static final double[] PLACES = {1e-8, 0.01, 0.3, 1, 1.7, 3, 10, 1e3, 1e6};

  private static void close(double found, double exact, String what) {
    assertThat(found).as(what).isCloseTo(exact, Percentage.withPercentage(1e-9));
  }

  /** One degree of freedom is Cauchy's law: P(|T| ≥ t) = (2/π) atan(1/t). */
  @Test
  void oneDegreeOfFreedomIsCauchy() {
    for (double t : PLACES) {
      close(Tails.student(t, 1), 2 / Math.PI * Math.atan(1 / t), "t=" + t);
    }
  }

  /** Two degrees of freedom: P(|T| ≥ t) = 1 − t/√(2+t²) = 2/(√(2+t²)(√(2+t²)+t)). */
  @Test
  void twoDegreesOfFreedomHaveAnAlgebraicTail() {
    for (double t : PLACES) {
      double root = Math.sqrt(2 + t * t);
      close(Tails.student(t, 2), 2 / (root * (root + t)), "t=" + t);
    }
  }

  /** Even degrees of freedom: P(X ≥ x) = e^{−x/2} Σ_{k<ν/2} (x/2)^k/k!. */
  @Test
  void chiSquaredWithEvenDegreesIsAPoissonSum() {
    for (int nu : new int[] {2, 4, 10, 40}) {
      for (double x : new double[] {0.01, 0.5, 2, 10, 39, 60, 300, 1000}) {
        double term = 1;
        double sum = 0;
        for (int k = 0; k < nu / 2; k++) {
          sum += term;
          term *= x / 2 / (k + 1);
        }
        close(Tails.chiSquared(x, nu), Math.exp(-x / 2) * sum, "x=" + x + " ν=" + nu);
      }
    }
  }

  /**
   * P(|Z| ≥ z) by the Taylor series of erf, Σ (−1)^k x^{2k+1}/(k!(2k+1)), for small z, and far out
   * by erfc's continued fraction evaluated from its tail (DLMF 7.9.1), 400 terms.
   */
  @Test
  void infiniteDegreesOfFreedomAreNormal() {
    for (double z : new double[] {0.1, 0.5, 1, 1.5}) {
      double x = z / Math.sqrt(2);
      double term = x;
      double sum = 0;
      for (int k = 0; k < 80; k++) {
        sum += term / (2 * k + 1);
        term *= -x * x / (k + 1);
      }
      close(Tails.student(z, Double.POSITIVE_INFINITY), 1 - 2 / Math.sqrt(Math.PI) * sum, "z=" + z);
    }
    for (double z : new double[] {2, 5, 10, 30}) {
      double x = z / Math.sqrt(2);
      double fraction = x;
      for (int k = 400; k > 0; k--) {
        fraction = x + k / 2.0 / fraction;
      }
      double exact = Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
      close(Tails.student(z, Double.POSITIVE_INFINITY), exact, "z=" + z);
    }
  }

  @Test
  void manyDegreesOfFreedomApproachTheNormalLaw() {
    double normal = Tails.student(3, Double.POSITIVE_INFINITY);
    // Leading correction of the density's Cornish–Fisher expansion: of relative order t⁴/(4ν).
    assertThat(Tails.student(3, 1e6)).isCloseTo(normal, Percentage.withPercentage(0.01));
    assertThat(Tails.student(3, 1e6)).isGreaterThan(normal);
  }

  @Test
  void quantilesInvertTails() {
    for (double nu : new double[] {1, 2, 7, 100, Double.POSITIVE_INFINITY}) {
      for (double p : new double[] {1, 0.5, 1e-3, 1e-12}) {
        close(Tails.student(Tails.studentQuantile(p, nu), nu), p, "p=" + p + " ν=" + nu);
      }
    }
  }

  /**
   * Kolmogorov's law by its dual series, 1 − (√(2π)/λ) Σ e^{−(2k−1)²π²/(8λ²)} (Jacobi's identity),
   * at n → ∞, where Stephens's correction vanishes.
   */
  @Test
  void kolmogorovsTwoSeriesAgree() {
    double n = 1e14;
    for (double l : new double[] {0.5, 0.8, 1, 1.3}) {
      double sum = 0;
      for (int k = 1; k < 30; k++) {
        sum += Math.exp(-Math.pow((2 * k - 1) * Math.PI, 2) / (8 * l * l));
      }
      assertThat(Tails.kolmogorov(l / Math.sqrt(n), n))
          .isCloseTo(1 - Math.sqrt(2 * Math.PI) / l * sum, within(1e-6));
    }
    assertThat(Tails.kolmogorov(0, 10)).isEqualTo(1);
  }

  @Test
  void theEndsAreCertainAndImpossible() {
    assertThat(Tails.student(0, 3)).isEqualTo(1);
    assertThat(Tails.student(Double.POSITIVE_INFINITY, 3)).isZero();
    assertThat(Tails.chiSquared(0, 3)).isEqualTo(1);
    assertThat(Tails.chiSquared(Double.POSITIVE_INFINITY, 3)).isZero();
  }
}
