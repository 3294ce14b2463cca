package org.onsager.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.onsager.lab.Figure;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;
import org.onsager.logbook.page.Drawing;
import org.onsager.press.Press;
import org.onsager.press.Print;
import org.onsager.press.Style;

/** {@code figures RUN}: the figures of a run as files for papers, pages and notebooks. */
final class FiguresVerb implements Verb {
  static final String SUMMARY = "The figures of a run as SVG, PDF, PNG or Vega-Lite files.";

  private static final List<String> FORMATS = List.of("svg", "pdf", "png", "vega-lite");
  private static final long DPI = 300;

  @Override
  public Syntax syntax() {
    return Syntax.of("figures", SUMMARY)
        .place("RUN", true, "the run, or its first letters, or its last four, as `runs` names it")
        .repeated(
            "--format",
            "FORMAT",
            "svg, pdf, png or vega-lite; several with commas, or given again; by default svg")
        .repeated("--figure", "ID", "This figure alone; may be given again.")
        .option(
            "--width",
            "column|page|MM",
            "Its width: a column (86 mm, the default), a page (178 mm), or millimetres.")
        .option("--font-size", "POINTS", "Letters of the axes' titles at that width; by default 8.")
        .option("--dpi", "N", "Dots per inch of a PNG; by default 300.")
        .option("--out", "DIR", "Where to write; by default the folder figures-RUN here.")
        .flag("--json", "One JSON document.");
  }

  /** What was asked for. */
  private record Order(
      Run run, List<Figure> figures, Set<String> formats, Style style, int dpi, Path out) {
    boolean printed() {
      return formats.stream().anyMatch(f -> !f.equals("vega-lite"));
    }
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    Set<String> formats = formats(arguments.texts("--format"));
    Style style =
        new Style(
            Style.width(arguments.text("--width").orElse("column")),
            number(arguments.text("--font-size").orElse("" + Style.POINTS)));
    long dpi = arguments.whole("--dpi", 30).orElse(DPI);
    if (dpi > 2400) {
      throw new Refusal("--dpi is at most 2400, not " + dpi);
    }
    Run run = filed(arguments.word(0).orElse(""), console);
    List<Figure> figures = chosen(run, arguments.texts("--figure"));
    Path out = RunVerb.directory(arguments, "--out");
    if (out == null) {
      out = Path.of("figures-" + run.name()).toAbsolutePath();
    }
    Order order = new Order(run, figures, formats, style, (int) dpi, out);
    List<Map<String, Object>> files = written(order, console);
    if (arguments.flag("--json")) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("run", run.name());
      document.put("experiment", run.card().id());
      document.put("folder", out.toString());
      document.put("files", files);
      document.put("tables", tables(run));
      console.document("onsager/figures/1", document);
    } else {
      files.forEach(f -> console.say(String.valueOf(f.get("file"))));
    }
    return Exit.FINE;
  }

  private static List<Map<String, Object>> written(Order order, Console console) {
    List<Map<String, Object>> files = new ArrayList<>();
    if (!order.printed()) {
      order.figures().forEach(f -> files.add(vegaLite(order, f)));
      return files;
    }
    console.note("setting the press up (some seconds) …");
    try (Press press = Press.open()) {
      for (Figure figure : order.figures()) {
        if (console.stop().get()) {
          throw new Stopped("stopped");
        }
        long began = System.nanoTime();
        Print print = press.print(order.run(), figure, order.style());
        for (String format : order.formats()) {
          files.add(
              format.equals("vega-lite")
                  ? vegaLite(order, figure)
                  : printed(order, figure, print, format));
        }
        console.note(
            String.format(
                Locale.ROOT,
                "%s, %.0f × %.0f mm, %.1f s",
                figure.caption().id(),
                print.millimetresWide(),
                print.millimetresHigh(),
                (System.nanoTime() - began) / 1e9));
      }
    }
    return files;
  }

  private static Map<String, Object> printed(
      Order order, Figure figure, Print print, String format) {
    byte[] bytes =
        switch (format) {
          case "svg" -> print.svg().getBytes(StandardCharsets.UTF_8);
          case "pdf" -> print.pdf();
          default -> print.png(order.dpi());
        };
    Map<String, Object> file = put(order, figure, format, "." + format, bytes);
    file.put("widthMillimetres", print.millimetresWide());
    file.put("heightMillimetres", print.millimetresHigh());
    if (format.equals("png")) {
      file.put("dotsPerInch", order.dpi());
    }
    return file;
  }

  private static Map<String, Object> vegaLite(Order order, Figure figure) {
    byte[] bytes = Press.vegaLite(order.run(), figure).getBytes(StandardCharsets.UTF_8);
    return put(order, figure, "vega-lite", ".vl.json", bytes);
  }

  private static Map<String, Object> put(
      Order order, Figure figure, String format, String ending, byte[] bytes) {
    Path file = order.out().resolve(figure.caption().id() + ending);
    try {
      Files.createDirectories(order.out());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("figure", figure.caption().id());
    entry.put("format", format);
    entry.put("file", file.toString());
    entry.put("bytes", bytes.length);
    return entry;
  }

  private static Run filed(String name, Console console) {
    if (!LogBook.exists(console.home())) {
      throw new Refusal("no run is called " + name + "; the log book is empty");
    }
    try (LogBook book = LogBook.open(console.home(), console::note)) {
      return book.run(name);
    }
  }

  private static List<Figure> chosen(Run run, List<String> ids) {
    List<Figure> all = run.findings().figures();
    List<String> drawn = all.stream().filter(Drawing::drawn).map(f -> f.caption().id()).toList();
    if (drawn.isEmpty()) {
      throw new Refusal("the run " + run.name() + " has no figure that is drawn");
    }
    List<Figure> chosen = new ArrayList<>();
    for (String id : ids.isEmpty() ? drawn : List.copyOf(new LinkedHashSet<>(ids))) {
      if (tables(run).contains(id)) {
        throw new Refusal(
            id + " is a table and is not drawn; its rows are in figures/" + id + ".csv of the run");
      }
      chosen.add(
          all.stream()
              .filter(f -> f.caption().id().equals(id))
              .findFirst()
              .orElseThrow(() -> unknown(run, id, drawn)));
    }
    return chosen;
  }

  private static Refusal unknown(Run run, String id, List<String> drawn) {
    String near = Nearest.suggestion(id, drawn);
    return new Refusal(
        "the run "
            + run.name()
            + " has no figure "
            + id
            + (near.isEmpty() ? "; there are " + String.join(", ", drawn) : near));
  }

  private static List<String> tables(Run run) {
    return run.findings().figures().stream()
        .filter(f -> !Drawing.drawn(f))
        .map(f -> f.caption().id())
        .toList();
  }

  private static Set<String> formats(List<String> typed) {
    Set<String> out = new LinkedHashSet<>();
    for (String words : typed.isEmpty() ? List.of("svg") : typed) {
      for (String word : words.split(",", -1)) {
        String format = word.strip().toLowerCase(Locale.ROOT);
        if (!FORMATS.contains(format)) {
          throw new Refusal(
              "--format is svg, pdf, png or vega-lite, not \""
                  + word
                  + "\""
                  + Nearest.suggestion(format, FORMATS));
        }
        out.add(format);
      }
    }
    return out;
  }

  private static double number(String typed) {
    try {
      return Double.parseDouble(typed);
    } catch (NumberFormatException e) {
      throw new Refusal("--font-size is a number of points, not \"" + typed + "\"", e);
    }
  }
}
