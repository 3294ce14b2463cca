package org.onsager.logbook.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Curves;
import org.onsager.lab.Figure.Line;
import org.onsager.lab.Figure.Origin;
import org.onsager.lab.Figure.Points;
import org.onsager.lab.Figure.Tone;
import org.onsager.lab.Measured;

/** Lines and points over two axes. */
final class CurvePlot {
  private static final List<String> SHAPES =
      List.of("circle", "diamond", "square", "triangle-up", "cross", "triangle-down");

  private CurvePlot() {}

  static ObjectNode of(Curves f) {
    List<double[]> all = new ArrayList<>(f.lines().stream().map(Line::x).toList());
    all.addAll(f.points().stream().map(Points::x).toList());
    boolean counts =
        !f.points().isEmpty()
            && f.points().stream()
                .flatMapToDouble(p -> Arrays.stream(p.x()))
                .allMatch(v -> v == Math.rint(v));
    Extent x = Extent.of(f.x(), Plot.numbers(all), List.of()).counting(counts);
    Extent y = ordinates(f, x);
    Plot plot = Plot.over(f.caption(), f.caption().lead() ? 360 : 300, x, y);
    for (Line l : f.lines()) {
      plot.line(l, false);
    }
    List<String> shapes = shapes(f.points());
    for (int i = 0; i < f.points().size(); i++) {
      points(plot, f, f.points().get(i), shapes.get(i), x, y);
    }
    labels(plot, f, x, y);
    return plot.finished(f.x(), f.y(), false);
  }

  private static Extent ordinates(Curves f, Extent x) {
    List<Double> firm = new ArrayList<>();
    for (Points p : f.points()) {
      for (int i = 0; i < p.x().length; i++) {
        if (x.holds(p.x()[i])) {
          Measured m = p.y().get(i);
          firm.add(m.mean());
          firm.add(m.mean() + m.standardError());
          firm.add(m.mean() - m.standardError());
        }
      }
    }
    if (f.y().logarithmic()) {
      firm.removeIf(v -> v <= 0);
    }
    List<Double> soft = new ArrayList<>();
    for (Line l : f.lines()) {
      for (int i = 0; i < l.x().length; i++) {
        if (x.holds(l.x()[i]) && !frame(l)) {
          soft.add(l.y()[i]);
        }
      }
    }
    return Extent.of(f.y(), firm, soft);
  }

  /** A reference of two points, such as a vertical at the critical value, sets no extent. */
  private static boolean frame(Line l) {
    return l.origin() == Origin.REFERENCE && l.x().length == 2 && l.x()[0] == l.x()[1];
  }

  /** A shape doubles the colour: the tone's own, and another one where a tone comes again. */
  private static List<String> shapes(List<Points> points) {
    Map<Tone, String> own = new EnumMap<>(Tone.class);
    own.put(Tone.ORDER, "circle");
    own.put(Tone.CRITICAL, "diamond");
    own.put(Tone.CHAOS, "square");
    own.put(Tone.THIRD, "triangle-up");
    own.put(Tone.NEUTRAL, "circle");
    Set<String> used = new HashSet<>();
    List<String> out = new ArrayList<>();
    Set<Tone> there = new HashSet<>();
    for (Points p : points) {
      if (there.add(p.tone())) {
        used.add(own.getOrDefault(p.tone(), "circle"));
      }
    }
    there.clear();
    for (Points p : points) {
      String shape = own.getOrDefault(p.tone(), "circle");
      if (!there.add(p.tone())) {
        shape = SHAPES.stream().filter(s -> !used.contains(s)).findFirst().orElse(shape);
        used.add(shape);
      }
      out.add(shape);
    }
    return out;
  }

  private static void points(Plot plot, Curves f, Points p, String shape, Extent x, Extent y) {
    String colour = Palette.of(p.tone());
    ObjectNode bars = plot.layer();
    ArrayNode rows = plot.data(bars);
    for (int i = 0; i < p.x().length; i++) {
      Measured m = p.y().get(i);
      if (!x.holds(p.x()[i])) {
        continue;
      }
      double low = m.mean() - m.standardError();
      double high = m.mean() + m.standardError();
      boolean shown = y.holds(m.mean());
      ObjectNode row = rows.addObject();
      row.put("x", p.x()[i]).put("y", Math.clamp(m.mean(), y.low(), y.high()));
      row.put("lo", Math.clamp(low, y.low(), y.high()));
      row.put("hi", Math.clamp(high, y.low(), y.high()));
      row.put("value", Digits.number(m.mean(), 4) + (shown ? "" : ", beyond the frame"));
      row.put("error", Digits.number(m.standardError(), 2));
      row.put("shape", shown ? shape : m.mean() > y.high() ? "triangle-up" : "triangle-down");
    }
    ObjectNode rule = bars.putObject("mark").put("type", "rule").put("strokeWidth", 1.5);
    rule.put("clip", true);
    ObjectNode e = bars.putObject("encoding");
    e.putObject("y").put("field", "lo");
    e.putObject("y2").put("field", "hi");
    e.putObject("color").put("value", colour);
    ObjectNode marks = plot.layer();
    marks.set("data", bars.get("data"));
    ObjectNode mark = marks.putObject("mark").put("type", "point");
    mark.put("size", shape.startsWith("triangle") || shape.equals("diamond") ? 56 : 44);
    mark.put("stroke", Palette.light("paper")).put("strokeWidth", 1.25).put("fill", colour);
    ObjectNode encoding = marks.putObject("encoding");
    encoding.putObject("shape").put("field", "shape").put("type", "nominal").putNull("scale");
    ArrayNode tip = encoding.putArray("tooltip");
    tip.addObject()
        .put("field", "x")
        .put("type", "quantitative")
        .put("title", f.x().title())
        .put("format", ".4~g");
    tip.addObject().put("field", "value").put("type", "nominal").put("title", f.y().title());
    tip.addObject().put("field", "error").put("type", "nominal").put("title", "standard error");
  }

  private static void labels(Plot plot, Curves f, Extent x, Extent y) {
    Labels labels = new Labels(x, y, f.caption().lead() ? 460 : 330, plot.height());
    for (Line l : f.lines()) {
      labels.line(l.x(), l.y());
    }
    for (Points p : f.points()) {
      for (int i = 0; i < p.x().length; i++) {
        Measured m = p.y().get(i);
        double low = Math.max(m.mean() - m.standardError(), y.low());
        labels.point(p.x()[i], low, m.mean() + m.standardError());
      }
    }
    Set<String> said = new HashSet<>();
    for (Line l : f.lines()) {
      if (!l.label().isBlank() && said.add(l.label() + l.tone())) {
        Labels.Place at = labels.beside(l.label(), l.x(), l.y());
        int weight = l.origin() == Origin.REFERENCE ? 400 : 500;
        plot.text(l.label(), at, Plot.colour(l), weight, 13);
      }
    }
    for (Points p : f.points()) {
      if (!p.label().isBlank() && said.add(p.label() + p.tone())) {
        double[] means = p.y().stream().mapToDouble(Measured::mean).toArray();
        Labels.Place at = labels.beside(p.label(), p.x(), means);
        plot.text(p.label(), at, Palette.of(p.tone()), 500, 13);
      }
    }
  }

  /**
   * The numbers of the figure as a table: every measured point, or theory where nothing was
   * measured.
   */
  static Figure.Table numbers(Curves f) {
    List<List<String>> rows = new ArrayList<>();
    if (f.points().isEmpty()) {
      for (Line l : f.lines()) {
        int stride = Math.max(1, l.x().length / 40);
        for (int i = 0; i < l.x().length; i += stride) {
          rows.add(
              List.of(name(l.label()), Digits.number(l.x()[i], 6), Digits.number(l.y()[i], 6)));
        }
      }
      return new Figure.Table(f.caption(), List.of("", f.x().title(), f.y().title()), rows);
    }
    Map<Tone, Integer> met = new EnumMap<>(Tone.class);
    for (Points p : f.points()) {
      int which = met.merge(p.tone(), 1, Integer::sum) - 1;
      List<Line> alike =
          f.lines().stream()
              .filter(l -> l.tone() == p.tone() && l.origin() == Origin.THEORY)
              .toList();
      String name =
          p.label().isBlank() && which < alike.size() ? alike.get(which).label() : p.label();
      for (int i = 0; i < p.x().length; i++) {
        Measured m = p.y().get(i);
        Digits.Pair d = Digits.measured(m.mean(), m.standardError());
        rows.add(
            List.of(
                name(name),
                Digits.number(p.x()[i], 6),
                d.mean() + d.factor(),
                d.error().isEmpty() ? "0" : d.error() + d.factor()));
      }
    }
    return new Figure.Table(f.caption(), List.of("", f.x().title(), f.y().title(), "s.e."), rows);
  }

  private static String name(String label) {
    return label.isBlank() ? "measured" : label;
  }
}
