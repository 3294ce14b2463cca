package org.onsager.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.onsager.lab.Cost;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Paper;
import org.onsager.testkit.Attempts.Seen;

/** What is known of an experiment before it runs: card, default knobs, cost, theory. */
final class Paperwork<K extends Record, T extends Record> {
  private final Trials<K, T> trials;

  Paperwork(Trials<K, T> trials) {
    this.trials = trials;
  }

  void card(Experiment<K, T> experiment) {
    trials
        .attempts()
        .attempt(
            "the card is complete",
            "card and paper",
            () -> {
              Paper paper = experiment.paper();
              List<String> missing = new ArrayList<>();
              Attempts.need(missing, !trials.card().lede().isBlank(), "a first sentence");
              Attempts.need(missing, !trials.card().topic().isBlank(), "a topic");
              Attempts.need(
                  missing, paper.year() > 1600 && paper.year() < 2200, "the paper's year");
              Attempts.need(
                  missing,
                  !paper.arxiv().isBlank() || !paper.venue().isBlank(),
                  "an arXiv identifier or a venue");
              Attempts.need(
                  missing,
                  paper.arxiv().isBlank()
                      || paper
                          .arxiv()
                          .matches("(\\d{4}\\.\\d{4,5}|[a-z-]+(\\.[A-Z]{2})?/\\d{7})v\\d+"),
                  "an arXiv identifier with its version");
              trials
                  .card()
                  .knobs()
                  .forEach(
                      (k, text) -> Attempts.need(missing, !text.isBlank(), "words for knob " + k));
              return Seen.of(missing.isEmpty() ? "" : "it lacks " + String.join(", ", missing));
            });
  }

  /** Defaults, cost and theory at an effort; false when a run makes no sense. */
  boolean defaults(Experiment<K, T> experiment, Effort effort) {
    String tried = effort.name().toLowerCase(Locale.ROOT);
    boolean ready =
        trials
            .attempts()
            .attempt(
                "default knobs lie in their ranges",
                tried,
                () -> {
                  K knobs = experiment.knobs(effort);
                  KnobBoard.of(knobs).check(knobs);
                  return Seen.fine("");
                });
    ready &=
        trials
            .attempts()
            .attempt(
                "the cost is known before the run",
                tried,
                () -> {
                  Cost cost = experiment.cost(experiment.knobs(effort));
                  boolean known =
                      cost.points() > 0
                          && finite(cost.flops())
                          && finite(cost.bytes())
                          && finite(cost.seconds());
                  return new Seen(known, cost.toString());
                });
    ready &=
        trials
            .attempts()
            .attempt(
                "theory is deterministic and alone",
                tried + ", twice",
                () -> {
                  T once = experiment.theory(experiment.knobs(effort));
                  T again = trials.fresh().get().theory(trials.fresh().get().knobs(effort));
                  return Seen.of(
                      Tree.text(once).equals(Tree.text(again))
                          ? ""
                          : "it says something else each time");
                });
    return ready;
  }

  private static boolean finite(double v) {
    return v >= 0 && Double.isFinite(v);
  }
}
