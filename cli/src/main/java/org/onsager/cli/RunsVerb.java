package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Catalogue;
import org.onsager.logbook.Kept;
import org.onsager.logbook.LogBook;

/** {@code runs}: the log book, the latest first. */
final class RunsVerb implements Verb {
  static final String SUMMARY = "The runs in the log book, the latest first.";

  @Override
  public Syntax syntax() {
    return Syntax.of("runs", SUMMARY)
        .place("ID", false, "the runs of this experiment alone")
        .option("--verdict", "WORD", "Runs with a claim of this verdict: agrees, disagrees, …")
        .option("--since", "DATE", "Runs that started on this day (UTC) or later.")
        .option("--until", "DATE", "Runs that started on this day (UTC) or earlier.")
        .repeated("--where", "KNOB=VALUE", "Runs with this knob so; a range is FROM:TO.")
        .flag("--reindex", "Makes the index anew from the run folders first.")
        .flag("--json", "One JSON document.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    RunFilter filter = RunFilter.of(arguments);
    if (arguments.flag("--reindex")) {
      try (LogBook book = LogBook.open(console.home(), console::note)) {
        console.note("indexed " + book.reindex() + " runs");
      }
    }
    List<LogBook.Entry> entries =
        entries(arguments.word(0).orElse(""), console).stream().filter(filter).toList();
    List<Kept> kept =
        filter.plain() && arguments.word(0).isEmpty() ? Kept.all(console.home()) : List.of();
    if (arguments.flag("--json")) {
      console.document(
          "onsager/runs/1",
          Map.of(
              "runs",
              entries.stream().map(RunsVerb::tree).toList(),
              "examinations",
              kept.stream().map(RunsVerb::tree).toList()));
      return Exit.FINE;
    }
    if (entries.isEmpty() && kept.isEmpty()) {
      console.say("The log book in " + console.home().data() + " has no such run yet.");
      return Exit.FINE;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "experiment", "effort", "time", "verdicts"));
    for (LogBook.Entry e : entries) {
      rows.add(
          List.of(
              e.name(),
              Prose.cut(e.experiment(), 32),
              DescribeVerb.name(e.effort()),
              Prose.duration(e.seconds()),
              ClaimLines.summary(e.verdicts().values())));
    }
    if (!entries.isEmpty()) {
      Prose.table(rows, "lllrl").forEach(console::say);
    }
    if (!kept.isEmpty()) {
      console.say(entries.isEmpty() ? "Examinations" : "\nExaminations");
      List<List<String>> lines = new ArrayList<>();
      kept.forEach(k -> lines.add(List.of(k.name(), k.title(), Prose.cut(k.verdict(), 60))));
      Prose.table(lines, "lll").forEach(console::say);
    }
    return Exit.FINE;
  }

  private static List<LogBook.Entry> entries(String id, Console console) {
    List<LogBook.Entry> entries = List.of();
    if (LogBook.exists(console.home())) {
      try (LogBook book = LogBook.open(console.home(), console::note)) {
        entries = book.runs(id);
      }
    }
    if (entries.isEmpty() && !id.isEmpty()) {
      Catalogue.open().card(id); // refuses a name that never was
    }
    return entries;
  }

  private static Map<String, Object> tree(Kept k) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", k.name());
    tree.put("verb", k.verb());
    tree.put("title", k.title());
    tree.put("verdict", k.verdict());
    tree.put("started", k.started());
    tree.put("command", k.command());
    tree.put("folder", k.folder().toString());
    return tree;
  }

  private static Map<String, Object> tree(LogBook.Entry e) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", e.name());
    tree.put("experiment", e.experiment());
    tree.put("title", e.title());
    tree.put("effort", DescribeVerb.name(e.effort()));
    tree.put("seed", e.seed());
    tree.put("started", e.started());
    tree.put("seconds", e.seconds());
    tree.put("digest", e.digest());
    tree.put("knobs", e.knobs());
    Map<String, Object> verdicts = new LinkedHashMap<>();
    e.verdicts().forEach((claim, verdict) -> verdicts.put(claim, verdict.word()));
    tree.put("verdicts", verdicts);
    tree.put("folder", e.folder().toString());
    return tree;
  }
}
