package org.onsager.logbook.page;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text as HTML: escaped, with real subscripts for symbols such as {@code σ_w²}, with LaTeX between
 * {@code \(} and {@code \)} left for the page to typeset.
 *
 * <p>A symbol is a Greek letter, or a Latin letter that stands alone, with an index: so {@code
 * ξ_c}, {@code q*} and {@code L_max} are symbols, {@code weight_variance} is a word.
 */
final class Symbols {
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
  private static final String LEVEL = "0123456789−+";
  private static final Pattern SYMBOL =
      Pattern.compile(
          "(?<base>[α-ωϕϵ]|[Α-Ω]|(?<![\\p{L}\\p{N}_\\\\])\\p{IsLatin})"
              + "(?:_(?<sub>\\{[^{}]*\\}|[\\p{L}\\p{N}∇*&&[^²³¹⁰⁴-⁹]]++(?!_))"
              + "(?:(?<raised>["
              + RAISED
              + "]+)|\\^(?<sup>\\{[^{}]*\\}|−?[\\p{L}\\p{N}]+))?"
              + "|\\^(?<alone>\\{[^{}]*\\}|−?[\\p{L}\\p{N}]+)"
              + "|(?<star>[*∗](?![\\p{L}\\p{N}(*])))");
  private static final Pattern MATHEMATICS =
      Pattern.compile("\\\\\\((?<tex>.+?)\\\\\\)|`(?<code>[^`]+)`", Pattern.DOTALL);
  private static final Pattern POWER =
      Pattern.compile("[" + RAISED + "]{2,}|(?<=10)[" + RAISED + "]");
  private static final Pattern MINUS =
      Pattern.compile("(?<![\\p{L}\\p{N}_.)\\]*^{-])-(?=[\\p{N}.])");

  private Symbols() {}

  /** The text, safe within an element or a quoted attribute. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          if (c >= ' ' || c == '\n' || c == '\t') {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  /** The text as HTML, its symbols and mathematics set. */
  static String typeset(String text) {
    StringBuilder out = new StringBuilder();
    Matcher m = MATHEMATICS.matcher(text);
    int at = 0;
    while (m.find()) {
      out.append(words(text.substring(at, m.start())));
      String tex = m.group("tex");
      if (tex != null) {
        out.append(tex(tex.strip(), "tex", "span"));
      } else {
        out.append("<code>").append(escaped(m.group("code"))).append("</code>");
      }
      at = m.end();
    }
    return out.append(words(text.substring(at))).toString();
  }

  /** LaTeX for the page to typeset; it can be read as it stands where there is no script. */
  static String tex(String latex, String kind, String element) {
    String safe = escaped(latex);
    return "<"
        + element
        + " class=\""
        + kind
        + "\" data-tex=\""
        + safe
        + "\">"
        + safe
        + "</"
        + element
        + ">";
  }

  /** The text without markup, for labels that are read aloud. */
  static String plain(String text) {
    String flat = MATHEMATICS.matcher(text).replaceAll(r -> Matcher.quoteReplacement(inner(r)));
    return SYMBOL
        .matcher(typographic(flat))
        .replaceAll(r -> Matcher.quoteReplacement(r.group().replaceAll("[_{}]", "")));
  }

  /** The text with the signs of print: − for a minus, ’ for an apostrophe, 8 % unbroken. */
  static String typographic(String text) {
    return MINUS
        .matcher(text)
        .replaceAll("−")
        .replaceAll("(?<=\\p{L})'(?=\\p{L})", "’")
        .replaceAll("(?<=\\p{N}) (?=%)", "\u202f");
  }

  private static String inner(java.util.regex.MatchResult r) {
    String tex = r.group(1);
    return tex == null ? r.group(2) : tex;
  }

  private static String words(String text) {
    String s = typographic(text);
    StringBuilder out = new StringBuilder();
    Matcher m = SYMBOL.matcher(s);
    int at = 0;
    while (m.find()) {
      out.append(powers(s.substring(at, m.start()))).append(symbol(m));
      at = m.end();
    }
    return out.append(powers(s.substring(at))).toString();
  }

  /** Raised digits in a row as one superscript, so that all come from one font. */
  private static String powers(String text) {
    return POWER
        .matcher(escaped(text))
        .replaceAll(r -> Matcher.quoteReplacement("<sup>" + lowered(r.group()) + "</sup>"));
  }

  private static String symbol(Matcher m) {
    String base = letters(m.group("base"));
    String sub = m.group("sub");
    String raised = m.group("raised");
    String sup = m.group("sup");
    if (raised != null) {
      sup = lowered(raised);
    } else if (m.group("alone") != null) {
      sup = m.group("alone");
    } else if (m.group("star") != null) {
      sup = "*";
    }
    String inside;
    if (sub != null && sup != null) {
      inside = "<msubsup>" + base + index(sub) + index(sup) + "</msubsup>";
    } else if (sub != null) {
      inside = "<msub>" + base + index(sub) + "</msub>";
    } else {
      inside = "<msup>" + base + index(sup == null ? "" : sup) + "</msup>";
    }
    return "<math>" + inside + "</math>";
  }

  private static String lowered(String raised) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < raised.length(); i++) {
      out.append(LEVEL.charAt(RAISED.indexOf(raised.charAt(i))));
    }
    return out.toString();
  }

  private static String index(String text) {
    String s = text.startsWith("{") ? text.substring(1, text.length() - 1) : text;
    StringBuilder out = new StringBuilder("<mrow>");
    Matcher m = Pattern.compile("\\p{L}+|\\p{N}+|\\s+|.").matcher(s);
    while (m.find()) {
      String t = m.group();
      if (Character.isLetter(t.charAt(0))) {
        out.append(letters(t));
      } else if (Character.isDigit(t.charAt(0))) {
        out.append("<mn>").append(t).append("</mn>");
      } else if (!t.isBlank()) {
        out.append("<mo>").append(escaped(t.equals("*") ? "∗" : t)).append("</mo>");
      }
    }
    return out.append("</mrow>").toString();
  }

  private static String letters(String text) {
    boolean capital = text.length() == 1 && text.charAt(0) >= 'Α' && text.charAt(0) <= 'Ω';
    return (capital ? "<mi mathvariant=\"normal\">" : "<mi>") + escaped(text) + "</mi>";
  }
}
