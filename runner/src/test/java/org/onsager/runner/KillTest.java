package org.onsager.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.logbook.Home;
import org.onsager.logbook.LogBook;

/** Real processes, really killed. */
class KillTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;

  private static List<String> lines(Process process) throws IOException {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      return new ArrayList<>(out.lines().toList());
    }
  }

  private static String digest(List<String> lines) {
    return lines.stream().filter(l -> l.startsWith("digest ")).findFirst().orElse("none");
  }

  private static String errors(Path home, long seed) throws IOException {
    return Files.readString(home.resolve("stderr-" + seed));
  }

  @Test
  void aKillAtAnyInstantLosesNoFinishedPointAndRepeatsNone() throws Exception {
    Random instants = new Random(3);
    Set<String> finished = new HashSet<>();
    int killed = 0;
    for (int attempt = 0; attempt < 6; attempt++) {
      Process child = Child.start(folder, 11, 1, 2, 25);
      int until = 1 + instants.nextInt(6);
      int heard = 0;
      List<String> said = new ArrayList<>();
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        String line = out.readLine();
        while (line != null) {
          said.add(line);
          if (line.startsWith("finished ") && ++heard == until) {
            Thread.sleep(instants.nextInt(25));
            assertThat(child.toHandle().destroyForcibly()).isTrue();
            killed++;
          }
          line = out.readLine();
        }
      }
      assertThat(child.waitFor()).as(errors(folder, 11)).isEqualTo(137);
      check(said, finished);
    }
    assertThat(killed).isEqualTo(6);
    Process last = Child.start(folder, 11, 1, 1, 0);
    List<String> said = lines(last);
    assertThat(last.waitFor()).as(errors(folder, 11)).isZero();
    check(said, finished);
    Process whole = Child.start(elsewhere, 11, 1, 2, 0);
    assertThat(digest(lines(whole))).as("the bits of an uninterrupted run").isEqualTo(digest(said));
    assertThat(whole.waitFor()).isZero();
    try (LogBook book = LogBook.open(Home.under(folder), line -> {})) {
      assertThat(book.runs()).hasSize(1);
      assertThat("digest " + book.runs().getFirst().digest()).isEqualTo(digest(said));
    }
  }

  /** What a process said that it finished is new, and what others said before was resumed. */
  private static void check(List<String> said, Set<String> finished) {
    int before = finished.size();
    long resumed = 0;
    for (String line : said) {
      if (line.startsWith("finished ")) {
        assertThat(finished.add(line)).as("measured again: " + line).isTrue();
      } else if (line.startsWith("resumed ")) {
        resumed = Math.max(resumed, Long.parseLong(line.substring(8)));
      }
    }
    boolean both = said.stream().anyMatch(l -> l.startsWith("finished second"));
    if (both || finished.stream().noneMatch(l -> l.startsWith("finished second"))) {
      assertThat(resumed).as("finished points that were kept").isGreaterThanOrEqualTo(before);
    }
  }

  @Test
  void twoProcessesWriteWhileAThirdReads() throws Exception {
    Process one = Child.start(folder, 100, 6, 1, 1);
    Process two = Child.start(folder, 103, 6, 2, 1); // three runs of theirs are the same
    List<String> notes = new ArrayList<>();
    int most = 0;
    try (LogBook book = LogBook.open(Home.under(folder), notes::add)) {
      while (one.isAlive() || two.isAlive()) {
        List<LogBook.Entry> runs = book.runs();
        assertThat(runs.size()).isGreaterThanOrEqualTo(most);
        most = runs.size();
        if (most > 0) {
          assertThat(book.certificate("coins/mean")).isPresent();
          assertThat(book.run(runs.getFirst().name()).findings().claims()).hasSize(2);
        }
        Thread.sleep(5);
      }
      assertThat(one.waitFor()).as(errors(folder, 100)).isZero();
      assertThat(two.waitFor()).as(errors(folder, 103)).isZero();
      List<LogBook.Entry> runs = book.runs();
      assertThat(runs).hasSize(12);
      assertThat(runs.stream().map(LogBook.Entry::digest).distinct())
          .as("equal seeds have equal bits, though two processes shared their points")
          .hasSize(9);
      assertThat(book.reindex()).isEqualTo(12);
      assertThat(book.runs()).isEqualTo(runs);
    }
    assertThat(notes).isEmpty();
  }
}
