package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Cost;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.KnobDial;
import org.onsager.lab.Paper;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Codec;

/** {@code describe ID}: the paper, the idea, equations, knobs and cost of an experiment. */
final class DescribeVerb implements Verb {
  static final String SUMMARY = "What an experiment claims, measures, costs, and its knobs.";

  private static final int LONG_LIST = 8;

  @Override
  public Syntax syntax() {
    return Syntax.of("describe", SUMMARY)
        .place("ID", true, "the experiment, as `list` names it")
        .flag("--json", "One JSON document.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    String id =
        arguments
            .word(0)
            .orElseThrow(() -> new Refusal("describe needs an ID; `list` shows them all"));
    Catalogue catalogue = Catalogue.open();
    Card card = catalogue.card(id);
    Experiment<?, ?> experiment = catalogue.experiment(id);
    if (arguments.flag("--json")) {
      console.document("onsager/describe/1", tree(card, experiment));
    } else {
      lines(card, experiment).forEach(console::say);
    }
    return Exit.FINE;
  }

  private static <K extends Record, T extends Record> List<String> lines(
      Card card, Experiment<K, T> experiment) {
    List<String> out = new ArrayList<>();
    Paper paper = experiment.paper();
    out.add(card.title() + (card.contributed() ? "  (" + With.mark(card.jar()) + ")" : ""));
    out.add(String.join(", ", paper.authors()) + " (" + paper.year() + ")");
    out.add(
        paper.title()
            + (paper.venue().isEmpty() ? "" : ", " + paper.venue())
            + (paper.address().isEmpty() ? "" : ", " + paper.address()));
    out.add("");
    out.addAll(Prose.wrapped(Prose.plain(card.lede()), "", Console.WIDTH));
    for (String paragraph : card.paragraphs()) {
      out.add("");
      out.addAll(Prose.wrapped(Prose.plain(paragraph), "", Console.WIDTH));
    }
    for (String departs : card.departs()) {
      out.add("");
      String text = "Departs from the paper: " + Prose.plain(departs);
      out.addAll(Prose.wrapped(text, "", Console.WIDTH));
    }
    if (!card.equations().isEmpty()) {
      out.add("");
      out.add("Equations");
      for (Card.Equation e : card.equations()) {
        out.add(
            "  "
                + Letters.of(e.latex())
                + (e.number().isEmpty() ? "" : "    (" + e.number() + ")"));
      }
    }
    out.add("");
    out.add("Knobs (quick, desk, paper)");
    out.addAll(knobs(experiment));
    out.add("");
    out.add("Cost");
    for (Effort effort : Effort.values()) {
      out.add("  " + name(effort) + "  " + cost(experiment.cost(experiment.knobs(effort))));
    }
    out.add("");
    out.add("./onsager run " + card.id() + With.again(card) + " --effort quick --set KNOB=VALUE");
    return out;
  }

  /** A table of knobs at the three efforts, each with its meaning and range below. */
  static <K extends Record, T extends Record> List<String> knobs(Experiment<K, T> experiment) {
    K quick = experiment.knobs(Effort.QUICK);
    K desk = experiment.knobs(Effort.DESK);
    K paper = experiment.knobs(Effort.PAPER);
    List<String> out = new ArrayList<>();
    for (KnobDial dial : KnobBoard.of(quick).dials()) {
      String q = brief(dial.of(quick));
      String d = brief(dial.of(desk));
      String p = brief(dial.of(paper));
      String stands = q.equals(d) && d.equals(p) ? q : q + " | " + d + " | " + p;
      out.addAll(Prose.wrapped(dial.name() + " = " + stands, "  ", Console.WIDTH));
      String range = dial.range().isEmpty() ? "" : "; " + dial.range();
      out.addAll(Prose.wrapped(Prose.plain(dial.meaning()) + range, "      ", Console.WIDTH));
    }
    return out;
  }

  /** A setting; of a long list its beginning and its end. */
  static String brief(Object value) {
    if (value instanceof List<?> list && list.size() > LONG_LIST) {
      return KnobDial.text(list.subList(0, 3))
          + ",…,"
          + KnobDial.text(list.getLast())
          + " ("
          + list.size()
          + " values)";
    }
    return KnobDial.text(value);
  }

  static String name(Effort effort) {
    return effort.name().toLowerCase(Locale.ROOT);
  }

  /** A cost in words. */
  static String cost(Cost cost) {
    return String.format(
        Locale.ROOT,
        "%,d points, about %s on two cores, %s operations, at most %s a point",
        cost.points(),
        Prose.duration(cost.seconds()),
        Prose.number(cost.flops(), 2),
        Prose.bytes(cost.bytes()));
  }

  private static <K extends Record, T extends Record> Map<String, @Nullable Object> tree(
      Card card, Experiment<K, T> experiment) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>(Codec.tree(card));
    tree.put("paper", Codec.tree(experiment.paper()));
    tree.put("seed", card.seed());
    List<Object> knobs = new ArrayList<>();
    for (KnobDial dial : KnobBoard.of(experiment.knobs(Effort.QUICK)).dials()) {
      Map<String, Object> knob = new LinkedHashMap<>();
      knob.put("name", dial.name());
      knob.put("meaning", dial.meaning());
      knob.put("type", dial.element().getSimpleName() + (dial.list() ? "[]" : ""));
      knob.put("range", dial.range());
      knobs.add(knob);
    }
    tree.put("knobs", knobs);
    Map<String, Object> efforts = new LinkedHashMap<>();
    for (Effort effort : Effort.values()) {
      K at = experiment.knobs(effort);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("knobs", KnobBoard.of(at).values(at));
      one.put("cost", Codec.tree(experiment.cost(at)));
      efforts.put(name(effort), one);
    }
    tree.put("efforts", efforts);
    return tree;
  }
}
