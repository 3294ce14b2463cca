package org.onsager.cli;

import java.util.List;
import org.onsager.lab.Claim;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.lab.Verdict;

/** What a process says with its exit code. */
enum Exit {
  /** All claims agree; or what was asked for was done. */
  FINE(0),
  /** Something failed that should not. */
  FAILED(1),
  /** Bad input. */
  REFUSED(2),
  /** Some claim disagrees. */
  DISAGREES(3),
  /** No claim disagrees, some are undecided. */
  UNDECIDED(4),
  /** The user stopped it. */
  INTERRUPTED(130);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /**
   * The code of a run: a claim outside its regime changes nothing, and neither does a contested one
   * that disagrees, as it is required to.
   */
  static Exit of(Findings findings, List<Judgement> judgements) {
    Exit worst = FINE;
    for (int i = 0; i < judgements.size(); i++) {
      Claim claim = findings.claims().get(i);
      Verdict verdict = judgements.get(i).verdict();
      if (verdict instanceof Verdict.Disagrees && claim.statement().contested().isEmpty()) {
        return DISAGREES;
      }
      worst = verdict instanceof Verdict.Undecided ? UNDECIDED : worst;
    }
    return worst;
  }
}
