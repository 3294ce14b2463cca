package org.onsager.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Claim;
import org.onsager.lab.Cost;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Paper;
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
  private static final double LEAST_SABOTAGE = 0.25;
  private static final double BEYOND = 4;

  private final Card card;
  private final Supplier<Experiment<K, T>> fresh;
  private final Laboratory laboratory;
  private final int seeds;
  private final Attempts attempts = new Attempts();

  private Contract(Card card, Supplier<Experiment<K, T>> fresh, Laboratory laboratory, int seeds) {
    this.card = card;
    this.fresh = fresh;
    this.laboratory = laboratory;
    this.seeds = seeds;
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
    return new Contract<>(card, fresh, laboratory, seeds).all(first);
  }

  private List<Attempt> all(Experiment<K, T> experiment) {
    card(experiment);
    boolean ready = true;
    for (Effort effort : Effort.values()) {
      ready &= defaults(experiment, effort);
    }
    if (!ready) {
      return attempts.all();
    }
    K knobs = experiment.knobs(Effort.QUICK);
    T theory = experiment.theory(knobs);
    Findings found = first(experiment, knobs, theory);
    if (found != null) {
      for (Claim claim : found.claims()) {
        claim(found, claim);
      }
      figures(found);
      bits(experiment, knobs, theory, laboratory.digest(found));
      seeds(knobs, theory, laboratory.digest(found));
      wrongTheories(knobs, theory, found);
      permuted(knobs, theory, found);
    }
    return attempts.all();
  }

  private void say(String line) {
    laboratory.progress().accept("contract of " + card.id() + ": " + line);
  }

  // --- before a run
  // -------------------------------------------------------------------------------

  private void card(Experiment<K, T> experiment) {
    attempts.attempt(
        "the card is complete",
        "card and paper",
        () -> {
          Paper paper = experiment.paper();
          List<String> missing = new ArrayList<>();
          need(missing, !card.lede().isBlank(), "a first sentence");
          need(missing, !card.topic().isBlank(), "a topic");
          need(missing, paper.year() > 1600 && paper.year() < 2200, "the paper's year");
          need(
              missing,
              !paper.arxiv().isBlank() || !paper.venue().isBlank(),
              "an arXiv identifier or a venue");
          need(
              missing,
              paper.arxiv().isBlank()
                  || paper.arxiv().matches("(\\d{4}\\.\\d{4,5}|[a-z-]+(\\.[A-Z]{2})?/\\d{7})v\\d+"),
              "an arXiv identifier with its version");
          card.knobs().forEach((k, text) -> need(missing, !text.isBlank(), "words for knob " + k));
          return Seen.of(missing.isEmpty() ? "" : "it lacks " + String.join(", ", missing));
        });
  }

  private static void need(List<String> missing, boolean there, String what) {
    if (!there) {
      missing.add(what);
    }
  }

  private boolean defaults(Experiment<K, T> experiment, Effort effort) {
    String tried = effort.name().toLowerCase(Locale.ROOT);
    boolean ready =
        attempts.attempt(
            "default knobs lie in their ranges",
            tried,
            () -> {
              K knobs = experiment.knobs(effort);
              KnobBoard.of(knobs).check(knobs);
              return Seen.fine("");
            });
    ready &=
        attempts.attempt(
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
        attempts.attempt(
            "theory is deterministic and alone",
            tried + ", twice",
            () -> {
              T once = experiment.theory(experiment.knobs(effort));
              T again = fresh.get().theory(fresh.get().knobs(effort));
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

  // --- the run, its claims and figures
  // ------------------------------------------------------------

  private @Nullable Findings first(Experiment<K, T> experiment, K knobs, T theory) {
    say("the run");
    List<Findings> found = new ArrayList<>();
    attempts.attempt(
        "it runs at quick",
        "seed " + card.seed() + ", two workers",
        () -> {
          found.add(trial(experiment, knobs, theory, card.seed(), 2, 0, true));
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
          need(missing, !s.place().isBlank(), "its place in the paper");
          need(
              missing,
              found.figures().stream().anyMatch(f -> f.caption().id().equals(s.figure())),
              s.figure().isBlank()
                  ? "a figure that shows it"
                  : "its figure, as " + s.figure() + " is not there");
          need(
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
            need(missing, !c.heading().isBlank(), "a heading");
            need(missing, !c.description().isBlank(), "a description for those who do not see it");
            return Seen.of(missing.isEmpty() ? "" : "it lacks " + String.join(", ", missing));
          });
    }
  }

  // --- the same bits
  // ------------------------------------------------------------------------------

  private void bits(Experiment<K, T> used, K knobs, T theory, String digest) {
    say("again, by one worker and the same instance");
    boolean[] same = new boolean[1];
    attempts.attempt(
        "the same seed gives the same bits",
        "one worker, instance used before",
        () -> {
          same[0] = digest.equals(digest(used, knobs, theory, card.seed(), 1, 0));
          return Seen.of(
              same[0] ? "" : "other bits: it keeps hidden state, or depends on the workers");
        });
    if (!same[0]) {
      attempts.attempt(
          "no hidden state",
          "two workers as before, new instance",
          () ->
              Seen.of(
                  digest.equals(digest(fresh.get(), knobs, theory, card.seed(), 2, 0))
                      ? ""
                      : "the very same run gives other bits"));
      attempts.attempt(
          "results do not depend on the number of workers",
          "one worker, new instance",
          () ->
              Seen.of(
                  digest.equals(digest(fresh.get(), knobs, theory, card.seed(), 1, 0))
                      ? ""
                      : "other bits than with two"));
    }
    say("interrupted and resumed");
    int half = (int) Math.max(1, fresh.get().cost(knobs).points() / 2);
    attempts.attempt(
        "interrupted and resumed, the same bits",
        "stopped after " + half + " points",
        () ->
            Seen.of(
                digest.equals(digest(fresh.get(), knobs, theory, card.seed(), 2, half))
                    ? ""
                    : "other bits than in one go"));
    attempts.attempt(
        "theory is deterministic and alone",
        "after the runs",
        () ->
            Seen.of(
                Tree.text(theory).equals(Tree.text(used.theory(knobs)))
                    ? ""
                    : "a run has changed what theory says"));
  }

  private void seeds(K knobs, T theory, String digest) {
    int red = 0;
    int agreeing = 0;
    List<String> told = new ArrayList<>();
    for (int i = 1; i <= Math.max(1, seeds); i++) {
      long seed = card.seed() + i;
      say("seed " + i + " of " + Math.max(1, seeds));
      List<Findings> found = new ArrayList<>();
      attempts.attempt(
          "another seed gives other bits",
          "seed " + seed,
          () -> {
            found.add(trial(fresh.get(), knobs, theory, seed, 2, 0, false));
            return Seen.of(
                laboratory.digest(found.getFirst()).equals(digest) ? "the very same bits" : "");
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
    attempts.attempt(
        "false alarms are as rare as declared",
        runs + (runs == 1 ? " further seed" : " further seeds"),
        () -> new Seen(Reds.credible(reds, runs), detail + String.join("; ", told)));
  }

  // --- wrong theories, wrong results
  // --------------------------------------------------------------

  private void wrongTheories(K knobs, T theory, Findings found) {
    double size =
        Math.max(LEAST_SABOTAGE, found.claims().stream().mapToDouble(Claim::power).max().orElse(0));
    List<Sabotage<T>> all = Sabotage.of(theory, size);
    if (all.isEmpty()) {
      attempts.attempt(
          "theory decides", "its predictions", () -> Seen.broken("theory predicts nothing"));
      return;
    }
    say("theory wrong, measured anew");
    attempts.attempt(
        "points do not see the theory",
        all.getFirst().component() + " " + all.getFirst().how() + ", measured anew",
        () -> {
          T wrong = all.getFirst().theory();
          Findings anew = trial(fresh.get(), knobs, wrong, card.seed(), 2, 0, false);
          Findings reused = trial(fresh.get(), knobs, wrong, card.seed(), 2, 0, true);
          return Seen.of(
              laboratory.digest(anew).equals(laboratory.digest(reused))
                  ? ""
                  : "a wrong theory has changed what was measured");
        });
    say("theory wrong in " + all.size() + " ways");
    Set<String> moved = new HashSet<>();
    Reds before = Reds.of(found);
    List<String> components = all.stream().map(Sabotage::component).distinct().toList();
    for (String component : components) {
      attempts.attempt(
          "theory decides",
          component,
          () -> {
            List<String> turned = new ArrayList<>();
            for (Sabotage<T> s : all) {
              if (s.component().equals(component)) {
                turned.addAll(turned(knobs, s, found, before, moved));
              }
            }
            if (!turned.isEmpty()) {
              return Seen.fine(String.join("; ", turned));
            }
            return beyond(knobs, theory, component, found, before, moved);
          });
    }
    for (Claim claim : found.claims()) {
      if (!(claim instanceof Claim.Identity)) {
        attempts.attempt(
            "a claim depends on theory",
            claim.statement().id(),
            () ->
                Seen.of(
                    moved.contains(claim.statement().id())
                        ? ""
                        : "no wrong theory changes its prediction: it is taken from elsewhere"));
      }
    }
  }

  /** An inequality lets a theory be wrong by more than its power, as long as the data obey it. */
  private Seen beyond(
      K knobs, T theory, String component, Findings found, Reds before, Set<String> moved) {
    for (double factor : new double[] {1 / BEYOND, BEYOND, -1}) {
      Sabotage<T> far;
      try {
        far = Sabotage.scaled(theory, component, factor);
      } catch (IllegalArgumentException e) {
        continue; // a density cannot be turned about
      }
      List<String> turned = new ArrayList<>(turned(knobs, far, found, before, moved));
      for (Claim c : found.claims()) {
        boolean inequality = c instanceof Claim.Bound || c instanceof Claim.Ordering;
        if (!turned.isEmpty()
            && inequality
            && turned.getFirst().endsWith(" " + c.statement().id())) {
          return Seen.fine("an inequality: " + turned.getFirst());
        }
      }
    }
    return Seen.broken("theory component " + component + " decides nothing");
  }

  /** Which claims turn red under a sabotage: "× 1.25 → slope, length". */
  private List<String> turned(
      K knobs, Sabotage<T> sabotage, Findings found, Reds before, Set<String> moved) {
    try {
      Findings wrong = trial(fresh.get(), knobs, sabotage.theory(), card.seed(), 2, 0, true);
      List<String> changed = Reds.changed(found, wrong);
      moved.addAll(changed);
      Set<String> red = new HashSet<>(Reds.of(wrong).ids());
      red.removeAll(before.ids());
      found.claims().stream()
          .filter(c -> !c.statement().contested().isEmpty())
          .map(c -> c.statement().id())
          .filter(changed::contains)
          .forEach(red::add);
      return red.isEmpty()
          ? List.of()
          : List.of(sabotage.how() + " → " + String.join(", ", red.stream().sorted().toList()));
    } catch (IllegalArgumentException e) {
      // A theory so wrong that the claim cannot even be made is noticed as well.
      return List.of(sabotage.how() + " → refused, " + Attempts.brief(e));
    }
  }

  private void permuted(K knobs, T theory, Findings found) {
    attempts.attempt(
        "permuted results turn a claim red",
        "results permuted among the points",
        () -> {
          Set<String> red;
          try {
            Laboratory.Trial how =
                new Laboratory.Trial(card.seed(), 2, Effort.QUICK, true, 0, true);
            red = new HashSet<>(Reds.of(laboratory.trial(fresh.get(), knobs, theory, how)).ids());
          } catch (IllegalArgumentException e) {
            return Seen.fine("refused, " + Attempts.brief(e));
          }
          red.removeAll(Reds.of(found).ids());
          return red.isEmpty()
              ? Seen.broken("it is blind to which result belongs to which point")
              : Seen.fine(String.join(", ", red.stream().sorted().toList()));
        });
  }

  private String digest(
      Experiment<K, T> experiment, K knobs, T theory, long seed, int workers, int after) {
    return laboratory.digest(trial(experiment, knobs, theory, seed, workers, after, false));
  }

  private Findings trial(
      Experiment<K, T> experiment,
      K knobs,
      T theory,
      long seed,
      int workers,
      int interruptAfter,
      boolean reuse) {
    return laboratory.trial(
        experiment,
        knobs,
        theory,
        new Laboratory.Trial(seed, workers, Effort.QUICK, false, interruptAfter, reuse));
  }
}
