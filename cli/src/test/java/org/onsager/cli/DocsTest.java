package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Card;

/** The pages of physics, made from a catalogue that has a coin in it. */
final class DocsTest {
  @TempDir Path folder = Path.of("");

  private Said onsager(String... arguments) {
    return Said.by(folder.resolve("home"), arguments);
  }

  private Said docs(String... more) {
    return onsager(
        Stream.concat(Stream.of("docs", "--dir", pages().toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private Path pages() {
    return folder.resolve("physics");
  }

  @BeforeEach
  void makeAFolder() throws IOException {
    Files.createDirectory(pages());
  }

  @Test
  void anExperimentThatWasNeverPutOnRecordHasItsPage() {
    assertThat(docs().exit()).isZero();
    assertThat(pages().resolve("fair-coin.md"))
        .content()
        .contains("A coin falls on either side with probability $`p = 1/2`$.")
        .contains("Jakob Bernoulli, *Ars Conjectandi*")
        .contains("| `tosses` | throws a coin | 2 … 100000 | 2000 | 4000 | 4000 |")
        .contains("No run is on record", "./onsager docs --record fair-coin");
    assertThat(pages().resolve("README.md")).content().contains("(fair-coin.md)", "no run");
  }

  @Test
  void theClaimsComeFromTheRunThatWasPutOnRecord() throws IOException {
    assertThat(onsager("run", "fair-coin").exit()).isZero();
    Said recorded = docs("--record", "fair-coin");
    assertThat(recorded.exit()).as(recorded.err()).isZero();
    String page = Files.readString(pages().resolve("fair-coin.md"));
    assertThat(page).contains("`half-are-heads`", "**agrees**", "1 agrees (quick, ", "| 0.5 |");
    assertThat(page).doesNotContain("No run is on record");
    assertThat(docs("--check").exit()).isZero();
  }

  @Test
  void aPageThatDiffersIsNamedWithTheCommandThatMendsIt() throws IOException {
    docs();
    Files.writeString(pages().resolve("fair-coin.md"), "It always falls on heads.");
    Files.writeString(pages().resolve("loaded-die.md"), "It always falls on six.");
    Said said = docs("--check");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err().strip())
        .isEqualTo(
            pages()
                + ": fair-coin.md differs, loaded-die.md belongs to no experiment; this mends it:"
                + " ./onsager docs");
    assertThat(docs().out()).contains("fair-coin.md written", "loaded-die.md taken away");
    assertThat(docs("--check").out()).contains("unchanged");
  }

  @Test
  void aRunThatSomebodyChoseIsNotPutOnRecord() {
    assertThat(docs("--record", "fair-coin").err()).contains("the log book is empty");
    onsager("run", "fair-coin", "--seed", "5");
    assertThat(docs("--record", "fair-coin").err())
        .contains("no run of fair-coin has the default seed; `./onsager run fair-coin` makes one");
    onsager("run", "fair-coin", "--set", "tosses=3000");
    Said said = docs("--record", "fair-coin");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("a record has the default knobs");
    assertThat(onsager("docs", "--dir", "no/such/folder").err())
        .contains("there is no folder no/such/folder; run it at the root of the repository");
  }

  @Test
  void whatMarkdownWouldReadAsAMarkIsEscaped() {
    assertThat(Markdown.text("q* and a|b, x<y, σ_w² _so_ at \\( q^*_a < 1 \\)"))
        .isEqualTo("q\\* and a\\|b, x&lt;y, σ_w² \\_so\\_ at $`q^*_a < 1`$");
    Card.Equation equation = new Card.Equation("The length", "q = \\Big[1\\Big]", "eq. 3");
    assertThat(
            Markdown.paragraph(
                "The length: \\( q = \\Big[1\\Big] \\) (eq. 3) Then more.", List.of(equation)))
        .isEqualTo(
            "The length:\n\n```math\nq = \\Big[1\\Big] \\qquad \\text{(eq. 3)}\n```\n\nThen more.");
  }
}
