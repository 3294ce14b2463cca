package org.onsager.workbench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.instruments.weights.Bulk;
import org.onsager.instruments.weights.PowerLawTail;
import org.onsager.numerics.statistics.Estimate;

/** A layer and a finding as they stand in the document of {@code --json}. */
final class LayerDocument {
  private LayerDocument() {}

  static Map<String, @Nullable Object> of(ExaminationSheet.Examined examined, int l) {
    LayerReading r = examined.readings().get(l);
    ModelLayer layer = r.layer();
    LayerReading.Spectrum s = r.spectrum();
    Map<String, @Nullable Object> d = new LinkedHashMap<>();
    d.put("name", layer.name());
    d.put("kind", layer.kind().name().toLowerCase(Locale.ROOT));
    d.put("outputs", layer.outputs());
    d.put("inputs", layer.inputs());
    d.put("window", layer.window());
    d.put("normalisedBy", layer.norm() == null ? null : layer.norm().name());
    d.put("notFinite", r.strange());
    d.put("weightVariance", r.strange() > 0 ? null : of(r.weightVariance()));
    d.put("biasVariance", of(r.biasVariance()));
    d.put("chi", of(LayerRules.chi(examined.readings(), l, examined.phase())));
    d.put("deadUnits", r.dead());
    d.put(
        "duplicateUnits",
        r.duplicates().stream().map(p -> List.of(p.first(), p.second())).toList());
    d.put("closedChannels", r.closed());
    d.put("drift", r.drift() == null ? null : of(r.drift()));
    d.put("frobeniusNorm", s == null ? null : s.frobenius());
    d.put("method", s == null ? null : s.method());
    d.put("spectralNorm", s == null ? null : of(s.largest()));
    d.put("singularValues", s == null ? null : s.values());
    d.put("stableRank", s == null ? null : of(s.stableRank()));
    d.put("orthogonalityDefect", s == null ? null : of(s.defect()));
    d.put("bulk", s == null || s.bulk() == null ? null : of(s.bulk()));
    d.put("tail", s == null || s.tail() == null ? null : tail(s));
    d.put("torus", s == null || s.torus() == null ? null : of(s.torus()));
    return d;
  }

  static Map<String, Object> of(Finding f) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("rule", f.rule());
    d.put("layers", f.layers());
    d.put("grade", f.grade().name().toLowerCase(Locale.ROOT));
    d.put("severity", f.severity());
    d.put("heading", f.heading());
    d.put("text", f.text());
    d.put("number", f.number());
    d.put("certificate", f.certificate());
    d.put("advice", f.advice());
    d.put("code", f.code());
    return d;
  }

  private static @Nullable Map<String, Object> of(@Nullable Estimate e) {
    return e == null ? null : Map.of("value", e.value(), "standardError", e.standardError());
  }

  private static Map<String, @Nullable Object> of(Bulk b) {
    Map<String, @Nullable Object> d = new LinkedHashMap<>();
    d.put("scale", b.law().scale());
    d.put("edge", Map.of("value", b.edge().value(), "standardError", b.edge().standardError()));
    d.put("outliers", b.outliers());
    d.put("significance", b.significance());
    d.put("distance", Double.isNaN(b.distance()) ? null : b.distance());
    return d;
  }

  private static @Nullable Map<String, @Nullable Object> tail(LayerReading.Spectrum s) {
    if (s.tail() == null || s.redrawn() == null) {
      return null;
    }
    Map<String, @Nullable Object> d = new LinkedHashMap<>();
    d.put("exponent", of(s.exponent()));
    d.put("minimum", s.tail().minimum());
    d.put("size", s.tail().size());
    d.put("distance", s.tail().distance());
    d.put("goodness", of(s.redrawn().goodness()));
    d.put("support", word(PowerLawTail.Support.of(s.redrawn().goodness(), s.rivals())));
    d.put(
        "rivals",
        s.rivals().stream()
            .map(
                c ->
                    Map.of(
                        "law", word(c.rival()),
                        "ratio", c.ratio(),
                        "probability", c.probability()))
            .toList());
    return d;
  }

  private static String word(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, Object> of(Drift drift) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("change", drift.change());
    d.put("movedUnits", drift.permuted());
    return d;
  }

  private static Map<String, Object> of(LayerReading.Torus t) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("places", t.size());
    d.put("largest", t.largest());
    d.put("smallest", t.smallest());
    return d;
  }
}
