package org.onsager.nets;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share one short piece of work again and again: the caller is one of them, the others
 * wait for the next piece by looking for a few microseconds, then by sleeping.
 */
final class Team implements AutoCloseable {
  private static final int LOOKS = 20_000;

  private final Thread[] others;
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicInteger piece = new AtomicInteger();
  private volatile @Nullable IntConsumer work;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  Team(int members) {
    others = new Thread[members - 1];
    for (int i = 0; i < others.length; i++) {
      int member = i + 1;
      others[i] = Thread.ofPlatform().daemon().name("team-" + member).start(() -> serve(member));
    }
  }

  int members() {
    return others.length + 1;
  }

  /** Does the work once for every member's number; returns when all are done. */
  void run(IntConsumer each) {
    if (others.length == 0) {
      each.accept(0);
      return;
    }
    failure = null;
    work = each;
    working.set(others.length);
    piece.incrementAndGet();
    for (Thread other : others) {
      LockSupport.unpark(other);
    }
    try {
      each.accept(0);
    } finally {
      for (int looks = 0; working.get() > 0; looks++) {
        if (looks < LOOKS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(this, 1000);
        }
      }
    }
    Throwable wrong = failure;
    if (wrong instanceof RuntimeException r) {
      throw r;
    } else if (wrong instanceof Error e) {
      throw e;
    }
  }

  private void serve(int member) {
    int done = 0;
    while (true) {
      for (int looks = 0; piece.get() == done && !closed; looks++) {
        if (looks < LOOKS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      done = piece.get();
      IntConsumer each = work;
      try {
        if (each != null) {
          each.accept(member);
        }
      } catch (RuntimeException | Error wrong) {
        failure = wrong;
      } finally {
        working.decrementAndGet();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread other : others) {
      LockSupport.unpark(other);
    }
  }
}
