package org.onsager.logbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Card;
import org.onsager.lab.Claim;
import org.onsager.lab.Effort;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Measured;
import org.onsager.lab.Paper;
import org.onsager.lab.Prediction;
import org.onsager.lab.Refusal;
import org.onsager.lab.Verdict;

class LogBookTest {
  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  private LogBook open() {
    return LogBook.open(Home.under(folder), notes::add);
  }

  private static LogBook.Key key(long seed) {
    return new LogBook.Key("magnet", Effort.QUICK, seed, "{\"beta\":0.5}", "build");
  }

  /**
   * A run whose measured mean is given; theory says 1, with a standard error of 0.01 and power 0.1.
   */
  private static Run run(String name, String started, double... means) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < means.length; i++) {
      claims.add(
          new Claim.Point(
              org.onsager.lab.Statement.of("claim-" + i, "It is one.").certifying("ising/energy"),
              Prediction.exact(1),
              Measured.of(means[i], 0.01, 100),
              0,
              0.1,
              null));
    }
    Figure figure =
        new Figure.Histogram(
            Figure.Caption.of("counts", "Heading", "Text,\nof two lines", "Description"),
            Figure.Axis.linear("m"),
            new double[] {0, 0.1, 1.0 / 3},
            new long[] {3, 4},
            List.of());
    Findings findings = new Findings(claims, List.of(figure), Map.of("spins", "64"));
    return new Run(
        name,
        new Card("magnet", "Magnet", "t", "l", List.of(), List.of(), List.of(), Map.of(), "M"),
        new Paper("", "Beitrag", List.of("Ernst Ising"), 1925, "Zeitschrift für Physik"),
        Effort.QUICK,
        7,
        2,
        Map.of("beta", 0.5),
        findings,
        findings.judgements(),
        new Run.Provenance(started, 1.5, Map.of("Java", "25"), "a machine", Map.of()),
        Digest.of(findings),
        "run magnet");
  }

  private static final String FIRST = "2026-01-01-0000-bbbb";
  private static final String SECOND = "2026-02-01-0000-cccc";

  private void fileTwo(LogBook book) {
    assertThat(
            book.finish(
                run(FIRST, "2026-01-01T00:00:00Z", 1.0), key(1), Map.of("poster.html", "<p>")))
        .exists();
    assertThat(book.finish(run(SECOND, "2026-02-01T00:00:00Z", 1, 1.2, 1), key(2), Map.of()))
        .exists();
  }

  @Test
  void aRunIsFoundByItsNameItsBeginningOrItsLetters() {
    try (LogBook book = open()) {
      fileTwo(book);
      assertThat(Codec.text(book.run(FIRST)))
          .isEqualTo(Codec.text(run(FIRST, "2026-01-01T00:00:00Z", 1.0)));
      assertThat(book.run("2026-01").name()).isEqualTo(FIRST);
      assertThat(book.run("cccc").name()).isEqualTo(SECOND);
      assertThatThrownBy(() -> book.run("2026"))
          .isInstanceOf(Refusal.class)
          .hasMessage("2026 may mean " + FIRST + ", " + SECOND + "; give more letters");
      assertThatThrownBy(() -> book.run("2025")).hasMessageStartingWith("no run is called 2025");
      assertThat(book.latest("magnet").orElseThrow().name()).isEqualTo(SECOND);
      assertThat(book.latest("other")).isEmpty();
      assertThat(book.runs("magnet").getFirst().verdicts().values().stream().map(Verdict::word))
          .containsExactly("agrees", "disagrees", "agrees");
      assertThat(book.name(Instant.parse("2026-01-01T00:00:00Z")))
          .matches("2026-01-01-0000-\\w{4}");
    }
  }

  @Test
  void theCertificateIsTheWorstVerdictOfTheLatestRun() {
    try (LogBook book = open()) {
      assertThat(book.certificate("ising/energy")).isEmpty();
      fileTwo(book);
      Laboratory.Certificate c = book.certificate("ising/energy").orElseThrow();
      assertThat(c.claim()).isEqualTo("claim-1");
      assertThat(c.verdict()).isInstanceOf(Verdict.Disagrees.class);
      assertThat(c.date()).isEqualTo("2026-02-01");
      assertThat(c.run()).isEqualTo(SECOND);
      assertThat(c.regime()).isEqualTo("beta = 0.5");
      assertThat(book.certificate("ising/other")).isEmpty();
    }
  }

  @Test
  void theIndexIsMadeAnewFromTheFolders() throws IOException {
    List<LogBook.Entry> before;
    try (LogBook book = open()) {
      fileTwo(book);
      before = book.runs();
      assertThat(book.reindex()).isEqualTo(2);
      assertThat(book.runs()).isEqualTo(before);
    }
    Files.delete(folder.resolve("logbook.db"));
    try (LogBook book = open()) {
      assertThat(book.runs()).isEqualTo(before);
      Path gone = folder.resolve("runs").resolve(FIRST);
      Files.move(gone, folder.resolve("elsewhere"));
      assertThat(book.runs()).isEqualTo(before.subList(0, 1));
      Files.move(folder.resolve("elsewhere"), gone);
      assertThat(book.runs()).isEqualTo(before);
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void aFolderThatCannotBeReadIsLeftOutAndNamed() throws IOException {
    try (LogBook book = open()) {
      fileTwo(book);
    }
    Path broken = folder.resolve("runs").resolve(FIRST).resolve("run.json");
    Files.writeString(broken, Files.readString(broken).substring(0, 300));
    Files.delete(folder.resolve("logbook.db"));
    try (LogBook book = open()) {
      assertThat(book.runs()).extracting(LogBook.Entry::name).containsExactly(SECOND);
    }
    assertThat(notes).singleElement().asString().contains(broken.toString());
  }

  @Test
  void aFinishedPointIsThereAtTheNextStartUntilTheRunIsFiled() {
    try (LogBook book = open()) {
      Journal journal = book.journal(key(1));
      journal.keep("a", "{\"x\":1}", "{\"y\":1}", 2);
      journal.keep("a", "{\"x\":1}", "{\"y\":2}", 3);
      journal.keep("b", "{\"x\":1}", "{\"y\":3}", 4);
      journal.data("images", "d1");
    }
    try (LogBook book = open()) {
      Journal journal = book.journal(key(1));
      assertThat(journal.results("a")).isEqualTo(Map.of("{\"x\":1}", "{\"y\":1}"));
      assertThat(journal.result("b", "{\"x\":1}")).contains("{\"y\":3}");
      assertThat(journal.result("b", "{\"x\":2}")).isEmpty();
      assertThat(journal.seconds()).isEqualTo(4);
      assertThat(journal.data()).isEqualTo(Map.of("images", "d1"));
      assertThatThrownBy(() -> journal.data("images", "d2"))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("--fresh");
      assertThat(book.journal(key(2)).results("a")).isEmpty();
      fileTwo(book);
      assertThat(book.journal(key(1)).results("a")).isEmpty();
      assertThat(book.journal(key(1)).seconds()).isZero();
    }
  }

  @Test
  void aDamagedIndexIsSetAsideAndMadeAnew() throws IOException {
    try (LogBook book = open()) {
      fileTwo(book);
    }
    Path file = folder.resolve("logbook.db");
    byte[] bytes = Files.readAllBytes(file);
    for (int from : new int[] {0, 4096 + 8}) {
      byte[] damaged = bytes.clone();
      for (int i = from; i < from + 3000; i++) {
        damaged[i] = (byte) (i * 31);
      }
      Files.write(file, damaged);
      notes.clear();
      try (LogBook book = open()) {
        assertThat(book.runs()).extracting(LogBook.Entry::name).containsExactly(SECOND, FIRST);
        book.journal(key(3)).keep("a", "p", "r", 1);
        assertThat(book.journal(key(3)).results("a")).hasSize(1);
      }
      assertThat(notes).singleElement().asString().contains("damaged");
    }
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.filter(p -> p.getFileName().toString().matches("logbook.db.damaged-[-\\d]+")))
          .hasSize(2);
    }
  }

  @Test
  void damageWhileItIsOpenIsMended() throws IOException {
    try (LogBook book = open()) {
      fileTwo(book);
    }
    try (LogBook book = open()) {
      assertThat(book.runs()).hasSize(2);
      Path file = folder.resolve("logbook.db");
      Files.write(file, new byte[(int) Files.size(file)], StandardOpenOption.WRITE);
      book.journal(key(3)).keep("a", "p", "r", 1);
      assertThat(book.runs()).hasSize(2);
      assertThat(book.journal(key(3)).result("a", "p")).contains("r");
    }
  }

  @Test
  void withoutSharedMemoryItKeepsARollbackJournalAndSaysSo() {
    Home home = Home.under(folder);
    try (LogBook book = open()) {
      book.journal(key(1)).keep("a", "p", "r", 1); // a write-ahead log, then moved elsewhere
    }
    for (int i = 0; i < 2; i++) {
      notes.clear();
      try (LogBook book = LogBook.open(home, "unix-dotfile", notes::add)) {
        assertThat(book.journal(key(1)).result("a", "p")).contains("r");
        book.journal(key(1)).keep("b", "p" + i, "r", 1);
      }
      assertThat(notes).singleElement().asString().contains("no shared memory");
    }
    try (LogBook book = LogBook.open(home, "unix-dotfile", notes::add)) {
      fileTwo(book);
      assertThat(book.runs()).hasSize(2);
      assertThat(book.journal(key(3)).results("b")).isEmpty();
    }
  }

  @Test
  void anIndexOfANewerOnsagerIsRefusedInOneLine() throws SQLException {
    open().close();
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("logbook.db"));
        Statement s = c.createStatement()) {
      s.execute("PRAGMA user_version=99");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("newer Onsager (tables of version 99");
  }

  @Test
  void theDigestSeesNumbersAndNotWords() {
    Run run = run(FIRST, "2026-01-01T00:00:00Z", 1.0);
    Run other = run(SECOND, "2026-03-01T00:00:00Z", 1.0);
    assertThat(Digest.of(other.findings())).isEqualTo(run.digest()).hasSize(64);
    Run nudged = run(FIRST, "2026-01-01T00:00:00Z", Math.nextUp(1.0));
    assertThat(nudged.digest()).isNotEqualTo(run.digest());
    Claim claim = run.findings().claims().getFirst();
    Claim.Point p = (Claim.Point) claim;
    Claim reworded =
        new Claim.Point(
            p.statement().quantity("E"), p.predicted(), p.measured(), p.bias(), p.power(), null);
    Findings words = new Findings(List.of(reworded), run.findings().figures(), Map.of());
    assertThat(Digest.of(words)).isEqualTo(run.digest());
  }

  @Test
  void aFigureIsATableThatExplainsItself() throws IOException {
    try (LogBook book = open()) {
      fileTwo(book);
      Path csv = book.folder(FIRST).resolve("figures").resolve("counts.csv");
      assertThat(Files.readAllLines(csv))
          .contains(
              "# figure: counts",
              "# Text,",
              "# of two lines",
              "origin,label,x,x_end,count,density",
              "measured,,0.1,0.3333333333333333,4,");
    }
  }

  @Test
  void homeFollowsTheVariableAndElseThePlatform() {
    assertThat(Home.of(Map.of("ONSAGER_HOME", "/h"), "Linux", "/u").runs())
        .isEqualTo(Path.of("/h/runs"));
    Home linux = Home.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", "/u");
    assertThat(linux.data()).isEqualTo(Path.of("/u/.local/share/onsager"));
    assertThat(linux.cache()).isEqualTo(Path.of("/u/.cache/onsager"));
    assertThat(Home.of(Map.of("XDG_DATA_HOME", "/x"), "Linux", "/u").data())
        .isEqualTo(Path.of("/x/onsager"));
    assertThat(Home.of(Map.of(), "Mac OS X", "/u").cache())
        .isEqualTo(Path.of("/u/Library/Caches/Onsager"));
    assertThat(Home.of(Map.of("LOCALAPPDATA", "/w"), "Windows 11", "/u").data())
        .isEqualTo(Path.of("/w/Onsager"));
  }
}
