package org.onsager.programme;

import java.util.List;
import java.util.Map;
import org.onsager.lab.Paper;
import org.onsager.lab.Verdict;

/**
 * Where a reference stands: computed from the catalogue and the log book, never set by hand.
 *
 * <p>{@link Certified} says that its claims have been judged, not that they agreed.
 */
public sealed interface Standing {

  /** The state in a word or two. */
  String word();

  /** Nobody has written its experiment. */
  record NotYet() implements Standing {
    @Override
    public String word() {
      return "not yet";
    }
  }

  /**
   * There is an experiment, and the log book has no run of it.
   *
   * @param experiment its id
   */
  record Implemented(String experiment) implements Standing {
    @Override
    public String word() {
      return "implemented";
    }
  }

  /**
   * An experiment has been run, and its claims were judged.
   *
   * @param experiment its id
   * @param latest its latest run in the log book
   */
  record Certified(String experiment, Judged latest) implements Standing {
    @Override
    public String word() {
      return "certified";
    }
  }

  /**
   * The latest run of an experiment, as the log book has it.
   *
   * @param run the run's name
   * @param date ISO date
   * @param verdicts claim's id → verdict, in order
   */
  record Judged(String run, String date, Map<String, Verdict> verdicts) {}

  /**
   * Where a reference stands.
   *
   * @param reference which
   * @param papers experiment's id → the paper that it tries
   * @param latest experiment's id → its latest run; none for an experiment that was never run
   */
  static Standing of(Reference reference, Map<String, Paper> papers, Map<String, Judged> latest) {
    List<String> experiments =
        papers.entrySet().stream()
            .filter(e -> reference.is(e.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    for (String experiment : experiments) {
      Judged judged = latest.get(experiment);
      if (judged != null) {
        return new Certified(experiment, judged);
      }
    }
    return experiments.isEmpty() ? new NotYet() : new Implemented(experiments.getFirst());
  }
}
