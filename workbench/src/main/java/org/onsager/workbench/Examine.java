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
import org.onsager.lab.Laboratory;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.lab.Tool;
import org.onsager.lab.Verb;

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
              value = "a model file: safetensors, its *.index.json, or a PyTorch checkpoint",
              positional = true,
              required = true)
          String model,
      @Knob(
              "φ between the layers, as in predict: then each layer gets its place in the phase"
                  + " diagram")
          String activation) {}

  @Override
  public String summary() {
    return "Examines a model file layer by layer: what is wrong, what to do, and how sure that is.";
  }

  @Override
  public Options defaults() {
    return new Options("model.safetensors", "");
  }

  @Override
  public Answer answer(Options o, Laboratory laboratory) {
    Activation activation =
        o.activation().isEmpty() ? null : read("--activation", () -> Activation.of(o.activation()));
    try (WeightFile file = WeightFile.open(path(o.model()))) {
      return new ExaminationSheet(
              o.model(), file, examined(file, activation, laboratory), activation, laboratory)
          .answer();
    }
  }

  private static ExaminationSheet.Examined examined(
      WeightFile file, @Nullable Activation activation, Laboratory laboratory) {
    ModelLayers model = ModelLayers.of(file.arrays());
    WeightLevel level = WeightLevel.whole();
    List<LayerReading> readings = new ArrayList<>();
    for (ModelLayer layer : model.layers()) {
      if (laboratory.stopped()) {
        throw new Stopped("stopped after " + Print.layers(readings.size()));
      }
      readings.add(level.read(layer));
    }
    LayerPhase phase = activation == null ? null : new LayerPhase(activation);
    Seals seals = Seals.of(laboratory, activation == null ? "" : activation.text(), false);
    return new ExaminationSheet.Examined(
        model, readings, phase, seals, LayerRules.of(readings, phase, seals));
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
