package org.onsager.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.onsager.lab.Card;
import org.onsager.lab.Claim;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Refusal;
import org.onsager.lab.Verdict;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Json;
import org.onsager.logbook.Run;

/**
 * What came of an experiment when it was last put on record: a file beside the pages of physics,
 * written from a run of the log book, because a build has no log book.
 *
 * @param format the name of this layout
 * @param experiment the experiment's id
 * @param date the day of the run, UTC
 * @param effort its effort
 * @param seed its root seed
 * @param version Onsager's
 * @param digest of the run's claims and figures
 * @param knobs where they stood
 * @param claims every claim, in the order of the experiment
 */
record OnRecord(
    String format,
    String experiment,
    String date,
    Effort effort,
    long seed,
    String version,
    String digest,
    Map<String, Object> knobs,
    List<Line> claims) {
  static final String FORMAT = "onsager-record/1";

  /**
   * A claim as it was judged.
   *
   * @param kind of claim: point, curve, bound, …
   * @param regime in which theory's prediction holds
   * @param theory the prediction, in brief
   * @param measured the measurement with its standard error, in brief
   */
  record Line(
      String id,
      String text,
      String quantity,
      String place,
      String kind,
      String regime,
      String theory,
      String measured,
      double power,
      double statistic,
      double p,
      String verdict,
      String reason,
      String contested) {}

  /**
   * The record of a run.
   *
   * @throws Refusal when the run was made with other knobs, or with a seed that somebody chose
   */
  static OnRecord of(Run run, Card card, Experiment<?, ?> experiment) {
    String again =
        "; `./onsager run %s --effort %s` makes one"
            .formatted(card.id(), DescribeVerb.name(run.effort()));
    if (run.seed() != card.seed()) {
      throw new Refusal(
          "a record has the default seed %d, and the run %s has %d%s"
              .formatted(card.seed(), run.name(), run.seed(), again));
    }
    if (!defaults(run.knobs(), experiment, run.effort())) {
      throw new Refusal(
          "a record has the default knobs, and those of the run " + run.name() + " differ" + again);
    }
    return new OnRecord(
        FORMAT,
        card.id(),
        run.provenance().started().substring(0, 10),
        run.effort(),
        run.seed(),
        run.provenance().versions().getOrDefault("Onsager", ""),
        run.digest(),
        run.knobs(),
        IntStream.range(0, run.judgements().size()).mapToObj(i -> line(run, i)).toList());
  }

  private static Line line(Run run, int number) {
    Claim claim = run.findings().claims().get(number);
    ClaimLines lines = new ClaimLines(claim, run.judgements().get(number));
    return new Line(
        claim.statement().id(),
        claim.statement().text(),
        claim.statement().quantity(),
        claim.statement().place(),
        claim.getClass().getSimpleName().toLowerCase(Locale.ROOT),
        lines.regime(),
        lines.both().theory(),
        lines.both().measured(),
        claim.power(),
        lines.judgement().statistic(),
        lines.judgement().p(),
        lines.judgement().verdict().word(),
        lines.judgement().verdict().reason(),
        claim.statement().contested());
  }

  /** True while the default knobs at its effort are those that it was made with. */
  boolean current(Experiment<?, ?> now) {
    return defaults(knobs, now, effort);
  }

  private static boolean defaults(
      Map<String, Object> knobs, Experiment<?, ?> experiment, Effort effort) {
    return Json.text(knobs).equals(Codec.text(experiment.knobs(effort)));
  }

  /** The record of an experiment in a folder, where there is one. */
  static Optional<OnRecord> in(Path folder, String id) {
    Path file = file(folder, id);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      OnRecord read = Codec.read(Files.readString(file), OnRecord.class);
      if (!read.format.equals(FORMAT) || !read.experiment.equals(id)) {
        throw new IllegalArgumentException("it is not the " + FORMAT + " of " + id);
      }
      return Optional.of(read);
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Path file(Path folder, String id) {
    return folder.resolve("record").resolve(id + ".json");
  }

  String json() {
    return Json.pretty(this);
  }

  /** "15 agree (quick, 2026-11-24)". */
  String summary() {
    return ClaimLines.summary(claims.stream().map(l -> Verdict.of(l.verdict, l.reason)).toList())
        + " ("
        + DescribeVerb.name(effort)
        + ", "
        + date
        + ")";
  }
}
