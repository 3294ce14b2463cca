package org.onsager.runner;

/** Somebody who watches a run. The calls come one at a time, from whatever thread is at work. */
public interface Watch {

  /** Is told how far the run is: when a purpose begins, and after every point. */
  default void at(Progress progress) {}

  /** Is handed every result as it is finished; those of an earlier start are not repeated. */
  default void measured(String purpose, Record point, Record result) {}

  /** Is told, in a line, what a user should know. */
  default void note(String line) {}

  /** Nobody. */
  static Watch none() {
    return new Watch() {};
  }
}
