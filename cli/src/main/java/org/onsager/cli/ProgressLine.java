package org.onsager.cli;

import org.onsager.runner.Progress;
import org.onsager.runner.Watch;

/** How far a run is: one line drawn over for who looks on, else a plain line every few seconds. */
final class ProgressLine implements Watch {
  private static final double DRAWN_EVERY = 0.1;
  private static final double SAID_EVERY = 5;
  private static final int BAR = 24;

  private final Console console;
  private double last = Double.NEGATIVE_INFINITY;
  private long percent = -1;
  private boolean drawn;

  ProgressLine(Console console) {
    this.console = console;
  }

  @Override
  public synchronized void at(Progress p) {
    if (p.allTotal() <= 0) {
      return;
    }
    long now = 100 * p.allDone() / p.allTotal();
    boolean due = p.seconds() - last >= (console.terminal() ? DRAWN_EVERY : SAID_EVERY);
    if (!due || (!console.terminal() && now == percent)) {
      return;
    }
    last = p.seconds();
    percent = now;
    String left =
        Double.isNaN(p.secondsLeft()) ? "" : ", " + Prose.duration(p.secondsLeft()) + " left";
    String text =
        String.format(
            java.util.Locale.ROOT,
            "%3d %%  %,d of %,d %s  %s%s",
            now,
            p.allDone(),
            p.allTotal(),
            p.unit(),
            p.purpose(),
            left);
    if (console.terminal()) {
      int full = (int) Math.min(BAR, BAR * p.allDone() / p.allTotal());
      String bar = "█".repeat(full) + "░".repeat(BAR - full) + " ";
      console.err().print("\r\u001B[K" + Prose.cut(bar + text, Console.WIDTH - 1));
      console.err().flush();
      drawn = true;
    } else {
      console.note(text.strip());
    }
  }

  @Override
  public synchronized void note(String line) {
    clear();
    console.note(line);
  }

  /** Takes the line away. */
  synchronized void clear() {
    if (drawn) {
      console.err().print("\r\u001B[K");
      console.err().flush();
      drawn = false;
    }
  }
}
