package org.onsager.sweep;

import java.lang.management.ManagementFactory;
import org.onsager.lab.Stopped;

/**
 * Lets as many points run at once as fit into memory together; one that is larger runs alone.
 *
 * <p>Safe for several threads.
 */
final class MemoryGate {
  private static final double SHARE = 0.5;

  private final double most;
  private double taken;
  private int inside;

  MemoryGate(double most) {
    this.most = most;
  }

  /** Half of this machine's memory, in bytes. */
  static double here() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? SHARE * os.getTotalMemorySize()
        : 0x1p30;
  }

  /** How many points of a size run at once, at least one. */
  static int side(double memory, double bytes, int threads) {
    return bytes <= 0 ? threads : (int) Math.max(1, Math.min(threads, Math.floor(memory / bytes)));
  }

  /** Waits until a point of a size fits. */
  synchronized void enter(double bytes) {
    try {
      while (inside > 0 && taken + bytes > most) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped("interrupted; finished points are kept");
    }
    inside++;
    taken += bytes;
  }

  /** The point has ended. */
  synchronized void leave(double bytes) {
    inside--;
    taken -= bytes;
    notifyAll();
  }
}
