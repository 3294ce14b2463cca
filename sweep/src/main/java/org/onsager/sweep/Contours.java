package org.onsager.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Figure;

/**
 * Lines of equal value over a grid: within each cell straight, through the places on its edges
 * where the linear interpolation between two corners has the value.
 */
final class Contours {
  private static final int LEVELS = 5;

  private Contours() {}

  /**
   * Round values between the least and the greatest: a few, evenly spaced, or powers of ten where
   * the values range over more than two.
   */
  static double[] levels(double[][] values) {
    double[] all =
        Arrays.stream(values).flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    double low = Arrays.stream(all).min().orElse(0);
    double high = Arrays.stream(all).max().orElse(0);
    if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) {
      return new double[0];
    }
    List<Double> levels = new ArrayList<>();
    if (low > 0 && high / low > 100) {
      for (int e = (int) Math.ceil(Math.log10(low)); e < Math.log10(high); e++) {
        levels.add(new BigDecimal("1e" + e).doubleValue());
      }
    } else {
      double raw = (high - low) / LEVELS;
      double ten = Math.pow(10, Math.floor(Math.log10(raw)));
      double step = ten * (raw / ten < 1.5 ? 1 : raw / ten < 3.5 ? 2 : raw / ten < 7.5 ? 5 : 10);
      for (double k = Math.floor(low / step) + 1; k * step < high; k++) {
        levels.add(new BigDecimal(k * step).round(new MathContext(12)).doubleValue());
      }
    }
    return levels.stream().mapToDouble(l -> l).filter(l -> l > low && l < high).toArray();
  }

  /**
   * The line of one value, pieces broken by NaN; empty where there is none.
   *
   * @param x ascending
   * @param y ascending
   * @param values [y][x]; a cell with a NaN corner has no line
   */
  static Figure.Line line(String label, double[] x, double[] y, double[][] values, double level) {
    Map<Integer, List<Integer>> joined = new HashMap<>();
    for (int j = 0; j + 1 < y.length; j++) {
      for (int i = 0; i + 1 < x.length; i++) {
        cell(i, j, x.length, values, level, joined);
      }
    }
    List<Double> across = new ArrayList<>();
    List<Double> up = new ArrayList<>();
    while (!joined.isEmpty()) {
      int start =
          joined.entrySet().stream()
              .filter(e -> e.getValue().size() == 1)
              .map(Map.Entry::getKey)
              .min(Integer::compare)
              .orElseGet(() -> joined.keySet().stream().min(Integer::compare).orElseThrow());
      if (!across.isEmpty()) {
        across.add(Double.NaN);
        up.add(Double.NaN);
      }
      for (int edge : walk(start, joined)) {
        double[] at = place(edge, x, y, values, level);
        across.add(at[0]);
        up.add(at[1]);
      }
    }
    return new Figure.Line(
        label,
        Figure.Tone.CRITICAL,
        Figure.Origin.THEORY,
        across.stream().mapToDouble(v -> v).toArray(),
        up.stream().mapToDouble(v -> v).toArray());
  }

  /** Takes the edges of one piece, in order, out of the graph. */
  private static List<Integer> walk(int start, Map<Integer, List<Integer>> joined) {
    Deque<Integer> piece = new ArrayDeque<>(List.of(start));
    int at = start;
    while (true) {
      List<Integer> next = joined.getOrDefault(at, List.of());
      if (next.isEmpty()) {
        joined.remove(at);
        return List.copyOf(piece);
      }
      int to = next.removeFirst();
      if (next.isEmpty()) {
        joined.remove(at);
      }
      List<Integer> back = joined.getOrDefault(to, new ArrayList<>());
      back.remove(Integer.valueOf(at)); // the element
      if (back.isEmpty()) {
        joined.remove(to);
      }
      piece.addLast(to);
      at = to;
    }
  }

  /**
   * Joins the edges of a cell that the line crosses; edge 2k is above corner k's right, 2k+1 up.
   */
  private static void cell(
      int i, int j, int wide, double[][] v, double level, Map<Integer, List<Integer>> joined) {
    double[] corners = {v[j][i], v[j][i + 1], v[j + 1][i + 1], v[j + 1][i]};
    if (!Arrays.stream(corners).allMatch(Double::isFinite)) {
      return;
    }
    int k = j * wide + i;
    int[] edges = {2 * k, 2 * (k + 1) + 1, 2 * (k + wide), 2 * k + 1}; // below, right, above, left
    List<Integer> crossed = new ArrayList<>();
    for (int e = 0; e < 4; e++) {
      if ((corners[e] >= level) != (corners[(e + 1) % 4] >= level)) {
        crossed.add(edges[e]);
      }
    }
    if (crossed.size() == 2) {
      join(crossed.get(0), crossed.get(1), joined);
    } else if (crossed.size() == 4) {
      // A saddle: the value in the middle says which corners are cut off.
      boolean high = Arrays.stream(corners).average().orElse(0) >= level;
      boolean same = high == (corners[0] >= level);
      join(edges[0], edges[same ? 1 : 3], joined);
      join(edges[2], edges[same ? 3 : 1], joined);
    }
  }

  private static void join(int a, int b, Map<Integer, List<Integer>> joined) {
    joined.computeIfAbsent(a, k -> new ArrayList<>()).add(b);
    joined.computeIfAbsent(b, k -> new ArrayList<>()).add(a);
  }

  private static double[] place(int edge, double[] x, double[] y, double[][] v, double level) {
    int i = edge / 2 % x.length;
    int j = edge / 2 / x.length;
    boolean up = edge % 2 == 1;
    double a = v[j][i];
    double b = up ? v[j + 1][i] : v[j][i + 1];
    double t = (level - a) / (b - a);
    return new double[] {
      up ? x[i] : x[i] + t * (x[i + 1] - x[i]), up ? y[j] + t * (y[j + 1] - y[j]) : y[j]
    };
  }
}
