package org.onsager.lab;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is drawn: theory as lines, measurement as points with error bars, phases as heat maps with
 * theory's line over them.
 *
 * <p>A figure is data; rooms further down draw it. Texts may hold indices as {@code σ_w²}.
 */
public sealed interface Figure {

  /** What all figures have in common. */
  Caption caption();

  /**
   * The words around a figure.
   *
   * @param id kebab-case, unique in its findings
   * @param heading a sentence that says what is seen, never the name of an axis
   * @param text what was measured, on how many, what the bars are, what went beyond theory
   * @param description the drawing in words, for those who do not see it
   * @param lead true for the one or two figures that would be on the wall
   */
  record Caption(String id, String heading, String text, String description, boolean lead) {
    /** A figure among the evidence. */
    public static Caption of(String id, String heading, String text, String description) {
      return new Caption(id, heading, text, description, false);
    }

    /** The same caption for a figure on the wall. */
    public Caption leading() {
      return new Caption(id, heading, text, description, true);
    }
  }

  /**
   * An axis.
   *
   * @param title with its unit in words, for example "depth scale, layers"
   * @param logarithmic true for a logarithmic axis
   * @param min the lower end, or NaN to take it from the data
   * @param max the upper end, or NaN to take it from the data
   */
  record Axis(String title, boolean logarithmic, double min, double max) {
    /** A linear axis that ends where the data end. */
    public static Axis linear(String title) {
      return new Axis(title, false, Double.NaN, Double.NaN);
    }

    /** A logarithmic axis that ends where the data end. */
    public static Axis logarithmic(String title) {
      return new Axis(title, true, Double.NaN, Double.NaN);
    }

    /** The same axis with fixed ends. */
    public Axis within(double low, double high) {
      return new Axis(title, logarithmic, low, high);
    }
  }

  /**
   * What a family of marks stands for; its colour and its shape follow from it, the same
   * everywhere.
   */
  enum Tone {
    /** The ordered phase. */
    ORDER,
    /** The critical point. */
    CRITICAL,
    /** The chaotic phase. */
    CHAOS,
    /** One more family. */
    THIRD,
    /** No phase in particular. */
    NEUTRAL
  }

  /** How a line came about. */
  enum Origin {
    /** The blackboard. */
    THEORY,
    /** Fitted to the data; drawn dashed, and said. */
    FIT,
    /** A reference: a bound, a rival; drawn thin. */
    REFERENCE
  }

  /**
   * A line.
   *
   * @param label written beside it, or empty
   * @param x abscissae
   * @param y ordinates; a NaN breaks the line
   */
  record Line(String label, Tone tone, Origin origin, double[] x, double[] y) {
    public Line {
      if (x.length != y.length) {
        throw new IllegalArgumentException(
            "line \"" + label + "\" has " + x.length + " x and " + y.length + " y");
      }
      x = x.clone();
      y = y.clone();
    }

    /** The part of the line whose abscissae lie between two ends. */
    public Line within(double from, double to) {
      int[] kept = IntStream.range(0, x.length).filter(i -> x[i] >= from && x[i] <= to).toArray();
      return new Line(
          label,
          tone,
          origin,
          Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
          Arrays.stream(kept).mapToDouble(i -> y[i]).toArray());
    }
  }

  /**
   * Measured points; the bars are ± one standard error.
   *
   * @param label what they are, or empty where a line of the same tone says it
   * @param x abscissae
   * @param y ordinates
   */
  record Points(String label, Tone tone, double[] x, List<Measured> y) {
    public Points {
      y = List.copyOf(y);
      if (x.length != y.size()) {
        throw new IllegalArgumentException(
            "points \"" + label + "\" have " + x.length + " x and " + y.size() + " y");
      }
      x = x.clone();
    }
  }

  /**
   * Lines and points over two axes, put together one family after the other: {@code
   * Curves.of(caption, x, y).theory(…).measured(…)}.
   */
  record Curves(Caption caption, Axis x, Axis y, List<Line> lines, List<Points> points)
      implements Figure {
    public Curves {
      lines = List.copyOf(lines);
      points = List.copyOf(points);
    }

    /** Axes with nothing between them yet. */
    public static Curves of(Caption caption, Axis x, Axis y) {
      return new Curves(caption, x, y, List.of(), List.of());
    }

    /** With a line. */
    public Curves with(Line line) {
      return new Curves(
          caption, x, y, Stream.concat(lines.stream(), Stream.of(line)).toList(), points);
    }

    /** With measured points. */
    public Curves with(Points more) {
      return new Curves(
          caption, x, y, lines, Stream.concat(points.stream(), Stream.of(more)).toList());
    }

    /** With a line of theory's. */
    public Curves theory(String label, Tone tone, double[] abscissae, double[] ordinates) {
      return with(new Line(label, tone, Origin.THEORY, abscissae, ordinates));
    }

    /** With a predicted curve, as theory's line. */
    public Curves theory(String label, Tone tone, Prediction.Curve curve) {
      return theory(label, tone, curve.x(), curve.y());
    }

    /** With a thin line: a bound, a rival, a law that holds elsewhere. */
    public Curves reference(String label, Tone tone, double[] abscissae, double[] ordinates) {
      return with(new Line(label, tone, Origin.REFERENCE, abscissae, ordinates));
    }

    /** With measured points that the line of the same tone names. */
    public Curves measured(Tone tone, double[] abscissae, List<Measured> ordinates) {
      return with(new Points("", tone, abscissae, ordinates));
    }
  }

  /**
   * Cells of one quantity over two axes, with theory's lines over them.
   *
   * @param x cell centres, ascending
   * @param y cell centres, ascending
   * @param values [y][x]; NaN for a cell that was not measured
   * @param errors [y][x] standard errors; NaN where there is none
   * @param quantity the name and unit of what the colour means
   * @param middle the critical value about which a diverging scale turns, or NaN for a plain scale
   * @param words texts written over the map, such as the names of phases
   */
  record HeatMap(
      Caption caption,
      Axis xAxis,
      Axis yAxis,
      double[] x,
      double[] y,
      double[][] values,
      double[][] errors,
      String quantity,
      double middle,
      List<Line> lines,
      List<Word> words)
      implements Figure {
    public HeatMap {
      lines = List.copyOf(lines);
      words = List.copyOf(words);
      if (values.length != y.length || values[0].length != x.length) {
        throw new IllegalArgumentException(
            "a map of " + y.length + " × " + x.length + " cells has as many values");
      }
    }

    /** A text at a place. */
    public record Word(String text, double x, double y) {}
  }

  /**
   * Counts in bins, with theory's density over them.
   *
   * @param edges one more than the counts, ascending
   * @param counts draws in each bin; the bars of the drawing are ±√count
   * @param density theory's probability density, as a line
   */
  record Histogram(Caption caption, Axis x, double[] edges, long[] counts, List<Line> density)
      implements Figure {
    public Histogram {
      density = List.copyOf(density);
      if (edges.length != counts.length + 1) {
        throw new IllegalArgumentException("a histogram has one more edge than bins");
      }
    }
  }

  /** Rows of text and numbers. */
  record Table(Caption caption, List<String> columns, List<List<String>> rows) implements Figure {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }
}
