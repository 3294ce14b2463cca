package org.onsager.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.onsager.lab.Card;

/**
 * Text as Markdown that GitHub renders: what Markdown would read as a mark is escaped, inline
 * mathematics stands between {@code $`} and {@code `$}, displayed mathematics in a block.
 */
final class Markdown {
  private static final Pattern INLINE = Pattern.compile("\\\\\\(\\s*(.*?)\\s*\\\\\\)");
  private static final Pattern MARK =
      Pattern.compile("[\\\\`*<>|\\[\\]$]|(?<!\\w)_|_(?!\\w)", Pattern.UNICODE_CHARACTER_CLASS);

  private Markdown() {}

  /** A text, its mathematics as mathematics. */
  static String text(String text) {
    StringBuilder out = new StringBuilder();
    Matcher maths = INLINE.matcher(text);
    int from = 0;
    while (maths.find()) {
      out.append(escaped(text.substring(from, maths.start())));
      out.append("$`").append(maths.group(1)).append("`$");
      from = maths.end();
    }
    return out.append(escaped(text.substring(from))).toString();
  }

  private static String escaped(String text) {
    return MARK.matcher(text)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    switch (m.group()) {
                      case "<" -> "&lt;";
                      case ">" -> "&gt;";
                      default -> "\\" + m.group();
                    }));
  }

  /** A paragraph of a card; those of its equations that stand in it are displayed. */
  static String paragraph(String text, List<Card.Equation> equations) {
    for (Card.Equation e : equations) {
      String inline = "\\( " + e.latex() + " \\)";
      int at = text.indexOf(inline);
      if (at >= 0) {
        String number = e.number().isEmpty() ? "" : " (" + e.number() + ")";
        String rest = text.substring(at + inline.length());
        String tag = e.number().isEmpty() ? "" : " \\qquad \\text{(" + e.number() + ")}";
        rest = rest.startsWith(number) ? rest.substring(number.length()) : rest;
        String block = "```math\n" + e.latex() + tag + "\n```";
        return joined(paragraph(text.substring(0, at), equations), block)
            + (rest.isBlank() ? "" : "\n\n" + paragraph(rest, equations));
      }
    }
    return text(text.strip());
  }

  private static String joined(String before, String block) {
    return before.isEmpty() ? block : before + "\n\n" + block;
  }

  /** A row of a table. */
  static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** The head of a table: names, and the line below them. */
  static String head(String... names) {
    return row(List.of(names)) + "|---".repeat(names.length) + "|\n";
  }
}
