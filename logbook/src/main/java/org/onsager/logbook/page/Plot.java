package org.onsager.logbook.page;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Line;
import org.onsager.lab.Figure.Origin;
import org.onsager.lab.Figure.Tone;

/**
 * A figure as a Vega-Lite 6 specification, data included: theory is a line, measurement is points
 * with bars of ± one standard error.
 */
final class Plot {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FONT = "'Source Sans 3', 'STIX Two Math', sans-serif";

  final ObjectNode root = JSON.createObjectNode();
  private final ObjectNode datasets;
  private final ArrayNode layers;
  private final int height;
  private final Extent x;
  private final Extent y;
  private int sets;

  private Plot(Figure.Caption caption, int height, Extent x, Extent y) {
    this.height = height;
    this.x = x;
    this.y = y;
    root.put("$schema", "https://vega.github.io/schema/vega-lite/v6.json");
    root.put("description", Symbols.plain(caption.description()));
    root.put("width", "container");
    root.put("height", height);
    datasets = root.putObject("datasets");
    layers = root.putArray("layer");
  }

  /** The specification of a figure that is drawn; a table is not. */
  static ObjectNode specification(Figure figure) {
    return switch (figure) {
      case Figure.Curves c -> CurvePlot.of(c);
      case Figure.HeatMap m -> MapPlot.of(m);
      case Figure.Histogram h -> HistogramPlot.of(h);
      case Figure.Table t ->
          throw new IllegalArgumentException("table " + t.caption().id() + " is not drawn");
    };
  }

  static Plot over(Figure.Caption caption, int height, Extent x, Extent y) {
    return new Plot(caption, height, x, y);
  }

  int height() {
    return height;
  }

  /** A new named data set; its rows are added by the caller. */
  ArrayNode data(ObjectNode layer) {
    String name = "d" + sets++;
    layer.putObject("data").put("name", name);
    return datasets.putArray(name);
  }

  ObjectNode layer() {
    return layers.addObject();
  }

  /** A number of the data: null where it is none. */
  static void put(ObjectNode row, String field, double v) {
    if (Double.isFinite(v)) {
      row.put(field, v);
    } else {
      row.putNull(field);
    }
  }

  /** A line; over a heat map it has a halo of paper. */
  void line(Line line, boolean halo) {
    if (halo) {
      stroke(line, Palette.light("paper"), 5.5, true);
    }
    boolean reference = line.origin() == Origin.REFERENCE;
    double width = reference ? 1.25 : line.origin() == Origin.FIT ? 1.5 : halo ? 2.25 : 1.75;
    stroke(line, colour(line), width, false);
  }

  /** The colour of a line: that of its tone, references of no phase in grey. */
  static String colour(Line line) {
    return line.tone() == Tone.NEUTRAL && line.origin() == Origin.REFERENCE
        ? Palette.light("ink3")
        : Palette.of(line.tone());
  }

  private void stroke(Line line, String colour, double width, boolean halo) {
    ObjectNode layer = layer();
    ArrayNode rows = data(layer);
    int run = 0;
    for (int i = 0; i < line.x().length; i++) {
      double v = line.y()[i];
      if (!Double.isFinite(v) || !Double.isFinite(line.x()[i]) || (y.logarithmic() && v <= 0)) {
        run++;
        continue;
      }
      rows.addObject().put("x", line.x()[i]).put("y", v).put("i", i).put("run", run);
    }
    ObjectNode mark = layer.putObject("mark");
    if (line.x().length == 1) {
      mark.put("type", "point").put("shape", "stroke").put("size", 700).put("filled", false);
      mark.put("strokeWidth", halo ? 5.5 : 2.25);
    } else {
      mark.put("type", "line").put("clip", true).put("strokeWidth", width);
      if (line.origin() == Origin.FIT && !halo) {
        mark.putArray("strokeDash").add(5).add(4);
      } else if (line.origin() == Origin.REFERENCE && line.x().length == 2 && !halo) {
        mark.putArray("strokeDash").add(2).add(3);
      }
    }
    if (halo) {
      mark.put("aria", false);
    }
    ObjectNode encoding = layer.putObject("encoding");
    encoding.putObject("color").put("value", colour);
    if (line.x().length > 1) {
      encoding.putObject("order").put("field", "i");
      encoding.putObject("detail").put("field", "run").put("type", "nominal");
    }
  }

  /** A text at a place, with a halo of paper. */
  void text(String text, Labels.Place at, String colour, int weight, double size) {
    for (boolean halo : new boolean[] {true, false}) {
      ObjectNode layer = layer();
      data(layer).addObject().put("x", at.x()).put("y", at.y());
      ObjectNode mark = layer.putObject("mark");
      mark.put("type", "text").put("text", Symbols.typographic(text)).put("align", at.align());
      mark.put("baseline", "middle").put("dx", at.dx()).put("dy", at.dy());
      mark.put("fontSize", size).put("fontWeight", weight);
      mark.put("color", halo ? Palette.light("paper") : colour);
      if (halo) {
        mark.put("stroke", Palette.light("paper")).put("strokeWidth", 3.5);
        mark.put("strokeJoin", "round").put("aria", false);
      }
    }
  }

  /** The finished specification, with its axes. */
  ObjectNode finished(Figure.Axis xAxis, Figure.Axis yAxis, boolean map) {
    ObjectNode encoding = root.putObject("encoding");
    channel(encoding.putObject("x"), "x", xAxis, x, map, height > 330 ? 8 : 6, true);
    channel(encoding.putObject("y"), "y", yAxis, y, map, 6, false);
    root.set("config", config());
    if (map) {
      padding(root.putObject("padding"), 56);
    }
    return root;
  }

  private static void channel(
      ObjectNode c,
      String field,
      Figure.Axis a,
      Extent e,
      boolean map,
      int ticks,
      boolean trimmed) {
    c.put("field", field).put("type", "quantitative").put("title", Symbols.typographic(a.title()));
    ObjectNode scale = c.putObject("scale").put("nice", false);
    if (e.logarithmic()) {
      scale.put("type", "log");
    } else {
      scale.put("zero", false);
    }
    scale.putArray("domain").add(e.low()).add(e.high());
    ObjectNode axis = e.axis(c.putObject("axis"), ticks, trimmed);
    axis.put("labelOverlap", trimmed);
    if (map) {
      axis.put("grid", false);
      axis.put("domain", false);
    }
  }

  private static void padding(ObjectNode p, int top) {
    p.put("left", 2).put("right", 8).put("top", top).put("bottom", 2);
  }

  private static ObjectNode config() {
    ObjectNode c = JSON.createObjectNode();
    c.putNull("background");
    c.put("font", FONT);
    padding(c.putObject("padding"), 6);
    c.putObject("view").putNull("stroke");
    ObjectNode axis = c.putObject("axis");
    words(axis);
    axis.put("tickColor", Palette.light("rule")).put("domainColor", Palette.light("rule"));
    axis.put("gridColor", Palette.light("grid")).put("tickSize", 4).put("labelPadding", 5);
    axis.put("titlePadding", 8).put("labelFlush", false);
    c.putObject("axisX").put("grid", false);
    ObjectNode up = c.putObject("axisY");
    up.put("domain", false).put("ticks", false).put("grid", true).put("titleAngle", 0);
    up.put("titleAlign", "left").put("titleAnchor", "start").put("titleBaseline", "bottom");
    up.put("titleX", 0).put("titleY", -9).put("labelPadding", 7);
    c.putObject("line").put("strokeCap", "round").put("interpolate", "linear");
    c.putObject("point").put("filled", true).put("size", 44).put("opacity", 1);
    c.putObject("rule").put("strokeWidth", 1.5);
    c.putObject("text").put("font", FONT).put("fontSize", 13);
    words(c.putObject("legend"));
    return c;
  }

  private static void words(ObjectNode n) {
    n.put("labelFont", FONT).put("titleFont", FONT).put("labelFontSize", 12.5);
    n.put("titleFontSize", 13).put("titleFontWeight", 400);
    n.put("labelColor", Palette.light("ink3")).put("titleColor", Palette.light("ink2"));
  }

  /** All finite numbers of the given arrays. */
  static List<Double> numbers(Iterable<double[]> arrays) {
    List<Double> out = new ArrayList<>();
    for (double[] a : arrays) {
      for (double v : a) {
        if (Double.isFinite(v)) {
          out.add(v);
        }
      }
    }
    return out;
  }
}
