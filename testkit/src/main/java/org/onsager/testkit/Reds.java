package org.onsager.testkit;

import java.util.ArrayList;
import java.util.List;
import org.onsager.lab.Claim;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.lab.Verdict;

/**
 * What did not agree in a run.
 *
 * @param ids the claims that disagree, contested ones aside
 * @param off the claims that do not end as they should, with their verdict
 */
record Reds(List<String> ids, List<String> off) {
  /** A number of false alarms less probable than this is not chance. */
  private static final double INCREDIBLE = 1e-4;

  static Reds of(Findings found) {
    List<String> ids = new ArrayList<>();
    List<String> off = new ArrayList<>();
    List<Judgement> judged = found.judgements();
    for (int i = 0; i < judged.size(); i++) {
      Claim claim = found.claims().get(i);
      Verdict verdict = judged.get(i).verdict();
      boolean contested = !claim.statement().contested().isEmpty();
      boolean red = verdict instanceof Verdict.Disagrees;
      if (red && !contested) {
        ids.add(claim.statement().id());
      }
      if (contested != red || verdict instanceof Verdict.Undecided) {
        off.add(claim.statement().id() + " " + verdict.word());
      }
    }
    return new Reds(ids, off);
  }

  /** True when chance may well have turned so many runs red: binomial, at the declared rate. */
  static boolean credible(int red, int runs) {
    double tail = 1;
    double term = Math.pow(1 - Findings.FALSE_ALARM, runs);
    for (int k = 0; k < red; k++) {
      tail -= term;
      term *= (runs - k) / (k + 1.0) * Findings.FALSE_ALARM / (1 - Findings.FALSE_ALARM);
    }
    return tail >= INCREDIBLE;
  }

  /** The claims whose prediction, or whose test, is another under another theory. */
  static List<String> changed(Findings before, Findings after) {
    List<String> ids = new ArrayList<>();
    for (Claim now : after.claims()) {
      String id = now.statement().id();
      boolean same =
          before.claims().stream()
              .filter(c -> c.statement().id().equals(id))
              .anyMatch(c -> predicted(c).equals(predicted(now)));
      if (!same) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static String predicted(Claim claim) {
    return switch (claim) {
      case Claim.Point c -> Tree.text(c.predicted());
      case Claim.Exponent c -> Tree.text(c.predicted());
      case Claim.Transition c -> Tree.text(c.predicted());
      case Claim.Curve c -> Tree.text(c.predicted());
      case Claim.Bound c -> Tree.text(c.bound());
      case Claim.Ordering c -> Tree.text(c.predicted());
      case Claim.Distribution c -> Tree.text(c.predicted());
      case Claim.Identity c -> Tree.text(List.of(c.left(), c.right()));
    };
  }
}
