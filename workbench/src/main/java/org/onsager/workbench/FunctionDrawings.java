package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.onsager.instruments.function.Classification;
import org.onsager.instruments.function.Propagation;
import org.onsager.instruments.function.Reading;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Curves;
import org.onsager.lab.Figure.Points;
import org.onsager.lab.Figure.Tone;
import org.onsager.lab.Measured;

/** What data add to an examination, drawn: mean field as a line, measurement as points. */
final class FunctionDrawings {
  private static final String BARS =
      "Points are measured, bars are one standard error over samples; the line is mean-field theory"
          + " with the variances that every layer has.";

  private FunctionDrawings() {}

  /** All figures that there is something to draw for. */
  static List<Figure> of(FunctionSheet sheet) {
    FunctionLevel level = sheet.level();
    List<Figure> all = new ArrayList<>();
    FunctionLevel.Back back = level.back();
    if (back != null && !back.propagation().layers().isEmpty()) {
      all.add(
          depth(
              back,
              Caption.of(
                      "gradients",
                      "Squared gradients on their way back",
                      "Σ_o|∂f_o/∂z|² of every layer, over " + back.samples() + " samples. " + BARS,
                      "A point a layer; the way of gradients from right to left.")
                  .leading(),
              Axis.logarithmic("squared gradient"),
              Propagation.Layer::gradient,
              predicted(back)));
      all.add(
          depth(
              back,
              Caption.of(
                  "lengths",
                  "The length of signals through depth",
                  "The mean square of what an activation takes. " + BARS,
                  "A point a layer."),
              Axis.logarithmic("length q"),
              Propagation.Layer::length,
              said(back, MeanFieldBeside.Said::length)));
      all.add(
          depth(
              back,
              Caption.of(
                  "correlations",
                  "How alike two samples are, through depth",
                  "The correlation of pairs of samples in every layer. " + BARS,
                  "A point a layer."),
              Axis.linear("correlation c").within(-1, 1),
              Propagation.Layer::correlation,
              said(back, MeanFieldBeside.Said::correlation)));
      all.add(table(sheet));
    }
    Classification c = level.classification();
    if (c != null && c.bins().size() > 1) {
      all.add(reliability(c));
    }
    if (back != null && back.kernel() != null) {
      all.add(spectrum(back.kernel()));
    }
    return all;
  }

  private static Figure depth(
      FunctionLevel.Back back,
      Caption caption,
      Axis axis,
      Function<Propagation.Layer, Reading> what,
      double[] theory) {
    List<Propagation.Layer> layers = back.propagation().layers();
    double[] x = IntStream.rangeClosed(1, layers.size()).asDoubleStream().toArray();
    List<Measured> y = layers.stream().map(what).map(FunctionDrawings::measured).toList();
    boolean drawn = axis.logarithmic() ? y.stream().allMatch(m -> m.mean() > 0) : true;
    Axis scale = drawn ? axis : Axis.linear(axis.title());
    Curves curves = Curves.of(caption, Axis.linear("layer"), scale);
    if (Arrays.stream(theory).anyMatch(Double::isFinite)) {
      curves = curves.theory("mean field", Tone.NEUTRAL, x, theory);
    }
    return curves.with(new Points("measured", Tone.NEUTRAL, x, y));
  }

  private static double[] said(
      FunctionLevel.Back back, ToDoubleFunction<MeanFieldBeside.Said> what) {
    return back.beside().layers().stream().mapToDouble(what).toArray();
  }

  /** Backwards from the last layer, where the two begin together. */
  private static double[] predicted(FunctionLevel.Back back) {
    List<Propagation.Layer> layers = back.propagation().layers();
    double[] y = new double[layers.size()];
    y[y.length - 1] = layers.getLast().gradient().value();
    for (int l = y.length - 2; l >= 0; l--) {
      y[l] = y[l + 1] * back.beside().layers().get(l).growth();
    }
    boolean any = y.length > 1 && Double.isFinite(y[y.length - 2]);
    return any ? y : IntStream.range(0, y.length).mapToDouble(_ -> Double.NaN).toArray();
  }

  private static Measured measured(Reading r) {
    return new Measured(r.value(), r.standardError(), Math.max(1, r.samples() - 1), r.samples());
  }

  private static Figure table(FunctionSheet sheet) {
    return new Figure.Table(
        Caption.of(
            "function",
            "What data tell, layer by layer",
            "Flat: the share of units and samples where the activation’s slope is below a tenth of"
                + " its steepest. Silent: units that no sample reaches. Share of Θ: of the tangent"
                + " kernel’s trace. Mean field: what theory says of such layers, wide and random.",
            "A row a layer."),
        FunctionSheet.COLUMNS,
        sheet.rows());
  }

  private static Figure reliability(Classification c) {
    double[] x = c.bins().stream().mapToDouble(Classification.Bin::confidence).toArray();
    List<Measured> y =
        c.bins().stream()
            .map(
                b ->
                    new Measured(
                        b.right().value(),
                        b.right().standardError(),
                        Math.max(1, b.samples() - 1),
                        b.samples()))
            .toList();
    double[] ends = {Math.min(0.99, x[0]), 1};
    return Curves.of(
            Caption.of(
                "reliability",
                "Is it right as often as it says?",
                "Samples in bins of equal number by their confidence; on the line it is right as"
                    + " often as it says.",
                "Points of share right over confidence, and the diagonal."),
            Axis.linear("confidence"),
            Axis.linear("share that is right"))
        .reference("calibrated", Tone.NEUTRAL, ends, ends)
        .with(new Points("measured", Tone.NEUTRAL, x, y));
  }

  private static Figure spectrum(FunctionLevel.Kernel k) {
    double[] values = k.eigenvalues();
    double top = values[values.length - 1];
    double[] y =
        IntStream.range(0, values.length)
            .mapToDouble(i -> values[values.length - 1 - i])
            .takeWhile(v -> v > 1e-6 * top)
            .toArray();
    double[] x = IntStream.rangeClosed(1, y.length).asDoubleStream().toArray();
    return Curves.of(
            Caption.of(
                "tangent-kernel",
                "The spectrum of the tangent kernel",
                "Eigenvalues of the kernel of "
                    + k.kernel().samples()
                    + " samples and "
                    + k.kernel().outputs()
                    + " outputs, down to 10⁻⁶ of the largest. Directions of large ones are learned"
                    + " first.",
                "Eigenvalues over their rank, falling."),
            Axis.logarithmic("rank"),
            Axis.logarithmic("eigenvalue"))
        .reference("", Tone.NEUTRAL, x, y);
  }
}
