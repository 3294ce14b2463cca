package org.onsager.experiments.effectivetheory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.onsager.instruments.weights.Bulk;
import org.onsager.instruments.weights.PowerLawTail;
import org.onsager.instruments.weights.SpikedWeights;
import org.onsager.instruments.weights.WeightMatrix;
import org.onsager.lab.Claim;
import org.onsager.lab.Cost;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Curves;
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
import org.onsager.numerics.spectra.LargestEigenvalue;
import org.onsager.numerics.statistics.Estimate;
import org.onsager.numerics.statistics.StraightLine;
import org.onsager.theory.matrices.SpikedMatrix;

/**
 * What a layer has learned is seen in its weights only where it is stronger than the noise around
 * it.
 *
 * <p>Take a matrix of independent random weights, and add to it one direction of strength θ, the
 * simplest model of a layer that has learned something. As long as θ is small the singular values
 * are those of noise: not a trace is to be seen. At a sharp threshold the largest of them leaves
 * the others, and its vectors begin to point along what was added.
 *
 * <p>The noise X is [n, m] with entries of variance 1/m, u and v are of length one, and c = n/m is
 * at most one. For large n the largest singular value of \( X + \theta\,u v^\top \) stays at the
 * edge of the noise, \( 1 + \sqrt c \), up to the threshold \( \theta = c^{1/4} \).
 *
 * <p>Beyond the threshold the spike is seen too strong: \[ s_1 =
 * \frac{1}{\theta}\sqrt{(1+\theta^2)(c+\theta^2)} \]
 *
 * <p>The first singular vector along the shorter side, which knew nothing of u, now turns to it: \[
 * \langle u, u_1\rangle^2 = 1 - \frac{c\,(1+\theta^2)}{\theta^2(\theta^2+c)} \]
 *
 * <p>That along the longer side does so later, there being more directions to be lost in: \[
 * \langle v, v_1\rangle^2 = 1 - \frac{c+\theta^2}{\theta^2(\theta^2+1)} \]
 *
 * <p>Whether a singular value stands out is asked of chance: of noise alone the largest follows
 * Tracy and Widom's law, whose width is \( n^{-2/3} \). An instrument that declares an outlier
 * where chance is rarer than one in a hundred therefore notices a spike only somewhat above the
 * threshold: the limit of detection is derived here from both laws. Its law of chance is the
 * instrument's own, which is why false alarms and significances are tried by themselves.
 *
 * <p>Some layers have no bulk and no outliers but a tail, \( \rho(\lambda) \propto
 * \lambda^{-\alpha} \). Weights that are themselves drawn with a tail, \( P(|w| > x) = x^{-\mu} \),
 * \( \mu < 2 \), have eigenvalues with \( \alpha = 1 + \mu/2 \).
 *
 * <p>All is measured by the instruments with which {@code examine} looks at the layers of a user's
 * own network; where they agree here, its numbers say so.
 *
 * <p><b>Departs from the paper:</b> the sizes are ours, from 20 × 40 on. False alarms (Johnstone
 * 2001, Nadler 2011) and tails (Clauset, Shalizi and Newman 2009, arXiv:0706.1062; Martin and
 * Mahoney 2018, arXiv:1810.01075) are other papers' claims. Nadler's is needed: the noise's
 * variance is measured on the same matrix, and taking it as known makes an outlier of chance at 40
 * × 20 not of one matrix in a hundred but of one in three hundred. Where μ comes near two the
 * exponents that are found leave 1 + μ/2: at μ = 1.8 they are larger by 15 per cent at 40 × 80, and
 * by 20 at 128 × 256.
 */
@Reproduction(id = "spiked-random-matrices")
public final class SpikedRandomMatrices
    implements Experiment<SpikedRandomMatrices.Knobs, SpikedRandomMatrices.Theory> {

  /** What may be turned. */
  public record Knobs(
      @Knob(value = "n, the shorter side of the matrices with a spike", min = 40, max = 2000)
          int shorter,
      @Knob(value = "m, their longer side", min = 40, max = 8000) int longer,
      @Knob(value = "m v, variance of the noise times the longer side", min = 1e-6, max = 1e6)
          double variance,
      @Knob(value = "θ/c^¼, spikes in units of the threshold", min = 0, max = 20)
          List<Double> spikes,
      @Knob(value = "matrices of each spike", min = 20, max = 100_000) int matrices,
      @Knob(value = "the shorter side of matrices of noise alone", min = 20, max = 1000)
          int noiseShorter,
      @Knob(value = "their longer side", min = 20, max = 4000) int noiseLonger,
      @Knob(value = "matrices of noise alone", min = 1000, max = 10_000_000) int noises,
      @Knob(value = "α, exponents of the tails of numbers", min = 1.2, max = 6)
          List<Double> exponents,
      @Knob(value = "numbers in a set with a tail", min = 20, max = 100_000) int numbers,
      @Knob(value = "sets of each exponent", min = 50, max = 1_000_000) int sets,
      @Knob(value = "sets drawn anew for the error of one", min = 20, max = 1000) int redraws,
      @Knob(value = "μ, exponents of the tails of weights", min = 0.3, max = 4) List<Double> heavy,
      @Knob(
              value = "matrices of such weights, of the sizes of noise alone, twice",
              min = 20,
              max = 100_000)
          int heavies) {

    double ratio() {
      return (double) shorter / longer;
    }
  }

  /** What theory says, lengths in units of the noise, √(m v). */
  public record Theory(
      Prediction pull,
      Prediction edge,
      Prediction.Curve position,
      Prediction inflation,
      Prediction.Curve shortOverlap,
      Prediction.Curve longOverlap,
      Prediction threshold,
      Prediction noticed,
      Prediction.Curve significance,
      Prediction falseAlarms,
      Prediction.Curve exponents,
      Prediction.Curve heavy,
      Prediction within,
      Prediction wide,
      Prediction kept,
      Prediction supported,
      Prediction hollow) {}

  /** Some matrices of one kind: with a spike, of noise, with a tail; or some sets of numbers. */
  record Batch(double kind, int number) {}

  /** What was seen of matrices with a spike, each an entry; lengths in units of the noise. */
  record Spectra(
      double[] position, double[] edge, double[] outliers, double[] shortSide, double[] longSide) {}

  /**
   * What was seen of matrices of noise: how many have outliers, and a significance below each
   * level; of each the squared deviation of its mean square, in errors.
   */
  record Noise(int alarms, int[] below, double[] pulls) {}

  /**
   * What was seen of sets with a tail. Counts of those in which an error holds: where the tail's
   * beginning is known, is chosen, is chosen in redrawn sets too; of those that are not refused,
   * and that are called power laws.
   */
  record Tails(double[] exponents, int known, int chosen, int redrawn, int kept, int supported) {}

  /** How many sets without a tail are called power laws. */
  record Hollow(int supported) {}

  /** Exponents that were found. */
  record Found(double[] exponents) {}

  private static final double RARE = 0.01;
  private static final double ONE_ERROR = 0.6826894921;
  private static final double ONE_AND_A_HALF = 0.8663855975;
  private static final double LEAST_GOODNESS = 0.1;

  /** Sets without a tail: of exponential numbers, and of eigenvalues of noise. */
  private static final List<Double> HOLLOW = List.of(0.0, 1.0);

  /** Spikes from so many thresholds on have overlaps that finite sizes leave alone. */
  private static final double CLEAR = 1.5;

  private static final double[] LEVELS = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5};
  private static final int SPIKED = 10;
  private static final int NOISES = 250;
  private static final int SETS = 25;

  /** For each set that is drawn anew so many more are fitted and no more. */
  private static final int PLAIN = 4;

  @Override
  public Paper paper() {
    return new Paper(
        "1103.2221v2",
        "The singular values and vectors of low rank perturbations of large rectangular random"
            + " matrices",
        List.of("Florent Benaych-Georges", "Raj Rao Nadakuditi"),
        2012,
        "Journal of Multivariate Analysis 111");
  }

  @Override
  public Knobs knobs(Effort effort) {
    List<Double> spikes = List.of(0.4, 0.7, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 2.0, 3.0, 4.0);
    List<Double> exponents = List.of(1.8, 2.5, 3.5);
    List<Double> heavy = List.of(0.5, 0.75, 1.0, 1.4, 1.8);
    return switch (effort) {
      case QUICK ->
          new Knobs(64, 128, 0.3, spikes, 80, 20, 40, 24_000, exponents, 120, 250, 40, heavy, 100);
      case DESK ->
          new Knobs(
              200, 400, 0.3, spikes, 400, 64, 128, 100_000, exponents, 200, 4000, 40, heavy, 400);
      case PAPER ->
          new Knobs(
              500, 1000, 0.3, spikes, 400, 64, 128, 400_000, exponents, 1000, 2000, 60, heavy, 400);
    };
  }

  @Override
  public Theory theory(Knobs k) {
    SpikedMatrix matrix = new SpikedMatrix(k.ratio());
    double[] grid = grid(k.spikes().stream().mapToDouble(s -> s * matrix.threshold()), 1);
    double limit = LargestEigenvalue.beside(k.longer(), k.shorter(), 1).exceededWith(RARE);
    double clearest = stream(k.spikes()).filter(spike -> spike >= CLEAR).min().orElse(2 * CLEAR);
    String large = "n, m → ∞";
    return new Theory(
        Prediction.asymptotic(pull(k), 0, large),
        Prediction.asymptotic(matrix.edge(), 0, large),
        curve(grid, matrix::position, large),
        Prediction.asymptotic(matrix.position(clearest * matrix.threshold()), 0, large),
        curve(grid, matrix::shortOverlap, large),
        curve(grid, matrix::longOverlap, large),
        Prediction.asymptotic(matrix.threshold(), 0, large),
        Prediction.asymptotic(matrix.noticed(limit, k.shorter()), 0, large),
        curve(LEVELS, level -> level, large),
        Prediction.asymptotic(RARE, 0, large),
        curve(grid(stream(k.exponents()), 6), alpha -> alpha, "numbers → ∞"),
        curve(grid(stream(k.heavy()), 2), mu -> 1 + mu / 2, large),
        Prediction.exact(ONE_ERROR),
        Prediction.exact(ONE_AND_A_HALF),
        Prediction.exact(1 - LEAST_GOODNESS),
        Prediction.exact(0.5),
        Prediction.exact(0.05));
  }

  /**
   * E t² of N numbers of skewness γ, 1 + (2γ² + 2)/N, to first order (Hall, The Bootstrap and
   * Edgeworth Expansion, 1992, §2.6); squares of normal numbers have γ² = 8.
   */
  private static double pull(Knobs k) {
    return 1 + 18.0 / k.noiseShorter() / k.noiseLonger();
  }

  private static DoubleStream stream(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue);
  }

  private static Prediction.Curve curve(double[] x, DoubleUnaryOperator f, String limit) {
    return new Prediction.Curve(x, Arrays.stream(x).map(f).toArray(), 0, Regime.asymptotic(limit));
  }

  /** The numbers themselves, and a fine grid up to the largest. */
  private static double[] grid(DoubleStream numbers, double least) {
    double[] own = numbers.toArray();
    double most = Math.max(least, Arrays.stream(own).max().orElse(least));
    DoubleStream fine =
        IntStream.rangeClosed(1, 400)
            .mapToDouble(i -> most * i / 400)
            .filter(x -> Arrays.stream(own).noneMatch(o -> Math.abs(o - x) < 1e-6 * most));
    return DoubleStream.concat(Arrays.stream(own), fine)
        .filter(x -> x > 0)
        .distinct()
        .sorted()
        .toArray();
  }

  @Override
  public Cost cost(Knobs k) {
    double spiked = (double) k.spikes().size() * k.matrices();
    double n = k.shorter();
    double small = k.noiseShorter();
    double matrices = spiked * (n * n * k.longer() * 2 + 14 * n * n * n);
    double noise = k.noises() * (small * small * k.noiseLonger() + 4 * small * small * small);
    double kinds = k.exponents().size() + HOLLOW.size();
    double fits = kinds * k.sets() * (k.redraws() + 1) * k.numbers();
    double tails = 60 * fits * Math.log(k.numbers());
    double draws =
        spiked * n * k.longer() + (double) k.noises() * small * k.noiseLonger() + 4 * fits;
    double flops = matrices + noise + tails + 20 * draws;
    return new Cost(
        batches(k).stream().mapToLong(List::size).sum(),
        flops,
        8.0 * n * (3.0 * k.longer() + 3 * n),
        flops * 4e-10 + draws * 6e-9);
  }

  /** Batches with a spike, of noise, of sets, of heavy matrices, of sets without a tail. */
  private static List<List<Batch>> batches(Knobs k) {
    return List.of(
        batches(k.spikes(), (k.matrices() + SPIKED - 1) / SPIKED),
        batches(List.of(0.0), (k.noises() + NOISES - 1) / NOISES),
        batches(k.exponents(), (k.sets() + SETS - 1) / SETS),
        batches(k.heavy(), (k.heavies() + SPIKED - 1) / SPIKED),
        batches(HOLLOW, (k.sets() + SETS - 1) / SETS));
  }

  private static List<Batch> batches(List<Double> kinds, int count) {
    return kinds.stream()
        .flatMap(kind -> IntStream.range(0, count).mapToObj(i -> new Batch(kind, i)))
        .toList();
  }

  @Override
  public Findings run(Knobs k, Theory theory, Lab lab) {
    List<List<Batch>> all = batches(k);
    double threshold = new SpikedMatrix(k.ratio()).threshold();
    List<Spectra> spectra =
        seen(
            lab,
            "spikes",
            all.get(0),
            Spectra.class,
            (kind, random) -> spectra(k, kind * threshold, random));
    List<Noise> noise =
        seen(lab, "noise", all.get(1), Noise.class, (_, random) -> noise(k, random));
    List<Tails> tails =
        seen(lab, "tails", all.get(2), Tails.class, (kind, random) -> tails(k, kind, random));
    List<Found> heavy =
        seen(lab, "heavy", all.get(3), Found.class, (kind, random) -> heavy(k, kind, random));
    List<Hollow> hollow =
        seen(lab, "hollow", all.get(4), Hollow.class, (kind, random) -> hollow(k, kind, random));
    Scribe scribe =
        new Scribe(
            k,
            theory,
            lab.effort().power(),
            spectra,
            noise,
            tails,
            heavy,
            hollow,
            new ArrayList<>());
    scribe.spikes();
    scribe.chance();
    scribe.tailed();
    return new Findings(
        scribe.claims(),
        List.of(
            scribe.positions(),
            scribe.overlaps(),
            scribe.detection(),
            scribe.squares(),
            scribe.significances(),
            scribe.exponents(),
            scribe.bars()),
        Map.of(
            "matrices with a spike", String.format(Locale.ROOT, "%d", spectra.size() * SPIKED),
            "matrices of noise", String.format(Locale.ROOT, "%d", noise.size() * NOISES),
            "sets with a tail", String.format(Locale.ROOT, "%d", tails.size() * SETS)));
  }

  private static <R extends Record> List<R> seen(
      Lab lab,
      String purpose,
      List<Batch> batches,
      Class<R> type,
      BiFunction<Double, RandomGenerator, R> look) {
    return lab.points(
        purpose,
        batches,
        type,
        (b, bench) -> {
          bench.pause();
          return look.apply(b.kind(), bench.stream().generator());
        });
  }

  private static Spectra spectra(Knobs k, double spike, RandomGenerator random) {
    double[][] seen = new double[5][SPIKED];
    double variance = k.variance() / k.longer();
    for (int i = 0; i < SPIKED; i++) {
      SpikedWeights w = SpikedWeights.drawn(k.shorter(), k.longer(), variance, spike, random);
      double[] s = w.matrix().singularValues();
      Bulk bulk = Bulk.of(s, k.longer());
      SpikedWeights.Overlaps overlaps = w.overlaps();
      seen[0][i] = s[0] / Math.sqrt(bulk.law().scale() * k.longer());
      seen[1][i] = bulk.edge().value() / Math.sqrt(k.variance());
      seen[2][i] = bulk.outliers();
      seen[3][i] = overlaps.shortSide();
      seen[4][i] = overlaps.longSide();
    }
    return new Spectra(seen[0], seen[1], seen[2], seen[3], seen[4]);
  }

  private static Noise noise(Knobs k, RandomGenerator random) {
    int alarms = 0;
    double[] pulls = new double[NOISES];
    int[] below = new int[LEVELS.length];
    double variance = k.variance() / k.noiseLonger();
    for (int i = 0; i < NOISES; i++) {
      WeightMatrix w =
          SpikedWeights.drawn(k.noiseShorter(), k.noiseLonger(), variance, 0, random).matrix();
      Bulk bulk = Bulk.of(w.singularValues(), k.noiseLonger());
      alarms += bulk.outliers() > 0 ? 1 : 0;
      for (int l = 0; l < LEVELS.length; l++) {
        below[l] += bulk.significance() < LEVELS[l] ? 1 : 0;
      }
      Estimate size = w.weightVariance();
      double z = (size.value() - k.variance()) / size.standardError();
      pulls[i] = z * z;
    }
    return new Noise(alarms, below, pulls);
  }

  private static Tails tails(Knobs k, double alpha, RandomGenerator random) {
    double[] exponents = new double[SETS];
    int[] within = new int[5];
    double[] numbers = new double[k.numbers()];
    for (int i = 0; i < SETS; i++) {
      for (int j = 0; j < PLAIN; j++) {
        Arrays.setAll(numbers, _ -> Math.pow(1 - random.nextDouble(), -1 / (alpha - 1)));
        within[0] += holds(PowerLawTail.from(numbers, 1).exponent(), alpha);
        within[1] += holds(PowerLawTail.of(numbers).exponent(), alpha);
      }
      PowerLawTail tail = PowerLawTail.of(numbers);
      PowerLawTail.Redrawn redrawn = tail.redrawn(numbers, k.redraws(), random);
      exponents[i] = tail.exponent().value();
      within[2] += holds(redrawn.exponent(), alpha);
      PowerLawTail.Support support =
          PowerLawTail.Support.of(redrawn.goodness(), tail.rivals(numbers));
      within[3] += support == PowerLawTail.Support.REFUSED ? 0 : 1;
      within[4] += support == PowerLawTail.Support.SUPPORTED ? 1 : 0;
    }
    return new Tails(exponents, within[0], within[1], within[2], within[3], within[4]);
  }

  private static Hollow hollow(Knobs k, double kind, RandomGenerator random) {
    int supported = 0;
    for (int i = 0; i < SETS; i++) {
      double[] numbers =
          kind == 0
              ? random.doubles(k.numbers(), Double.MIN_NORMAL, 1).map(u -> -Math.log(u)).toArray()
              : noiseEigenvalues(k, random);
      PowerLawTail tail = PowerLawTail.of(numbers);
      PowerLawTail.Redrawn redrawn = tail.redrawn(numbers, k.redraws(), random);
      supported +=
          PowerLawTail.Support.of(redrawn.goodness(), tail.rivals(numbers))
                  == PowerLawTail.Support.SUPPORTED
              ? 1
              : 0;
    }
    return new Hollow(supported);
  }

  private static double[] noiseEigenvalues(Knobs k, RandomGenerator random) {
    int n = 2 * k.noiseShorter();
    int m = 2 * k.noiseLonger();
    double[] s = SpikedWeights.drawn(n, m, k.variance() / m, 0, random).matrix().singularValues();
    return Arrays.stream(s).map(v -> v * v).toArray();
  }

  private static int holds(Estimate e, double exact) {
    return Math.abs(e.value() - exact) < e.standardError() ? 1 : 0;
  }

  private static Found heavy(Knobs k, double mu, RandomGenerator random) {
    int n = 2 * k.noiseShorter();
    int m = 2 * k.noiseLonger();
    double[] exponents = new double[SPIKED];
    double[] w = new double[n * m];
    for (int i = 0; i < SPIKED; i++) {
      Arrays.setAll(
          w,
          _ -> {
            double u = 2 * random.nextDouble() - 1;
            return Math.copySign(Math.pow(1 - Math.abs(u), -1 / mu), u);
          });
      double[] s = new WeightMatrix(w, n, m).singularValues();
      exponents[i] = PowerLawTail.of(Arrays.stream(s).map(v -> v * v).toArray()).exponent().value();
    }
    return new Found(exponents);
  }

  /** That of a rare event, by what any fraction could be: an error there is though nothing hit. */
  private static Measured rare(int hits, int of) {
    double p = (hits + 1.0) / (of + 2);
    return Measured.of(p, Math.sqrt(p * (1 - p) / (of + 3)), of - 1);
  }

  private static Measured fraction(double hits, int of) {
    double p = hits / of;
    return Measured.of(p, Math.sqrt(p * (1 - p) / (of - 1)), of - 1);
  }

  /** Lays prediction and measurement side by side: claims and figures. */
  private record Scribe(
      Knobs k,
      Theory theory,
      double power,
      List<Spectra> spectra,
      List<Noise> noise,
      List<Tails> tails,
      List<Found> heavy,
      List<Hollow> hollow,
      List<Claim> claims) {

    private SpikedMatrix matrix() {
      return new SpikedMatrix(k.ratio());
    }

    /**
     * All that was seen at the i-th of some kinds, of which the batches lie one after the other.
     */
    private static <T> double[] at(List<T> seen, int kinds, int i, Function<T, double[]> what) {
      int count = seen.size() / kinds;
      return seen.subList(i * count, (i + 1) * count).stream()
          .flatMapToDouble(t -> Arrays.stream(what.apply(t)))
          .toArray();
    }

    private double[] at(int spike, Function<Spectra, double[]> what) {
      return at(spectra, k.spikes().size(), spike, what);
    }

    private List<Measured> means(int[] spikes, Function<Spectra, double[]> what) {
      return Arrays.stream(spikes).mapToObj(i -> Measured.of(at(i, what))).toList();
    }

    /** Places in the list of spikes, from so many thresholds on, the weakest first. */
    private int[] from(double least) {
      return IntStream.range(0, k.spikes().size())
          .filter(i -> k.spikes().get(i) >= least)
          .boxed()
          .sorted(Comparator.comparing(k.spikes()::get))
          .mapToInt(i -> i)
          .toArray();
    }

    private double[] spikes(int[] places) {
      return Arrays.stream(places)
          .mapToDouble(i -> k.spikes().get(i) * matrix().threshold())
          .toArray();
    }

    private int strongest() {
      int[] all = from(0);
      return all[all.length - 1];
    }

    /**
     * What is asymptotic in n may be off by so much of the number, at most half the power: measured
     * at n = 64 and 200, where below the threshold the largest singular value is short of the edge
     * by the mean of Tracy and Widom’s law, 0.6 n^(−2/3), and all else by less than 1/n.
     */
    private double bias(double scale, double relative) {
      return Math.min(relative, power / 2) * scale;
    }

    private Claim.Curve curve(
        Statement s,
        Prediction.Curve predicted,
        double[] x,
        List<Measured> y,
        double bias,
        double shift) {
      return new Claim.Curve(s, predicted, Claim.Curve.Sample.of(x, y), true, bias, power, shift);
    }

    void spikes() {
      double n = k.shorter();
      double edge = theory.edge().value();
      double strong = k.spikes().get(strongest()) * matrix().threshold();
      claims.add(
          new Claim.Point(
              Statement.of("edge", "The edge of the noise is found though a spike stands beside it")
                  .quantity("edge of the bulk in units of √(m v)")
                  .at("§3.1; Marchenko and Pastur 1967")
                  .shownIn("positions")
                  .certifying("weights/edge"),
              theory.edge(),
              Measured.of(at(strongest(), Spectra::edge)),
              bias(edge, 0.2 / n),
              power,
              new Rival(
                  "the edge by the mean square of all weights",
                  matrix().edge() * Math.sqrt(1 + strong * strong / n))));
      int[] all = from(0);
      claims.add(
          curve(
              Statement.of("position", "A spike leaves the noise and is seen too strong")
                  .quantity("s₁/√(m v) at " + all.length + " spikes")
                  .at("§3.1")
                  .shownIn("positions"),
              theory.position(),
              spikes(all),
              means(all, Spectra::position),
              bias(edge, 0.4 * Math.pow(n, -2.0 / 3)),
              0.3));
      int[] clear = from(CLEAR);
      if (clear.length > 2) {
        clear(clear);
      }
      claims.add(
          new Claim.Transition(
              Statement.of("noticed", "An outlier is called from the limit of detection on")
                  .quantity("θ that is noticed in half of all matrices")
                  .at("beyond the paper: §3.1 with Tracy and Widom’s law")
                  .shownIn("detection")
                  .certifying("weights/outliers")
                  .within(
                      k.spikes().get(all[0]) < 1 && k.spikes().get(strongest()) >= 2,
                      "half of all is found between spikes below the threshold and above twice it"),
              theory.noticed(),
              half(),
              bias(theory.noticed().value(), 1 / n),
              power,
              new Rival("the threshold, (n/m)^¼", theory.threshold().value())));
    }

    /** What spikes tell that stand clear of the threshold, three of them at least. */
    private void clear(int[] clear) {
      double n = k.shorter();
      double[] nearest = spikes(new int[] {clear[0]});
      claims.add(
          new Claim.Point(
              Statement.of("inflation", "What is seen is not the spike itself")
                  .quantity(String.format(Locale.ROOT, "s₁/√(m v) at θ = %.3g", nearest[0]))
                  .at("§3.1")
                  .shownIn("positions"),
              theory.inflation(),
              Measured.of(at(clear[0], Spectra::position)),
              bias(theory.inflation().value(), 0.3 / n),
              power,
              new Rival("the spike itself, θ", nearest[0])));
      claims.add(overlap("short", theory.shortOverlap(), clear, Spectra::shortSide));
      claims.add(overlap("long", theory.longOverlap(), clear, Spectra::longSide));
      claims.add(
          new Claim.Transition(
              Statement.of("threshold", "A spike is seen from the fourth root of n/m on")
                  .quantity("θ at which θ√(s₁² − edge²) vanishes")
                  .at("§3.1; Baik, Ben Arous and Péché 2005")
                  .shownIn("threshold"),
              theory.threshold(),
              vanishing(clear),
              bias(theory.threshold().value(), 0.5 / n),
              power,
              new Rival("√(n/m)", Math.sqrt(k.ratio()))));
    }

    private Claim overlap(
        String side, Prediction.Curve predicted, int[] clear, Function<Spectra, double[]> what) {
      return curve(
          Statement.of(side + "-overlap", "Its vector along the " + side + "er side turns to it")
              .quantity("squared overlap at " + clear.length + " spikes, " + side + "er side")
              .at("§3.1")
              .shownIn("overlaps"),
          predicted,
          spikes(clear),
          means(clear, what),
          bias(1, 0.7 / k.shorter()),
          0.2);
    }

    /** θ√(s₁² − edge²), by theory θ² − √c, with its error. */
    private List<Estimate> square(int[] places) {
      double edge = Measured.of(at(strongest(), Spectra::edge)).mean();
      double[] x = spikes(places);
      return IntStream.range(0, places.length)
          .mapToObj(
              i -> {
                Measured s = Measured.of(at(places[i], Spectra::position));
                double y = Math.sqrt(Math.max(1e-9, s.mean() * s.mean() - edge * edge));
                return new Estimate(
                    x[i] * y, x[i] * s.mean() * s.standardError() / y, s.degreesOfFreedom());
              })
          .toList();
    }

    /** Where the straight line through them over θ² vanishes. */
    private Measured vanishing(int[] places) {
      StraightLine line = StraightLine.of(squared(places), square(places).toArray(Estimate[]::new));
      double b = line.slope().value();
      double zero = -line.intercept().value() / b;
      double variance =
          Math.pow(line.intercept().standardError(), 2)
              + 2 * zero * line.covariance()
              + Math.pow(zero * line.slope().standardError(), 2);
      return Measured.of(
              Math.max(0, zero), Math.sqrt(variance) / b, line.slope().degreesOfFreedom())
          .map(Math::sqrt, 0.5 / Math.sqrt(Math.max(1e-9, zero)));
    }

    private double[] squared(int[] places) {
      return Arrays.stream(spikes(places)).map(t -> t * t).toArray();
    }

    private List<Measured> noticed() {
      return IntStream.of(from(0))
          .mapToObj(i -> at(i, Spectra::outliers))
          .map(o -> fraction(Arrays.stream(o).map(Math::signum).sum(), o.length))
          .toList();
    }

    /** The mean of the law whose distribution the fractions are (Spearman and Kärber). */
    private Measured half() {
      double[] x = spikes(from(0));
      List<Measured> f = noticed();
      int last = x.length - 1;
      double mean = x[last];
      double square = 0;
      for (int i = 0; i < last; i++) {
        double weight = (x[i + 1] - x[Math.max(0, i - 1)]) / 2;
        mean -= weight * f.get(i).mean();
        square += Math.pow(weight * f.get(i).standardError(), 2);
      }
      mean -= (x[last] - x[last - 1]) / 2;
      return Measured.of(mean, Math.sqrt(square), f.getFirst().degreesOfFreedom());
    }

    void chance() {
      double[] pulls = noise.stream().flatMapToDouble(t -> Arrays.stream(t.pulls())).toArray();
      double entries = (double) k.noiseShorter() * k.noiseLonger();
      claims.add(
          new Claim.Point(
              Statement.of("variance", "The error of the weights’ variance is what it strays by")
                  .quantity("mean square of (σ̂_w² − σ_w²)/error")
                  .at("independence of entries")
                  .shownIn("bars")
                  .certifying("weights/variance"),
              theory.pull(),
              Measured.of(pulls),
              bias(1, 4 / entries),
              power,
              null));
      claims.add(
          new Claim.Curve(
              Statement.of("significance", "Noise has a significance as often as it says")
                  .quantity("fraction of matrices below " + LEVELS.length + " significances")
                  .at("Johnstone 2001, Nadler 2011")
                  .shownIn("significance")
                  .certifying("weights/significance")
                  .powerBecause("the law itself is off by a per cent at these sizes"),
              theory.significance(),
              Claim.Curve.Sample.of(LEVELS, significant()),
              false,
              bias(0.5, 0.2 * Math.pow(k.noiseShorter(), -2.0 / 3)),
              Math.max(power, 0.05),
              2 * power));
      double coarse = power > 0.05 ? 0.6 : 0.3;
      claims.add(
          new Claim.Point(
              Statement.of("false-alarms", "One matrix of noise in a hundred has an outlier")
                  .quantity("fraction of matrices with outliers")
                  .at("Johnstone 2001, Nadler 2011")
                  .shownIn("bars")
                  .certifying("weights/outliers")
                  .powerBecause(
                      "one in a hundred is told to a tenth by a hundred thousand matrices, and the"
                          + " law itself is off by a tenth at these sizes"),
              theory.falseAlarms(),
              fraction(noise.stream().mapToInt(Noise::alarms).sum(), noises()),
              0.1 * RARE,
              coarse,
              null));
    }

    private List<Measured> significant() {
      return IntStream.range(0, LEVELS.length)
          .mapToObj(l -> fraction(noise.stream().mapToInt(n -> n.below()[l]).sum(), noises()))
          .toList();
    }

    private int noises() {
      return noise.size() * NOISES;
    }

    private double[] kinds(List<Double> all) {
      return stream(all).toArray();
    }

    private <T> List<Measured> measured(
        List<T> seen, List<Double> kinds, Function<T, double[]> what) {
      return IntStream.range(0, kinds.size())
          .mapToObj(i -> Measured.of(at(seen, kinds.size(), i, what)))
          .toList();
    }

    private Measured counted(ToDoubleFunction<Tails> what, int times) {
      return fraction(tails.stream().mapToDouble(what).sum(), tails.size() * SETS * times);
    }

    void tailed() {
      double most = Arrays.stream(kinds(k.exponents())).max().orElse(2) - 1;
      claims.add(
          curve(
              Statement.of("exponents", "A tail’s exponent is found where numbers follow one law")
                  .quantity("α at " + k.exponents().size() + " exponents")
                  .at("Clauset, Shalizi and Newman 2009, §3")
                  .shownIn("exponents")
                  .certifying("weights/tail-exponent"),
              theory.exponents(),
              kinds(k.exponents()),
              measured(tails, k.exponents(), Tails::exponents),
              bias(most, 3.5 / k.numbers()),
              0.5));
      heavyWeights();
      coverage();
      support();
    }

    private void heavyWeights() {
      List<Double> light = k.heavy().stream().filter(mu -> mu <= 1).toList();
      if (light.isEmpty()) {
        return;
      }
      claims.add(
          new Claim.Curve(
              Statement.of("heavy", "Heavy weights give eigenvalues with half their exponent")
                  .quantity("α of eigenvalues at " + light.size() + " exponents μ ≤ 1")
                  .at("Martin and Mahoney 2018, on heavy-tailed matrices")
                  .shownIn("exponents")
                  .certifying("weights/tail-exponent")
                  .powerBecause(
                      "only the largest eigenvalues follow the law; those below pull the exponent"
                          + " by three per cent, at every size"),
              theory.heavy(),
              Claim.Curve.Sample.of(
                  kinds(light),
                  IntStream.range(0, k.heavy().size())
                      .filter(i -> k.heavy().get(i) <= 1)
                      .mapToObj(i -> Measured.of(at(heavy, k.heavy().size(), i, Found::exponents)))
                      .toList()),
              true,
              0.03 * 1.5,
              0.1,
              0.5));
    }

    private void coverage() {
      claims.add(
          new Claim.Point(
              Statement.of("known-cut", "Where a tail begins is known: its error holds 68 %")
                  .quantity("fraction within one error")
                  .at("Clauset, Shalizi and Newman 2009, eq. 3.2")
                  .shownIn("bars"),
              theory.within(),
              counted(Tails::known, PLAIN),
              bias(ONE_ERROR, 1.0 / k.numbers()),
              power,
              null));
      claims.add(
          new Claim.Bound(
              Statement.of("chosen-cut", "Where it is chosen, that error holds less")
                  .quantity("fraction within one error, x_min chosen")
                  .at("beyond the paper")
                  .shownIn("bars"),
              theory.within(),
              counted(Tails::chosen, PLAIN),
              true,
              power));
      claims.add(
          new Claim.Bound(
              Statement.of("redrawn-cut", "The error of tails drawn anew holds at least as much")
                  .quantity("fraction within one error, drawn anew")
                  .at("beyond the paper")
                  .shownIn("bars")
                  .certifying("weights/tail-exponent"),
              theory.within(),
              counted(Tails::redrawn, 1),
              false,
              power));
      claims.add(
          new Claim.Bound(
              Statement.of("redrawn-width", "It holds no more than one half as large again would")
                  .quantity("fraction within one error, drawn anew")
                  .at("beyond the paper")
                  .shownIn("bars")
                  .certifying("weights/tail-exponent"),
              theory.wide(),
              counted(Tails::redrawn, 1),
              true,
              power));
    }

    private void support() {
      claims.add(
          new Claim.Bound(
              Statement.of("kept", "Of power laws one in ten at most is refused")
                  .quantity("fraction not refused, of power laws")
                  .at("Clauset, Shalizi and Newman 2009, §4")
                  .shownIn("bars")
                  .certifying("weights/tail-goodness"),
              theory.kept(),
              counted(Tails::kept, 1),
              false,
              power));
      claims.add(
          new Claim.Bound(
              Statement.of("supported", "Most are told from an exponential")
                  .quantity("fraction called power laws, of power laws")
                  .at("Clauset, Shalizi and Newman 2009, §5")
                  .shownIn("bars")
                  .certifying("weights/tail-goodness")
                  .within(
                      k.numbers() >= 100 && stream(k.exponents()).max().orElse(9) <= 3.5,
                      "a hundred numbers or more, and exponents up to 3.5"),
              theory.supported(),
              counted(Tails::supported, 1),
              false,
              power));
      int sets = hollow.size() * SETS;
      claims.add(
          new Claim.Bound(
              Statement.of("hollow", "Of what has no tail one in twenty at most is called one")
                  .quantity("fraction called power laws, of exponentials and noise")
                  .at("Clauset, Shalizi and Newman 2009, §5")
                  .shownIn("bars")
                  .certifying("weights/tail-goodness")
                  .powerBecause("hundreds of sets cannot tell one in a hundred from none"),
              theory.hollow(),
              rare(hollow.stream().mapToInt(Hollow::supported).sum(), sets),
              true,
              Math.max(power, 0.3)));
    }

    private String drawn() {
      return k.matrices()
          + " random matrices "
          + k.shorter()
          + " × "
          + k.longer()
          + " of each spike; bars are ± one standard error.";
    }

    Figure positions() {
      int[] all = from(0);
      double[] x = spikes(all);
      double[] ends = {0, 1.03 * x[x.length - 1]};
      return Curves.of(
              Caption.of(
                      "positions",
                      "A spike leaves the noise at a threshold",
                      "The largest singular value in units of the noise as the instrument finds"
                          + " it, in "
                          + drawn()
                          + " Thin lines: the edge of the noise, and the spike itself.",
                      "Singular value against spike: points lie on the noise’s edge up to the"
                          + " threshold and then rise along theory’s curve, above the spike"
                          + " itself.")
                  .leading(),
              Axis.linear("θ, strength of the spike, √(m v)"),
              Axis.linear("s₁, largest singular value, √(m v)"))
          .theory("theory", Tone.CRITICAL, theory.position())
          .reference("θ", Tone.NEUTRAL, ends, ends)
          .reference(
              "edge",
              Tone.NEUTRAL,
              ends,
              new double[] {theory.edge().value(), theory.edge().value()})
          .measured(Tone.CRITICAL, x, means(all, Spectra::position));
    }

    Figure overlaps() {
      int[] all = from(0);
      return Curves.of(
              Caption.of(
                      "overlaps",
                      "Only above the threshold do singular vectors know of the spike",
                      "Squared overlap of the first singular vectors with those of the spike, in "
                          + drawn()
                          + " About the threshold finite matrices round the transition off.",
                      "Overlap against spike: two curves rise from zero at the threshold towards"
                          + " one, points along them.")
                  .leading(),
              Axis.linear("θ, strength of the spike, √(m v)"),
              Axis.linear("squared overlap").within(0, 1))
          .theory("shorter side", Tone.ORDER, theory.shortOverlap())
          .theory("longer side", Tone.CHAOS, theory.longOverlap())
          .measured(Tone.ORDER, spikes(all), means(all, Spectra::shortSide))
          .measured(Tone.CHAOS, spikes(all), means(all, Spectra::longSide));
    }

    Figure detection() {
      double[] upright = {0, 1};
      double threshold = theory.threshold().value();
      double limit = theory.noticed().value();
      return Curves.of(
              Caption.of(
                  "detection",
                  "The instrument notices a spike somewhat above the threshold",
                  "Fraction of matrices in which an outlier is called, in "
                      + drawn()
                      + " Upright lines: the threshold, and theory’s limit of detection, at which"
                      + " it is one half.",
                  "Fraction against spike: points rise from zero to one about the limit of"
                      + " detection, to the right of the threshold."),
              Axis.linear("θ, strength of the spike, √(m v)").within(0, 2.5 * threshold),
              Axis.linear("fraction of matrices with an outlier").within(0, 1.02))
          .reference("threshold", Tone.NEUTRAL, new double[] {threshold, threshold}, upright)
          .theory("limit of detection", Tone.CRITICAL, new double[] {limit, limit}, upright)
          .measured(
              Tone.CRITICAL,
              spikes(below(2.45)),
              Arrays.stream(below(2.45)).mapToObj(noticed()::get).toList());
    }

    private int[] below(double most) {
      return IntStream.of(from(0)).filter(i -> k.spikes().get(i) <= most).toArray();
    }

    Figure squares() {
      int[] clear = Arrays.stream(from(CLEAR)).filter(i -> k.spikes().get(i) <= 3).toArray();
      double root = Math.sqrt(k.ratio());
      double most = 1.05 * Arrays.stream(squared(clear)).max().orElse(1);
      return Curves.of(
              Caption.of(
                  "threshold",
                  "A straight line leads to the threshold",
                  "θ√(s₁² − edge²) against θ², in "
                      + drawn()
                      + " By theory it is θ² − √(n/m), which vanishes at the threshold.",
                  "Points on a straight line that meets zero at the square root of n/m."),
              Axis.linear("θ², m v").within(0, most),
              Axis.linear("θ√(s₁² − edge²), m v").within(0, most))
          .theory(
              "θ² − √(n/m)",
              Tone.CRITICAL,
              new double[] {root, most},
              new double[] {0, most - root})
          .measured(
              Tone.CRITICAL,
              squared(clear),
              square(clear).stream()
                  .map(e -> Measured.of(e.value(), e.standardError(), e.degreesOfFreedom()))
                  .toList());
    }

    Figure significances() {
      return Curves.of(
              Caption.of(
                  "significance",
                  "Of noise one matrix in a hundred is significant to one in a hundred",
                  "How many of "
                      + noises()
                      + " matrices of noise "
                      + k.noiseShorter()
                      + " × "
                      + k.noiseLonger()
                      + " have a largest singular value of at most this significance; bars are ±"
                      + " one standard error. At one in a hundred an outlier is called.",
                  "Fraction against significance, both logarithmic: points on the diagonal."),
              Axis.logarithmic("significance"),
              Axis.logarithmic("fraction of matrices"))
          .theory("as it says", Tone.CRITICAL, theory.significance())
          .measured(Tone.CRITICAL, LEVELS, significant());
    }

    Figure exponents() {
      double[] mu = kinds(k.heavy());
      return Curves.of(
              Caption.of(
                  "exponents",
                  "Exponents are found, of heavy matrices up to μ = 1",
                  "The exponent that the instrument finds, against that of the law. Numbers: "
                      + k.sets()
                      + " sets of "
                      + k.numbers()
                      + ". Eigenvalues: "
                      + k.heavies()
                      + " matrices "
                      + 2 * k.noiseShorter()
                      + " × "
                      + 2 * k.noiseLonger()
                      + " of weights with tails of μ = "
                      + Arrays.toString(mu).replaceAll("[\\[\\]]", "")
                      + ". Bars are ± one standard error.",
                  "Found against true exponent: numbers on the diagonal, eigenvalues on it for"
                      + " small exponents and above it for larger ones."),
              Axis.linear("exponent of the law, α or 1 + μ/2").within(1, 4),
              Axis.linear("exponent found, α").within(1, 4))
          .theory("equal", Tone.NEUTRAL, new double[] {1, 4}, new double[] {1, 4})
          .with(
              new Points(
                  "numbers",
                  Tone.ORDER,
                  kinds(k.exponents()),
                  measured(tails, k.exponents(), Tails::exponents)))
          .with(
              new Points(
                  "eigenvalues",
                  Tone.CHAOS,
                  Arrays.stream(mu).map(v -> 1 + v / 2).toArray(),
                  measured(heavy, k.heavy(), Found::exponents)));
    }

    Figure bars() {
      List<List<String>> rows = new ArrayList<>();
      for (Claim claim : claims) {
        if (claim.statement().figure().equals("bars")) {
          switch (claim) {
            case Claim.Point p -> rows.add(row(p.statement(), "", p.predicted(), p.measured()));
            case Claim.Bound b ->
                rows.add(row(b.statement(), b.atMost() ? "≤ " : "≥ ", b.bound(), b.measured()));
            default -> throw new IllegalStateException(claim.statement().id());
          }
        }
      }
      return new Figure.Table(
          Caption.of(
              "bars",
              "What the instruments’ errors are worth",
              "Matrices of noise "
                  + k.noiseShorter()
                  + " × "
                  + k.noiseLonger()
                  + ", and sets of "
                  + k.numbers()
                  + " numbers with a tail.",
              "A row for each number: what it should be, and what it is."),
          List.of("of the instruments", "should be", "is"),
          rows);
    }

    private static List<String> row(Statement s, String sign, Prediction p, Measured m) {
      return List.of(
          s.quantity(),
          sign + String.format(Locale.ROOT, "%.3g", p.value()),
          String.format(Locale.ROOT, "%.4f ± %.4f", m.mean(), m.standardError()));
    }
  }
}
