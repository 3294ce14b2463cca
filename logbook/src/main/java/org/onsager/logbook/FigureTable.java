package org.onsager.logbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.onsager.lab.Figure;
import org.onsager.lab.Measured;

/**
 * A figure's data as comma-separated values that explain themselves: lines with {@code #} say what
 * is shown and what the columns are, then comes one row of names, then the rows with all their
 * digits.
 */
final class FigureTable {
  private final StringBuilder out = new StringBuilder();

  private FigureTable() {}

  /** The table of a figure. */
  static String of(Figure figure, String run) {
    FigureTable table = new FigureTable();
    Figure.Caption caption = figure.caption();
    table.remark("figure: " + caption.id());
    table.remark("run: " + run);
    table.remark(caption.heading());
    table.remark(caption.text());
    switch (figure) {
      case Figure.Curves curves -> table.curves(curves);
      case Figure.HeatMap map -> table.map(map);
      case Figure.Histogram histogram -> table.histogram(histogram);
      case Figure.Table rows -> {
        table.row(rows.columns());
        rows.rows().forEach(table::row);
      }
    }
    return table.out.toString();
  }

  private void curves(Figure.Curves f) {
    remark("x: " + axis(f.x()));
    remark("y: " + axis(f.y()));
    remark("origin: theory, fit or reference for a line; measured for a point");
    remark("standard_error, degrees_of_freedom, effective_samples: of a measured y, else empty");
    row(
        List.of(
            "origin",
            "tone",
            "label",
            "x",
            "y",
            "standard_error",
            "degrees_of_freedom",
            "effective_samples"));
    for (Figure.Line line : f.lines()) {
      for (int i = 0; i < line.x().length; i++) {
        row(origin(line), tone(line.tone()), line.label(), line.x()[i], line.y()[i], "", "", "");
      }
    }
    for (Figure.Points points : f.points()) {
      for (int i = 0; i < points.x().length; i++) {
        Measured m = points.y().get(i);
        row(
            "measured",
            tone(points.tone()),
            points.label(),
            points.x()[i],
            m.mean(),
            m.standardError(),
            m.degreesOfFreedom(),
            m.effectiveSamples());
      }
    }
  }

  private void map(Figure.HeatMap f) {
    remark("x: " + axis(f.xAxis()));
    remark("y: " + axis(f.yAxis()));
    remark("value: " + f.quantity() + ", NaN where it was not measured");
    remark("origin: measured for a cell; theory, fit or reference for a point of a line over it");
    row(List.of("origin", "tone", "label", "x", "y", "value", "standard_error"));
    for (int j = 0; j < f.y().length; j++) {
      for (int i = 0; i < f.x().length; i++) {
        double error =
            j < f.errors().length && i < f.errors()[j].length ? f.errors()[j][i] : Double.NaN;
        row("measured", "", "", f.x()[i], f.y()[j], f.values()[j][i], error);
      }
    }
    for (Figure.Line line : f.lines()) {
      for (int i = 0; i < line.x().length; i++) {
        row(origin(line), tone(line.tone()), line.label(), line.x()[i], line.y()[i], "", "");
      }
    }
  }

  private void histogram(Figure.Histogram f) {
    remark("x: " + axis(f.x()));
    remark("origin: measured for a bin from x to x_end with its count of draws;");
    remark("  theory, fit or reference for a point of a probability density at x");
    row(List.of("origin", "label", "x", "x_end", "count", "density"));
    for (int i = 0; i < f.counts().length; i++) {
      row("measured", "", f.edges()[i], f.edges()[i + 1], f.counts()[i], "");
    }
    for (Figure.Line line : f.density()) {
      for (int i = 0; i < line.x().length; i++) {
        row(origin(line), line.label(), line.x()[i], "", "", line.y()[i]);
      }
    }
  }

  private void remark(String words) {
    words.lines().forEach(line -> out.append("# ").append(line).append('\n'));
  }

  private void row(Object... cells) {
    List<String> texts = new ArrayList<>();
    for (Object cell : cells) {
      texts.add(cell.toString());
    }
    row(texts);
  }

  private void row(List<String> cells) {
    out.append(String.join(",", cells.stream().map(FigureTable::quoted).toList())).append('\n');
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !cell.startsWith("#") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private static String axis(Figure.Axis axis) {
    return axis.title() + (axis.logarithmic() ? ", drawn on a logarithmic axis" : "");
  }

  private static String origin(Figure.Line line) {
    return line.origin().name().toLowerCase(Locale.ROOT);
  }

  private static String tone(Figure.Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }
}
