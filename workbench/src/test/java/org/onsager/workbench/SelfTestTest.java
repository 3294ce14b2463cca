package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Figure;

/** The self-test at a small size; its rates at the full one are in the guide. */
class SelfTestTest {
  @Test
  void brokenLayersComeFirstAndSoundNetworksRaiseNothing() {
    SelfTest.Result r = SelfTest.run(2, new Shelf());
    assertThat(r.tried()).isEqualTo(10);
    // a rate of 5 % gives more than three alarms of ten with a probability of 10⁻³
    assertThat(r.alarms()).isLessThanOrEqualTo(3);
    for (PlantedFault fault : PlantedFault.values()) {
      int[] row = r.counts().get(fault.words());
      assertThat(row).as(fault.words()).hasSize(PlantedFault.kinds().size());
      if (fault != PlantedFault.PERMUTED) {
        // a rate of 90 % gives fewer than seven of ten with a probability of 1 %
        assertThat(r.first().get(fault.words())).as(fault.words()).isGreaterThanOrEqualTo(7);
      }
    }
    assertThat(r.first().get("permuted rows, the checkpoint before beside it")).isEqualTo(10);
  }

  @Test
  void permutedRowsCannotBeSeenInWeightsAloneAndThatIsSaid() {
    Answer answer = SelfTest.answer(1, new Shelf());
    Figure.Table table = (Figure.Table) answer.figures().getFirst();
    assertThat(table.rows())
        .anySatisfy(row -> assertThat(row).first().isEqualTo("permuted rows"))
        .hasSize(PlantedFault.values().length + 2);
    assertThat(answer.notes().getFirst()).contains("weights alone cannot");
    assertThat(answer.grade() == Grade.FINE).isEqualTo(answer.exit() == 0);
  }
}
