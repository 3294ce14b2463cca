package org.onsager.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.onsager.lab.Card;

/**
 * A documentation comment as plain text: tags rendered, mathematics kept as LaTeX.
 *
 * @param lede the first sentence, or empty where there is none
 * @param paragraphs the rest, a paragraph each; displayed mathematics stands in them inline
 * @param departs the paragraphs that begin with "Departs from the paper:", without these words
 * @param equations displayed mathematics with the words before it
 */
record Javadoc(
    String lede, List<String> paragraphs, List<String> departs, List<Card.Equation> equations) {
  private static final String DEPARTS = "Departs from the paper:";
  private static final Pattern BLOCK_TAGS = Pattern.compile("(?m)^\\s*@[a-z]");
  private static final Pattern SPLIT =
      Pattern.compile("(?i)\\s*</?p>\\s*|\\s*(?=<li>)|</?ul>|</?ol>");
  private static final Pattern MATHS =
      Pattern.compile("\\\\\\((.*?)\\\\\\)|\\\\\\[(.*?)\\\\\\]", Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:\\\\q?quad|\\\\[;,! ]|\\s|~)*"
              + "\\(\\s*\\\\text\\{([^{}]*)\\}((?:[^()]|\\([^()]*\\))*)\\)"
              + "\\s*([.,;]?)\\s*$");

  /** Reads a comment as the compiler hands it out, its stars removed. */
  static Javadoc of(String comment) {
    Matcher tags = BLOCK_TAGS.matcher(comment);
    String body = inlineTags(tags.find() ? comment.substring(0, tags.start()) : comment);
    List<Card.Equation> equations = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (String paragraph : SPLIT.split(protect(body), -1)) {
      String text = render(unprotect(paragraph), equations);
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    if (texts.isEmpty()) {
      return new Javadoc("", List.of(), List.of(), List.of());
    }
    String first = texts.removeFirst();
    int end = sentenceEnd(first);
    String rest = first.substring(end).strip();
    if (!rest.isEmpty()) {
      texts.addFirst(rest);
    }
    List<String> departs =
        texts.stream()
            .filter(t -> t.startsWith(DEPARTS))
            .map(t -> t.substring(DEPARTS.length()).strip())
            .toList();
    List<String> paragraphs = texts.stream().filter(t -> !t.startsWith(DEPARTS)).toList();
    return new Javadoc(first.substring(0, end).strip(), paragraphs, departs, equations);
  }

  /**
   * The first place where mathematics is opened and not closed, or closed and not opened; or empty.
   */
  static String unbalanced(String comment) {
    Matcher m = Pattern.compile("\\\\[\\[\\]()]").matcher(comment);
    String open = "";
    while (m.find()) {
      // A row's end with a skip, \\[2pt], is no bracket.
      if (m.start() > 0 && comment.charAt(m.start() - 1) == '\\' && !open.isEmpty()) {
        continue;
      }
      String mark = m.group();
      boolean opens = mark.equals("\\(") || mark.equals("\\[");
      if (opens == !open.isEmpty()
          || (!opens && !mark.equals(open.equals("\\(") ? "\\)" : "\\]"))) {
        return mark + " near \"" + around(comment, m.start()) + "\"";
      }
      open = opens ? mark : "";
    }
    return open.isEmpty() ? "" : open + " that is never closed";
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 15), Math.min(text.length(), at + 15))
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** Hides the angle brackets of mathematics, so that they are not taken for tags. */
  private static String protect(String text) {
    return MATHS
        .matcher(text)
        .replaceAll(
            m -> Matcher.quoteReplacement(m.group().replace('<', '\uE000').replace('>', '\uE001')));
  }

  private static String unprotect(String text) {
    return text.replace('\uE000', '<').replace('\uE001', '>');
  }

  private static String render(String paragraph, List<Card.Equation> equations) {
    StringBuilder out = new StringBuilder();
    Matcher m = MATHS.matcher(paragraph);
    int from = 0;
    while (m.find()) {
      out.append(plain(paragraph.substring(from, m.start())));
      from = m.end();
      if (m.group(1) != null) {
        out.append("\\( ").append(latex(m.group(1))).append(" \\)");
        continue;
      }
      String latex = latex(m.group(2));
      Matcher numbered = NUMBER.matcher(latex);
      String number = "";
      String stop = latex.matches("(?s).*[.,;]") ? latex.substring(latex.length() - 1) : "";
      if (numbered.find()) {
        stop = numbered.group(3).isEmpty() ? "" : numbered.group(3);
        number =
            squeeze(
                numbered.group(1) + numbered.group(2).replaceAll("\\\\text\\{([^}]*)\\}", "$1"));
        latex = latex.substring(0, numbered.start()).strip();
      }
      latex = latex.replaceFirst("\\s*[.,;]$", "");
      equations.add(new Card.Equation(before(out.toString()), latex, number));
      out.append("\\( ")
          .append(latex)
          .append(" \\)")
          .append(number.isEmpty() ? "" : " (" + number + ")")
          .append(stop);
    }
    out.append(plain(paragraph.substring(from)));
    return squeeze(out.toString());
  }

  /** The words of the sentence that leads to an equation. */
  private static String before(String text) {
    String words = squeeze(text);
    int from = 0;
    for (int end = sentenceEnd(words); from + end < words.length(); ) {
      from += end;
      end = sentenceEnd(words.substring(from));
    }
    String last = words.substring(from).strip();
    return last.replaceFirst("\\s*[,:;]$", "");
  }

  /**
   * Where the first sentence ends: after a full stop that white space follows, outside mathematics.
   */
  private static int sentenceEnd(String text) {
    boolean maths = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(i + 1);
        maths = next == '(' || (maths && next != ')');
        i++;
      } else if (!maths && (c == '.' || c == '!' || c == '?')) {
        boolean last = i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1));
        String soFar = text.substring(0, i + 1).toLowerCase(Locale.ROOT);
        boolean shortened = soFar.matches("(?s).*\\b(e\\.g|i\\.e|et al|eqs?|figs?|vs|cf)\\.");
        if (last && !(shortened && i + 1 < text.length())) {
          return i + 1;
        }
      }
    }
    return text.length();
  }

  /** Renders inline tags: code and literals as they are, links as their labels. */
  private static String inlineTags(String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf("{@"); at >= 0; at = text.indexOf("{@", from)) {
      out.append(text, from, at);
      int depth = 0;
      int end = at;
      do {
        char c = text.charAt(end++);
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      } while (depth > 0 && end < text.length());
      String[] parts = text.substring(at + 2, depth == 0 ? end - 1 : end).split("\\s+", 2);
      String content = parts.length > 1 ? parts[1].strip() : "";
      out.append(
          switch (parts[0]) {
            case "code", "literal" ->
                content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
            case "link", "linkplain" -> label(content);
            default -> content;
          });
      from = end;
    }
    return out.append(text.substring(from)).toString();
  }

  private static String label(String link) {
    String[] parts = link.split("(?<=^[^\\s()]{0,200}(\\([^)]{0,200}\\))?)\\s+", 2);
    return parts.length > 1
        ? parts[1]
        : link.replaceFirst("^#", "")
            .replace('#', '.')
            .replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "");
  }

  private static String latex(String maths) {
    return squeeze(entities(maths));
  }

  private static String plain(String text) {
    return entities(text.replaceAll("(?i)<li>", "• ").replaceAll("</?[a-zA-Z][^>]*>", ""));
  }

  private static String entities(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u00A0")
        .replace("&quot;", "\"")
        .replace("&#64;", "@")
        .replace("&amp;", "&");
  }

  private static String squeeze(String text) {
    return text.replaceAll("[ \\t\\r\\n]+", " ").strip();
  }
}
