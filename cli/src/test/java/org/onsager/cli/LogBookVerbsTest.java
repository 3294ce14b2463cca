package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.logbook.Json;

/** The log book's verbs, as they are typed. */
final class LogBookVerbsTest {
  @TempDir Path folder = Path.of("");

  private Said onsager(String... arguments) {
    return Said.by(folder.resolve("home"), arguments);
  }

  private String run(String... settings) {
    String[] words = new String[3 + settings.length];
    words[0] = "run";
    words[1] = "fair-coin";
    words[2] = "--json";
    System.arraycopy(settings, 0, words, 3, settings.length);
    Map<?, ?> document = (Map<?, ?>) Objects.requireNonNull(Json.parse(onsager(words).out()));
    return String.valueOf(document.get("run"));
  }

  @Test
  void runsAreFoundByVerdictDayAndKnob() {
    String fair = run();
    String unfair = run("--set", "mood=disagreeing", "--set", "tosses=500");
    assertThat(onsager("runs", "--verdict", "disagrees").out())
        .contains(unfair)
        .doesNotContain(fair);
    assertThat(onsager("runs", "--where", "tosses=400:600").out())
        .contains(unfair)
        .doesNotContain(fair);
    assertThat(onsager("runs", "--where", "tosses=2000").out())
        .contains(fair)
        .doesNotContain(unfair);
    assertThat(onsager("runs", "--where", "mood=disagreeing").out())
        .contains(unfair)
        .doesNotContain(fair);
    assertThat(onsager("runs", "--until", "2001-01-01").out()).contains("no such run");
    assertThat(onsager("runs", "--since", "2001-01-01", "--reindex").out()).contains(fair, unfair);
    assertThat(onsager("runs", "--verdict", "disagree").err())
        .contains("not \"disagree\"; did you mean disagrees?");
    assertThat(onsager("runs", "--since", "yesterday").exit()).isEqualTo(2);
    assertThat(onsager("show", "latest").exit()).isZero();
  }

  @Test
  void theLatestRunIsTheOneThatStartedLastEvenWithinASecond() {
    for (int seed = 1; seed <= 8; seed++) {
      String name = run("--seed", Integer.toString(seed));
      assertThat(onsager("show", "latest").out()).contains(name);
    }
  }

  @Test
  void twoRunsAreCompared() {
    String a = run();
    String b = run("--seed", "4");
    Said said = onsager("compare", a, b);
    assertThat(said.out()).contains("half-are-heads", a, b, "seed: ", "agrees");
    assertThat(onsager("compare", a, a).out()).contains("The same bits");
    String c = run("--set", "mood=disagreeing");
    assertThat(onsager("compare", a, c).out())
        .contains("agrees → disagrees", "mood: AGREEING → DISAGREEING");
    assertThat(onsager("compare", a).exit()).isEqualTo(2);
  }

  @Test
  void aReplayGivesTheSameBitsOrSaysWhereItDiffers() throws IOException {
    String a = run("--set", "tosses=700", "--seed", "3");
    Said same = onsager("replay", a);
    assertThat(same.exit()).as(same.err()).isZero();
    assertThat(same.out()).contains("the same bits: digest ");
    Path file = folder.resolve("home/runs").resolve(a).resolve("run.json");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replaceFirst("\"digest\": \"[0-9a-f]{8}", "\"digest\": \"00000000")
            .replaceFirst("\"mean\": 0\\.\\d+", "\"mean\": 0.25")
            .replaceFirst("\"build\": \"[0-9a-f]{12}\"", "\"build\": \"000000000000\""));
    Said other = onsager("replay", a);
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.out())
        .contains("not the same bits: 1 numbers differ")
        .contains("claim half-are-heads: measured.mean: 0.25 → 0.")
        .contains("version of build: 000000000000 → ");
  }

  @Test
  void aRunIsRemovedAndAnUnclearNameIsRefused() {
    String a = run();
    String b = run();
    assertThat(onsager("rm", "2").err()).contains("give more letters");
    assertThat(onsager("rm", a, "nobody").exit()).isEqualTo(2);
    assertThat(onsager("runs").out()).contains(a, b);
    assertThat(onsager("rm", a).out()).isEqualTo("removed " + a + "\n");
    assertThat(onsager("runs").out()).contains(b).doesNotContain(a);
    assertThat(folder.resolve("home/runs").resolve(a)).doesNotExist();
  }

  @Test
  void theGalleryLinksEveryPoster() throws IOException {
    String a = run();
    assertThat(onsager("posters").out()).contains("index.html");
    String page = Files.readString(folder.resolve("home/posters/index.html"));
    assertThat(page).contains("../runs/" + a + "/poster.html", "coins", "1 agrees");
    assertThat(folder.resolve("home/posters/../runs").resolve(a).resolve("poster.html")).exists();
  }

  @Test
  void citationsAreBibtex() {
    assertThat(onsager("cite", "fair-coin").out())
        .contains("@misc{bernoulli1713,", "author = {Jakob Bernoulli}", "@software{onsager,");
    assertThat(onsager("cite", "onsager").out()).doesNotContain("@misc");
    assertThat(onsager("cite", "fare-coin").err()).contains("did you mean fair-coin?");
  }

  @Test
  void theCacheIsShownAndOnlyWhatCanBeHadAgainIsCleared() throws IOException {
    // The natives of whoever runs the tests are left alone.
    String before = System.getProperty("org.bytedeco.javacpp.cachedir");
    System.setProperty("org.bytedeco.javacpp.cachedir", folder.resolve("natives").toString());
    try {
      String a = run();
      Path set = folder.resolve("home/cache/data/set");
      Files.createDirectories(set);
      Files.write(set.resolve("images"), new byte[3 << 20]);
      Path library = folder.resolve("natives/pytorch-1.jar/lib");
      Files.createDirectories(library);
      Files.createDirectories(folder.resolve("natives/opencv-1.jar"));
      Files.write(library.resolve("lib.so"), new byte[2 << 20]);
      assertThat(onsager("cache").out()).contains("3 MiB", "2 MiB", "every run; `rm` removes one");
      assertThat(set).exists();
      assertThat(onsager("cache", "--clear").exit()).isZero();
      assertThat(set).doesNotExist();
      assertThat(library).doesNotExist();
      assertThat(folder.resolve("natives/opencv-1.jar")).exists();
      assertThat(onsager("runs").out()).contains(a);
    } finally {
      if (before == null) {
        System.clearProperty("org.bytedeco.javacpp.cachedir");
      } else {
        System.setProperty("org.bytedeco.javacpp.cachedir", before);
      }
    }
  }

  @Test
  void exportsHoldClaimsAndFigures() throws Exception {
    String a = run();
    Path npz = folder.resolve("a.npz");
    assertThat(onsager("export", a, "--format", "npz", "--out", npz.toString()).exit()).isZero();
    assertThat(onsager("export", a, "--out", folder.resolve("tables").toString()).exit()).isZero();
    assertThat(folder.resolve("tables/claims.csv"))
        .content()
        .contains("half-are-heads,agrees,0.5,");
    assertThat(folder.resolve("tables/heads.csv")).exists();
    Path json = folder.resolve("a.json");
    onsager("export", a, "--format", "json", "--out", json.toString());
    assertThat(Json.parse(Files.readString(json))).isInstanceOf(Map.class);
    assertThat(onsager("export", a, "--format", "npy").err()).contains("did you mean npz?");
    String said =
        said(
            System.getenv().getOrDefault("ONSAGER_PYTHON", "python3"),
            "-c",
            "import numpy,sys; z=numpy.load(sys.argv[1]);"
                + " print(z['claims.claim'][0], z['claims.prediction'][0], z['heads.rows'].shape)",
            npz.toString());
    assumeTrue(!said.contains("No module named"), "NumPy is not on this machine");
    assertThat(said).isEqualTo("half-are-heads 0.5 (8, 1)");
  }

  @Test
  void bashCompletesVerbsOptionsExperimentsKnobsAndRuns() throws Exception {
    String a = run();
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, onsager("completion", "bash").out());
    assertThat(completed(script, "./onsager", "comp")).isEqualTo("compare completion");
    assertThat(completed(script, "./onsager", "run", "fair-")).isEqualTo("fair-coin");
    assertThat(completed(script, "./onsager", "run", "fair-coin", "--eff")).isEqualTo("--effort");
    assertThat(completed(script, "./onsager", "run", "fair-coin", "--effort", ""))
        .isEqualTo("quick desk paper");
    assertThat(completed(script, "./onsager", "run", "fair-coin", "--set", "to"))
        .isEqualTo("tosses=");
    assertThat(completed(script, "./onsager", "run", "fair-coin", "--set", "mood", "=", "dis"))
        .isEqualTo("disagreeing");
    assertThat(completed(script, "./onsager", "run", "fair-coin", "--set", "mood=dis"))
        .isEqualTo("mood=disagreeing");
    assertThat(completed(script, "./onsager", "show", "")).isEqualTo("latest " + a);
    assertThat(onsager("completion", "zsh").out()).startsWith("autoload");
    assertThat(onsager("completion", "fish").exit()).isEqualTo(2);
  }

  private static String completed(Path script, String... words) throws Exception {
    StringBuilder quoted = new StringBuilder();
    for (String word : words) {
      quoted.append(" '").append(word).append('\'');
    }
    String program =
        "unset ONSAGER_HOME; source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _onsager; echo \"${COMPREPLY[*]}\""
            .formatted(script, quoted, words.length - 1);
    return said("bash", "-c", program);
  }

  private static String said(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out.strip();
  }
}
