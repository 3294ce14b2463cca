package org.onsager.workbench;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.data.weights.WeightFile;
import org.onsager.lab.Answer;
import org.onsager.lab.Knob;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.lab.Tool;
import org.onsager.lab.Verb;
import org.onsager.nets.loaded.Programs;

/**
 * What the instruments see in the user's own model file: a row a layer, findings worst first, each
 * with its theory, where that holds, and its certificate.
 *
 * <p>Weights alone tell spectra, power laws, norms, dead and equal units, and with an activation
 * the place of each layer in its phase diagram.
 */
@Verb("examine")
public final class Examine implements Tool<Examine.Options> {

  /** The model and what is known of it besides. */
  public record Options(
      @Knob(
              value = "a model file: safetensors, its *.index.json, a PyTorch checkpoint, or ONNX",
              positional = true)
          String model,
      @Knob(
              "φ between the layers, as in predict: then each layer gets its place in the phase"
                  + " diagram")
          String activation,
      @Knob(
              "samples, for what the network does with them: X.npy, X.npz:name, IDX, a batch of"
                  + " CIFAR-10, or a data set by name (its test samples); X.npz where the network"
                  + " takes several arrays")
          String data,
      @Knob("their classes 0, 1, …: y.npy, X.npz:name or IDX; a data set brings its own")
          String labels,
      @Knob(
              "what the file’s weights are of, where it does not say so: the network in its text"
                  + " form, as dense(784,500) relu dense(500,10)")
          String network,
      @Knob(
              "an earlier checkpoint of the same network: how far each layer, and with --data its"
                  + " tangent kernel, has come since")
          String initial,
      @Knob(
              "what is done to every channel before: imagenet, or means/deviations as 0.5/0.25 or"
                  + " 0.49,0.48,0.45/0.25,0.24,0.26")
          String normalise,
      @Knob(value = "how many samples passes back may see", min = 4, max = 100_000) int samples,
      @Knob("breaks critical networks on purpose, and says what is found; no model is read")
          boolean selfTest,
      @Knob(
              value =
                  "layers whose shorter side is at most this get all singular values, larger ones a"
                      + " sketch by stochastic Lanczos",
              min = 2,
              max = 20_000)
          int exact,
      @Knob(value = "networks of each kind in the self-test", min = 1, max = 10_000) int seeds,
      @Knob(
              "loads TorchScript, which is a program and not data: it may do on this machine"
                  + " whatever you may do, so only with files of those you would let sit at it")
          boolean runUntrustedCode) {

    /** The weights alone. */
    Options(String model, String activation) {
      this(model, activation, "", "", "", "", "", 256, false, 2048, 20, false);
    }
  }

  @Override
  public String summary() {
    return "Examines a model file layer by layer: what is wrong, what to do, and how sure that is.";
  }

  @Override
  public Kind kind(Options o) {
    return o.selfTest() ? Kind.TRIAL : Kind.EXAMINATION;
  }

  @Override
  public Options defaults() {
    return new Options("", "");
  }

  @Override
  public Answer answer(Options o, Laboratory laboratory) {
    KnobBoard.ofOptions(o).check(o);
    if (o.selfTest()) {
      return SelfTest.answer(o.seeds(), laboratory);
    }
    if (o.model().isEmpty()) {
      throw new Refusal("examine needs MODEL, a model file; or --self-test");
    }
    Activation activation =
        o.activation().isEmpty() ? null : read("--activation", () -> Activation.of(o.activation()));
    try (WeightFile file = weights(path(o.model()), o)) {
      FunctionSheet function = FunctionExamination.of(o, laboratory);
      ExaminationSheet.Examined seen = examined(file, o, activation, function, laboratory);
      return new ExaminationSheet(o.model(), file, seen, activation, laboratory).answer();
    }
  }

  private static ExaminationSheet.Examined examined(
      WeightFile file,
      Options o,
      @Nullable Activation activation,
      @Nullable FunctionSheet function,
      Laboratory laboratory) {
    ModelLayers model = ModelLayers.of(file.arrays());
    List<LayerReading> readings = readings(model, o.exact(), laboratory);
    if (!o.initial().isEmpty()) {
      try (WeightFile earlier = weights(path(o.initial()), o)) {
        readings = Earlier.since(readings, ModelLayers.of(earlier.arrays()), o.initial());
      }
    }
    LayerPhase phase = activation == null ? null : new LayerPhase(activation);
    Seals seals = Seals.of(laboratory, activation == null ? "" : activation.text(), false);
    List<Finding> findings = new ArrayList<>(LayerRules.of(readings, phase, seals));
    if (function != null) {
      List<String> names = model.layers().stream().map(ModelLayer::name).toList();
      findings.addAll(FunctionRules.of(function.level(), names, function.seals()));
    }
    return new ExaminationSheet.Examined(
        model, readings, phase, seals, Finding.sorted(findings), function);
  }

  private static List<LayerReading> readings(ModelLayers model, int exact, Laboratory laboratory) {
    WeightLevel level = WeightLevel.whole(exact);
    List<LayerReading> readings = new ArrayList<>();
    long total = model.layers().stream().mapToLong(l -> l.weight().size()).sum();
    long done = 0;
    for (ModelLayer layer : model.layers()) {
      laboratory.reached(layer.name(), done, total, "weights");
      if (laboratory.stopped()) {
        throw new Stopped("stopped after " + Print.layers(readings.size()));
      }
      readings.add(level.read(layer));
      done += layer.weight().size();
    }
    return readings;
  }

  private static WeightFile weights(Path file, Options o) {
    return o.runUntrustedCode() && WeightFile.isProgram(file)
        ? Programs.weights(file)
        : WeightFile.open(file);
  }

  private static Path path(String model) {
    try {
      return Path.of(model);
    } catch (InvalidPathException e) {
      throw new Refusal("MODEL is a file, not \"" + model + "\"", e);
    }
  }

  private static <T> T read(String option, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException wrong) {
      throw new Refusal(option + ": " + wrong.getMessage(), wrong);
    }
  }
}
