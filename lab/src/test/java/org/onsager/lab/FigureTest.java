package org.onsager.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Curves;
import org.onsager.lab.Figure.Line;
import org.onsager.lab.Figure.Origin;
import org.onsager.lab.Figure.Points;
import org.onsager.lab.Figure.Tone;

final class FigureTest {
  private static final double[] X = {0, 1};
  private static final double[] Y = {2, 3};

  @Test
  void curvesArePutTogetherOneFamilyAfterTheOtherAndStayValues() {
    Curves empty =
        Curves.of(Caption.of("a", "b", "c", "d"), Axis.linear("x"), Axis.logarithmic("y"));
    List<Measured> measured = List.of(Measured.of(2, 0.1, 3), Measured.of(3, 0.1, 3));
    Curves full =
        empty
            .theory("law", Tone.CHAOS, new Prediction.Curve(X, Y, 0, Regime.exact()))
            .reference("rival", Tone.NEUTRAL, X, Y)
            .measured(Tone.CHAOS, X, measured);
    assertThat(empty.lines()).isEmpty();
    assertThat(full.lines().stream().map(Line::origin))
        .containsExactly(Origin.THEORY, Origin.REFERENCE);
    assertThat(full.lines().getFirst().y()).containsExactly(2, 3);
    assertThat(full.points().stream().map(Points::y)).containsExactly(measured);
  }

  @Test
  void samplesOfACurveAreAsManyAsTheirPlaces() {
    Measured one = Measured.of(1, 0.1, 3);
    assertThat(Claim.Curve.Sample.of(X, List.of(one, one)).get(1).x()).isEqualTo(1);
    assertThatThrownBy(() -> Claim.Curve.Sample.of(X, List.of(one)))
        .hasMessageContaining("1 measurements at 2 places");
  }
}
