package org.onsager.experiments.effectivetheory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Effort;
import org.onsager.lab.Figure;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Plane;

/** What a sweep draws over the plane of this paper's knobs. */
class DeepInformationPropagationTest {
  private static final DeepInformationPropagation PAPER = new DeepInformationPropagation();
  private static final DeepInformationPropagation.Knobs KNOBS = PAPER.knobs(Effort.QUICK);

  @Test
  void theCriticalLineGoesThroughTheKnownPoint() {
    // σ_w² ∫Dz sech⁴(√q z) = 1 at the fixed point q of tanh, σ_b² = 0.05: a root found by two
    // quadratures
    Plane plane = new Plane("biasVariance", 0.05, 0.3, "order", 0.5, 4);
    Figure.Line line = PAPER.lines(KNOBS, plane).getFirst();
    assertThat(line.x()[0]).isCloseTo(0.05, within(1e-12));
    assertThat(line.y()[0]).isCloseTo(1.7609546396, within(1e-8));
    Figure.Line turned =
        PAPER.lines(KNOBS, new Plane("order", 0.5, 4, "biasVariance", 0.05, 0.3)).getFirst();
    assertThat(turned.x()).containsExactly(line.y());
  }

  @Test
  void otherPlanesHaveNoLine() {
    Plane plane = new Plane("width", 16, 100, "biasVariance", 0.05, 0.3);
    assertThat(PAPER.lines(KNOBS, plane)).isEqualTo(List.of());
  }

  @Test
  void thePhaseChangesAtTheCriticalVariance() {
    KnobBoard<DeepInformationPropagation.Knobs> board = KnobBoard.of(KNOBS);
    assertThat(PAPER.phase(board.with(KNOBS, java.util.Map.of("order", "1.7"))))
        .isEqualTo("ordered");
    assertThat(PAPER.phase(board.with(KNOBS, java.util.Map.of("order", "1.8"))))
        .isEqualTo("chaotic");
  }
}
