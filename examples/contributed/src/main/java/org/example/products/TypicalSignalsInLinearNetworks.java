package org.example.products;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.onsager.architecture.Activation;
import org.onsager.instruments.RandomDenseNetwork;
import org.onsager.instruments.SignalPropagation;
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
import org.onsager.lab.Reproduction;
import org.onsager.lab.Statement;

/**
 * The typical signal of a linear network shrinks with every layer although its mean length is kept.
 *
 * <p>A Gaussian layer of width \( N \) with \( \sigma_w^2 = 1 \) multiplies the squared length of
 * any signal by \( \chi^2_N/N \), independently of all others, so the logarithm walks at random
 * with the variance \( \psi'(N/2) \) a layer and the drift \[ E \ln(q_{\ell+1}/q_\ell) = \psi(N/2)
 * - \ln(N/2). \]
 *
 * <p>Twice the largest Lyapunov exponent of a product of random matrices; the theory of infinite
 * width has zero for both.
 */
@Reproduction(id = "typical-signals-in-linear-networks")
public final class TypicalSignalsInLinearNetworks
    implements Experiment<
        TypicalSignalsInLinearNetworks.Knobs, TypicalSignalsInLinearNetworks.Theory> {
  private static final double POWER = 0.1;
  private static final double SHIFT = 0.5;

  /** What may be turned. */
  public record Knobs(
      @Knob(value = "N, widths", min = 2, max = 512) List<Integer> widths,
      @Knob(value = "L, layers", min = 10, max = 500) int depth,
      @Knob(value = "random networks of each width", min = 10, max = 100_000) int networks) {}

  /** What theory says, over the width. */
  public record Theory(Prediction.Curve drift, Prediction.Curve spread) {}

  /** One random network. */
  record Network(int width, int depth, int number) {}

  /** The mean and the variance of the logarithmic growth of its layers. */
  record Growth(double drift, double spread) {}

  @Override
  public Paper paper() {
    return new Paper(
        "",
        "The Stability of Large Random Matrices and Their Products",
        List.of("J. E. Cohen", "C. M. Newman"),
        1984,
        "Annals of Probability 12, 283");
  }

  @Override
  public Knobs knobs(Effort effort) {
    return switch (effort) {
      case QUICK -> new Knobs(List.of(2, 4, 8, 16), 200, 100);
      case DESK -> new Knobs(List.of(2, 4, 8, 16, 32), 200, 1000);
      case PAPER -> new Knobs(List.of(2, 4, 8, 16, 32, 64), 500, 4000);
    };
  }

  @Override
  public Theory theory(Knobs k) {
    int last = k.widths().stream().mapToInt(i -> i).max().orElse(2) + 1;
    double[] x = new double[last];
    double[] drift = new double[last];
    double[] spread = new double[last];
    for (int i = 0; i < last; i++) {
      x[i] = i + 1;
      drift[i] = digamma(i + 1) - Math.log(x[i] / 2);
      spread[i] = trigamma(i + 1);
    }
    return new Theory(
        new Prediction.Curve(x, drift, 1e-12, Regime.exact()),
        new Prediction.Curve(x, spread, 1e-12, Regime.exact()));
  }

  /** ψ(N/2), from ψ(1) = −γ or ψ(1/2) = −γ − 2 ln 2 by ψ(z + 1) = ψ(z) + 1/z. */
  static double digamma(int n) {
    double z = n % 2 == 0 ? 1 : 0.5;
    double psi = -0.57721566490153286 - (n % 2 == 0 ? 0 : 2 * Math.log(2));
    for (; z < n / 2.0; z++) {
      psi += 1 / z;
    }
    return psi;
  }

  /** ψ′(N/2), from ψ′(1) = π²/6 or ψ′(1/2) = π²/2 by ψ′(z + 1) = ψ′(z) − 1/z². */
  static double trigamma(int n) {
    double z = n % 2 == 0 ? 1 : 0.5;
    double psi = Math.PI * Math.PI / (n % 2 == 0 ? 6 : 2);
    for (; z < n / 2.0; z++) {
      psi -= 1 / (z * z);
    }
    return psi;
  }

  @Override
  public Cost cost(Knobs k) {
    double weights = k.widths().stream().mapToDouble(n -> (double) n * n).sum();
    double flops = 20.0 * weights * k.depth() * k.networks();
    return new Cost(k.widths().size() * (long) k.networks(), flops, 1e7, flops / 1e9);
  }

  @Override
  public Findings run(Knobs k, Theory theory, Lab lab) {
    List<Network> points = new ArrayList<>();
    for (int width : k.widths()) {
      for (int i = 0; i < k.networks(); i++) {
        points.add(new Network(width, k.depth(), i));
      }
    }
    List<Growth> all =
        lab.points(
            "networks",
            points,
            Growth.class,
            (p, bench) -> {
              RandomDenseNetwork network =
                  new RandomDenseNetwork(
                      Activation.of("linear"), 1, 0, 1, p.width(), p.depth() + 1);
              double[] one = {1};
              return growth(
                  SignalPropagation.over(network, 1, one, bench.stream().generator()).length());
            });
    List<Claim.Curve.Sample> drifts = new ArrayList<>();
    List<Claim.Curve.Sample> spreads = new ArrayList<>();
    for (int i = 0; i < k.widths().size(); i++) {
      List<Growth> these = all.subList(i * k.networks(), (i + 1) * k.networks());
      int width = k.widths().get(i);
      drifts.add(
          new Claim.Curve.Sample(
              width, Measured.of(these.stream().mapToDouble(Growth::drift).toArray())));
      spreads.add(
          new Claim.Curve.Sample(
              width, Measured.of(these.stream().mapToDouble(Growth::spread).toArray())));
    }
    return new Findings(
        List.of(
            new Claim.Curve(
                Statement.of("typical-signals-shrink", "A typical signal shrinks with every layer")
                    .quantity("E ln q_{l+1}/q_l")
                    .at("the exponent for independent Gaussian entries")
                    .shownIn("drift"),
                theory.drift(),
                drifts,
                true,
                0,
                POWER,
                SHIFT),
            new Claim.Curve(
                Statement.of("lengths-spread", "The lengths of signals spread with every layer")
                    .quantity("Var ln q_{l+1}/q_l")
                    .at("the exponent for independent Gaussian entries")
                    .shownIn("spread"),
                theory.spread(),
                spreads,
                true,
                0,
                POWER,
                SHIFT)),
        List.of(
            figure(
                "drift",
                "A typical signal shrinks, the less the wider the network",
                "mean growth of ln q in a layer",
                theory.drift(),
                drifts),
            figure(
                "spread",
                "Lengths spread, the less the wider the network",
                "variance of the growth of ln q in a layer",
                theory.spread(),
                spreads)),
        Map.of("networks", String.valueOf(points.size())));
  }

  private static Growth growth(double[] length) {
    int layers = length.length - 1;
    double[] steps = new double[layers];
    for (int l = 0; l < layers; l++) {
      steps[l] = Math.log(length[l + 1] / length[l]);
    }
    double mean = Arrays.stream(steps).sum() / layers;
    double squares = Arrays.stream(steps).map(s -> (s - mean) * (s - mean)).sum();
    return new Growth(mean, squares / (layers - 1));
  }

  private static Figure figure(
      String id,
      String heading,
      String axis,
      Prediction.Curve theory,
      List<Claim.Curve.Sample> samples) {
    return new Figure.Curves(
        Figure.Caption.of(
            id,
            heading,
            "The bars are ± one standard error over networks.",
            "A line that approaches zero as the width grows, with the measured points on it."),
        Figure.Axis.logarithmic("width, units"),
        Figure.Axis.linear(axis),
        List.of(
            new Figure.Line(
                "theory", Figure.Tone.CRITICAL, Figure.Origin.THEORY, theory.x(), theory.y())),
        List.of(
            new Figure.Points(
                "",
                Figure.Tone.CRITICAL,
                samples.stream().mapToDouble(Claim.Curve.Sample::x).toArray(),
                samples.stream().map(Claim.Curve.Sample::measured).toList())));
  }
}
