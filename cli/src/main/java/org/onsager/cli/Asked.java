package org.onsager.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Refusal;
import org.onsager.runner.Configuration;
import org.onsager.runner.Request;

/**
 * What {@code run} was asked for: the command line over the file of {@code --config} over the
 * defaults.
 *
 * @param request what is to be run
 * @param data where data sets lie besides, or null
 * @param overridden a line for each key of the file over which the command line won
 */
record Asked(Request<?, ?> request, @Nullable Path data, List<String> overridden) {
  private static final long MOST_THREADS = 1024;

  /** Reads the arguments of {@code run}. */
  static Asked of(Arguments arguments) {
    return arguments.text("--config").isPresent()
        ? new Reading(arguments, Configuration.read(file(arguments))).asked()
        : new Reading(arguments, null).asked();
  }

  private static Path file(Arguments arguments) {
    String text = arguments.text("--config").orElse("");
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Refusal("--config is a file, not \"" + text + "\"", e);
    }
  }

  /** One reading of arguments and file. */
  private static final class Reading {
    private final Arguments arguments;
    private final @Nullable Configuration file;
    private final List<String> overridden = new ArrayList<>();

    Reading(Arguments arguments, @Nullable Configuration file) {
      this.arguments = arguments;
      this.file = file;
    }

    Asked asked() {
      Catalogue catalogue = Catalogue.open();
      String id =
          one("ID", "experiment", arguments.word(0), filed(Configuration::experiment))
              .orElseThrow(() -> new Refusal("run needs an ID; `list` shows them all"));
      Card card = card(catalogue, id);
      Effort effort =
          one("--effort", "effort", typedEffort(), filed(Configuration::effort))
              .orElse(Effort.QUICK);
      Optional<Long> seed =
          one(
              "--seed",
              "seed",
              arguments.whole("--seed", Long.MIN_VALUE),
              filed(Configuration::seed));
      int threads =
          one("--threads", "threads", typedThreads(), filed(f -> f.threads(MOST_THREADS)))
              .orElse(Runtime.getRuntime().availableProcessors());
      Path data =
          one(
                  "--data-dir",
                  "data",
                  Optional.ofNullable(RunVerb.directory(arguments, "--data-dir")),
                  filed(Configuration::data))
              .orElse(null);
      Experiment<?, ?> experiment = catalogue.experiment(id);
      Turned<?> turned = turned(experiment.knobs(effort));
      Request<?, ?> request =
          Request.of(
              card,
              experiment,
              turned.knobs(),
              effort,
              seed.orElse(card.seed()),
              threads,
              arguments.flag("--fresh"),
              RunVerb.directory(arguments, "--out"),
              command(card, effort, turned.settings(), seed.orElse(null)));
      return new Asked(request, data, overridden);
    }

    private <V> Optional<V> filed(java.util.function.Function<Configuration, Optional<V>> key) {
      return file == null ? Optional.empty() : key.apply(file);
    }

    /** The typed value over that of the file; where they differ, a line says so. */
    private <V> Optional<V> one(String option, String key, Optional<V> typed, Optional<V> filed) {
      if (typed.isPresent() && filed.isPresent() && !typed.equals(filed)) {
        won(option + " " + word(typed.get()), key, word(filed.get()));
      }
      return typed.or(() -> filed);
    }

    private void won(String typed, String key, String filed) {
      if (file != null) {
        overridden.add(typed + " wins over " + key + " = " + filed + " in " + file.place(key));
      }
    }

    private static String word(Object value) {
      return value instanceof Effort e ? DescribeVerb.name(e) : value.toString();
    }

    private Card card(Catalogue catalogue, String id) {
      try {
        return catalogue.card(id);
      } catch (Refusal e) {
        throw file == null || arguments.word(0).isPresent()
            ? e
            : new Refusal(file.place("experiment") + ": " + e.getMessage(), e);
      }
    }

    private Optional<Effort> typedEffort() {
      return arguments.text("--effort").map(t -> arguments.effort());
    }

    private Optional<Integer> typedThreads() {
      return arguments
          .whole("--threads", 1)
          .map(
              n -> {
                if (n > MOST_THREADS) {
                  throw new Refusal("--threads is at most " + MOST_THREADS + ", not " + n);
                }
                return Math.toIntExact(n);
              });
    }

    private static Object value(KnobBoard<?> board, String name, String text) {
      return board.dial(name).read(text);
    }

    private record Turned<K extends Record>(K knobs, Map<String, String> settings) {}

    private <K extends Record> Turned<K> turned(K base) {
      KnobBoard<K> board = KnobBoard.of(base);
      Map<String, String> filed = file == null ? Map.of() : file.settings(board);
      Map<String, String> settings = new LinkedHashMap<>(filed);
      settings
          .entrySet()
          .removeIf(
              e -> value(board, e.getKey(), e.getValue()).equals(board.dial(e.getKey()).of(base)));
      Map<String, String> typed = RunVerb.settings(arguments.texts("--set"));
      typed.forEach(
          (as, text) -> {
            String name = board.dial(as).name();
            String below = filed.get(name);
            if (below != null && !value(board, name, below).equals(value(board, name, text))) {
              won("--set " + name + "=" + text, name, below);
            }
            settings.put(name, text);
          });
      return new Turned<>(board.with(base, settings), settings);
    }
  }

  private static String command(
      Card card, Effort effort, Map<String, String> settings, @Nullable Long seed) {
    StringBuilder command = new StringBuilder("./onsager run " + card.id() + With.again(card));
    command.append(" --effort ").append(DescribeVerb.name(effort));
    settings.forEach((k, v) -> command.append(" --set ").append(Prose.quoted(k + "=" + v)));
    if (seed != null) {
      command.append(" --seed ").append(seed);
    }
    return command.toString();
  }
}
