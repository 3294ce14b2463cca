package org.onsager.sweep;

import org.onsager.lab.Cost;
import org.onsager.lab.Experiment;
import org.onsager.lab.Findings;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Stopped;
import org.onsager.logbook.Codec;
import org.onsager.runner.Failure;

/**
 * The place where a sweep point is measured: a function from point to result, which needs a
 * laboratory and nothing else.
 *
 * <p>The whole experiment runs on one worker, its own points one after the other, and has the bits
 * of a single run with the same knobs, effort and seed.
 */
public final class SweepBench {
  private SweepBench() {}

  /**
   * Measures a point. What goes wrong is its result, in one line.
   *
   * @param point what
   * @param laboratory whose catalogue has the experiment
   * @throws Stopped when the laboratory was stopped
   */
  public static SweepResult measure(SweepPoint point, Laboratory laboratory) {
    long begin = System.nanoTime();
    try {
      Findings findings =
          found(laboratory.catalogue().experiment(point.experiment()), point, laboratory);
      return SweepResult.of(findings, since(begin));
    } catch (Stopped e) {
      throw e;
    } catch (RuntimeException | Error e) {
      return SweepResult.failed(line(e), since(begin));
    }
  }

  /** What a point costs, as the experiment says beforehand. */
  public static Cost cost(SweepPoint point, Laboratory laboratory) {
    return cost(laboratory.catalogue().experiment(point.experiment()), point);
  }

  /** What was thrown, in a line; the line of a point of the experiment is that of its cause. */
  static String line(Throwable thrown) {
    Throwable cause = thrown.getCause();
    if (thrown instanceof Failure && cause != null) {
      return line(cause);
    }
    String message = String.valueOf(thrown.getMessage()).replaceAll("\\s*\\R\\s*", " ").strip();
    boolean said = thrown instanceof org.onsager.lab.Refusal || thrown instanceof Failure;
    String kind = thrown.getClass().getSimpleName();
    return said ? message : thrown.getMessage() == null ? kind : kind + ", " + message;
  }

  private static <K extends Record, T extends Record> Findings found(
      Experiment<K, T> experiment, SweepPoint point, Laboratory laboratory) {
    K knobs = knobs(experiment, point);
    return laboratory.trial(
        experiment,
        knobs,
        experiment.theory(knobs),
        new Laboratory.Trial(point.seed(), 1, point.effort(), false, 0, false));
  }

  private static <K extends Record> Cost cost(Experiment<K, ?> experiment, SweepPoint point) {
    return experiment.cost(knobs(experiment, point));
  }

  @SuppressWarnings("unchecked") // the class of a K, and records have no subclasses
  private static <K extends Record> K knobs(Experiment<K, ?> experiment, SweepPoint point) {
    Class<K> type = (Class<K>) experiment.knobs(point.effort()).getClass();
    return Codec.read(point.knobs(), type);
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) * 1e-9;
  }
}
