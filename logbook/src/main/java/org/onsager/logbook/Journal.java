package org.onsager.logbook;

import java.util.Map;
import java.util.Optional;

/**
 * The finished points of one unfinished run, by purpose and canonical text; safe for several
 * threads.
 */
public interface Journal {

  /**
   * The results of all finished points of a purpose: point → result, both as texts of {@link
   * Codec}.
   */
  Map<String, String> results(String purpose);

  /** The result of a point, where it is finished, by this process or another. */
  Optional<String> result(String purpose, String point);

  /**
   * Keeps a finished point; a kill at the next instant does not lose it. Where another process was
   * faster, its result stays.
   *
   * @param seconds wall time that the run has spent so far, in all
   */
  void keep(String purpose, String point, String result, double seconds);

  /** Wall time that was spent before now, in seconds. */
  double seconds();

  /** When the run was first started: an ISO instant, UTC. */
  String started();

  /**
   * Notes that the run reads a data set.
   *
   * @throws org.onsager.lab.Refusal when the set has changed since the points before were measured
   */
  void data(String name, String digest);

  /** The data sets that the run has read so far: name → digest. */
  Map<String, String> data();

  /** Forgets every point, and the time that was spent; ask the log book for the journal anew. */
  void clear();
}
