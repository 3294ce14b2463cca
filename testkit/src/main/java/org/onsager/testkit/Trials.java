package org.onsager.testkit;

import java.util.function.Supplier;
import org.onsager.lab.Card;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Findings;
import org.onsager.lab.Laboratory;

/**
 * An experiment at QUICK with its seed, as it is tried again and again.
 *
 * @param card of the experiment
 * @param fresh makes a new instance
 * @param laboratory where it runs
 * @param attempts what was tried so far
 */
record Trials<K extends Record, T extends Record>(
    Card card, Supplier<Experiment<K, T>> fresh, Laboratory laboratory, Attempts attempts) {

  void say(String line) {
    laboratory.progress().accept("contract of " + card.id() + ": " + line);
  }

  String digest(Experiment<K, T> experiment, K knobs, T theory, long seed, int workers, int after) {
    return laboratory.digest(trial(experiment, knobs, theory, seed, workers, after, false));
  }

  Findings trial(
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

  /** The points of the first run, handed back in another order. */
  Findings permuted(K knobs, T theory) {
    Laboratory.Trial how = new Laboratory.Trial(card.seed(), 2, Effort.QUICK, true, 0, true);
    return laboratory.trial(fresh.get(), knobs, theory, how);
  }
}
