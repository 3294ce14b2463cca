package org.onsager.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class ErrorFunctionTest {
  private static final BigDecimal SQRT_PI =
      new BigDecimal(
          "1.7724538509055160272981674833411451827975494561223871282138077898529112845910321813749506567385446654162268236242825707");

  /**
   * The Maclaurin series of erf, summed with so many digits that none of its cancellation shows.
   */
  private static BigDecimal series(double x, int digits) {
    MathContext mc = new MathContext(digits);
    BigDecimal square = new BigDecimal(x).pow(2, mc).negate();
    BigDecimal power = new BigDecimal(x);
    BigDecimal sum = power;
    for (int n = 1; n < 4000; n++) {
      power = power.multiply(square, mc).divide(BigDecimal.valueOf(n), mc);
      BigDecimal term = power.divide(BigDecimal.valueOf(2L * n + 1), mc);
      sum = sum.add(term, mc);
      if (n > x * x && term.abs().compareTo(BigDecimal.valueOf(1, digits)) < 0) {
        break;
      }
    }
    return sum.multiply(BigDecimal.TWO, mc).divide(SQRT_PI, mc);
  }

  @Test
  void erfEqualsItsSeriesToAFewUnitsInTheLastPlace() {
    for (double x = -5.9; x < 6; x += 0.0371) {
      double exact = series(x, 60).doubleValue();
      assertThat(Math.abs(ErrorFunction.erf(x) - exact) / Math.ulp(exact))
          .as("erf(%s) = %s, series %s", x, ErrorFunction.erf(x), exact)
          .isLessThan(3);
    }
  }

  @Test
  void erfcKeepsItsRelativeAccuracyInTheTail() {
    for (double x : new double[] {0.4, 0.47, 0.5, 1, 1.7, 2.5, 3.9, 4, 4.1, 5.3, 6.5, 7.5}) {
      double exact = BigDecimal.ONE.subtract(series(x, 100)).doubleValue();
      assertThat(ErrorFunction.erfc(x) / exact - 1)
          .as("erfc(%s) = %s, series %s", x, ErrorFunction.erfc(x), exact)
          .isBetween(-1e-15, 1e-15);
    }
  }

  @Test
  void limitsAndSymmetryHold() {
    assertThat(ErrorFunction.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(ErrorFunction.erfc(Double.POSITIVE_INFINITY)).isEqualTo(0);
    assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
    assertThat(ErrorFunction.erf(0)).isEqualTo(0);
    assertThat(ErrorFunction.erf(1e-300)).isCloseTo(1.1283791670955126e-300, within(1e-315));
    assertThat(ErrorFunction.normal(0)).isEqualTo(0.5);
    assertThat(ErrorFunction.erf(-0.7)).isEqualTo(-ErrorFunction.erf(0.7));
  }

  private static org.assertj.core.data.Offset<Double> within(double x) {
    return org.assertj.core.data.Offset.offset(x);
  }
}
