package org.onsager.logbook.page;

import java.util.ArrayList;
import java.util.List;

/**
 * Places for the labels of lines, beside the line they name and clear of everything else.
 *
 * <p>The drawing is measured in pixels of a typical column; a text is a box of estimated width.
 */
final class Labels {
  private static final double LETTER = 6.5;
  private static final double HALF_HEIGHT = 8;

  /**
   * A label in its place.
   *
   * @param x in the units of the axis
   * @param y in the units of the axis
   * @param align left, center or right of that place
   * @param dy pixels down from that place
   */
  record Place(double x, double y, String align, double dx, double dy) {}

  private record Box(double left, double right, double top, double bottom) {
    boolean holds(double x, double y, double room) {
      return x > left - room && x < right + room && y > top - room && y < bottom + room;
    }

    double common(Box o) {
      double w = Math.min(right, o.right) - Math.max(left, o.left);
      double h = Math.min(bottom, o.bottom) - Math.max(top, o.top);
      return w > 0 && h > 0 ? w * h : 0;
    }
  }

  private record Shade(Box box, double weight) {}

  private final Extent x;
  private final Extent y;
  private final double width;
  private final double height;
  private final List<double[]> ink = new ArrayList<>();
  private final List<Box> taken = new ArrayList<>();
  private final List<Shade> shades = new ArrayList<>();

  Labels(Extent x, Extent y, double width, double height) {
    this.x = x;
    this.y = y;
    this.width = width;
    this.height = height;
  }

  /** Marks where a line runs, so that labels keep clear of it. */
  void line(double[] xs, double[] ys) {
    for (double[] p : run(xs, ys)) {
      ink.add(p);
    }
  }

  /** Marks a measured point with its bar. */
  void point(double px, double low, double high) {
    double top = down(high);
    double bottom = down(low);
    for (double v = top; v <= bottom + 3; v += 6) {
      ink.add(new double[] {across(px), v, 2});
    }
  }

  /** Marks a field that is dark by a weight, on which a label reads less well. */
  void shade(double left, double right, double bottom, double top, double weight) {
    if (weight > 0) {
      Box box = new Box(across(left), across(right), down(top), down(bottom));
      shades.add(new Shade(box, weight));
    }
  }

  /** Marks a text that stands already. */
  void text(String text, double px, double py) {
    taken.add(box(across(px), down(py), length(text), "center"));
  }

  /** Finds the best place for the label of a line, and takes it. */
  Place beside(String label, double[] xs, double[] ys) {
    List<double[]> run = run(xs, ys);
    if (run.isEmpty()) {
      return new Place(x.low(), y.high(), "left", 4, 10);
    }
    double wide = length(label);
    double best = Double.POSITIVE_INFINITY;
    Place place = null;
    Box chosen = null;
    int stride = Math.max(1, run.size() / 32);
    for (int i = 0; i < run.size(); i += stride) {
      double[] p = run.get(i);
      for (String align : new String[] {"left", "center", "right"}) {
        double dx = align.equals("left") ? 7 : align.equals("right") ? -7 : 0;
        for (double dy : new double[] {-12, 13, -20, 21, 0}) {
          if (dy == 0 && align.equals("center")) {
            continue;
          }
          Box b = box(p[0] + dx, p[1] + dy, wide, align);
          // labels read best where lines end
          double cost = 0.25 * Math.abs(dy) + (align.equals("center") ? 1 : 0);
          cost += 0.02 * (width - p[0]);
          cost = cost(b, cost, best);
          if (cost < best) {
            best = cost;
            chosen = b;
            place = new Place(back(x, p[0] / width), back(y, 1 - p[1] / height), align, dx, dy);
          }
        }
      }
    }
    if (chosen == null || place == null) {
      return new Place(x.low(), y.high(), "left", 4, 10);
    }
    taken.add(chosen);
    return place;
  }

  /** What a place costs, or something above the limit as soon as that is clear. */
  private double cost(Box b, double before, double limit) {
    double out = before;
    if (b.left < 2) {
      out += 40 + 4 * (2 - b.left);
    }
    if (b.right > width - 2) {
      out += 40 + 4 * (b.right - width + 2);
    }
    if (b.top < 0) {
      out += 40 - 4 * b.top;
    }
    if (b.bottom > height) {
      out += 40 + 4 * (b.bottom - height);
    }
    for (double[] p : ink) {
      if (out >= limit) {
        return out;
      }
      if (b.holds(p[0], p[1], p[2])) {
        out += 5;
      } else if (b.holds(p[0], p[1], p[2] + 5)) {
        out += 0.6;
      }
    }
    double area = (b.right - b.left) * (b.bottom - b.top);
    for (Shade s : shades) {
      out += s.weight * s.box.common(b) / area;
    }
    for (Box t : taken) {
      out += b.common(t);
    }
    return out;
  }

  /** The line as places about four pixels apart, those within the frame. */
  private List<double[]> run(double[] xs, double[] ys) {
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < xs.length; i++) {
      double px = across(xs[i]);
      double py = down(ys[i]);
      if (i > 0) {
        double qx = across(xs[i - 1]);
        double qy = down(ys[i - 1]);
        double length = Math.hypot(px - qx, py - qy);
        if (length < 4000) {
          for (double d = 4; d < length; d += 4) {
            keep(out, qx + (px - qx) * d / length, qy + (py - qy) * d / length);
          }
        }
      }
      keep(out, px, py);
    }
    return out;
  }

  private void keep(List<double[]> out, double px, double py) {
    if (px >= 0 && px <= width && py >= 0 && py <= height) {
      out.add(new double[] {px, py, 1});
    }
  }

  private static double length(String text) {
    return LETTER * Symbols.plain(text).length();
  }

  private static Box box(double px, double py, double w, String align) {
    double left =
        switch (align) {
          case "left" -> px;
          case "right" -> px - w;
          default -> px - w / 2;
        };
    return new Box(left, left + w, py - HALF_HEIGHT, py + HALF_HEIGHT);
  }

  private double across(double v) {
    return width * x.fraction(v);
  }

  private double down(double v) {
    return height * (1 - y.fraction(v));
  }

  private static double back(Extent e, double fraction) {
    return e.logarithmic()
        ? e.low() * Math.pow(e.high() / e.low(), fraction)
        : e.low() + fraction * (e.high() - e.low());
  }
}
