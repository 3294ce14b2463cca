package org.onsager.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.onsager.lab.Bench;
import org.onsager.lab.Card;
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
import org.onsager.lab.Statement;

/**
 * The mean of coins that fall on 1 with probability p, then the mean of as many others: a law of
 * large numbers that is cheap, exact, and has two purposes.
 */
public final class Coins implements Experiment<Coins.Knobs, Coins.Theory> {
  /** Two purposes, the second asked for when the first is finished. */
  static final Card CARD =
      new Card(
          "coins",
          "Coins",
          "tests",
          "Coins fall as they should.",
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          Coins.class.getName());

  private final BiConsumer<Point, Bench> before;

  /** Coins that are only thrown. */
  public Coins() {
    this((point, bench) -> {});
  }

  /** Coins with something that happens before each point's throws. */
  Coins(BiConsumer<Point, Bench> before) {
    this.before = before;
  }

  /** Coins whose every throw writes its name into a file. */
  static Coins noting(Path file, long milliseconds) {
    return new Coins(
        (point, bench) -> {
          try {
            Thread.sleep(milliseconds);
            Files.writeString(
                file, point + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** What may be turned. */
  public record Knobs(
      @Knob(value = "p, probability of 1", min = 0, max = 1) double p,
      @Knob(value = "points of each purpose", min = 2, max = 1000) int points,
      @Knob(value = "throws of a point", min = 1, max = 1e6) int throwsEach) {}

  /** What theory says. */
  public record Theory(Prediction mean) {}

  /** One place of measurement. */
  public record Point(int number, double p) {}

  /** What comes of it. */
  public record Result(double mean, double[] first) {}

  @Override
  public Paper paper() {
    return new Paper("", "Ars Conjectandi", List.of("Jacob Bernoulli"), 1713, "Basel");
  }

  @Override
  public Knobs knobs(Effort effort) {
    return new Knobs(0.3, 20, 400);
  }

  @Override
  public Theory theory(Knobs k) {
    return new Theory(Prediction.exact(k.p()));
  }

  @Override
  public Cost cost(Knobs k) {
    return new Cost(2L * k.points(), 2.0 * k.points() * k.throwsEach(), 1e4, 0.1);
  }

  @Override
  public Findings run(Knobs k, Theory t, Lab lab) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < k.points(); i++) {
      points.add(new Point(i, k.p()));
    }
    List<Claim> claims = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    for (String purpose : List.of("first", "second")) {
      List<Result> results =
          lab.points(purpose, points, Result.class, (p, bench) -> thrown(p, k, bench));
      Measured mean = Measured.of(results.stream().mapToDouble(Result::mean).toArray());
      claims.add(
          new Claim.Point(
              Statement.of(purpose + "-mean", "The mean is the probability.")
                  .certifying("coins/mean"),
              t.mean(),
              mean,
              0,
              0.1,
              null));
      figures.add(
          new Figure.Curves(
              Figure.Caption.of(purpose, "Coins scatter about p", "Each point", "A scatter"),
              Figure.Axis.linear("point"),
              Figure.Axis.linear("mean"),
              List.of(),
              List.of(
                  new Figure.Points(
                      "coins, thrown",
                      Figure.Tone.NEUTRAL,
                      points.stream().mapToDouble(Point::number).toArray(),
                      results.stream()
                          .map(r -> Measured.of(r.mean(), 0.02, k.throwsEach() - 1))
                          .toList()))));
    }
    return new Findings(claims, figures, Map.of("coins", "many"));
  }

  private Result thrown(Point point, Knobs k, Bench bench) {
    before.accept(point, bench);
    RandomGenerator random = bench.stream().named("throws").generator();
    double[] first = new double[3];
    double sum = 0;
    for (int i = 0; i < k.throwsEach(); i++) {
      double fallen = random.nextDouble() < point.p() ? 1 : 0;
      sum += fallen;
      if (i < first.length) {
        first[i] = fallen;
      }
    }
    return new Result(sum / k.throwsEach(), first);
  }
}
