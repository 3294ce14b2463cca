package org.onsager.sweep;

import org.onsager.lab.Cost;
import org.onsager.lab.Laboratory;

/**
 * What a plan would cost, as the experiment says beforehand.
 *
 * @param flops of all points together
 * @param bytes of those that run at once together
 * @param side how many run at once
 * @param seconds wall time on this machine
 * @param impossible places where the knobs cannot stand so
 * @param why the first of those cannot, in a line, or empty
 */
public record Budget(
    double flops, double bytes, int side, double seconds, long impossible, String why) {
  /** An experiment states its wall time on so many cores. */
  private static final double STATED_CORES = 2;

  /** The budget of a plan, without what refinement may add. */
  public static Budget of(Plan plan, Laboratory laboratory, int threads) {
    double flops = 0;
    double seconds = 0;
    double bytes = 0;
    long impossible = 0;
    String why = "";
    for (long n = 0; n < plan.size(); n++) {
      Place place = plan.place(n);
      SweepPoint point = place.point();
      if (point == null) {
        why = impossible == 0 ? place.refusal() : why;
        impossible++;
        continue;
      }
      Cost cost = SweepBench.cost(point, laboratory);
      flops += cost.flops();
      seconds += cost.seconds() * STATED_CORES;
      bytes = Math.max(bytes, cost.bytes());
    }
    int cores = Math.min(threads, Runtime.getRuntime().availableProcessors());
    int side = MemoryGate.side(MemoryGate.here(), bytes, threads);
    double wall = seconds / Math.max(1, Math.min(side, cores));
    return new Budget(flops, bytes * side, side, wall, impossible, why);
  }
}
