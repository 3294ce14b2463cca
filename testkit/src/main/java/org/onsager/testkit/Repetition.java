package org.onsager.testkit;

import java.util.ArrayList;
import java.util.List;
import org.onsager.lab.Experiment;
import org.onsager.lab.Findings;
import org.onsager.testkit.Attempts.Seen;

/**
 * The same seed, the same bits, whoever measures and however often; another seed, other numbers.
 */
final class Repetition<K extends Record, T extends Record> {
  private final Trials<K, T> trials;

  Repetition(Trials<K, T> trials) {
    this.trials = trials;
  }

  void bits(Experiment<K, T> used, K knobs, T theory, String digest) {
    trials.say("again, by one worker and the same instance");
    boolean[] same = new boolean[1];
    trials
        .attempts()
        .attempt(
            "the same seed gives the same bits",
            "one worker, instance used before",
            () -> {
              same[0] =
                  digest.equals(trials.digest(used, knobs, theory, trials.card().seed(), 1, 0));
              return Seen.of(
                  same[0] ? "" : "other bits: it keeps hidden state, or depends on the workers");
            });
    if (!same[0]) {
      trials
          .attempts()
          .attempt(
              "no hidden state",
              "two workers as before, new instance",
              () ->
                  Seen.of(
                      digest.equals(
                              trials.digest(
                                  trials.fresh().get(), knobs, theory, trials.card().seed(), 2, 0))
                          ? ""
                          : "the very same run gives other bits"));
      trials
          .attempts()
          .attempt(
              "results do not depend on the number of workers",
              "one worker, new instance",
              () ->
                  Seen.of(
                      digest.equals(
                              trials.digest(
                                  trials.fresh().get(), knobs, theory, trials.card().seed(), 1, 0))
                          ? ""
                          : "other bits than with two"));
    }
    trials.say("interrupted and resumed");
    int half = (int) Math.max(1, trials.fresh().get().cost(knobs).points() / 2);
    trials
        .attempts()
        .attempt(
            "interrupted and resumed, the same bits",
            "stopped after " + half + " points",
            () ->
                Seen.of(
                    digest.equals(
                            trials.digest(
                                trials.fresh().get(), knobs, theory, trials.card().seed(), 2, half))
                        ? ""
                        : "other bits than in one go"));
    trials
        .attempts()
        .attempt(
            "theory is deterministic and alone",
            "after the runs",
            () ->
                Seen.of(
                    Tree.text(theory).equals(Tree.text(used.theory(knobs)))
                        ? ""
                        : "a run has changed what theory says"));
  }

  void seeds(K knobs, T theory, String digest, int seeds) {
    int red = 0;
    int agreeing = 0;
    List<String> told = new ArrayList<>();
    for (int i = 1; i <= Math.max(1, seeds); i++) {
      long seed = trials.card().seed() + i;
      trials.say("seed " + i + " of " + Math.max(1, seeds));
      List<Findings> found = new ArrayList<>();
      trials
          .attempts()
          .attempt(
              "another seed gives other bits",
              "seed " + seed,
              () -> {
                found.add(trials.trial(trials.fresh().get(), knobs, theory, seed, 2, 0, false));
                return Seen.of(
                    trials.laboratory().digest(found.getFirst()).equals(digest)
                        ? "the very same bits"
                        : "");
              });
      if (!found.isEmpty()) {
        List<String> bad = Reds.of(found.getFirst()).off();
        red += Reds.of(found.getFirst()).ids().isEmpty() ? 0 : 1;
        agreeing += bad.isEmpty() ? 1 : 0;
        bad.forEach(b -> told.add("seed " + seed + ": " + b));
      }
    }
    int runs = Math.max(1, seeds);
    int reds = red;
    String detail =
        agreeing + " of " + runs + " runs agree throughout" + (told.isEmpty() ? "" : "; ");
    trials
        .attempts()
        .attempt(
            "false alarms are as rare as declared",
            runs + (runs == 1 ? " further seed" : " further seeds"),
            () -> new Seen(Reds.credible(reds, runs), detail + String.join("; ", told)));
  }
}
