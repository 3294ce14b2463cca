package org.onsager.cli;

import org.onsager.lab.Refusal;
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
}
