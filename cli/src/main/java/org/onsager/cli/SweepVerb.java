package org.onsager.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Refusal;
import org.onsager.logbook.PointStore;
import org.onsager.runner.Build;
import org.onsager.runner.Building;
import org.onsager.runner.DataRoom;
import org.onsager.runner.Machine;
import org.onsager.sweep.Axis;
import org.onsager.sweep.Budget;
import org.onsager.sweep.Plan;
import org.onsager.sweep.Refinement;
import org.onsager.sweep.Survey;
import org.onsager.sweep.Sweep;
import org.onsager.sweep.SweepFolder;
import org.onsager.sweep.SweepReport;

/** {@code sweep ID}: one experiment at many knobs, phase diagrams with theory's lines. */
final class SweepVerb implements Verb {
  static final String SUMMARY =
      "Runs an experiment over grids of its knobs: tables and phase diagrams.";
  private static final long MOST_THREADS = 1024;
  private static final int SHOWN_FAILURES = 3;

  @Override
  public Syntax syntax() {
    return Syntax.of("sweep", SUMMARY)
        .place("ID", true, "the experiment, as `list` names it")
        .repeated(
            "--over",
            "KNOB=VALUES",
            "A knob to sweep: from:to:count, from:to:count:log, a list such as 10,20,50, or * for"
                + " all of a choice; of a knob that is itself a list, values are separated by ;.")
        .option("--latin", "N", "N rows of a Latin hypercube over ranges: --over KNOB=from:to.")
        .option("--repeat", "N", "Measures each place N times, with seeds of their own.")
        .option("--refine", "N", "Adds up to N points where a verdict or theory's phase changes.")
        .repeated("--claim", "CLAIM", "Draws this claim, and refines by it; else the first three.")
        .repeated("--set", "KNOB=VALUE", "Turns a knob that is not swept.")
        .option("--effort", "quick|desk|paper", "What a point may cost; quick by default.")
        .option("--seed", "N", "The root seed; by default a hash of the ID.")
        .option("--threads", "N", "Points measured at once; by default all cores.")
        .option("--out", "DIR", "Puts a copy of the sweep's folder there.")
        .option("--data-dir", "DIR", "Where data sets lie; searched before $ONSAGER_DATA.")
        .flag("--fresh", "Measures all points anew, known ones too.")
        .flag("--dry-run", "Says how many points, and what they would cost; runs nothing.")
        .flag("--json", "One JSON document on standard output.");
  }

  @Override
  public String help(Arguments arguments) {
    return arguments
        .word(0)
        .map(
            id ->
                syntax().help()
                    + "\nKnobs of "
                    + id
                    + " (quick | desk | paper)\n"
                    + String.join("\n", DescribeVerb.knobs(Catalogue.open().experiment(id)))
                    + "\n")
        .orElseGet(() -> syntax().help());
  }

  /** What was asked for, read and checked. */
  private record Asked(
      Catalogue catalogue,
      Card card,
      Experiment<?, ?> experiment,
      Plan plan,
      Refinement refinement,
      int threads,
      Set<String> claims,
      String command) {}

  @Override
  public Exit run(Arguments arguments, Console console) {
    Asked asked = asked(arguments);
    boolean json = arguments.flag("--json");
    Path out = RunVerb.directory(arguments, "--out");
    Path datasets = RunVerb.directory(arguments, "--data-dir");
    ProgressLine progress = new ProgressLine(console);
    DataRoom data =
        DataRoom.of(console.home(), datasets, console.environment(), true, progress::note);
    try (Building laboratory =
        Building.of(asked.catalogue, console.home(), data, progress::note, console.stop()::get)) {
      if (arguments.flag("--dry-run")) {
        Budget budget = Budget.of(asked.plan, laboratory, asked.threads);
        if (json) {
          console.document("onsager/sweep-plan/1", tree(asked, budget));
        } else {
          plan(asked, budget).forEach(console::say);
          console.say("Nothing was run.");
        }
        return Exit.FINE;
      }
      if (!json) {
        head(asked).forEach(console::say);
      }
      String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      try (PointStore store = PointStore.open(console.home(), progress::note)) {
        Sweep.Outcome outcome;
        try {
          outcome =
              Sweep.run(
                  asked.plan,
                  asked.refinement,
                  arguments.flag("--fresh"),
                  store,
                  laboratory,
                  asked.threads,
                  progress,
                  console.stop()::get);
        } finally {
          progress.clear();
        }
        SweepReport report =
            new SweepReport(
                asked.card,
                asked.experiment,
                asked.claims,
                started,
                Machine.versions(Build.here().with(asked.experiment)),
                Machine.words(),
                asked.command);
        SweepFolder.Filed filed = SweepFolder.write(report, outcome, store, console.home());
        if (out != null) {
          SweepFolder.copy(filed.folder(), out);
        }
        Survey survey = filed.survey();
        Exit exit = survey.failed() > 0 ? Exit.FAILED : Exit.FINE;
        if (json) {
          console.document("onsager/sweep/1", document(asked, outcome, filed, exit));
        } else {
          lines(asked, outcome, filed).forEach(console::say);
        }
        return exit;
      }
    }
  }

  private static Asked asked(Arguments arguments) {
    String id =
        arguments
            .word(0)
            .orElseThrow(() -> new Refusal("sweep needs an ID; `list` shows them all"));
    Catalogue catalogue = Catalogue.open();
    Card card = catalogue.card(id);
    Effort effort = arguments.effort();
    Experiment<?, ?> experiment = catalogue.experiment(id);
    Map<String, String> settings = RunVerb.settings(arguments.texts("--set"));
    Record defaults = experiment.knobs(effort);
    KnobBoard<Record> board = KnobBoard.of(defaults);
    int latin = small(arguments, "--latin", 1, Plan.MOST).orElse(0);
    List<Axis> axes = new ArrayList<>();
    for (String text : arguments.texts("--over")) {
      axes.add(Axis.read(board, text, latin > 0));
    }
    for (Axis axis : axes) {
      for (String set : settings.keySet()) {
        if (board.dial(set).name().equals(axis.dial().name())) {
          throw new Refusal(axis.dial().label() + " is both set and swept");
        }
      }
    }
    Plan plan =
        Plan.of(
            id,
            effort,
            arguments.whole("--seed", Long.MIN_VALUE).orElse(card.seed()),
            Build.here().with(experiment).fingerprint(),
            board.with(defaults, settings),
            axes,
            latin,
            small(arguments, "--repeat", 1, Plan.MOST).orElse(1));
    Set<String> claims = new TreeSet<>(arguments.texts("--claim"));
    Refinement refinement =
        new Refinement(small(arguments, "--refine", 1, Plan.MOST).orElse(0), claims, experiment);
    refinement.check(plan);
    int threads =
        small(arguments, "--threads", 1, MOST_THREADS)
            .orElse(Runtime.getRuntime().availableProcessors());
    return new Asked(
        catalogue,
        card,
        experiment,
        plan,
        refinement,
        threads,
        claims,
        command(arguments, card, settings));
  }

  private static java.util.Optional<Integer> small(
      Arguments arguments, String option, long least, long most) {
    return arguments
        .whole(option, least)
        .map(
            n -> {
              if (n > most) {
                throw new Refusal(
                    String.format(Locale.ROOT, "%s is at most %d, not %d", option, most, n));
              }
              return (int) (long) n;
            });
  }

  private static String command(Arguments arguments, Card card, Map<String, String> settings) {
    StringBuilder command = new StringBuilder("./onsager sweep " + card.id() + With.again(card));
    arguments.texts("--over").forEach(o -> command.append(" --over ").append(Prose.quoted(o)));
    settings.forEach((k, v) -> command.append(" --set ").append(Prose.quoted(k + "=" + v)));
    arguments.texts("--claim").forEach(c -> command.append(" --claim ").append(Prose.quoted(c)));
    for (String option : List.of("--latin", "--repeat", "--refine", "--effort", "--seed")) {
      arguments
          .text(option)
          .ifPresent(v -> command.append(' ').append(option).append(' ').append(v));
    }
    return command.toString();
  }

  private static List<String> head(Asked asked) {
    List<String> lines = new ArrayList<>();
    Plan plan = asked.plan;
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %s, seed %d: %,d points",
            asked.card.title(),
            DescribeVerb.name(plan.effort()),
            plan.seed(),
            plan.size()));
    for (Axis axis : plan.axes()) {
      lines.add("  " + axis.dial().name() + " = " + axis.words());
    }
    if (plan.latin() > 0) {
      lines.add("  a Latin hypercube of " + plan.latin() + " rows");
    }
    if (plan.repeats() > 1) {
      lines.add("  each " + plan.repeats() + " times");
    }
    if (asked.refinement.most() > 0) {
      lines.add("  and up to " + asked.refinement.most() + " points where the result changes");
    }
    return lines;
  }

  private static List<String> plan(Asked asked, Budget budget) {
    List<String> lines = new ArrayList<>(head(asked));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s operations; %d at once, %s together",
            Prose.number(budget.flops(), 2),
            budget.side(),
            Prose.bytes(budget.bytes())));
    lines.add("about " + Prose.duration(budget.seconds()) + " on this machine");
    if (budget.impossible() > 0) {
      lines.add(budget.impossible() + " of the points cannot be: " + budget.why());
    }
    return lines;
  }

  private static Map<String, @Nullable Object> tree(Asked asked, Budget budget) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("experiment", asked.card.id());
    tree.put("name", asked.plan.name());
    tree.put("points", asked.plan.size());
    tree.put("refine", asked.refinement.most());
    tree.put("threads", asked.threads);
    tree.put("side", budget.side());
    tree.put("flops", budget.flops());
    tree.put("bytes", budget.bytes());
    tree.put("seconds", budget.seconds());
    tree.put("impossible", budget.impossible());
    tree.put("command", asked.command);
    return tree;
  }

  private static List<String> lines(Asked asked, Sweep.Outcome outcome, SweepFolder.Filed filed) {
    List<String> lines = new ArrayList<>();
    Survey survey = filed.survey();
    List<List<String>> rows = new ArrayList<>();
    List<String> words = List.of("agrees", "disagrees", "undecided", "outside its regime");
    rows.add(List.of("claim", "agrees", "disagrees", "undecided", "outside"));
    survey
        .verdicts()
        .forEach(
            (claim, v) -> {
              List<String> row = new ArrayList<>(List.of(Prose.cut(claim, 40)));
              words.forEach(w -> row.add(Long.toString(v.getOrDefault(w, 0L))));
              rows.add(row);
            });
    lines.add("");
    if (rows.size() > 1) {
      lines.addAll(Prose.table(rows, "lrrrr"));
      lines.add("");
    }
    List<Survey.Failed> failures = survey.failures();
    for (Survey.Failed f : failures.subList(0, Math.min(SHOWN_FAILURES, failures.size()))) {
      lines.add("failed at " + SweepReport.where(outcome.plan(), f.place()) + ": " + f.line());
    }
    if (survey.failed() > SHOWN_FAILURES) {
      lines.add("and " + (survey.failed() - SHOWN_FAILURES) + " more failed");
    }
    if (survey.failed() > 0) {
      lines.add("the same command tries those that failed again: " + asked.command);
      lines.add("");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d points: %,d measured in %s, %,d known before%s%s",
            outcome.size(),
            outcome.measured(),
            Prose.duration(outcome.seconds()),
            outcome.resumed(),
            outcome.refined().isEmpty()
                ? ""
                : String.format(
                    Locale.ROOT, ", %,d of them by refinement", outcome.refined().size()),
            survey.failed() == 0
                ? ""
                : String.format(Locale.ROOT, ", %,d failed", survey.failed())));
    lines.add("page    " + filed.folder().resolve("page.html"));
    lines.add("table   " + filed.folder().resolve("table.csv"));
    return lines;
  }

  private static Map<String, @Nullable Object> document(
      Asked asked, Sweep.Outcome outcome, SweepFolder.Filed filed, Exit exit) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    Survey survey = filed.survey();
    tree.put("experiment", asked.card.id());
    tree.put("name", outcome.plan().name());
    tree.put("exit", exit.code());
    tree.put("points", outcome.size());
    tree.put("measured", outcome.measured());
    tree.put("resumed", outcome.resumed());
    tree.put("refined", outcome.refined().size());
    tree.put("failed", survey.failed());
    tree.put("verdicts", survey.verdicts());
    tree.put("seconds", outcome.seconds());
    tree.put("folder", filed.folder().toString());
    tree.put("document", filed.folder().resolve("sweep.json").toString());
    tree.put("table", filed.folder().resolve("table.json").toString());
    tree.put("csv", filed.folder().resolve("table.csv").toString());
    tree.put("page", filed.folder().resolve("page.html").toString());
    tree.put("command", asked.command);
    return tree;
  }
}
