package org.onsager.logbook.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Histogram;
import org.onsager.lab.Figure.Line;

/** Counts in bins as a density with bars of ±√count, and theory's density as a line. */
final class HistogramPlot {
  private HistogramPlot() {}

  static ObjectNode of(Histogram f) {
    Extent x = Extent.of(f.x(), Plot.numbers(List.of(f.edges())), List.of());
    double total = Math.max(1, Arrays.stream(f.counts()).sum());
    List<Double> tops = new ArrayList<>(List.of(0.0));
    for (int i = 0; i < f.counts().length; i++) {
      tops.add((f.counts()[i] + Math.sqrt((double) f.counts()[i])) / total / width(f, i));
    }
    Figure.Axis up = Figure.Axis.linear("probability density");
    List<Double> soft = new ArrayList<>(List.of(0.0));
    soft.addAll(Plot.numbers(f.density().stream().map(Line::y).toList()));
    Extent y = Extent.of(up, tops, soft);
    Plot plot = Plot.over(f.caption(), f.caption().lead() ? 360 : 300, x, y);
    bars(plot, f, total);
    Labels labels = new Labels(x, y, f.caption().lead() ? 460 : 330, plot.height());
    for (int i = 0; i < f.counts().length; i++) {
      labels.point((f.edges()[i] + f.edges()[i + 1]) / 2, 0, tops.get(i + 1));
    }
    for (Line l : f.density()) {
      plot.line(l, true);
      labels.line(l.x(), l.y());
    }
    for (Line l : f.density()) {
      if (!l.label().isBlank()) {
        Labels.Place at = labels.beside(l.label(), l.x(), l.y());
        plot.text(l.label(), at, Plot.colour(l), 500, 13);
      }
    }
    return plot.finished(f.x(), up, false);
  }

  private static void bars(Plot plot, Histogram f, double total) {
    ObjectNode layer = plot.layer();
    ArrayNode rows = plot.data(layer);
    for (int i = 0; i < f.counts().length; i++) {
      double unit = total * width(f, i);
      double n = f.counts()[i];
      ObjectNode row = rows.addObject().put("from", f.edges()[i]).put("to", f.edges()[i + 1]);
      row.put("middle", (f.edges()[i] + f.edges()[i + 1]) / 2).put("zero", 0);
      row.put("density", n / unit).put("count", f.counts()[i]);
      row.put("lo", (n - Math.sqrt(n)) / unit).put("hi", (n + Math.sqrt(n)) / unit);
    }
    ObjectNode mark = layer.putObject("mark").put("type", "rect").put("clip", true);
    mark.put("fill", Palette.light("seq2")).put("stroke", Palette.light("paper"));
    mark.put("strokeWidth", 1);
    ObjectNode e = layer.putObject("encoding");
    e.putObject("x").put("field", "from");
    e.putObject("x2").put("field", "to");
    e.putObject("y").put("field", "zero");
    e.putObject("y2").put("field", "density");
    ArrayNode tip = e.putArray("tooltip");
    for (String name : new String[] {"from", "to", "count"}) {
      tip.addObject().put("field", name).put("type", "quantitative").put("format", ",.4~g");
    }
    ObjectNode errors = plot.layer();
    errors.set("data", layer.get("data"));
    errors.putObject("mark").put("type", "rule").put("strokeWidth", 1.5).put("clip", true);
    ObjectNode r = errors.putObject("encoding");
    r.putObject("x").put("field", "middle");
    r.putObject("y").put("field", "lo");
    r.putObject("y2").put("field", "hi");
    r.putObject("color").put("value", Palette.light("seq6"));
  }

  private static double width(Histogram f, int i) {
    return f.edges()[i + 1] - f.edges()[i];
  }

  /** The numbers of the histogram as a table, a row for each bin. */
  static Figure.Table numbers(Histogram f) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < f.counts().length; i++) {
      rows.add(
          List.of(
              Digits.number(f.edges()[i], 6),
              Digits.number(f.edges()[i + 1], 6),
              Digits.grouped(f.counts()[i]),
              Digits.number(Math.sqrt((double) f.counts()[i]), 2)));
    }
    return new Figure.Table(f.caption(), List.of("from", "to", "count", "√count"), rows);
  }
}
