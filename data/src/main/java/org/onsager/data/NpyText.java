package org.onsager.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;

/**
 * The text of a {@code .npy} header: a Python dictionary of {@code descr}, {@code fortran_order}
 * and {@code shape}, read as what it may be and nothing else.
 */
final class NpyText {
  private static final int MOST_AXES = 32;

  private final String label;
  private final String text;
  private int at;
  private @Nullable String descr;
  private @Nullable Boolean fortran;
  private long @Nullable [] shape;

  private NpyText(String label, String text) {
    this.label = label;
    this.text = text;
  }

  /** What it says. */
  record Read(String descr, boolean fortran, long[] shape) {}

  /**
   * Reads one.
   *
   * @throws Refusal when it is anything else
   */
  static Read of(String label, String text) {
    return new NpyText(label, text).dictionary();
  }

  private Read dictionary() {
    expect('{');
    while (!found('}')) {
      entry(quoted());
      if (!found(',')) {
        expect('}');
        break;
      }
    }
    skip();
    if (at < text.length()) {
      throw wrong("the end");
    }
    if (descr == null || fortran == null || shape == null) {
      throw new Refusal(
          label
              + ": its header lacks '"
              + (descr == null ? "descr" : fortran == null ? "fortran_order" : "shape")
              + "'");
    }
    return new Read(descr, fortran, shape);
  }

  private void entry(String key) {
    expect(':');
    switch (key) {
      case "descr" -> {
        once(key, descr);
        skip();
        if (at < text.length() && text.charAt(at) == '[') {
          throw new Refusal(label + ": holds a table of several fields, where one array belongs");
        }
        descr = quoted();
      }
      case "fortran_order" -> {
        once(key, fortran);
        fortran = truth();
      }
      case "shape" -> {
        once(key, shape);
        shape = tuple();
      }
      default ->
          throw new Refusal(
              label
                  + ": its header has '"
                  + shown(key)
                  + "', where only descr, fortran_order and shape belong");
    }
  }

  private void once(String key, @Nullable Object before) {
    if (before != null) {
      throw new Refusal(label + ": its header has '" + key + "' twice");
    }
  }

  private String quoted() {
    skip();
    char quote = at < text.length() ? text.charAt(at) : ' ';
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw wrong("a text in quotes");
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    return inside;
  }

  private boolean truth() {
    skip();
    for (String word : new String[] {"True", "False"}) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw wrong("True or False");
  }

  private long[] tuple() {
    expect('(');
    long[] axes = new long[MOST_AXES];
    int count = 0;
    boolean comma = true;
    while (!found(')')) {
      if (!comma || count == MOST_AXES) {
        throw wrong(comma ? "at most " + MOST_AXES + " axes" : "a comma");
      }
      axes[count++] = number();
      comma = found(',');
    }
    if (count == 1 && !comma) {
      throw wrong("a comma after the only axis");
    }
    return Arrays.copyOf(axes, count);
  }

  private long number() {
    skip();
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == from || at - from > 18) {
      throw wrong("the length of an axis");
    }
    long number = Long.parseLong(text.substring(from, at));
    if (at < text.length() && text.charAt(at) == 'L') {
      at++; // as Python 2 wrote it
    }
    return number;
  }

  private boolean found(char c) {
    skip();
    boolean here = at < text.length() && text.charAt(at) == c;
    at += here ? 1 : 0;
    return here;
  }

  private void expect(char c) {
    if (!found(c)) {
      throw wrong("'" + c + "'");
    }
  }

  private void skip() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
      at++;
    }
  }

  private Refusal wrong(String right) {
    String rest = text.substring(at, Math.min(text.length(), at + 12));
    return new Refusal(
        label
            + ": its header is damaged: at character "
            + at
            + " stands "
            + (rest.isEmpty() ? "nothing" : "\"" + shown(rest) + "\"")
            + ", where "
            + right
            + " belongs");
  }

  /** A text from a file, fit for one line of a terminal. */
  static String shown(String text) {
    StringBuilder line = new StringBuilder();
    for (char c : text.substring(0, Math.min(40, text.length())).toCharArray()) {
      line.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return line.toString();
  }
}
