package org.onsager.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Line;
import org.onsager.lab.Figure.Origin;
import org.onsager.lab.Figure.Tone;
import org.onsager.lab.KnobDial;
import org.onsager.lab.Measured;

/**
 * The figures of a sweep: over two numeric knobs phase diagrams with theory's lines, over one knob
 * curves with error bars and theory's line, over ranges each knob on its own.
 */
final class Diagrams {
  /** How many settings of the other knobs have figures of their own. */
  private static final int MOST_SLICES = 4;

  private static final List<Tone> TONES =
      List.of(Tone.ORDER, Tone.CHAOS, Tone.CRITICAL, Tone.THIRD);

  private final Plan plan;
  private final Experiment<?, ?> experiment;
  private final List<Site> sites;
  private final Map<String, String> quantities;
  private final List<Figure> figures = new ArrayList<>();

  private Diagrams(
      Plan plan, Experiment<?, ?> experiment, List<Site> sites, Map<String, String> quantities) {
    this.plan = plan;
    this.experiment = experiment;
    this.sites = sites;
    this.quantities = quantities;
  }

  /**
   * The figures.
   *
   * @param plan what was swept
   * @param experiment which may have lines to draw
   * @param sites where, with the means over repeats
   * @param quantities claim's id → its quantity, for those that are drawn
   */
  static List<Figure> of(
      Plan plan, Experiment<?, ?> experiment, List<Site> sites, Map<String, String> quantities) {
    Diagrams diagrams = new Diagrams(plan, experiment, sites, quantities);
    List<Integer> numeric = new ArrayList<>();
    for (int a = 0; a < plan.axes().size(); a++) {
      if (plan.axes().get(a).numeric()) {
        numeric.add(a);
      }
    }
    if (plan.latin() > 0 && numeric.size() > 1) {
      numeric.forEach(diagrams::ranges);
    } else if (numeric.size() >= 2) {
      diagrams.maps(numeric.get(0), numeric.get(1));
    } else if (numeric.size() == 1) {
      diagrams.curves(numeric.getFirst());
    }
    return diagrams.figures;
  }

  private Axis axis(int a) {
    org.onsager.sweep.Axis swept = plan.axes().get(a);
    String title = swept.dial().meaning();
    return swept.logarithmic() ? Axis.logarithmic(title) : Axis.linear(title);
  }

  private String name(int a) {
    return plan.axes().get(a).dial().name();
  }

  /** The sites by the settings of the axes that no figure has; the first few of them. */
  private Map<String, List<Site>> slices(int... shown) {
    Map<String, List<Site>> slices = new LinkedHashMap<>();
    for (Site site : sites) {
      List<String> words = new ArrayList<>();
      for (int a = 0; a < plan.axes().size(); a++) {
        int axis = a;
        if (java.util.Arrays.stream(shown).noneMatch(s -> s == axis)) {
          words.add(name(a) + " = " + KnobDial.text(site.values().get(a)));
        }
      }
      String slice = String.join(", ", words);
      if (slices.containsKey(slice) || slices.size() < MOST_SLICES) {
        slices.computeIfAbsent(slice, s -> new ArrayList<>()).add(site);
      }
    }
    return slices;
  }

  // --- over two knobs ----------------------------------------------------------------------------

  private void maps(int across, int up) {
    boolean first = true;
    for (Map.Entry<String, String> claim : quantities.entrySet()) {
      int slice = 0;
      for (Map.Entry<String, List<Site>> e : slices(across, up).entrySet()) {
        maps(claim, e.getKey(), slice++, new Raster(e.getValue(), across, up), first);
        first = false;
      }
    }
  }

  private void maps(
      Map.Entry<String, String> claim, String slice, int number, Raster raster, boolean lead) {
    String id = claim.getKey() + (number == 0 ? "" : "-" + number);
    String quantity = claim.getValue();
    String where = slice.isEmpty() ? "" : " at " + slice;
    double[][] prediction = raster.values(claim.getKey(), Site.Means::prediction);
    List<Line> lines = new ArrayList<>(raster.lines());
    lines.addAll(contours(claim.getKey(), raster));
    String over = " over " + name(raster.across) + " and " + name(raster.up) + where;
    String contours = " Lines: " + (lines.isEmpty() ? "none, theory is constant here." : theory());
    String repeats = plan.repeats() > 1 ? " Means over " + plan.repeats() + " repeats." : "";
    Caption measured =
        Caption.of(
            id + "-measured",
            "Measured: " + quantity + where,
            "What was measured." + contours + repeats + raster.filled(),
            "Heat map of the measurement of " + quantity + over + ", theory's contours over it");
    figures.add(
        raster.map(
            lead ? measured.leading() : measured,
            raster.values(claim.getKey(), Site.Means::measurement),
            raster.values(claim.getKey(), Site.Means::standardError),
            "measured",
            Double.NaN,
            lines));
    Caption verdicts =
        Caption.of(
            id + "-verdict",
            "Where theory holds: " + claim.getKey() + where,
            "−1 where the claim agrees, 1 where it disagrees, 0 where it is undecided or outside"
                + " its regime; of several repeats the mean."
                + raster.filled(),
            "Heat map of the verdict of " + claim.getKey() + over);
    figures.add(
        raster.map(
            lead ? verdicts.leading() : verdicts,
            raster.values(claim.getKey(), Site.Means::disagreement),
            raster.none(),
            "disagreement",
            0,
            raster.lines()));
    figures.add(
        raster.map(
            Caption.of(
                id + "-deviation",
                "Deviation of measurement from theory: " + quantity + where,
                "Beyond the claim's band, in standard deviations; red and blue are the two signs."
                    + repeats
                    + raster.filled(),
                "Heat map of the deviation of " + quantity + over),
            raster.values(claim.getKey(), Site.Means::deviation),
            raster.none(),
            "deviation, z",
            0,
            raster.lines()));
    figures.add(
        raster.map(
            Caption.of(
                id + "-predicted",
                "Predicted: " + quantity + where,
                "What theory says." + contours + raster.filled(),
                "Heat map of the prediction of " + quantity + over),
            prediction,
            raster.none(),
            "predicted",
            Double.NaN,
            lines));
  }

  /** Contours of the prediction over the grid itself, where no cell stands for another. */
  private List<Line> contours(String claim, Raster raster) {
    List<Site> grid =
        raster.some.stream()
            .filter(
                s ->
                    IntStream.range(0, plan.axes().size())
                        .allMatch(a -> plan.axes().get(a).values().contains(s.values().get(a))))
            .toList();
    Raster whole = new Raster(grid, raster.across, raster.up);
    double[][] prediction = whole.values(claim, Site.Means::prediction);
    List<Line> lines = new ArrayList<>();
    for (double level : Contours.levels(prediction)) {
      lines.add(Contours.line(KnobDial.text(level), whole.x, whole.y, prediction, level));
    }
    return lines;
  }

  private static String theory() {
    return "theory, at the values written beside them, interpolated between the points of the"
        + " sweep.";
  }

  /** Sites as cells over two axes. */
  private final class Raster {
    private static final int MOST_CELLS = 120;

    private final int across;
    private final int up;
    private final double[] x;
    private final double[] y;
    private final @Nullable Site[][] cells;
    private final List<Site> some;
    private boolean filled;

    Raster(List<Site> some, int across, int up) {
      this.some = some;
      this.across = across;
      this.up = up;
      this.x = centres(across);
      this.y = centres(up);
      this.cells = new @Nullable Site[y.length][x.length];
      for (int j = 0; j < y.length; j++) {
        for (int i = 0; i < x.length; i++) {
          cells[j][i] = at(x[i], y[j]);
        }
      }
    }

    /** The places of the sites along an axis, evenly spaced ones where there are too many. */
    private double[] centres(int a) {
      double[] all = some.stream().mapToDouble(s -> at(s, a)).distinct().sorted().toArray();
      if (all.length <= MOST_CELLS) {
        return all;
      }
      boolean log = plan.axes().get(a).logarithmic();
      double[] even = new double[MOST_CELLS];
      for (int i = 0; i < MOST_CELLS; i++) {
        double t = i / (MOST_CELLS - 1.0);
        double low = all[0];
        double high = all[all.length - 1];
        even[i] = log ? low * Math.pow(high / low, t) : low + t * (high - low);
      }
      return even;
    }

    private static double at(Site site, int a) {
      return org.onsager.sweep.Axis.number(site.values().get(a));
    }

    /** The site there, or the nearest one, measured in steps of the grid. */
    private @Nullable Site at(double px, double py) {
      Site nearest = null;
      double least = Double.POSITIVE_INFINITY;
      for (Site s : some) {
        double dx = steps(across, at(s, across), px);
        double dy = steps(up, at(s, up), py);
        double d = dx * dx + dy * dy;
        if (d < least) {
          least = d;
          nearest = s;
        }
      }
      filled |= least > 0;
      return nearest;
    }

    private double steps(int a, double from, double to) {
      org.onsager.sweep.Axis axis = plan.axes().get(a);
      double low = org.onsager.sweep.Axis.number(axis.values().getFirst());
      double high = org.onsager.sweep.Axis.number(axis.values().getLast());
      double span = axis.logarithmic() ? Math.log(high / low) : high - low;
      double gap = axis.logarithmic() ? Math.log(to / from) : to - from;
      return span == 0 ? 0 : gap / span * axis.values().size();
    }

    String filled() {
      return filled ? " Between refined points a cell shows the nearest one." : "";
    }

    interface Reading {
      double of(Site.Means means);
    }

    double[][] values(String claim, Reading reading) {
      double[][] values = new double[y.length][x.length];
      for (int j = 0; j < y.length; j++) {
        for (int i = 0; i < x.length; i++) {
          Site site = cells[j][i];
          Site.Means means = site == null ? null : site.claims().get(claim);
          values[j][i] = means == null ? Double.NaN : reading.of(means);
        }
      }
      return values;
    }

    double[][] none() {
      double[][] none = new double[y.length][x.length];
      for (double[] row : none) {
        java.util.Arrays.fill(row, Double.NaN);
      }
      return none;
    }

    Figure map(
        Caption caption,
        double[][] values,
        double[][] errors,
        String quantity,
        double middle,
        List<Line> lines) {
      return new Figure.HeatMap(
          caption,
          axis(across),
          axis(up),
          x,
          y,
          values,
          errors,
          quantity,
          middle,
          lines,
          List.of());
    }

    /** The lines that the experiment has over this plane. */
    List<Line> lines() {
      return ExperimentLines.of(
          experiment, plan, name(across), x[0], x[x.length - 1], name(up), y[0], y[y.length - 1]);
    }
  }

  // --- over one knob -----------------------------------------------------------------------------

  private void curves(int along) {
    boolean lead = true;
    for (Map.Entry<String, String> claim : quantities.entrySet()) {
      List<Line> lines = new ArrayList<>();
      List<Figure.Points> points = new ArrayList<>();
      Map<String, List<Site>> slices = slices(along);
      int tone = 0;
      for (Map.Entry<String, List<Site>> slice : slices.entrySet()) {
        Tone colour = TONES.get(slices.size() == 1 ? 2 : tone++ % TONES.size());
        String label = slices.size() == 1 ? "" : slice.getKey();
        List<Site> some = along(claim.getKey(), slice.getValue(), along);
        lines.add(
            new Line(
                label.isEmpty() ? "theory" : label,
                colour,
                Origin.THEORY,
                x(some, along),
                some.stream().mapToDouble(s -> means(s, claim.getKey()).prediction()).toArray()));
        points.add(new Figure.Points("", colour, x(some, along), measured(some, claim.getKey())));
      }
      Caption caption =
          Caption.of(
              claim.getKey(),
              claim.getValue() + " over " + name(along),
              "Points are measured, bars are ± one standard error"
                  + (plan.repeats() > 1 ? " of the mean over " + plan.repeats() + " repeats" : "")
                  + "; lines are theory.",
              "Curve of " + claim.getValue() + " over " + name(along) + ", theory as a line");
      figures.add(
          new Figure.Curves(
              lead ? caption.leading() : caption,
              axis(along),
              Axis.linear(claim.getValue()),
              lines,
              points));
      lead = false;
    }
  }

  /** The sites that have finite numbers for a claim, in the order of an axis. */
  private static List<Site> along(String claim, List<Site> some, int a) {
    return some.stream()
        .filter(s -> s.claims().containsKey(claim))
        .filter(
            s ->
                Double.isFinite(means(s, claim).measurement())
                    && Double.isFinite(means(s, claim).prediction()))
        .sorted(
            (s, t) ->
                Double.compare(
                    org.onsager.sweep.Axis.number(s.values().get(a)),
                    org.onsager.sweep.Axis.number(t.values().get(a))))
        .toList();
  }

  private static Site.Means means(Site site, String claim) {
    return java.util.Objects.requireNonNull(site.claims().get(claim));
  }

  private static double[] x(List<Site> some, int a) {
    return some.stream()
        .mapToDouble(s -> org.onsager.sweep.Axis.number(s.values().get(a)))
        .toArray();
  }

  private static List<Measured> measured(List<Site> some, String claim) {
    return some.stream()
        .map(
            s -> {
              double error = means(s, claim).standardError();
              return Measured.of(
                  means(s, claim).measurement(),
                  Double.isFinite(error) ? error : 0,
                  Double.POSITIVE_INFINITY);
            })
        .toList();
  }

  // --- over ranges -------------------------------------------------------------------------------

  private void ranges(int along) {
    for (Map.Entry<String, String> claim : quantities.entrySet()) {
      List<Site> some = along(claim.getKey(), sites, along);
      if (some.isEmpty()) {
        continue;
      }
      double[] x = x(some, along);
      List<Measured> deviations =
          some.stream()
              .map(
                  s ->
                      Measured.of(
                          means(s, claim.getKey()).deviation(),
                          1 / Math.sqrt(plan.repeats()),
                          Double.POSITIVE_INFINITY))
              .toList();
      Caption caption =
          Caption.of(
              claim.getKey() + "-over-" + plan.axes().get(along).dial().kebab(),
              "Deviation of " + claim.getValue() + " over " + name(along),
              "Each point is a row of the hypercube; theory is the line at zero.",
              "Scatter of the deviation over " + name(along));
      figures.add(
          new Figure.Curves(
              figures.isEmpty() ? caption.leading() : caption,
              axis(along),
              Axis.linear("deviation, z"),
              List.of(
                  new Line(
                      "theory",
                      Tone.NEUTRAL,
                      Origin.THEORY,
                      new double[] {x[0], x[x.length - 1]},
                      new double[] {0, 0})),
              List.of(new Figure.Points("", Tone.CRITICAL, x, deviations))));
    }
  }
}
