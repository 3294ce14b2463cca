package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Answer;
import org.onsager.lab.Prediction;
import org.onsager.lab.Regime;
import org.onsager.theory.CriticalPoint;
import org.onsager.theory.LengthFixedPoint;
import org.onsager.theory.PhasePoint;
import org.onsager.theory.Quantity;

/**
 * Every number of a prediction with its error, regime and certificate: as rows, and as a document.
 */
final class Sheet {
  private final Outlook outlook;
  private final PhasePoint point;
  private final Seals seals;
  private final @Nullable CriticalPoint nearest;
  private final List<Row> rows = new ArrayList<>();

  /**
   * One number.
   *
   * @param key its name in the document
   * @param name its name in words, with its symbol
   * @param quantity the number, or why there is none
   * @param formula what a certificate would be for
   */
  private record Row(String key, String name, Quantity quantity, String formula) {}

  private Sheet(Outlook outlook, Seals seals, @Nullable CriticalPoint nearest) {
    this.outlook = outlook;
    this.point = outlook.point();
    this.seals = seals;
    this.nearest = nearest;
    row("qStar", "length q*", point.qStar(), Seals.LENGTH);
    row("cStar", "correlation c*", point.cStar(), Seals.CORRELATION);
    row("chi1", "slope χ₁", point.chi1(), Seals.CHI);
    row("xiQ", "depth of lengths ξ_q, layers", point.xiQ(), Seals.XI_Q);
    row("xiC", "depth of inputs ξ_c, layers", point.xiC(), Seals.XI_C);
    row("xiGradient", "depth of gradients ξ_∇, layers", point.xiGradient(), Seals.XI_GRADIENT);
    row(
        "criticalWeightVariance",
        "critical weight variance σ_w²",
        point.criticalWeightVariance(),
        Seals.LINE);
    row("trainableDepth", "deepest that trains, layers", point.trainableDepth(), Seals.TRAINABLE);
    row("gradientGrowth", "squared gradient, first layer over last", growth(), Seals.XI_GRADIENT);
  }

  /** The sheet of a network. */
  static Sheet of(Outlook outlook, Seals seals, @Nullable CriticalPoint nearest) {
    return new Sheet(outlook, seals, nearest);
  }

  private void row(String key, String name, Quantity quantity, String formula) {
    rows.add(new Row(key, name, quantity, formula));
  }

  /** \( (\chi_1/\rho)^L \), with the error that the factor's own makes of it. */
  private Quantity growth() {
    Quantity factor = point.gradientFactor();
    Prediction p = factor.prediction();
    if (p == null) {
      return factor;
    }
    double value = Math.pow(p.value(), outlook.depth());
    double error =
        p.value() > 0 && Double.isFinite(value)
            ? outlook.depth() * value * p.error() / p.value()
            : 0;
    return Quantity.of(
        new Prediction(value, error + 4e-16 * (Double.isFinite(value) ? value : 0), p.regime()),
        factor.note());
  }

  /** The rows of the table; lengths that are kept besides q* follow it. */
  List<Answer.Quantity> quantities() {
    List<Answer.Quantity> all = new ArrayList<>();
    for (Row row : rows) {
      all.add(quantity(row));
      if (row.key().equals("qStar")) {
        point.fixedPoints().stream()
            .filter(p -> !p.equals(point.limit().fixedPoint()))
            .map(this::besides)
            .forEach(all::add);
      }
    }
    return all;
  }

  private Answer.Quantity besides(LengthFixedPoint p) {
    String does =
        switch (p.stability()) {
          case ATTRACTS -> "reached by other inputs";
          case REPELS -> "repels";
          case HALF_STABLE -> "attracts from one side";
          case NEUTRAL -> "one of many that are kept";
        };
    return new Answer.Quantity(
        "another kept length",
        Print.digits(p.length(), p.error()),
        p.error() == 0 ? "0" : Print.number(p.error(), 1),
        "width → ∞; " + does + ", λ_q = " + Print.number(p.slope(), 5),
        seals.words(Seals.LENGTH));
  }

  private Answer.Quantity quantity(Row row) {
    Prediction p = row.quantity().prediction();
    String note = Print.sentence(row.quantity().note());
    if (p == null) {
      return new Answer.Quantity(row.name(), "none: " + note, "", "", seals.words(row.formula()));
    }
    String value =
        Double.isFinite(p.value())
            ? Print.digits(p.value(), p.error())
            : Print.number(p.value(), 3);
    return new Answer.Quantity(
        row.name(),
        value,
        p.error() == 0 ? "0" : Print.number(p.error(), 1),
        words(p.regime()) + (note.isEmpty() ? "" : "; " + note),
        seals.words(row.formula()));
  }

  private static String words(Regime regime) {
    return switch (regime.kind()) {
      case EXACT -> "exact";
      case ASYMPTOTIC -> regime.text();
      case HEURISTIC -> "heuristic: " + regime.text();
    };
  }

  /** The document. */
  Map<String, Object> json(Map<String, Object> network) {
    Map<String, @Nullable Object> errors = new LinkedHashMap<>();
    Map<String, @Nullable Object> regimes = new LinkedHashMap<>();
    Map<String, @Nullable Object> certificates = new LinkedHashMap<>();
    Map<String, Object> reasons = new LinkedHashMap<>();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Row row : rows) {
      Prediction p = row.quantity().prediction();
      String key = row.key();
      certificates.put(key, seals.entry(row.formula()));
      errors.put(key, p == null || !Double.isFinite(p.error()) ? null : p.error());
      regimes.put(key, p == null ? null : p.regime().toString());
      if (p == null) {
        values.put(key, null);
        reasons.put(key, row.quantity().note());
      } else if (!Double.isFinite(p.value())) {
        values.put(key, null);
        reasons.put(key, infinite(key, row.quantity().note()));
      } else {
        values.put(key, p.value() + 0.0);
        if (!row.quantity().note().isEmpty()) {
          reasons.put(key, row.quantity().note());
        }
      }
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("network", network);
    json.put("phase", point.phase().name().toLowerCase(Locale.ROOT));
    json.put("qStar", values.get("qStar"));
    json.put("limit", point.limit().kind().name().toLowerCase(Locale.ROOT));
    json.put("fixedPoints", point.fixedPoints().stream().map(Sheet::entry).toList());
    for (String key :
        List.of("cStar", "chi1", "xiQ", "xiC", "xiGradient", "criticalWeightVariance")) {
      json.put(key, values.get(key));
    }
    json.put("criticalPoints", point.criticalPoints().stream().map(Sheet::entry).toList());
    json.put("trainableDepth", values.get("trainableDepth"));
    json.put("nearestCritical", nearest(reasons));
    json.put("gradientGrowth", values.get("gradientGrowth"));
    double log = outlook.logGrowth();
    json.put("gradientGrowthLog10", Double.isFinite(log) ? log : null);
    double signal = outlook.logGrowthOfSignal();
    json.put("gradientGrowthOfSignalLog10", Double.isFinite(signal) ? signal : null);
    json.put("aspectRatio", outlook.aspect());
    json.put("errors", errors);
    json.put("regimes", regimes);
    json.put("certificates", certificates);
    json.put("reasons", reasons);
    json.put("warnings", point.warnings());
    return unmodifiable(json);
  }

  @SuppressWarnings("NullAway") // a document may hold null; Map's type parameter does not say so
  private static Map<String, Object> unmodifiable(Map<String, @Nullable Object> json) {
    return java.util.Collections.unmodifiableMap(json);
  }

  private static String infinite(String key, String note) {
    String why =
        switch (key) {
          case "chi1" -> "the activation jumps";
          case "gradientGrowth" -> "beyond the range of doubles";
          case "trainableDepth" -> "the network is critical, so its depth scale diverges";
          case "xiQ" -> "lengths do not relax exponentially: the slope of the length map is 1";
          case "xiGradient" -> "gradients keep their size, χ₁/ρ = 1";
          default -> "the network is critical, χ₁ = 1";
        };
    return "infinite: " + (note.isEmpty() ? why : note);
  }

  private @Nullable Map<String, Object> nearest(Map<String, Object> reasons) {
    if (nearest == null) {
      reasons.put(
          "nearestCritical",
          point.criticalWeightVariance().note().isEmpty()
              ? "no initialisation is critical"
              : point.criticalWeightVariance().note());
      return null;
    }
    Map<String, Object> entry = entry(nearest);
    entry.put("reached", outlook.reaches(nearest));
    return entry;
  }

  private static Map<String, Object> entry(LengthFixedPoint p) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("length", p.length());
    entry.put("error", p.error());
    entry.put("slope", p.slope());
    entry.put("stability", p.stability().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return entry;
  }

  private static Map<String, Object> entry(CriticalPoint p) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("weightVariance", p.weightVariance());
    entry.put("biasVariance", p.biasVariance());
    entry.put("length", p.length());
    entry.put("lengthSlope", p.lengthSlope());
    entry.put("error", p.error());
    entry.put("repels", p.repels());
    return entry;
  }

  /** What was asked about, as it stands in the document. */
  static Map<String, Object> network(Outlook outlook) {
    Map<String, Object> network = new LinkedHashMap<>();
    network.put("layers", Arrays.stream(outlook.widths()).boxed().toList());
    network.put("activation", outlook.field().activation().text());
    network.put("weightVariance", outlook.field().weightVariance());
    network.put("biasVariance", outlook.field().biasVariance());
    network.put("dropout", outlook.dropout());
    network.put("inputLength", outlook.inputLength());
    network.put("width", outlook.width());
    network.put("depth", outlook.depth());
    return network;
  }
}
