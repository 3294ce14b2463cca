package org.onsager.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.KnobDial;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;

/**
 * A knob that a sweep turns, with the values it takes or the range from which they are drawn.
 *
 * @param dial the knob
 * @param values pairwise different, each inside the knob's range; none for a range
 * @param logarithmic true for a logarithmic grid or range
 * @param from the lower end of a range, else NaN
 * @param to the upper end of a range, else NaN
 */
public record Axis(
    KnobDial dial, List<Object> values, boolean logarithmic, double from, double to) {
  private static final int MOST_VALUES = 100_000;
  private static final MathContext CLEAN = new MathContext(15);

  private static final String FORMS =
      "from:to:count (0.5:4:30), from:to:count:log (0.01:10:7:log), a list (10,20,50), or * for all"
          + " of a choice";

  public Axis {
    values = List.copyOf(values);
  }

  /**
   * Reads {@code KNOB=VALUES}.
   *
   * @param board the knobs of the experiment
   * @param text what was typed
   * @param latin true when values are drawn from ranges, so that a range needs no count
   * @throws Refusal in one line
   */
  public static Axis read(KnobBoard<?> board, String text, boolean latin) {
    int at = text.indexOf('=');
    if (at <= 0) {
      throw new Refusal("--over takes KNOB=VALUES, not \"" + text + "\"; values are " + FORMS);
    }
    KnobDial dial = board.dial(text.substring(0, at).strip());
    String values = text.substring(at + 1).strip();
    if (values.isEmpty()) {
      throw new Refusal(dial.label() + " needs values to go over: " + FORMS);
    }
    if (values.equals("*")) {
      return all(dial);
    }
    String[] parts = values.split(":", -1);
    boolean number = dial.element() != String.class && !dial.element().isEnum();
    if (parts.length > 1 && number && dial.element() != boolean.class && !dial.list()) {
      return grid(dial, parts, values, latin);
    }
    return list(dial, values);
  }

  private static Axis all(KnobDial dial) {
    List<String> names = dial.element() == boolean.class ? List.of("false", "true") : dial.oneOf();
    if (names.isEmpty() || dial.list()) {
      throw new Refusal(dial.label() + " is no choice, so * cannot stand for all; give " + FORMS);
    }
    return named(dial, names);
  }

  private static Axis list(KnobDial dial, String text) {
    // A knob that is itself a list has commas within a value.
    return named(dial, List.of(text.split(dial.list() ? ";" : ",", -1)));
  }

  private static Axis named(KnobDial dial, List<String> texts) {
    Set<Object> values = new LinkedHashSet<>();
    for (String t : texts) {
      if (!values.add(dial.read(t))) {
        throw new Refusal(dial.label() + " goes over " + t.strip() + " twice");
      }
    }
    return new Axis(dial, List.copyOf(values), false, Double.NaN, Double.NaN);
  }

  private static Axis grid(KnobDial dial, String[] parts, String text, boolean latin) {
    boolean log = parts[parts.length - 1].strip().equals("log");
    int numbers = parts.length - (log ? 1 : 0);
    String last = parts[parts.length - 1].strip();
    if (!log && !last.isEmpty() && Character.isLetter(last.charAt(0))) {
      throw new Refusal(
          dial.label()
              + ": a grid is linear or ends with :log, not :"
              + last
              + Nearest.suggestion(last, List.of("log")));
    }
    BigDecimal from = end(dial, parts[0]);
    BigDecimal to = end(dial, parts[1]);
    if (from.compareTo(to) >= 0) {
      throw new Refusal(dial.label() + ": " + text + " does not ascend; the lower end comes first");
    }
    if (log && from.signum() <= 0) {
      throw new Refusal(dial.label() + ": a logarithmic grid lies above 0, not at " + parts[0]);
    }
    if (numbers == 2 && latin) {
      return new Axis(dial, List.of(), log, from.doubleValue(), to.doubleValue());
    }
    if (numbers == 2) {
      throw new Refusal(
          dial.label()
              + ": "
              + text
              + " has no count; write "
              + parts[0]
              + ":"
              + parts[1]
              + ":10"
              + (log ? ":log" : "")
              + ", or draw from it with --latin N");
    }
    if (numbers != 3) {
      throw new Refusal(dial.label() + ": \"" + text + "\" is no grid; give " + FORMS);
    }
    if (latin) {
      throw new Refusal(
          dial.label()
              + ": --latin draws from a range, which has no count; write "
              + parts[0]
              + ":"
              + parts[1]
              + (log ? ":log" : ""));
    }
    int count = count(dial, parts[2].strip());
    Set<Object> values = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      values.add(dial.read(at(dial, from, to, count, i, log)));
    }
    return new Axis(dial, List.copyOf(values), log, Double.NaN, Double.NaN);
  }

  private static int count(KnobDial dial, String text) {
    int count;
    try {
      count = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Refusal(
          dial.label() + ": the count of a grid is a whole number, not \"" + text + "\"", e);
    }
    if (count < 2 || count > MOST_VALUES) {
      throw new Refusal(dial.label() + ": a grid has from 2 to 100000 values, not " + count);
    }
    return count;
  }

  private static BigDecimal end(KnobDial dial, String text) {
    dial.read(text); // refuses what is no value of this knob
    return new BigDecimal(text.strip());
  }

  /** A value of a grid with at most fifteen digits, so that 0.1 is 0.1; the ends are exact. */
  private static String at(
      KnobDial dial, BigDecimal from, BigDecimal to, int count, int i, boolean log) {
    if (i == 0 || i == count - 1) {
      return (i == 0 ? from : to).toString();
    }
    BigDecimal value;
    if (log) {
      double t = i / (count - 1.0);
      double ends = Math.log(to.doubleValue() / from.doubleValue());
      value = new BigDecimal(from.doubleValue() * Math.exp(t * ends)).round(CLEAN);
    } else {
      BigDecimal steps = BigDecimal.valueOf(count - 1L);
      BigDecimal sum =
          from.multiply(BigDecimal.valueOf(count - 1L - i)).add(to.multiply(BigDecimal.valueOf(i)));
      value = sum.divide(steps, CLEAN);
    }
    return whole(dial) ? value.setScale(0, RoundingMode.HALF_UP).toString() : value.toString();
  }

  private static boolean whole(KnobDial dial) {
    return dial.element() == int.class || dial.element() == long.class;
  }

  /** True when its values are single numbers, so that it can be an axis of a figure. */
  public boolean numeric() {
    return !dial.list() && (whole(dial) || dial.element() == double.class);
  }

  /** The value that stands for a place within the axis, from 0 up to 1: a draw from a range. */
  Object at(double u) {
    if (!values.isEmpty()) {
      return values.get(Math.min(values.size() - 1, (int) (u * values.size())));
    }
    if (whole(dial)) {
      double low = Math.ceil(from);
      double high = Math.floor(to);
      double drawn =
          log()
              ? Math.exp(Math.log(low) + u * (Math.log(high + 1) - Math.log(low)))
              : low + u * (high - low + 1);
      return dial.read(BigDecimal.valueOf((long) Math.min(high, Math.floor(drawn))).toString());
    }
    double drawn = log() ? from * Math.exp(u * Math.log(to / from)) : from + u * (to - from);
    return dial.read(Double.toString(Math.min(to, Math.max(from, drawn))));
  }

  private boolean log() {
    return logarithmic;
  }

  /**
   * The value halfway between two, on the scale of this axis.
   *
   * @return one of the two where a whole number lies between no longer
   */
  Object between(Object a, Object b) {
    double low = number(a);
    double high = number(b);
    double middle = log() ? Math.sqrt(low * high) : (low + high) / 2;
    BigDecimal clean = new BigDecimal(middle).round(CLEAN);
    return dial.read(
        whole(dial) ? clean.setScale(0, RoundingMode.FLOOR).toPlainString() : clean.toString());
  }

  /** A value as a number. */
  static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  /** The values in words, for a plan. */
  public String words() {
    if (values.isEmpty()) {
      return KnobDial.text(from) + " … " + KnobDial.text(to) + (logarithmic ? ", log" : "");
    }
    List<String> texts = new ArrayList<>(values.stream().map(KnobDial::text).toList());
    String all = String.join(dial.list() ? "; " : ", ", texts);
    return texts.size() <= 6
        ? all
        : texts.get(0)
            + ", "
            + texts.get(1)
            + ", "
            + texts.get(2)
            + " … "
            + texts.getLast()
            + " ("
            + texts.size()
            + " values"
            + (logarithmic ? ", log)" : ")");
  }
}
