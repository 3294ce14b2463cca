package org.onsager.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.onsager.lab.Effort;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import picocli.CommandLine.ParseResult;

/** What was typed after a verb, as texts that are read here. */
final class Arguments {
  private final ParseResult parsed;

  Arguments(ParseResult parsed) {
    this.parsed = parsed;
  }

  boolean help() {
    return parsed.isUsageHelpRequested();
  }

  /** The text of an option. */
  Optional<String> text(String option) {
    String value = parsed.matchedOptionValue(option, (String) null);
    return Optional.ofNullable(value);
  }

  /** The texts of an option that may be given several times. */
  List<String> texts(String option) {
    List<String> values = parsed.matchedOptionValue(option, List.<String>of());
    return List.copyOf(values);
  }

  /** True when a flag was given. */
  boolean flag(String option) {
    return parsed.hasMatchedOption(option);
  }

  /** The word at a place. */
  Optional<String> word(int place) {
    String value = parsed.matchedPositionalValue(place, (String) null);
    return Optional.ofNullable(value);
  }

  /** The words from a place on. */
  List<String> words(int place) {
    List<String> values = parsed.matchedPositionalValue(place, List.<String>of());
    return List.copyOf(values);
  }

  /** A whole number of at least some value. */
  Optional<Long> whole(String option, long least) {
    return text(option)
        .map(
            v -> {
              try {
                long read = Long.parseLong(v.strip());
                if (read >= least) {
                  return read;
                }
              } catch (NumberFormatException e) {
                throw new Refusal(option + " is a whole number, not \"" + v + "\"", e);
              }
              throw new Refusal(option + " is at least " + least + ", not " + v);
            });
  }

  /** The effort; quick unless another is asked for. */
  Effort effort() {
    String name = text("--effort").orElse("quick");
    for (Effort e : Effort.values()) {
      if (e.name().toLowerCase(Locale.ROOT).equals(name)) {
        return e;
      }
    }
    throw new Refusal(
        "--effort is quick, desk or paper, not \""
            + name
            + "\""
            + Nearest.suggestion(name, List.of("quick", "desk", "paper")));
  }
}
