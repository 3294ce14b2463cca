package org.onsager.workbench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.data.weights.StoredArray;
import org.onsager.data.weights.WeightFile;
import org.onsager.instruments.weights.PowerLawTail;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Figure;
import org.onsager.lab.Laboratory;
import org.onsager.numerics.statistics.Estimate;

/** What the verb {@code examine} answers. */
record ExaminationSheet(
    String model,
    WeightFile file,
    Examined seen,
    @Nullable Activation activation,
    Laboratory laboratory) {

  /**
   * What was seen.
   *
   * @param model the layers
   * @param readings one a layer
   * @param phase the phase diagram, where the activation is known
   * @param seals where instruments agreed
   * @param findings worst first
   * @param function what data tell; null without
   */
  record Examined(
      ModelLayers model,
      List<LayerReading> readings,
      @Nullable LayerPhase phase,
      Seals seals,
      List<Finding> findings,
      @Nullable FunctionSheet function) {}

  Answer answer() {
    List<Finding> findings = seen.findings();
    Grade worst = findings.isEmpty() ? Grade.FINE : findings.getFirst().grade();
    return new Answer(
        String.valueOf(Path.of(model).getFileName()),
        subtitle(),
        verdict(findings, worst),
        worst,
        facts(),
        findings.stream().map(Finding::news).toList(),
        Finding.advice(findings),
        seen.function() == null ? List.of() : seen.function().quantities(),
        figures(),
        notes(),
        document(),
        0);
  }

  private List<Figure> figures() {
    List<Figure> figures = new ArrayList<>(List.of(table()));
    figures.addAll(ExaminationFigures.of(seen));
    figures.add(WeightCertificates.table(seen.seals(), seen.phase() != null));
    if (seen.function() != null) {
      figures.addAll(FunctionDrawings.of(seen.function()));
    }
    return figures;
  }

  private int layers() {
    return seen.readings().size();
  }

  private String subtitle() {
    double weights = seen.model().layers().stream().mapToDouble(l -> l.weight().size()).sum();
    return file.format()
        + ", "
        + Print.layers(layers())
        + ", "
        + Print.count(weights)
        + " weights"
        + (activation == null ? "" : ", " + activation.text());
  }

  private String verdict(List<Finding> findings, Grade worst) {
    if (worst == Grade.FINE) {
      return "Nothing is wrong with it that weights "
          + (seen.function() == null ? "alone" : "and data")
          + " can tell. "
          + (findings.isEmpty()
              ? "Of " + Print.layers(layers()) + " none stands out."
              : "A remark: " + lower(findings.getFirst().heading()) + ".");
    }
    long bad = findings.stream().filter(f -> f.grade() == Grade.BAD).count();
    String what = findings.getFirst().heading();
    return (bad > 0 ? "Something is broken. " : "Something to look at. ") + what + ".";
  }

  private static String lower(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "seen",
        seen.function() == null
            ? "weights alone, without data"
            : "weights, and " + seen.function().seen());
    facts.put(
        "phase diagram",
        seen.phase() == null
            ? "not asked for: --activation says what stands between the layers"
            : "of " + seen.phase().activation().text());
    return facts;
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(file.notes());
    long norms = seen.readings().stream().filter(r -> r.layer().norm() != null).count();
    if (norms > 0) {
      notes.add(
          Print.layers(norms)
              + " enter a normalisation, behind which their scale does not matter: they have no"
              + " place in a phase diagram of plain layers.");
    }
    List<String> sketched =
        seen.readings().stream()
            .filter(r -> r.spectrum() != null && !r.spectrum().whole())
            .map(r -> r.layer().name())
            .toList();
    if (!sketched.isEmpty()) {
      notes.add(
          Print.layers(sketched.size())
              + (sketched.size() == 1 ? " is" : " are")
              + " too large for all singular values (--exact): the largest are bounded by their"
              + " residuals, traces have the error of random starts, and no tail is fitted.");
    }
    List<StoredArray> apart = seen.model().apart();
    if (!apart.isEmpty()) {
      notes.add(
          apart.size()
              + (apart.size() == 1 ? " array is" : " arrays are")
              + " no layer’s: "
              + String.join(", ", apart.stream().limit(5).map(StoredArray::name).toList())
              + (apart.size() > 5 ? ", …" : "")
              + ".");
    }
    notes.add(
        "An outlier is a singular value that chance exceeds in fewer than one random matrix of a"
            + " hundred (Tracy and Widom); α is the exponent of the eigenvalues’ tail by maximum"
            + " likelihood, its error that of tails drawn anew, with a question mark where an"
            + " exponential fits about as well as a power law, in brackets where a power law is"
            + " refused.");
    if (seen.function() != null) {
      notes.addAll(seen.function().notes());
    }
    return notes;
  }

  private String note(int l) {
    return String.join(
        ", ",
        seen.findings().stream()
            .filter(f -> f.layers().contains(l) && f.grade() != Grade.FINE)
            .map(f -> f.rule().replace('-', ' '))
            .distinct()
            .toList());
  }

  private Figure table() {
    List<List<String>> rows = new ArrayList<>();
    for (int l = 0; l < layers(); l++) {
      LayerReading r = seen.readings().get(l);
      LayerReading.Spectrum s = r.spectrum();
      Estimate chi = LayerRules.chi(seen.readings(), l, seen.phase());
      String note = note(l);
      rows.add(
          List.of(
              "" + (l + 1),
              r.layer().name(),
              r.layer().sizes(),
              r.strange() > 0 ? "not finite" : LayerRules.with(r.weightVariance()),
              chi == null ? "–" : LayerRules.with(chi),
              s == null ? "–" : rank(s),
              s == null || s.bulk() == null ? "–" : "" + s.bulk().outliers(),
              s == null ? "–" : alpha(s),
              note.isEmpty() ? "fine" : note));
    }
    return new Figure.Table(
        Figure.Caption.of(
            "layers",
            "Layer by layer",
            "σ_w² is the mean square of a weight times the fan-in; χ multiplies squared gradients a"
                + " layer; the stable rank is Σs²/s₁².",
            "A row a layer."),
        List.of("#", "layer", "sizes", "σ_w²", "χ", "rank", "outliers", "α", "finding"),
        rows);
  }

  private static String rank(LayerReading.Spectrum s) {
    Estimate rank = s.stableRank();
    return rank.standardError() > 1e-3 * rank.value()
        ? LayerRules.with(rank)
        : Print.number(rank.value(), 3);
  }

  private static String alpha(LayerReading.Spectrum s) {
    Estimate exponent = s.exponent();
    PowerLawTail.Support support = s.support();
    if (exponent == null || support == null) {
      return "–";
    }
    String alpha = LayerRules.with(exponent);
    return switch (support) {
      case SUPPORTED -> alpha;
      case UNDECIDED -> alpha + " ?";
      case REFUSED -> "(" + alpha + ")";
    };
  }

  private Map<String, Object> document() {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("model", model);
    d.put("format", file.format());
    d.put("activation", activation == null ? null : activation.text());
    d.put("layers", IntStream.range(0, layers()).mapToObj(l -> LayerDocument.of(seen, l)).toList());
    d.put("certificates", WeightCertificates.document(seen.seals()));
    d.put("findings", seen.findings().stream().map(LayerDocument::of).toList());
    d.put("function", seen.function() == null ? null : seen.function().document());
    d.put("notes", file.notes());
    return d;
  }
}
