package org.onsager.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Cost;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Codec;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;
import org.onsager.logbook.page.Poster;
import org.onsager.runner.Build;
import org.onsager.runner.DataRoom;
import org.onsager.runner.Request;
import org.onsager.runner.Runner;

/** {@code run ID}: theory, measurement, verdicts, poster. */
final class RunVerb implements Verb {
  static final String SUMMARY = "Runs an experiment: theory, measurement, verdicts and a poster.";

  @Override
  public Syntax syntax() {
    return Syntax.of("run", SUMMARY)
        .place("ID", false, "the experiment, as `list` names it; --config may name it instead")
        .option(
            "--config", "FILE", "A file of TOML with experiment, effort, seed, knobs, and more.")
        .option("--effort", "quick|desk|paper", "What it may cost; quick unless said otherwise.")
        .repeated("--set", "KNOB=VALUE", "Turns a knob; `run ID --help` shows the knobs.")
        .option("--seed", "N", "The root seed; by default a hash of the ID, the same every time.")
        .option("--threads", "N", "Points measured at once; by default all cores.")
        .option("--out", "DIR", "Puts a copy of the run's folder there.")
        .option("--device", "cpu|cuda", "Where it computes; cpu unless said otherwise.")
        .option("--data-dir", "DIR", "Where data sets lie; searched before $ONSAGER_DATA.")
        .flag("--fresh", "Forgets what an interrupted run left.")
        .flag("--dry-run", "Says what would be done and what it would cost; runs nothing.")
        .flag("--json", "One JSON document on standard output.");
  }

  @Override
  public String help(Arguments arguments) {
    return arguments
        .word(0)
        .map(
            id -> {
              List<String> knobs = DescribeVerb.knobs(Catalogue.open().experiment(id));
              return syntax().help()
                  + "\nKnobs of "
                  + id
                  + " (quick | desk | paper)\n"
                  + String.join("\n", knobs)
                  + "\n";
            })
        .orElseGet(() -> syntax().help());
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    device(arguments.text("--device").orElse("cpu"));
    Asked asked = Asked.of(arguments);
    Request<?, ?> request = asked.request();
    asked.overridden().forEach(console::note);
    boolean json = arguments.flag("--json");
    Cost cost = cost(request);
    if (arguments.flag("--dry-run")) {
      if (json) {
        console.document("onsager/plan/1", plan(request, cost));
      } else {
        lines(request, cost).forEach(console::say);
        console.say("Nothing was run.");
      }
      return Exit.FINE;
    }
    if (!json) {
      console.say(head(request) + ", " + request.threads() + threads(request.threads()));
      console.say(DescribeVerb.cost(cost));
    }
    ProgressLine progress = new ProgressLine(console);
    DataRoom data =
        DataRoom.of(console.home(), asked.data(), console.environment(), true, progress::note);
    try (LogBook book = LogBook.open(console.home(), progress::note)) {
      Runner runner = new Runner(console.home(), book, data, Build.here(), Poster::html);
      RunDocument document;
      try {
        Run run = runner.run(request, progress, console.stop()::get);
        document = new RunDocument(run, book.folder(run.name()));
      } finally {
        progress.clear();
      }
      if (json) {
        console.document("onsager/run/1", document.tree());
      } else {
        console.say("");
        document.lines().forEach(console::say);
      }
      return document.exit();
    }
  }

  private static void device(String name) {
    switch (name) {
      case "cpu" -> {}
      case "cuda" ->
          throw new Refusal(
              "--device cuda: no experiment computes on a GPU yet; leave it out, or say cpu");
      default ->
          throw new Refusal(
              "--device is cpu or cuda, not \""
                  + name
                  + "\""
                  + Nearest.suggestion(name, List.of("cpu", "cuda")));
    }
  }

  private static String threads(int n) {
    return n == 1 ? " thread" : " threads";
  }

  /** The run of the log book that is named at a place. */
  static Run found(Arguments arguments, int place, Console console) {
    String name =
        arguments.word(place).orElseThrow(() -> new Refusal("a RUN is needed; `runs` shows them"));
    if (!LogBook.exists(console.home())) {
      throw new Refusal("no run is called " + name + "; the log book is empty");
    }
    try (LogBook book = LogBook.open(console.home(), console::note)) {
      return book.run(name);
    }
  }

  /** The settings of {@code --set}: name → text. */
  static Map<String, String> settings(List<String> texts) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String text : texts) {
      int at = text.indexOf('=');
      if (at <= 0) {
        throw new Refusal("--set takes KNOB=VALUE, not \"" + text + "\"");
      }
      if (settings.put(text.substring(0, at).strip(), text.substring(at + 1)) != null) {
        throw new Refusal("knob " + text.substring(0, at).strip() + " is set twice");
      }
    }
    return settings;
  }

  /** The folder that an option names, or null. */
  static @Nullable Path directory(Arguments arguments, String option) {
    String text = arguments.text(option).orElse(null);
    if (text == null) {
      return null;
    }
    try {
      Path path = Path.of(text).toAbsolutePath().normalize();
      if (text.isBlank() || (Files.exists(path) && !Files.isDirectory(path))) {
        throw new Refusal(option + " is a folder, not \"" + text + "\"");
      }
      if (option.equals("--data-dir") && !Files.exists(path)) {
        throw new Refusal(option + " does not exist: " + path);
      }
      return path;
    } catch (InvalidPathException e) {
      throw new Refusal(option + " is a folder, not \"" + text + "\"", e);
    }
  }

  private static <K extends Record, T extends Record> Cost cost(Request<K, T> request) {
    return request.experiment().cost(request.knobs());
  }

  private static String head(Request<?, ?> request) {
    return request.card().title()
        + ", "
        + DescribeVerb.name(request.effort())
        + ", seed "
        + request.seed()
        + (request.seed() == request.card().seed() ? " (a hash of the ID)" : "");
  }

  private static List<String> lines(Request<?, ?> request, Cost cost) {
    List<String> lines = new ArrayList<>();
    lines.add(head(request));
    Record knobs = request.knobs();
    for (String line : KnobBoard.of(knobs).text(knobs).lines().toList()) {
      lines.addAll(Prose.wrapped(line, "  ", Console.WIDTH));
    }
    lines.add(DescribeVerb.cost(cost));
    return lines;
  }

  private static Map<String, @Nullable Object> plan(Request<?, ?> request, Cost cost) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("experiment", request.card().id());
    tree.put("effort", DescribeVerb.name(request.effort()));
    tree.put("seed", request.seed());
    tree.put("threads", request.threads());
    Record knobs = request.knobs();
    tree.put("knobs", KnobBoard.of(knobs).values(knobs));
    tree.put("cost", Codec.tree(cost));
    tree.put("command", request.command());
    return tree;
  }
}
