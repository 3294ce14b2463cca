package org.onsager.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PredictionTest {
  private static final Prediction.Curve CURVE =
      new Prediction.Curve(new double[] {0, 1, 3}, new double[] {0, 2, 10}, 0.5, Regime.exact());

  @Test
  void aCurveIsLinearBetweenItsPointsAndConstantBeyond() {
    assertThat(CURVE.at(0)).isZero();
    assertThat(CURVE.at(0.5)).isEqualTo(1);
    assertThat(CURVE.at(2)).isEqualTo(6);
    assertThat(CURVE.at(-1)).isZero();
    assertThat(CURVE.at(9)).isEqualTo(10);
    assertThat(CURVE.span()).isEqualTo(3);
  }

  @Test
  void aCurveScaledAndShiftedSaysWhatAWrongTheoryWould() {
    assertThat(CURVE.scaled(-2).at(2)).isEqualTo(-12);
    assertThat(CURVE.scaled(-2).error()).isEqualTo(1);
    assertThat(CURVE.shifted(1).at(3)).isEqualTo(CURVE.at(2));
  }

  @Test
  void aStretchedDensityIsThatOfTheScaledNumber() {
    Prediction.Density d =
        new Prediction.Density(new double[] {0, 1}, new double[] {0, 1}, Regime.exact());
    assertThat(d.stretched(2).at(1)).isEqualTo(0.5);
    assertThat(d.at(-0.1)).isZero();
    assertThat(d.at(2)).isEqualTo(1);
  }

  @Test
  void whatPredictsNothingIsRefused() {
    assertThatThrownBy(() -> Prediction.exact(Double.NaN)).hasMessageContaining("a number");
    assertThatThrownBy(() -> new Prediction(1, -1, Regime.exact())).hasMessageContaining("error");
    assertThatThrownBy(
            () -> new Prediction.Curve(new double[] {1, 1}, new double[] {1, 1}, 0, Regime.exact()))
        .hasMessageContaining("ascending");
    assertThatThrownBy(
            () ->
                new Prediction.Density(
                    new double[] {0, 1}, new double[] {0.5, 0.4}, Regime.exact()))
        .hasMessageContaining("ascend");
  }
}
