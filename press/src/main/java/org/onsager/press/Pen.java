package org.onsager.press;

import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.util.Matrix;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/**
 * The pen that draws on a page of a PDF document what Vega's canvas tells it, in vectors and
 * letters.
 *
 * <p>Lengths are pixels of the specification, y downwards; the page has its own scale. A path is
 * kept in the page's units, as a canvas does it: what transforms later does not move it.
 */
public final class Pen {
  private final PDDocument document;
  private final PDPageContentStream page;
  private final Map<Face, PDType0Font> fonts = new EnumMap<>(Face.class);
  private final Map<Double, PDExtendedGraphicsState> states = new HashMap<>();
  private final Deque<AffineTransform> kept = new ArrayDeque<>();
  private AffineTransform now;
  private Path2D.Double path = new Path2D.Double();

  /**
   * A pen on the only page of a document.
   *
   * @param document to draw in
   * @param width of the page, pixels
   * @param height of the page, pixels
   * @param scale points per pixel
   */
  Pen(PDDocument document, double width, double height, double scale) {
    this.document = document;
    PDPage sheet = new PDPage(new PDRectangle((float) (width * scale), (float) (height * scale)));
    document.addPage(sheet);
    now = new AffineTransform(scale, 0, 0, -scale, 0, height * scale);
    try {
      page = new PDPageContentStream(document, sheet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stroke of the pen, which may fail as files do. */
  private interface Stroke {
    void draw() throws IOException;
  }

  private static void draw(Stroke stroke) {
    try {
      stroke.draw();
    } catch (IOException e) {
      throw new UncheckedIOException("the page cannot be drawn", e);
    }
  }

  /** Lifts the pen and gives the document. */
  byte[] finished() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    draw(
        () -> {
          page.close();
          document.save(out);
        });
    return out.toByteArray();
  }

  @HostAccess.Export
  public void save() {
    kept.push(new AffineTransform(now));
    draw(page::saveGraphicsState);
  }

  @HostAccess.Export
  public void restore() {
    now = kept.pop();
    draw(page::restoreGraphicsState);
  }

  @HostAccess.Export
  public void transform(double a, double b, double c, double d, double e, double f) {
    now.concatenate(new AffineTransform(a, b, c, d, e, f));
  }

  @HostAccess.Export
  public void begin() {
    path = new Path2D.Double();
  }

  @HostAccess.Export
  public void move(double x, double y) {
    double[] p = at(x, y);
    path.moveTo(p[0], p[1]);
  }

  @HostAccess.Export
  public void line(double x, double y) {
    double[] p = at(x, y);
    if (path.getCurrentPoint() == null) {
      path.moveTo(p[0], p[1]);
    }
    path.lineTo(p[0], p[1]);
  }

  @HostAccess.Export
  public void quadratic(double a, double b, double x, double y) {
    double[] p = at(a, b, x, y);
    path.quadTo(p[0], p[1], p[2], p[3]);
  }

  @HostAccess.Export
  public void cubic(double a, double b, double c, double d, double x, double y) {
    double[] p = at(a, b, c, d, x, y);
    path.curveTo(p[0], p[1], p[2], p[3], p[4], p[5]);
  }

  /** An arc in radians, clockwise as it is seen unless {@code back}. */
  @HostAccess.Export
  public void arc(double x, double y, double r, double from, double to, boolean back) {
    double turn = 2 * Math.PI;
    double extent = back ? from - to : to - from;
    extent = extent >= turn ? turn : ((extent % turn) + turn) % turn;
    double signed = Math.toDegrees(back ? extent : -extent);
    Arc2D arc =
        new Arc2D.Double(x - r, y - r, 2 * r, 2 * r, -Math.toDegrees(from), signed, Arc2D.OPEN);
    path.append(arc.getPathIterator(now), path.getCurrentPoint() != null);
  }

  @HostAccess.Export
  public void close() {
    if (path.getCurrentPoint() != null) {
      path.closePath();
    }
  }

  @HostAccess.Export
  public void clip() {
    draw(
        () -> {
          trace();
          page.clip();
        });
  }

  @HostAccess.Export
  public void fill(double red, double green, double blue, double alpha) {
    if (alpha > 0 && path.getCurrentPoint() != null) {
      draw(
          () -> {
            opacity(alpha);
            page.setNonStrokingColor((float) red, (float) green, (float) blue);
            trace();
            page.fill();
          });
    }
  }

  /** How strokes are drawn from here on. */
  @HostAccess.Export
  public void style(
      double width, String cap, String join, double miter, Value dash, double offset) {
    double unit = unit();
    float[] dashes = new float[(int) dash.getArraySize()];
    for (int i = 0; i < dashes.length; i++) {
      dashes[i] = (float) (dash.getArrayElement(i).asDouble() * unit);
    }
    draw(
        () -> {
          page.setLineWidth((float) (width * unit));
          page.setLineCapStyle(cap.equals("round") ? 1 : cap.equals("square") ? 2 : 0);
          page.setLineJoinStyle(join.equals("round") ? 1 : join.equals("bevel") ? 2 : 0);
          page.setMiterLimit((float) miter);
          page.setLineDashPattern(dashes, (float) (offset * unit));
        });
  }

  @HostAccess.Export
  public void stroke(double red, double green, double blue, double alpha) {
    if (alpha > 0 && path.getCurrentPoint() != null) {
      draw(
          () -> {
            opacity(alpha);
            page.setStrokingColor((float) red, (float) green, (float) blue);
            trace();
            page.stroke();
          });
    }
  }

  /** A text on its line, filled or as an outline; indices are lowered. */
  @HostAccess.Export
  public void text(
      String text,
      double x,
      double y,
      double size,
      int weight,
      String align,
      boolean outline,
      double red,
      double green,
      double blue,
      double alpha) {
    Label label = Label.of(text);
    double wide = label.width(size, weight);
    double left =
        switch (align) {
          case "right", "end" -> x - wide;
          case "center" -> x - wide / 2;
          default -> x;
        };
    draw(
        () -> {
          opacity(alpha);
          if (outline) {
            page.setStrokingColor((float) red, (float) green, (float) blue);
          } else {
            page.setNonStrokingColor((float) red, (float) green, (float) blue);
          }
          page.beginText();
          page.setRenderingMode(outline ? RenderingMode.STROKE : RenderingMode.FILL);
          double at = left;
          for (Label.Piece piece : label.pieces()) {
            double height = piece.index() ? Label.SMALL * size : size;
            double down = piece.index() ? Label.LOWERED * height : 0;
            for (Face.Stretch s : Face.stretches(piece.text(), weight)) {
              AffineTransform place = new AffineTransform(now);
              place.translate(at, y + down);
              place.scale(1, -1);
              page.setTextMatrix(new Matrix(place));
              page.setFont(font(s.face()), (float) height);
              page.showText(s.text());
              at += s.face().width(s.text()) * height;
            }
          }
          page.endText();
        });
  }

  private PDType0Font font(Face face) throws IOException {
    PDType0Font font = fonts.get(face);
    if (font == null) {
      font = PDType0Font.load(document, face.font(), true);
      fonts.put(face, font);
    }
    return font;
  }

  private void opacity(double alpha) throws IOException {
    page.setGraphicsStateParameters(states.computeIfAbsent(alpha, Pen::state));
  }

  private static PDExtendedGraphicsState state(double alpha) {
    PDExtendedGraphicsState state = new PDExtendedGraphicsState();
    state.setNonStrokingAlphaConstant((float) alpha);
    state.setStrokingAlphaConstant((float) alpha);
    return state;
  }

  /** The path in the words of the page. */
  private void trace() throws IOException {
    double[] p = new double[6];
    double x = 0;
    double y = 0;
    for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
      switch (i.currentSegment(p)) {
        case PathIterator.SEG_MOVETO -> page.moveTo((float) p[0], (float) p[1]);
        case PathIterator.SEG_LINETO -> page.lineTo((float) p[0], (float) p[1]);
        case PathIterator.SEG_QUADTO -> {
          // a parabola is the cubic whose control points lie two thirds of the way to its own
          page.curveTo(
              (float) (x + 2 * (p[0] - x) / 3),
              (float) (y + 2 * (p[1] - y) / 3),
              (float) (p[2] + 2 * (p[0] - p[2]) / 3),
              (float) (p[3] + 2 * (p[1] - p[3]) / 3),
              (float) p[2],
              (float) p[3]);
          p[0] = p[2];
          p[1] = p[3];
        }
        case PathIterator.SEG_CUBICTO -> {
          page.curveTo(
              (float) p[0], (float) p[1], (float) p[2], (float) p[3], (float) p[4], (float) p[5]);
          p[0] = p[4];
          p[1] = p[5];
        }
        default -> page.closePath();
      }
      x = p[0];
      y = p[1];
    }
  }

  private double[] at(double... pixels) {
    double[] out = new double[pixels.length];
    now.transform(pixels, 0, out, 0, pixels.length / 2);
    return out;
  }

  private double unit() {
    return Math.sqrt(Math.abs(now.getDeterminant()));
  }
}
