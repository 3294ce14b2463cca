package org.onsager.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Effort;
import org.onsager.lab.Findings;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Home;
import org.onsager.logbook.PointStore;
import org.onsager.runner.Building;
import org.onsager.runner.Watch;
import org.onsager.sweep.coins.Notes;
import org.onsager.sweep.coins.TwoCoins;

class SweepTest {
  @TempDir Path folder;
  @TempDir Path other;

  @AfterEach
  void noteNothing() {
    Notes.into(null);
  }

  @Test
  void resultsDependNeitherOnWorkersNorOnOrderNorOnInterruption() {
    Plan plan = Desk.plan("two-coins", 7, 0, 3, "first=0.2:0.8:4", "second=0.5,0.25");
    Sweep.Outcome one = Desk.run(folder, plan, 1);
    assertThat(one.measured()).isEqualTo(24);
    List<List<ClaimResult>> results = Desk.results(folder, one);
    Plan turned = Desk.plan("two-coins", 7, 0, 3, "second=0.25,0.5", "first=0.8,0.6,0.4,0.2");
    Sweep.Outcome backwards = interrupted(other, turned);
    assertThat(backwards.measured() + backwards.resumed()).isEqualTo(24);
    assertThat(backwards.resumed()).isPositive();
    assertThat(new HashSet<>(Desk.results(other, backwards))).isEqualTo(new HashSet<>(results));
    for (int i = 0; i < 24; i += 3) {
      assertThat(results.subList(i, i + 3)).as("each has its own draws").doesNotHaveDuplicates();
    }
    Sweep.Outcome again = Desk.run(other, plan, 2);
    assertThat(again.measured()).as("another order of the same points is known").isZero();
    assertThat(Desk.results(other, again)).isEqualTo(results);
  }

  /** Stops after three points, then continues with two workers. */
  private static Sweep.Outcome interrupted(Path place, Plan plan) {
    AtomicInteger seen = new AtomicInteger();
    Home home = Home.under(place);
    try (Building laboratory = Desk.laboratory(home);
        PointStore store = PointStore.open(home, line -> {})) {
      assertThatThrownBy(
              () ->
                  Sweep.run(
                      plan,
                      Refinement.none(Desk.experiment(plan)),
                      false,
                      store,
                      laboratory,
                      2,
                      counting(seen),
                      () -> seen.get() >= 3))
          .isInstanceOf(Stopped.class)
          .hasMessageContaining("finished points are kept, the same command continues");
    }
    return Desk.run(place, plan, 2);
  }

  private static Watch counting(AtomicInteger seen) {
    return new Watch() {
      @Override
      public void measured(String purpose, Record point, Record result) {
        seen.incrementAndGet();
      }
    };
  }

  @Test
  void aPointHasTheBitsOfASingleRunWhoeverMeasuresIt() {
    Plan plan = Desk.plan("two-coins", 99, 0, 1, "first=0.3,0.6");
    Sweep.Outcome outcome = Desk.run(folder, plan, 2);
    TwoCoins coins = new TwoCoins();
    TwoCoins.Knobs knobs =
        new TwoCoins.Knobs(0.6, 0.5, 400, TwoCoins.Table.WOOD, false, List.of(1713, 1812));
    try (Building laboratory = Desk.laboratory(Home.under(other))) {
      Findings single =
          laboratory.trial(
              coins,
              knobs,
              coins.theory(knobs),
              new Laboratory.Trial(99, 2, Effort.QUICK, false, 0, false));
      ClaimResult expected =
          ClaimResult.of(single.claims().getFirst(), single.judgements().getFirst());
      assertThat(Desk.results(folder, outcome).get(1)).containsExactly(expected);
      String sent = java.util.Objects.requireNonNull(plan.place(1).point()).text();
      SweepResult far = SweepBench.measure(SweepPoint.of(sent), laboratory);
      assertThat(SweepResult.of(far.text()).claims()).containsExactly(expected);
    }
  }

  @Test
  void whatIsKnownIsNotMeasuredAgainAndALargerSweepTakesItOver() throws IOException {
    Path notes = other.resolve("measured");
    Notes.into(notes);
    Desk.run(folder, Desk.plan("nothing", 1, 0, 1, "number=1:10:10"), 2);
    Sweep.Outcome larger = Desk.run(folder, Desk.plan("nothing", 1, 0, 1, "number=1:20:20"), 2);
    assertThat(larger.resumed()).isEqualTo(10);
    assertThat(Files.readAllLines(notes)).hasSize(20).doesNotHaveDuplicates();
    assertThat(fresh(Desk.plan("nothing", 1, 0, 1, "number=3:5:3")).measured()).isEqualTo(3);
    assertThat(Files.readAllLines(notes)).hasSize(23);
  }

  private Sweep.Outcome fresh(Plan plan) {
    Home home = Home.under(folder);
    try (Building laboratory = Desk.laboratory(home);
        PointStore store = PointStore.open(home, line -> {})) {
      return Sweep.run(
          plan,
          Refinement.none(Desk.experiment(plan)),
          true,
          store,
          laboratory,
          1,
          Watch.none(),
          () -> false);
    }
  }

  @Test
  void aPointThatFailsIsRecordedTheOthersGoOnAndTheNextStartTriesItAgain() {
    Plan plan = Desk.plan("two-coins", 1, 0, 1, "first=0,0.5,1", "table=wood,holed,magnetic");
    Sweep.Outcome first = Desk.run(folder, plan, 2);
    // holed: three break; first = 0 has no scale to be wrong by, twice more; a sure coin, a magnet
    assertThat(first.failed()).isEqualTo(6);
    assertThat(first.measured()).isEqualTo(3);
    List<String> lines = new ArrayList<>();
    try (PointStore store = PointStore.open(Home.under(folder), line -> {})) {
      new SweepTable(first, store).each((p, r) -> lines.add(r.failure()));
    }
    assertThat(lines.get(4)).isEqualTo("IllegalStateException, the coin fell through");
    assertThat(lines.get(0)).contains("both-heads").contains("no scale");
    assertThat(lines.get(8)).isEqualTo("a coin that is sure needs no magnet");
    assertThat(lines.get(3)).isEmpty();
    Sweep.Outcome second = Desk.run(folder, plan, 1);
    assertThat(second.resumed()).isEqualTo(3);
    assertThat(second.failed()).isEqualTo(6);
  }

  @Test
  void aSweepIsFiledWithItsTableAndItsPageAndFiledAgainInTheSamePlace() throws IOException {
    Plan plan =
        Desk.plan("two-coins", 3, 0, 2, Map.of("tosses", "100"), "first=0.1:1:4", "second=0.1:1:3");
    Sweep.Outcome outcome = Desk.run(folder, plan, 2);
    SweepReport report =
        new SweepReport(
            Catalogue.open().card("two-coins"),
            new TwoCoins(),
            Set.of(),
            "2026-01-01T00:00:00Z",
            Map.of("Onsager", "1"),
            "a machine",
            "./onsager sweep two-coins");
    Path filed = null;
    for (int i = 0; i < 2; i++) {
      try (PointStore store = PointStore.open(Home.under(folder), line -> {})) {
        filed = SweepFolder.write(report, outcome, store, Home.under(folder)).folder();
      }
    }
    Path at = java.util.Objects.requireNonNull(filed);
    List<String> csv = Files.readAllLines(at.resolve("table.csv"));
    assertThat(csv.stream().filter(l -> !l.startsWith("#"))).hasSize(25);
    assertThat(csv)
        .contains(
            "point,repeat,seed,first,second,claim,prediction,prediction_error,measurement,"
                + "standard_error,deviation,p,verdict,reason,seconds,failure");
    Object table = org.onsager.logbook.Json.parse(Files.readString(at.resolve("table.json")));
    assertThat(table)
        .isInstanceOfSatisfying(
            Map.class, t -> assertThat((List<?>) t.get("rows")).hasSize(24).doesNotContainNull());
    Object head = org.onsager.logbook.Json.parse(Files.readString(at.resolve("sweep.json")));
    assertThat(head)
        .isInstanceOfSatisfying(
            Map.class,
            h -> {
              assertThat(h.get("format")).isEqualTo("onsager-sweep/1");
              assertThat(h.get("points")).isEqualTo(24L);
              assertThat(h.get("experiment")).isEqualTo("two-coins");
            });
    assertThat(Files.readString(at.resolve("page.html")))
        .contains("Measured: probability of two heads")
        .contains("Where theory holds");
    SweepFolder.copy(at, other.resolve("copy"));
    assertThat(other.resolve("copy").resolve("page.html")).isNotEmptyFile();
  }

  @Test
  void aPointIsARecordThatCanBeSent() {
    Codec.check(SweepPoint.class);
    Codec.check(SweepResult.class);
  }

  @Test
  void pointsThatDoNotFitIntoMemoryTogetherRunOneAfterTheOther() throws InterruptedException {
    MemoryGate gate = new MemoryGate(100);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      double bytes = i % 2 == 0 ? 60 : 500;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    gate.enter(bytes);
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    gate.leave(bytes);
                  }));
    }
    for (Thread t : threads) {
      t.join();
    }
    assertThat(most).hasValue(1);
    assertThat(MemoryGate.side(100, 30, 8)).isEqualTo(3);
    assertThat(MemoryGate.side(100, 300, 8)).isEqualTo(1);
    assertThat(MemoryGate.side(100, 0, 8)).isEqualTo(8);
  }

  @Test
  void refinementHalvesTheCellsWhereThePhaseChangesAndNoOthers() {
    Plan plan = Desk.plan("two-coins", 3, 0, 1, "first=0.1:0.9:5", "second=0.1:0.9:5");
    Refinement refinement = new Refinement(60, Set.of("none"), Desk.experiment(plan));
    Sweep.Outcome two = Desk.run(folder, plan, refinement, 2, Watch.none());
    assertThat(two.refined().size()).isBetween(40, 60);
    for (Place p : two.refined()) {
      double a = (double) p.values().get(0);
      double b = (double) p.values().get(1);
      // a new corner lies in a cell of the grid, 0.2 wide, through which ab = 1/4 goes
      assertThat((a - 0.2) * (b - 0.2)).as(p.toString()).isLessThan(0.25);
      assertThat((a + 0.2) * (b + 0.2)).as(p.toString()).isGreaterThan(0.25);
    }
    Sweep.Outcome one = Desk.run(other, plan, refinement, 1, Watch.none());
    assertThat(one.refined()).isEqualTo(two.refined());
    assertThat(Desk.results(other, one)).isEqualTo(Desk.results(folder, two));
    Sweep.Outcome again = Desk.run(folder, plan, refinement, 2, Watch.none());
    assertThat(again.measured()).isZero();
    assertThat(again.refined()).isEqualTo(two.refined());
  }

  @Test
  void refinementOverOneKnobClosesInOnTheChange() {
    Plan plan = Desk.plan("two-coins", 3, 0, 1, Map.of("second", "1"), "first=0.1:0.9:3");
    Refinement refinement = new Refinement(8, Set.of("none"), Desk.experiment(plan));
    Sweep.Outcome outcome = Desk.run(folder, plan, refinement, 2, Watch.none());
    assertThat(outcome.refined()).hasSize(8);
    double last = (double) outcome.refined().getLast().values().getFirst();
    assertThat(Math.abs(last - 0.25)).isLessThan(0.4 / 128);
  }

  @Test
  void refinementOfAnHypercubeIsRefused() {
    Plan plan = Desk.plan("two-coins", 3, 9, 1, "first=0.1:0.9");
    assertThatThrownBy(() -> new Refinement(5, Set.of(), Desk.experiment(plan)).check(plan))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--latin has none");
    Plan choices = Desk.plan("two-coins", 3, 0, 1, "table=*");
    assertThatThrownBy(() -> new Refinement(5, Set.of(), Desk.experiment(choices)).check(choices))
        .hasMessageContaining("not 0");
  }
}
