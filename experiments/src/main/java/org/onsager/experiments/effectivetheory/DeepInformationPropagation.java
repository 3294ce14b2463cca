package org.onsager.experiments.effectivetheory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.instruments.GradientPropagation;
import org.onsager.instruments.RandomDenseNetwork;
import org.onsager.instruments.SignalPropagation;
import org.onsager.lab.Bench;
import org.onsager.lab.Claim;
import org.onsager.lab.Cost;
import org.onsager.lab.Dataset;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Line;
import org.onsager.lab.Figure.Origin;
import org.onsager.lab.Figure.Points;
import org.onsager.lab.Figure.Tone;
import org.onsager.lab.Findings;
import org.onsager.lab.Knob;
import org.onsager.lab.Lab;
import org.onsager.lab.Measured;
import org.onsager.lab.Paper;
import org.onsager.lab.Plane;
import org.onsager.lab.Prediction;
import org.onsager.lab.Regime;
import org.onsager.lab.Reproduction;
import org.onsager.lab.Rival;
import org.onsager.lab.Statement;
import org.onsager.nets.Accuracy;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.Loss;
import org.onsager.nets.Optimiser;
import org.onsager.nets.Pixels;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.statistics.Estimate;
import org.onsager.numerics.statistics.Extrapolation;
import org.onsager.numerics.statistics.Jackknife;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Scope;
import org.onsager.theory.CorrelationMap;
import org.onsager.theory.MeanField;
import org.onsager.theory.PhasePoint;
import org.onsager.theory.Quantity;
import org.onsager.theory.Trajectory;

/**
 * A network trains only as deep as two of its inputs can still be told apart.
 *
 * <p>Send two images through a random network. Each layer stretches and folds them, and the
 * correlation \( c_\ell \) of what comes out obeys a one-dimensional map. Below a critical weight
 * variance the two signals merge; above it they part, however alike they were.
 *
 * <p>Either way they approach the fixed point as \( e^{-\ell/\xi_c} \). A gradient cannot teach a
 * layer what no longer arrives there, so depth beyond a few \( \xi_c \) is lost. At the critical
 * point \( \xi_c \) diverges, and networks of any depth can be trained.
 *
 * <p>The length of a signal, layer by layer: \[ q_{\ell+1} = \sigma_w^2 \int Dz\,
 * \phi(\sqrt{q_\ell}\, z)^2 + \sigma_b^2 \quad (\text{eq. } 3) \]
 *
 * <p>The slope that separates order from chaos: \[ \chi_1 = \sigma_w^2 \int Dz\, \phi'(\sqrt{q^*}\,
 * z)^2 \quad (\text{eq. } 5) \]
 *
 * <p>The depth over which two signals are forgotten: \[ \xi_c^{-1} = -\log\Big[\sigma_w^2 \int Dz_1
 * Dz_2\, \phi'(u_1)\phi'(u_2)\Big] \quad (\text{eq. } 9) \]
 *
 * <p><b>Departs from the paper:</b> depth scales are measured without a fit, from one step at the
 * fixed point, because a fit of the decay over a few layers is biased by its transient. Signals are
 * prepared as pre-activations of the first layer. Networks are trained on the embedded split of
 * Fashion-MNIST's test images by default, not on MNIST, and at desk sizes for fewer steps than the
 * paper's; the paper effort has its width of 300 and its depths up to 300. The number six of
 * trainable depth scales is the paper's rule of thumb, and is judged as one.
 *
 * <p>Pairs in chaos start at a correlation of 0.7: from 0.95 finite width shows, because chaos
 * amplifies what tells nearly equal signals apart from network to network; at a width of 384 the
 * mean correlation was seen to lag behind theory by 10/N after forty layers.
 */
@Reproduction(id = "deep-information-propagation")
public final class DeepInformationPropagation
    implements Experiment<DeepInformationPropagation.Knobs, DeepInformationPropagation.Theory> {

  /** What may be turned. */
  public record Knobs(
      @Knob(
              value = "φ, the activation",
              oneOf = {"tanh", "erf"})
          String activation,
      @Knob(value = "σ_b², bias variance", min = 0.01, max = 0.5) double biasVariance,
      @Knob(value = "σ_w² at which lengths and depth scales are measured", min = 0.1, max = 16)
          List<Double> weightVariances,
      @Knob(
              value = "σ_w² of the network in order that is followed layer by layer",
              min = 0.1,
              max = 16)
          double order,
      @Knob(
              value = "σ_w² of the network in chaos that is followed layer by layer",
              min = 0.1,
              max = 16)
          double chaos,
      @Knob(value = "N, width of the random networks", min = 16, max = 4096) int width,
      @Knob(value = "widths from which the depth scale is taken to N → ∞", min = 16, max = 4096)
          List<Integer> widths,
      @Knob(value = "random networks for each number that is measured", min = 4, max = 100_000)
          int networks,
      @Knob(value = "pairs of signals through each random network", min = 1, max = 256) int pairs,
      @Knob(value = "layers until signals are taken to have settled", min = 10, max = 1000)
          int settle,
      @Knob(value = "σ_w² of the cells of the phase diagram", min = 0.1, max = 16)
          List<Double> phaseWeightVariances,
      @Knob(value = "σ_b² of the cells of the phase diagram", min = 0.001, max = 4)
          List<Double> phaseBiasVariances,
      @Knob(value = "random networks in a cell of the phase diagram", min = 3, max = 10_000)
          int phaseNetworks,
      @Knob(value = "σ_w² at which gradients vanish", min = 0.1, max = 16) double gradientOrder,
      @Knob(value = "σ_w² at which gradients explode", min = 0.1, max = 16) double gradientChaos,
      @Knob(value = "layers through which gradients are followed", min = 10, max = 500)
          int gradientDepth,
      @Knob(value = "ρ, the probability that weak dropout keeps a unit", min = 0.5, max = 0.999)
          double keepWeak,
      @Knob(value = "ρ, the probability that strong dropout keeps a unit", min = 0.5, max = 0.999)
          double keepStrong,
      @Knob("the images that networks are trained on") String data,
      @Knob(value = "training images that are used", min = 100, max = 60_000) int images,
      @Knob(value = "width of the trained networks", min = 8, max = 2048) int trainWidth,
      @Knob(value = "σ_w² of the trained networks, off criticality", min = 0.1, max = 16)
          List<Double> trainWeightVariances,
      @Knob(value = "L of the shallowest trained networks", min = 2, max = 100) int trainDepth,
      @Knob(value = "the factor between one trained depth and the next", min = 1.1, max = 3)
          double depthStep,
      @Knob(value = "trained depths", min = 3, max = 30) int depths,
      @Knob(value = "networks trained in each cell", min = 2, max = 100) int repeats,
      @Knob(value = "steps of gradient descent", min = 10, max = 1_000_000) int steps,
      @Knob(value = "images in a step", min = 1, max = 4096) int batch,
      @Knob(value = "rate of gradient descent", min = 1e-6, max = 10) double rate) {}

  /** What theory says. */
  public record Theory(
      Prediction.Curve length,
      Prediction.Curve chi,
      Prediction.Curve mapInOrder,
      Prediction.Curve mapInChaos,
      Prediction.Curve decayInOrder,
      Prediction.Curve decayInChaos,
      Prediction.Curve slope,
      Prediction depthScale,
      Prediction.Curve boundary,
      Prediction gradientInOrder,
      Prediction gradientInChaos,
      Prediction trainableDepth,
      Prediction.Curve slopeWeakDropout,
      Prediction.Curve slopeStrongDropout,
      Prediction pairsUnderDropout) {}

  /** One random network, followed from prepared signals. */
  record Signals(
      double weightVariance,
      double biasVariance,
      double keep,
      int width,
      int depth,
      double length,
      double correlation,
      int network) {}

  /** [layers] averages of one network. */
  record Traces(double[] length, double[] correlation, double[] slope, double[] chi) {}

  /** One random layer of a network. */
  record OneLayer(double weightVariance, double length, int width, int network) {}

  /** [starts] correlations after it. */
  record Correlations(double[] after) {}

  /** One random network whose gradient is followed back. */
  record Gradient(double weightVariance, int width, int depth, double length, int network) {}

  /** [layers] squared gradients of the weights. */
  record Squares(double[] weights) {}

  /** One network to be trained; L hidden layers. */
  record Training(double weightVariance, int depth, int repeat) {}

  /** What became of it. */
  record Trained(double accuracy, int diverged) {}

  private static final double[] MAP_START = {0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9};
  private static final double START = 0.6;
  private static final double START_IN_ORDER = 0.3;
  private static final double START_IN_CHAOS = 0.7;
  private static final String WIDE = "width → ∞";
  private static final int MEASURED_LAYERS = 12;

  @Override
  public Paper paper() {
    return new Paper(
        "1611.01232v2",
        "Deep Information Propagation",
        List.of("Samuel S. Schoenholz", "Justin Gilmer", "Surya Ganguli", "Jascha Sohl-Dickstein"),
        2017,
        "ICLR 2017");
  }

  @Override
  public Knobs knobs(Effort effort) {
    return switch (effort) {
      case QUICK ->
          new Knobs(
              "tanh",
              0.05,
              List.of(0.6, 1.0, 1.3, 2.5, 3.0, 4.0),
              1.3,
              2.5,
              256,
              List.of(96, 160, 320),
              24,
              12,
              32,
              grid(0.5, 4.0, 8),
              List.of(0.02, 0.05, 0.1, 0.2, 0.3),
              5,
              1.0,
              4.0,
              20,
              0.98,
              0.9,
              "fashion-mnist-small",
              2000,
              48,
              List.of(0.5, 0.8, 1.1, 4.0),
              5,
              1.9,
              5,
              2,
              200,
              32,
              0.04);
      case DESK ->
          new Knobs(
              "tanh",
              0.05,
              List.of(0.6, 0.8, 1.0, 1.2, 1.3, 1.4, 2.3, 2.5, 2.8, 3.2, 3.6, 4.0),
              1.3,
              2.5,
              384,
              List.of(96, 192, 384),
              192,
              16,
              48,
              grid(0.5, 4.0, 15),
              List.of(0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3),
              10,
              1.0,
              4.0,
              32,
              0.98,
              0.9,
              "fashion-mnist-small",
              8000,
              100,
              List.of(0.6, 0.8, 1.0, 1.2, 1.4, 2.4, 2.8, 3.2, 3.6, 4.0),
              6,
              1.6,
              7,
              2,
              400,
              64,
              0.02);
      case PAPER ->
          new Knobs(
              "tanh",
              0.05,
              grid(0.6, 4.0, 35).stream().filter(w -> Math.abs(w - 1.75) > 0.3).toList(),
              1.3,
              2.5,
              1000,
              List.of(300, 600, 1000),
              1000,
              16,
              100,
              grid(0.5, 4.0, 29),
              grid(0.01, 0.3, 15),
              50,
              1.0,
              4.0,
              240,
              0.98,
              0.9,
              "mnist",
              50_000,
              300,
              grid(1.0, 4.0, 13).stream().filter(w -> Math.abs(w - 1.75) > 0.2).toList(),
              10,
              1.4,
              11,
              2,
              14_000,
              128,
              1e-3);
    };
  }

  private static List<Double> grid(double from, double to, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Math.round(1e6 * (from + (to - from) * i / (count - 1))) / 1e6)
        .toList();
  }

  private static List<Integer> depths(Knobs k) {
    return IntStream.range(0, k.depths())
        .mapToObj(i -> (int) Math.round(k.trainDepth() * Math.pow(k.depthStep(), i)))
        .toList();
  }

  @Override
  public Theory theory(Knobs k) {
    Activation activation = Activation.of(k.activation());
    MeanField field = MeanField.of(activation, 1, k.biasVariance());
    double[] w = axis(places(k), 0.25, 4.3, 55);
    PhasePoint[] points = points(field, w);
    PhasePoint[] weak = points(field.withKeep(k.keepWeak()), w);
    PhasePoint[] strong = points(field.withKeep(k.keepStrong()), w);
    double[] b =
        axis(
            Stream.concat(k.phaseBiasVariances().stream(), Stream.of(k.biasVariance())).toList(),
            0.004,
            0.4,
            24);
    PhasePoint chaos = point(field, k.chaos());
    PhasePoint order = point(field, k.order());
    PhasePoint dropped = point(field.withKeep(k.keepStrong()), k.order());
    double logDepth =
        k.trainWeightVariances().stream()
            .mapToDouble(v -> Math.log(point(field, v).trainableDepth().value()))
            .average()
            .orElseThrow();
    return new Theory(
        curve(w, points, q -> q.qStar().value()),
        curve(w, points, q -> q.chi1().value()),
        map(field, k.order(), order),
        map(field, k.chaos(), chaos),
        decay(field, k.order(), order, START_IN_ORDER, k.settle()),
        decay(field, k.chaos(), chaos, START_IN_CHAOS, k.settle()),
        curve(w, points, q -> Math.exp(-1 / q.xiC().value())),
        Prediction.asymptotic(chaos.xiC().value(), chaos.xiC().error(), WIDE),
        new Prediction.Curve(
            b, field.criticalLine().weightVariances(b), 1e-6, Regime.asymptotic(WIDE)),
        logarithm(point(field, k.gradientOrder()).chi1()),
        logarithm(point(field, k.gradientChaos()).chi1()),
        new Prediction(
            Math.exp(logDepth),
            Math.exp(logDepth) / 6,
            Regime.heuristic("six depth scales, give or take one: read off by eye in the paper")),
        curve(w, weak, q -> Math.exp(-1 / q.xiC().value())),
        curve(w, strong, q -> Math.exp(-1 / q.xiC().value())),
        Prediction.asymptotic(dropped.cStar().value(), dropped.cStar().error(), WIDE));
  }

  @Override
  public String phase(Knobs k) {
    MeanField field = MeanField.of(Activation.of(k.activation()), k.order(), k.biasVariance());
    return field.phase(1).phase().name().toLowerCase(Locale.ROOT);
  }

  /** The critical line, where one knob is a weight variance and the other the bias variance. */
  @Override
  public List<Line> lines(Knobs k, Plane plane) {
    boolean across = plane.x().equals("biasVariance");
    String other = across ? plane.y() : plane.x();
    if (!across && !plane.y().equals("biasVariance")
        || !List.of("order", "chaos").contains(other)) {
      return List.of();
    }
    double low = Math.max(1e-4, across ? plane.xLow() : plane.yLow());
    double[] biases = new double[40];
    Arrays.setAll(
        biases, i -> low * Math.pow((across ? plane.xHigh() : plane.yHigh()) / low, i / 39.0));
    double[] weights =
        MeanField.of(Activation.of(k.activation()), 1, 0).criticalLine().weightVariances(biases);
    double least = across ? plane.yLow() : plane.xLow();
    double most = across ? plane.yHigh() : plane.xHigh();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weights[i] >= least && weights[i] <= most ? weights[i] : Double.NaN;
    }
    return List.of(
        new Line(
            "critical",
            Tone.NEUTRAL,
            Origin.THEORY,
            across ? biases : weights,
            across ? weights : biases));
  }

  /** An ascending grid that holds the places where something is measured, and more between them. */
  private static double[] axis(List<Double> places, double from, double to, int count) {
    return DoubleStream.concat(
            places.stream().mapToDouble(Double::doubleValue),
            grid(from, to, count).stream().mapToDouble(Double::doubleValue))
        .distinct()
        .sorted()
        .toArray();
  }

  private static PhasePoint point(MeanField field, double weightVariance) {
    return field.at(weightVariance, field.biasVariance()).phase(1);
  }

  private static PhasePoint[] points(MeanField field, double[] weightVariances) {
    return Arrays.stream(weightVariances).mapToObj(w -> point(field, w)).toArray(PhasePoint[]::new);
  }

  private static double[] values(PhasePoint[] points, ToDoubleFunction<PhasePoint> f) {
    return Arrays.stream(points).mapToDouble(f).toArray();
  }

  private static Prediction.Curve curve(
      double[] w, PhasePoint[] points, ToDoubleFunction<PhasePoint> f) {
    return new Prediction.Curve(w, values(points, f), 1e-8, Regime.asymptotic(WIDE));
  }

  private static Prediction logarithm(Quantity chi) {
    return Prediction.asymptotic(Math.log(chi.value()), chi.error() / chi.value(), WIDE);
  }

  /** The correlation after one layer, over that before it. */
  private static Prediction.Curve map(MeanField field, double weightVariance, PhasePoint point) {
    CorrelationMap map =
        field.at(weightVariance, field.biasVariance()).correlationMap(point.qStar().value());
    double[] c = axis(Arrays.stream(MAP_START).boxed().toList(), -0.3, 0.99, 44);
    double[] after = Arrays.stream(c).map(v -> map.next(Correlation.of(v)).value()).toArray();
    return new Prediction.Curve(c, after, 1e-8, Regime.asymptotic(WIDE));
  }

  private static Prediction.Curve decay(
      MeanField field, double weightVariance, PhasePoint point, double start, int depth) {
    double q = point.qStar().value();
    Trajectory t =
        field
            .at(weightVariance, field.biasVariance())
            .trajectory(q, q, Correlation.of(start), depth - 1);
    return new Prediction.Curve(
        IntStream.rangeClosed(0, t.depth()).asDoubleStream().toArray(),
        t.correlations().stream().mapToDouble(Correlation::value).toArray(),
        1e-8,
        Regime.asymptotic(WIDE));
  }

  @Override
  public Cost cost(Knobs k) {
    int n = k.networks();
    double places = places(k).size();
    double settle = 3 * places * settling(k);
    double relax = 3 * places * n;
    double cells = (double) k.phaseWeightVariances().size() * k.phaseBiasVariances().size();
    double trained = (double) k.trainWeightVariances().size() * k.depths() * k.repeats();
    double points =
        settle
            + relax
            + 2 * n
            + 8 * n
            + k.widths().size() * n
            + cells * k.phaseNetworks()
            + 4 * n
            + trained;
    double square = (double) k.width() * k.width();
    double weights =
        square
            * (settle * k.settle()
                + relax * 2 * MEASURED_LAYERS
                + 2 * n * k.settle()
                + 8 * n
                + cells * k.phaseNetworks() * 2 * MEASURED_LAYERS
                + 4 * n * k.gradientDepth());
    for (int wide : k.widths()) {
      weights += (double) wide * wide * n * 2 * MEASURED_LAYERS;
    }
    double depth = depths(k).stream().mapToInt(Integer::intValue).average().orElse(1);
    double steps = trained * k.steps();
    double training = steps * 6 * k.batch() * k.trainWidth() * (784.0 + depth * k.trainWidth());
    return new Cost(
        (long) points,
        weights * (4.0 * k.pairs() + 20) + training,
        8.0 * k.gradientDepth() * square + 256e6,
        (weights * (8e-9 + 1e-10 * k.pairs()) + training / 2e10 + steps * depth * 9e-5) / 2);
  }

  /** All σ_w² at which depth scales are measured. */
  private static List<Double> places(Knobs k) {
    List<Double> all = new ArrayList<>(k.weightVariances());
    for (double w : List.of(k.order(), k.chaos(), k.gradientOrder(), k.gradientChaos())) {
      if (!all.contains(w)) {
        all.add(w);
      }
    }
    all.sort(Double::compare);
    return all;
  }

  private static int settling(Knobs k) {
    return Math.max(4, k.networks() / 8);
  }

  @Override
  public Findings run(Knobs k, Theory theory, Lab lab) {
    Activation activation = Activation.of(k.activation());
    List<Claim> claims = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    Map<String, String> facts = new LinkedHashMap<>();
    Apparatus apparatus = new Apparatus(k, activation, lab);
    List<Place> settled = apparatus.settled(1);

    Scribe scribe = new Scribe(k, theory, lab.effort().power(), claims, figures);
    scribe.trainability(apparatus.trained());
    scribe.phases(apparatus.phases());
    scribe.relaxations(apparatus.relaxed(settled, 1));
    scribe.maps(apparatus.mapped(settled));
    scribe.decays(apparatus.decayed(settled));
    scribe.widths(apparatus.widened(settled));
    scribe.gradients(apparatus.gradients(settled));
    scribe.dropout(
        apparatus.relaxed(apparatus.settled(k.keepWeak()), k.keepWeak()),
        apparatus.relaxed(apparatus.settled(k.keepStrong()), k.keepStrong()));
    Cost cost = cost(k);
    long trained = (long) k.trainWeightVariances().size() * k.depths() * k.repeats();
    facts.put("networks measured", Long.toString(cost.points() - trained));
    facts.put("networks trained", Long.toString(trained));
    return new Findings(claims, figures, facts);
  }

  /** What the apparatus found at one place: averages over networks. */
  private record Place(
      double weightVariance, Measured length, Measured correlation, Measured slope, Measured chi) {}

  /** The random networks, and what is asked of them; nothing in here has seen the theory. */
  private record Apparatus(Knobs k, Activation activation, Lab lab) {

    private RandomDenseNetwork network(double w, double b, double keep, int width, int depth) {
      return new RandomDenseNetwork(activation, w, b, keep, width, depth);
    }

    private List<Traces> follow(String purpose, List<Signals> points) {
      return lab.points(
          purpose,
          points,
          Traces.class,
          (p, bench) -> {
            double[] start = new double[k.pairs()];
            Arrays.fill(start, p.correlation());
            SignalPropagation s =
                SignalPropagation.over(
                    network(p.weightVariance(), p.biasVariance(), p.keep(), p.width(), p.depth()),
                    p.length(),
                    start,
                    bench.stream().generator());
            return new Traces(s.length(), s.correlation(), s.slope(), s.chi());
          });
    }

    /** Lengths and correlations at which signals come to rest: where later measurements start. */
    List<Place> settled(double keep) {
      List<Signals> points = new ArrayList<>();
      for (double w : places(k)) {
        for (int i = 0; i < settling(k); i++) {
          points.add(new Signals(w, k.biasVariance(), keep, k.width(), k.settle(), 1, START, i));
        }
      }
      return averaged(places(k), follow("settle", points), settling(k), 5);
    }

    List<Place> relaxed(List<Place> settled, double keep) {
      List<Signals> points = new ArrayList<>();
      for (Place p : settled) {
        points.addAll(relaxing(p, keep, k.width(), k.networks()));
      }
      return averaged(places(k), follow("relax", points), k.networks(), MEASURED_LAYERS);
    }

    private List<Signals> relaxing(Place p, double keep, int width, int networks) {
      return IntStream.range(0, networks)
          .mapToObj(
              i ->
                  new Signals(
                      p.weightVariance(),
                      k.biasVariance(),
                      keep,
                      width,
                      2 * MEASURED_LAYERS,
                      p.length().mean(),
                      Math.clamp(p.correlation().mean(), -1, 1),
                      i))
          .toList();
    }

    /** For each width the slope at the fixed point in chaos. */
    List<Measured> widened(List<Place> settled) {
      Place chaos = at(settled, k.chaos());
      List<Measured> all = new ArrayList<>();
      for (int width : k.widths()) {
        List<Signals> points = relaxing(chaos, 1, width, k.networks());
        all.add(
            averaged(List.of(k.chaos()), follow("widths", points), k.networks(), MEASURED_LAYERS)
                .getFirst()
                .slope());
      }
      return all;
    }

    /** [order, chaos][start] the correlation after one layer. */
    List<List<Measured>> mapped(List<Place> settled) {
      List<List<Measured>> all = new ArrayList<>();
      for (double w : List.of(k.order(), k.chaos())) {
        List<OneLayer> points =
            IntStream.range(0, 4 * k.networks())
                .mapToObj(i -> new OneLayer(w, at(settled, w).length().mean(), k.width(), i))
                .toList();
        List<Correlations> results =
            lab.points(
                "map",
                points,
                Correlations.class,
                (p, bench) -> {
                  double[] after =
                      SignalPropagation.oneLayer(
                          network(p.weightVariance(), k.biasVariance(), 1, p.width(), 2),
                          p.length(),
                          MAP_START,
                          2 * k.pairs(),
                          bench.stream().generator());
                  return new Correlations(after);
                });
        all.add(columns(results.stream().map(Correlations::after).toList()));
      }
      return all;
    }

    /** [order, chaos][layer] correlations on their way. */
    List<List<Measured>> decayed(List<Place> settled) {
      List<List<Measured>> all = new ArrayList<>();
      for (double w : List.of(k.order(), k.chaos())) {
        double length = at(settled, w).length().mean();
        List<Signals> points =
            IntStream.range(0, k.networks())
                .mapToObj(
                    i ->
                        new Signals(
                            w,
                            k.biasVariance(),
                            1,
                            k.width(),
                            k.settle(),
                            length,
                            w == k.order() ? START_IN_ORDER : START_IN_CHAOS,
                            i))
                .toList();
        all.add(columns(follow("decay", points).stream().map(Traces::correlation).toList()));
      }
      return all;
    }

    /** [σ_b²][σ_w²] the slope at equal signals. */
    List<List<Measured>> phases() {
      List<Signals> points = new ArrayList<>();
      for (double b : k.phaseBiasVariances()) {
        for (double w : k.phaseWeightVariances()) {
          for (int i = 0; i < k.phaseNetworks(); i++) {
            points.add(new Signals(w, b, 1, k.width(), 2 * MEASURED_LAYERS, 1, 1, i));
          }
        }
      }
      List<Traces> traces = follow("phases", points);
      List<List<Measured>> rows = new ArrayList<>();
      int row = k.phaseWeightVariances().size() * k.phaseNetworks();
      for (int r = 0; r < k.phaseBiasVariances().size(); r++) {
        double[] chi =
            traces.subList(r * row, (r + 1) * row).stream()
                .mapToDouble(t -> lastMean(t.chi(), MEASURED_LAYERS))
                .toArray();
        rows.add(pooled(chi, k.phaseNetworks()));
      }
      return rows;
    }

    /** [order, chaos][network][layer] squared gradients. */
    List<double[][]> gradients(List<Place> settled) {
      List<double[][]> all = new ArrayList<>();
      for (double w : List.of(k.gradientOrder(), k.gradientChaos())) {
        List<Gradient> points =
            IntStream.range(0, 2 * k.networks())
                .mapToObj(
                    i ->
                        new Gradient(
                            w, k.width(), k.gradientDepth(), at(settled, w).length().mean(), i))
                .toList();
        List<Squares> squares =
            lab.points(
                "gradients",
                points,
                Squares.class,
                (p, bench) ->
                    new Squares(
                        GradientPropagation.over(
                                network(
                                    p.weightVariance(), k.biasVariance(), 1, p.width(), p.depth()),
                                p.length(),
                                2 * k.pairs(),
                                bench.stream().generator())
                            .weights()));
        all.add(squares.stream().map(Squares::weights).toArray(double[][]::new));
      }
      return all;
    }

    /** Networks trained on images, column by column, depth by depth, repeat by repeat. */
    List<Trained> trained() {
      List<Training> points = new ArrayList<>();
      for (double w : k.trainWeightVariances()) {
        for (int depth : depths(k)) {
          for (int i = 0; i < k.repeats(); i++) {
            points.add(new Training(w, depth, i));
          }
        }
      }
      Dataset data = lab.data(k.data());
      return lab.points("train", points, Trained.class, (p, bench) -> train(p, data, bench));
    }

    private Trained train(Training p, Dataset data, Bench bench) {
      bench.keep(Scope.open());
      int[] widths = new int[p.depth() + 2];
      Arrays.fill(widths, k.trainWidth());
      widths[0] = data.train().features();
      widths[widths.length - 1] = data.classes();
      Network architecture =
          Network.dense(
              widths, activation, Initialisation.gaussian(p.weightVariance(), k.biasVariance()));
      FiniteNetwork network =
          FiniteNetwork.draw(
              architecture, DType.FLOAT32, Generator.of(bench.stream().named("weights")));
      Pixels pixels = Pixels.of(data.train());
      int images = Math.min(k.images(), data.train().count());
      org.onsager.nets.Training.Outcome outcome =
          new org.onsager.nets.Training(
                  Loss.CROSS_ENTROPY,
                  new Optimiser.Sgd(k.rate(), 0),
                  k.steps(),
                  k.batch(),
                  k.steps())
              .run(
                  network,
                  pixels.inputs(data.train(), images),
                  Pixels.labels(data.train(), images),
                  bench.stream().named("steps"),
                  bench::pause);
      double accuracy =
          Accuracy.of(
              network,
              pixels.inputs(data.test(), data.test().count()),
              Pixels.labels(data.test(), data.test().count()));
      return new Trained(accuracy, outcome instanceof org.onsager.nets.Training.Diverged ? 1 : 0);
    }

    private static List<Place> averaged(
        List<Double> weightVariances, List<Traces> traces, int networks, int layers) {
      List<Place> all = new ArrayList<>();
      for (int i = 0; i < weightVariances.size(); i++) {
        List<Traces> here = traces.subList(i * networks, (i + 1) * networks);
        all.add(
            new Place(
                weightVariances.get(i),
                over(here, t -> lastMean(t.length(), layers)),
                over(here, t -> lastMean(t.correlation(), layers)),
                over(here, t -> lastMean(t.slope(), layers)),
                over(here, t -> lastMean(t.chi(), layers))));
      }
      return all;
    }
  }

  private static Place at(List<Place> places, double w) {
    return places.stream().filter(p -> p.weightVariance() == w).findFirst().orElseThrow();
  }

  private static Measured over(List<Traces> traces, ToDoubleFunction<Traces> f) {
    return Measured.of(traces.stream().mapToDouble(f).toArray());
  }

  private static double lastMean(double[] values, int count) {
    return Arrays.stream(values, values.length - count, values.length).average().orElseThrow();
  }

  /** The mean of each column over networks. */
  private static List<Measured> columns(List<double[]> networks) {
    return IntStream.range(0, networks.getFirst().length)
        .mapToObj(c -> Measured.of(networks.stream().mapToDouble(n -> n[c]).toArray()))
        .toList();
  }

  /** Means of groups of equal size, with the standard error that all groups share. */
  private static List<Measured> pooled(double[] draws, int group) {
    int groups = draws.length / group;
    double squares = 0;
    double[] means = new double[groups];
    for (int g = 0; g < groups; g++) {
      means[g] = Arrays.stream(draws, g * group, (g + 1) * group).average().orElseThrow();
      for (int i = g * group; i < (g + 1) * group; i++) {
        squares += (draws[i] - means[g]) * (draws[i] - means[g]);
      }
    }
    double dof = (double) groups * (group - 1);
    double error = Math.sqrt(squares / dof / group);
    return Arrays.stream(means).mapToObj(m -> Measured.of(m, error, dof)).toList();
  }

  /**
   * Where χ passes 1, by the parabola through the three nearest cells; its error carried from
   * theirs.
   */
  private static Measured crossing(List<Double> w, List<Measured> chi) {
    int right = 1;
    while (right < chi.size() - 1 && chi.get(right).mean() < 1) {
      right++;
    }
    int first = Math.clamp(right - 1, 0, chi.size() - 3);
    double[] y = new double[3];
    for (int i = 0; i < 3; i++) {
      y[i] = chi.get(first + i).mean();
    }
    double place = inverse(w, first, y);
    double square = 0;
    for (int i = 0; i < 3; i++) {
      double h = 1e-5;
      double[] moved = y.clone();
      moved[i] += h;
      double slope = (inverse(w, first, moved) - place) / h;
      square += slope * slope * Math.pow(chi.get(first + i).standardError(), 2);
    }
    return Measured.of(place, Math.sqrt(square), chi.get(first).degreesOfFreedom());
  }

  private static double inverse(List<Double> w, int first, double[] y) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double term = w.get(first + i);
      for (int j = 0; j < 3; j++) {
        if (j != i) {
          term *= (1 - y[j]) / (y[i] - y[j]);
        }
      }
      sum += term;
    }
    return sum;
  }

  /** Lays theory beside measurement: claims and figures. */
  private record Scribe(
      Knobs k, Theory theory, double power, List<Claim> claims, List<Figure> figures) {

    /** A finite-size deviation of coefficient/N, never more than half of what must be rejected. */
    private double bias(double coefficient, double scale) {
      return Math.min(coefficient / k.width(), power * scale / 2);
    }

    private static double largest(Prediction.Curve curve) {
      return Arrays.stream(curve.y()).map(Math::abs).max().orElseThrow();
    }

    private Claim.Curve curve(
        Statement statement,
        Prediction.Curve predicted,
        double[] x,
        List<Measured> measured,
        boolean independent,
        double coefficient,
        double shift) {
      List<Claim.Curve.Sample> samples = new ArrayList<>();
      for (int i = 0; i < x.length; i++) {
        samples.add(new Claim.Curve.Sample(x[i], measured.get(i)));
      }
      return new Claim.Curve(
          statement,
          predicted,
          samples,
          independent,
          bias(coefficient, largest(predicted)),
          power,
          shift);
    }

    private static double[] x(List<Place> places) {
      return places.stream().mapToDouble(Place::weightVariance).toArray();
    }

    /** The weight variance at which theory ends order, at the bias variance of the networks. */
    private double critical() {
      return theory.boundary().at(k.biasVariance());
    }

    private Tone tone(double weightVariance) {
      return weightVariance < critical() ? Tone.ORDER : Tone.CHAOS;
    }

    /** The depth scales −1/log of slopes, NaN where they are beyond what is drawn. */
    private static double[] scales(Prediction.Curve slope, double longest) {
      return Arrays.stream(slope.y())
          .map(v -> Math.abs(1 / Math.log(v)))
          .map(xi -> xi < longest ? xi : Double.NaN)
          .toArray();
    }

    void relaxations(List<Place> relaxed) {
      double[] w = x(relaxed);
      claims.add(
          curve(
              Statement.of("length", "A signal’s length settles at a fixed point")
                  .quantity("q* at " + w.length + " weight variances")
                  .at("§3, eq. 3, Fig. 1")
                  .shownIn("lengths")
                  .certifying("mean-field/length"),
              theory.length(),
              w,
              relaxed.stream().map(Place::length).toList(),
              true,
              0.5,
              0.3));
      claims.add(
          curve(
              Statement.of(
                      "relaxation", "On both sides of criticality correlations settle as predicted")
                  .quantity("e^(−1/ξ_c) at " + w.length + " weight variances")
                  .at("§3, eq. 9, Fig. 2")
                  .shownIn("depth-scales")
                  .certifying("mean-field/xi-c", "mean-field/correlation"),
              theory.slope(),
              w,
              relaxed.stream().map(Place::slope).toList(),
              true,
              3,
              0.3));
      claims.add(
          curve(
              Statement.of("slope-at-one", "The slope of the map passes one where theory says")
                  .quantity("χ₁ at " + w.length + " weight variances")
                  .at("§3, eq. 5")
                  .shownIn("phases")
                  .certifying("mean-field/chi1"),
              theory.chi(),
              w,
              relaxed.stream().map(Place::chi).toList(),
              true,
              2,
              0.3));
      List<Measured> depth = relaxed.stream().map(p -> depthScale(p.slope())).toList();
      double critical = critical();
      double[] axis = theory.slope().x();
      double[] scales = scales(theory.slope(), 1e4);
      figures.add(
          new Figure.Curves(
              Caption.of(
                  "depth-scales",
                  "The depth scale diverges at criticality",
                  "Measured without a fit, from one step at the fixed point, in "
                      + k.networks()
                      + " random networks of width "
                      + k.width()
                      + " a point; bars are ± one standard error. The thin line is the gradient’s"
                      + " scale, which is not that of the correlation in chaos.",
                  "Depth scale against weight variance: it rises to a divergence at "
                      + rounded(critical)
                      + " and falls beyond; points follow the line."),
              Axis.linear("weight variance σ_w²").within(0.5, 4.2),
              Axis.logarithmic("depth scale, layers").within(0.5, 300),
              List.of(
                  new Line(
                      "ξ_c in order",
                      Tone.ORDER,
                      Origin.THEORY,
                      part(axis, axis, v -> v < critical),
                      part(axis, scales, v -> v < critical)),
                  new Line(
                      "ξ_c in chaos",
                      Tone.CHAOS,
                      Origin.THEORY,
                      part(axis, axis, v -> v >= critical),
                      part(axis, scales, v -> v >= critical)),
                  new Line(
                      "ξ_∇ in chaos",
                      Tone.THIRD,
                      Origin.REFERENCE,
                      part(axis, axis, v -> v >= critical),
                      part(axis, scales(theory.chi(), 1e4), v -> v >= critical))),
              List.of(
                  points(Tone.ORDER, w, depth, v -> v < critical),
                  points(Tone.CHAOS, w, depth, v -> v >= critical))));
      figures.add(
          new Figure.Curves(
              Caption.of(
                  "lengths",
                  "Signals settle at the length that theory says",
                  "The mean square of the pre-activations after "
                      + k.settle()
                      + " layers, in "
                      + k.networks()
                      + " random networks of width "
                      + k.width()
                      + " a point; bars are ± one standard error.",
                  "Length against weight variance: it rises steadily; points lie on the line."),
              Axis.linear("weight variance σ_w²").within(0.5, 4.2),
              Axis.linear("length q*, mean square of a pre-activation"),
              List.of(
                  new Line(
                      "", Tone.CRITICAL, Origin.THEORY, theory.length().x(), theory.length().y())),
              List.of(
                  new Points("", Tone.CRITICAL, w, relaxed.stream().map(Place::length).toList()))));
    }

    private static double[] part(double[] axis, double[] values, DoublePredicate side) {
      return IntStream.range(0, axis.length)
          .filter(i -> side.test(axis[i]))
          .mapToDouble(i -> values[i])
          .toArray();
    }

    private static Points points(Tone tone, double[] x, List<Measured> y, DoublePredicate which) {
      int[] kept = IntStream.range(0, x.length).filter(i -> which.test(x[i])).toArray();
      return new Points(
          "",
          tone,
          Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
          Arrays.stream(kept).mapToObj(y::get).toList());
    }

    /** −1/log of a slope; a slope of 1 or more within its error is a depth beyond the figure. */
    private static Measured depthScale(Measured slope) {
      double s = Math.min(slope.mean(), 1 - 1e-4);
      double xi = -1 / Math.log(s);
      return new Measured(
          xi,
          xi * xi * slope.standardError() / s,
          slope.degreesOfFreedom(),
          slope.effectiveSamples());
    }

    void maps(List<List<Measured>> mapped) {
      List<Line> lines = new ArrayList<>();
      List<Points> points = new ArrayList<>();
      for (boolean chaos : new boolean[] {false, true}) {
        Prediction.Curve predicted = chaos ? theory.mapInChaos() : theory.mapInOrder();
        List<Measured> measured = mapped.get(chaos ? 1 : 0);
        double w = chaos ? k.chaos() : k.order();
        claims.add(
            curve(
                Statement.of(
                        chaos ? "map-in-chaos" : "map-in-order",
                        chaos
                            ? "In chaos one layer parts like signals and draws unlike ones together"
                            : "In order one layer brings any two signals closer")
                    .quantity("c′ at " + MAP_START.length + " correlations c, σ_w² = " + w)
                    .at("§3, eq. 4, Fig. 1")
                    .shownIn("map")
                    .certifying("mean-field/correlation"),
                predicted,
                MAP_START,
                measured,
                false,
                0.5,
                power));
        double[] axis = Arrays.stream(predicted.x()).filter(c -> c >= 0).toArray();
        lines.add(
            new Line(
                "σ_w² = " + w,
                chaos ? Tone.CHAOS : Tone.ORDER,
                Origin.THEORY,
                axis,
                Arrays.stream(axis).map(c -> predicted.at(c) - c).toArray()));
        points.add(
            new Points(
                "",
                chaos ? Tone.CHAOS : Tone.ORDER,
                MAP_START,
                IntStream.range(0, MAP_START.length)
                    .mapToObj(i -> measured.get(i).map(v -> v - MAP_START[i], 1))
                    .toList()));
      }
      figures.add(
          new Figure.Curves(
              Caption.of(
                  "map",
                  "Signals settle where one layer changes nothing",
                  "What one layer adds to the correlation of two signals, in "
                      + 4 * k.networks()
                      + " random networks of width "
                      + k.width()
                      + ", "
                      + 2 * k.pairs()
                      + " pairs each; bars are ± one standard error over networks. The zero of each"
                      + " line is its fixed point.",
                  "Change of the correlation against the correlation: positive throughout in order,"
                      + " through zero in chaos."),
              Axis.linear("correlation c before a layer").within(0, 1),
              Axis.linear("change of c in the layer"),
              lines,
              points));
    }

    void decays(List<List<Measured>> decayed) {
      List<Line> lines = new ArrayList<>();
      List<Points> points = new ArrayList<>();
      for (boolean chaos : new boolean[] {false, true}) {
        Prediction.Curve predicted = chaos ? theory.decayInChaos() : theory.decayInOrder();
        List<Measured> measured = decayed.get(chaos ? 1 : 0);
        double w = chaos ? k.chaos() : k.order();
        double[] layers = IntStream.range(1, measured.size()).asDoubleStream().toArray();
        claims.add(
            curve(
                Statement.of(
                        chaos ? "decay-in-chaos" : "decay-in-order",
                        chaos
                            ? "In chaos two signals part, layer by layer as predicted"
                            : "In order two signals merge, layer by layer as predicted")
                    .quantity("c_ℓ over " + layers.length + " layers, σ_w² = " + w)
                    .at("§3, Fig. 2")
                    .shownIn("decay")
                    .certifying("mean-field/correlation"),
                predicted,
                layers,
                measured.subList(1, measured.size()),
                false,
                chaos ? 5 : 2,
                Math.max(2, 2 * power * layers.length)));
        lines.add(
            new Line(
                "σ_w² = " + w,
                chaos ? Tone.CHAOS : Tone.ORDER,
                Origin.THEORY,
                predicted.x(),
                predicted.y()));
        points.add(
            new Points(
                "", chaos ? Tone.CHAOS : Tone.ORDER, layers, measured.subList(1, measured.size())));
      }
      figures.add(
          new Figure.Curves(
              Caption.of(
                  "decay",
                  "Signals merge in order and part in chaos",
                  "Correlation of pairs that start at "
                      + START_IN_ORDER
                      + " in order and at "
                      + START_IN_CHAOS
                      + " in chaos, in "
                      + k.networks()
                      + " random networks of width "
                      + k.width()
                      + "; bars are ± one standard error over networks.",
                  "Correlation against layer: one line rises to 1, the other falls to the fixed"
                      + " point of chaos."),
              Axis.linear("layer ℓ"),
              Axis.linear("correlation c_ℓ of two signals"),
              lines,
              points));
    }

    void widths(List<Measured> slopes) {
      double[] inverse = k.widths().stream().mapToDouble(n -> 1.0 / n).toArray();
      Extrapolation limit =
          Extrapolation.of(
              k.widths().stream().mapToDouble(Integer::doubleValue).toArray(),
              slopes.stream()
                  .map(m -> new Estimate(m.mean(), m.standardError(), m.degreesOfFreedom()))
                  .toArray(Estimate[]::new),
              1);
      Estimate slope = limit.limit();
      Measured depth =
          depthScale(
              Measured.of(
                  slope.value(),
                  slope.standardError(),
                  (double) k.widths().size() * (k.networks() - 1)));
      double wide = power > 0.05 ? 0.35 : 0.15;
      claims.add(
          new Claim.Point(
              Statement.of(
                      "depth-scale-in-chaos",
                      "Chaos forgets over its own depth, not the gradient’s")
                  .quantity("ξ_c at σ_w² = " + k.chaos() + ", width → ∞")
                  .at("§3, eq. 9")
                  .shownIn("widths")
                  .certifying("mean-field/xi-c")
                  .powerBecause(
                      "an error δχ of the slope becomes ξ·δχ of the depth scale, and the limit of"
                          + " infinite width triples it"),
              theory.depthScale(),
              depth,
              0,
              wide,
              new Rival(
                  "1/|log χ₁|, the gradient’s depth",
                  Math.abs(1 / Math.log(theory.chi().at(k.chaos()))))));
      double[] ends = {0, Arrays.stream(inverse).max().orElseThrow()};
      double atEnd = slope.value() + limit.bias().value() * ends[1];
      figures.add(
          new Figure.Curves(
              Caption.of(
                  "widths",
                  "Wider networks come closer, as 1/N",
                  "The depth scale of the correlation in chaos, σ_w² = "
                      + k.chaos()
                      + ", at "
                      + k.widths().size()
                      + " widths, "
                      + k.networks()
                      + " random networks each; bars are ± one standard error. The dashed line is"
                      + " the fit that takes it to infinite width.",
                  "Depth scale against one over width: points fall on a line that ends at theory’s"
                      + " value."),
              Axis.linear("1/N, N the width").within(0, 1.1 * ends[1]),
              Axis.linear("depth scale ξ_c, layers"),
              List.of(
                  new Line(
                      "theory",
                      Tone.CHAOS,
                      Origin.THEORY,
                      new double[] {0, ends[1] / 12},
                      new double[] {theory.depthScale().value(), theory.depthScale().value()}),
                  new Line(
                      "fit",
                      Tone.CHAOS,
                      Origin.FIT,
                      ends,
                      new double[] {
                        depthScale(Measured.of(slope.value(), 0, 1)).mean(),
                        depthScale(Measured.of(atEnd, 0, 1)).mean()
                      })),
              List.of(
                  new Points(
                      "", Tone.CHAOS, inverse, slopes.stream().map(Scribe::depthScale).toList()),
                  new Points("N → ∞", Tone.CRITICAL, new double[] {0}, List.of(depth)))));
    }

    void phases(List<List<Measured>> rows) {
      double[] b = k.phaseBiasVariances().stream().mapToDouble(Double::doubleValue).toArray();
      double[] w = k.phaseWeightVariances().stream().mapToDouble(Double::doubleValue).toArray();
      List<Measured> crossings =
          rows.stream().map(row -> crossing(k.phaseWeightVariances(), row)).toList();
      claims.add(
          curve(
              Statement.of("phase-boundary", "Order ends where the slope reaches one")
                  .quantity("critical σ_w² at " + b.length + " bias variances")
                  .at("§3, eq. 5, Fig. 1")
                  .shownIn("phases")
                  .certifying("mean-field/critical-line", "mean-field/chi1"),
              theory.boundary(),
              b,
              crossings,
              true,
              4,
              0.4 * power));
      double[][] values = grid(rows, Measured::mean);
      Prediction.Curve line = theory.boundary();
      figures.add(
          new Figure.HeatMap(
              Caption.of(
                      "phases",
                      "Random networks change phase where theory says",
                      "The slope χ₁ measured inside random networks of width "
                          + k.width()
                          + ", "
                          + k.phaseNetworks()
                          + " in a cell. Blue cells forget by merging signals, orange cells by"
                          + " parting them.",
                      "Heat map of the slope over weight and bias variance; theory’s critical line"
                          + " runs where the colour changes.")
                  .leading(),
              Axis.linear("weight variance σ_w²"),
              Axis.linear("bias variance σ_b²"),
              w,
              b,
              values,
              grid(rows, Measured::standardError),
              "χ₁ measured",
              1,
              List.of(new Line("χ₁ = 1, theory", Tone.CRITICAL, Origin.THEORY, line.y(), line.x())),
              List.of(
                  new Figure.HeatMap.Word("order", w[w.length / 5], b[b.length * 3 / 4]),
                  new Figure.HeatMap.Word("chaos", w[w.length * 4 / 5], b[b.length / 3]))));
    }

    private static double[][] grid(List<List<Measured>> rows, ToDoubleFunction<Measured> f) {
      return rows.stream()
          .map(row -> row.stream().mapToDouble(f).toArray())
          .toArray(double[][]::new);
    }

    void gradients(List<double[][]> squares) {
      List<Line> lines = new ArrayList<>();
      List<Points> points = new ArrayList<>();
      int first = MEASURED_LAYERS / 2;
      for (boolean chaos : new boolean[] {false, true}) {
        double[][] networks = squares.get(chaos ? 1 : 0);
        Prediction predicted = chaos ? theory.gradientInChaos() : theory.gradientInOrder();
        double w = chaos ? k.gradientChaos() : k.gradientOrder();
        int last = networks[0].length - 1;
        Estimate rate =
            Jackknife.of(networks, means -> Math.log(means[first] / means[last]) / (last - first))
                .estimate();
        claims.add(
            new Claim.Exponent(
                Statement.of(
                        chaos ? "gradient-in-chaos" : "gradient-in-order",
                        chaos
                            ? "In chaos gradients explode at the rate of the slope"
                            : "In order gradients vanish at the rate of the slope")
                    .quantity("growth of |∇W|² a layer, σ_w² = " + w)
                    .at("§4, eq. 14, Fig. 4")
                    .shownIn("gradients")
                    .certifying("mean-field/xi-gradient", "mean-field/chi1"),
                predicted,
                Measured.of(rate.value(), rate.standardError(), rate.degreesOfFreedom()),
                bias(0.5, Math.abs(predicted.value())),
                power,
                null));
        double[] layers = IntStream.rangeClosed(first, last).asDoubleStream().toArray();
        Tone tone = tone(w);
        List<Measured> ratios =
            IntStream.rangeClosed(first, last)
                .mapToObj(
                    l -> {
                      Estimate e =
                          Jackknife.of(networks, means -> means[l] / means[last]).estimate();
                      return Measured.of(e.value(), e.standardError(), e.degreesOfFreedom());
                    })
                .toList();
        lines.add(
            new Line(
                "σ_w² = " + w,
                tone,
                Origin.THEORY,
                layers,
                Arrays.stream(layers)
                    .map(l -> Math.exp(predicted.value() * (last - l)))
                    .toArray()));
        points.add(new Points("", tone, layers, ratios));
      }
      figures.add(
          new Figure.Curves(
              Caption.of(
                  "gradients",
                  "Gradients vanish in order and explode in chaos",
                  "Mean squared gradient of each weight matrix over that of the last one, going"
                      + " back, in "
                      + 2 * k.networks()
                      + " random networks of width "
                      + k.width()
                      + "; bars are ± one standard error (jackknife).",
                  "Squared gradient against layer, logarithmic: straight lines, one falling towards"
                      + " the input, one rising."),
              Axis.linear("layer ℓ"),
              Axis.logarithmic("|∇W_ℓ|², over its value in the last layer"),
              lines,
              points));
    }

    void dropout(List<Place> weak, List<Place> strong) {
      double[] w = x(weak);
      List<Line> lines = new ArrayList<>();
      List<Points> points = new ArrayList<>();
      for (boolean hard : new boolean[] {false, true}) {
        double keep = hard ? k.keepStrong() : k.keepWeak();
        Prediction.Curve predicted = hard ? theory.slopeStrongDropout() : theory.slopeWeakDropout();
        List<Measured> slopes = (hard ? strong : weak).stream().map(Place::slope).toList();
        claims.add(
            curve(
                Statement.of(
                        hard ? "strong-dropout" : "weak-dropout",
                        "Dropout removes the transition: the depth scale stays finite")
                    .quantity("e^(−1/ξ_c), " + percent(keep) + " kept")
                    .at("§5, Fig. 6")
                    .shownIn("dropout")
                    .certifying("mean-field/dropout"),
                predicted,
                w,
                slopes,
                true,
                3,
                0.4));
        Tone tone = hard ? Tone.THIRD : Tone.CRITICAL;
        lines.add(
            new Line(
                "keep " + percent(keep),
                tone,
                Origin.THEORY,
                predicted.x(),
                scales(predicted, 1e4)));
        points.add(new Points("", tone, w, slopes.stream().map(Scribe::depthScale).toList()));
      }
      lines.add(
          new Line(
              "no dropout",
              Tone.NEUTRAL,
              Origin.REFERENCE,
              theory.slope().x(),
              scales(theory.slope(), 40)));
      claims.add(
          new Claim.Point(
              Statement.of("copies-part", "With dropout two copies of one input part")
                  .quantity("c* at σ_w² = " + k.order() + ", " + percent(k.keepStrong()) + " kept")
                  .at("§5, eq. 18")
                  .shownIn("dropout")
                  .certifying("mean-field/dropout", "mean-field/correlation"),
              theory.pairsUnderDropout(),
              at(strong, k.order()).correlation(),
              bias(1, theory.pairsUnderDropout().value()),
              power,
              new Rival("1, as without dropout", 1)));
      figures.add(
          new Figure.Curves(
              Caption.of(
                  "dropout",
                  "Dropout removes the transition",
                  "With dropout two copies of one input are two signals, and the depth scale stays"
                      + " finite. Points are means of "
                      + k.networks()
                      + " random networks of width "
                      + k.width()
                      + "; bars are ± one standard error.",
                  "Depth scale against weight variance: with dropout a low hump in place of the"
                      + " divergence."),
              Axis.linear("weight variance σ_w²").within(0.5, 4.2),
              Axis.linear("depth scale ξ_c, layers").within(0, 40),
              lines,
              points));
    }

    private static String percent(double share) {
      return rounded(100 * share) + " %";
    }

    private static String rounded(double v) {
      return String.format(Locale.ROOT, "%.4g", v)
          .replaceAll("(\\.\\d*?)0+$", "$1")
          .replaceAll("\\.$", "");
    }

    void trainability(List<Trained> trained) {
      int columns = k.trainWeightVariances().size();
      int cell = k.repeats();
      List<Integer> depths = depths(k);
      double chance = 0.1;
      double best =
          IntStream.range(0, columns)
              .mapToDouble(c -> mean(trained, (c * depths.size()) * cell, cell))
              .max()
              .orElseThrow();
      double step = Math.log(k.depthStep());
      double squares = 0;
      double logDepth = 0;
      double[][] accuracy = new double[depths.size()][columns];
      double[][] errors = new double[depths.size()][columns];
      for (int c = 0; c < columns; c++) {
        double reached = 0;
        for (int l = 0; l < depths.size(); l++) {
          int from = (c * depths.size() + l) * cell;
          accuracy[l][c] = mean(trained, from, cell);
          reached += (accuracy[l][c] - chance) / (best - chance);
          double own = 0;
          for (int i = from; i < from + cell; i++) {
            double deviation = trained.get(i).accuracy() - accuracy[l][c];
            own += deviation * deviation;
          }
          squares += own;
          errors[l][c] = Math.sqrt(own / (cell - 1) / cell);
        }
        logDepth += (Math.log(depths.getFirst()) + step * (reached - 0.5)) / columns;
      }
      double dof = (double) columns * depths.size() * (cell - 1);
      double perNetwork = Math.sqrt(squares / dof) / (best - chance);
      double error = step * perNetwork * Math.sqrt(depths.size() / (double) (columns * cell));
      double depth = Math.exp(logDepth);
      claims.add(
          new Claim.Point(
              Statement.of("trainable-depth", "Networks train down to about six depth scales")
                  .quantity("L at half the accuracy, geometric mean of " + columns + " columns")
                  .at("§6, Fig. 5")
                  .shownIn("trainability")
                  .certifying("mean-field/trainable-depth")
                  .powerBecause(
                      "six is the paper’s rule of thumb: it grows slowly with the steps of training"
                          + " and falls with the breadth of the classes"),
              theory.trainableDepth(),
              Measured.of(depth, depth * error, dof),
              0,
              0.6,
              null));
      int diverged = trained.stream().mapToInt(Trained::diverged).sum();
      figures.add(
          new Figure.HeatMap(
              Caption.of(
                      "trainability",
                      "Networks train down to a few depth scales, and no deeper",
                      "Test accuracy of "
                          + trained.size()
                          + " "
                          + k.activation()
                          + " networks of width "
                          + k.trainWidth()
                          + " after "
                          + k.steps()
                          + " steps of gradient descent on "
                          + k.images()
                          + " images of "
                          + k.data()
                          + (diverged == 0 ? "" : "; " + diverged + " of them diverged")
                          + ". Chance is 0.1. The line is theory, with nothing fitted.",
                      "Heat map of test accuracy over weight variance and depth; theory’s line of"
                          + " six depth scales follows the edge between trained and untrained.")
                  .leading(),
              Axis.linear("weight variance σ_w²"),
              Axis.logarithmic("depth L, layers"),
              k.trainWeightVariances().stream().mapToDouble(Double::doubleValue).toArray(),
              depths.stream().mapToDouble(Integer::doubleValue).toArray(),
              accuracy,
              errors,
              "test accuracy",
              Double.NaN,
              List.of(
                  new Line(
                      "6 ξ_c, theory",
                      Tone.CRITICAL,
                      Origin.THEORY,
                      theory.slope().x(),
                      Arrays.stream(scales(theory.slope(), 1e4)).map(v -> 6 * v).toArray())),
              List.of()));
    }

    private static double mean(List<Trained> trained, int from, int count) {
      return trained.subList(from, from + count).stream()
          .mapToDouble(Trained::accuracy)
          .average()
          .orElseThrow();
    }
  }
}
