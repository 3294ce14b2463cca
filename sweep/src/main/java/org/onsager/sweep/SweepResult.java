package org.onsager.sweep;

import java.util.ArrayList;
import java.util.List;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.logbook.Codec;

/**
 * What came of a sweep point: its claims, or the line that says why it failed.
 *
 * @param claims in the order of the experiment; none when it failed
 * @param failure one line, or empty
 * @param seconds how long the point took on its worker
 */
public record SweepResult(List<ClaimResult> claims, String failure, double seconds) {
  public SweepResult {
    claims = List.copyOf(claims);
  }

  /** The result of findings, every claim judged as in a single run. */
  static SweepResult of(Findings findings, double seconds) {
    List<ClaimResult> claims = new ArrayList<>();
    List<Judgement> judgements = findings.judgements();
    for (int i = 0; i < judgements.size(); i++) {
      claims.add(ClaimResult.of(findings.claims().get(i), judgements.get(i)));
    }
    return new SweepResult(claims, "", seconds);
  }

  /** A point that failed, and why, in a line. */
  static SweepResult failed(String line, double seconds) {
    return new SweepResult(List.of(), line, seconds);
  }

  /** True when there are no claims but a line that says why. */
  public boolean failed() {
    return !failure.isEmpty();
  }

  /** The result as one line of JSON. */
  public String text() {
    return Codec.text(this);
  }

  /** A result read back from its text. */
  public static SweepResult of(String text) {
    return Codec.read(text, SweepResult.class);
  }
}
