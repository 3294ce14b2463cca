package org.onsager.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Effort;
import org.onsager.lab.Knob;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Refusal;

final class ConfigurationTest {
  private enum Colour {
    DARK_RED,
    BLUE
  }

  private record Knobs(
      @Knob(value = "σ_w², weight variance", min = 0.1, max = 16) double weightVariance,
      @Knob(value = "layers", min = 1, max = 100) int depth,
      @Knob("the seed of the data") long salt,
      @Knob(value = "widths", min = 1, max = 4096) List<Integer> widths,
      @Knob("names") List<String> names,
      @Knob("the colour") Colour colour,
      @Knob("whether to centre") boolean centre,
      @Knob("a text") String data) {}

  private static final KnobBoard<Knobs> BOARD = KnobBoard.of(Knobs.class);
  private static final Knobs KNOBS =
      new Knobs(
          0.1 + 0.2,
          7,
          Long.MIN_VALUE,
          List.of(3, 4),
          List.of("a \"b\"", "c\\\t\u0001é"),
          Colour.DARK_RED,
          true,
          "x = #1");

  @TempDir Path folder = Path.of("");

  private Configuration configuration(String text) {
    return Configuration.read(file(text));
  }

  private Path file(String text) {
    try {
      return Files.writeString(folder.resolve("run.toml"), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The line without the folder of the test. */
  private void refused(ThrowingCallable reading, String line) {
    assertThatThrownBy(reading)
        .isInstanceOf(Refusal.class)
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).replace(folder + "/", ""))
                    .isEqualTo(line));
  }

  private void refusedKnob(String text, String line) {
    refused(() -> configuration("[knobs]\n" + text).settings(BOARD), "run.toml:2: " + line);
  }

  @Test
  void aRecipeAsTomlIsReadBackToTheSameBits() {
    Recipe recipe = new Recipe("some-experiment", Effort.DESK, -3, BOARD.values(KNOBS));
    Configuration back = configuration(recipe.toml("two\nlines", 2, folder));
    assertThat(back.experiment()).hasValue("some-experiment");
    assertThat(back.effort()).hasValue(Effort.DESK);
    assertThat(back.seed()).hasValue(-3L);
    assertThat(back.threads(64)).hasValue(2);
    assertThat(back.data()).hasValue(folder);
    Knobs other = new Knobs(1, 1, 1, List.of(), List.of(), Colour.BLUE, false, "");
    assertThat(BOARD.with(other, back.settings(BOARD))).isEqualTo(KNOBS);
  }

  @Test
  void everyKeyMayBeLeftOut() {
    Configuration empty = configuration("# nothing\n");
    assertThat(empty.experiment()).isEmpty();
    assertThat(empty.effort()).isEmpty();
    assertThat(empty.seed()).isEmpty();
    assertThat(empty.threads(64)).isEmpty();
    assertThat(empty.data()).isEmpty();
    assertThat(empty.settings(BOARD)).isEmpty();
  }

  @Test
  void whatDoesNotFitIsRefusedWithItsLineAndTheNearestName() {
    refused(
        () -> configuration("\nefort = \"quick\"\n"),
        "run.toml:2: no key is called efort; did you mean effort?; knobs stand under [knobs]");
    refused(
        () -> configuration("effort = \"quick\"\n[knob]\ndepth = 3\n"),
        "run.toml:2: no key is called knob; did you mean knobs?");
    refused(
        () -> configuration("weightVariance = 1.5\n"),
        "run.toml:1: no key is called weightVariance; there are experiment, effort, seed,"
            + " threads, data, knobs; knobs stand under [knobs]");
    refused(
        () -> configuration("effort = \"desq\"\n").effort(),
        "run.toml:1: effort is quick, desk or paper, not \"desq\"; did you mean desk?");
    refused(
        () -> configuration("effort = 1\n").effort(),
        "run.toml:1: effort is a text in quotes, not the number 1");
    refused(
        () -> configuration("seed = \"one\"\n").seed(),
        "run.toml:1: seed is a whole number, not the text \"one\"");
    refused(
        () -> configuration("seed = 1.5\n").seed(),
        "run.toml:1: seed is a whole number, not the number 1.5");
    refused(
        () -> configuration("threads = 0\n").threads(64),
        "run.toml:1: threads lies within 1 … 64, not 0");
    refused(
        () -> configuration("data = \"nowhere\"\n").data(),
        "run.toml:1: data is a folder, and there is none at nowhere");
    refused(
        () -> configuration("knobs = 3\n"),
        "run.toml:1: knobs is a table: [knobs], then a line for each knob");
  }

  @Test
  void aKnobThatIsUnknownOrOutOfRangeOrOfAnotherTypeIsRefusedWithItsLine() {
    refusedKnob(
        "weightVarianse = 1.5",
        "no knob is called \"weightVarianse\"; did you mean weightVariance? There are"
            + " weightVariance, depth, salt, widths, names, colour, centre, data");
    refusedKnob("depth = 0", "knob depth: 0 lies outside 1 … 100 (layers)");
    refusedKnob("depth = 1.5", "knob depth is a whole number, not \"1.5\"; 1 … 100 (layers)");
    refusedKnob(
        "depth = \"3\"", "knob depth is a number without quotes, not the text \"3\"; 1 … 100");
    refusedKnob("depth = [3]", "knob depth is a number without quotes, not a list; 1 … 100");
    refusedKnob("depth.x = 3", "knob depth is a number without quotes, not a table; 1 … 100");
    refusedKnob(
        "depth = 1979-05-27",
        "knob depth is a number without quotes, not the date or time 1979-05-27; 1 … 100");
    refusedKnob("widths = 3", "knob widths is a list: write widths = […]");
    refusedKnob(
        "widths = [1, \"2\"]",
        "knob widths is a number without quotes, not the text \"2\"; 1 … 4096");
    refusedKnob("widths = [1, 5000]", "knob widths: 5000 lies outside 1 … 4096 (widths)");
    refusedKnob("names = [\"a,b\"]", "knob names: a text in a list holds no comma");
    refusedKnob(
        "colour = 1", "knob colour is a text in quotes, not the number 1; one of dark-red, blue");
    refusedKnob(
        "colour = \"bleu\"",
        "knob colour is one of dark-red, blue, not \"bleu\"; did you mean blue?");
    refusedKnob("centre = 1", "knob centre is true or false, not the number 1; true or false");
    refusedKnob(
        "weightVariance = nan",
        "knob weightVariance is a finite number, not \"NaN\"; 0.1 … 16 (σ_w², weight variance)");
    refused(
        () -> configuration("[knobs]\nweightVariance = 1\nweight-variance = 2\n").settings(BOARD),
        "run.toml:3: knob weightVariance is set twice");
  }

  @Test
  void whatIsNoTomlIsRefusedInOneLine() throws IOException {
    refused(
        () -> configuration("seed = 1\n[knobs]\ndepth = 2\ndepth = 3\n"),
        "run.toml:4: column 1: depth previously defined at line 3, column 1");
    refused(
        () -> configuration("effort: quick\n"),
        "run.toml:1: column 7: Unexpected ':', expected . or =");
    refused(
        () -> configuration("seed = 99999999999999999999\n"),
        "run.toml:1: column 8: Integer is too large");
    refused(() -> Configuration.read(folder.resolve("none.toml")), "none.toml does not exist");
    refused(() -> Configuration.read(folder), folder + " is not a file");
    Files.write(folder.resolve("latin.toml"), new byte[] {'a', '=', (byte) 0xe9});
    refused(
        () -> Configuration.read(folder.resolve("latin.toml")),
        "latin.toml is not a text in UTF-8");
    for (String odd :
        List.of("\u0000", "a = \"", "[[[", "[knobs", "= 1", "a = [1,", "]", "a.b = ")) {
      assertThatThrownBy(() -> configuration(odd))
          .isInstanceOf(Refusal.class)
          .hasMessageNotContaining("\n");
    }
    String deep = "a = " + "[".repeat(100_000);
    assertThatThrownBy(() -> configuration(deep)).isInstanceOf(Refusal.class);
    refused(
        () -> configuration("#".repeat((1 << 20) + 1)),
        "run.toml is too large for a configuration: more than 1 MiB");
  }

  @Test
  void settingsAreInTheRecordsSpelling() {
    assertThat(configuration("[knobs]\nweight-variance = 2\nwidths = [ 5, 6 ]\n").settings(BOARD))
        .isEqualTo(Map.of("weightVariance", "2", "widths", "5,6"));
  }
}
