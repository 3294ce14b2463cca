package org.onsager.workbench;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Network;
import org.onsager.data.NpyArray;
import org.onsager.lab.Refusal;
import org.onsager.numerics.linear.Blas;
import org.onsager.theory.gp.Calibration;
import org.onsager.theory.gp.CentredLabels;
import org.onsager.theory.gp.ClassCalibration;
import org.onsager.theory.gp.Entries;
import org.onsager.theory.gp.GaussianProcess;
import org.onsager.theory.gp.GradientFlow;
import org.onsager.theory.gp.KernelMatrix;
import org.onsager.theory.gp.Posterior;
import org.onsager.theory.kernel.InfiniteNetwork;
import org.onsager.theory.kernel.Inputs;
import org.onsager.theory.kernel.Kernels;
import org.onsager.theory.kernel.Parameterisation;

/**
 * A question to an infinitely wide network: samples with labels, and samples without.
 *
 * @param network as it would be drawn
 * @param parameterisation of its tangent kernel
 * @param train file of the training samples
 * @param labels file of their labels
 * @param test file of the samples to predict
 * @param testLabels file of what is true of them, or empty
 * @param noise variance of a label's noise; NaN for the most likely one
 * @param flow gradient flow with the tangent kernel in place of the posterior
 * @param time of the flow
 * @param threads for kernels and linear algebra
 */
public record Inference(
    Network network,
    Parameterisation parameterisation,
    String train,
    String labels,
    String test,
    String testLabels,
    double noise,
    boolean flow,
    double time,
    int threads) {
  private static final int TIMED = 500;

  /** Samples that a flow predicts at once. */
  private static final int BLOCK = 1024;

  /**
   * The answer.
   *
   * @param samples that were learned
   * @param classes of a classification; 0 of a regression
   * @param posterior means and variances at the test samples
   * @param noise variance, as given or as chosen
   * @param jitter what had to be added to the diagonal besides
   * @param logLikelihood the log marginal likelihood; NaN of a flow
   * @param learned directions that a flow learns; n of a posterior
   * @param accuracy NaN without true classes
   * @param calibration null without true labels
   * @param decisions the same of classes; null for values
   * @param share of the measured peak that the factorisations reached; NaN where too short to tell
   * @param seconds of wall time
   */
  public record Inferred(
      int samples,
      int classes,
      Posterior posterior,
      double noise,
      double jitter,
      double logLikelihood,
      int learned,
      double accuracy,
      @Nullable Calibration calibration,
      @Nullable ClassCalibration decisions,
      double share,
      double seconds) {}

  /** Labels as targets [samples, outputs]; classes is 0 for values. */
  private record Targets(double[] values, int outputs, int classes) {}

  /** Reads, computes, compares. */
  public Inferred infer(Consumer<String> progress) {
    int before = Blas.threads();
    long start = System.nanoTime();
    Blas.threads(threads);
    try {
      return infer(progress, start);
    } finally {
      Blas.threads(before);
    }
  }

  private Inferred infer(Consumer<String> progress, long start) {
    InfiniteNetwork infinite;
    try {
      infinite = InfiniteNetwork.of(network, parameterisation);
    } catch (IllegalArgumentException wrong) {
      throw new Refusal("--network: " + wrong.getMessage(), wrong);
    }
    fits(infinite);
    Inputs left = inputs("--train", train, infinite);
    Inputs right = inputs("--test", test, infinite);
    int n = left.samples();
    int classes = classes();
    Targets targets = targets("LABELS", labels, n, classes);
    Targets truth =
        testLabels.isEmpty()
            ? null
            : targets("--test-labels", testLabels, right.samples(), classes);
    if (truth != null && truth.outputs() != targets.outputs()) {
      throw new Refusal(
          "--test-labels: "
              + truth.outputs()
              + " outputs a sample, where LABELS has "
              + targets.outputs());
    }
    progress.accept("kernel of " + n + " samples");
    Inferred found =
        flow
            ? flowing(infinite, left, right, targets)
            : conditioned(infinite, left, right, targets, progress);
    return compared(found, truth, classes, (System.nanoTime() - start) * 1e-9);
  }

  /** Sizes are in the files' heads: what does not fit is refused before anything is read. */
  private void fits(InfiniteNetwork infinite) {
    double n;
    double m;
    double features;
    try (Samples learned = Samples.open("--train", train, infinite.network().input());
        Samples asked = Samples.open("--test", test, infinite.network().input())) {
      n = learned.count();
      m = asked.count();
      features = learned.features();
    }
    double samples = 8 * (n + m) * features + infinite.cost().bytes() * (n + m);
    String what =
        String.format(
            java.util.Locale.ROOT, "--train: %,d samples and %,d to predict", (long) n, (long) m);
    if (flow) {
      // both kernels, and the decomposition with its copy and its room to work in
      double blocks = 5 * 8 * n * Math.min(m, BLOCK);
      Memory.now().require(what, samples + 4 * 8 * n * n, samples + 3 * 8 * n * n + blocks);
    } else {
      Memory.now().require(what, samples + 8 * n * n + 8 * n * 1024, samples);
    }
  }

  private Inputs inputs(String option, String file, InfiniteNetwork infinite) {
    try (Samples samples = Samples.open(option, file, infinite.network().input())) {
      return infinite.inputs(samples.values(), samples.count(), threads);
    }
  }

  private static boolean whole(NpyArray array) {
    return switch (array.type()) {
      case FLOAT16, FLOAT32, FLOAT64 -> false;
      default -> array.shape().length == 1;
    };
  }

  private static NpyArray open(String option, String file) {
    try {
      return NpyArray.open(file);
    } catch (Refusal | java.nio.file.InvalidPathException e) {
      throw new Refusal(option + ": " + e.getMessage(), e);
    }
  }

  /** One more than the largest class of both files; 0 where labels are values. */
  private int classes() {
    double largest = 0;
    try (NpyArray array = open("LABELS", labels)) {
      if (!whole(array)) {
        return 0;
      }
      largest = Math.max(1, Arrays.stream(array.finite()).max().orElse(0));
    }
    if (!testLabels.isEmpty()) {
      try (NpyArray array = open("--test-labels", testLabels)) {
        largest = Math.max(largest, Arrays.stream(array.finite()).max().orElse(0));
      }
    }
    if (largest > 10_000) {
      throw new Refusal("LABELS: classes run from 0; one is " + (long) largest);
    }
    return (int) largest + 1;
  }

  private static Targets targets(String option, String file, int samples, int classes) {
    try (NpyArray array = open(option, file)) {
      long[] shape = array.shape();
      if (shape.length < 1 || shape.length > 2 || shape[0] != samples) {
        throw new Refusal(
            option
                + ": "
                + array.label()
                + " has shape "
                + NpyArray.shown(shape)
                + "; "
                + samples
                + " samples have labels ["
                + samples
                + "] or ["
                + samples
                + ", outputs]");
      }
      double[] values = array.finite();
      if (classes == 0) {
        return new Targets(values, values.length / samples, 0);
      }
      int[] labels = new int[samples];
      for (int i = 0; i < labels.length; i++) {
        if (shape.length != 1 || values[i] != Math.rint(values[i])) {
          throw new Refusal(option + ": classes are whole numbers [samples], as LABELS has them");
        }
        labels[i] = (int) values[i];
      }
      try {
        return new Targets(new CentredLabels(classes, labels).targets(), classes, classes);
      } catch (Refusal e) {
        throw new Refusal(option + ": " + e.getMessage(), e);
      }
    }
  }

  private Inferred conditioned(
      InfiniteNetwork infinite,
      Inputs left,
      Inputs right,
      Targets targets,
      Consumer<String> progress) {
    int n = left.samples();
    Entries own = entries(infinite, left, left);
    try (KernelMatrix kernel = KernelMatrix.of(n, own, threads)) {
      progress.accept("factorisation");
      GaussianProcess gp =
          Double.isNaN(noise)
              ? GaussianProcess.withBestNoise(kernel, targets.values(), targets.outputs())
              : GaussianProcess.of(kernel, targets.values(), targets.outputs(), noise);
      progress.accept("prediction");
      Posterior posterior =
          gp.posterior(entries(infinite, right, left), infinite.nngpDiagonal(right), threads);
      double rate = (double) n * n * n / 3 * gp.factorisations() / kernel.factorSeconds();
      return new Inferred(
          n,
          targets.classes(),
          posterior,
          gp.noise(),
          gp.jitter(),
          gp.logLikelihood(),
          n,
          Double.NaN,
          null,
          null,
          n < TIMED ? Double.NaN : rate / Blas.measurePeak(),
          0);
    }
  }

  private static Entries entries(InfiniteNetwork infinite, Inputs rows, Inputs columns) {
    return (r0, r1, c0, c1, into, stride) ->
        infinite.tile(rows, r0, r1, columns, c0, c1, into, null, 0, stride);
  }

  private Inferred flowing(InfiniteNetwork infinite, Inputs left, Inputs right, Targets targets) {
    int n = left.samples();
    if ((long) n * Math.max(n, Math.min(BLOCK, right.samples())) > Integer.MAX_VALUE - 8) {
      throw new Refusal("--train: gradient flow takes up to 46,000 samples, not " + n);
    }
    Kernels own = infinite.kernels(left, left, true, threads);
    GradientFlow gradientFlow =
        GradientFlow.of(own.tangent(), targets.values(), n, targets.outputs());
    int m = right.samples();
    double[] prior = infinite.nngpDiagonal(right);
    double[] mean = new double[m * targets.outputs()];
    double[] variance = new double[m];
    for (int from = 0; from < m; from += BLOCK) {
      int end = Math.min(m, from + BLOCK);
      double[] nngp = new double[(end - from) * n];
      double[] ntk = new double[nngp.length];
      infinite.rectangle(right, from, end, left, 0, n, nngp, ntk, threads);
      Posterior some =
          gradientFlow.at(time, ntk, own.nngp(), nngp, Arrays.copyOfRange(prior, from, end));
      System.arraycopy(some.mean(), 0, mean, from * targets.outputs(), some.mean().length);
      System.arraycopy(some.variance(), 0, variance, from, end - from);
    }
    Posterior posterior = new Posterior(mean, variance);
    return new Inferred(
        n,
        targets.classes(),
        posterior,
        0,
        0,
        Double.NaN,
        gradientFlow.learned(),
        Double.NaN,
        null,
        null,
        Double.NaN,
        0);
  }

  private static Inferred compared(
      Inferred i, @Nullable Targets truth, int classes, double seconds) {
    double accuracy = Double.NaN;
    Calibration calibration = null;
    ClassCalibration decisions = null;
    if (truth != null) {
      calibration = Calibration.of(i.posterior(), truth.values(), i.noise());
      if (classes > 0) {
        int[] right = CentredLabels.decided(truth.values(), classes);
        CentredLabels seen = new CentredLabels(classes, right);
        decisions = ClassCalibration.of(i.posterior(), seen, i.noise());
        accuracy = decisions.accuracy();
      }
    }
    return new Inferred(
        i.samples(),
        i.classes(),
        i.posterior(),
        i.noise(),
        i.jitter(),
        i.logLikelihood(),
        i.learned(),
        accuracy,
        calibration,
        decisions,
        i.share(),
        seconds);
  }
}
