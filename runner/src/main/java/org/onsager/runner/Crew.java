package org.onsager.runner;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.onsager.lab.Stopped;

/**
 * A thread for an experiment, with a worker's stack, so that no caller's small one is overflowed.
 */
final class Crew {
  private Crew() {}

  /** Does something on such a thread and waits for it; what it throws is thrown here. */
  static <R> R away(String name, Callable<R> work) {
    FutureTask<R> task = new FutureTask<>(work);
    Thread thread = new Thread(null, task, name, Bay.STACK_BYTES);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new Stopped("interrupted; finished points are kept");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      switch (cause) {
        case RuntimeException r -> throw r;
        case Error r -> throw r;
        case null -> throw new IllegalStateException(e);
        default -> throw new IllegalStateException(cause);
      }
    }
  }
}
