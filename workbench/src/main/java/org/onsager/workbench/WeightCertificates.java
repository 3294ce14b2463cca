package org.onsager.workbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Figure;

/** For each number that weights alone tell: by what it is measured, and where that agreed. */
final class WeightCertificates {

  /**
   * A number.
   *
   * @param key its name in the document
   * @param name its name in the table of layers
   * @param measured by what
   * @param formula what a certificate would be for
   */
  private record Entry(String key, String name, String measured, String formula) {}

  private static final List<Entry> ALL =
      List.of(
          new Entry(
              "weightVariance",
              "σ_w² and its error",
              "mean square, of independent weights",
              Seals.VARIANCE),
          new Entry("chi", "χ", "mean field, at infinite width", Seals.CHI),
          new Entry("edge", "edge of chance", "Marchenko and Pastur’s law, fitted", Seals.EDGE),
          new Entry(
              "outliers", "outliers", "one random matrix of a hundred has any", Seals.OUTLIERS),
          new Entry(
              "significance", "significance of s₁", "Tracy and Widom’s law", Seals.SIGNIFICANCE),
          new Entry("exponent", "α and its error", "maximum likelihood, redrawn", Seals.TAIL),
          new Entry(
              "goodness", "power law supported", "goodness of fit by redrawing", Seals.GOODNESS),
          new Entry(
              "stableRank", "rank, norms, defect", "sums over singular values", "weights/sums"),
          new Entry("torus", "spectrum on a torus", "Fourier, to rounding", "weights/torus"));

  private WeightCertificates() {}

  /** As a table; χ only where it is told. */
  static Figure table(Seals seals, boolean withChi) {
    List<List<String>> rows = new ArrayList<>();
    for (Entry e : ALL) {
      if (withChi || !e.formula().equals(Seals.CHI)) {
        rows.add(List.of(e.name(), e.measured(), seals.named(e.formula())));
      }
    }
    return new Figure.Table(
        Figure.Caption.of(
            "certificates",
            "How good these numbers are",
            "The experiment in the log book in which that instrument was held against theory.",
            "A row a number."),
        List.of("number", "measured by", "certificate"),
        rows);
  }

  /** As it stands in the document: a certificate or null for each number. */
  static Map<String, @Nullable Object> document(Seals seals) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    ALL.forEach(e -> document.put(e.key(), seals.entry(e.formula())));
    return document;
  }
}
