package org.onsager.runner;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;

/**
 * What is to be run.
 *
 * @param card what the experiment says about itself
 * @param experiment the experiment
 * @param knobs its knobs
 * @param effort what {@link org.onsager.lab.Lab#effort()} answers
 * @param seed the root seed
 * @param threads how many points are measured at once, at least 1
 * @param fresh true to forget what an interrupted run left
 * @param out where a copy of the run's folder is put besides, or null
 * @param command what repeats the run, for the poster
 */
public record Request<K extends Record, T extends Record>(
    Card card,
    Experiment<K, T> experiment,
    K knobs,
    Effort effort,
    long seed,
    int threads,
    boolean fresh,
    @Nullable Path out,
    String command) {
  public Request {
    if (threads < 1) {
      throw new org.onsager.lab.Refusal("threads are 1 or more, not " + threads);
    }
  }

  /** A request for an experiment that was found at run time, with knobs of its own type. */
  @SuppressWarnings("unchecked")
  public static Request<?, ?> of(
      Card card,
      Experiment<?, ?> experiment,
      Record knobs,
      Effort effort,
      long seed,
      int threads,
      boolean fresh,
      @Nullable Path out,
      String command) {
    Experiment<Record, Record> open = (Experiment<Record, Record>) experiment;
    return new Request<>(card, open, knobs, effort, seed, threads, fresh, out, command);
  }
}
