package org.onsager.programme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onsager.programme.Session.Kind;

final class DayTest {
  private static long count(Kind kind) {
    return Day.sessions().stream().filter(s -> s.kind() == kind).count();
  }

  @Test
  void theDayHasThePartsOfTheProposal() {
    assertThat(count(Kind.INVITED)).isEqualTo(6);
    assertThat(count(Kind.CONTRIBUTED)).isEqualTo(4);
    assertThat(count(Kind.POSTERS)).isEqualTo(1);
    assertThat(count(Kind.PANEL)).isEqualTo(1);
    assertThat(Day.sessions())
        .allSatisfy(
            s ->
                assertThat(s.minutes())
                    .isEqualTo(
                        s.kind() == Kind.INVITED || s.kind() == Kind.CONTRIBUTED
                            ? 30
                            : s.minutes()));
  }

  @Test
  void oneEntryBeginsWhenTheOneBeforeItEnds() {
    List<Session> day = Day.sessions();
    for (int i = 1; i < day.size(); i++) {
      assertThat(day.get(i).start()).isEqualTo(day.get(i - 1).end());
    }
  }

  @Test
  void everyReferenceIsSpokenOfOnce() {
    assertThat(Day.sessions().stream().flatMap(s -> s.references().stream()).sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, 47).boxed().toList());
  }

  @Test
  void everyTalkSaysWhatThePhysicsIs() {
    assertThat(Day.sessions().stream().filter(s -> s.kind() == Kind.INVITED))
        .allSatisfy(s -> assertThat(s.text().split(" ")).hasSizeBetween(80, 140));
  }
}
