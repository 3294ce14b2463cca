package org.onsager.sweep.coins;

import java.util.List;
import java.util.Map;
import org.onsager.lab.Claim;
import org.onsager.lab.Cost;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Findings;
import org.onsager.lab.Knob;
import org.onsager.lab.Lab;
import org.onsager.lab.Measured;
import org.onsager.lab.Paper;
import org.onsager.lab.Prediction;
import org.onsager.lab.Reproduction;
import org.onsager.lab.Statement;

/** A point that does nothing: a number \( n \) is \( n \). */
@Reproduction(id = "nothing")
public final class Nothing implements Experiment<Nothing.Knobs, Nothing.Theory> {
  /** The knobs. */
  public record Knobs(
      @Knob(value = "n, a number", min = 1, max = 1e9) int number,
      @Knob(value = "iterations that burn time", min = 0, max = 1e12) double work) {}

  /** The theory. */
  public record Theory(Prediction number) {}

  record Point(int number) {}

  record Result(double number) {}

  @Override
  public Paper paper() {
    return new Paper("", "Nothing", List.of("Nobody"), 2000, "Nowhere");
  }

  @Override
  public Knobs knobs(Effort effort) {
    return new Knobs(1, 0);
  }

  @Override
  public Theory theory(Knobs k) {
    return new Theory(Prediction.exact(k.number()));
  }

  @Override
  public Cost cost(Knobs k) {
    return new Cost(1, 1 + k.work(), 1e4, 1e-3);
  }

  @Override
  public Findings run(Knobs k, Theory theory, Lab lab) {
    Result result =
        lab.points(
                "nothing",
                List.of(new Point(k.number())),
                Result.class,
                (point, bench) -> {
                  Notes.measured(point.number());
                  double sum = 0;
                  for (long i = 0; i < k.work(); i++) {
                    sum += Math.sin((double) i);
                  }
                  return new Result(point.number() + (sum == 0.123 ? 1 : 0));
                })
            .getFirst();
    return new Findings(
        List.of(
            new Claim.Point(
                Statement.of("itself", "A number is itself."),
                theory.number(),
                Measured.of(result.number(), 1e-6, 1000),
                0,
                0.1,
                null)),
        List.of(),
        Map.of());
  }
}
