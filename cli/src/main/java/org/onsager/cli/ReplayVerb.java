package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Differences;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;
import org.onsager.runner.DataRoom;
import org.onsager.runner.Recipe;
import org.onsager.runner.Request;
import org.onsager.runner.Runner;

/** {@code replay RUN}: runs again from what the run recorded, and says whether the bits are so. */
final class ReplayVerb implements Verb {
  static final String SUMMARY = "Runs a run again: the same bits, or what differs and where.";
  private static final int SHOWN = 20;

  @Override
  public Syntax syntax() {
    return Syntax.of("replay", SUMMARY)
        .place("RUN", true, "the run, its first letters, its last four, or latest")
        .option("--threads", "N", "Points measured at once; by default all cores.")
        .option("--data-dir", "DIR", "Where data sets lie; searched before $ONSAGER_DATA.")
        .flag("--json", "One JSON document.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    Run recorded = RunVerb.found(arguments, 0, console);
    Request<?, ?> request = request(recorded, arguments);
    boolean json = arguments.flag("--json");
    if (!json) {
      console.say("replays " + recorded.name() + ": " + recorded.command());
    }
    ProgressLine progress = new ProgressLine(console);
    DataRoom data =
        DataRoom.of(
            console.home(),
            RunVerb.directory(arguments, "--data-dir"),
            console.environment(),
            true,
            progress::note);
    Run now;
    try (LogBook book = LogBook.open(console.home(), progress::note)) {
      now = Runner.of(console.home(), book, data).run(request, progress, console.stop()::get);
    } finally {
      progress.clear();
    }
    boolean same = recorded.digest().equals(now.digest());
    List<Differences.Place> places = Differences.between(recorded.findings(), now.findings());
    List<CompareVerb.Change> around =
        new ArrayList<>(CompareVerb.changes(recorded.knobs(), now.knobs()));
    around.addAll(CompareVerb.around(recorded, now));
    if (json) {
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("run", recorded.name());
      document.put("replayed", now.name());
      document.put("same", same);
      document.put("recorded", recorded.digest());
      document.put("digest", now.digest());
      document.put("differences", places);
      document.put("around", around.stream().map(CompareVerb.Change::tree).toList());
      console.document("onsager/replay/1", document);
    } else {
      console.say(
          same
              ? "the same bits: digest " + now.digest()
              : "not the same bits: " + places.size() + " numbers differ, as " + now.name());
      places.stream()
          .limit(SHOWN)
          .forEach(p -> console.say("  " + p.where() + ": " + p.before() + " → " + p.after()));
      if (places.size() > SHOWN) {
        console.say("  and " + (places.size() - SHOWN) + " more; --json gives them all");
      }
      CompareVerb.say(console, "What is not as it was", around);
    }
    return same ? Exit.FINE : Exit.FAILED;
  }

  private static Request<?, ?> request(Run run, Arguments arguments) {
    Catalogue catalogue = Catalogue.open();
    Card was = run.card();
    if (was.contributed() && catalogue.cards().stream().noneMatch(c -> c.id().equals(was.id()))) {
      throw new Refusal(
          run.name()
              + " is of the contributed experiment "
              + was.id()
              + ", whose jar is not here; name it: --with "
              + was.jar());
    }
    var card = catalogue.card(was.id());
    var experiment = catalogue.experiment(card.id());
    int threads =
        arguments
            .whole("--threads", 1)
            .map(n -> (int) Math.min(n, 1024))
            .orElse(Runtime.getRuntime().availableProcessors());
    return Request.of(
        card,
        experiment,
        knobs(run, experiment.knobs(run.effort())),
        run.effort(),
        run.seed(),
        threads,
        false,
        null,
        run.command());
  }

  /** The knobs as they stood, bit for bit; a knob that came since stands where it stands now. */
  private static Record knobs(Run run, Record base) {
    try {
      return Codec.read(run.knobs(), base.getClass(), "knobs");
    } catch (IllegalArgumentException e) {
      try {
        return turned(base, Recipe.of(run).settings());
      } catch (Refusal refusal) {
        throw new Refusal(
            run.name() + " cannot be replayed by this code: " + refusal.getMessage(), refusal);
      }
    }
  }

  private static <K extends Record> K turned(K base, Map<String, String> settings) {
    return KnobBoard.of(base).with(base, settings);
  }
}
