package org.onsager.press;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TTFSubsetter;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** One of the four fonts of the press: three weights of text, and mathematical signs. */
enum Face {
  /** Text. */
  REGULAR("Source Sans 3", 400, "sans-400"),
  /** Labels. */
  MEDIUM("Source Sans 3", 500, "sans-500"),
  /** Labels over a map. */
  SEMIBOLD("Source Sans 3", 600, "sans-600"),
  /** Signs that the text fonts lack, such as ∇ and ≤. */
  SIGNS("STIX Two Math", 400, "math");

  /** What stands for a sign that no face has. */
  static final int UNKNOWN = '?';

  private final String family;
  private final int weight;
  private final TrueTypeFont font;
  private final CmapLookup signs;

  Face(String family, int weight, String file) {
    this.family = family;
    this.weight = weight;
    this.font = parsed("fonts/" + file + ".ttf");
    try {
      this.signs = font.getUnicodeCmapLookup();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " of the press has no signs", e);
    }
  }

  /** Signs in a row that one face draws. */
  record Stretch(Face face, String text) {}

  /** The text face of a weight. */
  static Face of(int weight) {
    return weight < 450 ? REGULAR : weight < 550 ? MEDIUM : SEMIBOLD;
  }

  /** A text as stretches, each in the first face that has its signs; unknown signs become ?. */
  static List<Stretch> stretches(String text, int weight) {
    List<Stretch> out = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    Face face = of(weight);
    for (int c : text.codePoints().toArray()) {
      int sign = known(c) || of(weight).holds(c) ? c : UNKNOWN;
      Face of = of(weight).holds(sign) ? of(weight) : SIGNS;
      if (of != face && !open.isEmpty()) {
        out.add(new Stretch(face, open.toString()));
        open.setLength(0);
      }
      face = of;
      open.appendCodePoint(sign);
    }
    if (!open.isEmpty()) {
      out.add(new Stretch(face, open.toString()));
    }
    return out;
  }

  /** True when some face has a sign. */
  static boolean known(int sign) {
    return REGULAR.holds(sign) || SIGNS.holds(sign);
  }

  String family() {
    return family;
  }

  int weight() {
    return weight;
  }

  TrueTypeFont font() {
    return font;
  }

  /** The width of a text of this face's signs, for letters of size 1. */
  double width(String text) {
    double units = 0;
    try {
      for (int c : text.codePoints().toArray()) {
        units += font.getAdvanceWidth(signs.getGlyphId(c));
      }
      return units / font.getUnitsPerEm();
    } catch (IOException e) {
      throw new UncheckedIOException("the face " + this + " has no widths", e);
    }
  }

  /** A font file with the given signs alone. */
  byte[] cut(Iterable<Integer> those) {
    try {
      TTFSubsetter cutter =
          new TTFSubsetter(
              font,
              List.of(
                  "head", "hhea", "maxp", "hmtx", "cmap", "glyf", "loca", "name", "post", "OS/2"));
      those.forEach(cutter::add);
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      cutter.writeToStream(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("the face " + this + " cannot be cut", e);
    }
  }

  private boolean holds(int sign) {
    return signs.getGlyphId(sign) != 0;
  }

  private static TrueTypeFont parsed(String name) {
    try (InputStream in = Face.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the font " + name + " of the press is missing");
      }
      return new TTFParser().parse(new RandomAccessReadBuffer(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("the font " + name + " of the press cannot be read", e);
    }
  }
}
