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
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Json;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;
import org.onsager.logbook.page.Poster;
import org.onsager.runner.Build;
import org.onsager.runner.DataRoom;
import org.onsager.runner.Failure;
import org.onsager.runner.Machine;
import org.onsager.runner.Request;
import org.onsager.runner.Runner;

/** {@code workshop}: the day of the programme as a guided tour; with {@code --run}, lived. */
final class WorkshopVerb implements Verb {
  static final String SUMMARY =
      "The workshop's day as a guided tour: talks, posters, panel; --run runs every experiment.";

  @Override
  public Syntax syntax() {
    return Syntax.of("workshop", SUMMARY)
        .flag("--run", "Runs every experiment at quick, then shows the posters and the panel.")
        .flag("--fresh", "With --run: also what this very code has run already.")
        .option("--threads", "N", "Points measured at once; by default all cores.")
        .option("--data-dir", "DIR", "Where data sets lie; searched before $ONSAGER_DATA.")
        .option("--out", "DIR", "Where the page is put; by default beside the log book.")
        .flag("--json", "One JSON document on standard output.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    boolean json = arguments.flag("--json");
    Catalogue catalogue = Catalogue.open();
    Exit exit = Exit.FINE;
    Map<String, String> failed = new LinkedHashMap<>();
    if (arguments.flag("--run")) {
      exit = everything(catalogue, arguments, failed, console);
    } else if (arguments.flag("--fresh") || arguments.text("--threads").isPresent()) {
      throw new Refusal("workshop runs nothing unless --run is given too");
    }
    Path out = RunVerb.directory(arguments, "--out");
    Path folder = out == null ? console.home().data() : out;
    Path page = folder.resolve("workshop.html");
    Tour tour = new Tour(Survey.of(catalogue, console), console.home());
    write(page, tour.page(folder, "./onsager workshop").html());
    if (json) {
      Map<String, Object> document = tour.document();
      document.put("page", page.toString());
      document.put("failed", failed);
      document.put("exit", exit.code());
      console.document("onsager/workshop/1", document);
      return exit;
    }
    if (arguments.flag("--run")) {
      console.say("");
      console.say("The posters");
      tour.posters().forEach(console::say);
      console.say("");
      console.say("The panel");
      failed.forEach((id, line) -> console.say("       " + id + " failed: " + line));
      tour.panel().forEach(console::say);
    } else {
      tour.lines().forEach(console::say);
    }
    console.say("");
    console.say("page  " + page);
    return exit;
  }

  private static Exit everything(
      Catalogue catalogue, Arguments arguments, Map<String, String> failed, Console console) {
    int threads =
        arguments
            .whole("--threads", 1)
            .map(Math::toIntExact)
            .orElse(Runtime.getRuntime().availableProcessors());
    Build build = Build.here();
    ProgressLine progress = new ProgressLine(console);
    DataRoom data =
        DataRoom.of(
            console.home(),
            RunVerb.directory(arguments, "--data-dir"),
            console.environment(),
            true,
            progress::note);
    List<Exit> exits = new ArrayList<>();
    List<Card> cards = catalogue.cards();
    try (LogBook book = LogBook.open(console.home(), progress::note)) {
      Runner runner = new Runner(console.home(), book, data, build, Poster::html);
      for (int i = 0; i < cards.size(); i++) {
        Card card = cards.get(i);
        console.note((i + 1) + " of " + cards.size() + "  " + card.id());
        try {
          Request<?, ?> request = request(catalogue, card, threads, arguments.flag("--fresh"));
          Run hung = hung(book, request, build);
          Run run =
              hung == null || arguments.flag("--fresh")
                  ? runner.run(request, progress, console.stop()::get)
                  : hung;
          progress.clear();
          console.note(
              "       "
                  + Survey.summary(run)
                  + (run.equals(hung) ? ", run by this very code on " + Survey.date(run) : ""));
          exits.add(Exit.of(run.findings(), run.judgements()));
        } catch (Refusal | Failure e) {
          // The day goes on; the panel names what failed.
          progress.note("       " + e.getMessage());
          failed.put(card.id(), String.valueOf(e.getMessage()));
          exits.add(Exit.FAILED);
        }
      }
    } finally {
      progress.clear();
    }
    for (Exit worst : List.of(Exit.FAILED, Exit.DISAGREES, Exit.UNDECIDED)) {
      if (exits.contains(worst)) {
        return worst;
      }
    }
    return Exit.FINE;
  }

  private static Request<?, ?> request(Catalogue catalogue, Card card, int threads, boolean fresh) {
    Experiment<?, ?> experiment = catalogue.experiment(card.id());
    return Request.of(
        card,
        experiment,
        experiment.knobs(Effort.QUICK),
        Effort.QUICK,
        card.seed(),
        threads,
        fresh,
        null,
        "./onsager run " + card.id() + " --effort quick");
  }

  /** The latest run, where this very code made it with the same knobs, effort and seed. */
  private static @Nullable Run hung(LogBook book, Request<?, ?> request, Build build) {
    Run run = book.latest(request.card().id()).orElse(null);
    return run != null
            && run.effort() == request.effort()
            && run.seed() == request.seed()
            && Json.text(run.knobs()).equals(Codec.text(request.knobs()))
            && Objects.equals(
                Machine.versions(build).get("build"), run.provenance().versions().get("build"))
        ? run
        : null;
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
