package org.example.products;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.onsager.lab.Answer;
import org.onsager.lab.Knob;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Tool;
import org.onsager.lab.Verb;

/** How long the typical signal of a linear network is at its last layer. */
@Verb("shrinkage")
public final class Shrinkage implements Tool<Shrinkage.Options> {

  /** The network. */
  public record Options(
      @Knob(value = "N, units a layer", min = 2, max = 100_000, positional = true, required = true)
          int width,
      @Knob(value = "L, layers", min = 1, max = 100_000) int depth) {}

  @Override
  public String summary() {
    return "How long the typical signal of a linear network is at its last layer.";
  }

  @Override
  public Options defaults() {
    return new Options(100, 10);
  }

  @Override
  public Answer answer(Options options, Laboratory laboratory) {
    int n = options.width();
    double drift = TypicalSignalsInLinearNetworks.digamma(n) - Math.log(n / 2.0);
    double factor = Math.exp(options.depth() * drift);
    String text = String.format(Locale.ROOT, "%.4g", factor);
    return new Answer(
        "A linear network, " + n + " wide and " + options.depth() + " deep",
        "σ_w² = 1, the mean length is kept",
        "The typical squared length falls to " + text + " of what came in.",
        factor < 0.1 ? Answer.Grade.WATCH : Answer.Grade.FINE,
        Map.of(),
        List.of(),
        List.of(),
        List.of(new Answer.Quantity("typical q_L/q_0", text, "0", "exact", "uncalibrated")),
        List.of(),
        List.of(),
        Map.of("width", n, "depth", options.depth(), "factor", factor),
        0);
  }
}
