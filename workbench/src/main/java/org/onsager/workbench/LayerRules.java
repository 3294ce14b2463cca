package org.onsager.workbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Answer.Grade;
import org.onsager.numerics.statistics.Distributions;
import org.onsager.numerics.statistics.Estimate;

/**
 * What is wrong with layers, by what their weights alone tell. A number is called wrong where
 * chance would bring it in fewer than one network of a hundred, all its layers together, and where
 * it is large enough to matter.
 */
final class LayerRules {
  private static final double ALARM = 0.01;

  /**
   * Two trainable depths of six depth scales each, as the logarithm of what becomes of gradients.
   */
  private static final double HOPELESS = 12;

  private static final double MATTERS = 0.1;

  private final List<LayerReading> readings;
  private final @Nullable LayerPhase phase;
  private final Seals seals;
  private final double critical;
  private final List<Finding> found = new ArrayList<>();

  private LayerRules(List<LayerReading> readings, @Nullable LayerPhase phase, Seals seals) {
    this.readings = readings;
    this.phase = phase;
    this.seals = seals;
    this.critical = Distributions.normalQuantile(1 - ALARM / 2 / readings.size());
  }

  /**
   * All findings, worst first.
   *
   * @param phase the phase diagram of the network's activation; null where it is not known
   */
  static List<Finding> of(List<LayerReading> readings, @Nullable LayerPhase phase, Seals seals) {
    LayerRules rules = new LayerRules(readings, phase, seals);
    for (int l = 0; l < readings.size(); l++) {
      rules.found.addAll(CountedRules.of(readings, l));
      rules.biases(l);
    }
    rules.phases();
    rules.oddVariances();
    rules.oddBiases();
    return Finding.sorted(rules.grouped());
  }

  /** χ₁ of a layer; null where no phase diagram applies to it. */
  static @Nullable Estimate chi(List<LayerReading> readings, int l, @Nullable LayerPhase phase) {
    LayerReading r = readings.get(l);
    boolean plain =
        phase != null
            && r.spectrum() != null
            && r.layer().kind() != ModelLayer.Kind.EMBEDDING
            && l < readings.size() - 1
            && readings.stream().allMatch(o -> o.layer().norm() == null);
    if (!plain || phase == null) {
      return null;
    }
    Estimate none = Estimate.of(0, 0);
    return phase.chi(r.weightVariance(), r.biasVariance() == null ? none : r.biasVariance());
  }

  private String name(int l) {
    return name(readings, l);
  }

  /** "layer 3 (features.4)". */
  static String name(List<LayerReading> readings, int l) {
    return "layer " + (l + 1) + " (" + readings.get(l).layer().name() + ")";
  }

  private void biases(int l) {
    LayerReading r = readings.get(l);
    Estimate b = r.biasVariance();
    double w = r.weightVariance().value();
    if (b == null || r.layer().norm() != null || !(b.value() > w) || w == 0) {
      return;
    }
    add(
        "bias-outweighs",
        List.of(l),
        b.value() > 10 * w ? Grade.BAD : Grade.WATCH,
        2 + Math.log(b.value() / w),
        capital(name(l)) + " listens to its biases more than to its inputs",
        "Inputs of length one reach its units with a variance of σ_w², biases with σ_b²: what"
            + " distinguishes two inputs is the smaller part, and they come out with a correlation"
            + " of at least σ_b²/(σ_w² + σ_b²) = "
            + Print.number(b.value() / (w + b.value()), 2)
            + ".",
        "σ_b² = " + with(b) + ", σ_w² = " + with(r.weightVariance()),
        seals.words(Seals.CORRELATION),
        "Begin with biases of zero, or give them weight decay.",
        "torch.nn.init.zeros_(" + path(r.layer().name()) + ".bias)");
  }

  private void phases() {
    if (phase == null) {
      return;
    }
    int before = found.size();
    double sum = 0;
    double square = 0;
    int counted = 0;
    for (int l = 0; l < readings.size(); l++) {
      Estimate chi = chi(readings, l, phase);
      if (chi == null) {
        continue;
      }
      double log = Math.log(Math.max(1e-300, chi.value()));
      double error = chi.value() > 0 ? chi.standardError() / chi.value() : 0;
      sum += log;
      square += error * error;
      counted++;
      if (Math.abs(log) > MATTERS
          && Math.abs(log) > critical * error
          && !has(l, "bias-outweighs")) {
        found.add(phased(l, chi, log));
      }
    }
    if (found.size() == before
        && counted > 0
        && Math.abs(sum) > Math.log(10)
        && Math.abs(sum) > 4 * Math.sqrt(square)) {
      add(
          "off-critical",
          List.of(),
          Math.abs(sum) > HOPELESS ? Grade.BAD : Grade.WATCH,
          Math.abs(sum),
          "Small deviations from criticality add up over " + Print.layers(counted),
          "No layer alone is far from χ = 1, but from the last layer to the first squared gradients"
              + " "
              + (sum > 0 ? "grow" : "shrink")
              + " by the product of all χ. Mean field, infinite width, independent weights.",
          "Πχ = " + Print.factor(sum / Math.log(10)),
          seals.words(Seals.CHI),
          "Scale all weights so that χ = 1.",
          "");
    }
  }

  private Finding phased(int l, Estimate chi, double log) {
    LayerReading r = readings.get(l);
    int left = Math.max(1, readings.size() - 1 - l);
    double growth = log * left;
    LayerReading.Spectrum spectrum = r.spectrum();
    boolean independent =
        spectrum == null
            || spectrum.bulk() == null
            || spectrum.bulk().significance() > ALARM / readings.size();
    Estimate bias = r.biasVariance();
    double best = phase == null ? Double.NaN : phase.critical(bias == null ? 0 : bias.value());
    String phi = phase == null ? "" : phase.activation().text();
    String chaos = log > 0 ? "chaotic" : "ordered";
    double w = r.weightVariance().value();
    String layer = path(r.layer().name());
    return new Finding(
        log > 0 ? "chaotic" : "ordered",
        List.of(l),
        independent
            ? Math.abs(growth) > HOPELESS ? Grade.BAD : Grade.WATCH
            : Math.abs(growth) > HOPELESS ? Grade.WATCH : Grade.FINE,
        Math.abs(log) * 4,
        capital(name(l)) + " is " + chaos,
        "χ = "
            + with(chi)
            + (left > 1
                ? ": over the remaining "
                    + left
                    + " layers, were they like it, squared gradients "
                    + (log > 0 ? "grow" : "shrink")
                    + " by "
                    + Print.factor(growth / Math.log(10))
                : "")
            + (Double.isNaN(best)
                ? ". No σ_w² is critical for " + phi + " at its σ_b²."
                : "; σ_w² = " + Print.number(best, 3) + " would be critical.")
            + " Mean field of "
            + phi
            + ": infinite width, independent weights, as at initialisation; of a trained layer it"
            + " is a description.",
        "χ₁ = " + with(chi),
        seals.words(Seals.CHI),
        Double.isNaN(best)
            ? "Take the biases out, or begin with smaller ones."
            : "Multiply its weights by "
                + Print.number(Math.sqrt(best / w), 3)
                + ", or draw them with the critical variance.",
        Double.isNaN(best)
            ? ""
            : layer + ".weight.data.mul_(" + Print.plain(Math.sqrt(best / w), 4) + ")");
  }

  /** Layers of which the same is said in one finding, where there are three or more. */
  private List<Finding> grouped() {
    List<Finding> all = new ArrayList<>();
    Map<String, List<Finding>> byRule = new LinkedHashMap<>();
    found.forEach(f -> byRule.computeIfAbsent(f.rule(), _ -> new ArrayList<>()).add(f));
    for (List<Finding> same : byRule.values()) {
      if (same.size() < 3) {
        all.addAll(same);
        continue;
      }
      Finding worst = Finding.sorted(same).getFirst();
      List<Integer> layers =
          same.stream().map(f -> f.layers().getLast()).sorted().distinct().toList();
      all.add(
          new Finding(
              worst.rule(),
              layers,
              worst.grade(),
              worst.severity() + Math.log(layers.size()),
              worst.heading()
                  + " (also layers "
                  + ranges(layers.stream().filter(l -> !worst.layers().contains(l)).toList())
                  + ")",
              "Of the worst: " + worst.text(),
              worst.number(),
              worst.certificate(),
              worst.advice(),
              worst.code()));
    }
    return all;
  }

  /** "1, 3–7, 9", numbers from 1. */
  static String ranges(List<Integer> layers) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < layers.size(); ) {
      int j = i;
      while (j + 1 < layers.size() && layers.get(j + 1) == layers.get(j) + 1) {
        j++;
      }
      out.append(out.isEmpty() ? "" : ", ").append(layers.get(i) + 1);
      out.append(j == i ? "" : j == i + 1 ? ", " : "–").append(j == i ? "" : layers.get(j) + 1);
      i = j + 1;
    }
    return out.toString();
  }

  private boolean has(int l, String... rules) {
    return found.stream()
        .anyMatch(f -> f.layers().contains(l) && List.of(rules).contains(f.rule()));
  }

  /** Layers that do not share the weight variance of all others, where those do share one. */
  private void oddVariances() {
    int[] counted =
        IntStream.range(0, readings.size())
            .filter(l -> readings.get(l).spectrum() != null)
            .filter(l -> readings.get(l).layer().kind() != ModelLayer.Kind.EMBEDDING)
            .filter(l -> !widening(readings.get(l)))
            .toArray();
    List<Peers.Apart> odd =
        Peers.apart(
            readings,
            counted,
            LayerReading::weightVariance,
            List.of(
                new Peers.Convention(ModelLayer::byInputs, 1),
                new Peers.Convention(ModelLayer::byNothing, 1),
                new Peers.Convention(ModelLayer::byBoth, 2),
                new Peers.Convention(ModelLayer::byOutputs, 2)),
            (_, mine, peers) ->
                // of chance, the error at the peers' value counts, not that at its own
                Math.abs(mine.value() - peers) * mine.value()
                    > 1.2 * critical * mine.standardError() * peers + 1e-12 * peers * mine.value());
    for (Peers.Apart p : odd) {
      if (has(p.layer(), "chaotic", "ordered")) {
        continue;
      }
      double ratio = p.own().value() / p.peers();
      String factor = Print.plain(1 / Math.sqrt(ratio), 4);
      add(
          "odd-weights",
          List.of(p.layer()),
          Math.abs(Math.log(ratio)) > HOPELESS ? Grade.BAD : Grade.WATCH,
          Math.abs(Math.log(ratio)) * 4,
          capital(name(p.layer())) + " is drawn otherwise than its peers",
          "The others agree, within their errors, on one weight variance: the network is as it was"
              + " drawn. This layer multiplies lengths and squared gradients by "
              + Print.number(ratio, 3)
              + " times what they do. The error assumes independent weights. Where one layer alone"
              + " has its shape, weights drawn by outputs or by both sides would look the same.",
          "σ_w² = " + with(p.own()) + ", by the others " + Print.number(p.peers(), 4),
          seals.words(Seals.VARIANCE),
          "If it is not meant, multiply its weights by " + factor + ".",
          path(readings.get(p.layer()).layer().name()) + ".weight.data.mul_(" + factor + ")");
    }
  }

  /** An orthogonal layer with more units than inputs has a smaller mean square by construction. */
  private static boolean widening(LayerReading r) {
    LayerReading.Spectrum s = r.spectrum();
    return s != null && s.defect().value() < 0.05 && r.layer().outputs() > r.layer().inputs();
  }

  private void oddBiases() {
    int[] counted =
        IntStream.range(0, readings.size())
            .filter(l -> readings.get(l).biasVariance() != null)
            .toArray();
    List<Peers.Apart> odd =
        Peers.apart(
            readings,
            counted,
            r -> r.biasVariance() == null ? Estimate.of(0, 0) : r.biasVariance(),
            List.of(
                new Peers.Convention(ModelLayer::byInputs, 1),
                new Peers.Convention(l -> 1.0 / l.inputs(), 1)),
            (l, mine, peers) -> {
              double units = readings.get(l).layer().outputs();
              return mine.value() > peers
                  && (peers == 0
                      || Distributions.chiSquaredBeyond(units * mine.value() / peers, units)
                          < ALARM / readings.size());
            });
    for (Peers.Apart p : odd) {
      if (has(p.layer(), "bias-outweighs")) {
        continue;
      }
      add(
          "odd-biases",
          List.of(p.layer()),
          Grade.WATCH,
          1 + Math.log(1 + p.own().value()),
          capital(name(p.layer())) + " has larger biases than its peers",
          "The biases of the others agree, within their errors, on one variance: the network is as"
              + " it was drawn.",
          "σ_b² = " + with(p.own()) + ", by the others " + Print.number(p.peers(), 3),
          "uncalibrated",
          "If it is not meant, begin with the biases of the others.",
          "");
    }
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
      String advice,
      String code) {
    found.add(
        new Finding(
            rule, layers, grade, severity, heading, text, number, certificate, advice, code));
  }

  /** "1.31 ± 0.02". */
  static String with(Estimate e) {
    double error = e.standardError();
    if (!(error > 0)) {
      return Print.number(e.value(), 3);
    }
    int digits = (int) Math.floor(Math.log10(Math.max(1e-300, Math.abs(e.value()) / error))) + 2;
    return Print.number(e.value(), Math.clamp(digits, 1, 6)) + " ± " + Print.number(error, 2);
  }

  /** A name as PyTorch's attribute: model.layers[3].fc. */
  private static String path(String name) {
    return "model." + name.replace('/', '.').replaceAll("\\.(\\d+)(?=\\.|$)", "[$1]");
  }

  static String capital(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }
}
