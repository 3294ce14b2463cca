package org.onsager.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Curves;
import org.onsager.lab.Figure.Line;
import org.onsager.lab.Figure.Origin;
import org.onsager.lab.Figure.Tone;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.theory.CriticalPoint;
import org.onsager.theory.LengthFixedPoint;
import org.onsager.theory.LengthFixedPoint.Stability;
import org.onsager.theory.MeanField;
import org.onsager.theory.Phase;
import org.onsager.theory.PhasePoint;
import org.onsager.theory.Trajectory;

/** Where a network stands, drawn: theory alone, nothing is measured. */
final class Drawings {
  private static final int PLACES = 32;
  private static final double MOST = 1000;

  private final Outlook outlook;
  private final MeanField field;
  private final String about;

  private Drawings(Outlook outlook) {
    this.outlook = outlook;
    this.field = outlook.field();
    this.about =
        field.activation()
            + ", σ_b² = "
            + Print.number(field.biasVariance(), 4)
            + (field.keep() < 1 ? ", dropout " + Print.number(1 - field.keep(), 3) : "");
  }

  /** All figures that there is something to draw for. */
  static List<Figure> of(Outlook outlook, @Nullable CriticalPoint nearest) {
    Drawings d = new Drawings(outlook);
    List<Figure> all = new ArrayList<>();
    d.scales(nearest, all);
    if (outlook.depth() > 0) {
      d.lengths(all);
      d.correlations(all);
    }
    return List.copyOf(all);
  }

  private void scales(@Nullable CriticalPoint nearest, List<Figure> all) {
    double here = field.weightVariance();
    double bias = field.biasVariance();
    CriticalPoint critical =
        nearest != null && nearest.biasVariance() == bias && !nearest.repels() ? nearest : null;
    double other = critical == null ? here : critical.weightVariance();
    double low = 0.5 * Math.min(here, other);
    double high = 1.6 * Math.max(here, other);
    if (!(low > 0)) {
      return;
    }
    double[] grid = grid(low, high, other);
    PhasePoint[] points =
        IntStream.range(0, grid.length)
            .parallel()
            .mapToObj(i -> field.at(grid[i], bias).phase(outlook.inputLength()))
            .toArray(PhasePoint[]::new);
    List<Line> lines = new ArrayList<>();
    branch(lines, "order", Tone.ORDER, grid, points, false);
    branch(lines, "chaos", Tone.CHAOS, grid, points, true);
    if (lines.isEmpty()) {
      return;
    }
    double ceiling = 10 * Math.max(10, Math.min(MOST, outlook.depth()));
    if (critical != null) {
      lines.add(
          new Line(
              "critical, " + Print.number(other, 4),
              Tone.CRITICAL,
              Origin.REFERENCE,
              new double[] {other, other},
              new double[] {1e-3, ceiling}));
    }
    int depth = outlook.depth();
    if (depth > 0) {
      lines.add(level("its depth, " + depth, low, high, depth));
      lines.add(level(depth + " / 6: the least ξ_c that trains", low, high, depth / 6.0));
    }
    boolean has = outlook.point().xiC().found().isPresent();
    double xi = has ? outlook.point().xiC().value() : Double.NaN;
    String stands;
    if (xi > 0 && Double.isFinite(xi)) {
      lines.add(
          new Line(
              "this network",
              tone(outlook.phase()),
              Origin.REFERENCE,
              new double[] {here},
              new double[] {xi}));
      stands = "The mark is this network, with ξ_c = " + Print.number(xi, 4) + ".";
    } else {
      stands =
          has
              ? "This network is critical: its depth scale is infinite."
              : "This network has no depth scale: " + outlook.point().xiC().note() + ".";
    }
    all.add(
        new Curves(
            Caption.of(
                    "depth-scale",
                    critical != null
                        ? "The depth scale diverges at the critical weight variance"
                        : field.keep() < 1
                            ? "Dropout keeps the depth scale finite"
                            : "At this bias variance no critical point holds signals",
                    "Theory for " + about + ". " + stands,
                    "Depth scale of correlations against weight variance"
                        + (critical != null ? ", diverging at " + Print.number(other, 4) : "")
                        + ". "
                        + stands)
                .leading(),
            Axis.linear("weight variance σ_w²").within(low, high),
            Axis.logarithmic("depth scale ξ_c, layers").within(floor(points, depth), ceiling),
            lines,
            List.of()));
  }

  private static double floor(PhasePoint[] points, int depth) {
    double least = depth > 0 ? depth / 6.0 : 1;
    for (PhasePoint p : points) {
      if (p.xiC().found().isPresent() && p.xiC().value() > 0.05) {
        least = Math.min(least, p.xiC().value());
      }
    }
    return 0.6 * least;
  }

  private static double[] grid(double low, double high, double centre) {
    return IntStream.range(0, PLACES)
        .mapToDouble(
            i -> {
              double t = (2.0 * i + 1) / PLACES - 1;
              double s = t * Math.abs(t);
              return s < 0 ? centre + s * (centre - low) : centre + s * (high - centre);
            })
        .toArray();
  }

  private static void branch(
      List<Line> lines, String label, Tone tone, double[] x, PhasePoint[] points, boolean chaos) {
    double[] y = new double[x.length];
    boolean any = false;
    for (int i = 0; i < x.length; i++) {
      boolean mine =
          points[i].xiC().found().isPresent() && chaos == (points[i].phase() == Phase.CHAOTIC);
      y[i] = mine ? points[i].xiC().value() : Double.NaN;
      any |= mine;
    }
    if (any) {
      lines.add(new Line(label, tone, Origin.THEORY, x, y));
    }
  }

  private static Tone tone(Phase phase) {
    return switch (phase) {
      case ORDERED, COLLAPSED -> Tone.ORDER;
      case CRITICAL -> Tone.CRITICAL;
      case CHAOTIC, RUNAWAY -> Tone.CHAOS;
    };
  }

  private static Line level(String label, double low, double high, double y) {
    return new Line(
        label, Tone.NEUTRAL, Origin.REFERENCE, new double[] {low, high}, new double[] {y, y});
  }

  private void lengths(List<Figure> all) {
    int shown = Math.min(outlook.depth(), 40);
    double first = field.firstLength(outlook.inputLength());
    List<Line> lines = new ArrayList<>();
    double[] factors = {0.1, 1, 10};
    for (double f : factors) {
      double start = field.firstLength(f * outlook.inputLength());
      if (!(start > 0)) {
        continue;
      }
      lines.add(
          new Line(
              f == 1 ? "inputs of mean square " + Print.number(outlook.inputLength(), 3) : "",
              f == 1 ? tone(outlook.phase()) : Tone.THIRD,
              Origin.THEORY,
              layers(shown),
              lengthsFrom(start, shown)));
    }
    for (LengthFixedPoint p : outlook.point().fixedPoints()) {
      if (p.length() > 0 && p.length() < 1e3 * first) {
        lines.add(
            level(
                (p.stability() == Stability.ATTRACTS ? "q* = " : "repels, q = ")
                    + Print.number(p.length(), 3),
                1,
                shown + 1,
                p.length()));
      }
    }
    all.add(
        new Curves(
            Caption.of(
                "lengths",
                switch (outlook.point().limit().kind()) {
                  case REACHES ->
                      outlook.point().limit().length() > 1e-12
                          ? "Signals find their length"
                          : "Signals shrink with depth";
                  case KEEPS -> "Every length is kept";
                  case GROWS -> "Signals grow with depth";
                  case WANDERS -> "Signals do not settle";
                },
                "Mean square of pre-activations, layer by layer, for inputs as asked and for ten"
                    + " times shorter and longer mean squares; theory for "
                    + about
                    + ", σ_w² = "
                    + Print.number(field.weightVariance(), 5)
                    + ".",
                "Mean square of pre-activations against layer for three lengths of input."),
            Axis.linear("layer"),
            Axis.logarithmic("mean square of a pre-activation, q"),
            lines,
            List.of()));
  }

  private double[] lengthsFrom(double start, int depth) {
    var map = outlook.map();
    double[] q = new double[depth + 1];
    java.util.Arrays.fill(q, Double.NaN);
    q[0] = start;
    for (int l = 1; l <= depth; l++) {
      q[l] = map.next(q[l - 1]).value();
      if (Math.abs(q[l] - q[l - 1]) <= 1e-12 * q[l]) {
        java.util.Arrays.fill(q, l, depth + 1, q[l]);
        break;
      }
      if (!(q[l] > 1e-12 && q[l] < 1e12)) {
        q[l] = Double.NaN;
        break;
      }
    }
    return q;
  }

  private void correlations(List<Figure> all) {
    List<Line> lines = new ArrayList<>();
    lines.add(follow("unrelated inputs", outlook.unrelated(), Tone.THIRD));
    lines.add(
        follow(
            "inputs of correlation " + Print.number(Outlook.SIMILAR, 2),
            outlook.similar(),
            tone(outlook.phase())));
    double end = lines.stream().mapToDouble(l -> l.x()[l.x().length - 1]).max().orElse(1);
    if (!(end > 1)) {
      return;
    }
    if (outlook.point().cStar().found().isPresent()) {
      double c = outlook.point().cStar().value();
      lines.add(level("c* = " + Print.number(c, 3), 1, end, c));
    }
    all.add(
        new Curves(
            Caption.of(
                "correlations",
                outlook.memory() < 0.01
                    ? "What told the inputs apart is lost on the way"
                    : outlook.memory() < 0.3
                        ? "What tells the inputs apart fades on the way"
                        : "What tells the inputs apart reaches the output",
                "Correlation of the pre-activations of two inputs, layer by layer"
                    + (end < outlook.depth() + 1 ? ", until it has settled" : "")
                    + "; theory for "
                    + about
                    + ", σ_w² = "
                    + Print.number(field.weightVariance(), 5)
                    + ".",
                "Correlation of two inputs against layer, for unrelated and for similar inputs."),
            Axis.linear("layer"),
            Axis.linear("correlation c"),
            lines,
            List.of()));
  }

  private static Line follow(String label, Trajectory t, Tone tone) {
    double[] c = t.correlations().stream().mapToDouble(Correlation::value).toArray();
    return new Line(label, tone, Origin.THEORY, layers(c.length - 1), c);
  }

  private static double[] layers(int depth) {
    return IntStream.rangeClosed(1, depth + 1).asDoubleStream().toArray();
  }
}
