package org.onsager.sweep.coins;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
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
import org.onsager.lab.Plane;
import org.onsager.lab.Prediction;
import org.onsager.lab.Refusal;
import org.onsager.lab.Reproduction;
import org.onsager.lab.Statement;

/** Two bent coins fall on heads together with probability \( ab \). */
@Reproduction(id = "two-coins")
public final class TwoCoins implements Experiment<TwoCoins.Knobs, TwoCoins.Theory> {

  /** What becomes of the coins. */
  public enum Table {
    WOOD,
    MAGNETIC,
    HOLED
  }

  /** The knobs; coins that are sure cannot be thrown on a magnetic table. */
  public record Knobs(
      @Knob(value = "a, probability of heads of the first", min = 0, max = 1) double first,
      @Knob(value = "b, probability of heads of the second", min = 0, max = 1) double second,
      @Knob(value = "throws of a pair", min = 2, max = 1e6) int tosses,
      @Knob("the table") Table table,
      @Knob("true to throw by the left hand") boolean left,
      @Knob(value = "years of the coins", min = 1, max = 3000) List<Integer> years) {
    public Knobs {
      if (table == Table.MAGNETIC && first == 1) {
        throw new Refusal("a coin that is sure needs no magnet");
      }
    }
  }

  /** The theory. */
  public record Theory(Prediction both) {}

  record Pair(int number) {}

  record Thrown(double both) {}

  @Override
  public Paper paper() {
    return new Paper("", "Ars Conjectandi", List.of("Jakob Bernoulli"), 1713, "Basel");
  }

  @Override
  public Knobs knobs(Effort effort) {
    return new Knobs(0.5, 0.5, 400, Table.WOOD, false, List.of(1713, 1812));
  }

  @Override
  public Theory theory(Knobs k) {
    return new Theory(Prediction.exact(k.first() * k.second()));
  }

  @Override
  public Cost cost(Knobs k) {
    return new Cost(8, 8.0 * k.tosses(), 1e6, 8e-8 * k.tosses());
  }

  @Override
  public String phase(Knobs k) {
    return k.first() * k.second() < 0.25 ? "rare" : "common";
  }

  @Override
  public List<Figure.Line> lines(Knobs k, Plane plane) {
    if (!plane.x().equals("first") || !plane.y().equals("second")) {
      return List.of();
    }
    double[] x =
        IntStream.rangeClosed(0, 60)
            .mapToDouble(i -> plane.xLow() + i / 60.0 * (plane.xHigh() - plane.xLow()))
            .toArray();
    double[] y =
        IntStream.range(0, x.length)
            .mapToDouble(i -> 0.25 / x[i] <= plane.yHigh() && x[i] > 0 ? 0.25 / x[i] : Double.NaN)
            .toArray();
    return List.of(new Figure.Line("a quarter", Figure.Tone.CHAOS, Figure.Origin.THEORY, x, y));
  }

  @Override
  public Findings run(Knobs k, Theory theory, Lab lab) {
    double magnet = k.table() == Table.MAGNETIC ? 1.2 : 1;
    double both = Math.min(1, k.first() * k.second() * magnet);
    List<Thrown> all =
        lab.points(
            "pairs",
            IntStream.range(0, 8).mapToObj(Pair::new).toList(),
            Thrown.class,
            (pair, bench) -> {
              bench.pause();
              if (k.table() == Table.HOLED) {
                throw new IllegalStateException("the coin fell\n through");
              }
              RandomGenerator random = bench.stream().generator();
              long heads =
                  IntStream.range(0, k.tosses()).filter(i -> random.nextDouble() < both).count();
              return new Thrown((double) heads / k.tosses());
            });
    Measured measured = Measured.of(all.stream().mapToDouble(Thrown::both).toArray());
    return new Findings(
        List.of(
            new Claim.Point(
                Statement.of("both-heads", "Both fall on heads with probability ab.")
                    .quantity("probability of two heads"),
                theory.both(),
                measured,
                0,
                0.1,
                null)),
        List.of(),
        Map.of("pairs", "8"));
  }
}
