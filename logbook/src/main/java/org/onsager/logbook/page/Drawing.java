package org.onsager.logbook.page;

import org.onsager.lab.Figure;

/**
 * How a poster draws a figure: its Vega-Lite specification, data included, and what Vega and
 * Vega-Lite themselves are. Whoever draws elsewhere takes these, so that there is one picture.
 */
public final class Drawing {
  private Drawing() {}

  /** True when a figure is drawn; a table is not. */
  public static boolean drawn(Figure figure) {
    return !(figure instanceof Figure.Table);
  }

  /** The specification of a figure that is drawn, as JSON. */
  public static String specification(Figure figure) {
    return Plot.specification(figure).toString();
  }

  /** The light colour of a poster's ground, which halos have too. */
  public static String ground() {
    return Palette.light("paper");
  }

  /** A text without markup, its signs those of print. */
  public static String plain(String text) {
    return Symbols.plain(text);
  }

  /** A library that draws, one of vega, vega-lite and vega-interpreter, as the pages carry it. */
  public static String library(String name) {
    return Resource.text("lib/" + name + (name.equals("vega-interpreter") ? ".js" : ".min.js"));
  }
}
