package org.onsager.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a paper with theory's prediction and the measurement side by side.
 *
 * <p>A claim is judged at a false-alarm probability, never at a number of sigmas. It
 * <b>disagrees</b> when the deviation beyond its declared band is less probable than allowed; it
 * <b>agrees</b> when it does not, and every theory that is wrong by the claim's power would have
 * disagreed; else it is <b>undecided</b>. So a tolerance too wide to reject a wrong theory cannot
 * agree.
 */
public sealed interface Claim {

  /** What it says. */
  Statement statement();

  /** The relative error of a theory that this claim must reject. */
  double power();

  /** P-value and test statistic of theory as it stands. */
  Test test();

  /**
   * The same measurement against theories wrong by the power, or wrong as this type of claim
   * defines.
   */
  List<? extends Claim> sabotaged();

  /** The named wrong theory, where one is known. */
  default @Nullable Rival rival() {
    return null;
  }

  /** The p-value of the rival's number, or 0 where there is no rival. */
  default double rivalProbability() {
    return 0;
  }

  /**
   * A deviation and its probability.
   *
   * @param statistic z or t beyond the band, χ², or a distance
   * @param p the probability of at least that
   */
  record Test(double statistic, double p) {}

  /** Judges, spending a false-alarm probability of {@code allowed}. */
  default Judgement judge(double allowed) {
    Statement s = statement();
    if (!s.outside().isEmpty()) {
      return new Judgement(new Verdict.Outside(s.outside()), Double.NaN, Double.NaN, allowed);
    }
    Test test = test();
    if (test.p() < allowed) {
      return new Judgement(
          new Verdict.Disagrees("deviation of probability " + brief(test.p())),
          test.statistic(),
          test.p(),
          allowed);
    }
    for (Claim wrong : sabotaged()) {
      if (wrong.test().p() >= allowed) {
        String why =
            "the data cannot tell it from a theory wrong by its power of " + percent(power());
        return new Judgement(new Verdict.Undecided(why), test.statistic(), test.p(), allowed);
      }
    }
    Rival rival = rival();
    if (rival != null && rivalProbability() >= allowed) {
      return new Judgement(
          new Verdict.Undecided("the data cannot tell it from " + rival.name()),
          test.statistic(),
          test.p(),
          allowed);
    }
    return new Judgement(new Verdict.Agrees(), test.statistic(), test.p(), allowed);
  }

  private static String brief(double p) {
    return String.format(Locale.ROOT, p < 1e-3 ? "%.0e" : "%.3f", p);
  }

  private static String percent(double v) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * v);
  }

  /** A number at a place. */
  record Point(
      Statement statement,
      Prediction predicted,
      Measured measured,
      double bias,
      double power,
      @Nullable Rival rival)
      implements Claim {
    public Point {
      Judging.require(statement, predicted.value(), bias, power);
    }

    @Override
    public Test test() {
      return Judging.number(predicted, measured, bias);
    }

    @Override
    public List<Point> sabotaged() {
      return List.of(with(predicted.scaled(1 + power)), with(predicted.scaled(1 - power)));
    }

    private Point with(Prediction p) {
      return new Point(
          statement, p, measured, Math.min(bias, power * Math.abs(p.value()) / 2), power, null);
    }

    @Override
    public double rivalProbability() {
      return Judging.rival(rival, measured, bias);
    }
  }

  /** The exponent of a power law, or the slope of a logarithm. */
  record Exponent(
      Statement statement,
      Prediction predicted,
      Measured measured,
      double bias,
      double power,
      @Nullable Rival rival)
      implements Claim {
    public Exponent {
      Judging.require(statement, predicted.value(), bias, power);
    }

    @Override
    public Test test() {
      return Judging.number(predicted, measured, bias);
    }

    @Override
    public List<Exponent> sabotaged() {
      return List.of(with(predicted.scaled(1 + power)), with(predicted.scaled(1 - power)));
    }

    private Exponent with(Prediction p) {
      return new Exponent(
          statement, p, measured, Math.min(bias, power * Math.abs(p.value()) / 2), power, null);
    }

    @Override
    public double rivalProbability() {
      return Judging.rival(rival, measured, bias);
    }
  }

  /** The place where a phase ends. */
  record Transition(
      Statement statement,
      Prediction predicted,
      Measured measured,
      double bias,
      double power,
      @Nullable Rival rival)
      implements Claim {
    public Transition {
      Judging.require(statement, predicted.value(), bias, power);
    }

    @Override
    public Test test() {
      return Judging.number(predicted, measured, bias);
    }

    @Override
    public List<Transition> sabotaged() {
      return List.of(with(predicted.scaled(1 + power)), with(predicted.scaled(1 - power)));
    }

    private Transition with(Prediction p) {
      return new Transition(
          statement, p, measured, Math.min(bias, power * Math.abs(p.value()) / 2), power, null);
    }

    @Override
    public double rivalProbability() {
      return Judging.rival(rival, measured, bias);
    }
  }

  /**
   * A function, at several abscissae.
   *
   * @param samples the measured points
   * @param independent true when the samples share no draws: they are then judged by χ², else by
   *     the worst of them (Bonferroni)
   * @param bias the declared finite-size bias, an absolute bound on each sample
   * @param power the relative error that must be rejected, as a factor on the whole curve
   * @param shift the displacement along the axis that must be rejected, in units of the axis
   */
  record Curve(
      Statement statement,
      Prediction.Curve predicted,
      List<Sample> samples,
      boolean independent,
      double bias,
      double power,
      double shift)
      implements Claim {
    public Curve {
      samples = List.copyOf(samples);
      double largest = Arrays.stream(predicted.y()).map(Math::abs).max().orElse(0);
      Judging.require(statement, largest, bias, power);
      if (samples.isEmpty() || !(shift > 0)) {
        throw new IllegalArgumentException(
            "claim " + statement.id() + ": a curve has samples and a positive shift to reject");
      }
    }

    /** One measured point of a curve. */
    public record Sample(double x, Measured measured) {
      /** As many samples as abscissae, in order. */
      public static List<Sample> of(double[] x, List<Measured> measured) {
        if (x.length != measured.size()) {
          throw new IllegalArgumentException(
              measured.size() + " measurements at " + x.length + " places");
        }
        return IntStream.range(0, x.length)
            .mapToObj(i -> new Sample(x[i], measured.get(i)))
            .toList();
      }
    }

    @Override
    public Test test() {
      double band = bias + predicted.error();
      double worst = 1;
      double chi = 0;
      for (Sample s : samples) {
        Test t =
            Judging.number(
                new Prediction(predicted.at(s.x()), 0, predicted.regime()), s.measured(), band);
        worst = Math.min(worst, t.p());
        double z = Judging.normalDeviate(t.p());
        chi += z * z;
      }
      return independent
          ? new Test(chi, Tails.chiSquared(chi, samples.size()))
          : new Test(Judging.normalDeviate(worst), Math.min(1, worst * samples.size()));
    }

    @Override
    public List<Curve> sabotaged() {
      return List.of(
          with(predicted.scaled(1 + power)),
          with(predicted.scaled(1 - power)),
          with(predicted.shifted(shift)),
          with(predicted.shifted(-shift)));
    }

    private Curve with(Prediction.Curve p) {
      double largest = Arrays.stream(p.y()).map(Math::abs).max().orElse(0);
      return new Curve(
          statement, p, samples, independent, Math.min(bias, power * largest / 2), power, shift);
    }
  }

  /**
   * An inequality.
   *
   * @param atMost true when the measurement may not exceed the bound, false when it may not fall
   *     below
   */
  record Bound(
      Statement statement, Prediction bound, Measured measured, boolean atMost, double power)
      implements Claim {
    public Bound {
      Judging.require(statement, bound.value(), 0, power);
    }

    @Override
    public Test test() {
      double excess = (atMost ? 1 : -1) * (measured.mean() - bound.value()) - bound.error();
      double t = Judging.deviate(excess, measured.standardError());
      return new Test(t, t <= 0 ? 1 : Tails.student(t, measured.degreesOfFreedom()) / 2);
    }

    @Override
    public List<Bound> sabotaged() {
      double past = power * Math.max(Math.abs(bound.value()), Math.abs(measured.mean()));
      double moved = measured.mean() + (atMost ? -past : past);
      return List.of(
          new Bound(statement, new Prediction(moved, 0, bound.regime()), measured, atMost, power));
    }
  }

  /**
   * An order among several numbers: that of the predictions.
   *
   * @param predicted pairwise different
   * @param measured one for each prediction, of independent draws
   */
  record Ordering(
      Statement statement, List<Prediction> predicted, List<Measured> measured, double power)
      implements Claim {
    public Ordering {
      predicted = List.copyOf(predicted);
      measured = List.copyOf(measured);
      if (predicted.size() < 2 || predicted.size() != measured.size()) {
        throw new IllegalArgumentException(
            "claim " + statement.id() + ": an ordering has two or more numbers, each measured");
      }
    }

    @Override
    public Test test() {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < predicted.size(); i++) {
        order.add(i);
      }
      order.sort((a, b) -> Double.compare(predicted.get(a).value(), predicted.get(b).value()));
      double worst = 1;
      double statistic = Double.NEGATIVE_INFINITY;
      for (int i = 1; i < order.size(); i++) {
        Measured gap = measured.get(order.get(i - 1)).minus(measured.get(order.get(i)));
        double t = Judging.deviate(gap.mean(), gap.standardError());
        statistic = Math.max(statistic, t);
        if (t > 0) {
          worst = Math.min(worst, Tails.student(t, gap.degreesOfFreedom()) / 2);
        }
      }
      return new Test(statistic, Math.min(1, worst * (order.size() - 1)));
    }

    /** Each neighbouring pair exchanged, one after the other, and the whole order reversed. */
    @Override
    public List<Ordering> sabotaged() {
      List<Ordering> wrong = new ArrayList<>();
      List<Prediction> sorted = new ArrayList<>(predicted);
      sorted.sort((a, b) -> Double.compare(a.value(), b.value()));
      for (int i = 1; i < sorted.size(); i++) {
        Prediction low = sorted.get(i - 1);
        Prediction high = sorted.get(i);
        wrong.add(
            with(
                predicted.stream()
                    .map(p -> p.equals(low) ? high : p.equals(high) ? low : p)
                    .toList()));
      }
      wrong.add(with(predicted.stream().map(p -> p.scaled(-1)).toList()));
      return wrong;
    }

    private Ordering with(List<Prediction> p) {
      return new Ordering(statement, p, measured, power);
    }
  }

  /**
   * The law of a random number.
   *
   * @param draws independent draws
   * @param effectiveSamples their effective number, at most their count
   * @param bias the declared finite-size Kolmogorov distance
   */
  record Distribution(
      Statement statement,
      Prediction.Density predicted,
      double[] draws,
      double effectiveSamples,
      double bias,
      double power)
      implements Claim {
    public Distribution {
      Judging.require(statement, 1, bias, power);
      draws = draws.clone();
      Arrays.sort(draws);
    }

    @Override
    public Test test() {
      double distance = 0;
      for (int i = 0; i < draws.length; i++) {
        double f = predicted.at(draws[i]);
        distance =
            Math.max(
                distance,
                Math.max(f - (double) i / draws.length, (double) (i + 1) / draws.length - f));
      }
      double beyond = Math.max(0, distance - bias);
      return new Test(distance, Tails.kolmogorov(beyond, effectiveSamples));
    }

    @Override
    public List<Distribution> sabotaged() {
      return List.of(with(predicted.stretched(1 + power)), with(predicted.stretched(1 - power)));
    }

    private Distribution with(Prediction.Density p) {
      return new Distribution(statement, p, draws, effectiveSamples, bias, power);
    }
  }

  /**
   * Two measured sides that theory says are equal.
   *
   * @param left one side
   * @param right the other, of independent draws
   * @param rounding the error of arithmetic, an absolute bound
   */
  record Identity(Statement statement, Measured left, Measured right, double rounding, double power)
      implements Claim {
    public Identity {
      Judging.require(
          statement, Math.max(Math.abs(left.mean()), Math.abs(right.mean())), rounding, power);
    }

    @Override
    public Test test() {
      return Judging.number(Prediction.exact(0), left.minus(right), rounding);
    }

    @Override
    public List<Identity> sabotaged() {
      return List.of(with(1 + power), with(1 - power));
    }

    private Identity with(double factor) {
      Measured wrong = left.map(v -> v * factor, factor);
      double scale = Math.max(Math.abs(wrong.mean()), Math.abs(right.mean()));
      return new Identity(statement, wrong, right, Math.min(rounding, power * scale / 2), power);
    }
  }
}
