package org.onsager.experiments.effectivetheory;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.onsager.architecture.Activation;
import org.onsager.architecture.ResidualBlock;
import org.onsager.instruments.GradientPropagation;
import org.onsager.instruments.RandomDenseNetwork;
import org.onsager.instruments.RandomResidualNetwork;
import org.onsager.instruments.ResidualGradients;
import org.onsager.instruments.ResidualPropagation;
import org.onsager.lab.Claim;
import org.onsager.lab.Cost;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Curves;
import org.onsager.lab.Figure.Line;
import org.onsager.lab.Figure.Origin;
import org.onsager.lab.Figure.Points;
import org.onsager.lab.Figure.Tone;
import org.onsager.lab.Findings;
import org.onsager.lab.Knob;
import org.onsager.lab.Lab;
import org.onsager.lab.Measured;
import org.onsager.lab.Paper;
import org.onsager.lab.Prediction;
import org.onsager.lab.Regime;
import org.onsager.lab.Reproduction;
import org.onsager.lab.Rival;
import org.onsager.lab.Statement;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.statistics.Estimate;
import org.onsager.numerics.statistics.Extrapolation;
import org.onsager.numerics.statistics.Jackknife;
import org.onsager.theory.MeanField;
import org.onsager.theory.PhasePoint;
import org.onsager.theory.ResidualMeanField;
import org.onsager.theory.ResidualReluLaws;
import org.onsager.theory.ResidualTanhLaws;
import org.onsager.theory.ResidualTrajectory;

/**
 * A residual network hovers at the edge of chaos: signals are forgotten, and gradients grow, more
 * slowly than any exponential.
 *
 * <p>A plain random network multiplies gradients, and what tells two signals apart, by a constant
 * in every layer: order or chaos, unless its variances are tuned. A residual network adds to a
 * signal that is already there. As the stream grows, each block weighs less against it.
 *
 * <p>The stream, block by block: \[ x^l = x^{l-1} + V\phi(h^l) + a, \qquad h^l = W x^{l-1} + b \]
 *
 * <p>Lengths and overlaps: \[ p_l = p_{l-1} + \sigma_v^2\, E\phi(h)^2 + \sigma_a^2, \qquad \gamma_l
 * = \gamma_{l-1} + \sigma_v^2\, E\phi(h)\phi(h') + \sigma_a^2 \]
 *
 * <p>For tanh the length grows as \( (\sigma_v^2 + \sigma_a^2)\, l \), and gradients as \[
 * \log(\chi_0/\chi_l) = A\sqrt l + B\log l + O(1), \qquad A = \tfrac43\sqrt{\tfrac2\pi}\,
 * \frac{\sigma_v^2\sigma_w}{\sqrt{\sigma_v^2+\sigma_a^2}} \]
 *
 * <p>Without biases two signals forget each other as a power that knows π: \( e_l \sim l^{2/\pi-1}
 * \). With ReLU, length and gradient grow by \( B = 1 + \sigma_v^2\sigma_w^2/2 \) a block.
 *
 * <p><b>Departs from the paper:</b> its text was not at hand; recurrences and laws were derived
 * anew and checked against numbers iterated independently, and places in it are named in words, not
 * by number. Exponents are compared with those of the recurrences at the depths that are measured,
 * not at infinite depth: at 128 blocks the power of forgetting is still a tenth short of \( 2/\pi-1
 * \), and the power −2 with which ReLU makes signals alike needs hundreds of blocks, so that this
 * approach is judged as a curve. Gradients come back through the very weights that the signals
 * passed, not through independent ones as theory assumes. No network is trained.
 *
 * <p>Finite width: the logarithm of a gradient’s growth in tanh networks was seen to exceed theory
 * by 1.7/N of itself at widths of 64 and of 192, where few units are not saturated; so the growth
 * is also taken to infinite width. Correlations without biases lay above theory by 0.5/N of where
 * they start at widths of 64 and 128, their exponent off by 1.3/N ± 0.5/N. The biases that claims
 * declare follow these. The mean length of a ReLU stream obeys its recurrence exactly at every
 * width.
 */
@Reproduction(id = "mean-field-residual-networks")
public final class MeanFieldResidualNetworks
    implements Experiment<MeanFieldResidualNetworks.Knobs, MeanFieldResidualNetworks.Theory> {

  /** What may be turned. */
  public record Knobs(
      @Knob(value = "σ_w², variance times fan-in of the weights into tanh", min = 0.5, max = 16)
          double weightVariance,
      @Knob(value = "σ_w² of the ReLU networks", min = 0.1, max = 4) double reluWeightVariance,
      @Knob(value = "σ_v², variance times fan-in of the weights out of φ", min = 0.1, max = 4)
          double branchWeightVariance,
      @Knob(
              value = "σ_b², variance of the biases into φ, in networks with biases",
              max = 4,
              min = 0)
          double biasVariance,
      @Knob(
              value = "σ_a², variance of the stream's biases, in networks with biases",
              max = 4,
              min = 0.01)
          double branchBiasVariance,
      @Knob(value = "N, width of the networks through which signals are sent", min = 32, max = 4096)
          int width,
      @Knob(value = "widths from which gradients are taken to N → ∞", min = 16, max = 4096)
          List<Integer> widths,
      @Knob(value = "L, blocks of the tanh networks", min = 32, max = 10_000) int depth,
      @Knob(value = "blocks of the ReLU networks", min = 8, max = 500) int reluDepth,
      @Knob(value = "layers of the plain networks", min = 32, max = 500) int plainDepth,
      @Knob(value = "random networks of each kind, for signals", min = 4, max = 100_000)
          int networks,
      @Knob(value = "random networks of each kind and width, for gradients", min = 4, max = 100_000)
          int returns,
      @Knob(value = "families of four signals through each network", min = 1, max = 512)
          int families,
      @Knob(value = "e₀, the correlation within a family at the start", min = 0.05, max = 0.95)
          double correlation) {}

  /** What theory says; curves are over blocks. */
  public record Theory(
      Prediction.Curve length,
      Prediction lengthSlope,
      Prediction.Curve kept,
      Prediction.Curve forgotten,
      Prediction forgetting,
      Prediction.Curve gradient,
      Prediction gradientPower,
      Prediction gradientRoot,
      Prediction plainExponent,
      Prediction.Curve reluLength,
      Prediction reluGrowth,
      Prediction.Curve reluApart) {}

  /** One random residual network. */
  record Residual(
      String activation,
      double weightVariance,
      double biasVariance,
      double branchWeightVariance,
      double branchBiasVariance,
      int width,
      int depth,
      int network) {
    ResidualBlock block() {
      return new ResidualBlock(
          Activation.of(activation),
          weightVariance,
          biasVariance,
          branchWeightVariance,
          branchBiasVariance);
    }
  }

  /** [blocks + 1] averages of one network. */
  record Trace(double[] length, double[] overlap) {
    private double[] both() {
      return DoubleStream.concat(Arrays.stream(length), Arrays.stream(overlap)).toArray();
    }
  }

  /** One random plain network. */
  record Plain(double weightVariance, int width, int depth, int network) {}

  /** [layers] mean square gradients of one network. */
  record Squares(double[] gradient) {}

  private static final String WIDE = "width → ∞";
  private static final int MEMBERS = 4;

  @Override
  public Paper paper() {
    return new Paper(
        "1712.08969v1",
        "Mean Field Residual Networks: On the Edge of Chaos",
        List.of("Greg Yang", "Samuel S. Schoenholz"),
        2017,
        "NeurIPS 2017");
  }

  @Override
  public Knobs knobs(Effort effort) {
    return switch (effort) {
      case QUICK ->
          new Knobs(4, 1, 1, 0.5, 0.5, 96, List.of(64, 96, 160), 128, 20, 32, 180, 24, 16, 0.6);
      case DESK ->
          new Knobs(4, 1, 1, 0.5, 0.5, 256, List.of(128, 192, 384), 256, 24, 32, 300, 60, 24, 0.6);
      case PAPER ->
          new Knobs(4, 1, 1, 0.5, 0.5, 512, List.of(256, 384, 768), 512, 32, 32, 400, 80, 32, 0.6);
    };
  }

  private static ResidualBlock free(Knobs k) {
    return new ResidualBlock(Activation.TANH, k.weightVariance(), 0, k.branchWeightVariance(), 0);
  }

  private static ResidualBlock biased(Knobs k) {
    return new ResidualBlock(
        Activation.TANH,
        k.weightVariance(),
        k.biasVariance(),
        k.branchWeightVariance(),
        k.branchBiasVariance());
  }

  private static ResidualBlock relu(Knobs k) {
    return new ResidualBlock(
        Activation.RELU,
        k.reluWeightVariance(),
        k.biasVariance(),
        k.branchWeightVariance(),
        k.branchBiasVariance());
  }

  @Override
  public Theory theory(Knobs k) {
    ResidualTrajectory free = trajectory(free(k), k, k.depth());
    ResidualTrajectory biased = trajectory(biased(k), k, k.depth());
    ResidualTrajectory relu = trajectory(relu(k), k, k.reluDepth());
    double growth = Math.log(ResidualReluLaws.of(relu(k)).growth());
    double[] reluLength = Arrays.stream(relu.length()).map(Math::log).toArray();
    int early = k.depth() / 4;
    return new Theory(
        curve(biased.length()),
        law(
            ResidualTanhLaws.of(biased(k))::length,
            biased.length(),
            early,
            k.depth(),
            k.depth() - early),
        curve(biased.correlations()),
        curve(free.correlations()),
        Prediction.asymptotic(slope(l -> free.correlations()[l], k.depth()), 1e-9, WIDE),
        curve(free.logGradient()),
        Prediction.asymptotic(depthPower(l -> free.logGradient()[l], k.depth()), 1e-9, WIDE),
        law(
            ResidualTanhLaws.of(free(k))::logGradient,
            free.logGradient(),
            early,
            k.depth(),
            Math.sqrt(k.depth()) - Math.sqrt(early)),
        Prediction.exact(1),
        curve(reluLength),
        law(
            l -> growth * l,
            reluLength,
            k.reluDepth() / 2,
            k.reluDepth(),
            k.reluDepth() - k.reluDepth() / 2),
        curve(relu.correlation().stream().mapToDouble(e -> Math.log(e.oneMinus())).toArray()));
  }

  private static ResidualTrajectory trajectory(ResidualBlock block, Knobs k, int depth) {
    return ResidualMeanField.of(block).trajectory(1, Correlation.of(k.correlation()), depth);
  }

  private static Prediction.Curve curve(double[] values) {
    return new Prediction.Curve(
        IntStream.range(0, values.length).asDoubleStream().toArray(),
        values,
        1e-9,
        Regime.asymptotic(WIDE));
  }

  /** The slope of a law of great depth; its error is what it misses of the recurrence. */
  private static Prediction law(
      DoubleUnaryOperator law, double[] recurrence, int from, int to, double over) {
    double slope = (law.applyAsDouble(to) - law.applyAsDouble(from)) / over;
    double exact = (recurrence[to] - recurrence[from]) / over;
    return Prediction.asymptotic(slope, Math.abs(slope - exact), WIDE + " and depth → ∞");
  }

  @Override
  public Cost cost(Knobs k) {
    double square = (double) k.width() * k.width();
    double signals = (double) k.families() * MEMBERS;
    double weights =
        k.networks() * square * (4.0 * k.depth() + 2.0 * k.reluDepth())
            + k.returns() * square * (4.0 * k.reluDepth() + 2.0 * k.plainDepth());
    for (int n : k.widths()) {
      weights += 4.0 * k.returns() * n * n * k.depth();
    }
    int wide = k.widths().stream().mapToInt(Integer::intValue).max().orElse(k.width());
    return new Cost(
        3L * k.networks() + (2L + k.widths().size()) * k.returns(),
        weights * 2 * signals,
        8.0 * signals * wide * k.depth() + 80.0 * wide * wide,
        weights * (9e-9 + signals * 3e-10) / 2);
  }

  @Override
  public Findings run(Knobs k, Theory theory, Lab lab) {
    List<double[][]> tanh = forward("tanh", List.of(free(k), biased(k)), k.depth(), k, lab);
    double[][] free = tanh.getFirst();
    double[][] biased = tanh.getLast();
    double[][] relu = forward("relu", List.of(relu(k)), k.reluDepth(), k, lab).getFirst();
    List<double[][]> back =
        k.widths().stream().map(n -> backward("gradients", free(k), n, k.depth(), k, lab)).toList();
    double[][] reluBack = backward("relu-gradients", relu(k), k.width(), k.reluDepth(), k, lab);
    double[][] plain = plain(k, lab);

    Scribe scribe = new Scribe(k, theory, lab.effort().power());
    return new Findings(
        Stream.of(
                scribe.gradients(back, plain),
                scribe.lengths(biased),
                scribe.correlations(biased, free),
                scribe.relu(relu, reluBack))
            .flatMap(List::stream)
            .toList(),
        List.of(
            scribe.gradientFigure(back.getLast()),
            scribe.correlationFigure(biased, free),
            scribe.widthFigure(back),
            scribe.lengthFigure(biased),
            scribe.reluFigure(relu, reluBack),
            scribe.alikeFigure(relu)),
        Map.of("networks measured", Long.toString(cost(k).points())));
  }

  /** [block kind][network][lengths after each block, then overlaps] of signals sent forward. */
  private static List<double[][]> forward(
      String purpose, List<ResidualBlock> blocks, int depth, Knobs k, Lab lab) {
    List<Residual> points =
        blocks.stream().flatMap(b -> points(b, k.width(), depth, k.networks()).stream()).toList();
    List<Trace> traces =
        lab.points(
            purpose,
            points,
            Trace.class,
            (p, bench) -> {
              ResidualPropagation r =
                  ResidualPropagation.over(
                      new RandomResidualNetwork(p.block(), p.width(), p.depth()),
                      Math.min(k.families(), p.width() / (MEMBERS + 1)),
                      MEMBERS,
                      1,
                      k.correlation(),
                      bench.stream().generator());
              return new Trace(r.length(), r.overlap());
            });
    return IntStream.range(0, blocks.size())
        .mapToObj(
            b ->
                traces.subList(b * k.networks(), (b + 1) * k.networks()).stream()
                    .map(Trace::both)
                    .toArray(double[][]::new))
        .toList();
  }

  /** [network][block] mean square gradients. */
  private static double[][] backward(
      String purpose, ResidualBlock block, int width, int depth, Knobs k, Lab lab) {
    return lab
        .points(
            purpose,
            points(block, width, depth, k.returns()),
            Squares.class,
            (p, bench) ->
                new Squares(
                    ResidualGradients.over(
                        new RandomResidualNetwork(p.block(), p.width(), p.depth()),
                        Math.min(k.families() * MEMBERS, p.width()),
                        1,
                        bench.stream().generator())
                        .stream()))
        .stream()
        .map(Squares::gradient)
        .toArray(double[][]::new);
  }

  private static List<Residual> points(ResidualBlock block, int width, int depth, int networks) {
    return IntStream.range(0, networks)
        .mapToObj(
            i ->
                new Residual(
                    block.activation().text(),
                    block.weightVariance(),
                    block.biasVariance(),
                    block.branchWeightVariance(),
                    block.branchBiasVariance(),
                    width,
                    depth,
                    i))
        .toList();
  }

  /** [network][layer] mean square gradients of networks without a stream, at the same σ_w². */
  private static double[][] plain(Knobs k, Lab lab) {
    List<Plain> points =
        IntStream.range(0, k.returns())
            .mapToObj(i -> new Plain(k.weightVariance(), k.width(), k.plainDepth() + 1, i))
            .toList();
    return lab
        .points(
            "plain",
            points,
            Squares.class,
            (p, bench) ->
                new Squares(
                    GradientPropagation.over(
                            new RandomDenseNetwork(
                                Activation.TANH, p.weightVariance(), 0, 1, p.width(), p.depth()),
                            1,
                            k.families() * MEMBERS,
                            bench.stream().generator())
                        .signal()))
        .stream()
        .map(Squares::gradient)
        .toArray(double[][]::new);
  }

  private static Measured jackknife(double[][] networks, ToDoubleFunction<double[]> f) {
    Estimate e = Jackknife.of(networks, f).estimate();
    return Measured.of(e.value(), e.standardError(), e.degreesOfFreedom());
  }

  /** Blocks at which curves are judged and drawn: 1, 2, 3, 4, 6, 8, 11, 16, … up to the depth. */
  private static int[] places(int depth) {
    return IntStream.range(0, 28)
        .map(i -> (int) Math.round(Math.pow(2, i / 2.0)))
        .filter(l -> l <= depth)
        .distinct()
        .toArray();
  }

  private static double[] axis(int depth, IntToDoubleFunction f) {
    return Arrays.stream(places(depth)).mapToDouble(f).toArray();
  }

  private static List<Measured> measured(int depth, IntFunction<Measured> f) {
    return Arrays.stream(places(depth)).mapToObj(f).toList();
  }

  /**
   * The power ν of a law \( l^\nu + \) const, from its growth over a quarter and over the rest; an
   * exponential's logarithm has 1.
   */
  private static double depthPower(IntToDoubleFunction logGradient, int depth) {
    int unit = depth / 16;
    double late = logGradient.applyAsDouble(16 * unit) - logGradient.applyAsDouble(4 * unit);
    double early = logGradient.applyAsDouble(4 * unit) - logGradient.applyAsDouble(unit);
    return Math.log(late / early) / Math.log(4);
  }

  /** The slope of log e against log l over the depth from a sixteenth of it. */
  private static double slope(IntToDoubleFunction e, int depth) {
    int from = depth / 16;
    return Math.log(e.applyAsDouble(depth) / e.applyAsDouble(from))
        / Math.log((double) depth / from);
  }

  /** Lays theory beside measurement. */
  private record Scribe(Knobs k, Theory theory, double power) {

    /** A finite-size deviation of coefficient/N, never more than half of what must be rejected. */
    private double bias(double coefficient, double scale, int width) {
      return Math.min(coefficient / width, power / 2) * Math.abs(scale);
    }

    private Claim.Curve curve(
        Statement statement,
        Prediction.Curve predicted,
        IntFunction<Measured> measured,
        double coefficient,
        int width) {
      int depth = predicted.x().length - 1;
      double largest = Arrays.stream(predicted.y()).map(Math::abs).max().orElseThrow();
      return new Claim.Curve(
          statement,
          predicted,
          Claim.Curve.Sample.of(axis(depth, l -> l), measured(depth, measured)),
          false,
          bias(coefficient, largest, width),
          power,
          4);
    }

    private int widest() {
      return k.widths().getLast();
    }

    /** log χ_0/χ_l of networks followed back. */
    private static Measured growth(double[][] back, int l) {
      return jackknife(back, m -> Math.log(m[0] / m[l]));
    }

    /** The growth of log χ for each √l, over the last three quarters of the depth. */
    private Measured root(double[][] back) {
      int early = k.depth() / 4;
      return jackknife(
          back, m -> Math.log(m[early] / m[k.depth()]) / (Math.sqrt(k.depth()) - Math.sqrt(early)));
    }

    private Extrapolation widths(List<double[][]> back) {
      return Extrapolation.of(
          k.widths().stream().mapToDouble(Integer::doubleValue).toArray(),
          back.stream()
              .map(this::root)
              .map(m -> new Estimate(m.mean(), m.standardError(), m.degreesOfFreedom()))
              .toArray(Estimate[]::new),
          1);
    }

    /** Everything that mean-field theory says of the plain network at the same σ_w². */
    private PhasePoint plainPoint() {
      return MeanField.of(Activation.TANH, k.weightVariance(), 0).phase(1);
    }

    private double plainRate() {
      return Math.abs(Math.log(plainPoint().chi1().value()));
    }

    List<Claim> gradients(List<double[][]> back, double[][] plain) {
      int early = k.depth() / 4;
      Estimate limit = widths(back).limit();
      Measured residual =
          jackknife(back.getLast(), m -> depthPower(l -> -Math.log(m[l]), k.depth()));
      return List.of(
          new Claim.Exponent(
              Statement.of("gradient-power", "Gradients grow more slowly than exponentially")
                  .quantity(
                      "ν in log χ_0/χ_l ~ l^ν, from blocks "
                          + k.depth() / 16
                          + ", "
                          + early
                          + " and "
                          + k.depth()
                          + "; ½ at great depth")
                  .at("abstract; the result on gradients of tanh networks")
                  .shownIn("gradients")
                  .certifying("mean-field/residual-gradient"),
              theory.gradientPower(),
              residual,
              bias(1, theory.gradientPower().value(), widest()),
              power,
              new Rival("1, exponential growth as in a plain network", 1)),
          curve(
              Statement.of("gradient", "The recurrence tells how much gradients grow in each block")
                  .quantity("log χ_0/χ_l over " + k.depth() + " blocks, no biases")
                  .at("the recurrence of gradients")
                  .shownIn("gradients")
                  .certifying("mean-field/residual-gradient"),
              theory.gradient(),
              l -> growth(back.getLast(), l),
              2,
              widest()),
          new Claim.Exponent(
              Statement.of("gradient-root", "Gradients grow as e^(A√l + B log l)")
                  .quantity(
                      "growth of log χ for each √l, blocks "
                          + early
                          + " to "
                          + k.depth()
                          + ", N → ∞")
                  .at("abstract; the result on gradients of tanh networks")
                  .shownIn("widths")
                  .certifying("mean-field/residual-gradient"),
              theory.gradientRoot(),
              Measured.of(limit.value(), limit.standardError(), limit.degreesOfFreedom()),
              0,
              power,
              new Rival(
                  "exponential growth at the plain network’s rate",
                  plainRate() * (Math.sqrt(k.depth()) + Math.sqrt(early)))),
          new Claim.Ordering(
              Statement.of(
                      "residual-before-plain",
                      "At the same variance a plain network’s gradients are exponential in depth, a"
                          + " residual one’s are not")
                  .quantity("ν of residual and of plain networks")
                  .at("abstract")
                  .shownIn("gradients")
                  .within(
                      Math.abs(k.weightVariance() - 1) > 0.3,
                      "near σ_w² = 1 the plain network is critical too"),
              List.of(theory.gradientPower(), theory.plainExponent()),
              List.of(
                  residual,
                  jackknife(plain, m -> depthPower(l -> -Math.log(m[l]), k.plainDepth()))),
              power));
    }

    List<Claim> lengths(double[][] biased) {
      int depth = k.depth();
      int early = depth / 4;
      return List.of(
          curve(
              Statement.of("length", "Every block adds nearly the same to the length of a signal")
                  .quantity("p_l over " + depth + " blocks, with biases")
                  .at("the recurrence of lengths")
                  .shownIn("lengths")
                  .certifying("mean-field/residual-length"),
              theory.length(),
              l -> jackknife(biased, m -> m[l]),
              0,
              k.width()),
          new Claim.Exponent(
              Statement.of("length-slope", "The length grows linearly, less a root of the depth")
                  .quantity("dp/dl over blocks " + early + " to " + depth + "; σ_v² + σ_a² at last")
                  .at("the result on lengths of tanh networks")
                  .shownIn("lengths")
                  .certifying("mean-field/residual-length"),
              theory.lengthSlope(),
              jackknife(biased, m -> (m[depth] - m[early]) / (depth - early)),
              0,
              power,
              null));
    }

    /** e after l blocks, a ratio of averages. */
    private static Measured correlation(double[][] networks, int l) {
      return jackknife(networks, m -> m[m.length / 2 + l] / m[l]);
    }

    List<Claim> correlations(double[][] biased, double[][] free) {
      int from = k.depth() / 16;
      double rate = 1 / plainPoint().xiC().value();
      return List.of(
          curve(
              Statement.of("kept", "With biases two signals stay alike, and settle slowly")
                  .quantity("e_l over " + k.depth() + " blocks, with biases")
                  .at("the recurrence of correlations")
                  .shownIn("correlations")
                  .certifying("mean-field/residual-correlation"),
              theory.kept(),
              l -> correlation(biased, l),
              0.8,
              k.width()),
          curve(
              Statement.of("forgotten", "Without biases two signals forget each other")
                  .quantity("e_l over " + k.depth() + " blocks, no biases")
                  .at("the recurrence of correlations")
                  .shownIn("correlations")
                  .certifying("mean-field/residual-correlation"),
              theory.forgotten(),
              l -> correlation(free, l),
              0.8,
              k.width()),
          new Claim.Exponent(
              Statement.of("forgetting", "They forget as a power of depth, not exponentially")
                  .quantity(
                      "slope of log e over log l, blocks "
                          + from
                          + " to "
                          + k.depth()
                          + "; 2/π − 1 at great depth")
                  .at("abstract; the result on correlations of tanh networks")
                  .shownIn("correlations")
                  .certifying("mean-field/residual-correlation"),
              theory.forgetting(),
              jackknife(free, m -> slope(l -> m[m.length / 2 + l] / m[l], k.depth())),
              bias(2, theory.forgetting().value(), k.width()),
              power,
              new Rival(
                  "exponential forgetting at the plain network’s rate",
                  -rate * (k.depth() - from) / Math.log((double) k.depth() / from))));
    }

    List<Claim> relu(double[][] relu, double[][] back) {
      int depth = k.reluDepth();
      int half = depth / 2;
      Rival plain =
          new Rival("log σ_w²/2, as in a plain network", Math.log(k.reluWeightVariance() / 2));
      return List.of(
          curve(
              Statement.of("relu-length", "A ReLU stream grows in length as the recurrence says")
                  .quantity("log p_l over " + depth + " blocks")
                  .at("the recurrence of lengths")
                  .shownIn("relu")
                  .certifying("mean-field/residual-length"),
              theory.reluLength(),
              l -> jackknife(relu, m -> Math.log(m[l])),
              0,
              k.width()),
          new Claim.Exponent(
              Statement.of("relu-growth", "With ReLU the length grows by one factor in every block")
                  .quantity("log p for each block, blocks " + half + " to " + depth + ": log B")
                  .at("the result on lengths of ReLU networks")
                  .shownIn("relu")
                  .certifying("mean-field/residual-length"),
              theory.reluGrowth(),
              jackknife(relu, m -> Math.log(m[depth] / m[half]) / (depth - half)),
              0,
              power,
              plain),
          new Claim.Exponent(
              Statement.of("relu-gradient", "With ReLU gradients grow by the same factor")
                  .quantity("log χ_0/χ_L for each of " + depth + " blocks: log B")
                  .at("the result on gradients of ReLU networks")
                  .shownIn("relu")
                  .certifying("mean-field/residual-gradient"),
              theory.reluGrowth(),
              growth(back, depth).map(v -> v / depth, 1.0 / depth),
              bias(0.5, theory.reluGrowth().value(), k.width()),
              power,
              plain),
          curve(
              Statement.of("relu-alike", "With ReLU two signals become alike, slowly")
                  .quantity("log(1 − e_l) over " + depth + " blocks")
                  .at("the result on correlations of ReLU networks")
                  .shownIn("relu-alike")
                  .certifying("mean-field/residual-correlation"),
              theory.reluApart(),
              l -> jackknife(relu, m -> Math.log1p(-m[m.length / 2 + l] / m[l])),
              0,
              k.width()));
    }

    private String drawn(int networks, int width) {
      return networks + " random networks of width " + width + "; bars are ± one standard error.";
    }

    private static double[] roots(double[] x) {
      return Arrays.stream(x).map(Math::sqrt).toArray();
    }

    Figure gradientFigure(double[][] back) {
      Prediction.Curve g = theory.gradient();
      double rate = plainRate();
      double[] plain = Arrays.stream(g.x()).filter(l -> rate * l < g.at(k.depth())).toArray();
      return Curves.of(
              Caption.of(
                      "gradients",
                      "Gradients grow as an exponential of the root of depth",
                      "Growth of the mean square gradient over the first l blocks of tanh networks"
                          + " without biases, σ_w² = "
                          + k.weightVariance()
                          + ", in "
                          + drawn(k.returns(), widest())
                          + " Against √l an exponential in √l is a straight line. The thin line is"
                          + " a plain network’s exponential at the same σ_w².",
                      "Logarithm of the gradient’s growth against the root of the number of blocks:"
                          + " points on a nearly straight line; the plain network’s curve bends"
                          + " upwards.")
                  .leading(),
              Axis.linear("√l, l blocks"),
              Axis.linear("log χ₀/χ_l"))
          .theory("residual", Tone.CRITICAL, roots(g.x()), g.y())
          .reference(
              "plain", Tone.CHAOS, roots(plain), Arrays.stream(plain).map(l -> rate * l).toArray())
          .measured(
              Tone.CRITICAL,
              axis(k.depth(), Math::sqrt),
              measured(k.depth(), l -> growth(back, l)));
    }

    Figure correlationFigure(double[][] biased, double[][] free) {
      double[] x = axis(k.depth(), l -> l);
      return Curves.of(
              Caption.of(
                      "correlations",
                      "Two signals forget each other as a power of depth",
                      "Correlation of pairs that start at "
                          + k.correlation()
                          + " in tanh networks without biases and with them, each in "
                          + drawn(k.networks(), k.width()),
                      "Correlation against blocks, both logarithmic: without biases a line that"
                          + " falls ever straighter, with biases a nearly level one.")
                  .leading(),
              Axis.logarithmic("blocks l").within(1, k.depth()),
              Axis.logarithmic("correlation e_l of two signals"))
          .theory(
              "no biases",
              Tone.CRITICAL,
              from1(theory.forgotten().x()),
              from1(theory.forgotten().y()))
          .theory("biases", Tone.THIRD, from1(theory.kept().x()), from1(theory.kept().y()))
          .measured(Tone.CRITICAL, x, measured(k.depth(), l -> correlation(free, l)))
          .measured(Tone.THIRD, x, measured(k.depth(), l -> correlation(biased, l)));
    }

    private static double[] from1(double[] values) {
      return Arrays.copyOfRange(values, 1, values.length);
    }

    Figure widthFigure(List<double[][]> back) {
      Extrapolation fit = widths(back);
      double[] inverse = k.widths().stream().mapToDouble(n -> 1.0 / n).toArray();
      double end = Arrays.stream(inverse).max().orElseThrow();
      double limit = fit.limit().value();
      double predicted = theory.gradientRoot().value();
      Measured at0 =
          Measured.of(limit, fit.limit().standardError(), fit.limit().degreesOfFreedom());
      return Curves.of(
              Caption.of(
                  "widths",
                  "Narrow networks’ gradients grow faster, by 1/N",
                  "Growth of log χ for each √l over the last three quarters of "
                      + k.depth()
                      + " blocks, at "
                      + k.widths().size()
                      + " widths, "
                      + k.returns()
                      + " random networks each; bars are ± one standard error. The dashed line is"
                      + " the fit that takes it to infinite width.",
                  "Growth against one over width: points on a line that ends at theory’s value."),
              Axis.linear("1/N, N the width").within(0, 1.1 * end),
              Axis.linear("growth of log χ for each √l"))
          .theory(
              "theory",
              Tone.CRITICAL,
              new double[] {0, end / 12},
              new double[] {predicted, predicted})
          .with(
              new Line(
                  "fit",
                  Tone.CRITICAL,
                  Origin.FIT,
                  new double[] {0, end},
                  new double[] {limit, limit + fit.bias().value() * end}))
          .measured(Tone.CRITICAL, inverse, back.stream().map(this::root).toList())
          .with(new Points("N → ∞", Tone.THIRD, new double[] {0}, List.of(at0)));
    }

    Figure lengthFigure(double[][] biased) {
      double[] x = theory.length().x();
      double last = k.branchWeightVariance() + k.branchBiasVariance();
      return Curves.of(
              Caption.of(
                  "lengths",
                  "The stream’s length grows linearly",
                  "Mean square of the stream in tanh networks with biases, in "
                      + drawn(k.networks(), k.width())
                      + " The thin line has the slope σ_v² + σ_a² of great depth.",
                  "Length against blocks: a nearly straight line through the points."),
              Axis.linear("blocks l"),
              Axis.linear("length p_l, mean square of a unit"))
          .theory("recurrence", Tone.THIRD, theory.length())
          .reference(
              "slope σ_v² + σ_a²",
              Tone.NEUTRAL,
              x,
              Arrays.stream(x).map(l -> 1 + last * l).toArray())
          .measured(
              Tone.THIRD,
              axis(k.depth(), l -> l),
              measured(k.depth(), l -> jackknife(biased, m -> m[l])));
    }

    Figure reluFigure(double[][] relu, double[][] back) {
      double[] blocks = theory.reluLength().x();
      double[] x = axis(k.reluDepth(), l -> l);
      double growth = theory.reluGrowth().value();
      return Curves.of(
              Caption.of(
                  "relu",
                  "With ReLU length and gradient grow by one factor a block",
                  "Length of the stream, and growth of the mean square gradient over the first l"
                      + " blocks, in ReLU networks with biases, the length in "
                      + k.networks()
                      + " and the gradient in "
                      + drawn(k.returns(), k.width()),
                  "Length and gradient against blocks, logarithmic: two straight lines of one"
                      + " slope."),
              Axis.linear("blocks l"),
              Axis.logarithmic("p_l, and χ₀/χ_l"))
          .theory("length p_l", Tone.THIRD, blocks, exp(theory.reluLength().y()))
          .theory(
              "gradient χ₀/χ_l",
              Tone.CHAOS,
              blocks,
              Arrays.stream(blocks).map(l -> Math.exp(growth * l)).toArray())
          .measured(Tone.THIRD, x, measured(k.reluDepth(), l -> jackknife(relu, m -> m[l])))
          .measured(Tone.CHAOS, x, measured(k.reluDepth(), l -> jackknife(back, m -> m[0] / m[l])));
    }

    Figure alikeFigure(double[][] relu) {
      return Curves.of(
              Caption.of(
                  "relu-alike",
                  "With ReLU two signals become alike, and slowly",
                  "What two signals that start at a correlation of "
                      + k.correlation()
                      + " are short of being equal, in "
                      + drawn(k.networks(), k.width())
                      + " At great depth, out of reach here, it falls as l^(−2).",
                  "One less correlation against blocks, both logarithmic: a line that bends"
                      + " downwards."),
              Axis.logarithmic("blocks l").within(1, k.reluDepth()),
              Axis.logarithmic("1 − e_l"))
          .theory(
              "ReLU", Tone.THIRD, from1(theory.reluApart().x()), from1(exp(theory.reluApart().y())))
          .measured(
              Tone.THIRD,
              axis(k.reluDepth(), l -> l),
              measured(k.reluDepth(), l -> correlation(relu, l).map(e -> 1 - e, 1)));
    }

    private static double[] exp(double[] values) {
      return Arrays.stream(values).map(Math::exp).toArray();
    }
  }
}
