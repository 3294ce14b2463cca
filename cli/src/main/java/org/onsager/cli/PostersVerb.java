package org.onsager.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.onsager.lab.Verdict;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;
import org.onsager.logbook.page.Leaflet;

/** {@code posters}: the posters of the log book on one page, by topic. */
final class PostersVerb implements Verb {
  static final String SUMMARY = "A page of all posters, by topic, with their verdicts.";
  private static final int RUNS = 12;

  @Override
  public Syntax syntax() {
    return Syntax.of("posters", SUMMARY)
        .option("--out", "DIR", "Where index.html is put; by default beside the runs.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    Path given = RunVerb.directory(arguments, "--out");
    Path folder = given == null ? console.home().data().resolve("posters") : given;
    Map<String, Map<String, List<LogBook.Entry>>> topics = new TreeMap<>();
    Map<String, Run> latest = new LinkedHashMap<>();
    int runs = 0;
    if (LogBook.exists(console.home())) {
      try (LogBook book = LogBook.open(console.home(), console::note)) {
        for (LogBook.Entry e : book.runs()) {
          if (!latest.containsKey(e.experiment())) {
            latest.put(e.experiment(), book.run(e.name()));
          }
          String topic = latest.get(e.experiment()).card().topic();
          topics
              .computeIfAbsent(topic, t -> new TreeMap<>())
              .computeIfAbsent(e.experiment(), x -> new ArrayList<>())
              .add(e);
          runs++;
        }
      }
    }
    List<Leaflet.Part> parts = new ArrayList<>();
    topics.forEach(
        (topic, experiments) -> {
          List<Leaflet.Item> items = new ArrayList<>();
          experiments.forEach(
              (id, all) -> items.add(item(Objects.requireNonNull(latest.get(id)), all, folder)));
          parts.add(new Leaflet.Part(topic, topic, topic, "", items));
        });
    Leaflet page =
        new Leaflet(
            "The posters",
            "Gallery",
            "Every experiment of this log book, its runs with the latest first.",
            runs == 0
                ? "Nothing hangs here yet: `./onsager run ID` makes a poster."
                : counted(latest.size(), "experiment") + ", " + counted(runs, "run") + ".",
            Map.of(),
            parts,
            "./onsager posters");
    Path file = folder.resolve("index.html");
    try {
      Files.createDirectories(folder);
      Files.writeString(file, page.html());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
    console.say("page  " + file);
    return Exit.FINE;
  }

  private static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static Leaflet.Item item(Run run, List<LogBook.Entry> all, Path folder) {
    List<Leaflet.Mark> marks = new ArrayList<>();
    for (LogBook.Entry e : all.subList(0, Math.min(RUNS, all.size()))) {
      Path poster = e.folder().resolve("poster.html");
      List<Leaflet.Chip> chips = new ArrayList<>();
      ClaimLines.counts(e.verdicts().values())
          .forEach(
              (word, n) ->
                  chips.add(
                      new Leaflet.Chip(
                          Verdict.of(word, ""),
                          n + " " + (n == 1 ? word : word.replaceFirst("agrees$", "agree")))));
      String address =
          Files.exists(poster)
              ? folder.toAbsolutePath().relativize(poster.toAbsolutePath()).toString()
              : "";
      String text =
          e.started().substring(0, 10) + ", " + DescribeVerb.name(e.effort()) + ", " + e.name();
      marks.add(new Leaflet.Mark(text, address.replace('\\', '/'), chips));
    }
    if (all.size() > RUNS) {
      marks.add(new Leaflet.Mark("and " + (all.size() - RUNS) + " more", "", List.of()));
    }
    return new Leaflet.Item(
        String.valueOf(run.paper().year()),
        run.paper().authors().getFirst(),
        run.card().title(),
        run.card().lede(),
        marks);
  }
}
