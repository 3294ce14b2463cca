package org.onsager.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Refusal;
import org.onsager.sweep.coins.TwoCoins;

class PlanTest {

  private static List<Object> values(String over) {
    return Desk.plan("two-coins", 1, 0, 1, over).axes().getFirst().values();
  }

  private static void refuses(String line, String... over) {
    assertThatThrownBy(() -> Desk.plan("two-coins", 1, 0, 1, over))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(line)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aGridHasItsEndsAndEvenStepsInBetween() {
    assertThat(values("first=0.1:0.5:5")).containsExactly(0.1, 0.2, 0.3, 0.4, 0.5);
    assertThat(values("first=0:1:3")).containsExactly(0.0, 0.5, 1.0);
    assertThat(values("tosses=10:100:4")).containsExactly(10, 40, 70, 100);
    assertThat(values("first=0:1:4"))
        .containsExactly(0.0, 0.333333333333333, 0.666666666666667, 1.0);
  }

  @Test
  void aLogarithmicGridHasEqualRatios() {
    assertThat(values("tosses=10:10000:4:log")).containsExactly(10, 100, 1000, 10000);
    assertThat(values("first=0.001:1:4:log")).containsExactly(0.001, 0.01, 0.1, 1.0);
    List<Object> third = values("first=0.125:1:10:log");
    for (int i = 1; i < 10; i++) {
      assertThat((double) third.get(i) / (double) third.get(i - 1))
          .isCloseTo(Math.cbrt(2), org.assertj.core.data.Offset.offset(1e-13));
    }
  }

  @Test
  void wholeNumbersOfAGridAreRoundedAndOccurOnce() {
    assertThat(values("tosses=2:5:7")).containsExactly(2, 3, 4, 5);
  }

  @Test
  void listsChoicesAndListsOfListsAreTakenAsTheyStand() {
    assertThat(values("first=0.5, 0.1,1")).containsExactly(0.5, 0.1, 1.0);
    assertThat(values("table=magnetic,wood"))
        .containsExactly(TwoCoins.Table.MAGNETIC, TwoCoins.Table.WOOD);
    assertThat(values("table=*")).containsExactly((Object[]) TwoCoins.Table.values());
    assertThat(values("left=*")).containsExactly(false, true);
    assertThat(values("years=1,2;1900")).containsExactly(List.of(1, 2), List.of(1900));
  }

  @Test
  void everyCombinationOccursOnceAndTheLastAxisIsTheFastest() {
    Plan plan = Desk.plan("two-coins", 1, 0, 2, "first=0.1,0.2", "second=0.3,0.4,0.5");
    assertThat(plan.size()).isEqualTo(12);
    List<List<Object>> all = LongStream.range(0, 12).mapToObj(n -> plan.place(n).values()).toList();
    assertThat(all.subList(0, 3))
        .containsExactly(List.of(0.1, 0.3), List.of(0.1, 0.3), List.of(0.1, 0.4));
    assertThat(new HashSet<>(all)).hasSize(6);
    Set<String> keys = new HashSet<>();
    LongStream.range(0, 12).forEach(n -> keys.add(key(plan.place(n))));
    assertThat(keys).hasSize(12);
  }

  private static String key(Place place) {
    SweepPoint point = java.util.Objects.requireNonNull(place.point());
    assertThat(SweepPoint.of(point.text())).isEqualTo(point);
    return point.key();
  }

  /** McKay, Beckman and Conover 1979: each of the N strata of each margin holds one row. */
  @Test
  void everyStratumOfEveryMarginOfALatinHypercubeHoldsOneRow() {
    int n = 97;
    Plan plan =
        Desk.plan("two-coins", 5, n, 1, "first=0.2:0.7", "second=0.001:1:log", "tosses=2:98");
    List<Integer> linear = new ArrayList<>();
    List<Integer> log = new ArrayList<>();
    List<Integer> whole = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<Object> values = plan.place(i).values();
      linear.add((int) (((double) values.get(0) - 0.2) / 0.5 * n));
      log.add((int) ((1 + Math.log10((double) values.get(1)) / 3) * n));
      whole.add((int) values.get(2) - 2);
    }
    List<Integer> once = IntStream.range(0, n).boxed().toList();
    assertThat(linear.stream().sorted().toList()).isEqualTo(once);
    assertThat(log.stream().sorted().toList()).isEqualTo(once);
    assertThat(whole.stream().sorted().toList()).isEqualTo(once);
    assertThat(linear).isNotEqualTo(log);
  }

  @Test
  void aLatinHypercubeIsThatOfItsSeed() {
    Plan one = Desk.plan("two-coins", 5, 20, 1, "first=0:1", "second=0:1");
    Plan same = Desk.plan("two-coins", 5, 20, 1, "first=0:1", "second=0:1");
    Plan other = Desk.plan("two-coins", 6, 20, 1, "first=0:1", "second=0:1");
    assertThat(rows(one)).isEqualTo(rows(same)).isNotEqualTo(rows(other));
    assertThat(one.name()).isEqualTo(same.name()).isNotEqualTo(other.name());
    Plan choice = Desk.plan("two-coins", 5, 9, 1, "table=*", "first=0:0.9");
    assertThat(LongStream.range(0, 9).mapToObj(n -> choice.place(n).values().getFirst()).toList())
        .as("a choice has its strata too")
        .containsExactlyInAnyOrder(
            IntStream.range(0, 9).mapToObj(i -> TwoCoins.Table.values()[i / 3]).toArray());
  }

  private static List<List<Object>> rows(Plan plan) {
    return LongStream.range(0, plan.size()).mapToObj(n -> plan.place(n).values()).toList();
  }

  @Test
  void repeatsHaveSeedsOfTheirOwnAndTheFirstIsThatOfASingleRun() {
    Set<Long> seeds = new HashSet<>();
    for (int r = 0; r < 1000; r++) {
      seeds.add(Plan.seed(42, r));
    }
    assertThat(seeds).hasSize(1000).contains(42L);
    assertThat(seeds).allMatch(s -> s >= 0);
    assertThat(Plan.seed(43, 1)).isNotEqualTo(Plan.seed(42, 1));
  }

  @Test
  void whereKnobsCannotStandSoThePlaceSaysWhy() {
    Plan plan = Desk.plan("two-coins", 1, 0, 1, "table=magnetic,wood", "first=0.5,1");
    assertThat(plan.place(1).point()).isNull();
    assertThat(plan.place(1).refusal()).isEqualTo("a coin that is sure needs no magnet");
    assertThat(plan.place(3).point()).isNotNull();
  }

  @Test
  void whatCannotBeSweptIsRefusedInOneLineBeforeAnythingRuns() {
    refuses("no knob is called \"firts\"; did you mean first?", "firts=0:1:3");
    refuses("knob first: 1.5 lies outside 0 … 1", "first=0.5:1.5:3");
    refuses("knob first: 2 lies outside 0 … 1", "first=0.5,2");
    refuses("knob tosses is a whole number, not \"2.5\"", "tosses=2.5:9:3");
    refuses("write 0:1:10, or draw from it with --latin N", "first=0:1");
    refuses("does not ascend", "first=1:0:3");
    refuses("a logarithmic grid lies above 0", "first=0:1:3:log");
    refuses("linear or ends with :log, not :lgo; did you mean log?", "first=0.1:1:3:lgo");
    refuses("from 2 to 100000 values, not 1", "first=0:1:1");
    refuses("the count of a grid is a whole number, not \"2.5\"", "first=0:1:2.5");
    refuses("one of wood, magnetic, holed, not \"wod\"; did you mean wood?", "table=wod");
    refuses("goes over 0.5 twice", "first=0.5,0.5");
    refuses("is no choice", "first=*");
    refuses("--over takes KNOB=VALUES, not \"first\"", "first");
    refuses("is swept twice", "first=0:1:3", "first=0:1:3");
    refuses(
        "a sweep of 10,000,000,000 points is too large", "first=0:1:100000", "second=0:1:100000");
    refuses("a sweep goes over at least one knob");
    assertThatThrownBy(() -> Desk.plan("two-coins", 1, 9, 1, "first=0:1:3"))
        .hasMessageContaining("--latin draws from a range, which has no count; write 0:1");
  }
}
