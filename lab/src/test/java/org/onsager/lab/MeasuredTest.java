package org.onsager.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MeasuredTest {
  /** 1, 2, 3, 4: mean 5/2, sample variance 5/3, standard error √(5/12). */
  @Test
  void theMeanOfFourDrawsHasThreeDegreesOfFreedom() {
    Measured m = Measured.of(1, 2, 3, 4);
    assertThat(m.mean()).isEqualTo(2.5);
    assertThat(m.standardError()).isCloseTo(Math.sqrt(5.0 / 12), within(1e-15));
    assertThat(m.degreesOfFreedom()).isEqualTo(3);
    assertThat(m.effectiveSamples()).isEqualTo(4);
  }

  /**
   * Equal errors and ν degrees each: Welch gives 2ν. A known error adds no uncertainty of its own.
   */
  @Test
  void aDifferenceHasWelchsDegreesOfFreedom() {
    Measured d = Measured.of(5, 3, 10).minus(Measured.of(1, 3, 10));
    assertThat(d.mean()).isEqualTo(4);
    assertThat(d.standardError()).isCloseTo(3 * Math.sqrt(2), within(1e-14));
    assertThat(d.degreesOfFreedom()).isCloseTo(20, within(1e-12));
    assertThat(Measured.of(1, 2, 10).minus(new Measured(0, 0, 1e9, 1e9)).degreesOfFreedom())
        .isCloseTo(10, within(1e-12));
    assertThat(new Measured(1, 0, 4, 5).minus(new Measured(1, 0, 3, 4)).degreesOfFreedom())
        .isEqualTo(3);
  }

  @Test
  void aFunctionCarriesTheErrorByItsSlope() {
    Measured m = Measured.of(2, 0.1, 9).map(v -> -v * v, -4);
    assertThat(m.mean()).isEqualTo(-4);
    assertThat(m.standardError()).isCloseTo(0.4, within(1e-15));
  }

  @Test
  void columnsAreAveragedOverDraws() {
    assertThat(Measured.ofColumns(List.of(new double[] {1, 5}, new double[] {3, 5})))
        .containsExactly(Measured.of(1, 3), Measured.of(5, 5));
  }

  @Test
  void whatIsNoMeasurementIsRefused() {
    assertThatThrownBy(() -> Measured.of(1.0)).hasMessageContaining("at least two draws");
    assertThatThrownBy(() -> Measured.of(1, Double.NaN)).hasMessageContaining("finite number");
    assertThatThrownBy(() -> Measured.of(1, -1, 3)).hasMessageContaining("standard error");
    assertThatThrownBy(() -> Measured.of(1, 1, 0)).hasMessageContaining("degrees of freedom");
  }
}
