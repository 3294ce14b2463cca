package org.onsager.logbook.page;

import static org.onsager.logbook.page.Symbols.escaped;
import static org.onsager.logbook.page.Symbols.typeset;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.onsager.lab.Card;
import org.onsager.lab.Figure;
import org.onsager.lab.Paper;
import org.onsager.logbook.Run;

/**
 * A run as one self-contained page: the paper, the verdict, the idea, the finding, the claims, the
 * evidence, and what repeats it.
 */
public final class Poster {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final Map<String, String> TOPICS =
      Map.of(
          "priors", "Priors of architectures",
          "landscapes", "Landscapes and glasses",
          "effectivetheory", "Effective theory",
          "spacetime", "Spacetime, criticality and signal propagation",
          "domains", "Physics as a domain");

  private Poster() {}

  /** The page of a run, as HTML. */
  public static String html(Run run) {
    List<ClaimTable.Row> rows = ClaimTable.rows(run.findings().claims(), run.judgements());
    Exhibit exhibit = Exhibit.of(run.findings().figures());
    Summary summary = new Summary(rows);
    Map<String, String> places = new LinkedHashMap<>();
    StringBuilder main = new StringBuilder(60_000);
    title(main, run);
    ribbon(main, run, summary);
    places.put("idea", "Idea");
    idea(main, run.card());
    if (figures(main, run, exhibit, true)) {
      places.put("finding", "Finding");
    }
    places.put("claims", "Claims");
    main.append("<section id=\"claims\" aria-labelledby=\"h-claims\"><h2 id=\"h-claims\">")
        .append("What the paper claims, and what we found</h2><p class=\"note\">")
        .append(ClaimTable.note(rows))
        .append("</p>\n")
        .append(ClaimTable.html(rows, exhibit))
        .append("</section>\n");
    if (figures(main, run, exhibit, false)) {
      places.put("evidence", "Evidence");
    }
    places.put("method", "Method");
    back(main, run);
    return Frame.page(
        run.card().title() + " · Onsager",
        "Theory and measurement of “" + run.paper().title() + "”, claim by claim",
        "Poster",
        places,
        main.toString(),
        "Measured and drawn by Onsager, run <code>"
            + escaped(run.name())
            + "</code>. The page holds its data and its fonts and needs no network. The numbers"
            + " below each figure, and the files in <code>figures/</code> beside this page, are all"
            + " of them.",
        exhibit.specifications());
  }

  private static void title(StringBuilder out, Run run) {
    Card card = run.card();
    Paper paper = run.paper();
    String topic = TOPICS.getOrDefault(card.topic(), Summary.capital(card.topic()));
    String same =
        paper.title().equalsIgnoreCase(card.title()) ? "" : ", “" + typeset(paper.title()) + "”";
    String link =
        paper.arxiv().isEmpty()
            ? ""
            : ", <a href=\""
                + escaped(paper.address())
                + "\">arXiv:"
                + escaped(paper.arxiv())
                + "</a>";
    out.append("<header class=\"title\"><p class=\"eyebrow\">")
        .append(typeset(topic))
        .append(card.contributed() ? " · contributed, " + escaped(card.jar()) : "")
        .append("</p><h1>")
        .append(typeset(card.title()))
        .append("</h1><p class=\"lede\">")
        .append(typeset(card.lede()))
        .append("</p><p class=\"paper\">")
        .append(typeset(authors(paper.authors())))
        .append(same)
        .append(paper.venue().isBlank() ? ", " + paper.year() : ", " + typeset(paper.venue()))
        .append(link)
        .append(".</p></header>\n");
  }

  private static String authors(List<String> names) {
    int n = names.size();
    if (n == 1) {
      return names.get(0);
    }
    return n > 8
        ? names.get(0) + " and " + (n - 1) + " others"
        : String.join(", ", names.subList(0, n - 1)) + " and " + names.get(n - 1);
  }

  private static void ribbon(StringBuilder out, Run run, Summary summary) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("effort", run.effort().name().toLowerCase(Locale.ROOT));
    facts.putAll(run.findings().facts());
    facts.put("core-minutes", coreMinutes(run));
    facts.put("on", day(run.provenance().started(), DAY));
    out.append("<div class=\"ribbon").append(summary.red() ? " bad" : "").append("\"><div>");
    out.append("<p class=\"says\">").append(summary.html()).append("</p>");
    out.append(summary.chips()).append("</div><dl class=\"facts\">");
    facts.forEach(
        (k, v) ->
            out.append("<div><dt>")
                .append(typeset(k))
                .append("</dt><dd>")
                .append(typeset(v))
                .append("</dd></div>"));
    out.append("</dl></div>\n");
  }

  private static String coreMinutes(Run run) {
    double minutes = run.provenance().seconds() * run.threads() / 60;
    return minutes < 10 ? Digits.number(minutes, 2) : Digits.grouped(Math.round(minutes));
  }

  private static String day(String instant, DateTimeFormatter format) {
    try {
      return format.format(Instant.parse(instant));
    } catch (DateTimeParseException e) {
      return instant;
    }
  }

  /**
   * Whether a paragraph holds nothing but the words before an equation, the equation and its
   * number.
   */
  private static boolean isOnly(String paragraph, Card.Equation equation) {
    int more = equation.what().length() + equation.latex().length() + equation.number().length();
    return paragraph.contains(equation.latex()) && paragraph.length() - more < 16;
  }

  private static void idea(StringBuilder out, Card card) {
    out.append("<section id=\"idea\" class=\"idea\" aria-labelledby=\"h-idea\">")
        .append("<h2 id=\"h-idea\" class=\"sr\">The idea</h2><div class=\"prose\">");
    for (String p : card.paragraphs()) {
      if (card.equations().stream().anyMatch(e -> isOnly(p, e))) {
        continue; // it stands among the equations, displayed
      }
      out.append("<p>").append(typeset(p)).append("</p>");
    }
    out.append("</div>");
    if (!card.equations().isEmpty()) {
      out.append("<div class=\"eqs\">");
      for (Card.Equation e : card.equations()) {
        String name = Symbols.plain(e.what().isBlank() ? e.number() : e.what());
        out.append("<div class=\"eq\"><p class=\"what\"><span>")
            .append(typeset(Summary.capital(e.what().strip().replaceAll("[:,;]$", ""))))
            .append("</span><span class=\"no\">")
            .append(typeset(e.number()))
            .append(
                "</span></p><div tabindex=\"0\" role=\"group\" class=\"box\" aria-label=\"Equation")
            .append(name.isBlank() ? "" : ": " + escaped(name))
            .append("\">")
            .append(Symbols.tex(e.latex().strip(), "math", "div"))
            .append("</div></div>\n");
      }
      out.append("</div>");
    }
    out.append("</section>\n");
  }

  private static boolean figures(StringBuilder out, Run run, Exhibit exhibit, boolean lead) {
    List<Figure> some =
        run.findings().figures().stream().filter(f -> f.caption().lead() == lead).toList();
    if (some.isEmpty()) {
      return false;
    }
    String name = lead ? "finding" : "evidence";
    out.append("<section id=\"").append(name).append("\" aria-labelledby=\"h-").append(name);
    out.append("\"><h2 id=\"h-").append(name).append("\" class=\"sr\">The ").append(name);
    out.append("</h2><div class=\"figs").append(lead ? " lead" : "").append("\">\n");
    for (Figure f : some) {
      out.append(exhibit.show(f));
    }
    out.append("</div></section>\n");
    return true;
  }

  private static void back(StringBuilder out, Run run) {
    Run.Provenance p = run.provenance();
    out.append("<section id=\"method\" class=\"back\" aria-label=\"Method and provenance\"><div>")
        .append(
            "<h2>Method</h2><div class=\"prose\"><p>Theory is computed first, on its own; the"
                + " points")
        .append(
            " that are measured never see it. Error bars are standard errors over independent"
                + " draws.")
        .append(" Each claim carries the band by which theory may be missed, and its power.</p>");
    for (String d : run.card().departs()) {
      out.append("<p><i>Departs from the paper.</i> ").append(typeset(d)).append("</p>");
    }
    out.append("</div></div>\n<div><h2>Knobs</h2><dl class=\"kv\">");
    run.knobs()
        .forEach(
            (k, v) -> pair(out, typeset(run.card().knobs().getOrDefault(k, k)), typeset(value(v))));
    out.append("</dl></div>\n<div><h2>Provenance</h2><dl class=\"kv\">");
    pair(out, "run", "<code>" + escaped(run.name()) + "</code>");
    pair(out, "experiment", "<code>" + escaped(run.card().id()) + "</code>");
    pair(out, "started", escaped(day(p.started(), MINUTE)));
    pair(out, "took", escaped(duration(p.seconds())));
    pair(out, "seed", Long.toString(run.seed()));
    pair(out, "threads", run.threads() + "; results do not depend on it");
    p.versions().forEach((k, v) -> pair(out, typeset(k), escaped(v)));
    pair(out, "machine", typeset(p.machine()));
    p.data().forEach((k, v) -> pair(out, typeset(k), "<code>" + escaped(v) + "</code>"));
    pair(out, "result", "<code>" + escaped(run.digest()) + "</code>");
    out.append("</dl>").append(command(run.command(), "Copy")).append("</div></section>\n");
  }

  private static void pair(StringBuilder out, String term, String text) {
    out.append("<dt>").append(term).append("</dt><dd>").append(text).append("</dd>");
  }

  /** Lines to copy, with the button that copies them. */
  static String command(String lines, String word) {
    return "<div class=\"cmd\"><pre><code>"
        + escaped(lines)
        + "</code></pre><button type=\"button\">"
        + word
        + "</button></div>";
  }

  /** A duration in words. */
  private static String duration(double seconds) {
    if (seconds < 60) {
      return Digits.number(seconds, 2) + " s";
    }
    long minutes = Math.round(seconds / 60);
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  private static String value(Object v) {
    return switch (v) {
      case Boolean b -> b ? "yes" : "no";
      case Double d -> Digits.number(d, 8);
      case Float f -> Digits.number(f, 6);
      case Number n -> n.toString().replace('-', '−');
      case List<?> l when l.size() > 6 ->
          value(l.get(0))
              + ", "
              + value(l.get(1))
              + " … "
              + value(l.get(l.size() - 1))
              + " ("
              + l.size()
              + " values)";
      case List<?> l -> l.stream().map(Poster::value).collect(Collectors.joining(", "));
      default -> v.toString();
    };
  }
}
