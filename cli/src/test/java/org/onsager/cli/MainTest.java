package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
  @TempDir Path folder = Path.of("");

  private Said onsager(String... arguments) {
    return onsager(new AtomicBoolean(), arguments);
  }

  private Said onsager(AtomicBoolean stop, String... arguments) {
    return Said.by(folder.resolve("home"), stop, arguments);
  }

  private Said coin(String mood, String... more) {
    return onsager(
        Stream.concat(Stream.of("run", "fair-coin", "--set", "mood=" + mood), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void theHelpNamesEveryVerbAndEveryTool() {
    Said said = onsager("--help");
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .contains("list", "describe", "run", "runs", "show", "doctor")
        .contains("guess       Guesses how a coin falls.");
    assertThat(onsager().out()).isEqualTo(said.out());
  }

  @Test
  void theListShowsWhatIsOnTheClassPath() {
    assertThat(onsager("list").out()).contains("coins\n  fair-coin\n", "with probability p = 1/2.");
    assertThat(onsager("list", "--json").document().toString()).contains("id=fair-coin");
  }

  @Test
  void anExperimentIsDescribedWithItsKnobsAndItsCost() {
    Said said = onsager("describe", "fair-coin");
    assertThat(said.out())
        .contains("Jakob Bernoulli (1713)", "tosses = 2000 | 4000 | 4000")
        .contains("throws a coin; 2 … 100000", "8 points, about under a second");
    assertThat(onsager("describe", "fair-coin", "--json").document().get("seed")).isNotNull();
    assertThat(onsager("run", "fair-coin", "--help").out()).contains("--effort", "tosses = 2000");
    assertThat(onsager("help", "run").out()).contains("--dry-run");
  }

  @Test
  void aRunThatAgreesEndsWithZeroAndItsPoster() {
    Said said = coin("agreeing");
    assertThat(said.err()).doesNotContain("Exception");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out())
        .contains("half-are-heads", "0.5", "agrees", "1 claim: 1 agrees", "poster");
    assertThat(said.out().lines())
        .allSatisfy(
            l ->
                assertThat(l)
                    .satisfiesAnyOf(
                        x -> assertThat(x).hasSizeLessThanOrEqualTo(100),
                        x -> assertThat(x).contains("poster  ")));
    Path poster =
        Path.of(
            said.out()
                .lines()
                .filter(l -> l.startsWith("poster"))
                .findFirst()
                .orElseThrow()
                .substring(8));
    assertThat(poster).isRegularFile();
  }

  @Test
  void theVerdictsDecideTheExitCode() {
    assertThat(coin("disagreeing").exit()).isEqualTo(3);
    assertThat(coin("undecided").exit()).isEqualTo(4);
    assertThat(coin("outside-its-regime").exit()).isZero();
    Said contested = coin("contested");
    assertThat(contested.exit()).isZero();
    assertThat(contested.out()).contains("disagrees*", "contested: Euler threw better coins");
  }

  @Test
  void aFailureIsOneLineThatSaysWhereItsTraceLies() {
    Said said = coin("broken");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err().lines().filter(l -> l.contains("rolled away"))).hasSize(1);
    assertThat(said.err()).contains("the trace is in ").doesNotContain("\tat ");
  }

  @Test
  void whatShouldNotHappenIsOneLineToo() throws IOException {
    Files.createDirectories(folder.resolve("home"));
    Files.writeString(folder.resolve("home/runs"), "a file where a folder should be");
    Said said = coin("agreeing");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err().lines().filter(l -> !l.contains(" points "))).hasSize(1);
    assertThat(said.err()).doesNotContain("\tat ");
  }

  @Test
  void anInterruptedRunKeepsItsPointsAndSaysHowToContinue() {
    Said said =
        onsager(new AtomicBoolean(true), "run", "fair-coin", "--fresh", "--set", "mood=agreeing");
    assertThat(said.exit()).isEqualTo(130);
    assertThat(said.err()).contains("; to continue: ./onsager run fair-coin --set mood=agreeing");
    assertThat(coin("agreeing").exit()).isZero();
  }

  @Test
  void badInputIsOneLineWithTheNearestName() {
    onsager("rnu").refused("no verb is called rnu; did you mean run?");
    onsager("run", "fare-coin")
        .refused(
            "no experiment is called fare-coin; did you mean fair-coin?; `list` shows them all");
    onsager("run", "fair-coin", "--set", "toses=3")
        .refused("no knob is called \"toses\"; did you mean tosses? There are tosses, mood, bias");
    onsager("run", "fair-coin", "--set", "tosses=1")
        .refused("knob tosses: 1 lies outside 2 … 100000 (throws a coin)");
    onsager("run", "fair-coin", "--set", "bias=NaN")
        .refused("knob bias is a finite number, not \"NaN\"; 0 … 1 (p, the probability of heads)");
    onsager("run", "fair-coin", "--set", "bias=0.1", "--set", "bias=0.2")
        .refused("knob bias is set twice");
    onsager("run", "fair-coin", "--set", "bias").refused("--set takes KNOB=VALUE, not \"bias\"");
    onsager("run", "fair-coin", "--efort", "desk")
        .refused("run has no option --efort; did you mean --effort?");
    onsager("run", "fair-coin", "--effort", "desq")
        .refused("--effort is quick, desk or paper, not \"desq\"; did you mean desk?");
    onsager("run", "fair-coin", "--seed", "one").refused("--seed is a whole number, not \"one\"");
    onsager("run", "fair-coin", "--device", "cuda")
        .refused("--device cuda: no experiment computes on a GPU yet; leave it out, or say cpu");
    onsager("run", "fair-coin", "--device", "cudda")
        .refused("--device is cpu or cuda, not \"cudda\"; did you mean cuda?");
    onsager("run", "fair-coin", "--threads", "0").refused("--threads is at least 1, not 0");
    onsager("run", "fair-coin", "--seed", "1", "--seed", "2").refused("--seed is given twice");
    onsager("run", "fair-coin", "--seed")
        .refused(
            "--seed needs a value: The root seed; by default a hash of the ID, the same every"
                + " time.");
    onsager("run").refused("run needs an ID; `list` shows them all");
    onsager("run", "fair-coin", "twice")
        .refused("run does not take \"twice\"; `./onsager run --help` says what it takes");
    onsager("show", "yesterday").refused("no run is called yesterday; the log book is empty");
    onsager("run", "fair-coin", "--data-dir", "/no/such/place")
        .refused("--data-dir does not exist: /no/such/place");
  }

  @Test
  void aRefusalWithJsonIsADocumentToo() {
    Said said = onsager("run", "fare-coin", "--json");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.document().get("exit")).isEqualTo(2L);
    assertThat(String.valueOf(said.document().get("error"))).contains("did you mean fair-coin?");
  }

  @Test
  void withJsonStandardOutputIsOneDocument() {
    Said said = coin("disagreeing", "--json", "--seed", "7", "--threads", "2");
    assertThat(said.exit()).isEqualTo(3);
    assertThat(said.document().get("exit")).isEqualTo(3L);
    assertThat(said.document().get("seed")).isEqualTo(7L);
    assertThat(said.document().get("verdicts")).hasToString("{disagrees=1}");
    assertThat(said.document().get("command"))
        .isEqualTo("./onsager run fair-coin --effort quick --set mood=disagreeing --seed 7");
    assertThat(onsager("runs", "--json").document().toString()).contains("fair-coin");
    assertThat(onsager("doctor", "--json").document().get("Java")).isNotNull();
  }

  @Test
  void aDryRunRunsNothing() {
    Said said = coin("broken", "--dry-run", "--effort", "desk");
    assertThat(said.exit()).isZero();
    assertThat(said.out()).contains("tosses 4000", "8 points", "Nothing was run.");
    assertThat(coin("broken", "--dry-run", "--json").document().get("cost")).isNotNull();
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherGivesOthers() {
    Object first = coin("agreeing", "--json", "--threads", "1").document().get("digest");
    assertThat(coin("agreeing", "--json", "--threads", "2").document().get("digest"))
        .isEqualTo(first);
    assertThat(coin("agreeing", "--json", "--seed", "1").document().get("digest"))
        .isNotEqualTo(first);
  }

  @Test
  void theLogBookIsShown() {
    assertThat(onsager("runs").out()).contains("has no such run yet");
    Object name = coin("agreeing", "--json").document().get("run");
    assertThat(onsager("runs").out()).contains(String.valueOf(name), "1 agrees");
    Said shown = onsager("show", String.valueOf(name));
    assertThat(shown.exit()).isZero();
    assertThat(shown.out()).contains("half-are-heads", "./onsager run fair-coin", "poster");
    assertThat(onsager("show", String.valueOf(name), "--json").document().get("run"))
        .isEqualTo(name);
    onsager("runs", "fare-coin")
        .refused(
            "no experiment is called fare-coin; did you mean fair-coin?; `list` shows them all");
  }

  @Test
  void theRunsFolderIsCopiedOut() {
    Path out = folder.resolve("copy");
    assertThat(coin("agreeing", "--out", out.toString()).exit()).isZero();
    assertThat(out.resolve("run.json")).isRegularFile();
    assertThat(out.resolve("poster.html")).isRegularFile();
  }

  @Test
  void aToolIsAVerbWithTheOptionsOfItsRecord() {
    Said said = onsager("guess", "penny", "--heads-probability", "0.25");
    assertThat(said.exit()).as(said.err()).isEqualTo(4);
    assertThat(said.out()).contains("It falls on tails.", "throw(coin)", "a note");
    assertThat(
            onsager("guess", "penny", "--heads-probability=0.25", "--cheat", "--json")
                .document()
                .get("side"))
        .isEqualTo("heads");
    assertThat(onsager("guess", "--help").out())
        .contains("--heads-probability", "100 % sure", "by default 0.5");
    onsager("guess").refused("guess needs COIN: the coin");
    onsager("guess", "penny", "--heads-probability", "2")
        .refused("--heads-probability: 2 lies outside 0 … 1 (p, the probability of heads)");
    onsager("guess", "penny", "--head-probability", "1")
        .refused("guess has no option --head-probability; did you mean --heads-probability?");
    Path out = folder.resolve("page");
    assertThat(onsager("guess", "penny", "--out", out.toString()).out()).contains("page  ");
    assertThat(out.resolve("guess.html")).content().contains("./onsager guess penny");
  }

  @Test
  void aRunIsConfiguredByAFileAndTheCommandLineWins() throws IOException {
    Path file = folder.resolve("run.toml");
    Files.writeString(
        file,
        """
        experiment = "fair-coin"
        effort = "desk"
        seed = 5
        threads = 1

        [knobs]
        tosses = 3000
        bias = 0.5
        """);
    Said said = onsager("run", "--config", file.toString(), "--json");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.document().get("command"))
        .isEqualTo("./onsager run fair-coin --effort desk --set tosses=3000 --seed 5");
    assertThat(said.document().get("threads")).isEqualTo(1L);
    Said won =
        onsager(
            "run",
            "--config",
            file.toString(),
            "--effort",
            "quick",
            "--set",
            "tosses=100",
            "--seed",
            "5",
            "--set",
            "mood=outside-its-regime",
            "--dry-run",
            "--json");
    assertThat(won.err())
        .isEqualTo(
            "--effort quick wins over effort = desk in F:2\n--set tosses=100 wins over tosses = 3000 in F:7\n"
                .replace("F", file.toString()));
    assertThat(won.document().get("knobs"))
        .hasToString("{tosses=100, mood=outside-its-regime, bias=0.5}");
    onsager("run", "describe", "--config", file.toString())
        .refused("no experiment is called describe; `list` shows them all");
    Files.writeString(file, "experiment = \"fare-coin\"\n");
    onsager("run", "--config", file.toString())
        .refused(
            file
                + ":1: no experiment is called fare-coin; did you mean fair-coin?; `list` shows"
                + " them all");
    onsager("run", "--config", "none.toml").refused("none.toml does not exist");
    Files.writeString(file, "experiment = \"fair-coin\"\n[knobs]\ntoses = 3\n");
    onsager("run", "--config", file.toString())
        .refused(
            file
                + ":3: no knob is called \"toses\"; did you mean tosses? There are tosses, mood,"
                + " bias");
  }

  @Test
  void theResolvedConfigurationBesideARunGivesTheSameBits() {
    Said first = coin("undecided", "--json", "--seed", "9", "--set", "bias=0.1234567890123");
    Path file = Path.of(String.valueOf(first.document().get("folder"))).resolve("run.toml");
    Said again = onsager("run", "--config", file.toString(), "--json");
    assertThat(again.document().get("digest")).isEqualTo(first.document().get("digest"));
    assertThat(again.document().get("knobs")).isEqualTo(first.document().get("knobs"));
    assertThat(again.document().get("command")).isEqualTo(first.document().get("command"));
    assertThat(again.err()).doesNotContain("wins over");
  }

  @Test
  void theDoctorSeesTheMachine() {
    Said said = onsager("doctor");
    assertThat(said.out()).contains("Java", "threads unless", "runs in the log book", "data sets");
  }
}
