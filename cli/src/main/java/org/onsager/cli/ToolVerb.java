package org.onsager.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Answer;
import org.onsager.lab.Catalogue;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.KnobDial;
import org.onsager.lab.Refusal;
import org.onsager.lab.Tool;
import org.onsager.lab.Tools;
import org.onsager.logbook.Kept;
import org.onsager.logbook.page.AnswerPage;
import org.onsager.runner.Building;
import org.onsager.runner.DataRoom;

/**
 * A tool as a verb: its options are those of its record.
 *
 * @param <O> the tool's options
 */
final class ToolVerb<O extends Record> implements Verb {
  private final Tools.Entry entry;
  private final String name;
  private final Tool<O> tool;
  private final O defaults;
  private final KnobBoard<O> board;

  private ToolVerb(Tools.Entry entry, Tool<O> tool) {
    this.entry = entry;
    this.name = entry.verb();
    this.tool = tool;
    this.defaults = tool.defaults();
    this.board = KnobBoard.ofOptions(defaults);
  }

  static <O extends Record> ToolVerb<O> of(Tools.Entry entry, Tool<O> tool) {
    return new ToolVerb<>(entry, tool);
  }

  @Override
  public Syntax syntax() {
    Syntax syntax = Syntax.of(name, tool.summary());
    for (KnobDial d : board.dials()) {
      if (d.positional() && d.list()) {
        syntax.places(label(d), description(d));
      } else if (d.positional()) {
        syntax.place(label(d), d.required(), description(d));
      } else if (flag(d)) {
        syntax.flag("--" + d.kebab(), description(d));
      } else {
        syntax.option("--" + d.kebab(), value(d), description(d));
      }
    }
    if (!syntax.takes("--data-dir")) {
      syntax.option("--data-dir", "DIR", "Where data sets lie; searched before $ONSAGER_DATA.");
    }
    if (page()) {
      syntax.option("--out", "DIR", "Writes the answer as a page there.");
    }
    return syntax.flag("--json", "One JSON document on standard output.");
  }

  /** Whether {@code --out} is for the page, and not for what the tool itself writes. */
  private boolean page() {
    return board.dials().stream().noneMatch(d -> d.name().equals("out"));
  }

  /** A boolean that is false by default is a flag; one that is true takes true or false. */
  private boolean flag(KnobDial d) {
    return d.element() == boolean.class && Boolean.FALSE.equals(d.of(defaults));
  }

  private static String label(KnobDial d) {
    return d.kebab().toUpperCase(java.util.Locale.ROOT);
  }

  private static String value(KnobDial d) {
    if (d.element() == boolean.class) {
      return "true|false";
    }
    if (!d.oneOf().isEmpty() && d.oneOf().size() < 5) {
      return String.join("|", d.oneOf());
    }
    String one = d.element() == String.class ? "TEXT" : d.element() == double.class ? "X" : "N";
    return d.list() ? one + ",…" : one;
  }

  private String description(KnobDial d) {
    String range = d.range().isEmpty() || flag(d) ? "" : "; " + d.range();
    String stands = KnobDial.text(d.of(defaults));
    boolean silent = d.required() || flag(d) || stands.isBlank() || stands.equals("NaN");
    return d.meaning()
        + range
        + (silent ? "" : "; by default " + stands)
        + (d.required() ? "; required" : "");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    O options = options(arguments);
    Path out = page() ? RunVerb.directory(arguments, "--out") : null;
    ProgressLine progress = new ProgressLine(console);
    DataRoom data =
        DataRoom.of(
            console.home(),
            RunVerb.directory(arguments, "--data-dir"),
            console.environment(),
            true,
            progress::note);
    Answer answer;
    try (Building building =
        Building.watched(Catalogue.open(), console.home(), data, progress, console.stop()::get)) {
      answer = tool.answer(options, building);
    } finally {
      progress.clear();
    }
    List<String> lines = AnswerLines.of(answer);
    String kept = "";
    Refusal lost = null;
    if (tool.kind(options) == Tool.Kind.EXAMINATION) {
      try {
        kept = keep(answer, options, lines, console);
      } catch (Refusal e) {
        lost = e; // said when the answer is
      }
    }
    if (arguments.flag("--json")) {
      console.document("onsager/" + name + "/1", document(answer, kept));
    } else {
      lines.forEach(console::say);
      if (!kept.isEmpty()) {
        console.say("");
        console.say("run     " + kept);
        console.say("poster  " + Kept.poster(console.home(), kept));
      }
    }
    if (out != null) {
      Path page = out.resolve(name + ".html");
      write(page, AnswerPage.html(answer, tool.kind(options), command(options)));
      if (!arguments.flag("--json")) {
        console.say("");
        console.say("page  " + page);
      }
    }
    if (lost != null) {
      throw lost;
    }
    int exit = answer.exit();
    for (Exit e : Exit.values()) {
      if (e.code() == exit) {
        return e;
      }
    }
    throw new IllegalStateException(name + " ends with an exit code of its own, " + exit);
  }

  private static Map<String, ?> document(Answer answer, String kept) {
    if (kept.isEmpty()) {
      return answer.json();
    }
    Map<String, Object> document = new LinkedHashMap<>(Map.of("run", kept));
    document.putAll(answer.json());
    return document;
  }

  /** Files an examination in the log book, and says by which name. */
  private String keep(Answer answer, O options, List<String> lines, Console console) {
    Instant now = Instant.now();
    String kept = Kept.name(console.home(), now);
    new Kept(
            kept,
            name,
            now.toString(),
            command(options),
            answer.title(),
            answer.verdict(),
            String.join("\n", lines) + "\n",
            answer.json(),
            Kept.poster(console.home(), kept).resolveSibling(""))
        .file(AnswerPage.html(answer, tool.kind(options), command(options)));
    return kept;
  }

  private O options(Arguments arguments) {
    Map<String, String> settings = new LinkedHashMap<>();
    int place = 0;
    for (KnobDial d : board.dials()) {
      if (d.positional() && d.list()) {
        List<String> words = arguments.words(place);
        if (!words.isEmpty()) {
          settings.put(d.name(), String.join(",", words));
        }
      } else if (d.positional()) {
        arguments.word(place++).ifPresent(v -> settings.put(d.name(), v));
      } else if (flag(d)) {
        if (arguments.flag("--" + d.kebab())) {
          settings.put(d.name(), "true");
        }
      } else {
        arguments.text("--" + d.kebab()).ifPresent(v -> settings.put(d.name(), v));
      }
      if (d.required() && !settings.containsKey(d.name())) {
        String what = d.positional() ? label(d) : "--" + d.kebab();
        throw new Refusal(name + " needs " + what + ": " + d.meaning());
      }
    }
    return board.with(defaults, settings);
  }

  /** The command that asks the same: what differs from the defaults. */
  private String command(O options) {
    StringBuilder command = new StringBuilder("./onsager " + name + With.again(entry));
    for (KnobDial d : board.dials()) {
      String text = KnobDial.text(d.of(options));
      if (d.required() || !text.equals(KnobDial.text(d.of(defaults)))) {
        command.append(' ').append(d.positional() ? "" : "--" + d.kebab());
        command.append(d.positional() || flag(d) ? "" : " ");
        command.append(flag(d) ? "" : Prose.quoted(text));
      }
    }
    return command.toString();
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new Refusal("--out: " + file + " cannot be written (" + e.getMessage() + ")", e);
    }
  }
}
