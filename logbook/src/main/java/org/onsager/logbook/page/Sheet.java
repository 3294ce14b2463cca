package org.onsager.logbook.page;

import static org.onsager.logbook.page.Symbols.escaped;
import static org.onsager.logbook.page.Symbols.typeset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Figure;

/**
 * A self-contained page of figures under a title: what is found in a sentence, the figures on the
 * wall, the evidence, and what repeats it.
 *
 * @param kind of page, as the head names it
 * @param eyebrow above the title
 * @param title what it is about
 * @param lede what it is, in a sentence
 * @param says what was found; the first sentence stands in bold
 * @param facts name → number, beside it
 * @param figures those on the wall come first
 * @param notes paragraphs on method
 * @param settings name → value, where the knobs stand
 * @param provenance name → value, when, where and with what
 * @param command what repeats it
 */
public record Sheet(
    String kind,
    String eyebrow,
    String title,
    String lede,
    String says,
    Map<String, String> facts,
    List<Figure> figures,
    List<String> notes,
    Map<String, String> settings,
    Map<String, String> provenance,
    String command) {
  public Sheet {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    figures = List.copyOf(figures);
    notes = List.copyOf(notes);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** The page, as HTML. */
  public String html() {
    Exhibit exhibit = Exhibit.of(figures);
    Map<String, String> places = new LinkedHashMap<>();
    StringBuilder main = new StringBuilder(60_000);
    title(main);
    if (shown(main, exhibit, true)) {
      places.put("finding", "Finding");
    }
    if (shown(main, exhibit, false)) {
      places.put("evidence", "Evidence");
    }
    places.put("method", "Method");
    back(main);
    return Frame.page(
        title + " · Onsager",
        Symbols.plain(lede),
        kind,
        places,
        main.toString(),
        "Measured and drawn by Onsager. The page holds its data and its fonts and needs no network;"
            + " all of the numbers are in the tables beside it.",
        exhibit.specifications());
  }

  private void title(StringBuilder out) {
    out.append("<header class=\"title\"><p class=\"eyebrow\">")
        .append(typeset(eyebrow))
        .append("</p><h1>")
        .append(typeset(title))
        .append("</h1><p class=\"lede\">")
        .append(typeset(lede))
        .append("</p></header>\n<div class=\"ribbon\"><div><p class=\"says\">");
    int end = says.indexOf(". ");
    out.append("<b>").append(typeset(end < 0 ? says : says.substring(0, end + 1))).append("</b>");
    if (end >= 0) {
      out.append(' ').append(typeset(says.substring(end + 2)));
    }
    out.append("</p></div><dl class=\"facts\">");
    facts.forEach(
        (k, v) ->
            out.append("<div><dt>")
                .append(typeset(k))
                .append("</dt><dd>")
                .append(typeset(v))
                .append("</dd></div>"));
    out.append("</dl></div>\n");
  }

  private boolean shown(StringBuilder out, Exhibit exhibit, boolean lead) {
    List<Figure> some = figures.stream().filter(f -> f.caption().lead() == lead).toList();
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

  private void back(StringBuilder out) {
    out.append("<section id=\"method\" class=\"back\" aria-label=\"Method and provenance\"><div>")
        .append("<h2>Method</h2><div class=\"prose\">");
    for (String note : notes) {
      out.append("<p>").append(typeset(note)).append("</p>");
    }
    out.append("</div></div>\n<div><h2>Knobs</h2><dl class=\"kv\">");
    settings.forEach((k, v) -> pair(out, k, typeset(v)));
    out.append("</dl></div>\n<div><h2>Provenance</h2><dl class=\"kv\">");
    provenance.forEach((k, v) -> pair(out, k, escaped(v)));
    out.append("</dl>").append(Poster.command(command, "Copy")).append("</div></section>\n");
  }

  private static void pair(StringBuilder out, String term, String text) {
    out.append("<dt>").append(typeset(term)).append("</dt><dd>").append(text).append("</dd>");
  }
}
