package org.onsager.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Refusal;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;

/**
 * {@code docs}: writes the pages of physics, or says which of them differ from what they were made
 * of.
 */
final class DocsVerb implements Verb {
  static final String SUMMARY = "Writes docs/physics from the catalogue and what is on record.";

  private static final String MENDS = "; this mends it: ./onsager docs";

  @Override
  public Syntax syntax() {
    return Syntax.of("docs", SUMMARY)
        .flag("--check", "Writes nothing; fails where a page differs.")
        .repeated(
            "--record",
            "RUN|ID",
            "Puts a run on record, or the latest of an experiment with its default seed.")
        .option("--dir", "DIR", "Where the pages lie; docs/physics unless said otherwise.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    Path folder = Path.of(arguments.text("--dir").orElse("docs/physics"));
    if (!Files.isDirectory(folder)) {
      throw new Refusal(
          "there is no folder " + folder + "; run it at the root of the repository, or give --dir");
    }
    boolean check = arguments.flag("--check");
    List<String> runs = arguments.texts("--record");
    if (check && !runs.isEmpty()) {
      throw new Refusal("--check writes nothing, and --record writes; give one of them");
    }
    Catalogue catalogue = Catalogue.open(house());
    runs.forEach(run -> put(folder, record(run, catalogue, console)));
    Map<String, String> states = states(folder, pages(folder, catalogue), check);
    List<String> changed =
        states.entrySet().stream()
            .filter(e -> !e.getValue().equals("same"))
            .map(e -> e.getKey() + " " + e.getValue())
            .toList();
    if (!check || changed.isEmpty()) {
      changed.forEach(console::say);
      console.say(states.size() + " pages in " + folder + (changed.isEmpty() ? ", unchanged" : ""));
    }
    if (check && !changed.isEmpty()) {
      console.note(folder + ": " + String.join(", ", changed) + MENDS);
      return Exit.FAILED;
    }
    return Exit.FINE;
  }

  /** Where Onsager's own experiments are; what others contribute has no page here. */
  private static ClassLoader house() {
    ClassLoader own = DocsVerb.class.getClassLoader();
    return own == null ? ClassLoader.getSystemClassLoader() : own;
  }

  private static OnRecord record(String name, Catalogue catalogue, Console console) {
    if (!LogBook.exists(console.home())) {
      throw new Refusal("no run is called " + name + "; the log book is empty");
    }
    try (LogBook book = LogBook.open(console.home(), console::note)) {
      Optional<Card> asked =
          catalogue.cards().stream().filter(c -> c.id().equals(name)).findFirst();
      Run run =
          asked
              .map(
                  card ->
                      book.runs(card.id()).stream()
                          .filter(e -> e.seed() == card.seed())
                          .findFirst()
                          .orElseThrow(
                              () ->
                                  new Refusal(
                                      "no run of "
                                          + name
                                          + " has the default seed; `./onsager run "
                                          + name
                                          + "` makes one"))
                          .name())
              .map(book::run)
              .orElseGet(() -> book.run(name));
      Card card = catalogue.card(run.card().id());
      return OnRecord.of(run, card, catalogue.experiment(card.id()));
    }
  }

  private static Map<String, String> pages(Path folder, Catalogue catalogue) {
    List<PhysicsPage> pages = new ArrayList<>();
    Map<String, String> texts = new TreeMap<>();
    for (Card card : catalogue.cards()) {
      PhysicsPage page =
          new PhysicsPage(card, catalogue.experiment(card.id()), OnRecord.in(folder, card.id()));
      pages.add(page);
      texts.put(card.id() + ".md", page.markdown());
    }
    texts.put("README.md", PhysicsPage.index(pages));
    return texts;
  }

  /** Page → same, differs, missing or stray; written, or taken away, unless only looked at. */
  private static Map<String, String> states(Path folder, Map<String, String> texts, boolean check) {
    Map<String, String> states = new TreeMap<>();
    try {
      for (Map.Entry<String, String> page : texts.entrySet()) {
        Path file = folder.resolve(page.getKey());
        boolean there = Files.exists(file);
        if (there && Files.readString(file).equals(page.getValue())) {
          states.put(page.getKey(), "same");
        } else {
          states.put(page.getKey(), check ? there ? "differs" : "is missing" : "written");
          if (!check) {
            Files.writeString(file, page.getValue());
          }
        }
      }
      try (Stream<Path> all = Files.list(folder)) {
        for (Path file : all.filter(f -> f.toString().endsWith(".md")).toList()) {
          String name = file.getFileName().toString();
          if (!texts.containsKey(name)) {
            states.put(name, check ? "belongs to no experiment" : "taken away");
            if (!check) {
              Files.delete(file);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the pages in " + folder + " cannot be written: " + e, e);
    }
    return states;
  }

  private static void put(Path folder, OnRecord record) {
    Path file = OnRecord.file(folder, record.experiment());
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, record.json());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e, e);
    }
  }
}
