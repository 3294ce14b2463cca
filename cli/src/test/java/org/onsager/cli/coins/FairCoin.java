package org.onsager.cli.coins;

import java.util.List;
import java.util.Map;
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
import org.onsager.lab.Prediction;
import org.onsager.lab.Reproduction;
import org.onsager.lab.Statement;

/** A coin falls on either side with probability \( p = 1/2 \). */
@Reproduction(id = "fair-coin")
public final class FairCoin implements Experiment<FairCoin.Knobs, FairCoin.Theory> {

  /** What is to come of it. */
  public enum Mood {
    AGREEING,
    DISAGREEING,
    UNDECIDED,
    CONTESTED,
    OUTSIDE_ITS_REGIME,
    BROKEN
  }

  /** The knobs. */
  public record Knobs(
      @Knob(value = "throws a coin", min = 2, max = 100000) int tosses,
      @Knob("what is to come of it") Mood mood,
      @Knob(value = "p, the probability of heads", min = 0, max = 1) double bias) {}

  /** The theory. */
  public record Theory(Prediction heads) {}

  record Coin(int number) {}

  record Tossed(double heads) {}

  @Override
  public Paper paper() {
    return new Paper("", "Ars Conjectandi", List.of("Jakob Bernoulli"), 1713, "Basel");
  }

  @Override
  public Knobs knobs(Effort effort) {
    return new Knobs(effort == Effort.QUICK ? 2000 : 4000, Mood.AGREEING, 0.5);
  }

  @Override
  public Theory theory(Knobs knobs) {
    return new Theory(Prediction.exact(knobs.mood() == Mood.CONTESTED ? 0.9 : 0.5));
  }

  @Override
  public Cost cost(Knobs knobs) {
    return new Cost(8, 8.0 * knobs.tosses(), 1000, 0.1);
  }

  @Override
  public Findings run(Knobs knobs, Theory theory, Lab lab) {
    double p = knobs.mood() == Mood.DISAGREEING ? 0.7 : knobs.bias();
    int tosses = knobs.mood() == Mood.UNDECIDED ? 4 : knobs.tosses();
    List<Coin> coins = IntStream.range(0, 8).mapToObj(Coin::new).toList();
    List<Tossed> all =
        lab.points(
            "coins",
            coins,
            Tossed.class,
            (coin, bench) -> {
              bench.pause();
              if (knobs.mood() == Mood.BROKEN) {
                throw new IllegalStateException("the coin rolled away");
              }
              java.util.random.RandomGenerator random = bench.stream().generator();
              long heads = IntStream.range(0, tosses).filter(i -> random.nextDouble() < p).count();
              return new Tossed((double) heads / tosses);
            });
    Statement statement =
        Statement.of("half-are-heads", "Half of the throws are heads.")
            .shownIn("heads")
            .within(knobs.mood() != Mood.OUTSIDE_ITS_REGIME, "only coins are judged");
    if (knobs.mood() == Mood.CONTESTED) {
      statement = statement.contestedBecause("Euler threw better coins");
    }
    Measured heads = Measured.of(all.stream().mapToDouble(Tossed::heads).toArray());
    Figure figure =
        new Figure.Table(
            Figure.Caption.of("heads", "Heads of each coin", "Eight coins.", "A table."),
            List.of("heads"),
            all.stream().map(t -> List.of(String.valueOf(t.heads()))).toList());
    double[] ends = {0, all.size() + 1};
    double[] half = {theory.heads().value(), theory.heads().value()};
    Figure drawn =
        new Figure.Curves(
            Figure.Caption.of("mean", "Half are heads", "The mean.", "A point on a line."),
            Figure.Axis.linear("coins"),
            Figure.Axis.linear("share of heads"),
            List.of(
                new Figure.Line(
                    "p_c, theory", Figure.Tone.ORDER, Figure.Origin.THEORY, ends, half)),
            List.of(
                new Figure.Points(
                    "", Figure.Tone.ORDER, new double[] {all.size()}, List.of(heads))));
    return new Findings(
        List.of(new Claim.Point(statement, theory.heads(), heads, 0, 0.1, null)),
        List.of(figure, drawn),
        Map.of("coins", "8"));
  }
}
