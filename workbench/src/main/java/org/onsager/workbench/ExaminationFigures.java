package org.onsager.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.instruments.weights.Bulk;
import org.onsager.instruments.weights.PowerLawTail;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Curves;
import org.onsager.lab.Figure.Points;
import org.onsager.lab.Figure.Tone;
import org.onsager.lab.Measured;
import org.onsager.numerics.statistics.Estimate;

/** What an examination draws: variances and exponents along the depth, and one layer's spectrum. */
final class ExaminationFigures {
  private static final int BINS = 40;
  private static final int FINE = 200;

  private final List<LayerReading> readings;
  private final ExaminationSheet.Examined seen;

  private ExaminationFigures(ExaminationSheet.Examined seen) {
    this.seen = seen;
    this.readings = seen.readings();
  }

  static List<Figure> of(ExaminationSheet.Examined seen) {
    ExaminationFigures figures = new ExaminationFigures(seen);
    List<Figure> all = new ArrayList<>();
    all.add(figures.variances());
    Figure exponents = figures.exponents();
    if (exponents != null) {
      all.add(exponents);
    }
    Figure spectrum = figures.spectrum();
    if (spectrum != null) {
      all.add(spectrum);
    }
    return all;
  }

  private static Measured bar(Estimate e) {
    return new Measured(e.value(), e.standardError(), e.degreesOfFreedom(), 1);
  }

  private Figure variances() {
    int[] shown =
        IntStream.range(0, readings.size())
            .filter(l -> readings.get(l).weightVariance().value() > 0)
            .filter(l -> readings.get(l).layer().kind() != ModelLayer.Kind.EMBEDDING)
            .toArray();
    Curves curves =
        Curves.of(
            Caption.of(
                "variances",
                "How strong each layer’s weights are",
                "The mean square of a weight times the fan-in; the bar is ± one standard error for"
                    + " independent weights."
                    + (seen.phase() == null ? "" : " The line is critical without biases."),
                "A point a layer."),
            Axis.linear("layer"),
            Axis.logarithmic("σ_w²"));
    LayerPhase phase = seen.phase();
    double critical = phase == null ? Double.NaN : phase.critical(0);
    if (Double.isFinite(critical)) {
      curves =
          curves.theory(
              "critical",
              Tone.CRITICAL,
              new double[] {1, Math.max(2, readings.size())},
              new double[] {critical, critical});
    }
    return curves.with(
        new Points(
            "",
            Tone.NEUTRAL,
            IntStream.of(shown).mapToDouble(l -> l + 1).toArray(),
            IntStream.of(shown).mapToObj(l -> bar(readings.get(l).weightVariance())).toList()));
  }

  private @Nullable Figure exponents() {
    List<Points> all =
        List.of(
            exponents("a power law holds", Tone.ORDER, PowerLawTail.Support.SUPPORTED),
            exponents("or an exponential", Tone.NEUTRAL, PowerLawTail.Support.UNDECIDED),
            exponents("it does not", Tone.CHAOS, PowerLawTail.Support.REFUSED));
    if (all.stream().mapToInt(p -> p.x().length).sum() < 2) {
      return null;
    }
    Curves curves =
        Curves.of(
            Caption.of(
                "exponents",
                "How heavy the tail of each layer’s spectrum is",
                "The exponent of the eigenvalues’ tail by maximum likelihood ± one standard error,"
                    + " where a power law holds, where an exponential fits about as well, and where"
                    + " it is refused.",
                "A point a layer."),
            Axis.linear("layer"),
            Axis.linear("α"));
    for (Points p : all) {
      curves = p.x().length > 0 ? curves.with(p) : curves;
    }
    return curves;
  }

  private Points exponents(String label, Tone tone, PowerLawTail.Support support) {
    List<Measured> y = new ArrayList<>();
    List<Double> x = new ArrayList<>();
    for (int l = 0; l < readings.size(); l++) {
      LayerReading.Spectrum s = readings.get(l).spectrum();
      Estimate exponent = s == null ? null : s.exponent();
      if (s != null && exponent != null && s.support() == support) {
        x.add(l + 1.0);
        y.add(bar(exponent));
      }
    }
    return new Points(label, tone, x.stream().mapToDouble(d -> d).toArray(), y);
  }

  /** That of the layer that is found worst, else of the one with most singular values. */
  private @Nullable Figure spectrum() {
    int layer =
        seen.findings().stream()
            .filter(f -> f.grade() != Grade.FINE && !f.layers().isEmpty())
            .map(f -> f.layers().getLast())
            .filter(l -> drawn(l) > 0)
            .findFirst()
            .orElseGet(
                () ->
                    IntStream.range(0, readings.size())
                        .boxed()
                        .max(java.util.Comparator.comparingInt(this::drawn))
                        .orElse(0));
    LayerReading r = readings.get(layer);
    LayerReading.Spectrum s = r.spectrum();
    Bulk bulk = s == null ? null : s.bulk();
    if (s == null || bulk == null || drawn(layer) < 10) {
      return null;
    }
    double m = Math.max(r.layer().outputs(), r.layer().inputs());
    double most = Math.max(s.values()[0] * s.values()[0] / m, bulk.law().upperEdge());
    double[] edges = IntStream.rangeClosed(0, BINS).mapToDouble(i -> most * i / BINS).toArray();
    long[] counts = new long[BINS];
    for (double v : s.values()) {
      counts[Math.min(BINS - 1, (int) (BINS * (v * v / m) / most))]++;
    }
    double from = bulk.law().lowerEdge();
    double wide = bulk.law().upperEdge() - from;
    double[] x =
        IntStream.rangeClosed(0, FINE)
            .mapToDouble(i -> from + wide * (i + 0.5) / (FINE + 1))
            .toArray();
    double[] y = java.util.Arrays.stream(x).map(bulk.law()::density).toArray();
    return new Figure.Histogram(
        Caption.of(
            "spectrum",
            "The spectrum of layer " + (layer + 1) + " beside chance",
            "Eigenvalues of WᵀW/m of "
                + r.layer().name()
                + ", and the law of Marchenko and Pastur for independent weights of the bulk’s"
                + " variance. What lies beyond its edge is no chance.",
            "Bars of eigenvalues, and a line for random matrices."),
        Axis.linear("eigenvalue"),
        edges,
        counts,
        List.of(new Figure.Line("chance", Tone.CRITICAL, Figure.Origin.THEORY, x, y)));
  }

  private int drawn(int layer) {
    LayerReading.Spectrum s = readings.get(layer).spectrum();
    return s == null || s.bulk() == null || !s.whole() ? 0 : s.values().length;
  }
}
