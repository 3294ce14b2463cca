package org.onsager.experiments.effectivetheory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.lab.Bench;
import org.onsager.lab.Claim;
import org.onsager.lab.Cost;
import org.onsager.lab.Dataset;
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
import org.onsager.lab.Statement;
import org.onsager.nets.Accuracy;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.Loss;
import org.onsager.nets.Optimiser;
import org.onsager.nets.Training;
import org.onsager.numerics.linear.Blas;
import org.onsager.numerics.statistics.Estimate;
import org.onsager.numerics.statistics.StraightLine;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.theory.MeanField;
import org.onsager.theory.gp.CentredLabels;
import org.onsager.theory.gp.Entries;
import org.onsager.theory.gp.GaussianProcess;
import org.onsager.theory.gp.KernelMatrix;
import org.onsager.theory.gp.Posterior;
import org.onsager.theory.kernel.InfiniteNetwork;
import org.onsager.theory.kernel.Inputs;
import org.onsager.theory.kernel.Parameterisation;

/**
 * An infinitely wide network is a Gaussian process, and learns without being trained.
 *
 * <p>Draw a wide network at random and its outputs, at any inputs, are jointly Gaussian. All that
 * is left of depth, activation and variances is a kernel. Condition it on labelled images and the
 * Bayesian prediction is the solution of one linear equation: no gradient, no learning rate.
 *
 * <p>The kernel, layer by layer: \[ K^{0} = \sigma_b^2 + \sigma_w^2 \frac{x \cdot x'}{d}, \quad
 * K^{\ell}(x,x') = \sigma_b^2 + \sigma_w^2 E[\phi(u)\phi(u')], \quad (u, u') \sim N(0, K^{\ell-1})
 * \quad (\text{eq. } 4, 5) \]
 *
 * <p>The prediction and its uncertainty: \[ \mu = K_* (K + \epsilon I)^{-1} Y, \quad s^2 = K_{**} -
 * K_* (K + \epsilon I)^{-1} K_*^T \quad (\text{eq. } 8, 9) \]
 *
 * <p>As in the published program, each image is brought to mean zero and variance one, labels are
 * one-hot less 1/10, \( \epsilon = 10^{-10} \) (more only where Cholesky fails), and for a row of
 * the paper's table the training set is the first images of each class after the first ten
 * thousand.
 *
 * <p><b>Departs from the paper:</b> kernels are computed exactly, not interpolated on a grid. The
 * table's variances are the paper's, chosen there on its validation set; none is chosen here. Of
 * finite networks some have their last layer trained to the end, which for a network of finite
 * width is the same Bayesian prediction with the kernel of its own hidden layer: they come to the
 * process as 1/N. Others are trained in all layers by stochastic gradient descent on the squared
 * loss, as in the paper, but with a fixed rate \( 4/(d + LN) \), momentum and number of steps where
 * the paper searches for the best: that they get better with width is judged, how near they come to
 * the process is shown. Learning curves average over disjoint random training sets. Of the paper's
 * colour images the first published batch is used, and its two larger rows are left out. The map
 * over variances is of erf networks, whose kernel is a closed form, where the paper has tanh. The
 * quick effort uses the embedded part of Fashion-MNIST, of which the paper has no table.
 */
@Reproduction(id = "deep-networks-as-gaussian-processes")
public final class DeepNeuralNetworksAsGaussianProcesses
    implements Experiment<
        DeepNeuralNetworksAsGaussianProcesses.Knobs, DeepNeuralNetworksAsGaussianProcesses.Theory> {

  /** What may be turned. */
  public record Knobs(
      @Knob(
              value = "φ of the kernels that are followed by size and width",
              oneOf = {"relu", "tanh", "erf"})
          String activation,
      @Knob(value = "σ_w², weight variance", min = 0.1, max = 5) double weightVariance,
      @Knob(value = "σ_b², bias variance", min = 0, max = 4) double biasVariance,
      @Knob(value = "hidden layers", min = 1, max = 20) int depth,
      @Knob("the images") String data,
      @Knob(value = "images that are learned", min = 10, max = 50_000) List<Integer> sizes,
      @Knob(value = "training sets of each size", min = 3, max = 100) int draws,
      @Knob(value = "images that are predicted", min = 200, max = 10_000) int tested,
      @Knob(value = "N of the finite networks, the first for their kernel", min = 16, max = 4096)
          List<Integer> widths,
      @Knob(value = "finite networks of each width", min = 8, max = 10_000) int networks,
      @Knob(value = "N of the networks that are trained in all layers", min = 2, max = 8192)
          List<Integer> trainedWidths,
      @Knob(value = "networks of each of these widths", min = 4, max = 1000) int trainedNetworks,
      @Knob(value = "steps of stochastic gradient descent", min = 1, max = 1_000_000) int steps,
      @Knob(
              value = "φ of the map over variances",
              oneOf = {"tanh", "erf"})
          String mapActivation,
      @Knob(value = "hidden layers of the map's kernels", min = 2, max = 200) int mapDepth,
      @Knob(value = "σ_b² of the map", min = 0.01, max = 2) List<Double> mapBiasVariances,
      @Knob(value = "σ_w² of the map, chaos for the first σ_b²", min = 0.1, max = 10)
          List<Double> mapWeightVariances,
      @Knob(value = "images that the map's kernels learn", min = 50, max = 5000) int mapSize,
      @Knob(value = "training sets of each kernel of the map", min = 3, max = 100) int mapDraws,
      @Knob(
              value = "the largest row of the paper's table to repeat; 0 for none",
              max = 50_000,
              min = 0)
          int table) {}

  /** What theory says, and what the paper found. */
  public record Theory(
      Prediction.Curve kernel,
      Prediction finiteWidth,
      Prediction.Curve trainedWidth,
      Prediction.Curve learning,
      Prediction uncertainty,
      Prediction.Curve depthScale,
      List<Prediction> accuracies,
      List<Prediction> errors) {}

  /** A row of the paper's table; the error is our reference program's. */
  record Row(
      String data,
      int size,
      String activation,
      int depth,
      double weightVariance,
      double biasVariance,
      double accuracy,
      double band,
      double meanSquaredError) {}

  /** Finite networks, drawn from one stream. */
  record Drawn(int width, int number) {}

  /** Kernel of the network's inputs against the first one, and distance from the process. */
  record Seen(double[] kernel, double distance) {}

  /** A network trained in all layers, and the share of test images that it gets right. */
  record Trained(int width, int number) {}

  record Right(double accuracy) {}

  /** A Gaussian process with a training set. */
  record Asked(int size, int draw, String activation, int depth, double weights, double biases) {}

  /** How it did: over test images, with the paper's binned correlation. */
  record Learned(
      double accuracy, double meanSquaredError, double correlation, double jitter, int tested) {}

  private static final double EPSILON = 1e-10;
  private static final int BIN = 100;
  private static final int HELD = 10_000;
  private static final double[] ANGLES = {-0.9, -0.5, 0, 0.4, 0.7, 0.9, 1};
  private static final int FEW = 20;
  private static final double FEW_NOISE = 20;
  private static final int PLANES = 16;
  private static final int BATCH = 50;

  private static final List<Row> TABLE =
      List.of(
          new Row("mnist", 1000, "relu", 20, 1.45, 0.28, 0.9279, 0.006, 0.02089),
          new Row("mnist", 1000, "tanh", 20, 1.96, 0.62, 0.9266, 0.006, Double.NaN),
          new Row("mnist", 10_000, "relu", 7, 0.61, 0.07, 0.9765, 0.002, 0.00899),
          new Row("mnist", 10_000, "tanh", 2, 1.62, 0.28, 0.9773, 0.002, 0.00867),
          new Row("mnist", 50_000, "relu", 1, 0.10, 0.48, 0.9875, 0.002, Double.NaN),
          new Row("cifar10-batch1", 1000, "relu", 7, 1.28, 0, 0.3608, 0.02, Double.NaN));

  @Override
  public Paper paper() {
    return new Paper(
        "1711.00165v3",
        "Deep Neural Networks as Gaussian Processes",
        List.of(
            "Jaehoon Lee",
            "Yasaman Bahri",
            "Roman Novak",
            "Samuel S. Schoenholz",
            "Jeffrey Pennington",
            "Jascha Sohl-Dickstein"),
        2018,
        "ICLR 2018");
  }

  @Override
  public Knobs knobs(Effort effort) {
    List<Double> biases = List.of(0.1, 0.3, 0.6);
    List<Double> weights = List.of(0.6, 1.2, 1.8, 2.4, 3.2, 4.5);
    return switch (effort) {
      case QUICK ->
          new Knobs(
              "relu",
              2,
              0.2,
              3,
              "fashion-mnist-small",
              List.of(60, 200, 600),
              10,
              2000,
              List.of(96, 192, 384),
              48,
              List.of(8, 24, 96),
              20,
              300,
              "erf",
              30,
              List.of(0.1),
              List.of(2.4, 3.2, 4.5),
              150,
              24,
              0);
      case DESK ->
          new Knobs(
              "relu",
              2,
              0.2,
              3,
              "mnist",
              List.of(100, 300, 1000, 3000),
              8,
              10_000,
              List.of(128, 256, 512),
              400,
              List.of(8, 32, 128),
              20,
              3000,
              "erf",
              30,
              biases,
              weights,
              1000,
              8,
              10_000);
      case PAPER ->
          new Knobs(
              "relu",
              2,
              0.2,
              3,
              "mnist",
              List.of(100, 1000, 10_000),
              5,
              10_000,
              List.of(256, 512, 1024),
              400,
              List.of(8, 32, 128),
              20,
              100_000,
              "erf",
              50,
              biases,
              weights,
              1000,
              8,
              50_000);
    };
  }

  private static List<Row> table(Knobs k) {
    return TABLE.stream()
        .filter(r -> r.size() <= k.table())
        .filter(r -> r.data().equals(k.data()) || !r.data().equals("mnist"))
        .toList();
  }

  private static InfiniteNetwork network(
      int features, String activation, int depth, double weights, double biases) {
    int[] widths = new int[depth + 2];
    Arrays.fill(widths, 1);
    widths[0] = features;
    return InfiniteNetwork.of(
        Network.dense(widths, Activation.of(activation), Initialisation.gaussian(weights, biases)),
        Parameterisation.NTK);
  }

  /** [angles] inputs in a plane, of mean square 1, the last one the first direction itself. */
  private static double[] plane(double[] cosines) {
    double[] x = new double[2 * cosines.length];
    for (int i = 0; i < cosines.length; i++) {
      x[2 * i] = Math.sqrt(2) * cosines[i];
      x[2 * i + 1] = Math.sqrt(2 * Math.max(0, 1 - cosines[i] * cosines[i]));
    }
    return x;
  }

  @Override
  public Theory theory(Knobs k) {
    InfiniteNetwork network =
        network(2, k.activation(), k.depth(), k.weightVariance(), k.biasVariance());
    double[] cosines = IntStream.rangeClosed(-100, 100).mapToDouble(i -> i / 100.0).toArray();
    Inputs all = network.inputs(plane(cosines), cosines.length);
    double[] kernel = new double[cosines.length];
    network.tile(
        network.inputs(plane(new double[] {1}), 1),
        0,
        1,
        all,
        0,
        cosines.length,
        kernel,
        null,
        0,
        cosines.length);
    MeanField field =
        MeanField.of(Activation.of(k.mapActivation()), 1, k.mapBiasVariances().getFirst());
    double[] w = k.mapWeightVariances().stream().mapToDouble(v -> v).sorted().toArray();
    double[] n = k.sizes().stream().mapToDouble(s -> s).sorted().toArray();
    double[] widths = k.trainedWidths().stream().mapToDouble(v -> v).sorted().toArray();
    String found = "found in the paper, not derived";
    List<Row> rows = table(k);
    return new Theory(
        new Prediction.Curve(cosines, kernel, 1e-9, Regime.asymptotic("width → ∞")),
        Prediction.asymptotic(-1, 0, "width → ∞"),
        new Prediction.Curve(
            widths, Arrays.stream(widths).map(v -> -1 / v).toArray(), 0, Regime.heuristic(found)),
        new Prediction.Curve(
            n, Arrays.stream(n).map(Math::log).toArray(), 0, Regime.heuristic(found)),
        new Prediction(k.tested() < HELD ? 0.5 : 0.9, 0, Regime.heuristic(found)),
        new Prediction.Curve(
            w,
            Arrays.stream(w)
                .map(v -> field.at(v, field.biasVariance()).phase(1).xiC().value())
                .toArray(),
            0,
            Regime.asymptotic("width → ∞")),
        rows.stream()
            .map(r -> new Prediction(r.accuracy(), r.band(), Regime.heuristic(found)))
            .toList(),
        rows.stream()
            .filter(r -> !Double.isNaN(r.meanSquaredError()))
            .map(r -> new Prediction(r.meanSquaredError(), 6e-6, Regime.exact()))
            .toList());
  }

  private static List<Asked> curve(Knobs k) {
    return k.sizes().stream()
        .flatMap(
            n ->
                IntStream.range(0, k.draws())
                    .mapToObj(
                        i ->
                            new Asked(
                                n,
                                i,
                                k.activation(),
                                k.depth(),
                                k.weightVariance(),
                                k.biasVariance())))
        .toList();
  }

  private static List<Asked> map(Knobs k) {
    List<Asked> all = new ArrayList<>();
    for (double b : k.mapBiasVariances()) {
      for (double w : k.mapWeightVariances()) {
        for (int i = 0; i < k.mapDraws(); i++) {
          all.add(new Asked(k.mapSize(), i, k.mapActivation(), k.mapDepth(), w, b));
        }
      }
    }
    return all;
  }

  private static Asked asked(Row r) {
    return new Asked(r.size(), 0, r.activation(), r.depth(), r.weightVariance(), r.biasVariance());
  }

  @Override
  public Cost cost(Knobs k) {
    List<Asked> all = new ArrayList<>(curve(k));
    all.addAll(map(k));
    table(k).forEach(r -> all.add(asked(r)));
    double flops = 0;
    double largest = 0;
    for (Asked a : all) {
      double n = a.size();
      double m = a.draw() == 0 && n >= HELD ? HELD : k.tested();
      flops += n * n * n / 3 + n * n * m + (n * n / 2 + n * m) * (40.0 * a.depth() + 1600);
      largest = Math.max(largest, 8 * n * n + 8 * 1088 * n);
    }
    double weights = 0;
    for (int n : k.widths()) {
      weights += (double) k.networks() * n * n * k.depth();
    }
    double steps = 0;
    for (int n : k.trainedWidths()) {
      double parameters = 784.0 * n + (k.depth() - 1.0) * n * n + 10.0 * n;
      steps += k.trainedNetworks() * (double) k.steps() * (6 * BATCH * parameters + 3e6);
    }
    int points =
        all.size()
            + k.widths().size() * k.networks()
            + k.trainedWidths().size() * k.trainedNetworks();
    double seconds = flops / 2e10 + weights * 4e-8 + steps / 2e10;
    return new Cost(points, flops + 300 * weights + steps, largest, seconds);
  }

  @Override
  public Findings run(Knobs k, Theory theory, Lab lab) {
    Dataset data = lab.data(k.data());
    int[] order = shuffled(data.train().count(), lab);
    List<Asked> curve = curve(k);
    List<Asked> map = map(k);
    List<Learned> learned = learn("learning", curve, k.tested(), data, order, lab);
    List<Learned> mapped = learn("map", map, Math.min(1000, k.tested()), data, order, lab);
    List<Drawn> drawn =
        k.widths().stream()
            .flatMap(n -> IntStream.range(0, k.networks()).mapToObj(i -> new Drawn(n, i)))
            .toList();
    int[] few = Arrays.copyOf(order, 2 * FEW);
    List<Seen> seen =
        lab.points("width", drawn, Seen.class, (p, bench) -> seen(p, k, data, few, bench));
    List<Trained> training =
        k.trainedWidths().stream()
            .flatMap(n -> IntStream.range(0, k.trainedNetworks()).mapToObj(i -> new Trained(n, i)))
            .toList();
    List<Right> trained =
        lab.points("trained", training, Right.class, (p, bench) -> train(p, k, data, order, bench));
    List<Learned> rows = new ArrayList<>();
    for (Row r : table(k)) {
      Dataset its = lab.data(r.data());
      int[] first = firstOfEach(its, r.size());
      rows.addAll(
          lab.points(
              "table " + r.data(),
              List.of(asked(r)),
              Learned.class,
              (p, bench) -> learn(p, its, first, its.test().count(), false, bench)));
    }
    Scribe scribe = new Scribe(k, theory, lab.effort().power(), new ArrayList<>());
    List<Figure> figures =
        List.of(
            scribe.learning(learned),
            scribe.kernels(seen),
            scribe.widths(seen),
            scribe.trained(trained, learned),
            scribe.map(mapped),
            scribe.uncertainty(learned));
    scribe.rows(rows);
    return new Findings(
        scribe.claims(),
        figures,
        Map.of(
            "images",
            data.name(),
            "largest jitter",
            Double.toString(
                java.util.stream.Stream.of(learned, mapped, rows)
                    .flatMap(List::stream)
                    .mapToDouble(Learned::jitter)
                    .max()
                    .orElse(0))));
  }

  private static int[] shuffled(int count, Lab lab) {
    int[] order = IntStream.range(0, count).toArray();
    var random = lab.stream("training sets").generator();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /** The published program's training set: the first of each class behind the validation images. */
  private static int[] firstOfEach(Dataset data, int size) {
    int[] labels = data.train().labels();
    int skipped = labels.length > 2 * HELD ? HELD : 0;
    int[] taken = new int[data.classes()];
    return IntStream.range(skipped, labels.length)
        .filter(i -> size + skipped >= labels.length || taken[labels[i]]++ < size / data.classes())
        .toArray();
  }

  private static List<Learned> learn(
      String purpose, List<Asked> asked, int tested, Dataset data, int[] order, Lab lab) {
    return lab.points(
        purpose,
        asked,
        Learned.class,
        (p, bench) -> {
          int pool = order.length;
          int[] mine =
              IntStream.range(0, p.size())
                  .map(i -> order[(int) (((long) p.draw() * p.size() + i) % pool)])
                  .toArray();
          return learn(p, data, mine, tested, purpose.equals("learning"), bench);
        });
  }

  /** Images brought to mean zero and variance one each. */
  private static double[] images(Dataset.Samples samples, int[] which) {
    int d = samples.features();
    double[] x = new double[which.length * d];
    for (int i = 0; i < which.length; i++) {
      double mean = 0;
      double squares = 0;
      for (int j = 0; j < d; j++) {
        double v = samples.inputs()[which[i] * d + j];
        mean += v / d;
        squares += v * v / d;
      }
      double scale = 1 / Math.sqrt(squares - mean * mean + 1e-15);
      for (int j = 0; j < d; j++) {
        x[i * d + j] = scale * (samples.inputs()[which[i] * d + j] - mean);
      }
    }
    return x;
  }

  private static CentredLabels labels(Dataset data, Dataset.Samples samples, int[] which) {
    return new CentredLabels(
        data.classes(), Arrays.stream(which).map(i -> samples.labels()[i]).toArray());
  }

  private static Learned learn(
      Asked p, Dataset data, int[] which, int tested, boolean uncertain, Bench bench) {
    bench.pause();
    int[] testing = IntStream.range(0, Math.min(tested, data.test().count())).toArray();
    InfiniteNetwork network =
        network(data.train().features(), p.activation(), p.depth(), p.weights(), p.biases());
    int n = which.length;
    Inputs train = network.inputs(images(data.train(), which), n);
    Inputs test = network.inputs(images(data.test(), testing), testing.length);
    KernelMatrix kernel =
        bench.keep(
            KernelMatrix.of(
                n,
                (r0, r1, c0, c1, into, stride) ->
                    network.tile(train, r0, r1, train, c0, c1, into, null, 0, stride),
                1));
    int classes = data.classes();
    GaussianProcess gp =
        GaussianProcess.of(kernel, labels(data, data.train(), which).targets(), classes, EPSILON);
    bench.pause();
    Entries cross =
        (r0, r1, c0, c1, into, stride) ->
            network.tile(test, r0, r1, train, c0, c1, into, null, 0, stride);
    CentredLabels truth = labels(data, data.test(), testing);
    double[] targets = truth.targets();
    Posterior posterior =
        uncertain
            ? gp.posterior(cross, network.nngpDiagonal(test), 1)
            : new Posterior(gp.mean(cross, testing.length, 1), new double[testing.length]);
    double[] mean = posterior.mean();
    double[] errors = new double[testing.length];
    for (int i = 0; i < mean.length; i++) {
      errors[i / classes] += Math.pow(mean[i] - targets[i], 2) / classes;
    }
    return new Learned(
        truth.accuracy(mean),
        Arrays.stream(errors).average().orElseThrow(),
        uncertain ? binned(posterior.variance(), errors) : 0,
        gp.jitter(),
        testing.length);
  }

  /** Pearson's r of predicted variance and realised error, averaged over bins of 100 images. */
  private static double binned(double[] variance, double[] error) {
    int bins = variance.length / BIN;
    int[] ascending =
        IntStream.range(0, bins * BIN)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> variance[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] x = new double[bins];
    double[] y = new double[bins];
    for (int i = 0; i < ascending.length; i++) {
      x[i / BIN] += variance[ascending[i]] / BIN;
      y[i / BIN] += error[ascending[i]] / BIN;
    }
    double mx = Arrays.stream(x).average().orElseThrow();
    double my = Arrays.stream(y).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < bins; i++) {
      xy += (x[i] - mx) * (y[i] - my);
      xx += (x[i] - mx) * (x[i] - mx);
      yy += (y[i] - my) * (y[i] - my);
    }
    return xy / Math.sqrt(xx * yy);
  }

  /** One finite network: the kernel of its hidden layer, and what its last layer learns. */
  private static Seen seen(Drawn p, Knobs k, Dataset data, int[] few, Bench bench) {
    bench.keep(Scope.open());
    double[] angles = plane(ANGLES);
    double[] kernel = new double[ANGLES.length];
    int planes = p.width() == k.widths().getFirst() ? PLANES : 0;
    for (int net = 0; net < planes; net++) {
      double[] features = features(p.width(), 2, angles, k, bench, "plane " + net);
      for (int i = 0; i < ANGLES.length; i++) {
        kernel[i] += kernel(features, i, ANGLES.length - 1, p.width(), k) / planes;
      }
    }
    int[] known = Arrays.copyOf(few, FEW);
    double[] x = images(data.train(), few);
    int d = data.train().features();
    double[] hidden = features(p.width(), d, x, k, bench, "images");
    double[] own = Blas.gram(2 * FEW, p.width(), k.weightVariance() / p.width(), hidden);
    for (int i = 0; i < own.length; i++) {
      own[i] += k.biasVariance();
    }
    InfiniteNetwork network =
        network(d, k.activation(), k.depth(), k.weightVariance(), k.biasVariance());
    Inputs inputs = network.inputs(x, 2 * FEW);
    double[] limit = new double[own.length];
    network.tile(inputs, 0, 2 * FEW, inputs, 0, 2 * FEW, limit, null, 0, 2 * FEW);
    double[] targets = labels(data, data.train(), known).targets();
    double[] finite = predicted(own, targets, data.classes());
    double[] infinite = predicted(limit, targets, data.classes());
    double distance = 0;
    for (int i = 0; i < finite.length; i++) {
      distance += Math.pow(finite[i] - infinite[i], 2) / finite.length;
    }
    return new Seen(kernel, distance);
  }

  /** The size of training set that networks are trained on in all layers: the middle one. */
  private static int trainedSize(Knobs k) {
    return k.sizes().get(k.sizes().size() / 2);
  }

  /** One network, trained in all layers on the images of one draw of the learning curve. */
  private static Right train(Trained p, Knobs k, Dataset data, int[] order, Bench bench) {
    bench.keep(Scope.open());
    int n = trainedSize(k);
    long draw = p.number() % k.draws();
    int[] which =
        IntStream.range(0, n).map(i -> order[(int) ((draw * n + i) % order.length)]).toArray();
    int d = data.train().features();
    Activation activation = Activation.of(k.activation());
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < k.depth(); l++) {
      layers.add(new Layer.Dense(l == 0 ? d : p.width(), p.width()));
      layers.add(new Layer.ActivationLayer(activation));
    }
    layers.add(new Layer.Dense(p.width(), data.classes()));
    FiniteNetwork network =
        FiniteNetwork.draw(
            new Network(layers, Initialisation.gaussian(k.weightVariance(), k.biasVariance())),
            DType.FLOAT64,
            Generator.of(bench.stream().named("drawn")));
    Training training =
        new Training(
            Loss.SQUARED,
            new Optimiser.Sgd(4.0 / (d + k.depth() * p.width()), 0.9),
            k.steps(),
            Math.min(BATCH, n),
            k.steps());
    training.run(
        network,
        Tensor.of(images(data.train(), which), n, d),
        classes(data.train(), which),
        bench.stream().named("descent"),
        bench::pause);
    int[] testing = IntStream.range(0, Math.min(k.tested(), data.test().count())).toArray();
    return new Right(
        Accuracy.of(
            network,
            Tensor.of(images(data.test(), testing), testing.length, d),
            classes(data.test(), testing)));
  }

  private static Tensor classes(Dataset.Samples samples, int[] which) {
    return Tensor.of(
        Arrays.stream(which).mapToLong(i -> samples.labels()[i]).toArray(), which.length);
  }

  private static double kernel(double[] features, int i, int j, int width, Knobs k) {
    double sum = 0;
    for (int u = 0; u < width; u++) {
      sum += features[i * width + u] * features[j * width + u];
    }
    return k.biasVariance() + k.weightVariance() * sum / width;
  }

  /** Means at the second half of a kernel's inputs, given the first. */
  private static double[] predicted(double[] kernel, double[] targets, int classes) {
    Entries all = Entries.of(kernel, 2 * FEW);
    try (KernelMatrix known = KernelMatrix.of(FEW, all, 1)) {
      return GaussianProcess.of(known, targets, classes, FEW_NOISE)
          .mean(
              (r0, r1, c0, c1, into, stride) -> all.tile(FEW + r0, FEW + r1, c0, c1, into, stride),
              FEW,
              1);
    }
  }

  /** The last hidden layer's units [inputs, width] of a network drawn now. */
  private static double[] features(
      int width, int inputs, double[] x, Knobs k, Bench bench, String purpose) {
    Activation activation = Activation.of(k.activation());
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < k.depth(); l++) {
      layers.add(new Layer.Dense(l == 0 ? inputs : width, width));
      layers.add(new Layer.ActivationLayer(activation));
    }
    FiniteNetwork network =
        FiniteNetwork.draw(
            new Network(layers, Initialisation.gaussian(k.weightVariance(), k.biasVariance())),
            DType.FLOAT64,
            Generator.of(bench.stream().named(purpose)));
    return Gradients.without(
        () -> network.forward(Tensor.of(x, x.length / inputs, inputs)).toDoubles());
  }

  /** Lays prediction and measurement side by side: claims and figures. */
  private record Scribe(Knobs k, Theory theory, double power, List<Claim> claims) {

    private List<Measured> grouped(List<Learned> all, int draws, ToDoubleFunction<Learned> f) {
      return IntStream.range(0, all.size() / draws)
          .mapToObj(
              i ->
                  Measured.of(
                      all.subList(i * draws, (i + 1) * draws).stream().mapToDouble(f).toArray()))
          .toList();
    }

    private List<Prediction> along(Prediction.Curve curve, List<? extends Number> places) {
      return places.stream()
          .map(x -> new Prediction(curve.at(x.doubleValue()), 0, curve.regime()))
          .toList();
    }

    Figure learning(List<Learned> learned) {
      List<Measured> accuracy = grouped(learned, k.draws(), Learned::accuracy);
      claims.add(
          new Claim.Ordering(
              Statement.of("more-images", "The more images it has seen, the more it gets right")
                  .quantity("test accuracy at n = " + k.sizes())
                  .at("§3, Table 1")
                  .shownIn("learning"),
              along(theory.learning(), k.sizes()),
              accuracy,
              power));
      return new Curves(
          Caption.of(
                  "learning",
                  "An infinitely wide network learns without being trained",
                  "Test accuracy of the Gaussian process of "
                      + k.depth()
                      + " hidden "
                      + k.activation()
                      + " layers on "
                      + k.data()
                      + "; bars are ± one standard error over "
                      + k.draws()
                      + " training sets.",
                  "Accuracy against training images, logarithmic: rising points.")
              .leading(),
          Axis.logarithmic("training images"),
          Axis.linear("test accuracy"),
          List.of(),
          List.of(
              new Points(
                  k.activation(),
                  Tone.CRITICAL,
                  k.sizes().stream().mapToDouble(n -> n).toArray(),
                  accuracy)));
    }

    private List<Seen> ofWidth(List<Seen> seen, int i) {
      return seen.subList(i * k.networks(), (i + 1) * k.networks());
    }

    Figure kernels(List<Seen> seen) {
      List<Measured> kernel =
          Measured.ofColumns(ofWidth(seen, 0).stream().map(Seen::kernel).toList());
      double largest = Arrays.stream(theory.kernel().y()).map(Math::abs).max().orElseThrow();
      claims.add(
          new Claim.Curve(
              Statement.of("kernel", "Random networks have the kernel of the process")
                  .quantity("K(x, x′) of " + k.depth() + " layers, N = " + k.widths().getFirst())
                  .at("§2.2, eq. 4 and 5")
                  .shownIn("kernel")
                  .certifying("kernel/nngp"),
              theory.kernel(),
              Claim.Curve.Sample.of(ANGLES, kernel),
              false,
              Math.min(power / 2, 1.0 / k.widths().getFirst()) * largest,
              power,
              0.25));
      return new Curves(
          Caption.of(
              "kernel",
              "Random networks have the kernel of the process",
              "Kernel of the outputs at two inputs against the inputs’ correlation; "
                  + PLANES * k.networks()
                  + " random networks of width "
                  + k.widths().getFirst()
                  + ", bars are ± one standard error.",
              "Kernel against correlation: points on theory’s convex curve."),
          Axis.linear("x·x′/d"),
          Axis.linear("K(x, x′)"),
          List.of(
              new Line(
                  "width → ∞",
                  Tone.CRITICAL,
                  Origin.THEORY,
                  theory.kernel().x(),
                  theory.kernel().y())),
          List.of(new Points("random networks", Tone.CRITICAL, ANGLES, kernel)));
    }

    Figure widths(List<Seen> seen) {
      double[] n = k.widths().stream().mapToDouble(w -> w).toArray();
      List<Measured> distances =
          IntStream.range(0, n.length)
              .mapToObj(
                  i -> Measured.of(ofWidth(seen, i).stream().mapToDouble(Seen::distance).toArray()))
              .toList();
      Estimate slope =
          StraightLine.of(
                  Arrays.stream(n).map(Math::log).toArray(),
                  distances.stream()
                      .map(
                          d ->
                              new Estimate(d.mean(), d.standardError(), d.degreesOfFreedom())
                                  .map(Math::log, 1 / d.mean()))
                      .toArray(Estimate[]::new))
              .slope();
      claims.add(
          new Claim.Exponent(
              Statement.of(
                      "finite-width", "Wider trained networks come closer to the process, as 1/N")
                  .quantity("d log⟨|f_N − μ|²⟩/d log N")
                  .at("§3.1, Fig. 1; the exponent is beyond the paper")
                  .shownIn("width")
                  .powerBecause(
                      "the distance scatters widely from network to network, and terms in 1/N² bend"
                          + " its law")
                  .certifying("gp/mean"),
              theory.finiteWidth(),
              Measured.of(slope.value(), slope.standardError(), slope.degreesOfFreedom()),
              0.05,
              k.networks() < 400 ? 0.5 : 0.2,
              null));
      double level = distances.getLast().mean() * n[n.length - 1];
      return new Curves(
          Caption.of(
              "width",
              "Wider networks predict as the process does",
              "Mean squared distance between the outputs of networks whose last layer is trained"
                  + " to the end and the Gaussian process; bars are ± one standard error over "
                  + k.networks()
                  + " networks. The line falls as 1/N through the last point.",
              "Squared distance against width, both logarithmic: a straight fall."),
          Axis.logarithmic("N, width"),
          Axis.logarithmic("⟨|f_N − μ|²⟩"),
          List.of(
              new Line(
                  "1/N",
                  Tone.CRITICAL,
                  Origin.THEORY,
                  n,
                  Arrays.stream(n)
                      .map(
                          w ->
                              level
                                  * Math.pow(w, theory.finiteWidth().value())
                                  / Math.pow(n[n.length - 1], 1 + theory.finiteWidth().value()))
                      .toArray())),
          List.of(new Points("trained networks", Tone.CRITICAL, n, distances)));
    }

    /** A line that the frame makes room for. */
    private static double[] level(double height, int points) {
      double[] level = new double[points];
      Arrays.fill(level, height);
      return level;
    }

    Figure trained(List<Right> trained, List<Learned> learned) {
      double[] n = k.trainedWidths().stream().mapToDouble(w -> w).toArray();
      List<Measured> accuracy =
          IntStream.range(0, n.length)
              .mapToObj(
                  i ->
                      Measured.of(
                          trained
                              .subList(i * k.trainedNetworks(), (i + 1) * k.trainedNetworks())
                              .stream()
                              .mapToDouble(Right::accuracy)
                              .toArray()))
              .toList();
      claims.add(
          new Claim.Ordering(
              Statement.of("trained-width", "The wider a trained network, the more it gets right")
                  .quantity("test accuracy at N = " + k.trainedWidths())
                  .at("§3.1, Fig. 1")
                  .shownIn("trained"),
              along(theory.trainedWidth(), k.trainedWidths()),
              accuracy,
              power));
      double process =
          grouped(learned, k.draws(), Learned::accuracy).get(k.sizes().size() / 2).mean();
      return new Curves(
          Caption.of(
              "trained",
              "Trained networks get better with width",
              "Test accuracy after "
                  + k.steps()
                  + " steps of stochastic gradient descent on all layers and "
                  + trainedSize(k)
                  + " images, and that of the Gaussian process of the same images; bars are ± one"
                  + " standard error over "
                  + k.trainedNetworks()
                  + " networks.",
              "Accuracy against width, logarithmic: rising points below a level line."),
          Axis.logarithmic("N, width"),
          Axis.linear("test accuracy").within(0, 1),
          List.of(
              new Line(
                  "Gaussian process", Tone.NEUTRAL, Origin.REFERENCE, n, level(process, n.length))),
          List.of(new Points("trained networks", Tone.CRITICAL, n, accuracy)));
    }

    Figure map(List<Learned> mapped) {
      List<Measured> accuracy = grouped(mapped, k.mapDraws(), Learned::accuracy);
      int columns = k.mapWeightVariances().size();
      MeanField field =
          MeanField.of(Activation.of(k.mapActivation()), 1, k.mapBiasVariances().getFirst());
      List<Integer> chaotic =
          IntStream.range(0, columns)
              .filter(
                  i ->
                      field
                          .at(k.mapWeightVariances().get(i), field.biasVariance())
                          .phase(1)
                          .phase()
                          .equals(org.onsager.theory.Phase.CHAOTIC))
              .boxed()
              .toList();
      if (chaotic.size() > 1) {
        List<Double> w = chaotic.stream().map(k.mapWeightVariances()::get).toList();
        claims.add(
            new Claim.Ordering(
                Statement.of(
                        "critical-line",
                        "In chaos a deep kernel forgets more, the further from the critical line")
                    .quantity("test accuracy at σ_w² = " + w + ", " + k.mapDepth() + " layers")
                    .at("§3.3, Fig. 4")
                    .shownIn("map"),
                along(theory.depthScale(), w),
                chaotic.stream().map(accuracy::get).toList(),
                power));
      }
      double[] b = k.mapBiasVariances().stream().mapToDouble(v -> v).toArray();
      double[] w = k.mapWeightVariances().stream().mapToDouble(v -> v).toArray();
      double[][] values = new double[b.length][columns];
      double[][] errors = new double[b.length][columns];
      for (int i = 0; i < accuracy.size(); i++) {
        values[i / columns][i % columns] = accuracy.get(i).mean();
        errors[i / columns][i % columns] = accuracy.get(i).standardError();
      }
      double[] fine =
          IntStream.rangeClosed(0, 40)
              .mapToDouble(i -> b[0] / 2 + i * (1.2 * b[b.length - 1] - b[0] / 2) / 40)
              .toArray();
      return new Figure.HeatMap(
          Caption.of(
              "map",
              "Deep kernels learn near the critical line",
              "Test accuracy of Gaussian processes of "
                  + k.mapDepth()
                  + " hidden "
                  + k.mapActivation()
                  + " layers after "
                  + k.mapSize()
                  + " images of "
                  + k.data()
                  + ". The line is the mean-field theory of order and chaos.",
              "Heat map of accuracy over weight and bias variance; theory’s critical line."),
          Axis.linear("weight variance σ_w²"),
          Axis.linear("bias variance σ_b²"),
          w,
          b,
          values,
          errors,
          "test accuracy",
          Double.NaN,
          List.of(
              new Line(
                  "χ₁ = 1",
                  Tone.CRITICAL,
                  Origin.THEORY,
                  field.criticalLine().weightVariances(fine),
                  fine)),
          List.of());
    }

    Figure uncertainty(List<Learned> learned) {
      List<Measured> r = grouped(learned, k.draws(), Learned::correlation);
      claims.add(
          new Claim.Bound(
              Statement.of("uncertainty", "Where the process is unsure, it errs")
                  .quantity(
                      "Pearson’s r of predicted variance and squared error, bins of 100 images, n ="
                          + " "
                          + k.sizes().getLast())
                  .at("§3.2, Fig. 2")
                  .shownIn("uncertainty")
                  .powerBecause(k.tested() < HELD ? "a correlation of few bins scatters" : "")
                  .certifying("gp/variance"),
              theory.uncertainty(),
              r.getLast(),
              false,
              k.tested() < HELD ? 0.4 : power));
      double[] n = k.sizes().stream().mapToDouble(s -> s).toArray();
      double least = theory.uncertainty().value();
      return new Curves(
          Caption.of(
              "uncertainty",
              "Where the process is unsure, it errs",
              "Correlation of predicted variance and squared error over bins of 100 test images;"
                  + " bars are ± one standard error over training sets.",
              "Correlation against training images: points near one."),
          Axis.logarithmic("training images"),
          Axis.linear("Pearson’s r").within(0, 1),
          List.of(new Line("at least", Tone.NEUTRAL, Origin.REFERENCE, n, level(least, n.length))),
          List.of(new Points(k.activation(), Tone.CRITICAL, n, r)));
    }

    void rows(List<Learned> learned) {
      List<Row> rows = table(k);
      int errors = 0;
      for (int i = 0; i < rows.size(); i++) {
        Row r = rows.get(i);
        Learned l = learned.get(i);
        String id = r.data() + "-" + r.size() + "-" + r.activation();
        String what =
            r.data() + ", " + r.size() + " images, " + r.depth() + " " + r.activation() + " layers";
        double error = Math.sqrt(l.accuracy() * (1 - l.accuracy()) / l.tested());
        claims.add(
            new Claim.Point(
                Statement.of("accuracy-" + id, "The table’s accuracy is found again")
                    .quantity("test accuracy: " + what)
                    .at("Table 1")
                    .powerBecause(
                        r.size() < 2000
                            ? "the paper’s own training set is known to ± half a percent"
                            : ""),
                theory.accuracies().get(i),
                Measured.of(l.accuracy(), error, l.tested() - 1.0),
                0,
                r.accuracy() < 0.5 ? 0.15 : power,
                null));
        if (!Double.isNaN(r.meanSquaredError())) {
          claims.add(
              new Claim.Point(
                  Statement.of("error-" + id, "Another program’s mean squared error is found again")
                      .quantity("mean squared error: " + what)
                      .at("Table 1’s row; the number is an independent program’s, same split"),
                  theory.errors().get(errors),
                  Measured.of(l.meanSquaredError(), 1e-6, Double.POSITIVE_INFINITY),
                  0.01 * r.meanSquaredError(),
                  power,
                  null));
          errors++;
        }
      }
    }
  }
}
