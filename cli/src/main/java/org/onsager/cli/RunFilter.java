package org.onsager.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.KnobDial;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.logbook.LogBook;

/**
 * Which runs are wanted.
 *
 * @param verdict some claim has it, or empty
 * @param since the first day, or empty
 * @param until the last day, or empty
 * @param knobs knob → value, or FROM:TO
 */
record RunFilter(String verdict, String since, String until, Map<String, String> knobs)
    implements Predicate<LogBook.Entry> {
  private static final List<String> WORDS =
      List.of("agrees", "disagrees", "undecided", "outside its regime");

  static RunFilter of(Arguments arguments) {
    String verdict = arguments.text("--verdict").orElse("");
    if (verdict.equals("outside")) {
      verdict = WORDS.getLast();
    }
    if (!verdict.isEmpty() && !WORDS.contains(verdict)) {
      throw new Refusal(
          "--verdict is agrees, disagrees, undecided or outside, not \""
              + verdict
              + "\""
              + Nearest.suggestion(verdict, WORDS));
    }
    Map<String, String> knobs = new LinkedHashMap<>();
    for (String text : arguments.texts("--where")) {
      int at = text.indexOf('=');
      if (at <= 0) {
        throw new Refusal("--where takes KNOB=VALUE or KNOB=FROM:TO, not \"" + text + "\"");
      }
      knobs.put(text.substring(0, at).strip(), text.substring(at + 1).strip());
    }
    return new RunFilter(verdict, day(arguments, "--since"), day(arguments, "--until"), knobs);
  }

  private static String day(Arguments arguments, String option) {
    String text = arguments.text(option).orElse("");
    try {
      return text.isEmpty() ? "" : LocalDate.parse(text).toString();
    } catch (DateTimeException e) {
      throw new Refusal(option + " is a day such as 2026-01-31, not \"" + text + "\"", e);
    }
  }

  /** Whether every run passes. */
  boolean plain() {
    return verdict.isEmpty() && since.isEmpty() && until.isEmpty() && knobs.isEmpty();
  }

  @Override
  public boolean test(LogBook.Entry entry) {
    String day = entry.started().substring(0, 10);
    return (verdict.isEmpty()
            || entry.verdicts().values().stream().anyMatch(v -> v.word().equals(verdict)))
        && (since.isEmpty() || day.compareTo(since) >= 0)
        && (until.isEmpty() || day.compareTo(until) <= 0)
        && knobs.entrySet().stream()
            .allMatch(k -> stands(entry.knobs().get(k.getKey()), k.getValue()));
  }

  private static boolean stands(@Nullable Object value, String wanted) {
    if (value == null) {
      return false;
    }
    if (value instanceof Number n) {
      try {
        int colon = wanted.indexOf(':');
        double v = n.doubleValue();
        return colon < 0
            ? v == Double.parseDouble(wanted)
            : v >= Double.parseDouble(wanted.substring(0, colon))
                && v <= Double.parseDouble(wanted.substring(colon + 1));
      } catch (NumberFormatException e) {
        throw new Refusal("--where: " + wanted + " is no number and no range FROM:TO", e);
      }
    }
    String text = KnobDial.text(value);
    return text.equals(wanted) || text.equalsIgnoreCase(wanted.replace('-', '_'));
  }
}
