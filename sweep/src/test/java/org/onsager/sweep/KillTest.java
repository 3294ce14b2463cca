package org.onsager.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.logbook.Home;
import org.onsager.logbook.PointStore;

/** A sweep in real processes, really killed. */
class KillTest {
  private static final int POINTS = 2000;
  private static final int KILLS = 100;

  @TempDir Path folder;
  @TempDir Path elsewhere;

  private final Set<Integer> recorded = new HashSet<>();
  private final List<String> keys = keys();
  private final Deque<Process> ready = new ArrayDeque<>();
  private int started;
  private int died;

  private Path notes(int child) {
    return elsewhere.resolve("measured-" + child);
  }

  private void prepare() throws IOException {
    Path errors = elsewhere.resolve("errors");
    ready.add(SweepChild.start(folder, POINTS, 2, notes(started++), errors));
  }

  private static List<String> keys() {
    Plan plan = SweepChild.plan(POINTS);
    List<String> keys = new ArrayList<>();
    for (int n = 0; n < POINTS; n++) {
      keys.add(java.util.Objects.requireNonNull(plan.place(n).point()).key());
    }
    return keys;
  }

  /** The numbers of the points that the store has, asked from outside. */
  private Set<Integer> stored() {
    Set<Integer> numbers = new HashSet<>();
    try (PointStore store = PointStore.open(Home.under(folder), line -> {})) {
      Set<String> finished = store.finished(keys);
      for (int n = 0; n < POINTS; n++) {
        if (finished.contains(keys.get(n))) {
          numbers.add(n + 1);
        }
      }
    }
    return numbers;
  }

  private static Set<Integer> numbers(List<String> lines) {
    Set<Integer> numbers = new HashSet<>();
    for (String line : lines) {
      assertThat(numbers.add(Integer.parseInt(line))).as("twice in one process: " + line).isTrue();
    }
    return numbers;
  }

  /** What a process measured was not in the store before, and what it said is in there after. */
  private void check(int child, List<String> said) throws IOException {
    Path notes = notes(child);
    Set<Integer> measured = numbers(Files.exists(notes) ? Files.readAllLines(notes) : List.of());
    Set<Integer> again = new HashSet<>(measured);
    again.retainAll(recorded);
    assertThat(again).as("recorded before, and measured again").isEmpty();
    Set<Integer> after = stored();
    assertThat(after).as("nothing that was recorded is lost").containsAll(recorded);
    for (String line : said) {
      if (line.startsWith("recorded ")) {
        assertThat(after).as(line).contains(Integer.parseInt(line.substring(9)));
      }
    }
    Set<Integer> added = new HashSet<>(after);
    added.removeAll(recorded);
    assertThat(measured).as("what was added was measured").containsAll(added);
    assertThat(measured.size() - added.size())
        .as("under way when it was killed, one a worker at most")
        .isBetween(0, 2);
    recorded.clear();
    recorded.addAll(after);
  }

  /** Reads up to a line and so many recorded points beyond it. */
  private static List<String> hear(BufferedReader out, int points) throws IOException {
    List<String> said = new ArrayList<>();
    int heard = 0;
    while (heard < points) {
      String line = out.readLine();
      if (line == null) {
        return said;
      }
      said.add(line);
      heard += line.startsWith("recorded ") ? 1 : 0;
    }
    return said;
  }

  @Test
  void killedAHundredTimesASweepOfTwoThousandPointsLosesNoneAndRepeatsNone() throws Exception {
    Random instants = new Random(5);
    prepare();
    for (int kill = 0; kill < KILLS; kill++) {
      Process child = ready.remove();
      prepare(); // makes itself ready while this one works
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).as(errors()).isEqualTo("ready");
        child.getOutputStream().write('\n');
        child.getOutputStream().flush();
        // Some die while the store opens, some between points, most within one.
        List<String> said = new ArrayList<>();
        if (instants.nextInt(5) == 0) {
          Thread.sleep(instants.nextInt(120));
        } else {
          said.addAll(hear(out, 1 + instants.nextInt(12)));
        }
        child.toHandle().destroyForcibly();
        String line = out.readLine();
        while (line != null) {
          said.add(line);
          line = out.readLine();
        }
        died += child.waitFor() == 137 ? 1 : 0;
        check(kill, said);
      }
    }
    Process last = ready.remove();
    List<String> said = new ArrayList<>();
    try (BufferedReader out = last.inputReader(StandardCharsets.UTF_8)) {
      last.getOutputStream().write('\n');
      last.getOutputStream().flush();
      said.addAll(out.lines().toList());
    }
    assertThat(last.waitFor()).as(errors()).isZero();
    int before = recorded.size();
    check(KILLS, said);
    assertThat(died).as("really killed").isEqualTo(KILLS);
    assertThat(before).as("kills fell into the sweep").isBetween(KILLS, POINTS - 1);
    assertThat(recorded).hasSize(POINTS);
    assertThat(said.getLast()).isEqualTo("measured " + (POINTS - before) + " resumed " + before);
  }

  private String errors() throws IOException {
    return Files.readString(elsewhere.resolve("errors"));
  }
}
