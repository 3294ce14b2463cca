package org.onsager.logbook.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.HeatMap;
import org.onsager.lab.Figure.Line;

/** Cells of one quantity in nine classes, with theory's lines over them. */
final class MapPlot {
  private static final double[] ROUND = {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
  private static final double[] EVEN = {1, 2, 4, 6, 10};

  private MapPlot() {}

  static ObjectNode of(HeatMap f) {
    double[] across = edges(f.x(), f.xAxis().logarithmic());
    double[] up = edges(f.y(), f.yAxis().logarithmic());
    Extent x = extent(f.xAxis(), across);
    Extent y = extent(f.yAxis(), up);
    Plot plot = Plot.over(f.caption(), 360, x, y);
    cells(plot, f, across, up);
    blanks(plot, f);
    for (Line l : f.lines()) {
      plot.line(l, true);
    }
    Labels labels = new Labels(x, y, f.caption().lead() ? 460 : 330, 360);
    for (Line l : f.lines()) {
      labels.line(l.x(), l.y());
    }
    shades(labels, f, across, up);
    String ink = Palette.light("critical");
    for (HeatMap.Word w : f.words()) {
      labels.text(w.text(), w.x(), w.y());
      plot.text(w.text(), new Labels.Place(w.x(), w.y(), "center", 0, 0), ink, 500, 15);
    }
    for (Line l : f.lines()) {
      if (!l.label().isBlank()) {
        plot.text(l.label(), labels.beside(l.label(), l.x(), l.y()), ink, 600, 13);
      }
    }
    return plot.finished(f.xAxis(), f.yAxis(), true);
  }

  /** A label reads best on cells that are near to paper. */
  private static void shades(Labels labels, HeatMap f, double[] across, double[] up) {
    double[] steps = thresholds(f);
    for (int j = 0; j < f.y().length; j++) {
      for (int i = 0; i < f.x().length; i++) {
        double v = f.values()[j][i];
        int kind = 0;
        while (kind < steps.length && v >= steps[kind]) {
          kind++;
        }
        double depth = Double.isNaN(f.middle()) ? kind / 8.0 : Math.abs(kind - 4) / 4.0;
        labels.shade(across[i], across[i + 1], up[j], up[j + 1], 40 * depth);
      }
    }
  }

  private static void cells(Plot plot, HeatMap f, double[] across, double[] up) {
    ObjectNode layer = plot.layer();
    ArrayNode rows = plot.data(layer);
    for (int j = 0; j < f.y().length; j++) {
      for (int i = 0; i < f.x().length; i++) {
        double v = f.values()[j][i];
        if (!Double.isFinite(v)) {
          continue;
        }
        ObjectNode row = rows.addObject();
        row.put("x", across[i]).put("x2", across[i + 1]).put("y", up[j]).put("y2", up[j + 1]);
        row.put("value", v).put("column", f.x()[i]).put("row", f.y()[j]);
        Plot.put(row, "error", f.errors()[j][i]);
      }
    }
    ObjectNode mark = layer.putObject("mark").put("type", "rect").put("clip", true);
    mark.put("stroke", Palette.light("paper")).put("strokeWidth", 1);
    ObjectNode encoding = layer.putObject("encoding");
    encoding.putObject("x2").put("field", "x2");
    encoding.putObject("y2").put("field", "y2");
    ArrayNode tip = encoding.putArray("tooltip");
    tip(tip, "column", f.xAxis().title());
    tip(tip, "row", f.yAxis().title());
    tip(tip, "value", f.quantity());
    tip(tip, "error", "standard error");
    ObjectNode colour = encoding.putObject("color").put("field", "value");
    colour.put("type", "quantitative");
    ObjectNode scale = colour.putObject("scale").put("type", "threshold");
    ArrayNode domain = scale.putArray("domain");
    double[] steps = thresholds(f);
    for (double s : steps) {
      domain.add(s);
    }
    ArrayNode range = scale.putArray("range");
    (Double.isNaN(f.middle()) ? Palette.amounts() : Palette.about()).forEach(range::add);
    ObjectNode legend = colour.putObject("legend").put("title", Symbols.typographic(f.quantity()));
    legend.put("orient", "none").put("legendY", -66).put("direction", "horizontal");
    legend.putObject("legendX").put("expr", "max(0, width-200)");
    legend.put("gradientLength", 200).put("gradientThickness", 9).put("titlePadding", 5);
    legend.put("titleAnchor", "start").put("labelOverlap", "greedy").put("labelFontSize", 11.5);
    legend.put("labelOffset", 3).put("format", format(steps));
  }

  private static void tip(ArrayNode tips, String field, String title) {
    tips.addObject()
        .put("field", field)
        .put("type", "quantitative")
        .put("title", title)
        .put("format", ".4~g");
  }

  /** A cell without a number is crossed out, and the text below says so. */
  private static void blanks(Plot plot, HeatMap f) {
    if (missing(f) == 0) {
      return;
    }
    ObjectNode layer = plot.layer();
    ArrayNode rows = plot.data(layer);
    for (int j = 0; j < f.y().length; j++) {
      for (int i = 0; i < f.x().length; i++) {
        if (!Double.isFinite(f.values()[j][i])) {
          rows.addObject().put("x", f.x()[i]).put("y", f.y()[j]);
        }
      }
    }
    ObjectNode mark = layer.putObject("mark").put("type", "text").put("text", "×");
    mark.put("fontSize", 13).put("color", Palette.light("ink3")).put("baseline", "middle");
  }

  /** How many cells have no number. */
  static int missing(HeatMap f) {
    int out = 0;
    for (double[] row : f.values()) {
      for (double v : row) {
        out += Double.isFinite(v) ? 0 : 1;
      }
    }
    return out;
  }

  /** Eight values between nine classes: even round steps, about the middle where there is one. */
  static double[] thresholds(HeatMap f) {
    double[] all =
        Arrays.stream(f.values())
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double[] out = new double[8];
    if (all.length == 0) {
      Arrays.setAll(out, i -> i);
      return out;
    }
    double low = all[0];
    double high = all[all.length - 1];
    if (!Double.isNaN(f.middle())) {
      double[] off = Arrays.stream(all).map(v -> Math.abs(v - f.middle())).sorted().toArray();
      double step = round(Math.max(off[(int) (0.9 * (off.length - 1))], 1e-12) / 4, EVEN);
      Arrays.setAll(out, i -> tidy(f.middle() + (i - 3.5) * step));
      return out;
    }
    if (low > 0 && high / low > 100) {
      double ratio = Math.pow(high / low, 1.0 / 9);
      for (int i = 0; i < 8; i++) {
        double v = low * Math.pow(ratio, i + 1);
        double ten = Math.pow(10, Math.floor(Math.log10(v)));
        out[i] = tidy(Math.round(v / ten * 10) / 10.0 * ten);
      }
      return out;
    }
    double step = round(Math.max(high - low, 1e-12) / 9, ROUND);
    double first = Math.floor(low / step + 1e-9) * step;
    Arrays.setAll(out, i -> tidy(first + (i + 1) * step));
    return out;
  }

  private static double round(double raw, double[] steps) {
    double ten = Math.pow(10, Math.floor(Math.log10(raw)));
    for (double m : steps) {
      if (m * ten >= raw * 0.999) {
        return m * ten;
      }
    }
    return 10 * ten;
  }

  private static double tidy(double v) {
    return new java.math.BigDecimal(v).round(new java.math.MathContext(9)).doubleValue();
  }

  private static String format(double[] steps) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < steps.length; i++) {
      least = Math.min(least, steps[i] - steps[i - 1]);
    }
    double largest = Math.max(Math.abs(steps[0]), Math.abs(steps[steps.length - 1]));
    if (largest >= 1e5 || largest < 1e-3) {
      return ".1~e";
    }
    return "." + Math.clamp((int) Math.ceil(-Math.log10(least) - 1e-9) + half(least), 0, 5) + "f";
  }

  /**
   * One more decimal where the step has two digits, as 0.25 has, or the first value lies on a half.
   */
  private static int half(double step) {
    double leading = step / Math.pow(10, Math.floor(Math.log10(step) + 1e-9));
    return step < 10 && Math.abs(leading - Math.rint(leading)) > 0.01 ? 1 : 0;
  }

  private static double[] edges(double[] centres, boolean log) {
    int n = centres.length;
    double[] c = log ? Arrays.stream(centres).map(Math::log).toArray() : centres;
    double[] out = new double[n + 1];
    for (int i = 1; i < n; i++) {
      out[i] = (c[i - 1] + c[i]) / 2;
    }
    double first = n > 1 ? c[1] - c[0] : 1;
    double last = n > 1 ? c[n - 1] - c[n - 2] : 1;
    out[0] = c[0] - first / 2;
    out[n] = c[n - 1] + last / 2;
    if (!log && centres[0] >= 0 && out[0] < 0) {
      out[0] = centres[0] == 0 ? 0 : Math.max(0, out[0]);
    }
    return log ? Arrays.stream(out).map(Math::exp).toArray() : out;
  }

  private static Extent extent(Figure.Axis a, double[] edges) {
    return new Extent(
        Double.isNaN(a.min()) ? edges[0] : a.min(),
        Double.isNaN(a.max()) ? edges[edges.length - 1] : a.max(),
        a.logarithmic());
  }

  /** The numbers of the map as a table, a row for each cell. */
  static Figure.Table numbers(HeatMap f) {
    List<List<String>> rows = new ArrayList<>();
    for (int j = 0; j < f.y().length; j++) {
      for (int i = 0; i < f.x().length; i++) {
        double v = f.values()[j][i];
        double e = f.errors()[j][i];
        boolean there = Double.isFinite(v);
        Digits.Pair d = there ? Digits.measured(v, Double.isFinite(e) ? e : 0) : null;
        rows.add(
            List.of(
                Digits.number(f.x()[i], 6),
                Digits.number(f.y()[j], 6),
                d == null ? "not measured, or diverged" : d.mean() + d.factor(),
                d == null || d.error().isEmpty() ? "–" : d.error() + d.factor()));
      }
    }
    return new Figure.Table(
        f.caption(), List.of(f.xAxis().title(), f.yAxis().title(), f.quantity(), "s.e."), rows);
  }
}
