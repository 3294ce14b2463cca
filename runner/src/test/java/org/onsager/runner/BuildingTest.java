package org.onsager.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Cost;
import org.onsager.lab.Effort;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;
import org.onsager.lab.Laboratory;
import org.onsager.logbook.Home;
import org.onsager.logbook.LogBook;

class BuildingTest {
  @TempDir Path folder;

  private Building building() {
    Home home = Home.under(folder);
    return Building.of(
        Catalogue.open(),
        home,
        DataRoom.of(home, null, Map.of(), false, line -> {}),
        line -> {},
        () -> false);
  }

  private static Findings trial(Laboratory in, Coins coins, Laboratory.Trial trial) {
    Coins.Knobs knobs = coins.knobs(Effort.QUICK);
    return in.trial(coins, knobs, coins.theory(knobs), trial);
  }

  private static Laboratory.Trial trial(int workers, boolean permuted, int after, boolean reuse) {
    return new Laboratory.Trial(1, workers, Effort.QUICK, permuted, after, reuse);
  }

  @Test
  void anInterruptedTrialHasTheBitsOfAWholeOneAndMeasuresEachPointOnce() {
    try (Building building = building()) {
      String whole = building.digest(trial(building, new Coins(), trial(1, false, 0, false)));
      for (int after : new int[] {1, 19, 20, 21, 40, 1000}) {
        AtomicInteger measured = new AtomicInteger();
        Coins counting = new Coins((p, bench) -> measured.incrementAndGet());
        Findings found = trial(building, counting, trial(1, false, after, false));
        assertThat(building.digest(found)).as("stopped after %s", after).isEqualTo(whole);
        assertThat(measured.get()).as("stopped after %s", after).isBetween(Math.min(after, 40), 40);
        found = trial(building, new Coins(), trial(2, false, after, false));
        assertThat(building.digest(found)).as("two workers, %s", after).isEqualTo(whole);
      }
    }
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void permutedResultsAreThoseOfOtherPoints() {
    try (Building building = building()) {
      double[] plain = means(trial(building, new Coins(), trial(2, false, 0, false)));
      double[] moved = means(trial(building, new Coins(), trial(2, true, 0, false)));
      assertThat(moved).isNotEqualTo(plain).containsExactlyInAnyOrder(plain);
    }
  }

  private static double[] means(Findings found) {
    Figure.Curves curves = (Figure.Curves) found.figures().getFirst();
    return curves.points().getFirst().y().stream().mapToDouble(m -> m.mean()).toArray();
  }

  @Test
  void reusedPointsAreNotMeasuredAgain() {
    AtomicInteger measured = new AtomicInteger();
    Coins counting = new Coins((p, bench) -> measured.incrementAndGet());
    try (Building building = building()) {
      String first = building.digest(trial(building, counting, trial(2, false, 0, false)));
      assertThat(building.digest(trial(building, counting, trial(2, false, 0, true))))
          .isEqualTo(first);
      assertThat(measured.get()).isEqualTo(40);
      assertThat(building.digest(trial(building, counting, trial(2, false, 0, false))))
          .isEqualTo(first);
      assertThat(measured.get()).isEqualTo(80);
    }
  }

  @Test
  void certificatesComeFromTheLogBook() {
    Home home = Home.under(folder);
    try (Building building = building()) {
      assertThat(building.certificate("coins/mean")).isEmpty();
      assertThat(folder).isEmptyDirectory();
      try (LogBook book = LogBook.open(home, line -> {})) {
        new Runner(
                home,
                book,
                DataRoom.of(home, null, Map.of(), false, line -> {}),
                new Build(List.of(), "0123456789abcdef"),
                r -> "")
            .run(RunnerTest.request(new Coins(), 3, 2), Watch.none(), () -> false);
      }
      Laboratory.Certificate c = building.certificate("coins/mean").orElseThrow();
      assertThat(c.experiment()).isEqualTo("coins");
      assertThat(c.regime()).isEqualTo("p = 0.3, points = 20, throwsEach = 400");
      assertThat(building.uncalibrated(List.of("coins/mean", "x"))).containsExactly("x");
    }
  }

  @Test
  void anUnknownDataSetIsRefusedByName() {
    DataRoom room = DataRoom.of(Home.under(folder), null, Map.of(), false, line -> {});
    assertThat(room.whereabouts()).isEmpty();
    assertThatThrownBy(() -> room.open("mnist"))
        .hasMessageStartingWith("no data set is called mnist");
  }

  @Test
  void theForecastLearnsFromThePointsBehind() {
    Forecast forecast = new Forecast(new Cost(100, 0, 0, 100), 2);
    assertThat(forecast.left(20, 80)).as("as was said beforehand").isEqualTo(100);
    for (int i = 0; i < 50; i++) {
      forecast.took(6); // two workers: 3 s a point, three times what was said
    }
    double left = forecast.left(10, 40);
    assertThat(left)
        .as("50 points of 3 s, the beginning not quite forgotten")
        .isBetween(135.0, 150.0);
    assertThat(forecast.left(0, 0)).isZero();
    Forecast unsaid = new Forecast(new Cost(0, 0, 0, 0), 1);
    assertThat(unsaid.left(3, 0)).isNaN();
    unsaid.took(2);
    assertThat(unsaid.left(3, 0)).isEqualTo(6);
  }

  @Test
  void theFingerprintIsOfTheContentAlone() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Files.writeString(classes.resolve("A.class"), "one");
    String first = Build.of(classes.toString()).fingerprint();
    Files.writeString(classes.resolve("A.class"), "one");
    assertThat(Build.of(classes.toString()).fingerprint()).isEqualTo(first);
    Files.writeString(classes.resolve("A.class"), "two");
    assertThat(Build.of(classes.toString()).fingerprint()).isNotEqualTo(first);
    assertThat(Machine.versions(Build.here())).containsKeys("Onsager", "Java", "build");
    assertThat(Machine.words()).contains(" cores, ");
  }
}
