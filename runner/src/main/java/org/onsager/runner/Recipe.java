package org.onsager.runner;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Effort;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.KnobDial;
import org.onsager.logbook.Run;

/**
 * A run as it is asked for, as a value: all that its bits depend on but for the code and the data.
 *
 * <p>It holds plain values, so that it can be kept, sent and compared; as TOML it is a
 * configuration that {@link Configuration} reads back to the same knobs, bit for bit.
 *
 * @param experiment the experiment's id
 * @param effort what it may cost
 * @param seed the root seed
 * @param knobs every knob: name → number, text, boolean or list of those
 */
public record Recipe(String experiment, Effort effort, long seed, Map<String, Object> knobs) {
  public Recipe {
    knobs = Collections.unmodifiableMap(new LinkedHashMap<>(knobs));
  }

  /** That of a request. */
  public static Recipe of(Request<?, ?> request) {
    Record knobs = request.knobs();
    return new Recipe(
        request.card().id(), request.effort(), request.seed(), KnobBoard.of(knobs).values(knobs));
  }

  /** That of a run in the log book. */
  public static Recipe of(Run run) {
    return new Recipe(run.card().id(), run.effort(), run.seed(), run.knobs());
  }

  /** The knobs as they would be typed. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    knobs.forEach((name, value) -> settings.put(name, KnobDial.text(value)));
    return settings;
  }

  /**
   * The recipe as TOML.
   *
   * @param heading a remark in the first line
   * @param threads points measured at once
   * @param data where data sets were looked for besides, or null
   */
  public String toml(String heading, int threads, @Nullable Path data) {
    StringBuilder out = new StringBuilder();
    heading.lines().forEach(line -> out.append("# ").append(line).append('\n'));
    entry(out, "experiment", experiment);
    entry(out, "effort", effort.name().toLowerCase(Locale.ROOT));
    entry(out, "seed", seed);
    entry(out, "threads", threads);
    if (data != null) {
      entry(out, "data", data.toString());
    }
    out.append("\n[knobs]\n");
    knobs.forEach((name, value) -> entry(out, name, value));
    return out.toString();
  }

  private static void entry(StringBuilder out, String key, Object value) {
    out.append(key).append(" = ").append(toml(value)).append('\n');
  }

  private static String toml(Object value) {
    return switch (value) {
      case List<?> all ->
          all.stream().map(Recipe::toml).collect(Collectors.joining(", ", "[", "]"));
      case Number n -> n.toString();
      case Boolean b -> b.toString();
      default -> quoted(value.toString());
    };
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7F) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
