package org.onsager.workbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Laboratory.Certificate;

/**
 * What {@code kernel} answers: of a kernel that was written, or of one that would be.
 *
 * @param before the seconds that the command took until it began with it
 */
record KernelSheet(KernelFile job, Laboratory laboratory, double before) {
  static final String NNGP = "kernel/nngp";
  static final String NTK = "kernel/ntk";

  /** Of what was written. */
  Answer written(KernelFile.Written w) {
    double bytes = job.bytes(w.rows(), w.columns());
    List<Answer.Quantity> quantities = new ArrayList<>();
    for (int i = 0; i < job.files().size(); i++) {
      quantities.add(
          new Answer.Quantity(
              i == 0 ? "K, covariance of the outputs (NNGP)" : "Θ, tangent kernel (NTK)",
              job.files().get(i).toString(),
              Print.number(w.error(), 2) + " relative",
              "exact at infinite width",
              certificate(i == 0 ? NNGP : NTK)));
    }
    List<String> notes = new ArrayList<>();
    if (job.single()) {
      notes.add("Computed in float64 and rounded once to float32.");
    }
    if (w.resumed() > 0) {
      notes.add(w.resumed() + " of " + w.tiles() + " tiles were there from an earlier start.");
    }
    notes.add("Nothing was added to the diagonal (jitter 0).");
    return answer(
        w.rows(),
        w.columns(),
        shape(w.rows(), w.columns())
            + " in "
            + job.type().text()
            + ", "
            + bytes(bytes)
            + ", took "
            + Pace.duration(before + w.seconds())
            + ".",
        Grade.FINE,
        Map.of("tiles", w.tiles() + " of " + w.side() + " × " + w.side() + " on " + threads()),
        quantities,
        notes,
        document(w, null));
  }

  /** Of what would be. */
  Answer forecast(Forecast f) {
    boolean room = f.disk() <= f.free();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("time", Pace.duration(f.seconds()) + " on " + threads());
    facts.put("memory", bytes(f.resident()) + " resident");
    facts.put("disk", bytes(f.disk()) + ", " + bytes(f.free()) + " free");
    return answer(
        f.rows(),
        f.columns(),
        (room ? "It would take " : "There is no room on the disk; it would take ")
            + Pace.duration(f.seconds())
            + ", "
            + bytes(f.resident())
            + " of memory and "
            + bytes(f.disk())
            + " of disk.",
        room ? Grade.FINE : Grade.BAD,
        facts,
        List.of(),
        List.of("Nothing was computed but a tile, to see how fast this machine is now."),
        document(null, f));
  }

  private Answer answer(
      int rows,
      int columns,
      String verdict,
      Grade grade,
      Map<String, String> facts,
      List<Answer.Quantity> quantities,
      List<String> notes,
      Map<String, ?> json) {
    return new Answer(
        (job.tangent() ? "NNGP and NTK, " : "NNGP, ") + shape(rows, columns),
        job.network().text() + (job.tangent() ? "; " + parameterisation() : ""),
        verdict,
        grade,
        facts,
        List.of(),
        List.of(),
        quantities,
        List.of(),
        notes,
        json,
        0);
  }

  private String parameterisation() {
    return switch (job.parameterisation()) {
      case NTK -> "derivatives in NTK parameterisation";
      case STANDARD -> "derivatives in standard parameterisation";
    };
  }

  private String threads() {
    return job.threads() + (job.threads() == 1 ? " thread" : " threads");
  }

  private static String shape(int rows, int columns) {
    return String.format(Locale.ROOT, "%,d × %,d", rows, columns);
  }

  /** Bytes as one says them. */
  static String bytes(double bytes) {
    return bytes < 1e6
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : bytes < 1e9
            ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  private String certificate(String formula) {
    return laboratory
        .certificate(formula)
        .map(c -> c.experiment() + ": " + c.verdict().word() + ", " + c.date())
        .orElse("uncalibrated");
  }

  private Map<String, Object> document(KernelFile.@Nullable Written w, @Nullable Forecast f) {
    Map<String, Object> d = new LinkedHashMap<>();
    int rows = w != null ? w.rows() : f != null ? f.rows() : 0;
    int columns = w != null ? w.columns() : f != null ? f.columns() : 0;
    d.put("network", job.network().text());
    d.put("parameterisation", job.parameterisation().name().toLowerCase(Locale.ROOT));
    d.put("data", samples(job.data(), w == null ? null : w.dataHash()));
    d.put(
        "against",
        job.against().isEmpty()
            ? null
            : samples(job.against(), w == null ? null : w.againstHash()));
    d.put("rows", rows);
    d.put("columns", columns);
    d.put("type", job.type().text());
    List<Map<String, Object>> kernels = new ArrayList<>();
    for (int i = 0; i < job.files().size(); i++) {
      Map<String, Object> kernel = new LinkedHashMap<>();
      kernel.put("kernel", i == 0 ? "nngp" : "ntk");
      kernel.put("path", job.files().get(i).toString());
      kernel.put(
          "certificate",
          laboratory.certificate(i == 0 ? NNGP : NTK).map(KernelSheet::entry).orElse(null));
      kernels.add(kernel);
    }
    d.put("kernels", kernels);
    d.put("bytes", (double) job.bytes(rows, columns));
    d.put("threads", job.threads());
    d.put("dryRun", f != null);
    d.put("estimate", f == null ? null : f.document());
    d.put("tiles", w == null ? null : w.tiles());
    d.put("resumed", w == null ? null : w.resumed());
    d.put("dualError", w == null ? null : w.error());
    d.put("jitter", w == null ? null : 0.0);
    d.put("seconds", w == null ? null : before + w.seconds());
    return d;
  }

  private static Map<String, Object> samples(String path, @Nullable String hash) {
    Map<String, Object> samples = new LinkedHashMap<>();
    samples.put("path", path);
    samples.put("sha256", hash);
    return samples;
  }

  private static Map<String, Object> entry(Certificate c) {
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
