package org.onsager.logbook.page;

import static org.onsager.logbook.page.Symbols.escaped;
import static org.onsager.logbook.page.Symbols.plain;
import static org.onsager.logbook.page.Symbols.typeset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Figure;

/** Figures on a page: heading, drawing, caption, what can be taken away, and every number. */
final class Exhibit {
  /** Tables of more columns have the page's width. */
  private static final int WIDE = 5;

  private final Map<String, ObjectNode> specifications = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  /** The figures in the order in which a page shows and numbers them: those on the wall first. */
  static Exhibit of(List<Figure> figures) {
    Exhibit out = new Exhibit();
    for (boolean lead : new boolean[] {true, false}) {
      for (Figure f : figures) {
        if (f.caption().lead() == lead) {
          out.numbers.put(f.caption().id(), out.numbers.size() + 1);
        }
      }
    }
    return out;
  }

  /** The number of a figure, or 0 where there is none of that id. */
  int number(String id) {
    return numbers.getOrDefault(id, 0);
  }

  /** Id of a figure that was shown → what draws it. */
  Map<String, ObjectNode> specifications() {
    return specifications;
  }

  /** A figure as HTML. */
  String show(Figure figure) {
    Figure.Caption c = figure.caption();
    int n = number(c.id());
    String heading =
        "<h3 id=\"h-"
            + n
            + "\"><span class=\"n\">"
            + n
            + "</span><span>"
            + typeset(c.heading())
            + "</span></h3>\n";
    if (figure instanceof Figure.Table t) {
      return "<figure class=\"table"
          + (t.columns().size() > WIDE ? " wide" : "")
          + "\" id=\"fig-"
          + n
          + "\" aria-labelledby=\"h-"
          + n
          + "\">"
          + heading
          + "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table "
          + n
          + "\">"
          + table(t, "Table " + n)
          + "</div><figcaption>"
          + text(c.text())
          + "</figcaption></figure>\n";
    }
    ObjectNode specification = Plot.specification(figure);
    specifications.put("figure-" + n, specification);
    int tall = specification.get("height").asInt() + (figure instanceof Figure.HeatMap ? 100 : 60);
    return "<figure data-fig=\"figure-"
        + n
        + "\" id=\"fig-"
        + n
        + "\" aria-labelledby=\"h-"
        + n
        + "\">"
        + heading
        + "<div class=\"plot\" style=\"min-height:"
        + tall
        + "px\"></div><figcaption>"
        + text(c.text())
        + beyond(figure)
        + "<div class=\"take\">"
        + take("svg", "SVG", n)
        + take("png", "PNG", n)
        + take("json", "Specification", n)
        + "<details class=\"nums\"><summary>Numbers<span class=\"sr\"> of figure "
        + n
        + "</span></summary><div class=\"numbers\" tabindex=\"0\" role=\"group\""
        + " aria-label=\"Numbers of figure "
        + n
        + "\">"
        + table(numbers(figure), "Numbers of figure " + n)
        + "</div></details></div></figcaption></figure>\n";
  }

  private static String text(String text) {
    return text.isBlank() ? "" : "<p>" + typeset(text) + "</p>";
  }

  private static String beyond(Figure figure) {
    if (!(figure instanceof Figure.HeatMap m)) {
      return "";
    }
    int missing = MapPlot.missing(m);
    return missing == 0
        ? ""
        : "<p>× marks "
            + (missing == 1 ? "a cell" : Digits.count(missing) + " cells")
            + " without a number: not measured, or diverged.</p>";
  }

  private static String take(String kind, String word, int n) {
    return "<button type=\"button\" data-take=\""
        + kind
        + "\">"
        + word
        + "<span class=\"sr\"> of figure "
        + n
        + "</span></button>";
  }

  private static Figure.Table numbers(Figure figure) {
    return switch (figure) {
      case Figure.Curves c -> CurvePlot.numbers(c);
      case Figure.HeatMap m -> MapPlot.numbers(m);
      case Figure.Histogram h -> HistogramPlot.numbers(h);
      case Figure.Table t -> t;
    };
  }

  private static String table(Figure.Table t, String caption) {
    StringBuilder out = new StringBuilder("<table><caption class=\"sr\">");
    out.append(escaped(caption)).append("</caption><thead><tr>");
    List<Boolean> right =
        java.util.stream.IntStream.range(0, t.columns().size())
            .mapToObj(i -> t.rows().stream().allMatch(r -> i >= r.size() || numeric(r.get(i))))
            .toList();
    for (int i = 0; i < t.columns().size(); i++) {
      String word = t.columns().get(i);
      out.append(word.isBlank() ? "<td" : "<th scope=\"col\"");
      out.append(right.get(i) ? " class=\"num\">" : ">").append(typeset(word));
      // a header that is a symbol alone also has its letters, for those who hear it
      boolean alone = typeset(word).replaceAll("(?s)<math>.*?</math>", "").isBlank();
      out.append(
          word.isBlank()
              ? "</td>"
              : (alone ? "<span class=\"sr\"> " + escaped(plain(word)) + "</span></th>" : "</th>"));
    }
    out.append("</tr></thead><tbody>");
    for (List<String> row : t.rows()) {
      out.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        boolean number = i < right.size() && right.get(i);
        out.append(number ? "<td class=\"num\">" : "<td>")
            .append(typeset(row.get(i)))
            .append("</td>");
      }
      out.append("</tr>");
    }
    return out.append("</tbody></table>").toString();
  }

  private static boolean numeric(String s) {
    return s.isEmpty()
        || s.equals("–")
        || Character.isDigit(s.charAt(0))
        || ((s.charAt(0) == '−' || s.charAt(0) == '-') && s.length() > 1)
        || s.equals("∞")
        || s.startsWith("not measured");
  }
}
