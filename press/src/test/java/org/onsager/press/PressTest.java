package org.onsager.press;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Card;
import org.onsager.lab.Claim;
import org.onsager.lab.Effort;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Findings;
import org.onsager.lab.Measured;
import org.onsager.lab.Paper;
import org.onsager.lab.Prediction;
import org.onsager.lab.Statement;
import org.onsager.logbook.Json;
import org.onsager.logbook.Run;
import org.onsager.logbook.page.Drawing;
import org.w3c.dom.Element;

/** Figures with known data, printed once by one press and read back. */
final class PressTest {
  private static final double[] X = {1, 2, 5};
  private static final double[] Y = {10, 20, 50};
  private static final double[] E = {1, 3, 4};

  private static final Figure CURVES =
      new Figure.Curves(
          Caption.of("scales", "Depth scale ξ_c", "", "Three points"),
          Axis.linear("weight variance σ_w²").within(0, 10),
          Axis.logarithmic("ξ_c ≤ L, layers").within(1, 100),
          List.of(
              new Figure.Line(
                  "ξ_∇ in order",
                  Figure.Tone.ORDER,
                  Figure.Origin.THEORY,
                  new double[] {1, 9},
                  new double[] {2, 90})),
          List.of(
              new Figure.Points(
                  "",
                  Figure.Tone.ORDER,
                  X,
                  List.of(
                      Measured.of(10, 1, 20), Measured.of(20, 3, 20), Measured.of(50, 4, 20)))));

  private static final Figure MAP =
      new Figure.HeatMap(
          Caption.of("phases", "Phases", "", "Six cells"),
          Axis.linear("σ_b²").within(0.5, 3.5),
          Axis.linear("σ_w²").within(0.5, 2.5),
          new double[] {1, 2, 3},
          new double[] {1, 2},
          new double[][] {{1, 2, 3}, {4, Double.NaN, 6}},
          new double[][] {{1, 1, 1}, {1, 1, 1}},
          "accuracy",
          Double.NaN,
          List.of(),
          List.of(new Figure.HeatMap.Word("order", 1, 1)));

  private static final Figure HISTOGRAM =
      new Figure.Histogram(
          Caption.of("draws", "Draws", "", "Two bins"),
          Axis.linear("draw").within(-2, 2),
          new double[] {-2, 0, 2},
          new long[] {64, 36},
          List.of());

  private static Print curves = new Print(0, 0, "", new byte[0]);
  private static Print map = curves;
  private static Print histogram = curves;
  private static Print wide = curves;
  private static Print again = curves;

  @BeforeAll
  static void print() {
    try (Press press = Press.open()) {
      curves = press.print(run(), CURVES, Style.column());
      map = press.print(run(), MAP, Style.column());
      histogram = press.print(run(), HISTOGRAM, Style.column());
      wide = press.print(run(), CURVES, new Style(Style.PAGE, 10));
      again = press.print(run(), CURVES, Style.column());
    }
  }

  private static Run run() {
    Claim claim =
        new Claim.Point(
            Statement.of("one", "It is one"),
            Prediction.exact(1),
            Measured.of(1, 0.01, 30),
            0,
            0.1,
            null);
    return new Run(
        "2026-11-24-1200-test",
        new Card("known-data", "Known data", "", "", List.of(), List.of(), List.of(), Map.of(), ""),
        new Paper("1611.01232v2", "A paper", List.of("A. Author"), 2017, ""),
        Effort.QUICK,
        1,
        1,
        Map.of(),
        new Findings(List.of(claim), List.of(CURVES, MAP, HISTOGRAM), Map.of()),
        List.of(),
        new Run.Provenance("2026-11-24T12:00:00Z", 1, Map.of(), "", Map.of()),
        "d1",
        "");
  }

  @Test
  void pointsAndBarsStandWhereTheScalesOfTheAxesPutThem() {
    Picture p = Picture.of(curves.svg());
    double[] frame = p.frame();
    List<Element> points = p.within("mark-symbol", "path");
    assertThat(points).hasSameSizeAs(X);
    List<Element> bars =
        p.within("mark-rule", "line").stream()
            .filter(e -> ((Element) e.getParentNode()).getAttribute("class").contains("layer_"))
            .toList();
    assertThat(bars).hasSameSizeAs(X);
    for (int i = 0; i < X.length; i++) {
      // x runs linearly from 0 to 10, y logarithmically from 1 at the bottom to 100 at the top
      double across = frame[0] * X[i] / 10;
      Picture.Place place = Picture.own(points.get(i));
      assertThat(place.x()).isCloseTo(across, within(1e-6));
      assertThat(place.y()).isCloseTo(down(frame, Y[i]), within(1e-6));
      Picture.Place from = Picture.own(bars.get(i));
      double other = from.y() + Picture.number(bars.get(i), "y2");
      assertThat(from.x()).isCloseTo(across, within(1e-6));
      assertThat(Math.max(from.y(), other)).isCloseTo(down(frame, Y[i] - E[i]), within(1e-6));
      assertThat(Math.min(from.y(), other)).isCloseTo(down(frame, Y[i] + E[i]), within(1e-6));
    }
  }

  private static double down(double[] frame, double y) {
    return frame[1] * (1 - Math.log10(y) / 2);
  }

  @Test
  void cellsAndBinsAreAsManyAndAsLargeAsTheData() {
    assertThat(Picture.of(map.svg()).within("layer_0_marks", "path"))
        .as("cells with a number")
        .hasSize(5);
    Picture p = Picture.of(histogram.svg());
    List<Element> bins = p.within("layer_0_marks", "path");
    assertThat(bins).hasSize(2);
    // 64 and 36 of 100 draws in bins of equal width: their heights are as 16 to 9
    assertThat(height(bins.get(0)) / height(bins.get(1))).isCloseTo(64.0 / 36, within(1e-6));
    assertThat(p.texts()).contains("−2", "−1", "0", "1", "2", "draw", "probability density");
  }

  private static double height(Element bin) {
    Matcher m = Pattern.compile("v([\\d.]+)h").matcher(bin.getAttribute("d"));
    assertThat(m.find()).isTrue();
    return Double.parseDouble(m.group(1));
  }

  @Test
  void everyTextIsThereWithItsIndexLowered() {
    assertThat(Picture.of(curves.svg()).texts())
        .contains("weight variance σw²", "ξc ≤ L, layers", "ξ∇ in order", "1", "10", "100");
    // 13 px: the index has 0.74 of that, and lies 0.26 of its own size lower
    assertThat(curves.svg()).contains("<tspan dy=\"2.5012\" font-size=\"9.62px\">c</tspan>");
    assertThat(Picture.of(map.svg()).texts()).contains("accuracy", "order", "×");
  }

  @Test
  void anIndexIsWhatThePostersScriptTakesForOne() throws IOException {
    try (var in = Objects.requireNonNull(Drawing.class.getResourceAsStream("page.js"))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("/" + Label.INDEX + "/gu", "'.74em'", "'.26em'");
    }
  }

  @Test
  void theSvgCarriesTheSignsThatItUses() throws IOException {
    Matcher faces =
        Pattern.compile(
                "font-family:'([^']+)';font-weight:(\\d+);src:url\\(data:font/ttf;base64,([^)]+)\\)")
            .matcher(curves.svg());
    boolean sigma = false;
    boolean nabla = false;
    while (faces.find()) {
      byte[] file = Base64.getDecoder().decode(faces.group(3));
      var signs = new TTFParser().parse(new RandomAccessReadBuffer(file)).getUnicodeCmapLookup();
      sigma |= signs.getGlyphId('σ') != 0 && signs.getGlyphId('Ж') == 0;
      nabla |= signs.getGlyphId('∇') != 0 && faces.group(1).equals("STIX Two Math");
    }
    assertThat(sigma).as("σ in a face of the SVG").isTrue();
    assertThat(nabla).as("∇ in the mathematical face").isTrue();
    assertThat(curves.svg())
        .doesNotContain("http://www.w3.org/1999/xhtml", "<image", "aria-roledescription");
  }

  @Test
  void thePageIsAsWideAsAskedForAndItsFontsAreInside() throws IOException {
    for (Map.Entry<Print, Double> one : Map.of(curves, 86.0, wide, 178.0).entrySet()) {
      try (PDDocument document = Loader.loadPDF(one.getKey().pdf())) {
        assertThat(document.getNumberOfPages()).isEqualTo(1);
        PDPage page = document.getPage(0);
        assertThat(page.getMediaBox().getWidth() * 25.4 / 72)
            .isCloseTo(one.getValue(), within(0.01));
        int fonts = 0;
        for (COSName name : page.getResources().getFontNames()) {
          assertThat(page.getResources().getFont(name).isEmbedded()).isTrue();
          fonts++;
        }
        assertThat(fonts).isGreaterThanOrEqualTo(3);
        assertThat(page.getResources().getXObjectNames())
            .as("pictures instead of vectors")
            .isEmpty();
        assertThat(new PDFTextStripper().getText(document))
            .contains("weight variance", "σ", "ξ", "∇", "≤", "100");
      }
    }
    assertThat(curves.svg()).contains("width=\"86mm\"");
    assertThat(wide.svg()).contains("width=\"178mm\"");
  }

  @Test
  void thePngHasItsDotsAndTheColourOfItsMarks() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(curves.png(150)));
    assertThat((double) image.getWidth()).isCloseTo(86 / 25.4 * 150, within(1.0));
    assertThat((double) image.getHeight())
        .isCloseTo(curves.millimetresHigh() / 25.4 * 150, within(1.0));
    int ordered = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        ordered += (image.getRGB(x, y) & 0xffffff) == 0x1e62ab ? 1 : 0;
      }
    }
    assertThat(image.getRGB(0, 0) & 0xffffff).as("the ground").isEqualTo(0xffffff);
    assertThat(ordered).as("dots in the colour of the ordered phase").isGreaterThan(100);
  }

  @Test
  void theSameFigureIsTheSameFile() {
    assertThat(again.svg()).isEqualTo(curves.svg());
    assertThat(again.pdf()).isEqualTo(curves.pdf());
  }

  @Test
  void aNotebooksFileHasItsDataAndTheSchemaOfJupyterLab() {
    Map<?, ?> file = (Map<?, ?>) Objects.requireNonNull(Json.parse(Press.vegaLite(run(), CURVES)));
    assertThat(String.valueOf(file.get("$schema")))
        .isEqualTo("https://vega.github.io/schema/vega-lite/v5.json");
    assertThat(file.get("width")).isInstanceOf(Number.class);
    assertThat(String.valueOf(file.get("datasets"))).contains("x=5.0, y=50.0, lo=46.0, hi=54.0");
  }

  @Test
  void aSignThatNoFaceHasIsAQuestionMark() {
    assertThat(Face.stretches("aЖ", 400)).containsExactly(new Face.Stretch(Face.REGULAR, "a?"));
    assertThat(Label.of("weight_variance").pieces())
        .containsExactly(new Label.Piece("weight_variance", false));
  }
}
