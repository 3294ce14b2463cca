package org.onsager.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text for a terminal: wrapped lines, numbers, and LaTeX as far as letters go. */
final class Prose {
  private static final Pattern INLINE =
      Pattern.compile("\\\\\\(\\s*(.*?)\\s*\\\\\\)", Pattern.DOTALL);

  private Prose() {}

  /** LaTeX between {@code \( \)} as the letters that a terminal has; other words stay. */
  static String plain(String text) {
    String inline =
        INLINE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(Letters.of(m.group(1))));
    return inline.indexOf('\\') < 0 ? inline : Letters.of(inline);
  }

  /** Words in lines of at most a width, each after an indent. */
  static List<String> wrapped(String text, String indent, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    StringTokenizer words = new StringTokenizer(text);
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      if (line.length() > indent.length() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word);
    }
    if (line.length() > indent.length()) {
      lines.add(line.toString());
    }
    return lines;
  }

  /** A number with some significant digits, in the usual notation where that is short. */
  static String number(double v, int digits) {
    if (Double.isNaN(v) || Double.isInfinite(v)) {
      return Double.isNaN(v) ? "–" : v > 0 ? "∞" : "−∞";
    }
    if (v == 0) {
      return "0";
    }
    double size = Math.abs(v);
    if (size >= 1e6 || size < 1e-4) {
      return trimmed(String.format(Locale.ROOT, "%." + (digits - 1) + "e", v));
    }
    int before = (int) Math.floor(Math.log10(size)) + 1;
    return trimmed(String.format(Locale.ROOT, "%." + Math.max(0, digits - before) + "f", v));
  }

  private static String trimmed(String number) {
    int e = number.indexOf('e');
    String mantissa = e < 0 ? number : number.substring(0, e);
    String exponent = e < 0 ? "" : number.substring(e).replaceFirst("e\\+?(-?)0?", "e$1");
    return (mantissa.contains(".") ? mantissa.replaceFirst("\\.?0+$", "") : mantissa) + exponent;
  }

  /** A measurement with its standard error, to two digits of the error. */
  static String measured(double mean, double error) {
    if (!(error > 0)) {
      return number(mean, 6) + " ± 0";
    }
    int place = 1 - (int) Math.floor(Math.log10(error));
    if (Math.abs(mean) >= 1e6 || Math.abs(error) < 1e-6 || place < 0) {
      return number(mean, 4) + " ± " + number(error, 2);
    }
    return String.format(Locale.ROOT, "%." + place + "f ± %." + place + "f", mean, error);
  }

  /** A duration in the words of a person. */
  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "an unknown time";
    }
    if (seconds < 1) {
      return "under a second";
    }
    if (seconds < 100) {
      return Math.round(seconds) + " s";
    }
    if (seconds < 100 * 60) {
      return Math.round(seconds / 60) + " min";
    }
    return seconds < 48 * 3600
        ? number(seconds / 3600, 2) + " h"
        : number(seconds / 86400, 2) + " days";
  }

  /** Memory in the words of a person. */
  static String bytes(double bytes) {
    return bytes < 0x1p20
        ? "1 MiB"
        : bytes < 0x1p30 ? Math.round(bytes / 0x1p20) + " MiB" : number(bytes / 0x1p30, 3) + " GiB";
  }

  /** A text cut to a width. */
  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  /** Columns, each as wide as its widest cell; the marked ones to the right. */
  static List<String> table(List<List<String>> rows, String right) {
    int columns = rows.getFirst().size();
    int[] wide = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        wide[i] = Math.max(wide[i], length(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String space = " ".repeat(wide[i] - length(row.get(i)));
        line.append(i == 0 ? "" : "  ");
        line.append(right.charAt(i) == 'r' ? space + row.get(i) : row.get(i) + space);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int length(String text) {
    return (int)
        text.codePoints().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).count();
  }

  /** A word of the command line as a shell takes it. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
