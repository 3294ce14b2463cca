package org.onsager.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.onsager.lab.Claim;
import org.onsager.lab.Effort;
import org.onsager.lab.Findings;
import org.onsager.lab.Laboratory;
import org.onsager.testkit.Attempts.Seen;

/** Wrong theories and permuted results: what an experiment must notice. */
final class WrongTheories<K extends Record, T extends Record> {
  private static final double LEAST_SABOTAGE = 0.25;
  private static final double BEYOND = 4;

  private final Trials<K, T> trials;

  WrongTheories(Trials<K, T> trials) {
    this.trials = trials;
  }

  void tried(K knobs, T theory, Findings found) {
    double largest =
        Math.max(LEAST_SABOTAGE, found.claims().stream().mapToDouble(Claim::power).max().orElse(0));
    List<Sabotage<T>> least = Sabotage.of(theory, LEAST_SABOTAGE);
    Attempts attempts = trials.attempts();
    if (least.isEmpty()) {
      attempts.attempt(
          "theory decides", "its predictions", () -> Seen.broken("theory predicts nothing"));
      return;
    }
    trials.say("theory wrong, measured anew");
    Sabotage<T> first = least.getFirst();
    attempts.attempt(
        "points do not see the theory",
        first.component() + " " + first.how() + ", measured anew",
        () ->
            Seen.of(
                digest(knobs, first.theory(), false).equals(digest(knobs, first.theory(), true))
                    ? ""
                    : "a wrong theory has changed what was measured"));
    trials.say("theory wrong in " + least.size() + " ways and more");
    Run run = new Run(knobs, found, Reds.of(found), new HashSet<>());
    List<String> components = least.stream().map(Sabotage::component).distinct().toList();
    for (String component : components) {
      attempts.attempt(
          "theory decides",
          component,
          () -> {
            List<Turned> turned = turned(run, component, least);
            if (turned.isEmpty() && largest > LEAST_SABOTAGE) {
              turned = turned(run, component, Sabotage.of(theory, largest));
            }
            return turned.isEmpty()
                ? beyond(run, theory, component)
                : Seen.fine(String.join("; ", turned.stream().map(Turned::toString).toList()));
          });
    }
    for (Claim claim : found.claims()) {
      if (!(claim instanceof Claim.Identity)) {
        String elsewhere = "no wrong theory changes its prediction: it is taken from elsewhere";
        attempts.attempt(
            "a claim depends on theory",
            claim.statement().id(),
            () -> Seen.of(run.moved.contains(claim.statement().id()) ? "" : elsewhere));
      }
    }
  }

  /** The run with the right theory, and which predictions were seen to move. */
  private final class Run {
    private final K knobs;
    private final Findings found;
    private final Reds before;
    private final Set<String> moved;

    Run(K knobs, Findings found, Reds before, Set<String> moved) {
      this.knobs = knobs;
      this.found = found;
      this.before = before;
      this.moved = moved;
    }
  }

  /** A sabotage that was noticed, and by which claims; a theory that was refused, by none. */
  private record Turned(String how, Set<String> claims, String refusal) {
    @Override
    public String toString() {
      return how + " → " + (refusal.isEmpty() ? String.join(", ", claims) : refusal);
    }
  }

  private String digest(K knobs, T theory, boolean reuse) {
    return trials.laboratory().digest(findings(knobs, theory, reuse));
  }

  private Findings findings(K knobs, T theory, boolean reuse) {
    return trials.trial(trials.fresh().get(), knobs, theory, trials.card().seed(), 2, 0, reuse);
  }

  private List<Turned> turned(Run run, String component, List<Sabotage<T>> all) {
    List<Turned> turned = new ArrayList<>();
    for (Sabotage<T> s : all) {
      if (s.component().equals(component)) {
        turned(run, s).ifPresent(turned::add);
      }
    }
    return turned;
  }

  /**
   * Which claims notice a sabotage by turning red; a contested one, which is red, by its
   * prediction.
   */
  private Optional<Turned> turned(Run run, Sabotage<T> sabotage) {
    try {
      Findings wrong = findings(run.knobs, sabotage.theory(), true);
      List<String> changed = Reds.changed(run.found, wrong);
      run.moved.addAll(changed);
      Set<String> red = new TreeSet<>(Reds.of(wrong).ids());
      run.before.ids().forEach(red::remove);
      run.found.claims().stream()
          .filter(c -> !c.statement().contested().isEmpty())
          .map(c -> c.statement().id())
          .filter(changed::contains)
          .forEach(red::add);
      return red.isEmpty() ? Optional.empty() : Optional.of(new Turned(sabotage.how(), red, ""));
    } catch (IllegalArgumentException e) {
      // A theory so wrong that the claim cannot even be made is noticed as well.
      String refusal = "refused, " + Attempts.brief(e);
      return Optional.of(new Turned(sabotage.how(), Set.of(), refusal));
    }
  }

  /** An inequality lets a theory be wrong by more than its power, as long as the data obey it. */
  private Seen beyond(Run run, T theory, String component) {
    Set<String> inequalities = new HashSet<>();
    for (Claim c : run.found.claims()) {
      if (c instanceof Claim.Bound || c instanceof Claim.Ordering) {
        inequalities.add(c.statement().id());
      }
    }
    for (double factor : new double[] {1 / BEYOND, BEYOND, -1}) {
      Optional<Turned> turned;
      try {
        turned = turned(run, Sabotage.scaled(theory, component, factor));
      } catch (IllegalArgumentException e) {
        continue; // a density cannot be turned about
      }
      Set<String> claims = turned.map(Turned::claims).orElse(Set.of());
      if (turned.isPresent() && !claims.isEmpty() && inequalities.containsAll(claims)) {
        return Seen.fine("an inequality: " + turned.get());
      }
    }
    return Seen.broken("theory component " + component + " decides nothing");
  }

  void permuted(K knobs, T theory, Findings found) {
    trials
        .attempts()
        .attempt(
            "permuted results turn a claim red",
            "results permuted among the points",
            () -> {
              Set<String> red;
              try {
                Laboratory.Trial how =
                    new Laboratory.Trial(trials.card().seed(), 2, Effort.QUICK, true, 0, true);
                red =
                    new HashSet<>(
                        Reds.of(trials.laboratory().trial(trials.fresh().get(), knobs, theory, how))
                            .ids());
              } catch (IllegalArgumentException e) {
                return Seen.fine("refused, " + Attempts.brief(e));
              }
              red.removeAll(Reds.of(found).ids());
              return red.isEmpty()
                  ? Seen.broken("it is blind to which result belongs to which point")
                  : Seen.fine(String.join(", ", red.stream().sorted().toList()));
            });
  }
}
