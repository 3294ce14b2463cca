package org.onsager.architecture;

import java.util.List;

/** Writes layers; a stretch that begins with weights and repeats is written once. */
final class NetworkPrinter {
  private static final int LONGEST_PERIOD = 8;

  private NetworkPrinter() {}

  static String print(List<Layer> layers) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < layers.size()) {
      int bestPeriod = 1;
      int bestCount = 1;
      boolean weights = layers.get(at).parameters() > 0;
      for (int period = 1; weights && period <= LONGEST_PERIOD; period++) {
        int count = repetitions(layers, at, period);
        if (count > 1 && (count - 1) * period > (bestCount - 1) * bestPeriod) {
          bestPeriod = period;
          bestCount = count;
        }
      }
      if (at > 0) {
        out.append(' ');
      }
      String block = join(layers.subList(at, at + bestPeriod));
      if (bestCount > 1) {
        out.append(bestCount).append("*[").append(block).append(']');
      } else {
        out.append(block);
      }
      at += bestPeriod * bestCount;
    }
    return out.toString();
  }

  private static int repetitions(List<Layer> layers, int at, int period) {
    if (at + period > layers.size()) {
      return 0;
    }
    List<Layer> block = layers.subList(at, at + period);
    int count = 1;
    int next = at + period;
    while (next + period <= layers.size() && layers.subList(next, next + period).equals(block)) {
      count++;
      next += period;
    }
    return count;
  }

  private static String join(List<Layer> layers) {
    return String.join(" ", layers.stream().map(Layer::text).toList());
  }
}
