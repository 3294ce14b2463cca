package org.onsager.press;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a figure as pieces, the index of a symbol such as {@code ξ_c} lowered and smaller, as
 * the posters set it.
 */
record Label(List<Piece> pieces) {
  /** A symbol with its index: that of the posters' script. */
  static final String INDEX =
      "(\\p{Script=Greek}|(?<![\\p{L}\\p{N}_])\\p{L})_(\\{[^}]*\\}|[\\p{L}0-9∇*]+(?![\\p{L}0-9∇*_]))";

  /** An index's size, in that of the text. */
  static final double SMALL = 0.74;

  /** How far an index is lowered, in its own size. */
  static final double LOWERED = 0.26;

  private static final Pattern SYMBOL = Pattern.compile(INDEX);

  /**
   * Letters in a row.
   *
   * @param text the letters
   * @param index true for those of an index
   */
  record Piece(String text, boolean index) {}

  static Label of(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher m = SYMBOL.matcher(text);
    int at = 0;
    while (m.find()) {
      add(pieces, text.substring(at, m.start()) + m.group(1), false);
      add(pieces, m.group(2).replaceAll("[{}]", ""), true);
      at = m.end();
    }
    add(pieces, text.substring(at), false);
    return new Label(List.copyOf(pieces));
  }

  private static void add(List<Piece> pieces, String text, boolean index) {
    if (!text.isEmpty()) {
      pieces.add(new Piece(text, index));
    }
  }

  /** The width of the label, in the units of its size. */
  double width(double size, int weight) {
    double out = 0;
    for (Piece p : pieces) {
      for (Face.Stretch s : Face.stretches(p.text(), weight)) {
        out += s.face().width(s.text()) * (p.index() ? SMALL * size : size);
      }
    }
    return out;
  }
}
