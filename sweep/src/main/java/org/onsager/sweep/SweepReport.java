package org.onsager.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;
import org.onsager.lab.KnobDial;
import org.onsager.logbook.page.Sheet;

/**
 * What is told of a finished sweep: the document {@code sweep.json} and the page.
 *
 * @param card what the experiment says about itself
 * @param experiment the experiment
 * @param drawn ids of the claims that have figures; none for the first few
 * @param started ISO instant, UTC
 * @param versions component → version
 * @param machine in a line
 * @param command what repeats it
 */
public record SweepReport(
    Card card,
    Experiment<?, ?> experiment,
    Set<String> drawn,
    String started,
    Map<String, String> versions,
    String machine,
    String command) {
  /** The name of the document, its first member. */
  public static final String FORMAT = "onsager-sweep/1";

  public SweepReport {
    drawn = new TreeSet<>(drawn);
    versions = new LinkedHashMap<>(versions);
  }

  /** The document. */
  Map<String, @Nullable Object> tree(Sweep.Outcome outcome, Survey survey, List<String> columns) {
    Plan plan = outcome.plan();
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("format", FORMAT);
    tree.put("name", plan.name());
    tree.put("experiment", plan.experiment());
    tree.put("title", card.title());
    tree.put("command", command);
    tree.put("effort", plan.effort().name().toLowerCase(Locale.ROOT));
    tree.put("seed", plan.seed());
    tree.put("repeats", plan.repeats());
    tree.put("latin", plan.latin());
    tree.put("axes", plan.axes().stream().map(SweepReport::axis).toList());
    tree.put("knobs", plan.fixed());
    tree.put("points", outcome.size());
    tree.put("refined", outcome.refined().size());
    tree.put("failed", survey.failed());
    tree.put("verdicts", survey.verdicts());
    tree.put("failures", survey.failures().stream().map(f -> failure(plan, f)).toList());
    tree.put("columns", columns);
    tree.put("started", started);
    tree.put("seconds", outcome.seconds());
    tree.put("build", plan.build());
    tree.put("versions", versions);
    tree.put("machine", machine);
    return tree;
  }

  private static Map<String, @Nullable Object> axis(Axis axis) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("knob", axis.dial().name());
    tree.put("meaning", axis.dial().meaning());
    tree.put("logarithmic", axis.logarithmic());
    if (axis.values().isEmpty()) {
      tree.put("from", axis.from());
      tree.put("to", axis.to());
    } else {
      tree.put(
          "values",
          axis.values().stream()
              .map(v -> v instanceof Number || v instanceof Boolean ? v : KnobDial.text(v))
              .toList());
    }
    return tree;
  }

  private static Map<String, @Nullable Object> failure(Plan plan, Survey.Failed f) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("point", f.place().number());
    tree.put("knobs", where(plan, f.place()));
    tree.put("seed", f.place().seed());
    tree.put("failure", f.line());
    return tree;
  }

  /** Where the swept knobs of a place stand: "weightVariance=1.5 depth=10". */
  public static String where(Plan plan, Place place) {
    List<String> all = new ArrayList<>();
    for (int a = 0; a < plan.axes().size(); a++) {
      all.add(plan.axes().get(a).dial().name() + "=" + KnobDial.text(place.values().get(a)));
    }
    return String.join(" ", all);
  }

  /** The page. */
  String page(Sweep.Outcome outcome, Survey survey) {
    Plan plan = outcome.plan();
    List<Figure> figures =
        new ArrayList<>(Diagrams.of(plan, experiment, survey.sites(), survey.quantities()));
    figures.add(verdicts(survey));
    if (survey.failed() > 0) {
      figures.add(failures(plan, survey));
    }
    List<String> swept = new ArrayList<>();
    plan.axes().forEach(a -> swept.add(a.dial().meaning()));
    Map<String, String> settings = new LinkedHashMap<>();
    plan.axes().forEach(a -> settings.put(a.dial().meaning(), "swept: " + a.words()));
    plan.fixed().forEach((k, v) -> settings.put(card.knobs().getOrDefault(k, k), brief(v)));
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("sweep", plan.name());
    provenance.put("started", started);
    provenance.put("seed", Long.toString(plan.seed()));
    provenance.put("repeats", Integer.toString(plan.repeats()));
    provenance.putAll(versions);
    provenance.put("machine", machine);
    return new Sheet(
            "Sweep",
            "A sweep over " + String.join(" and over ", swept),
            card.title(),
            card.lede(),
            says(survey),
            facts(outcome, survey),
            figures,
            notes(survey, plan),
            settings,
            provenance,
            command)
        .html();
  }

  private static String brief(Object value) {
    String text = KnobDial.text(value);
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  /** What was found, in a sentence or three. */
  public static String says(Survey survey) {
    long agree = survey.count("agrees");
    long disagree = survey.count("disagrees");
    long all =
        survey.verdicts().values().stream()
            .flatMap(v -> v.values().stream())
            .mapToLong(v -> v)
            .sum();
    String first =
        String.format(
            Locale.ROOT,
            "Of %,d verdicts over %,d points %,d agree and %,d disagree.",
            all,
            survey.points(),
            agree,
            disagree);
    double chance = Findings.FALSE_ALARM * (survey.points() - survey.failed());
    String second =
        disagree == 0
            ? ""
            : String.format(
                Locale.ROOT,
                " If theory held everywhere, %s would disagree by chance.",
                chance < 0.5 ? "hardly one" : "about " + Math.round(chance));
    String third =
        survey.failed() == 0
            ? ""
            : String.format(Locale.ROOT, " %,d points failed.", survey.failed());
    return first + second + third;
  }

  private static Map<String, String> facts(Sweep.Outcome outcome, Survey survey) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("points", String.format(Locale.ROOT, "%,d", survey.points()));
    if (!outcome.refined().isEmpty()) {
      facts.put("of them refined", String.format(Locale.ROOT, "%,d", outcome.refined().size()));
    }
    facts.put("claims", Integer.toString(survey.verdicts().size()));
    if (survey.failed() > 0) {
      facts.put("failed", String.format(Locale.ROOT, "%,d", survey.failed()));
    }
    return facts;
  }

  private static List<String> notes(Survey survey, Plan plan) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Each point is the whole experiment at its knobs, with its own seed for each repeat; its"
            + " claims are judged as in a single run, at a false-alarm probability of one in a"
            + " thousand a point. Repeats differ in their seeds; points of the same repeat share"
            + " one.");
    if (plan.latin() > 0) {
      notes.add("The points are the rows of a Latin hypercube drawn from the seed.");
    }
    if (survey.quantities().size() < survey.verdicts().size()) {
      notes.add(
          "Drawn are "
              + survey.quantities().size()
              + " of "
              + survey.verdicts().size()
              + " claims; --claim draws others. The table has all of them.");
    }
    return notes;
  }

  private static Figure verdicts(Survey survey) {
    List<List<String>> rows = new ArrayList<>();
    survey
        .verdicts()
        .forEach(
            (claim, v) ->
                rows.add(
                    List.of(
                        claim,
                        count(v, "agrees"),
                        count(v, "disagrees"),
                        count(v, "undecided"),
                        count(v, "outside its regime"))));
    return new Figure.Table(
        Figure.Caption.of(
            "verdicts", "Every claim over all points", "How many points came to each verdict.", ""),
        List.of("claim", "agrees", "disagrees", "undecided", "outside its regime"),
        rows);
  }

  private static String count(Map<String, Long> verdicts, String word) {
    return Long.toString(verdicts.getOrDefault(word, 0L));
  }

  private static Figure failures(Plan plan, Survey survey) {
    return new Figure.Table(
        Figure.Caption.of(
            "failures",
            "Points that failed",
            "The first of them, each with its line; the same command tries them again.",
            ""),
        List.of("point", "why"),
        survey.failures().stream().map(f -> List.of(where(plan, f.place()), f.line())).toList());
  }
}
