package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.instruments.function.Classification;
import org.onsager.instruments.function.InputJacobian;
import org.onsager.instruments.function.Propagation;
import org.onsager.instruments.function.Reading;
import org.onsager.instruments.function.Survey;
import org.onsager.instruments.function.TangentKernel;
import org.onsager.lab.Answer.Quantity;

/** What data add to an examination: every number with its error, rows of layers, the document. */
record FunctionSheet(FunctionLevel level, Seals seals) {
  private static final String UNCALIBRATED = "uncalibrated";

  /** One number and what is said of it. */
  private record Entry(String key, String name, Reading reading, String certificate) {}

  /** For example "10,000 samples of cifar10". */
  String seen() {
    return Print.count(level.data().samples()) + " samples of " + level.data().label();
  }

  private List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    Classification c = level.classification();
    if (c != null) {
      all.add(new Entry("accuracy", "accuracy", c.accuracy(), UNCALIBRATED));
      all.add(new Entry("crossEntropy", "cross-entropy", c.crossEntropy(), UNCALIBRATED));
      all.add(new Entry("confidence", "mean confidence", c.confidence(), UNCALIBRATED));
      all.add(
          new Entry(
              "calibrationError",
              "expected calibration error",
              c.calibrationError(),
              UNCALIBRATED));
    }
    FunctionLevel.Back back = level.back();
    if (back == null) {
      return all;
    }
    InputJacobian j = back.jacobian();
    if (j != null) {
      all.add(
          new Entry(
              "jacobianLargest", "s₁, largest singular value of ∂f/∂x", j.largest(), UNCALIBRATED));
      all.add(
          new Entry(
              "jacobianMeanSquare",
              "mean square of its singular values",
              j.meanSquare(),
              UNCALIBRATED));
      all.add(new Entry("jacobianSpread", "spread of s₁ over samples", j.spread(), UNCALIBRATED));
      all.add(
          new Entry(
              "jacobianDirections",
              "directions that outputs answer to",
              j.directions(),
              UNCALIBRATED));
    }
    FunctionLevel.Kernel k = back.kernel();
    if (k != null) {
      all.add(new Entry("kernelDiagonal", "Θ(x,x), mean over outputs", k.diagonal(), UNCALIBRATED));
      all.add(
          new Entry("kernelLargest", "λ₁/n, largest eigenvalue of Θ", k.largest(), UNCALIBRATED));
      if (k.alignment() != null) {
        all.add(
            new Entry(
                "kernelAlignment", "alignment of Θ with labels", k.alignment(), UNCALIBRATED));
      }
      FunctionLevel.Drift d = k.drift();
      if (d != null) {
        all.add(
            new Entry("kernelDistance", "‖Θ − Θ₀‖/‖Θ₀‖, drift of Θ", d.distance(), UNCALIBRATED));
        all.add(new Entry("kernelCosine", "cosine of Θ and Θ₀", d.cosine(), UNCALIBRATED));
        if (d.before() != null) {
          all.add(
              new Entry(
                  "initialAlignment", "alignment of Θ₀ with labels", d.before(), UNCALIBRATED));
        }
      }
    }
    return all;
  }

  /** Every number of the network as a whole. */
  List<Quantity> quantities() {
    return entries().stream()
        .map(
            e ->
                new Quantity(
                    e.name(),
                    Print.number(e.reading().value(), 5),
                    Print.number(e.reading().standardError(), 2),
                    regime(e.reading()),
                    e.certificate()))
        .toList();
  }

  private static String regime(Reading r) {
    return Print.count(r.samples())
        + " samples, "
        + (r.converged()
            ? "converged"
            : "not converged: half of them gave " + Print.number(r.half(), 4));
  }

  /** What is to be said at the end. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(level.data().notes());
    notes.addAll(level.notes());
    long open = entries().stream().filter(e -> !e.reading().converged()).count();
    if (open > 0) {
      notes.add(
          (open == 1 ? "One number has" : open + " numbers have")
              + " not converged: an error above 5 %, or half of the samples gave something else;"
              + " --samples takes more.");
    }
    FunctionLevel.Back back = level.back();
    FunctionLevel.Kernel k = back == null ? null : back.kernel();
    if (k != null) {
      notes.add(
          "The tangent kernel is that of all parameters and all outputs of "
              + k.kernel().samples()
              + " samples.");
    }
    return notes;
  }

  /** The columns that data add to the table of layers. */
  static final List<String> COLUMNS =
      List.of(
          "layer",
          "length q",
          "mean field",
          "correlation c",
          "mean field",
          "χ",
          "mean field",
          "flat",
          "silent",
          "share of Θ");

  /** A row a layer. */
  List<List<String>> rows() {
    FunctionLevel.Back back = level.back();
    if (back == null) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>();
    List<Propagation.Layer> layers = back.propagation().layers();
    for (int l = 0; l < layers.size(); l++) {
      Propagation.Layer p = layers.get(l);
      MeanFieldBeside.Said said = back.beside().layers().get(l);
      Survey.Units units = units(p.site().name());
      boolean last = l + 1 == layers.size();
      rows.add(
          List.of(
              p.site().name(),
              FunctionRules.with(p.length()),
              number(said.length()),
              FunctionRules.with(p.correlation()),
              number(said.correlation()),
              last ? "–" : FunctionRules.with(p.growth()),
              number(said.growth()),
              units == null ? "–" : Print.percent(units.flatShare().value()),
              units == null ? "–" : units.dead().size() + " of " + units.flat().length,
              share(back.kernel(), p.site().name())));
    }
    return rows;
  }

  private static String number(double v) {
    return Double.isNaN(v) ? "–" : Print.number(v, 3);
  }

  private Survey.@Nullable Units units(String site) {
    return level.survey().units().stream()
        .filter(u -> u.site().name().equals(site))
        .findFirst()
        .orElse(null);
  }

  private static String share(FunctionLevel.@Nullable Kernel k, String site) {
    Double trace = k == null ? null : k.kernel().traces().get(site);
    if (k == null || trace == null) {
      return "–";
    }
    double all = k.kernel().traces().values().stream().mapToDouble(t -> t).sum();
    return all > 0 ? Print.percent(trace / all) : "–";
  }

  /** What stands in the document. */
  Map<String, Object> document() {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("data", level.data().label());
    d.put("samples", level.data().samples());
    d.put("notFinite", level.strange());
    Map<String, Object> numbers = new LinkedHashMap<>();
    entries().forEach(e -> numbers.put(e.key(), of(e.reading())));
    d.put("readings", numbers);
    Classification c = level.classification();
    if (c != null) {
      d.put("calibrationByChance", c.calibrationByChance());
      d.put(
          "reliability",
          c.bins().stream()
              .map(
                  b ->
                      Map.of(
                          "confidence", b.confidence(),
                          "right", b.right().value(),
                          "standardError", b.right().standardError(),
                          "samples", b.samples()))
              .toList());
    }
    FunctionLevel.Back back = level.back();
    d.put("layers", back == null ? List.of() : layers(back));
    if (back != null) {
      InputJacobian j = back.jacobian();
      d.put(
          "singularValues",
          j == null ? List.of() : j.spectrum().stream().map(FunctionSheet::of).toList());
      FunctionLevel.Kernel k = back.kernel();
      if (k != null) {
        d.put("kernel", of(k));
      }
    }
    return d;
  }

  private static Map<String, Object> of(FunctionLevel.Kernel k) {
    TangentKernel kernel = k.kernel();
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("samples", kernel.samples());
    d.put("outputs", kernel.outputs());
    d.put("eigenvalues", Arrays.stream(k.eigenvalues()).boxed().toList());
    d.put("traces", kernel.traces());
    return d;
  }

  private List<Map<String, Object>> layers(FunctionLevel.Back back) {
    return IntStream.range(0, back.propagation().layers().size())
        .mapToObj(l -> layer(back, l))
        .toList();
  }

  private Map<String, Object> layer(FunctionLevel.Back back, int l) {
    Propagation.Layer p = back.propagation().layers().get(l);
    MeanFieldBeside.Said said = back.beside().layers().get(l);
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("name", p.site().name());
    d.put("length", of(p.length()));
    d.put("correlation", of(p.correlation()));
    d.put("slope", of(p.slope()));
    d.put("gradient", of(p.gradient()));
    d.put("growth", of(p.growth()));
    Map<String, Object> theory = new LinkedHashMap<>();
    theory.put("weightVariance", said.weightVariance());
    theory.put("biasVariance", said.biasVariance());
    put(theory, "length", said.length());
    put(theory, "correlation", said.correlation());
    put(theory, "growth", said.growth());
    d.put("meanField", theory);
    Survey.Units u = units(p.site().name());
    if (u != null) {
      Map<String, Object> units = new LinkedHashMap<>();
      units.put("count", u.flat().length);
      units.put("silent", u.dead());
      units.put("saturated", u.saturated());
      units.put("flat", of(u.flatShare()));
      units.put("bound", u.bound());
      d.put("units", units);
    }
    return d;
  }

  private static void put(Map<String, Object> into, String key, double value) {
    if (Double.isFinite(value)) {
      into.put(key, value);
    }
  }

  private static Map<String, Object> of(Reading r) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("value", r.value());
    d.put("standardError", r.standardError());
    d.put("samples", r.samples());
    d.put("converged", r.converged());
    d.put("half", r.half());
    return d;
  }
}
