package org.onsager.testkit.lines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.onsager.lab.Bench;
import org.onsager.lab.Claim;
import org.onsager.lab.Cost;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;
import org.onsager.lab.Knob;
import org.onsager.lab.Lab;
import org.onsager.lab.Measured;
import org.onsager.lab.Paper;
import org.onsager.lab.Prediction;
import org.onsager.lab.Regime;
import org.onsager.lab.Statement;

/**
 * A line of slope 2 that is measured with noise at four places; what is wrong is told by its flaw.
 */
interface Line extends Experiment<Line.Knobs, Line.Theory> {
  /** Runs of the experiment that keeps hidden state. */
  AtomicInteger RUNS = new AtomicInteger();

  /** What is wrong with it. */
  enum Flaw {
    NONE,
    VACUOUS,
    PEEKING,
    WORKERS,
    HIDDEN_STATE,
    PERMUTATION_BLIND,
    NO_FIGURE,
    IDLE_COMPONENT,
    THEORY_IN_POINTS,
    SEED_BLIND,
    FICKLE_THEORY,
    BLUNT,
    BOUNDED
  }

  /** The knobs. */
  record Knobs(@Knob(value = "draws at each place", min = 2, max = 100) int draws) {}

  /** The theory: its slope, the line, and a length that most experiments judge as well. */
  record Theory(Prediction slope, Prediction.Curve line, List<Prediction> idle) {}

  /** Where a draw is measured. */
  record Place(double x, int draw) {}

  /** What is measured there. */
  record Height(double y) {}

  /** What is wrong with this one. */
  Flaw flaw();

  @Override
  default Paper paper() {
    return new Paper("", "La géométrie", List.of("René Descartes"), 1637, "Leiden");
  }

  @Override
  default Knobs knobs(Effort effort) {
    return new Knobs(12);
  }

  @Override
  default Theory theory(Knobs knobs) {
    double slope = flaw() == Flaw.FICKLE_THEORY ? 2 + 1e-12 * System.nanoTime() : 2;
    double[] x = {1, 2, 3, 4};
    double[] y = {2, 4, 6, 8};
    return new Theory(
        Prediction.exact(slope),
        new Prediction.Curve(x, y, 0, Regime.exact()),
        switch (flaw()) {
          case IDLE_COMPONENT -> List.of(Prediction.exact(3));
          case BOUNDED -> List.of(Prediction.exact(5));
          default -> List.of();
        });
  }

  @Override
  default Cost cost(Knobs knobs) {
    return new Cost(4L * knobs.draws(), 100, 100, 0.01);
  }

  @Override
  default Findings run(Knobs knobs, Theory theory, Lab lab) {
    List<Place> places = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      for (int draw = 0; draw < knobs.draws(); draw++) {
        places.add(new Place(i, draw));
      }
    }
    int run = RUNS.incrementAndGet();
    List<Height> heights =
        lab.points(
            "heights",
            places,
            Height.class,
            (p, bench) -> new Height(p.x() * measured(theory, run, bench)));
    List<double[]> byPlace = new ArrayList<>();
    double[] slopes = new double[heights.size()];
    for (int i = 1; i <= 4; i++) {
      double[] at = new double[knobs.draws()];
      for (int draw = 0; draw < knobs.draws(); draw++) {
        int n = (i - 1) * knobs.draws() + draw;
        at[draw] = heights.get(n).y();
        slopes[n] = heights.get(n).y() / (flaw() == Flaw.PERMUTATION_BLIND ? 2.5 : i);
      }
      byPlace.add(at);
    }
    return findings(theory, Measured.of(slopes), byPlace);
  }

  private double measured(Theory theory, int run, Bench bench) {
    double noise = bench.stream().generator().nextGaussian();
    return switch (flaw()) {
      case VACUOUS -> 2 + 8 * noise;
      case SEED_BLIND -> 2 + 0.05 * Math.sin(1e3 * bench.getClass().getName().length());
      case HIDDEN_STATE -> 2 + 0.05 * noise + 1e-6 * run;
      case THEORY_IN_POINTS -> theory.slope().value() + 0.05 * noise;
      case WORKERS -> {
        try {
          Thread.sleep(3);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        yield 2 + 0.05 * noise + (Thread.currentThread().getName().endsWith("2") ? 1e-6 : 0);
      }
      default -> 2 + 0.05 * noise;
    };
  }

  private Findings findings(Theory theory, Measured slope, List<double[]> byPlace) {
    Prediction predicted = flaw() == Flaw.PEEKING ? Prediction.exact(slope.mean()) : theory.slope();
    Statement steep =
        Statement.of("slope", "The line rises by two.")
            .at("Book 1")
            .shownIn(flaw() == Flaw.NO_FIGURE ? "" : "line");
    double power = flaw() == Flaw.BLUNT ? 0.5 : 0.1;
    List<Claim> claims = new ArrayList<>();
    claims.add(new Claim.Point(steep, predicted, slope, 0, power, null));
    if (flaw() == Flaw.BOUNDED) {
      Statement below = Statement.of("below", "It is not steep.").at("Book 1").shownIn("line");
      claims.add(new Claim.Bound(below, theory.idle().getFirst(), slope, true, 0.1));
    }
    List<Claim.Curve.Sample> samples = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      samples.add(new Claim.Curve.Sample(i, Measured.of(byPlace.get(i - 1))));
    }
    if (flaw() != Flaw.PERMUTATION_BLIND) {
      claims.add(
          new Claim.Curve(
              Statement.of("line", "Heights lie on the line.").at("Book 2").shownIn("line"),
              theory.line(),
              samples,
              true,
              0,
              0.1,
              0.5));
    }
    Figure figure =
        new Figure.Table(
            Figure.Caption.of("line", "Heights rise with their places", "", "A table of heights."),
            List.of("height"),
            samples.stream().map(s -> List.of(String.valueOf(s.measured().mean()))).toList());
    return new Findings(claims, List.of(figure), Map.of());
  }
}
