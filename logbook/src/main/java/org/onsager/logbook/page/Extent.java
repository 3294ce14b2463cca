package org.onsager.logbook.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.onsager.lab.Figure;

/**
 * How far an axis reaches, and its ticks.
 *
 * @param low the lower end
 * @param high the upper end, above it
 * @param logarithmic true for a logarithmic axis
 * @param counts true where only whole numbers mean something, as on an axis of layers
 */
record Extent(double low, double high, boolean logarithmic, boolean counts) {

  /** An extent of an axis on which all numbers mean something. */
  Extent(double low, double high, boolean logarithmic) {
    this(low, high, logarithmic, false);
  }

  /** The same where everything measured stands at whole numbers. */
  Extent counting(boolean whole) {
    return new Extent(low, high, logarithmic, whole && !logarithmic);
  }

  /**
   * The extent of an axis whose open ends come from the data. A line may leave the frame where the
   * points stay, as a divergence does.
   *
   * @param firm values that must be inside
   * @param soft values that should be inside
   */
  static Extent of(Figure.Axis axis, List<Double> firm, List<Double> soft) {
    boolean log = axis.logarithmic();
    double[] f = ends(firm, log);
    double[] s = ends(soft, log);
    double low;
    double high;
    if (f[0] > f[1]) {
      low = s[0];
      high = s[1];
    } else {
      double reach = log ? 0.7 : Math.max(0.6 * (f[1] - f[0]), 0.1 * Math.abs(f[1]));
      low = Math.min(f[0], Math.max(s[0], f[0] - reach));
      high = Math.max(f[1], Math.min(s[1], f[1] + reach));
    }
    if (low > high) {
      low = 0;
      high = 1;
    }
    double span = high - low;
    if (span <= 1e-9 * Math.max(Math.abs(low), Math.abs(high)) || span == 0) {
      double room = log ? 0.5 : Math.max(0.5 * Math.abs(low), 0.5);
      low -= room;
      high += room;
      span = high - low;
    }
    double bottom = low - 0.03 * span;
    double top = high + 0.03 * span;
    if (!log && low >= 0 && bottom < 0) {
      bottom = 0;
    }
    if (log) {
      bottom = Math.pow(10, bottom);
      top = Math.pow(10, top);
    }
    double min = Double.isNaN(axis.min()) ? bottom : axis.min();
    double max = Double.isNaN(axis.max()) ? top : axis.max();
    return new Extent(min, max > min ? max : min + 1, log);
  }

  /** Where a value lies between the ends, from 0 to 1. */
  double fraction(double v) {
    return logarithmic ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low);
  }

  /** True when the value lies between the ends. */
  boolean holds(double v) {
    return v >= low && v <= high;
  }

  /** Tick values, four to eight of them. */
  List<Double> ticks(int about) {
    return logarithmic ? logarithmicTicks() : linearTicks(about);
  }

  /** The axis of a specification: ticks with their labels in print's signs. */
  ObjectNode axis(ObjectNode axis, int about, boolean trimmed) {
    ArrayNode values = axis.putArray("values");
    StringBuilder words = new StringBuilder();
    List<Double> ticks = ticks(about);
    double step = ticks.size() > 1 ? ticks.get(1) - ticks.get(0) : 1;
    for (double t : ticks) {
      values.add(t);
      words
          .append("abs(datum.value-(")
          .append(t)
          .append("))<=")
          .append(logarithmic ? 1e-9 * t : 1e-6 * step)
          .append("?'")
          .append(label(t, step, trimmed))
          .append("':");
    }
    axis.put("labelExpr", words.append("''").toString());
    return axis;
  }

  private String label(double t, double step, boolean trimmed) {
    double largest = Math.max(Math.abs(low), Math.abs(high));
    if (logarithmic || largest >= 1e5 || step < 1e-4) {
      return t >= 1e-3 && t < 1e5 || -t >= 1e-3 && -t < 1e5
          ? Digits.number(t, 3)
          : Digits.number(t, 3).replace(" × ", "·");
    }
    int decimals = Math.max(0, -(int) Math.floor(Math.log10(step) + 1e-9));
    if (step / Math.pow(10, Math.floor(Math.log10(step) + 1e-9)) > 2.4
        && step / Math.pow(10, Math.floor(Math.log10(step) + 1e-9)) < 2.6) {
      decimals++;
    }
    String fixed = String.format(Locale.ROOT, "%." + decimals + "f", t).replace('-', '−');
    return trimmed && fixed.contains(".")
        ? fixed.replaceAll("0+$", "").replaceAll("\\.$", "")
        : fixed;
  }

  private List<Double> linearTicks(int about) {
    double raw = counts ? Math.max(1, (high - low) / about) : (high - low) / about;
    double ten = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = ten;
    for (double m : new double[] {1, 2, 2.5, 5, 10}) {
      step = m * ten;
      if (step >= raw * 0.999 && !(counts && step != Math.rint(step))) {
        break;
      }
    }
    List<Double> out = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    for (long i = first; i * step <= high + 1e-9 * step && out.size() < 12; i++) {
      out.add(clean(i * step));
    }
    return out;
  }

  private List<Double> logarithmicTicks() {
    double decades = Math.log10(high / low);
    double[] within =
        decades <= 1.3
            ? new double[] {1, 2, 5}
            : decades <= 3.6 ? new double[] {1, 3} : new double[] {1};
    int stride = decades <= 7 ? 1 : (int) Math.ceil(decades / 6);
    List<Double> out = new ArrayList<>();
    for (int e = (int) Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
      if (Math.floorMod(e, stride) != 0) {
        continue;
      }
      for (double m : within) {
        double v = clean(m * Math.pow(10, e));
        if (v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9)) {
          out.add(v);
        }
      }
    }
    return out;
  }

  private static double clean(double v) {
    return new java.math.BigDecimal(v).round(new java.math.MathContext(12)).doubleValue();
  }

  private static double[] ends(List<Double> values, boolean log) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      double u = log ? Math.log10(v) : v;
      if (Double.isFinite(u)) {
        low = Math.min(low, u);
        high = Math.max(high, u);
      }
    }
    return new double[] {low, high};
  }
}
