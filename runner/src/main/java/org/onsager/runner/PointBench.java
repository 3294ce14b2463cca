package org.onsager.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.onsager.lab.Bench;
import org.onsager.lab.RandomStream;
import org.onsager.lab.Stopped;

/** The bench of one point: closing it closes what was kept, the latest first. */
final class PointBench implements Bench, AutoCloseable {
  private final RandomStream stream;
  private final BooleanSupplier halted;
  private final Deque<AutoCloseable> kept = new ArrayDeque<>();

  PointBench(RandomStream stream, BooleanSupplier halted) {
    this.stream = stream;
    this.halted = halted;
  }

  @Override
  public RandomStream stream() {
    return stream;
  }

  @Override
  public synchronized <R extends AutoCloseable> R keep(R resource) {
    kept.push(resource);
    return resource;
  }

  @Override
  public void pause() {
    if (halted.getAsBoolean()) {
      throw new Stopped("the run was stopped while this point was measured");
    }
  }

  /**
   * Closes everything even where one of them fails; the first failure is thrown, the others within.
   */
  @Override
  public synchronized void close() {
    IllegalStateException first = null;
    while (!kept.isEmpty()) {
      AutoCloseable resource = kept.pop();
      try {
        resource.close();
      } catch (Exception e) {
        if (first == null) {
          first = new IllegalStateException(resource + " did not close: " + e, e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
