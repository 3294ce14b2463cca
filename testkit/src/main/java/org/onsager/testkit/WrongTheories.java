package org.onsager.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    double size =
        Math.max(LEAST_SABOTAGE, found.claims().stream().mapToDouble(Claim::power).max().orElse(0));
    List<Sabotage<T>> all = Sabotage.of(theory, size);
    if (all.isEmpty()) {
      trials
          .attempts()
          .attempt(
              "theory decides", "its predictions", () -> Seen.broken("theory predicts nothing"));
      return;
    }
    trials.say("theory wrong, measured anew");
    trials
        .attempts()
        .attempt(
            "points do not see the theory",
            all.getFirst().component() + " " + all.getFirst().how() + ", measured anew",
            () -> {
              T wrong = all.getFirst().theory();
              Findings anew =
                  trials.trial(
                      trials.fresh().get(), knobs, wrong, trials.card().seed(), 2, 0, false);
              Findings reused =
                  trials.trial(
                      trials.fresh().get(), knobs, wrong, trials.card().seed(), 2, 0, true);
              return Seen.of(
                  trials.laboratory().digest(anew).equals(trials.laboratory().digest(reused))
                      ? ""
                      : "a wrong theory has changed what was measured");
            });
    trials.say("theory wrong in " + all.size() + " ways");
    Set<String> moved = new HashSet<>();
    Reds before = Reds.of(found);
    List<String> components = all.stream().map(Sabotage::component).distinct().toList();
    for (String component : components) {
      trials
          .attempts()
          .attempt(
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
        trials
            .attempts()
            .attempt(
                "a claim depends on theory",
                claim.statement().id(),
                () ->
                    Seen.of(
                        moved.contains(claim.statement().id())
                            ? ""
                            : "no wrong theory changes its prediction: it is taken from"
                                + " elsewhere"));
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
      Findings wrong =
          trials.trial(
              trials.fresh().get(), knobs, sabotage.theory(), trials.card().seed(), 2, 0, true);
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
