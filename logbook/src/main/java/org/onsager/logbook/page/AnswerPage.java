package org.onsager.logbook.page;

import static org.onsager.logbook.page.Symbols.escaped;
import static org.onsager.logbook.page.Symbols.typeset;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Figure;
import org.onsager.lab.Tool;

/**
 * What a tool answers as one self-contained page: the verdict, the news, what to do, every number.
 */
public final class AnswerPage {
  private AnswerPage() {}

  /**
   * The page of an answer, as HTML.
   *
   * @param answer what the tool said
   * @param kind of answer it is
   * @param command what repeats it
   */
  public static String html(Answer answer, Tool.Kind kind, String command) {
    Exhibit exhibit = Exhibit.of(answer.figures());
    Map<String, String> places = new LinkedHashMap<>();
    StringBuilder main = new StringBuilder(30_000);
    title(main, answer, eyebrow(kind));
    if (!answer.news().isEmpty()) {
      places.put("news", "News");
      news(main, answer.news());
    }
    if (!answer.advice().isEmpty()) {
      places.put("advice", "What to do");
      advice(main, answer.advice());
    }
    if (!answer.figures().isEmpty() || !answer.quantities().isEmpty()) {
      places.put("numbers", "Numbers");
      numbers(main, answer, exhibit);
    }
    return Frame.page(
        answer.title() + " · Onsager",
        Symbols.plain(answer.verdict()),
        switch (kind) {
          case PREDICTION -> "Prediction";
          case EXAMINATION -> "Examination";
          case TRIAL -> "Trial";
        },
        places,
        main.toString(),
        switch (kind) {
              case PREDICTION -> "Nothing was run: this is what theory says.";
              case EXAMINATION -> "This is what the instruments saw in the file as it was then.";
              case TRIAL -> "Networks were drawn, broken on purpose, and examined.";
            }
            + " The page holds its data and its fonts and needs"
            + " no network. To repeat it:"
            + Poster.command(command, "Copy the command"),
        exhibit.specifications());
  }

  private static String eyebrow(Tool.Kind kind) {
    return switch (kind) {
      case PREDICTION -> "Prediction, nothing was run";
      case EXAMINATION -> "Examination";
      case TRIAL -> "Trial of the instrument itself";
    };
  }

  private static void title(StringBuilder out, Answer a, String eyebrow) {
    out.append("<header class=\"title\"><p class=\"eyebrow\">")
        .append(eyebrow)
        .append("</p><h1>")
        .append(typeset(a.title()))
        .append("</h1><p class=\"lede\">")
        .append(typeset(a.subtitle()))
        .append("</p></header>\n<div class=\"ribbon")
        .append(a.grade() == Grade.BAD ? " bad" : "")
        .append("\"><div><p class=\"says\">")
        .append(says(a.verdict()))
        .append("</p><ul aria-label=\"Verdict\"><li>")
        .append(ClaimTable.chip(kind(a.grade()), sign(a.grade()), word(a.grade())))
        .append("</li></ul></div><dl class=\"facts\">");
    a.facts()
        .forEach(
            (k, v) ->
                out.append("<div><dt>")
                    .append(typeset(k))
                    .append("</dt><dd>")
                    .append(typeset(v))
                    .append("</dd></div>"));
    out.append("</dl></div>\n");
  }

  /** The first sentence stands in bold. */
  private static String says(String verdict) {
    int end = verdict.indexOf(". ");
    return end < 0
        ? "<b>" + typeset(verdict) + "</b>"
        : "<b>"
            + typeset(verdict.substring(0, end + 1))
            + "</b> "
            + typeset(verdict.substring(end + 2));
  }

  private static void news(StringBuilder out, List<Answer.News> news) {
    out.append("<section id=\"news\" aria-labelledby=\"h-news\"><h2 id=\"h-news\">Worst news first")
        .append("</h2><ul class=\"news\">\n");
    for (Answer.News n : news.stream().sorted(Comparator.comparing(Answer.News::grade)).toList()) {
      out.append("<li><span class=\"grade ").append(kind(n.grade())).append("\">");
      out.append(ClaimTable.sign(sign(n.grade())))
          .append(word(n.grade()))
          .append("</span><div><h3>");
      out.append(typeset(n.heading()))
          .append("</h3><p>")
          .append(typeset(n.text()))
          .append("</p></div>");
      out.append("<div class=\"sym\"><span class=\"big\">").append(typeset(number(n.number())));
      out.append("</span>").append(certificate(n.certificate())).append("</div></li>\n");
    }
    out.append("</ul></section>\n");
  }

  private static void advice(StringBuilder out, List<Answer.Advice> advice) {
    out.append("<section id=\"advice\" aria-labelledby=\"h-advice\"><h2 id=\"h-advice\">What to do")
        .append("</h2><div class=\"advice\">\n");
    for (Answer.Advice a : advice) {
      out.append("<div><p class=\"prose\">").append(typeset(a.text())).append("</p>");
      out.append(a.code().isBlank() ? "" : Poster.command(a.code().strip(), "Copy"));
      out.append("</div>\n");
    }
    out.append("</div></section>\n");
  }

  private static void numbers(StringBuilder out, Answer a, Exhibit exhibit) {
    out.append("<section id=\"numbers\" aria-labelledby=\"h-numbers\"><h2 id=\"h-numbers\">")
        .append("Where this network stands</h2><div class=\"beside\">\n");
    if (!a.figures().isEmpty()) {
      out.append("<div class=\"figs\">");
      for (Figure f : a.figures()) {
        out.append(exhibit.show(f));
      }
      out.append("</div>");
    }
    if (!a.quantities().isEmpty()) {
      quantities(out, a.quantities());
    }
    out.append("</div>");
    boolean open =
        a.quantities().stream().anyMatch(q -> uncalibrated(q.certificate()))
            || a.news().stream().anyMatch(n -> uncalibrated(n.certificate()));
    if (open || !a.notes().isEmpty()) {
      out.append("<div class=\"notes note\">");
      if (open) {
        out.append(
                "<p><span class=\"uncal\">Uncalibrated</span> means that no experiment here has"
                    + " yet")
            .append(" agreed with that formula. It may be right; nobody has looked.</p>");
      }
      for (String n : a.notes()) {
        out.append("<p>").append(typeset(n)).append("</p>");
      }
      out.append("</div>");
    }
    out.append("</section>\n");
  }

  private static void quantities(StringBuilder out, List<Answer.Quantity> quantities) {
    out.append("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Every number\">")
        .append(
            "<table class=\"quantities\"><caption class=\"sr\">Every number, with its error, its")
        .append(" regime and its certificate</caption><thead><tr><th scope=\"col\">Quantity</th>")
        .append(
            "<th scope=\"col\" class=\"num\">Value</th><th scope=\"col\" class=\"num\">Error</th>")
        .append(
            "<th scope=\"col\">Regime</th><th"
                + " scope=\"col\">Certificate</th></tr></thead><tbody>\n");
    for (Answer.Quantity q : quantities) {
      boolean number = !q.value().isEmpty() && "0123456789-−+∞".indexOf(q.value().charAt(0)) >= 0;
      out.append("<tr><th scope=\"row\">").append(typeset(q.name()));
      out.append(number ? "</th><td class=\"num\">" : "</th><td class=\"none\">");
      out.append(typeset(number(q.value()))).append("</td><td class=\"num\">");
      out.append(q.error().isBlank() ? "–" : typeset(number(q.error()))).append("</td><td>");
      out.append(typeset(q.regime())).append("</td><td>").append(certificate(q.certificate()));
      out.append("</td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private static String number(String text) {
    return text.equals("NaN") ? "diverged" : Digits.powers(text);
  }

  private static boolean uncalibrated(String certificate) {
    return certificate.toLowerCase(Locale.ROOT).startsWith("uncalibrated");
  }

  private static String certificate(String text) {
    if (text.isBlank()) {
      return "";
    }
    String kind =
        uncalibrated(text)
            ? "uncal"
            : text.contains("undecided") || text.contains("disagree") ? "cert und" : "cert";
    return "<span class=\"" + kind + "\">" + escaped(text) + "</span>";
  }

  private static String kind(Grade g) {
    return switch (g) {
      case BAD -> "bad";
      case WATCH -> "warn";
      case FINE -> "fine";
    };
  }

  private static String sign(Grade g) {
    return switch (g) {
      case BAD -> "disagrees";
      case WATCH -> "undecided";
      case FINE -> "agrees";
    };
  }

  private static String word(Grade g) {
    return switch (g) {
      case BAD -> "Will not work";
      case WATCH -> "Watch";
      case FINE -> "Fine";
    };
  }
}
