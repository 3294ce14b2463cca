package org.onsager.sweep;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What a sweep costs beside its points: the time of an empty point, and two workers against one.
 *
 * <p>Run by hand, its main method on the class path of the tests. Pairs of one and two workers are
 * interleaved, so that a busy machine slows both; the median of their ratios is printed with its
 * spread.
 */
public final class SweepBenchmark {
  private static final int EMPTY = 1000;
  private static final int[] BUSY = {40, 16, 8};
  private static final double[] WORK = {5e5, 4e6, 1.6e7};
  private static final int PAIRS = 5;

  private SweepBenchmark() {}

  /** Measures and prints. */
  public static void main(String[] args) throws IOException {
    seconds(EMPTY, 0, 1);
    double cpu = cpu();
    double empty = seconds(EMPTY, 0, 1);
    say("an empty point: %.3f ms wall, %.3f ms of processor time", empty, (cpu() - cpu) / EMPTY);
    for (int size = 0; size < WORK.length; size++) {
      double[] efficiencies = new double[PAIRS];
      double point = Double.POSITIVE_INFINITY;
      for (int i = 0; i < PAIRS; i++) {
        double one = seconds(BUSY[size], WORK[size], 1);
        double two = seconds(BUSY[size], WORK[size], 2);
        efficiencies[i] = one / two / 2;
        point = Math.min(point, one);
      }
      Arrays.sort(efficiencies);
      say(
          "points of %.0f ms: efficiency of two workers %.2f (%.2f … %.2f)",
          point, efficiencies[PAIRS / 2], efficiencies[0], efficiencies[PAIRS - 1]);
    }
  }

  private static double cpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime() * 1e-6
        : Double.NaN;
  }

  /** Milliseconds a point, in a store of its own. */
  private static double seconds(int points, double work, int workers) throws IOException {
    Path folder = Files.createTempDirectory("onsager-sweep-benchmark");
    Plan plan =
        Desk.plan(
            "nothing", 1, 0, 1, Map.of("work", "" + work), "number=1:" + points + ":" + points);
    long begin = System.nanoTime();
    Desk.run(folder, plan, workers);
    return (System.nanoTime() - begin) * 1e-6 / points;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
