package org.onsager.experiments.effectivetheory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.onsager.architecture.Activation;
import org.onsager.instruments.RandomDenseNetwork;
import org.onsager.instruments.VarianceAlongDepth;
import org.onsager.instruments.VarianceFluctuations;
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
import org.onsager.numerics.statistics.Estimate;
import org.onsager.numerics.statistics.StraightLine;
import org.onsager.theory.VarianceChain;

/**
 * A random network is a chain of layers whose fluctuations remember each other along its depth.
 *
 * <p>Draw a network at random and ask how strongly a layer is excited. Mean-field theory treats the
 * layers one by one and answers with one number. But a layer that happens to be strong makes the
 * next one strong: the layers are a lattice model in depth, and for wide linear and rectified
 * networks its fluctuations are those of a free field.
 *
 * <p>The excitation is the variance of the next layer's pre-activations given this one: \[
 * s_{\ell+1} = \sigma_w^2 |\phi(z^\ell)|^2/N + \sigma_b^2, \quad s^* = \sigma_b^2/(1-a), \quad a =
 * \sigma_w^2 E\phi^2 \]
 *
 * <p>Its covariance between layers, with v = 2 for linear and v = 5 for rectified networks: \[
 * \mathrm{Cov}(s_\ell, s_{\ell+k}) = \frac{v \, (a s^*)^2}{N \, (1-a^2)} a^k, \quad v =
 * \frac{E\phi^4}{(E\phi^2)^2} - 1 \]
 *
 * <p>A Fourier transform along the depth makes the waves independent: \[ |\hat s(k)|^2 \propto
 * \frac{1}{1 - 2a\cos k + a^2} \approx \frac{1}{(1-a)^2 + a k^2} \] which at long waves is the
 * propagator of a free field of mass \( (1-a)/\sqrt a \).
 *
 * <p><b>Departs from the paper:</b> the chain is measured in its stationary state, on networks that
 * are one signal wide and hundreds of layers deep. The sizes are ours. Beyond the paper, the chain
 * of a homogeneous activation is solved at every width: with \( G = v a^2/(1-a^2) \) the relative
 * variance is \( (G/N)/(1-G/N) \), so that Gaussian theory fails where N is not far above G, and
 * the variance is infinite at \( N \le G \).
 */
@Reproduction(id = "random-networks-as-field-theory")
public final class RandomNetworksAsFieldTheory
    implements Experiment<RandomNetworksAsFieldTheory.Knobs, RandomNetworksAsFieldTheory.Theory> {

  /** What may be turned. */
  public record Knobs(
      @Knob(value = "a = σ_w² Eφ², by which a layer multiplies the variance", min = 0.2, max = 0.9)
          double factor,
      @Knob(value = "other values of a", min = 0.2, max = 0.9) List<Double> factors,
      @Knob(value = "σ_b², bias variance", min = 0.001, max = 10) double biasVariance,
      @Knob(value = "N of the chains that are followed from layer to layer", min = 8, max = 2048)
          int width,
      @Knob(value = "narrower N, for what falls as 1/N", min = 8, max = 2048)
          List<Integer> narrower,
      @Knob(value = "N at which a varies", min = 8, max = 2048) int narrow,
      @Knob(
              value = "random networks of the first N; narrower ones are so many times more",
              min = 20,
              max = 1_000_000)
          int networks,
      @Knob(value = "layers along which a network is averaged", min = 64, max = 8192) int layers,
      @Knob(value = "layers before, until the chain is stationary", min = 10, max = 1000)
          int settle) {}

  /** What theory says of the chain of one activation. */
  public record Chain(
      Prediction mean,
      Prediction amplitude,
      Prediction.Curve scaledVariance,
      Prediction.Curve skewness) {}

  /** What theory says; the second part is the same for both chains. */
  public record Theory(
      Chain linear,
      Chain rectified,
      Prediction neighbours,
      Prediction.Curve decay,
      Prediction.Curve spectrum,
      Prediction scaling,
      Prediction.Curve lengths) {
    Chain of(String activation) {
      return activation.equals("relu") ? rectified : linear;
    }
  }

  /** One random network. */
  record Network(String activation, double factor, int width, int number) {}

  /** Where networks are drawn, and what was found there. */
  private record Place(String activation, double factor, int width, VarianceFluctuations found) {}

  private static final List<String> ACTIVATIONS = List.of("linear", "relu");
  private static final int LAGS = 8;
  private static final int BANDS = 8;

  @Override
  public Paper paper() {
    return new Paper(
        "1710.06570v2",
        "A Correspondence Between Random Neural Networks and Statistical Field Theory",
        List.of("Samuel S. Schoenholz", "Jeffrey Pennington", "Jascha Sohl-Dickstein"),
        2017,
        "arXiv");
  }

  @Override
  public Knobs knobs(Effort effort) {
    List<Double> factors = List.of(0.3, 0.8);
    List<Integer> narrower = List.of(24, 32, 48);
    return switch (effort) {
      case QUICK -> new Knobs(0.6, factors, 0.3, 80, narrower, 48, 180, 384, 64);
      case DESK -> new Knobs(0.6, factors, 0.3, 80, narrower, 48, 560, 1536, 64);
      case PAPER -> new Knobs(0.7, factors, 0.3, 200, List.of(50, 100), 100, 2000, 1024, 64);
    };
  }

  private static VarianceChain chain(Knobs k, String activation, double factor) {
    return VarianceChain.of(
        Activation.of(activation), weights(activation, factor), k.biasVariance());
  }

  /** σ_w², as Eφ² is 1 for linear and 1/2 for rectified units. */
  private static double weights(String activation, double factor) {
    return activation.equals("relu") ? 2 * factor : factor;
  }

  @Override
  public Theory theory(Knobs k) {
    VarianceChain chain = chain(k, "linear", k.factor());
    double[] lags = IntStream.rangeClosed(0, LAGS + 2).asDoubleStream().toArray();
    double step = Math.PI / k.layers();
    double[] waves = IntStream.range(1, k.layers()).mapToDouble(i -> step * i).toArray();
    int band = k.layers() / 2 / BANDS;
    return new Theory(
        chain(k, "linear"),
        chain(k, "relu"),
        Prediction.exact(chain.correlation(1)),
        Prediction.Curve.exact(lags, lag -> chain.correlation((int) lag)),
        Prediction.Curve.exact(waves, q -> chain.band(q, band, k.layers())),
        Prediction.exact(-1),
        Prediction.Curve.exact(factorGrid(k), a -> chain(k, "linear", a).correlationLength()));
  }

  private static Chain chain(Knobs k, String activation) {
    VarianceChain chain = chain(k, activation, k.factor());
    double[] widths =
        grid(DoubleStream.concat(steps(8, 400, 197), Arrays.stream(widths(k)).asDoubleStream()));
    return new Chain(
        Prediction.exact(chain.mean()),
        Prediction.asymptotic(chain.gaussianAmplitude(), 0, "width → ∞"),
        Prediction.Curve.exact(widths, n -> n * chain.relativeVariance(n)),
        Prediction.Curve.exact(factorGrid(k), a -> chain(k, activation, a).skewness(k.narrow())));
  }

  private static double[] grid(DoubleStream all) {
    return all.distinct().sorted().toArray();
  }

  private static DoubleStream steps(double from, double to, int count) {
    return IntStream.range(0, count)
        .mapToDouble(i -> Math.round(1e6 * (from + (to - from) * i / (count - 1))) / 1e6);
  }

  private static double[] factors(Knobs k) {
    return grid(Stream.concat(Stream.of(k.factor()), k.factors().stream()).mapToDouble(a -> a));
  }

  private static double[] factorGrid(Knobs k) {
    return grid(DoubleStream.concat(steps(0.2, 0.9, 71), Arrays.stream(factors(k))));
  }

  private static int[] widths(Knobs k) {
    return IntStream.concat(
            IntStream.of(k.width()), k.narrower().stream().mapToInt(Integer::intValue))
        .distinct()
        .sorted()
        .toArray();
  }

  private static int count(Knobs k, int width) {
    return k.networks() * Math.max(1, k.width() / width);
  }

  /** All networks, those of one place together. */
  private static List<Network> networks(Knobs k) {
    List<Network> places = new ArrayList<>();
    for (String v : ACTIVATIONS) {
      for (int n : widths(k)) {
        places.add(new Network(v, k.factor(), n, 0));
      }
      for (double a : factors(k)) {
        places.add(new Network(v, a, k.narrow(), 0));
      }
    }
    return places.stream()
        .distinct()
        .flatMap(
            p ->
                IntStream.range(0, count(k, p.width()))
                    .mapToObj(i -> new Network(p.activation(), p.factor(), p.width(), i)))
        .toList();
  }

  private static double weightsDrawn(Knobs k) {
    return networks(k).stream().mapToDouble(n -> (double) n.width() * n.width()).sum()
        * (k.settle() + k.layers());
  }

  @Override
  public Cost cost(Knobs k) {
    double weights = weightsDrawn(k);
    double bytes = 8.0 * k.width() * k.width() + 32.0 * k.layers();
    return new Cost(networks(k).size(), 22 * weights, bytes, weights * 9e-9 / 2);
  }

  @Override
  public Findings run(Knobs k, Theory theory, Lab lab) {
    List<Network> networks = networks(k);
    List<VarianceAlongDepth> averages =
        lab.points(
            "chain",
            networks,
            VarianceAlongDepth.class,
            (p, bench) -> {
              bench.pause();
              return VarianceAlongDepth.over(
                  new RandomDenseNetwork(
                      Activation.of(p.activation()),
                      weights(p.activation(), p.factor()),
                      k.biasVariance(),
                      1,
                      p.width(),
                      1 + k.settle() + k.layers()),
                  k.biasVariance(),
                  k.settle(),
                  LAGS,
                  BANDS,
                  bench.stream().generator());
            });
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < networks.size(); i += count(k, networks.get(i).width())) {
      Network first = networks.get(i);
      places.add(
          new Place(
              first.activation(),
              first.factor(),
              first.width(),
              VarianceFluctuations.of(averages.subList(i, i + count(k, first.width())))));
    }
    Scribe scribe = new Scribe(k, theory, lab.effort().power(), places, new ArrayList<>());
    ACTIVATIONS.forEach(scribe::claim);
    scribe.lengths();
    return new Findings(
        scribe.claims(),
        List.of(
            scribe.layers(),
            scribe.fluctuations(),
            scribe.spectrum(),
            scribe.lengthened(),
            scribe.skewed(),
            scribe.means()),
        Map.of(
            "networks", Integer.toString(networks.size()),
            "layers in a network", Integer.toString(k.layers()),
            "weights drawn", String.format(Locale.ROOT, "%.2g", weightsDrawn(k))));
  }

  private static Measured measured(Estimate e) {
    return Measured.of(e.value(), e.standardError(), e.degreesOfFreedom());
  }

  private static List<Measured> measured(List<Place> places, Function<Place, Estimate> f) {
    return places.stream().map(f).map(RandomNetworksAsFieldTheory::measured).toList();
  }

  /** Lays prediction and measurement side by side: claims and figures. */
  private record Scribe(
      Knobs k, Theory theory, double power, List<Place> places, List<Claim> claims) {

    private Place at(String activation, double factor, int width) {
      return places.stream()
          .filter(
              p -> p.activation().equals(activation) && p.factor() == factor && p.width() == width)
          .findFirst()
          .orElseThrow();
    }

    /** The places of the first factor, from the narrowest. */
    private List<Place> column(String v) {
      return Arrays.stream(widths(k)).mapToObj(n -> at(v, k.factor(), n)).toList();
    }

    /** The places of one width, by their factor. */
    private List<Place> row(String v) {
      return Arrays.stream(factors(k)).mapToObj(a -> at(v, a, k.narrow())).toList();
    }

    /** Those of them whose skewness has an error: where the sixth moment is finite. */
    private List<Place> regular(String v) {
      return row(v).stream()
          .filter(p -> Double.isFinite(chain(k, v, p.factor()).moments(6, p.width())[6]))
          .toList();
    }

    private static double[] x(List<Place> places, ToDoubleFunction<Place> f) {
      return places.stream().mapToDouble(f).toArray();
    }

    private static Tone tone(String v) {
      return v.equals("relu") ? Tone.CHAOS : Tone.ORDER;
    }

    private static String name(String v) {
      return v.equals("relu") ? "rectified" : v;
    }

    private Statement said(String id, String v, String text, String quantity, String figure) {
      int least = Math.min(widths(k)[0], k.narrow());
      return Statement.of(id + "-" + name(v), text)
          .quantity(quantity + ", " + name(v))
          .at(v.equals("relu") ? "§ on rectified linear networks" : "§ on linear networks")
          .shownIn(figure)
          .within(
              Double.isFinite(chain(k, v, k.factor()).moments(4, least)[4]),
              "the error of a variance needs a finite fourth moment of s: a wider network");
    }

    void claim(String v) {
      Chain predicted = theory.of(v);
      VarianceChain chain = chain(k, v, k.factor());
      List<Place> column = column(v);
      Place wide = column.getLast();
      Place narrow = column.getFirst();
      claims.add(
          new Claim.Point(
              said("mean", v, "The variance settles at its fixed point", "s*", "means"),
              predicted.mean(),
              measured(wide.found().mean()),
              0,
              power,
              null));
      double[] n = x(column, Place::width);
      Estimate slope =
          StraightLine.of(
                  n,
                  column.stream()
                      .map(p -> p.found().variance())
                      .map(e -> e.map(y -> 1 / y, 1 / (e.value() * e.value())))
                      .toArray(Estimate[]::new))
              .slope();
      claims.add(
          new Claim.Point(
              said(
                  "amplitude",
                  v,
                  "Layers hand their fluctuations on, and they add up",
                  "N Var(s)/s*² for N → ∞",
                  "fluctuations"),
              predicted.amplitude(),
              measured(slope.map(b -> 1 / b, 1 / (slope.value() * slope.value()))),
              0,
              power,
              new Rival("the factorial approximation", chain.factorialAmplitude())));
      claims.add(
          new Claim.Point(
              said(
                      "finite-width",
                      v,
                      "Narrow networks fluctuate more than Gaussian theory says",
                      "N Var(s)/s*² at N = " + narrow.width(),
                      "fluctuations")
                  .at("beyond the paper"),
              new Prediction(predicted.scaledVariance().at(narrow.width()), 0, Regime.exact()),
              measured(narrow.found().variance().times(narrow.width())),
              0,
              power,
              v.equals("relu") ? new Rival("Gaussian theory", chain.gaussianAmplitude()) : null));
      claims.add(
          new Claim.Exponent(
              said(
                  "scaling",
                  v,
                  "Fluctuations fall as one over the width",
                  "d log(Var(s)/⟨s²⟩)/d log N",
                  "fluctuations"),
              theory.scaling(),
              measured(
                  StraightLine.of(
                          Arrays.stream(n).map(Math::log).toArray(),
                          column.stream()
                              .map(p -> p.found().share())
                              .map(e -> e.map(Math::log, 1 / e.value()))
                              .toArray(Estimate[]::new))
                      .slope()),
              0,
              power,
              null));
      List<Measured> memory = memory(v);
      claims.add(
          new Claim.Point(
              said(
                  "neighbours",
                  v,
                  "A strong layer makes the next one strong",
                  "Cov(s_ℓ, s_ℓ₊₁)/Var(s)",
                  "layers"),
              theory.neighbours(),
              memory.getFirst(),
              0,
              power,
              new Rival("the factorial approximation", 0)));
      claims.add(
          new Claim.Curve(
              said(
                  "decay",
                  v,
                  "The memory of a fluctuation decays exponentially with depth",
                  "Cov(s_ℓ, s_ℓ₊ₖ)/Var(s), k = 1 … " + LAGS,
                  "layers"),
              theory.decay(),
              Claim.Curve.Sample.of(lags(), memory),
              false,
              0,
              power,
              5 * power));
      claims.add(
          new Claim.Curve(
              said(
                  "spectrum",
                  v,
                  "Waves along the depth are those of a free field on a lattice",
                  "|ŝ(k)|²/Var(s)",
                  "spectrum"),
              theory.spectrum(),
              Claim.Curve.Sample.of(waves(), power(v)),
              false,
              0,
              power,
              2 * power));
      List<Place> regular = regular(v);
      if (regular.size() > 1) {
        double[] a = x(regular, Place::factor);
        claims.add(
            new Claim.Ordering(
                said(
                        "skewness",
                        v,
                        "Towards a = 1 fluctuations cease to be Gaussian",
                        "skewness of s at a = " + Arrays.toString(a),
                        "skewness")
                    .at("beyond the paper"),
                Arrays.stream(a)
                    .mapToObj(f -> new Prediction(predicted.skewness().at(f), 0, Regime.exact()))
                    .toList(),
                measured(regular, p -> p.found().skewness()),
                power));
      }
    }

    private static double[] lags() {
      return IntStream.rangeClosed(1, LAGS).asDoubleStream().toArray();
    }

    private double[] waves() {
      return VarianceAlongDepth.waves(k.layers(), BANDS);
    }

    private List<Measured> memory(String v) {
      return at(v, k.factor(), k.width()).found().correlations().stream()
          .map(RandomNetworksAsFieldTheory::measured)
          .toList();
    }

    private List<Measured> power(String v) {
      return at(v, k.factor(), k.width()).found().spectrum().stream()
          .map(RandomNetworksAsFieldTheory::measured)
          .toList();
    }

    void lengths() {
      List<Place> rows = ACTIVATIONS.stream().flatMap(v -> row(v).stream()).toList();
      claims.add(
          new Claim.Curve(
              Statement.of(
                      "correlation-length",
                      "Linear and rectified networks have one correlation length, which diverges"
                          + " at a = 1")
                  .quantity("ξ = −1/log a at " + rows.size() + " places")
                  .at("§§ on linear and rectified linear networks")
                  .shownIn("lengths"),
              theory.lengths(),
              Claim.Curve.Sample.of(
                  x(rows, Place::factor), measured(rows, p -> p.found().length())),
              true,
              0,
              power,
              power / 2));
    }

    private String drawn(Object width) {
      return ", in random networks of width "
          + width
          + ", "
          + k.layers()
          + " layers deep; bars are ± one standard error (jackknife over networks).";
    }

    private Curves marked(
        Curves figure,
        Function<String, List<Place>> places,
        ToDoubleFunction<Place> x,
        Function<Place, Estimate> y) {
      Curves all = figure;
      for (String v : ACTIVATIONS) {
        List<Place> here = places.apply(v);
        all =
            all.with(
                new Points(
                    name(v), tone(v), x(here, x), RandomNetworksAsFieldTheory.measured(here, y)));
      }
      return all;
    }

    Figure layers() {
      Prediction.Curve decay = theory.decay();
      // Between whole layers the exponential through theory's points.
      Prediction.Curve smooth =
          Prediction.Curve.exact(
              grid(steps(0, LAGS, 81)),
              x -> {
                double low = decay.at(Math.floor(x));
                return low * Math.pow(decay.at(Math.floor(x) + 1) / low, x - Math.floor(x));
              });
      Curves figure =
          Curves.of(
                  Caption.of(
                          "layers",
                          "A layer remembers the layers before it",
                          "Correlation of the excitation s of two layers at a = "
                              + k.factor()
                              + drawn(k.width())
                              + " The factorial approximation takes layers one by one: zero.",
                          "Correlation against distance in layers: points fall exponentially along"
                              + " one line, well above zero.")
                      .leading(),
                  Axis.linear("k, layers between").within(0, LAGS + 0.5),
                  Axis.linear("Cov(s_ℓ, s_ℓ₊ₖ) / Var(s)").within(-0.05, 1))
              .theory("aᵏ", Tone.CRITICAL, smooth)
              .reference(
                  "factorial approximation", Tone.NEUTRAL, new double[] {1, LAGS}, new double[2]);
      for (String v : ACTIVATIONS) {
        figure = figure.with(new Points(name(v), tone(v), lags(), memory(v)));
      }
      return figure;
    }

    Figure fluctuations() {
      double[] ends = {widths(k)[0] / 1.4, 1.1 * k.width()};
      Curves figure =
          Curves.of(
              Caption.of(
                      "fluctuations",
                      "Fluctuations are a Gaussian field’s, and larger in narrow networks",
                      "N times the relative variance of s at a = "
                          + k.factor()
                          + drawn(Arrays.toString(widths(k)).replaceAll("[\\[\\]]", ""))
                          + " Curves are exact at every width; thin lines are Gaussian theory,"
                          + " their limit.",
                      "Scaled variance against width: points on two curves that fall towards two"
                          + " levels, the rectified one two and a half times the linear one.")
                  .leading(),
              Axis.linear("N, width"),
              Axis.linear("N Var(s) / s*²"));
      for (String v : ACTIVATIONS) {
        Chain chain = theory.of(v);
        double level = chain.amplitude().value();
        figure =
            figure
                .with(
                    new Line(
                            "",
                            tone(v),
                            Origin.THEORY,
                            chain.scaledVariance().x(),
                            chain.scaledVariance().y())
                        .within(ends[0], ends[1]))
                .reference("Gaussian theory", tone(v), ends, new double[] {level, level});
      }
      return marked(figure, this::column, Place::width, p -> p.found().variance().times(p.width()));
    }

    Figure spectrum() {
      VarianceChain chain = chain(k, "linear", k.factor());
      Prediction.Curve field =
          Prediction.Curve.exact(
              theory.spectrum().x(),
              q -> chain.spectrum(0) / (1 + Math.pow(chain.fieldLength() * q, 2)));
      Curves figure =
          Curves.of(
                  Caption.of(
                      "spectrum",
                      "Waves along the depth are those of a free field on a lattice",
                      "Power spectrum of s over depth at a = "
                          + k.factor()
                          + drawn(k.width())
                          + " Each point averages "
                          + k.layers() / 2 / BANDS
                          + " wave numbers, and so does theory. The field theory of long waves,"
                          + " 1/((1−a)² + a k²), leaves the lattice’s at waves of a few layers.",
                      "Spectrum against wave number, logarithmic: points fall along theory’s line;"
                          + " the field theory’s line falls below it at short waves."),
                  Axis.linear("wave number k, radians a layer").within(0, Math.PI),
                  Axis.logarithmic("|ŝ(k)|² / Var(s)"))
              .theory("lattice", Tone.CRITICAL, theory.spectrum())
              .reference("field theory", Tone.NEUTRAL, field.x(), field.y())
              .reference(
                  "factorial approximation",
                  Tone.NEUTRAL,
                  new double[] {0, Math.PI},
                  new double[] {1, 1});
      for (String v : ACTIVATIONS) {
        figure = figure.with(new Points(name(v), tone(v), waves(), power(v)));
      }
      return figure;
    }

    Figure lengthened() {
      return marked(
          Curves.of(
                  Caption.of(
                      "lengths",
                      "The correlation length diverges where a layer damps no more",
                      "Layers over which a fluctuation is forgotten by a factor e"
                          + drawn(k.narrow()),
                      "Correlation length against a: points of both kinds of networks on one curve"
                          + " that rises without bound towards a = 1."),
                  Axis.linear("a = σ_w² Eφ²"),
                  Axis.linear("correlation length ξ, layers"))
              .theory("−1/log a", Tone.CRITICAL, theory.lengths()),
          this::row,
          Place::factor,
          p -> p.found().length());
    }

    Figure skewed() {
      double[] ends = {0.2, 1.05 * factors(k)[factors(k).length - 1]};
      Curves figure =
          Curves.of(
                  Caption.of(
                      "skewness",
                      "Towards a = 1 fluctuations cease to be Gaussian",
                      "Skewness of s"
                          + drawn(k.narrow())
                          + " Where its sixth moment is infinite a sample’s skewness has no error"
                          + " and is not drawn.",
                      "Skewness against a: points rise along theory’s curves, above the Gaussian’s"
                          + " zero."),
                  Axis.linear("a = σ_w² Eφ²"),
                  Axis.linear("skewness of s"))
              .reference("Gaussian theory", Tone.NEUTRAL, ends, new double[2]);
      for (String v : ACTIVATIONS) {
        Prediction.Curve curve = theory.of(v).skewness();
        figure =
            figure.with(
                new Line("", tone(v), Origin.THEORY, curve.x(), curve.y())
                    .within(ends[0], ends[1]));
      }
      return marked(figure, this::regular, Place::factor, p -> p.found().skewness());
    }

    Figure means() {
      return marked(
          Curves.of(
                  Caption.of(
                      "means",
                      "The mean excitation is the fixed point’s, at every width",
                      "Mean of s over σ_b²" + drawn(k.narrow()),
                      "Mean variance against a: points of both kinds of networks on one curve that"
                          + " rises towards a = 1."),
                  Axis.linear("a = σ_w² Eφ²"),
                  Axis.logarithmic("⟨s⟩ / σ_b²"))
              .theory(
                  "1/(1−a)",
                  Tone.CRITICAL,
                  Prediction.Curve.exact(grid(steps(0.2, 0.9, 71)), a -> 1 / (1 - a))),
          this::row,
          Place::factor,
          p -> p.found().mean().times(1 / k.biasVariance()));
    }
  }
}
