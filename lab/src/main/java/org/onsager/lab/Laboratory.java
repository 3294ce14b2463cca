package org.onsager.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The building as a tool sees it: the catalogue, the log book's certificates, and a way to run
 * things.
 */
public interface Laboratory {

  /** Everything that can be run. */
  Catalogue catalogue();

  /**
   * The latest certificate of a formula or instrument: the experiment, the claim, its verdict and
   * date.
   *
   * @param formula as named by {@link Statement#certifies()}
   */
  Optional<Certificate> certificate(String formula);

  /**
   * Runs an experiment without writing to the log book.
   *
   * @param experiment what to run
   * @param knobs its knobs
   * @param theory the theory to hand in, right or wrong
   * @param trial how
   */
  <K extends Record, T extends Record> Findings trial(
      Experiment<K, T> experiment, K knobs, T theory, Trial trial);

  /**
   * A data set by name, from where the user keeps data.
   *
   * @throws Refusal when nobody knows it, or it cannot be had
   */
  default Dataset dataset(String name) {
    throw new Refusal("no data set is called " + name + ": this laboratory has none");
  }

  /**
   * The part of a data set for testing, where nothing else of it is needed.
   *
   * @throws Refusal when nobody knows it, or it cannot be had
   */
  default Dataset.TestPart testPart(String name) {
    return dataset(name).testPart();
  }

  /** A digest of claims' measurements and figures' data: equal for the same bits. */
  String digest(Findings findings);

  /** Where to say how long work goes. */
  Consumer<String> progress();

  /**
   * Is told how far long work is, as often as it likes to tell.
   *
   * @param what is being worked on
   * @param done of the total
   * @param total in the same unit
   * @param unit in the plural, for example "weights"
   */
  default void reached(String what, long done, long total, String unit) {}

  /**
   * Whether the user wants it to stop: long work asks now and then, and ends with {@link Stopped}.
   */
  default boolean stopped() {
    return false;
  }

  /**
   * How an experiment is tried.
   *
   * @param seed the root seed
   * @param workers how many points are measured at once
   * @param effort what {@link Lab#effort()} answers
   * @param permuted true to hand the points' results back in another order than that of the points
   * @param interruptAfter stop after so many points and resume from the journal; 0 for never
   * @param reusePoints true to take points that an earlier trial of this laboratory measured with
   *     the same experiment, knobs, effort and seed: a point does not depend on the theory, so a
   *     sabotaged theory can be tried without measuring again. The contract test checks that
   *     premise once, with a sabotaged theory and {@code reusePoints} false
   */
  record Trial(
      long seed,
      int workers,
      Effort effort,
      boolean permuted,
      int interruptAfter,
      boolean reusePoints) {}

  /**
   * Where a formula or an instrument agreed.
   *
   * @param experiment the experiment's id
   * @param claim the claim's id
   * @param verdict what came of it
   * @param date ISO date of the run
   * @param run the run's name in the log book
   * @param regime the knobs at which it was tried, in words
   */
  record Certificate(
      String experiment, String claim, Verdict verdict, String date, String run, String regime) {}

  /** Formulas for which there is no certificate, among the given ones. */
  default List<String> uncalibrated(List<String> formulas) {
    return formulas.stream().filter(f -> certificate(f).isEmpty()).toList();
  }
}
