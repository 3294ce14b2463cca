package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Answer.News;
import org.onsager.lab.Knob;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Refusal;
import org.onsager.lab.Tool;
import org.onsager.lab.Verb;
import org.onsager.theory.CriticalPoint;
import org.onsager.theory.MeanField;
import org.onsager.theory.Phase;
import org.onsager.theory.Quantity;

/**
 * What mean-field theory says of a network before it is trained: its phase, its depth scales, how
 * deep it can be, what becomes of gradients, and the nearest critical initialisation.
 *
 * <p>The theory is that of Schoenholz et al., arXiv:1611.01232: wide fully connected networks at
 * initialisation. Every number comes with its error, its regime, and its certificate: the
 * experiment in which its formula agreed with a measurement.
 */
@Verb("predict")
public final class Predict implements Tool<Predict.Options> {

  /** The network that is asked about. */
  public record Options(
      @Knob(
              value =
                  "inputs, hidden widths, outputs as 784,500x30,10; or the layers in full, as"
                      + " dense(784,500) tanh dense(500,10)",
              required = true)
          String layers,
      @Knob(
              "φ: linear, relu, leaky-relu(0.2), tanh, erf, hard-tanh, sin, gelu, silu, softplus,"
                  + " or an expression as x*sigmoid(1.702*x)")
          String activation,
      @Knob(
              value = "σ_w², the variance of a weight times the fan-in",
              min = 0,
              max = 1e6,
              required = true)
          double weightVariance,
      @Knob(value = "σ_b², the variance of a bias", min = 0, max = 1e6) double biasVariance,
      @Knob(
              value = "p, the probability to drop a unit, as in PyTorch; 0 is no dropout",
              min = 0,
              max = 0.999)
          double dropout,
      @Knob(value = "the mean square of an input’s components", min = 1e-12, max = 1e12)
          double inputLength) {}

  @Override
  public String summary() {
    return "Says how deep a network can be trained, and the nearest critical initialisation.";
  }

  @Override
  public Options defaults() {
    return new Options("784,500x30,10", "tanh", 1, 0, 0, 1);
  }

  @Override
  public Answer answer(Options options, Laboratory laboratory) {
    KnobBoard.ofOptions(options).check(options);
    Outlook outlook = read("--activation", () -> outlook(options));
    MeanField field = outlook.field();
    Seals seals = Seals.of(laboratory, field.activation().text(), field.keep() < 1);
    CriticalPoint nearest = outlook.nearestCritical();
    List<News> news = Headlines.of(outlook, seals);
    Sheet sheet = Sheet.of(outlook, seals, nearest);
    return new Answer(
        title(outlook),
        subtitle(outlook),
        verdict(outlook, news),
        worst(news),
        facts(outlook),
        news,
        Remedies.of(outlook, nearest),
        sheet.quantities(),
        Drawings.of(outlook, nearest),
        notes(outlook),
        sheet.json(Sheet.network(outlook)),
        0);
  }

  private static Outlook outlook(Options o) {
    double keep = 1 - o.dropout();
    if (!o.layers().contains("(")) {
      Activation activation = read("--activation", () -> Activation.of(o.activation()));
      Initialisation drawn = Initialisation.gaussian(o.weightVariance(), o.biasVariance());
      Network network = read("--layers", () -> Network.compact(o.layers(), activation, drawn));
      return Outlook.of(
          MeanField.of(activation, o.weightVariance(), o.biasVariance(), keep),
          network.widths(),
          o.inputLength());
    }
    if (o.layers().contains(":")) {
      throw new Refusal(
          "--layers: the variances are --weight-variance and --bias-variance; leave out what stands"
              + " before ':'");
    }
    Network layers = read("--layers", () -> Network.parse(o.layers()));
    Network drawn =
        layers.withInitialisation(Initialisation.gaussian(o.weightVariance(), o.biasVariance()));
    MeanField field = MeanField.of(o.dropout() > 0 ? drawn.withDropout(keep) : drawn);
    return Outlook.of(field, drawn.widths(), o.inputLength());
  }

  private static <T> T read(String option, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException wrong) {
      throw new Refusal(option + ": " + wrong.getMessage(), wrong);
    }
  }

  private static String title(Outlook outlook) {
    int[] widths = outlook.widths();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < widths.length; ) {
      int same = i + 1;
      while (i > 0 && same < widths.length - 1 && widths[same] == widths[i]) {
        same++;
      }
      boolean hidden = i > 0 && i < widths.length - 1;
      parts.add(hidden && same - i > 1 ? widths[i] + " × " + (same - i) : "" + widths[i]);
      i = hidden ? same : i + 1;
    }
    return String.join(" – ", parts) + ", " + outlook.field().activation().text();
  }

  private static String subtitle(Outlook outlook) {
    MeanField f = outlook.field();
    return "σ_w² = "
        + Print.number(f.weightVariance(), 8)
        + ", σ_b² = "
        + Print.number(f.biasVariance(), 8)
        + (f.keep() < 1
            ? ", each unit dropped with probability " + Print.number(outlook.dropout(), 4)
            : ", no dropout")
        + ", inputs of mean square "
        + Print.number(outlook.inputLength(), 6);
  }

  private static Grade worst(List<News> news) {
    return news.stream().map(News::grade).min(Comparator.naturalOrder()).orElse(Grade.FINE);
  }

  private static String verdict(Outlook outlook, List<News> news) {
    Grade worst = worst(news);
    News first = news.getFirst();
    String sentence =
        switch (worst) {
          case FINE -> "It can be trained. ";
          case WATCH -> "It can be trained, with something to watch. ";
          case BAD -> "It can hardly be trained as it is. ";
        };
    Quantity xi = outlook.point().xiC();
    if (worst == Grade.BAD && !first.heading().startsWith("Depth")) {
      return sentence + first.heading() + ".";
    }
    if (xi.found().isEmpty()) {
      return sentence + first.heading() + ".";
    }
    if (Double.isInfinite(xi.value())) {
      return sentence
          + "It is critical: width and the number of steps limit its depth, nothing else.";
    }
    double scales = outlook.depth() / xi.value();
    return (worst == Grade.WATCH && scales <= 3 && scales > 1.5
            ? "It can be trained, with little to spare. "
            : sentence)
        + Print.layers(outlook.depth())
        + (outlook.depth() == 1 ? " is " : " are ")
        + Print.number(scales, 2)
        + " depth scales; up to six train.";
  }

  private static Map<String, String> facts(Outlook outlook) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("phase", phase(outlook.phase()));
    facts.put("regime", "infinite width; error of order L/N = " + Print.percent(outlook.aspect()));
    return facts;
  }

  private static String phase(Phase phase) {
    return switch (phase) {
      case ORDERED -> "order";
      case CRITICAL -> "critical";
      case CHAOTIC -> "chaos";
      case RUNAWAY -> "runaway";
      case COLLAPSED -> "collapse";
    };
  }

  private static List<String> notes(Outlook outlook) {
    List<String> notes = new ArrayList<>();
    for (String warning : outlook.point().warnings()) {
      notes.add(sentence(Print.sentence(warning)));
    }
    if (outlook.field().activation().equals(Activation.LINEAR)) {
      notes.add("A linear network computes a linear function of its inputs, however deep it is.");
    }
    notes.add(
        "All this is about the network as it is drawn, before training, with independent weights on"
            + " the way back; nothing was run.");
    return notes;
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
        + text.substring(1)
        + (text.endsWith(".") ? "" : ".");
  }
}
