package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.logbook.Home;
import org.onsager.logbook.Json;

final class FiguresVerbTest {
  @TempDir Path folder = Path.of("");

  private Said onsager(String... arguments) {
    return Said.by(folder.resolve("home"), arguments);
  }

  private String run() {
    Map<?, ?> document =
        (Map<?, ?>) Objects.requireNonNull(Json.parse(onsager("run", "fair-coin", "--json").out()));
    return String.valueOf(document.get("run"));
  }

  private void refused(String line, String... arguments) {
    Said said = onsager(arguments);
    assertThat(said.err().strip()).isEqualTo(line);
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.out()).isEmpty();
  }

  @Test
  void aFigureIsPrintedFromTheRunsFolder() throws IOException {
    String run = run();
    Path out = folder.resolve("out");
    Said said =
        onsager("figures", run, "--format", "svg,pdf,png,vega-lite", "--out", out.toString());
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out().lines())
        .containsExactly(
            out.resolve("mean.svg").toString(),
            out.resolve("mean.pdf").toString(),
            out.resolve("mean.png").toString(),
            out.resolve("mean.vl.json").toString());
    assertThat(Files.readString(out.resolve("mean.svg"))).contains("width=\"86mm\"", ">coins<");
    assertThat(Files.readAllBytes(out.resolve("mean.pdf")))
        .startsWith("%PDF-1.".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whatCannotBePrintedIsRefusedInOneLine() throws IOException {
    refused("no run is called bxvg; the log book is empty", "figures", "bxvg");
    String run = run();
    refused("no run is called none-such; `runs` shows them all", "figures", "none-such");
    refused(
        "the run " + run + " has no figure meen; did you mean mean?",
        "figures",
        run,
        "--figure",
        "meen");
    refused(
        "heads is a table and is not drawn; its rows are in figures/heads.csv of the run",
        "figures",
        run,
        "--figure",
        "heads");
    refused(
        "--format is svg, pdf, png or vega-lite, not \"pfd\"; did you mean pdf?",
        "figures",
        run,
        "--format",
        "pfd");
    refused(
        "a width is column, page or a number of millimetres, not \"colum\"; did you mean column?",
        "figures",
        run,
        "--width",
        "colum");
    refused(
        "a figure is 40 to 400 mm wide, not 8.6; or column, or page",
        "figures",
        run,
        "--width",
        "8.6");
    refused("--dpi is at most 2400, not 9000", "figures", run, "--dpi", "9000");
    Path file = Home.under(folder.resolve("home")).runs().resolve(run).resolve("run.json");
    Files.writeString(file, Files.readString(file).substring(0, 400));
    Said damaged = onsager("figures", run);
    assertThat(damaged.exit()).isEqualTo(2);
    assertThat(damaged.err().lines()).hasSize(1);
    assertThat(damaged.err()).contains("run.json cannot be read: not JSON");
  }
}
