package org.onsager.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Kept;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;

/** {@code show RUN}: a run of the log book once more. */
final class ShowVerb implements Verb {
  static final String SUMMARY = "A run of the log book: its claims, and where its poster lies.";

  @Override
  public Syntax syntax() {
    return Syntax.of("show", SUMMARY)
        .place("RUN", true, "the run, its first letters, its last four, or latest")
        .flag("--json", "One JSON document.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    String name =
        arguments.word(0).orElseThrow(() -> new Refusal("show needs a RUN; `runs` shows them all"));
    Optional<Kept> kept = Kept.find(console.home(), name);
    if (kept.isPresent()) {
      return show(kept.get(), arguments, console);
    }
    if (!LogBook.exists(console.home())) {
      throw new Refusal("no run is called " + name + "; the log book is empty");
    }
    try (LogBook book = LogBook.open(console.home(), console::note)) {
      Run run = book.run(name);
      RunDocument document = new RunDocument(run, book.folder(run.name()));
      if (arguments.flag("--json")) {
        console.document("onsager/show/1", document.tree());
      } else {
        console.say(
            run.card().title()
                + ", "
                + DescribeVerb.name(run.effort())
                + ", seed "
                + run.seed()
                + ", "
                + run.provenance().started());
        console.say(run.command());
        console.say("");
        document.lines().forEach(console::say);
      }
      return Exit.FINE;
    }
  }

  private static Exit show(Kept kept, Arguments arguments, Console console) {
    if (arguments.flag("--json")) {
      Map<String, @Nullable Object> document = new LinkedHashMap<>(Map.of("run", kept.name()));
      document.putAll(kept.document());
      console.document("onsager/" + kept.verb() + "/1", document);
      return Exit.FINE;
    }
    console.say(kept.started());
    console.say(kept.command());
    console.say("");
    kept.text().lines().forEach(console::say);
    console.say("");
    console.say("poster  " + Kept.poster(console.home(), kept.name()));
    return Exit.FINE;
  }
}
