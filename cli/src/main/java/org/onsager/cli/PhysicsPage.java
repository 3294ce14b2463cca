package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.onsager.lab.Card;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.KnobDial;
import org.onsager.lab.Paper;

/**
 * The page of an experiment: its card, its knobs, and its claims as they were last put on record.
 *
 * <p>It holds nothing that depends on the machine or the time: the same catalogue and the same
 * records give the same bytes.
 *
 * @param record what came of it, where it was ever put on record
 */
record PhysicsPage(Card card, Experiment<?, ?> experiment, Optional<OnRecord> record) {
  private static final String MADE =
      "<!-- Made by `./onsager docs` from the catalogue and the record; an edit here is lost."
          + " -->\n\n";

  String markdown() {
    StringBuilder out = new StringBuilder(MADE);
    out.append("# ").append(Markdown.text(card.title())).append("\n\n");
    out.append("**").append(Markdown.text(card.lede())).append("**\n\n");
    out.append(paper(experiment.paper())).append("\n\n");
    out.append("```sh\n./onsager run ").append(card.id()).append("\n```\n");
    for (String paragraph : card.paragraphs()) {
      out.append('\n').append(Markdown.paragraph(paragraph, card.equations())).append('\n');
    }
    if (!card.departs().isEmpty()) {
      out.append("\n## Where it departs from the paper\n");
      for (String departs : card.departs()) {
        String text = departs.substring(0, 1).toUpperCase(Locale.ROOT) + departs.substring(1);
        out.append('\n').append(Markdown.paragraph(text, card.equations())).append('\n');
      }
    }
    out.append("\n## Claims\n\n");
    record.ifPresentOrElse(r -> claims(out, r), () -> nothing(out));
    out.append("\n## Knobs\n\n");
    knobs(out, experiment);
    out.append("\n## Cost\n\n").append(Markdown.head("effort", "cost"));
    for (Effort effort : Effort.values()) {
      out.append(Markdown.row(List.of(DescribeVerb.name(effort), cost(experiment, effort))));
    }
    return out.toString();
  }

  private static String paper(Paper paper) {
    String where =
        paper.address().isEmpty() ? "" : ", [arXiv:" + paper.arxiv() + "](" + paper.address() + ")";
    String venue = paper.venue().isEmpty() ? String.valueOf(paper.year()) : paper.venue();
    return Markdown.text(String.join(", ", paper.authors()))
        + ", *"
        + Markdown.text(paper.title())
        + "*, "
        + Markdown.text(venue)
        + where;
  }

  private void nothing(StringBuilder out) {
    out.append("No run is on record. This puts one there:\n\n```sh\n./onsager run ")
        .append(card.id())
        .append("\n./onsager docs --record ")
        .append(card.id())
        .append("\n```\n");
  }

  private void claims(StringBuilder out, OnRecord r) {
    out.append("On record: ").append(r.summary()).append("; seed ").append(r.seed());
    out.append(r.seed() == card.seed() ? ", a hash of the id" : "");
    out.append("; Onsager ").append(r.version()).append(".\n\n");
    if (!r.current(experiment)) {
      out.append("The default knobs have changed since; `./onsager run ").append(card.id());
      out.append("` and `./onsager docs --record ").append(card.id()).append("` renew it.\n\n");
    }
    out.append(Markdown.head("claim", "in the paper", "theory", "measured", "power", "verdict"));
    for (OnRecord.Line l : r.claims()) {
      String quantity = l.quantity().isEmpty() ? "" : ": " + Markdown.text(l.quantity());
      String verdict = "**" + l.verdict() + "**" + (l.contested().isEmpty() ? "" : ", contested");
      out.append(
          Markdown.row(
              List.of(
                  "`" + l.id() + "` " + Markdown.text(l.text()) + quantity,
                  Markdown.text(l.place()),
                  Markdown.text(l.theory()),
                  Markdown.text(l.measured()),
                  Prose.number(100 * l.power(), 2) + " %",
                  verdict)));
    }
    regimes(out, r);
    for (OnRecord.Line l : r.claims()) {
      if (!l.reason().isEmpty() || !l.contested().isEmpty()) {
        out.append("\n`").append(l.id()).append("` ").append(l.verdict());
        out.append(l.reason().isEmpty() ? "" : ": " + Markdown.text(l.reason()));
        out.append(l.contested().isEmpty() ? "" : "; contested: " + Markdown.text(l.contested()));
        out.append(".\n");
      }
    }
  }

  /** Regime → the claims whose theory holds in it. */
  private static void regimes(StringBuilder out, OnRecord r) {
    Map<String, List<String>> regimes = new LinkedHashMap<>();
    for (OnRecord.Line l : r.claims()) {
      regimes.computeIfAbsent(l.regime(), k -> new ArrayList<>()).add("`" + l.id() + "`");
    }
    out.append("\nTheory holds\n\n");
    regimes.forEach(
        (regime, claims) ->
            out.append("- ")
                .append(Markdown.text(regime))
                .append(": ")
                .append(String.join(", ", claims))
                .append('\n'));
  }

  private static <K extends Record, T extends Record> void knobs(
      StringBuilder out, Experiment<K, T> experiment) {
    K quick = experiment.knobs(Effort.QUICK);
    K desk = experiment.knobs(Effort.DESK);
    K paper = experiment.knobs(Effort.PAPER);
    out.append(Markdown.head("knob", "what it is", "range", "quick", "desk", "paper"));
    for (KnobDial dial : KnobBoard.of(quick).dials()) {
      out.append(
          Markdown.row(
              List.of(
                  "`" + dial.name() + "`",
                  Markdown.text(dial.meaning()),
                  Markdown.text(dial.range()),
                  stands(dial, quick),
                  stands(dial, desk),
                  stands(dial, paper))));
    }
  }

  private static String stands(KnobDial dial, Record knobs) {
    return Markdown.text(DescribeVerb.brief(dial.of(knobs)).replace(",", ", "));
  }

  private static <K extends Record, T extends Record> String cost(
      Experiment<K, T> experiment, Effort effort) {
    return Markdown.text(DescribeVerb.cost(experiment.cost(experiment.knobs(effort))));
  }

  /** The page that leads to the others, by topic. */
  static String index(List<PhysicsPage> pages) {
    StringBuilder out = new StringBuilder(MADE);
    out.append("# The physics, experiment by experiment\n\n");
    out.append("What each claims and what was last measured. ");
    out.append("How to read a verdict is said in the [guide](../guide/verdicts.md).\n");
    Map<String, List<PhysicsPage>> topics = new LinkedHashMap<>();
    pages.forEach(p -> topics.computeIfAbsent(p.card.topic(), t -> new ArrayList<>()).add(p));
    topics.forEach(
        (topic, all) -> {
          out.append("\n## ").append(Markdown.text(topic)).append("\n\n");
          out.append(Markdown.head("experiment", "what it shows", "on record"));
          for (PhysicsPage p : all) {
            out.append(
                Markdown.row(
                    List.of(
                        "[" + Markdown.text(p.card.title()) + "](" + p.card.id() + ".md)",
                        Markdown.text(p.card.lede()),
                        p.record.map(OnRecord::summary).orElse("no run"))));
          }
        });
    return out.toString();
  }
}
