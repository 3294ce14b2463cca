package org.onsager.logbook.page;

import static org.onsager.logbook.page.Symbols.escaped;
import static org.onsager.logbook.page.Symbols.typeset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Verdict;

/**
 * A page of entries in order, a day for example: each with what stands before it, its text, and
 * marks that may be links.
 *
 * @param title of the page
 * @param kind what sort of page it is, as its head names it
 * @param lede a sentence below the title
 * @param says the page in a sentence
 * @param facts a few words beside it: label → text
 * @param parts what it holds
 * @param command what makes it again
 */
public record Leaflet(
    String title,
    String kind,
    String lede,
    String says,
    Map<String, String> facts,
    List<Part> parts,
    String command) {
  public Leaflet {
    facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    parts = List.copyOf(parts);
  }

  /**
   * A part of the page.
   *
   * @param anchor its name in addresses
   * @param word its name in the page's head
   * @param heading its heading
   * @param note a sentence below it, or empty
   * @param items its entries
   */
  public record Part(String anchor, String word, String heading, String note, List<Item> items) {
    public Part {
      items = List.copyOf(items);
    }
  }

  /**
   * An entry.
   *
   * @param before what stands before it, for example its hour
   * @param under what stands below that, or empty
   * @param heading its heading
   * @param text a paragraph, or empty
   * @param marks what belongs to it
   */
  public record Item(String before, String under, String heading, String text, List<Mark> marks) {
    public Item {
      marks = List.copyOf(marks);
    }
  }

  /**
   * A line beside an entry.
   *
   * @param text what it says
   * @param address where it leads, relative to the page, or empty
   * @param chips verdicts in words: what each is, and how many
   */
  public record Mark(String text, String address, List<Chip> chips) {
    public Mark {
      chips = List.copyOf(chips);
    }
  }

  /**
   * A verdict as a chip.
   *
   * @param verdict whose sign and colour it has
   * @param word what it says
   */
  public record Chip(Verdict verdict, String word) {}

  /** The page as HTML, which holds its fonts and needs no network. */
  public String html() {
    Map<String, String> places = new LinkedHashMap<>();
    StringBuilder main = new StringBuilder(30_000);
    main.append("<header class=\"title\"><p class=\"eyebrow\">")
        .append(escaped(kind))
        .append("</p><h1>")
        .append(typeset(title))
        .append("</h1><p class=\"lede\">")
        .append(typeset(lede))
        .append("</p></header>\n<div class=\"ribbon\"><div><p class=\"says\"><b>")
        .append(typeset(says))
        .append("</b></p></div><dl class=\"facts\">");
    facts.forEach(
        (k, v) ->
            main.append("<div><dt>")
                .append(typeset(k))
                .append("</dt><dd>")
                .append(typeset(v))
                .append("</dd></div>"));
    main.append("</dl></div>\n");
    for (Part part : parts) {
      places.put(part.anchor(), part.word());
      part(main, part);
    }
    return Frame.page(
        title + " · Onsager",
        Symbols.plain(says),
        kind,
        places,
        main.toString(),
        "The page holds its fonts and needs no network. To make it again:"
            + Poster.command(command, "Copy the command"),
        Map.of());
  }

  private static void part(StringBuilder out, Part part) {
    out.append("<section id=\"").append(escaped(part.anchor())).append("\" aria-labelledby=\"h-");
    out.append(escaped(part.anchor())).append("\"><h2 id=\"h-").append(escaped(part.anchor()));
    out.append("\">").append(typeset(part.heading())).append("</h2>");
    if (!part.note().isEmpty()) {
      out.append("<p class=\"note\">").append(typeset(part.note())).append("</p>");
    }
    out.append("<ul class=\"news\">\n");
    part.items().forEach(i -> item(out, i));
    out.append("</ul></section>\n");
  }

  private static void item(StringBuilder out, Item item) {
    out.append("<li><span class=\"grade\">").append(typeset(item.before()));
    if (!item.under().isEmpty()) {
      out.append("<br><span class=\"small\">").append(typeset(item.under())).append("</span>");
    }
    out.append("</span><div><h3>").append(typeset(item.heading())).append("</h3>");
    if (!item.text().isEmpty()) {
      out.append("<p>").append(typeset(item.text())).append("</p>");
    }
    out.append("</div><div class=\"sym\">");
    item.marks().forEach(m -> mark(out, m));
    out.append("</div></li>\n");
  }

  private static void mark(StringBuilder out, Mark mark) {
    String text = typeset(mark.text());
    out.append("<p>")
        .append(
            mark.address().isEmpty()
                ? text
                : "<a href=\"" + escaped(mark.address()) + "\">" + text + "</a>");
    mark.chips().forEach(c -> out.append(" ").append(ClaimTable.chip(c.verdict(), c.word())));
    out.append("</p>");
  }
}
