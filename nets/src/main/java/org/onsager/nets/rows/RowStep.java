package org.onsager.nets.rows;

/** A computation between rows that are always the same ones. */
@FunctionalInterface
public interface RowStep {
  /** Computes; false where the numbers are none for it, and another way has to be taken. */
  boolean run();
}
