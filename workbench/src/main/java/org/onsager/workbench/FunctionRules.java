package org.onsager.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.instruments.function.Classification;
import org.onsager.instruments.function.Propagation;
import org.onsager.instruments.function.Reading;
import org.onsager.instruments.function.Survey;
import org.onsager.lab.Answer.Grade;
import org.onsager.nets.loaded.Site;
import org.onsager.theory.CriticalPoint;
import org.onsager.theory.MeanField;

/** What is wrong with a network by what it does with data. */
final class FunctionRules {
  /** A number stands out that is so many errors away: one in a hundred thousand by chance. */
  private static final double SIGMAS = 4.5;

  private static final double MATTERS = 0.1;
  private static final String COUNTED = "exact: counted over the samples";

  private final FunctionLevel level;
  private final List<String> names;
  private final Seals seals;
  private final List<Finding> found = new ArrayList<>();

  private FunctionRules(FunctionLevel level, List<String> names, Seals seals) {
    this.level = level;
    this.names = names;
    this.seals = seals;
  }

  /**
   * All findings.
   *
   * @param names of the layers as the rest of the examination numbers them
   */
  static List<Finding> of(FunctionLevel level, List<String> names, Seals seals) {
    FunctionRules rules = new FunctionRules(level, names, seals);
    rules.numbers();
    rules.decisions();
    rules.units();
    rules.remarks("silent-units");
    rules.remarks("saturated-units");
    FunctionLevel.Back back = level.back();
    if (back != null && !back.propagation().layers().isEmpty()) {
      rules.gradients(back);
      rules.signals(back);
    }
    if (back != null) {
      rules.kernel(back);
    }
    return rules.found;
  }

  private void numbers() {
    if (level.strange() > 0) {
      add(
          "outputs-not-finite",
          List.of(),
          Grade.BAD,
          100,
          "Outputs are no finite numbers",
          "Nothing that is computed of them means anything; what needs them was left out.",
          level.strange() + " of " + Print.count(level.data().samples()) + " samples",
          COUNTED,
          "Look for infinite weights, and whether the data are normalised as in training.");
    }
  }

  private void decisions() {
    Classification c = level.classification();
    if (c == null) {
      return;
    }
    double chance = (double) c.accuracy().samples() / level.survey().logits().length;
    String number = "accuracy " + with(c.accuracy());
    if (c.accuracy().value() - chance < SIGMAS * c.accuracy().standardError()) {
      add(
          "guesses",
          List.of(),
          Grade.BAD,
          50,
          "The network guesses",
          "It is right no more often than by chance, "
              + Print.percent(chance)
              + ". Are labels and samples in the same order, and the data normalised as in training"
              + " (--normalise)?",
          number,
          "exact: counted over the samples",
          "");
      return;
    }
    double excess = c.calibrationError().value() - c.calibrationByChance();
    boolean sure = excess > SIGMAS * c.calibrationError().standardError() && excess > 0.02;
    boolean over = c.confidence().value() > c.accuracy().value();
    add(
        sure ? "calibration" : "calibrated",
        List.of(),
        sure ? Grade.WATCH : Grade.FINE,
        1 + Math.log1p(10 * excess),
        !sure
            ? "It is right about as often as it says"
            : over ? "It is surer than it should be" : "It is less sure than it could be",
        "On average it says "
            + Print.percent(c.confidence().value())
            + " and is right in "
            + Print.percent(c.accuracy().value())
            + "; by chance alone the calibration error would be "
            + Print.number(c.calibrationByChance(), 2)
            + ".",
        "calibration error " + with(c.calibrationError()),
        COUNTED,
        sure ? "Divide the outputs by a temperature that is fitted on samples of its own." : "");
  }

  private void units() {
    for (Survey.Units u : level.survey().units()) {
      int all = u.flat().length;
      if (!u.dead().isEmpty()) {
        double share = (double) u.dead().size() / all;
        add(
            "silent-units",
            layers(u.site()),
            share > 0.5 ? Grade.BAD : share > 0.2 ? Grade.WATCH : Grade.FINE,
            4 + Math.log(1 + all * share),
            name(u.site()) + " has units that no sample reaches",
            "Their activation is the same for all "
                + Print.count(level.survey().samples())
                + " samples, so that no gradient comes through them. With 95 % confidence each"
                + " answers to fewer than "
                + Print.number(u.bound(), 2)
                + " of all samples. Units: "
                + list(u.dead())
                + ".",
            u.dead().size() + " of " + all,
            COUNTED,
            share <= 0.2
                ? ""
                : "Take them out, or draw them anew; look for a learning rate that was too large,"
                    + " or biases far below zero.");
      }
      if (!u.saturated().isEmpty() && saturates(u.site().activation())) {
        double share = (double) u.saturated().size() / all;
        add(
            "saturated-units",
            layers(u.site()),
            share > 0.2 ? Grade.WATCH : Grade.FINE,
            3 + Math.log(1 + all * share),
            name(u.site()) + " has units that are stuck at the end of their range",
            "On more than 99 % of samples the slope of their activation is below a tenth of its"
                + " steepest: they pass on almost no gradient. Units: "
                + list(u.saturated())
                + ".",
            u.saturated().size() + " of " + all,
            COUNTED,
            "Smaller weights or biases would bring them back; in a trained network they act as"
                + " switches, and may be meant.");
      }
    }
  }

  /** Many remarks of one kind are one remark. */
  private void remarks(String rule) {
    List<Finding> some =
        found.stream().filter(f -> f.rule().equals(rule) && f.grade() == Grade.FINE).toList();
    if (some.size() < 2) {
      return;
    }
    found.removeAll(some);
    Finding worst = Finding.sorted(some).getFirst();
    List<Integer> layers =
        some.stream().flatMap(f -> f.layers().stream()).sorted().distinct().toList();
    found.add(
        new Finding(
            rule,
            layers,
            Grade.FINE,
            worst.severity(),
            worst.heading() + ", and so with layers " + LayerRules.ranges(layers),
            "The most of them: " + worst.text(),
            worst.number(),
            worst.certificate(),
            "",
            ""));
  }

  /** Whether both ends are flat. */
  private static boolean saturates(@Nullable Activation phi) {
    return phi != null && Math.abs(phi.derivative(30)) < 0.1 && Math.abs(phi.derivative(-30)) < 0.1;
  }

  private void gradients(FunctionLevel.Back back) {
    List<Propagation.Layer> layers = back.propagation().layers();
    for (int l = 0; l + 1 < layers.size(); l++) {
      MeanFieldBeside.Said said = back.beside().layers().get(l);
      Reading chi = layers.get(l).growth();
      double log = Math.log(Math.max(1e-300, chi.value()));
      double error = chi.value() > 0 ? chi.standardError() / chi.value() : 0;
      if (!Double.isNaN(said.growth())
          && Math.abs(log) > Math.max(3 * MATTERS, SIGMAS * error)
          && Math.abs(log) * (layers.size() - 1) > Math.log(100)) {
        layer(back, l, chi, log);
      }
    }
    // What the outputs do not depend on, as a second head, takes no part.
    List<Propagation.Layer> heard = layers.stream().filter(l -> l.gradient().value() > 0).toList();
    if (heard.isEmpty()) {
      return;
    }
    double first = layers.getFirst().gradient().value();
    double last = heard.getLast().gradient().value();
    double total = Math.log10(Math.max(1e-300, first) / Math.max(1e-300, last));
    int steps = layers.indexOf(heard.getLast());
    boolean far = Math.abs(total) > 3;
    add(
        far ? "gradients" : "gradients-kept",
        List.of(),
        Math.abs(total) > 6 ? Grade.BAD : far ? Grade.WATCH : Grade.FINE,
        Math.abs(total),
        !far
            ? "Gradients arrive at the first layer"
            : total > 0
                ? "Gradients explode on their way back"
                : "Gradients vanish on their way back",
        "From the last layer to the first the squared gradient of the outputs changes by this"
            + " factor, over "
            + Print.layers(steps)
            + ", averaged over "
            + back.samples()
            + " samples.",
        Print.factor(total),
        seals.words(Seals.CHI),
        far ? "Scale the weights of every layer so that χ = 1." : "");
  }

  private void layer(FunctionLevel.Back back, int l, Reading chi, double log) {
    List<Propagation.Layer> layers = back.propagation().layers();
    Propagation.Layer here = layers.get(l);
    MeanFieldBeside.Said said = back.beside().layers().get(l);
    MeanFieldBeside.Said next = back.beside().layers().get(l + 1);
    int left = layers.size() - 1 - l;
    Activation phi = Objects.requireNonNull(here.site().activation());
    double critical =
        MeanField.of(phi, 1, 0).criticalLine().pointsAt(next.biasVariance()).stream()
            .filter(p -> !p.repels())
            .mapToDouble(CriticalPoint::weightVariance)
            .findFirst()
            .orElse(Double.NaN);
    boolean chaotic = log > 0;
    add(
        chaotic ? "chaotic-signals" : "ordered-signals",
        layers(layers.get(l + 1).site()),
        Math.abs(log) * left > Math.log(1e3) ? Grade.BAD : Grade.WATCH,
        Math.abs(log) * left,
        name(layers.get(l + 1).site()) + (chaotic ? " is chaotic" : " is ordered"),
        "On the data squared gradients are multiplied by χ = "
            + with(chi)
            + " through it; mean field says "
            + Print.number(said.growth(), 3)
            + " at the length that was measured. Over "
            + Print.layers(left)
            + " like it they would "
            + (chaotic ? "grow" : "shrink")
            + " by "
            + Print.factor(log * left / Math.log(10))
            + "."
            + (Double.isNaN(critical)
                ? ""
                : " σ_w² = " + Print.number(critical, 3) + " would be critical."),
        "χ = " + with(chi),
        seals.words(Seals.CHI),
        Double.isNaN(critical)
            ? ""
            : "Multiply its weights by "
                + Print.number(Math.sqrt(critical / next.weightVariance()), 3)
                + ".");
  }

  private void signals(FunctionLevel.Back back) {
    List<Propagation.Layer> layers = back.propagation().layers();
    Propagation.Layer last = layers.size() > 1 ? layers.get(layers.size() - 2) : layers.getLast();
    double apart = 1 - last.correlation().value();
    if (apart < 1e-3 && apart + SIGMAS * last.correlation().standardError() < 0.01) {
      add(
          "signals-alike",
          List.of(),
          Grade.BAD,
          -Math.log(Math.max(1e-12, apart)),
          "Samples can no longer be told apart at the end",
          "In the last hidden layer pairs of samples have this correlation: what distinguishes them"
              + " has been lost on the way.",
          "1 − c = " + Print.number(apart, 2),
          seals.words(Seals.CORRELATION),
          "The network is too ordered: larger weights, smaller biases, or fewer layers.");
    }
  }

  private void kernel(FunctionLevel.Back back) {
    FunctionLevel.Kernel kernel = back.kernel();
    FunctionLevel.Drift drift = kernel == null ? null : kernel.drift();
    if (kernel == null || drift == null) {
      return;
    }
    boolean lazy = drift.distance().value() < MATTERS;
    Reading now = kernel.alignment();
    Reading before = drift.before();
    add(
        lazy ? "lazy" : "features",
        List.of(),
        Grade.FINE,
        0.5,
        lazy ? "Training was lazy: its kernel hardly moved" : "Training changed what it looks at",
        "The tangent kernel is "
            + with(drift.distance())
            + " of its initial size away from where it began, at a cosine of "
            + with(drift.cosine())
            + (now == null || before == null
                ? ""
                : "; its alignment with the labels went from " + with(before) + " to " + with(now))
            + ". In the lazy regime of wide networks it would not move.",
        "‖ΔΘ‖/‖Θ₀‖ = " + with(drift.distance()),
        "uncalibrated",
        "");
  }

  private List<Integer> layers(Site site) {
    int at = at(site);
    return at < 0 ? List.of() : List.of(at);
  }

  private String name(Site site) {
    int at = at(site);
    return at < 0 ? "Layer " + site.name() : "Layer " + (at + 1) + " (" + site.name() + ")";
  }

  /** A graph may call a layer otherwise than its weights are called. */
  private int at(Site site) {
    int at = names.indexOf(site.name());
    if (at >= 0) {
      return at;
    }
    String weight = site.weight();
    int dot = weight.lastIndexOf('.');
    return Math.max(names.indexOf(weight), dot < 0 ? -1 : names.indexOf(weight.substring(0, dot)));
  }

  private static String list(List<Integer> units) {
    return String.join(", ", units.stream().limit(12).map(String::valueOf).toList())
        + (units.size() > 12 ? ", …" : "");
  }

  static String with(Reading r) {
    return LayerRules.with(r.estimate());
  }

  private void add(
      String rule,
      List<Integer> layers,
      Grade grade,
      double severity,
      String heading,
      String text,
      String number,
      String certificate,
      String advice) {
    found.add(
        new Finding(rule, layers, grade, severity, heading, text, number, certificate, advice, ""));
  }
}
