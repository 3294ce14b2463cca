package org.onsager.press;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Json;
import org.onsager.logbook.page.Drawing;

/**
 * How a figure is printed: the physical width, and the size that letters have there.
 *
 * <p>A style redraws nothing. It gives the poster's specification a fixed width in the units of its
 * own letters, and white paper; everything else, the grammar of marks, colours and places, stays.
 *
 * @param millimetres width of the whole figure
 * @param points size of the axes' titles, in units of 1/72 inch; all other sizes and all strokes
 *     keep their ratio to it
 */
public record Style(double millimetres, double points) {
  /** One column of a two-column journal. */
  public static final double COLUMN = 86;

  /** The full width of such a page. */
  public static final double PAGE = 178;

  /** The size of the letters unless another is asked for. */
  public static final double POINTS = 8;

  private static final double MM_PER_POINT = 25.4 / 72;

  /** The size of the axes' titles in the specification, in its pixels. */
  private static final double PIXELS = 13;

  public Style {
    if (!(millimetres >= 40 && millimetres <= 400)) {
      throw new Refusal(
          "a figure is 40 to 400 mm wide, not " + Json.text(millimetres) + "; or column, or page");
    }
    if (!(points >= 4 && points <= 24)) {
      throw new Refusal("letters of a figure have 4 to 24 points, not " + Json.text(points));
    }
    if (millimetres / MM_PER_POINT < 20 * points) {
      throw new Refusal(
          "letters of "
              + Json.text(points)
              + " points leave no room for a figure of "
              + Json.text(millimetres)
              + " mm; make it wider or them smaller");
    }
  }

  /** The style of one column. */
  public static Style column() {
    return new Style(COLUMN, POINTS);
  }

  /**
   * Reads a width as it is typed: column, page, or millimetres.
   *
   * @throws Refusal in one line when it is none of these
   */
  public static double width(String typed) {
    String word = typed.strip().toLowerCase(Locale.ROOT);
    switch (word) {
      case "column" -> {
        return COLUMN;
      }
      case "page" -> {
        return PAGE;
      }
      default -> {
        try {
          return Double.parseDouble(
              word.endsWith("mm") ? word.substring(0, word.length() - 2) : word);
        } catch (NumberFormatException e) {
          throw new Refusal(
              "a width is column, page or a number of millimetres, not \""
                  + typed
                  + "\""
                  + Nearest.suggestion(word, List.of("column", "page")),
              e);
        }
      }
    }
  }

  /** Points of the printed page per pixel of the specification. */
  double pointsPerPixel() {
    return points / PIXELS;
  }

  /** The whole width in pixels of the specification. */
  double pixels() {
    return millimetres / MM_PER_POINT / pointsPerPixel();
  }

  /** The specification in this style, as JSON. */
  String applied(String specification) {
    Map<String, @Nullable Object> tree = tree(onWhite(specification));
    tree.put("width", pixels());
    tree.put("autosize", Map.of("type", "fit-x", "contains", "padding"));
    tree.put("background", "#ffffff");
    return Json.text(tree);
  }

  /** The specification on white: what was the colour of a poster's ground is white as well. */
  static String onWhite(String specification) {
    return specification.replace("\"" + Drawing.ground() + "\"", "\"#ffffff\"");
  }

  /** The members of a JSON object, to be changed. */
  static Map<String, @Nullable Object> tree(String json) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    if (Json.parse(json) instanceof Map<?, ?> members) {
      members.forEach((k, v) -> tree.put(String.valueOf(k), v));
    }
    return tree;
  }
}
