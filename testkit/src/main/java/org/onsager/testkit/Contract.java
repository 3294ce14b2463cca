package org.onsager.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Claim;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Statement;
import org.onsager.lab.Verdict;
import org.onsager.testkit.Attempts.Seen;

/**
 * The contract test of one experiment: every law tried, at QUICK, with the seed that is the hash of
 * its id.
 *
 * <p>It measures five times, and once more for every further seed; sabotaged theories and permuted
 * results reuse the points of the first run, a premise that is itself tried.
 *
 * @param <K> the experiment's knobs
 * @param <T> the experiment's theory
 */
public final class Contract<K extends Record, T extends Record> {
  private final Trials<K, T> trials;
  private final Attempts attempts;

  private Contract(Trials<K, T> trials) {
    this.trials = trials;
    this.attempts = trials.attempts();
  }

  /**
   * Tries every law on an experiment of the catalogue.
   *
   * @param id the experiment's
   * @param laboratory where it runs
   * @param seeds how many further seeds are tried
   * @return every attempt, in the order in which it was made
   */
  public static List<Attempt> of(String id, Laboratory laboratory, int seeds) {
    return tried(
        laboratory.catalogue().card(id), laboratory.catalogue().experiment(id), laboratory, seeds);
  }

  @SuppressWarnings("unchecked") // the catalogue makes the same class every time
  private static <K extends Record, T extends Record> List<Attempt> tried(
      Card card, Experiment<K, T> first, Laboratory laboratory, int seeds) {
    Supplier<Experiment<K, T>> fresh =
        () -> (Experiment<K, T>) laboratory.catalogue().experiment(card.id());
    return new Contract<>(new Trials<>(card, fresh, laboratory, new Attempts())).all(first, seeds);
  }

  private List<Attempt> all(Experiment<K, T> experiment, int seeds) {
    Paperwork<K, T> paperwork = new Paperwork<>(trials);
    paperwork.card(experiment);
    boolean ready = true;
    for (Effort effort : Effort.values()) {
      ready &= paperwork.defaults(experiment, effort);
    }
    if (!ready) {
      return attempts.all();
    }
    K knobs = experiment.knobs(Effort.QUICK);
    T theory = experiment.theory(knobs);
    Findings found = first(experiment, knobs, theory);
    if (found != null) {
      found.claims().forEach(claim -> claim(found, claim));
      figures(found);
      String digest = trials.laboratory().digest(found);
      Repetition<K, T> repetition = new Repetition<>(trials);
      repetition.bits(experiment, knobs, theory, digest);
      repetition.seeds(knobs, theory, digest, seeds);
      WrongTheories<K, T> wrong = new WrongTheories<>(trials);
      wrong.tried(knobs, theory, found);
      wrong.permuted(knobs, theory, found);
    }
    return attempts.all();
  }

  private @Nullable Findings first(Experiment<K, T> experiment, K knobs, T theory) {
    trials.say("the run");
    List<Findings> found = new ArrayList<>();
    attempts.attempt(
        "it runs at quick",
        "seed " + trials.card().seed() + ", two workers",
        () -> {
          found.add(trials.trial(experiment, knobs, theory, trials.card().seed(), 2, 0, true));
          return Seen.fine(found.getFirst().claims().size() + " claims");
        });
    return found.isEmpty() ? null : found.getFirst();
  }

  private void claim(Findings found, Claim claim) {
    Statement s = claim.statement();
    Judgement judged = found.judgements().get(found.claims().indexOf(claim));
    attempts.attempt(
        "a claim says where, how and how sharply",
        s.id(),
        () -> {
          List<String> missing = new ArrayList<>();
          Attempts.need(missing, !s.place().isBlank(), "its place in the paper");
          Attempts.need(
              missing,
              found.figures().stream().anyMatch(f -> f.caption().id().equals(s.figure())),
              s.figure().isBlank()
                  ? "a figure that shows it"
                  : "its figure, as " + s.figure() + " is not there");
          Attempts.need(
              missing,
              claim.power() <= Effort.QUICK.power() || !s.powerReason().isBlank(),
              "a reason for a power of " + claim.power());
          return Seen.of(missing.isEmpty() ? "" : "it lacks " + String.join(", ", missing));
        });
    boolean contested = !s.contested().isEmpty();
    attempts.attempt(
        contested ? "a contested claim disagrees" : "a claim agrees at the seed of the id",
        s.id(),
        () -> {
          Verdict verdict = judged.verdict();
          boolean kept =
              contested ? verdict instanceof Verdict.Disagrees : verdict instanceof Verdict.Agrees;
          return new Seen(kept, verdict.word() + words(verdict) + ", p = " + (float) judged.p());
        });
    attempts.attempt(
        "a claim turns red when it is sabotaged",
        s.id(),
        () -> {
          List<? extends Claim> wrong = claim.sabotaged();
          for (int i = 0; i < wrong.size(); i++) {
            double p = wrong.get(i).test().p();
            if (!contested && !(p < judged.allowed())) {
              return Seen.broken(
                  "sabotage "
                      + (i + 1)
                      + " of "
                      + wrong.size()
                      + " passes with p = "
                      + (float) p
                      + ": its tolerance is too wide for its power of "
                      + claim.power());
            }
          }
          return new Seen(!wrong.isEmpty(), wrong.size() + " kinds");
        });
  }

  private static String words(Verdict verdict) {
    return verdict.reason().isEmpty() ? "" : " (" + verdict.reason() + ")";
  }

  private void figures(Findings found) {
    for (Figure figure : found.figures()) {
      Figure.Caption c = figure.caption();
      attempts.attempt(
          "a figure speaks for itself",
          c.id(),
          () -> {
            List<String> missing = new ArrayList<>();
            Attempts.need(missing, !c.heading().isBlank(), "a heading");
            Attempts.need(
                missing, !c.description().isBlank(), "a description for those who do not see it");
            return Seen.of(missing.isEmpty() ? "" : "it lacks " + String.join(", ", missing));
          });
    }
  }
}
