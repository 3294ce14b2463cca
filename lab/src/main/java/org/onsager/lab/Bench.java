package org.onsager.lab;

/**
 * The place where one point is measured: its own randomness, its own memory, its own way to be
 * stopped.
 */
public interface Bench {

  /** The point's own stream; purposes within the point are named from it. */
  RandomStream stream();

  /** Keeps a resource until the point ends, then closes it: the point's scope of native memory. */
  <R extends AutoCloseable> R keep(R resource);

  /**
   * Throws {@link Stopped} when the user has stopped the run; long points call it in their loops.
   */
  void pause();
}
