package org.onsager.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Kept;
import org.onsager.logbook.LogBook;

/** {@code rm RUN…}: takes runs out of the log book. */
final class RmVerb implements Verb {
  static final String SUMMARY = "Removes runs from the log book, and says which.";

  @Override
  public Syntax syntax() {
    return Syntax.of("rm", SUMMARY)
        .places("RUN", "runs, their first letters, their last four, or latest");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    List<String> names = arguments.words(0);
    if (names.isEmpty()) {
      throw new Refusal("rm needs a RUN; `runs` shows them all");
    }
    List<Kept> kept = new ArrayList<>();
    List<String> runs = new ArrayList<>();
    for (String name : names) {
      Kept.find(console.home(), name).ifPresentOrElse(kept::add, () -> runs.add(name));
    }
    if (!runs.isEmpty()) {
      removeRuns(runs, console);
    }
    for (Kept k : kept) {
      k.remove();
      console.say("removed " + k.name());
    }
    return Exit.FINE;
  }

  private static void removeRuns(List<String> names, Console console) {
    if (!LogBook.exists(console.home())) {
      throw new Refusal("no run is called " + names.getFirst() + "; the log book is empty");
    }
    try (LogBook book = LogBook.open(console.home(), console::note)) {
      Set<String> whole = new LinkedHashSet<>();
      for (String name : names) {
        Path folder = book.folder(name); // an unclear name is refused before anything is removed
        whole.add(folder.getFileName().toString());
      }
      whole.forEach(name -> console.say("removed " + book.remove(name)));
    }
  }
}
