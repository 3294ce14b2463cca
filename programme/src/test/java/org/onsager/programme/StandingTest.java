package org.onsager.programme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Paper;
import org.onsager.lab.Verdict;

final class StandingTest {
  private static final Reference NINE = References.all().get(8);
  private static final Map<String, Paper> PAPERS =
      Map.of(
          "propagation",
          new Paper("1611.01232v2", "Deep Information Propagation", List.of("A"), 2017, ""),
          "another",
          new Paper("9999.00001v1", "Another", List.of("A"), 2017, ""));
  private static final Standing.Judged RUN =
      new Standing.Judged("2026-01-02-0304-bcdf", "2026-01-02", Map.of("c", new Verdict.Agrees()));

  @Test
  void aReferenceWithoutAnExperimentIsNotYetThere() {
    assertThat(Standing.of(NINE, Map.of(), Map.of())).isEqualTo(new Standing.NotYet());
  }

  @Test
  void aReferenceWhoseExperimentWasNeverRunIsImplemented() {
    assertThat(Standing.of(NINE, PAPERS, Map.of("another", RUN)))
        .isEqualTo(new Standing.Implemented("propagation"));
  }

  @Test
  void aReferenceWhoseExperimentHasARunIsCertifiedWithItsVerdicts() {
    assertThat(Standing.of(NINE, PAPERS, Map.of("propagation", RUN)))
        .isEqualTo(new Standing.Certified("propagation", RUN));
  }
}
