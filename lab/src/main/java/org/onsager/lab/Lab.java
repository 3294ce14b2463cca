package org.onsager.lab;

import java.util.List;

/**
 * What an experiment may use while it runs. There is no clock, no file, no thread pool and no
 * global.
 *
 * <p>Its unit of work is the <b>point</b>: a record, so it is its own key. A point has its own
 * named random stream (root seed → experiment → purpose → point) and its own scope of native
 * memory, runs on the lab's workers, is journalled when finished, skipped on resume, and streamed
 * to whoever watches. Results do not depend on the number of workers.
 */
public interface Lab {

  /**
   * Measures points and returns their results in the order of the points.
   *
   * <p>Points and results are records of numbers, texts, booleans, enums, arrays and lists of
   * those, and records of them. NaN and infinities are kept as they are.
   *
   * @param purpose a name within the experiment; equal points of different purposes are measured
   *     apart
   * @param points pairwise different
   * @param result the type of a result, for reading it back from the journal
   * @param measurement how one point is measured; it may use nothing but its arguments and the
   *     knobs
   */
  <P extends Record, R extends Record> List<R> points(
      String purpose, List<P> points, Class<R> result, Measurement<? super P, R> measurement);

  /**
   * A data set by name, for example {@code fashion-mnist-small}; read once, shared by the points.
   */
  Dataset data(String name);

  /** A stream for what is drawn once for all points, by purpose. */
  RandomStream stream(String purpose);

  /** The effort the run was asked for. */
  Effort effort();

  /** How one point is measured. */
  @FunctionalInterface
  interface Measurement<P extends Record, R extends Record> {
    /** Measures one point on its bench. */
    R measure(P point, Bench bench);
  }
}
