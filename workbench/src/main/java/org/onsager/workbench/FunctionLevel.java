package org.onsager.workbench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.onsager.instruments.function.Classification;
import org.onsager.instruments.function.InputJacobian;
import org.onsager.instruments.function.KernelReadings;
import org.onsager.instruments.function.Propagation;
import org.onsager.instruments.function.Reading;
import org.onsager.instruments.function.Survey;
import org.onsager.instruments.function.TangentKernel;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.nets.loaded.Entrance;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * What passes forward and back with data tell of a network: whether it is right and knows it, which
 * units take part, what becomes of signals and gradients, its tangent kernel.
 *
 * @param data on what
 * @param survey the pass forward over all samples
 * @param strange samples whose outputs are no finite numbers
 * @param classification null without labels, or where outputs are no finite numbers
 * @param back what needs passes back; null where outputs are no finite numbers, or samples too few
 * @param notes what was left out, and why
 */
record FunctionLevel(
    ExaminedData data,
    Survey survey,
    int strange,
    @Nullable Classification classification,
    @Nullable Back back,
    List<String> notes) {
  /** Rows of a kernel. */
  private static final int ROWS = 640;

  /** Passes back, one for every output of every sample. */
  private static final int PASSES = 4096;

  private static final int FEWEST = 4;
  private static final double CLOSE = 1e-4;
  private static final long SECOND = 1_000_000_000L;
  private static final String WHOLE =
      "It takes whole numbers, as places of words: by them there is no derivative. Where nothing"
          + " else goes in the Jacobian is left out, elsewhere it has zeros there.";
  private static final String UNSEEN =
      "Its layers are not seen: signals, correlations, gradients and units of each, and the mean"
          + " field beside them, are left out. An ONNX file, or the weights with --network, has"
          + " them. Jacobians and the tangent kernel need only its ends.";

  /**
   * What needs passes back.
   *
   * @param samples how many saw them
   * @param jacobian null where only whole numbers go in
   * @param kernel null where there are too many outputs
   */
  record Back(
      int samples,
      Propagation propagation,
      MeanFieldBeside beside,
      @Nullable InputJacobian jacobian,
      @Nullable Kernel kernel) {}

  /**
   * The tangent kernel.
   *
   * @param eigenvalues ascending
   * @param diagonal its mean
   * @param largest eigenvalue over the number of samples
   * @param alignment with the labels; null without
   * @param drift from the initial network; null without
   */
  record Kernel(
      TangentKernel kernel,
      double[] eigenvalues,
      Reading diagonal,
      Reading largest,
      @Nullable Reading alignment,
      @Nullable Drift drift) {}

  /**
   * How far a kernel has come.
   *
   * @param distance \( \|\Theta-\Theta_0\|/\|\Theta_0\| \)
   * @param cosine of the angle between them
   * @param before the initial kernel's alignment with the labels; null without
   */
  record Drift(Reading distance, Reading cosine, @Nullable Reading before) {}

  /**
   * Examines.
   *
   * @param initial the network before training, or null
   * @param most how many samples passes back may see
   * @throws Refusal where memory would not do, before anything long is begun
   */
  static FunctionLevel of(
      LoadedNetwork network,
      @Nullable LoadedNetwork initial,
      ExaminedData data,
      int most,
      Consumer<String> progress,
      BooleanSupplier stopped) {
    int outputs = network.outputs();
    requireLabels(data, outputs);
    int back = Math.min(Math.min(most, data.samples()), Math.max(FEWEST, PASSES / outputs));
    int kernel = fitting(network, Math.min(back, ROWS / outputs));
    require(network, data, kernel);
    try (Scope _ = Scope.open()) {
      Tensor inputs =
          Tensor.of(data.values(), data.samples(), data.values().length / data.samples());
      Survey survey = survey(network, inputs, data, progress, stopped);
      int strange = strange(survey, outputs);
      List<String> notes = new ArrayList<>();
      int[] labels = data.labels();
      Classification classification = null;
      if (strange == 0 && labels != null && outputs > 1) {
        boolean shares = areProbabilities(survey.logits(), outputs);
        if (shares) {
          notes.add(
              "Its outputs are probabilities; what goes back, signals, Jacobians and the tangent"
                  + " kernel, is that of the probabilities.");
        }
        classification =
            Classification.of(shares ? logarithms(survey.logits()) : survey.logits(), labels);
      }
      Back seen = null;
      if (back < FEWEST) {
        notes.add("Signals, gradients and the tangent kernel need at least four samples.");
      } else if (strange == 0 && !isDifferentiable(network, inputs)) {
        notes.add("Nothing goes back through it: what needs gradients was left out.");
      } else if (strange == 0) {
        seen = back(network, initial, data, inputs, new int[] {back, kernel}, progress, stopped);
        if (network.sites().isEmpty()) {
          notes.add(UNSEEN);
        }
        if (network.entrances().stream().anyMatch(Entrance::whole)) {
          notes.add(WHOLE);
        }
        if (network.parameters().isEmpty()) {
          notes.add("It has no parameters by name, and so no tangent kernel.");
        } else if (seen.kernel() == null) {
          notes.add(
              "The tangent kernel of "
                  + outputs
                  + " outputs is left out: two samples of it are more than "
                  + ROWS
                  + " rows.");
        }
      }
      return new FunctionLevel(data, survey, strange, classification, seen, List.copyOf(notes));
    }
  }

  private static void requireLabels(ExaminedData data, int outputs) {
    int[] labels = data.labels();
    if (labels == null || outputs == 1) {
      return;
    }
    int largest = Arrays.stream(labels).max().orElse(0);
    if (largest >= outputs) {
      throw new Refusal(
          "--labels: a label is "
              + largest
              + ", where the network has "
              + outputs
              + " outputs, 0 to "
              + (outputs - 1));
    }
  }

  private static Survey survey(
      LoadedNetwork network,
      Tensor inputs,
      ExaminedData data,
      Consumer<String> progress,
      BooleanSupplier stopped) {
    long start = System.nanoTime();
    long[] said = {start};
    return Survey.over(
        network,
        inputs,
        done -> {
          ask(stopped);
          if (System.nanoTime() - said[0] < SECOND) {
            return;
          }
          said[0] = System.nanoTime();
          double left = (System.nanoTime() - start) * 1e-9 / done * (data.samples() - done);
          progress.accept(
              Print.count(done)
                  + " of "
                  + Print.count(data.samples())
                  + " samples forward"
                  + ", "
                  + Pace.duration(left)
                  + " left");
        });
  }

  private static void ask(BooleanSupplier stopped) {
    if (stopped.getAsBoolean()) {
      throw new Stopped("stopped while samples went through the network");
    }
  }

  private static int strange(Survey survey, int outputs) {
    int strange = 0;
    for (int s = 0; s < survey.samples(); s++) {
      boolean finite = true;
      for (int o = 0; o < outputs; o++) {
        finite &= Double.isFinite(survey.logits()[s * outputs + o]);
      }
      strange += finite ? 0 : 1;
    }
    return strange;
  }

  /** Whether every sample's outputs are from 0 to 1 and add up to 1: a softmax at the end. */
  private static boolean areProbabilities(double[] outputs, int each) {
    for (int s = 0; s < outputs.length; s += each) {
      double sum = 0;
      for (int o = s; o < s + each; o++) {
        if (outputs[o] < 0 || outputs[o] > 1 + CLOSE) {
          return false;
        }
        sum += outputs[o];
      }
      if (Math.abs(sum - 1) > CLOSE) {
        return false;
      }
    }
    return true;
  }

  private static double[] logarithms(double[] probabilities) {
    return Arrays.stream(probabilities).map(p -> Math.log(Math.max(p, 1e-30))).toArray();
  }

  private static Back back(
      LoadedNetwork network,
      @Nullable LoadedNetwork initial,
      ExaminedData data,
      Tensor inputs,
      int[] sizes,
      Consumer<String> progress,
      BooleanSupplier stopped) {
    Tensor some = inputs.slice(0, 0, sizes[0]);
    if (!network.sites().isEmpty()) {
      progress.accept("signals and gradients of " + sizes[0] + " samples");
    }
    Propagation propagation = Propagation.over(network, some);
    ask(stopped);
    InputJacobian jacobian = null;
    if (!network.entrances().stream().allMatch(Entrance::whole)) {
      progress.accept("Jacobians of " + sizes[0] + " samples");
      jacobian = InputJacobian.over(network, some);
      ask(stopped);
    }
    Kernel kernel = null;
    if (sizes[1] >= 2 && !network.parameters().isEmpty()) {
      progress.accept("tangent kernel of " + sizes[1] + " samples");
      Tensor few = inputs.slice(0, 0, sizes[1]);
      kernel = kernel(network, initial, few, data.firstLabels(sizes[1]));
    }
    return new Back(
        sizes[0], propagation, MeanFieldBeside.of(network, propagation), jacobian, kernel);
  }

  private static Kernel kernel(
      LoadedNetwork network, @Nullable LoadedNetwork initial, Tensor inputs, int[] labels) {
    TangentKernel kernel = TangentKernel.over(network, inputs);
    KernelReadings readings = new KernelReadings(kernel);
    boolean classes = labels.length > 0 && network.outputs() > 1;
    Drift drift = null;
    if (initial != null) {
      TangentKernel before = TangentKernel.over(initial, inputs);
      drift =
          new Drift(
              readings.distance(before),
              readings.cosine(before),
              classes ? new KernelReadings(before).alignment(labels) : null);
    }
    return new Kernel(
        kernel,
        readings.eigenvalues(),
        readings.diagonal(),
        readings.largest(),
        classes ? readings.alignment(labels) : null,
        drift);
  }

  private static boolean isDifferentiable(LoadedNetwork network, Tensor inputs) {
    try (Scope _ = Scope.open()) {
      return network.forward(inputs.slice(0, 0, 1).parameter()).outputs().isDifferentiable();
    }
  }

  /**
   * Where layers are not seen the Jacobian of all parameters is made: samples that leave most of
   * the memory free.
   */
  private static int fitting(LoadedNetwork network, int most) {
    int samples = most;
    while (network.sites().isEmpty()
        && samples > 2
        && TangentKernel.bytes(network, samples) > available() / 4) {
      samples /= 2;
    }
    return samples;
  }

  private static void require(LoadedNetwork network, ExaminedData data, int kernel) {
    long needed = 8L * data.values().length + TangentKernel.bytes(network, Math.max(2, kernel));
    long free = available();
    if (needed > free) {
      throw new Refusal(
          String.format(
              Locale.ROOT,
              "--data: %,d samples with passes back on %d of them take about %.1f GB, and %.1f GB"
                  + " are free; --samples takes fewer",
              data.samples(),
              kernel,
              needed / 1e9,
              free / 1e9));
    }
  }

  /** Bytes of memory that nobody uses, or that can be had at once. */
  private static long available() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemAvailable:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException | NumberFormatException elsewhere) {
      // asked of the virtual machine below
    }
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize() / 2
        : 1L << 31;
  }
}
