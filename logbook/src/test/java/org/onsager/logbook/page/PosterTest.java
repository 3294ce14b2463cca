package org.onsager.logbook.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Claim;
import org.onsager.lab.Figure;
import org.onsager.lab.Measured;
import org.onsager.lab.Prediction;
import org.onsager.lab.Regime;
import org.onsager.lab.Statement;
import org.onsager.logbook.Run;

final class PosterTest {
  private static final String EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>";

  @Test
  void aPosterFetchesNothingAndIsUnderTwoMegabytesBeyondItsData() throws IOException {
    String page = Poster.html(Sample.agreeing());
    keep("poster", page);
    keep("disagrees", Poster.html(Sample.disagreeing()));
    String bare = Poster.html(Sample.run(Sample.claims(11.8, 15.4), List.of()));
    assertThat(bare.getBytes(StandardCharsets.UTF_8).length).as("bytes").isLessThan(2_000_000);
    String markup =
        page.replaceAll("(?s)<script.*?</script>", "").replaceAll("(?s)<style.*?</style>", "");
    Matcher links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(markup);
    while (links.find()) {
      assertThat(links.group(1))
          .as("what a link points at")
          .matches("#.*|https://arxiv.org/abs/.*");
    }
    assertThat(page).contains("default-src 'none'").doesNotContain("unsafe-eval", "@import");
  }

  @Test
  void theSentenceSaysWorstFirst() {
    assertThat(Poster.html(Sample.agreeing()))
        .contains(
            "<b>Seven of nine claims agree.</b> On one the data cannot decide, and one lies outside"
                + " its regime.")
        .doesNotContain("class=\"ribbon bad\"", "<tr class=\"disagrees\">");
    String red = Poster.html(Sample.disagreeing());
    assertThat(red)
        .contains("<b>Two of nine claims disagree.</b>", "class=\"ribbon bad\"")
        .contains("theory says 7.98, measured was 11.54 ± 0.19");
    assertThat(red.indexOf("<tr class=\"disagrees\">"))
        .as("the red row comes before the undecided one")
        .isPositive()
        .isLessThan(red.indexOf("<tr class=\"undecided\">"));
    assertThat(red.indexOf("<tr class=\"undecided\">"))
        .isLessThan(red.indexOf("<tr class=\"agrees\">"));
  }

  @Test
  void aContestedClaimIsSaidFirst() {
    List<Claim> claims = new ArrayList<>(Sample.claims(11.8, 15.4));
    claims.add(
        new Claim.Point(
            Statement.of("old", "The published number holds")
                .contestedBecause("A later paper found half"),
            Prediction.exact(2),
            Measured.of(1, 0.01, 30),
            0,
            0.1,
            null));
    String page = Poster.html(Sample.run(claims, List.of()));
    assertThat(page)
        .contains(
            "<b>One published claim is contested, and measurement contradicts it here too.</b>")
        .contains("Contested: A later paper found half")
        .doesNotContain("class=\"ribbon bad\"");
  }

  @Test
  void noTextOfARunBecomesMarkup() {
    Run r = Sample.agreeing();
    Map<String, Object> knobs = new LinkedHashMap<>(r.knobs());
    knobs.put(EVIL, EVIL);
    List<Figure> figures = new ArrayList<>();
    Figure.Caption c = Figure.Caption.of("evil", EVIL, EVIL, EVIL);
    figures.add(
        new Figure.Curves(
            c,
            Figure.Axis.linear(EVIL),
            Figure.Axis.linear("</script>" + EVIL),
            List.of(
                new Figure.Line(
                    "</script>" + EVIL,
                    Figure.Tone.ORDER,
                    Figure.Origin.THEORY,
                    new double[] {0, 1},
                    new double[] {0, 1})),
            List.of()));
    List<Claim> claims =
        List.of(
            new Claim.Point(
                Statement.of("evil", EVIL).quantity(EVIL).at(EVIL).powerBecause(EVIL),
                Prediction.asymptotic(1, 0, EVIL),
                Measured.of(1, 0.01, 30),
                0,
                0.1,
                new org.onsager.lab.Rival(EVIL, 2)));
    Run plain = Sample.run(claims, figures);
    Run evil =
        new Run(
            EVIL,
            r.card(),
            r.paper(),
            r.effort(),
            r.seed(),
            r.threads(),
            knobs,
            plain.findings(),
            plain.judgements(),
            r.provenance(),
            EVIL,
            EVIL);
    String page = Poster.html(evil);
    int scripts = page.split("<script", -1).length;
    assertThat(scripts)
        .as("scripts of the page")
        .isEqualTo(Poster.html(r).split("<script", -1).length);
    assertThat(page).doesNotContain("<script>alert", "<img src=x");
    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;", "\\u003c/script\\u003e");
  }

  @Test
  void everyTypeOfClaimHasItsRowAndItsStrip() {
    List<Claim> claims =
        List.of(
            new Claim.Bound(
                Statement.of("bound", "It stays below"),
                Prediction.exact(2),
                Measured.of(1, 0.1, 20),
                true,
                0.1),
            new Claim.Ordering(
                Statement.of("order", "Wider is closer"),
                List.of(Prediction.exact(1), Prediction.exact(2)),
                List.of(Measured.of(1, 0.01, 20), Measured.of(2, 0.01, 20)),
                0.1),
            new Claim.Distribution(
                Statement.of("law", "It is uniform"),
                new Prediction.Density(new double[] {0, 1}, new double[] {0, 1}, Regime.exact()),
                new double[] {0.1, 0.3, 0.5, 0.7, 0.9},
                5,
                0,
                0.1),
            new Claim.Identity(
                Statement.of("same", "Both sides agree"),
                Measured.of(1, 0.001, 20),
                Measured.of(1, 0.001, 20),
                0,
                0.1),
            Sample.curve(Statement.of("worst", "A curve of shared draws"), 5, 3, false));
    String page = Poster.html(Sample.run(claims, List.of()));
    assertThat(page.split("<svg class=\"dev\" viewBox=\"0 0 184 32\"", -1)).hasSize(6);
    assertThat(page).contains("≤ 2", "Kolmogorov distance", "its place in theory&#39;s order");
  }

  @Test
  void aCellWithoutANumberIsAWord() {
    Figure.HeatMap t = Sample.train();
    double[][] values = t.values().clone();
    values[0] = values[0].clone();
    values[0][0] = Double.NaN;
    Figure.HeatMap map =
        new Figure.HeatMap(
            t.caption(),
            t.xAxis(),
            t.yAxis(),
            t.x(),
            t.y(),
            values,
            t.errors(),
            t.quantity(),
            t.middle(),
            t.lines(),
            t.words());
    String page = Poster.html(Sample.run(Sample.claims(11.8, 15.4), List.of(map)));
    assertThat(page)
        .contains("× marks a cell without a number: not measured, or diverged.")
        .contains("<td class=\"num\">not measured, or diverged</td>");
  }

  @Test
  void aTableOfManyColumnsHasThePagesWidth() {
    Figure.Caption caption = Figure.Caption.of("t", "Layer by layer", "", "A row a layer");
    for (int columns : new int[] {3, 9}) {
      List<String> row = java.util.Collections.nCopies(columns, "1");
      Figure.Table table = new Figure.Table(caption, row, List.of(row));
      String page = Poster.html(Sample.run(Sample.claims(11.8, 15.4), List.of(table)));
      assertThat(page.contains("<figure class=\"table wide\"")).isEqualTo(columns > 5);
    }
  }

  @Test
  void aHistogramIsADensityWithBars() {
    Figure.Histogram h =
        new Figure.Histogram(
            Figure.Caption.of("h", "Draws follow the law", "", "A histogram"),
            Figure.Axis.linear("x"),
            new double[] {0, 0.5, 1},
            new long[] {64, 36},
            List.of(
                new Figure.Line(
                    "law",
                    Figure.Tone.CRITICAL,
                    Figure.Origin.THEORY,
                    new double[] {0, 1},
                    new double[] {1, 1})));
    JsonNode first = Plot.specification(h).at("/datasets/d0/0");
    // 64 of 100 draws in a bin of width 0.5: density 1.28, its bar √64/50 to each side
    assertThat(first.get("density").asDouble()).isEqualTo(1.28);
    assertThat(first.get("lo").asDouble()).isEqualTo(1.12);
    assertThat(first.get("hi").asDouble()).isEqualTo(1.44);
  }

  @Test
  void noTwoColoursShareALightValueSoThatAThemeCanReplaceThem() {
    Set<String> seen = new LinkedHashSet<>();
    Iterator<String> light = Palette.byLight().fieldNames();
    light.forEachRemaining(seen::add);
    assertThat(seen).hasSize(Palette.css().split("light-dark", -1).length - 1);
  }

  private static void keep(String name, String page) throws IOException {
    Path out = Path.of("target", "pages");
    Files.createDirectories(out);
    Files.writeString(out.resolve(name + ".html"), page);
  }
}
