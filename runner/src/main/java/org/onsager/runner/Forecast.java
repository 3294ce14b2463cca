package org.onsager.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import org.onsager.lab.Cost;

/**
 * How long a run will yet take, from what was said beforehand and what its points have taken so
 * far.
 *
 * <p>Points of the purpose at hand take as long as its latest ones did, the slowest and the fastest
 * tenth left out; points of purposes to come take as long as was said beforehand, corrected by how
 * far off that was for the points behind. Not safe for several threads by itself.
 */
final class Forecast {
  private static final int WINDOW = 64;

  private final Cost cost;
  private final int workers;
  private final Deque<Double> latest = new ArrayDeque<>();
  private double busy;
  private long measured;

  Forecast(Cost cost, int workers) {
    this.cost = cost;
    this.workers = workers;
  }

  /** A new purpose begins. */
  void begin() {
    latest.clear();
  }

  /** A point took so many seconds of one worker. */
  void took(double seconds) {
    busy += seconds;
    measured++;
    latest.addLast(seconds);
    if (latest.size() > WINDOW) {
      latest.removeFirst();
    }
  }

  /**
   * Seconds of wall time left.
   *
   * @param here points left of this purpose
   * @param beyond points left of purposes to come
   */
  double left(long here, long beyond) {
    if (here + beyond == 0) {
      return 0;
    }
    double said = cost.points() > 0 ? cost.seconds() / cost.points() : Double.NaN;
    double seen = measured == 0 ? Double.NaN : busy / measured / workers;
    double usual = Double.isFinite(said) && said > 0 ? said : seen;
    if (measured > 0 && Double.isFinite(said) && said > 0) {
      double trust = measured / (measured + 4.0);
      usual = said * Math.pow(seen / said, trust);
    }
    double now = latest.isEmpty() ? usual : trimmed() / workers;
    return here * now + beyond * usual;
  }

  private double trimmed() {
    double[] sorted = latest.stream().mapToDouble(d -> d).sorted().toArray();
    int cut = sorted.length / 10;
    double sum = 0;
    for (int i = cut; i < sorted.length - cut; i++) {
      sum += sorted[i];
    }
    return sum / (sorted.length - 2 * cut);
  }
}
