package org.onsager.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Effort;
import org.onsager.lab.Findings;
import org.onsager.lab.Lab;
import org.onsager.lab.Stopped;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Home;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;

class RunnerTest {
  private static final Build BUILD = new Build(List.of(), "0123456789abcdef");

  @TempDir Path folder;

  static Request<Coins.Knobs, Coins.Theory> request(Coins coins, long seed, int threads) {
    return request(coins, seed, threads, false);
  }

  private static Request<Coins.Knobs, Coins.Theory> request(
      Coins coins, long seed, int threads, boolean fresh) {
    return new Request<>(
        Coins.CARD,
        coins,
        coins.knobs(Effort.QUICK),
        Effort.QUICK,
        seed,
        threads,
        fresh,
        null,
        "run coins --seed " + seed);
  }

  private Run run(Request<?, ?> request, Watch watch, BooleanSupplier stopped) {
    Home home = Home.under(folder);
    try (LogBook book = LogBook.open(home, line -> {})) {
      DataRoom data = DataRoom.of(home, null, Map.of(), false, line -> {});
      return new Runner(home, book, data, BUILD, r -> "<p>" + r.name() + "</p>")
          .run(request, watch, stopped);
    }
  }

  private Run run(Request<?, ?> request) {
    return run(request, Watch.none(), () -> false);
  }

  @Test
  void aFinishedRunIsAFolderAndReadsBackWhole() throws IOException {
    Run run = run(request(new Coins(), 5, 2));
    Path at = folder.resolve("runs").resolve(run.name());
    assertThat(at.resolve("poster.html")).hasContent("<p>" + run.name() + "</p>");
    assertThat(Files.readString(at.resolve("run.json"))).contains(run.digest());
    List<String> csv = Files.readAllLines(at.resolve("figures").resolve("first.csv"));
    assertThat(csv).contains("# run: " + run.name());
    assertThat(csv.stream().filter(l -> l.startsWith("measured,neutral,\"coins, thrown\",")))
        .hasSize(20);
    try (LogBook book = LogBook.open(Home.under(folder), line -> {})) {
      assertThat(Codec.text(book.run(run.name()))).isEqualTo(Codec.text(run));
      assertThat(book.latest("coins").orElseThrow().digest()).isEqualTo(run.digest());
    }
  }

  @Test
  void theDigestDependsOnTheSeedAndNotOnTheWorkers() {
    String one = run(request(new Coins(), 5, 1)).digest();
    assertThat(run(request(new Coins(), 5, 2)).digest()).isEqualTo(one);
    assertThat(run(request(new Coins(), 5, 7)).digest()).isEqualTo(one);
    assertThat(run(request(new Coins(), 6, 2)).digest()).isNotEqualTo(one);
  }

  @Test
  void aStoppedRunGoesOnWhereItWas() throws IOException {
    Path notes = folder.resolve("notes");
    AtomicBoolean stop = new AtomicBoolean();
    Watch watch =
        new Watch() {
          @Override
          public void at(Progress p) {
            stop.compareAndSet(false, p.allDone() >= 25);
          }
        };
    assertThatThrownBy(() -> run(request(Coins.noting(notes, 0), 5, 2), watch, stop::get))
        .isInstanceOf(Stopped.class)
        .hasMessageContaining("finished points are kept");
    int before = Files.readAllLines(notes).size();
    List<Progress> heard = Collections.synchronizedList(new ArrayList<>());
    Watch listener =
        new Watch() {
          @Override
          public void at(Progress p) {
            heard.add(p);
          }
        };
    Run run = run(request(Coins.noting(notes, 0), 5, 1), listener, () -> false);
    assertThat(Files.readAllLines(notes)).as("each point is measured once").hasSize(40);
    assertThat(heard.getLast().resumed()).isEqualTo(before);
    assertThat(heard.getLast().allDone()).isEqualTo(40);
    assertThat(heard.getLast().secondsLeft()).isZero();
    assertThat(run.digest()).isEqualTo(run(request(new Coins(), 5, 2)).digest());
  }

  @Test
  void freshForgetsWhatWasLeft() throws IOException {
    Path notes = folder.resolve("notes");
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(
            () ->
                run(
                    request(Coins.noting(notes, 0), 5, 1),
                    Watch.none(),
                    () -> calls.incrementAndGet() > 30))
        .isInstanceOf(Stopped.class);
    Files.delete(notes);
    run(request(Coins.noting(notes, 0), 5, 1, true));
    assertThat(Files.readAllLines(notes)).hasSize(40);
  }

  @Test
  void aFailingPointEndsTheRunInOneLineAndKeepsTheOthers() throws IOException {
    Coins failing =
        new Coins(
            (p, bench) -> {
              if (p.number() == 7) {
                throw new ArithmeticException("no such coin");
              }
            });
    Throwable failure = catchThrowable(() -> run(request(failing, 5, 1)));
    assertThat(failure)
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith(
            "point 8 of 20 of \"first\" failed: ArithmeticException, no such coin; it is"
                + " {\"number\":7,\"p\":0.3}; 7 finished points are kept; the trace is in ");
    assertThat(String.valueOf(failure.getMessage()).lines()).hasSize(1);
    try (Stream<Path> logs = Files.list(folder.resolve("logs"))) {
      assertThat(Files.readString(logs.findFirst().orElseThrow())).contains("no such coin");
    }
    Path notes = folder.resolve("notes");
    run(request(Coins.noting(notes, 0), 5, 1));
    assertThat(Files.readAllLines(notes)).hasSize(33);
  }

  @Test
  void whatAPointKeepsIsClosedInReverseEvenWhenItFails() {
    List<Integer> closed = Collections.synchronizedList(new ArrayList<>());
    Coins keeping =
        new Coins(
            (p, bench) -> {
              for (int i = 0; i < 3; i++) {
                int number = i;
                AutoCloseable kept = bench.keep(() -> closed.add(number));
                assertThat(kept).isNotNull();
              }
              throw new IllegalStateException("on purpose");
            });
    assertThatThrownBy(() -> run(request(keeping, 5, 1))).hasMessageContaining("on purpose");
    assertThat(closed).containsExactly(2, 1, 0);
  }

  @Test
  void equalPointsAndPointsWithinPointsAreRefused() {
    Home home = Home.under(folder);
    Bay bay =
        new Bay(
            new Bay.Setting(
                "x", 1, Effort.QUICK, 2, new Coins().cost(new Coins.Knobs(0.5, 2, 1)), false, 0, 1),
            new MemoryJournal(),
            DataRoom.of(home, null, Map.of(), false, line -> {}),
            Watch.none(),
            () -> false);
    Coins.Point point = new Coins.Point(1, 0.5);
    Lab.Measurement<Coins.Point, Coins.Point> same = (p, bench) -> p;
    assertThatThrownBy(() -> bay.points("twins", List.of(point, point), Coins.Point.class, same))
        .hasMessage("points 0 and 1 of \"twins\" are equal: {\"number\":1,\"p\":0.5}");
    assertThatThrownBy(
            () ->
                bay.points(
                    "nest",
                    List.of(point),
                    Coins.Point.class,
                    (p, bench) ->
                        bay.points("inner", List.of(p), Coins.Point.class, same).getFirst()))
        .hasMessageContaining("asked for within a point");
    assertThat(bay.points("plain", List.of(point), Coins.Point.class, same)).containsExactly(point);
    assertThatThrownBy(
            () ->
                bay.points(
                    "plain", List.of(point), Coins.Point.class, (p, b) -> new Coins.Point(2, 1)))
        .hasMessageContaining("measured in two ways");
    assertThat(bay.points("none", List.<Coins.Point>of(), Coins.Point.class, same)).isEmpty();
  }

  @Test
  void aBrokenPosterDoesNotLoseTheRun() {
    Home home = Home.under(folder);
    List<String> notes = new ArrayList<>();
    Watch watch =
        new Watch() {
          @Override
          public void note(String line) {
            notes.add(line);
          }
        };
    try (LogBook book = LogBook.open(home, line -> {})) {
      Runner runner =
          new Runner(
              home,
              book,
              DataRoom.of(home, null, Map.of(), false, line -> {}),
              BUILD,
              r -> {
                throw new IllegalStateException("no ink");
              });
      Findings found = runner.run(request(new Coins(), 5, 2), watch, () -> false).findings();
      assertThat(found.claims()).hasSize(2);
      assertThat(book.runs()).hasSize(1);
    }
    assertThat(notes).singleElement().asString().contains("no ink");
  }

  @Test
  void theFolderHoldsAPosterAndACopyGoesWhereItIsAskedFor() {
    Home home = Home.under(folder);
    Path out = folder.resolve("out").resolve("here");
    Coins coins = new Coins();
    try (LogBook book = LogBook.open(home, line -> {})) {
      DataRoom data = DataRoom.of(home, null, Map.of(), false, line -> {});
      Run run =
          Runner.of(home, book, data)
              .run(
                  new Request<>(
                      Coins.CARD,
                      coins,
                      coins.knobs(Effort.QUICK),
                      Effort.QUICK,
                      1,
                      2,
                      false,
                      out,
                      "run coins"),
                  Watch.none(),
                  () -> false);
      assertThat(book.folder(run.name()).resolve("poster.html")).isRegularFile();
    }
    assertThat(out.resolve("poster.html")).content().contains("Coins", "run coins");
    assertThat(out.resolve("run.json")).isRegularFile();
    assertThat(out.resolve("figures").resolve("second.csv")).isRegularFile();
  }
}
