package org.onsager.theory.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Pieces of work among threads. */
final class Shares {
  private Shares() {}

  /**
   * Whoever is free takes the next of so many pieces; the first failure is thrown.
   *
   * @param worker what each thread does with a piece; asked for once a thread
   */
  static void of(int pieces, int threads, Supplier<IntConsumer> worker) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
    Runnable work =
        () -> {
          try {
            IntConsumer piece = worker.get();
            for (int t = next.getAndIncrement();
                t < pieces && wrong.get() == null;
                t = next.getAndIncrement()) {
              piece.accept(t);
            }
          } catch (RuntimeException | Error e) {
            wrong.compareAndSet(null, e);
          }
        };
    Thread[] others = new Thread[Math.max(0, threads - 1)];
    for (int k = 0; k < others.length; k++) {
      others[k] = Thread.ofPlatform().name("kernel-" + (k + 1)).start(work);
    }
    work.run();
    boolean interrupted = false;
    for (Thread other : others) {
      while (other.isAlive()) {
        try {
          other.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable thrown = wrong.get();
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof RuntimeException e) {
      throw e;
    }
  }
}
