package org.onsager.workbench;

import java.util.Locale;
import java.util.function.Consumer;

/** Says every few seconds how far work of equal steps is and how long the rest takes. */
final class Pace {
  private static final double SAID_EVERY = 3;

  private final int total;
  private final int before;
  private final Consumer<String> progress;
  private final long began = System.nanoTime();
  private int done;
  private double said;

  /**
   * Work that begins now.
   *
   * @param before the steps that were done earlier
   */
  Pace(int total, int before, Consumer<String> progress) {
    this.total = total;
    this.before = before;
    this.done = before;
    this.progress = progress;
    if (before > 0) {
      progress.accept("continues: " + before + " of " + total + " tiles are there");
    }
  }

  /** One more step is done. */
  synchronized void tick() {
    done++;
    double seconds = (System.nanoTime() - began) * 1e-9;
    if (seconds - said < SAID_EVERY || done == total) {
      return;
    }
    said = seconds;
    double left = seconds / (done - before) * (total - done);
    progress.accept(
        String.format(
            Locale.ROOT,
            "%3d %%  %,d of %,d tiles, %s left",
            100L * done / total,
            done,
            total,
            duration(left)));
  }

  /** A time in words: 0.45 s, 12 s, 3 min 20 s, 2 h 5 min. */
  static String duration(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.2f s", Math.max(0.01, seconds));
    }
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? whole / 60 + " min " + whole % 60 + " s"
            : String.format(Locale.ROOT, "%,d h %d min", whole / 3600, whole / 60 % 60);
  }
}
