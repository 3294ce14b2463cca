package org.onsager.workbench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.data.NpyFile;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Laboratory.Certificate;
import org.onsager.theory.gp.Calibration;
import org.onsager.theory.gp.ClassCalibration;

/** What {@code gp} answers. */
record InferenceSheet(Inference asked, Inference.Inferred found, Laboratory laboratory, Path out) {
  static final String MEAN = "gp/mean";
  static final String VARIANCE = "gp/variance";

  /** What no experiment has tried. */
  private static final String NONE = "";

  /** Writes the files that are wanted, and says what was found. */
  Answer answer() {
    int samples = found.posterior().samples();
    List<String> files = new ArrayList<>();
    if (!out.toString().isEmpty()) {
      String name = out.toString();
      String variance = name.substring(0, name.length() - ".npy".length()) + ".variance.npy";
      NpyFile.write(out, found.posterior().mean(), samples, found.posterior().outputs());
      NpyFile.write(Path.of(variance), found.posterior().variance(), samples);
      files.add(name);
      files.add(variance);
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("took", Pace.duration(found.seconds()));
    if (!Double.isNaN(found.share())) {
      facts.put("factorisation", Print.percent(found.share()) + " of this machine’s peak");
    }
    return new Answer(
        (asked.flow() ? "Gradient flow after " : "Posterior after ") + found.samples() + " samples",
        asked.network().text(),
        verdict(samples),
        Grade.FINE,
        facts,
        List.of(),
        List.of(),
        quantities(),
        List.of(),
        notes(files),
        document(files),
        0);
  }

  private String verdict(int samples) {
    String what = String.format(Locale.ROOT, "%,d samples predicted", samples);
    if (!Double.isNaN(found.accuracy())) {
      return what + ", " + Print.percent(found.accuracy()) + " of them right.";
    }
    Calibration c = found.calibration();
    return c == null
        ? what + "."
        : what + ", mean squared error " + Print.number(c.meanSquaredError(), 4) + ".";
  }

  private List<Answer.Quantity> quantities() {
    List<Answer.Quantity> all = new ArrayList<>();
    if (asked.flow()) {
      add(all, NONE, "t, time of gradient flow", asked.time());
      add(all, NONE, "directions that are learned", found.learned());
    } else {
      add(all, NONE, "σ², variance of the noise", found.noise());
      add(all, NONE, "ε, jitter added to the diagonal", found.jitter());
      add(all, NONE, "log p(y), log marginal likelihood", found.logLikelihood());
    }
    Calibration c = found.calibration();
    if (c != null) {
      ClassCalibration sure = found.decisions();
      if (sure != null) {
        add(all, MEAN, "accuracy", sure.accuracy(), sure.accuracyError());
        add(all, NONE, "mean confidence", sure.confidence());
        add(
            all,
            NONE,
            "expected calibration error",
            sure.calibrationError(),
            sure.calibrationErrorError());
        add(all, NONE, "the same by chance alone", sure.calibrationByChance());
      }
      add(all, MEAN, "mean squared error", c.meanSquaredError());
      add(all, VARIANCE, "mean squared standardised residual", c.meanSquaredResidual());
      add(all, VARIANCE, "share inside the 50 % interval", c.within50());
      add(all, VARIANCE, "share inside the 90 % interval", c.within90());
      add(all, VARIANCE, "share inside the 95 % interval", c.within95());
      add(all, VARIANCE, "mean log predictive density", c.logDensity());
    }
    return all;
  }

  private void add(List<Answer.Quantity> all, String formula, String name, double value) {
    add(all, formula, name, value, Double.NaN);
  }

  private void add(
      List<Answer.Quantity> all, String formula, String name, double value, double error) {
    if (!Double.isNaN(value)) {
      String certificate =
          laboratory
              .certificate(formula)
              .filter(_ -> !asked.flow())
              .map(c -> c.experiment() + ": " + c.verdict().word() + ", " + c.date())
              .orElse("uncalibrated");
      String bar = Double.isNaN(error) ? "" : Print.number(error, 2);
      String text = Double.isInfinite(value) ? "∞" : Print.number(value, 7);
      all.add(new Answer.Quantity(name, text, bar, "exact at infinite width", certificate));
    }
  }

  private List<String> notes(List<String> files) {
    List<String> notes = new ArrayList<>();
    if (!files.isEmpty()) {
      notes.add("Means are in " + files.getFirst() + ", variances in " + files.getLast() + ".");
    }
    if (found.classes() > 0) {
      notes.add(
          found.classes()
              + " classes, regressed as one-hot labels less 1/"
              + found.classes()
              + ".");
    }
    if (found.jitter() > 0) {
      notes.add(
          "The kernel had no Cholesky factor as it is; "
              + Print.number(found.jitter(), 2)
              + " was added to its diagonal.");
    }
    if (asked.flow() && found.learned() < found.samples()) {
      notes.add(
          "The tangent kernel is singular to rounding; "
              + found.learned()
              + " of "
              + found.samples()
              + " directions are learned.");
    }
    return notes;
  }

  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private Map<String, Object> document(List<String> files) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("network", asked.network().text());
    d.put("parameterisation", asked.parameterisation().name().toLowerCase(Locale.ROOT));
    d.put("method", asked.flow() ? "gradient-flow" : "posterior");
    d.put("samples", found.samples());
    d.put("predicted", found.posterior().samples());
    d.put("outputs", found.posterior().outputs());
    d.put("classes", found.classes() == 0 ? null : found.classes());
    d.put("noise", asked.flow() ? null : found.noise());
    d.put("noiseChosen", !asked.flow() && Double.isNaN(asked.noise()));
    d.put("jitter", asked.flow() ? null : found.jitter());
    d.put("logLikelihood", number(found.logLikelihood()));
    d.put("time", asked.flow() ? number(asked.time()) : null);
    d.put("learned", found.learned());
    d.put("accuracy", number(found.accuracy()));
    d.put("decisions", found.decisions() == null ? null : decisions(found.decisions()));
    d.put("calibration", found.calibration() == null ? null : calibration(found.calibration()));
    d.put("files", files);
    d.put("certificate", certificate());
    d.put("threads", asked.threads());
    d.put("shareOfPeak", number(found.share()));
    d.put("seconds", found.seconds());
    return d;
  }

  private static Map<String, Object> decisions(ClassCalibration c) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("accuracyError", c.accuracyError());
    d.put("confidence", c.confidence());
    d.put("calibrationError", c.calibrationError());
    d.put("calibrationErrorError", c.calibrationErrorError());
    d.put("calibrationByChance", c.calibrationByChance());
    d.put("bins", c.bins());
    return d;
  }

  private static Map<String, Object> calibration(Calibration c) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("meanSquaredError", c.meanSquaredError());
    d.put("meanSquaredResidual", number(c.meanSquaredResidual()));
    d.put("within50", c.within50());
    d.put("within90", c.within90());
    d.put("within95", c.within95());
    d.put("logDensity", number(c.logDensity()));
    return d;
  }

  private @Nullable Map<String, Object> certificate() {
    Certificate c = asked.flow() ? null : laboratory.certificate(VARIANCE).orElse(null);
    if (c == null) {
      return null;
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("experiment", c.experiment());
    entry.put("claim", c.claim());
    entry.put("verdict", c.verdict().word());
    entry.put("date", c.date());
    entry.put("run", c.run());
    entry.put("regime", c.regime());
    return entry;
  }
}
