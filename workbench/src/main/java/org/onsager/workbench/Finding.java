package org.onsager.workbench;

import java.util.List;
import java.util.stream.Collectors;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;

/**
 * Something about some layers that their owner should know.
 *
 * @param rule which rule found it: kebab-case
 * @param layers their numbers from 0, ascending; empty for the network as a whole
 * @param grade how bad
 * @param severity orders findings of one grade: the logarithm of how much is at stake
 * @param heading a sentence in plain words
 * @param text what it means, the theory and where that holds
 * @param number the number in symbols
 * @param certificate where the instrument agreed, or "uncalibrated"
 * @param advice what to do, empty for nothing
 * @param code lines to copy, or empty
 */
record Finding(
    String rule,
    List<Integer> layers,
    Grade grade,
    double severity,
    String heading,
    String text,
    String number,
    String certificate,
    String advice,
    String code) {
  Finding {
    layers = List.copyOf(layers);
  }

  Answer.News news() {
    return new Answer.News(grade, heading, text, number, certificate);
  }

  /** Worst first. */
  static List<Finding> sorted(List<Finding> all) {
    return all.stream()
        .sorted(
            java.util.Comparator.comparing(Finding::grade)
                .thenComparingDouble(f -> -f.severity())
                .thenComparingInt(f -> f.layers().isEmpty() ? -1 : f.layers().getFirst()))
        .toList();
  }

  /** What to do, said once each, in the order of the findings; remarks ask for nothing. */
  static List<Answer.Advice> advice(List<Finding> all) {
    return all.stream()
        .filter(f -> f.grade() != Grade.FINE && !f.advice().isEmpty())
        .map(f -> new Answer.Advice(f.advice(), f.code()))
        .distinct()
        .collect(Collectors.toList());
  }
}
