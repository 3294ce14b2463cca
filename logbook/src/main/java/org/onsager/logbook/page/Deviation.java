package org.onsager.logbook.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Claim;
import org.onsager.lab.Measured;
import org.onsager.lab.Prediction;
import org.onsager.lab.Rival;
import org.onsager.lab.Tails;
import org.onsager.lab.Verdict;

/**
 * A claim's deviation as a strip, in units of what would turn the claim red: theory at 0, the edge
 * of the band at ±1.
 */
final class Deviation {
  private static final double MIDDLE = 92;
  private static final double UNIT = 92 / 3.0;

  private final StringBuilder marks = new StringBuilder();
  private final String colour;
  private String words = "";

  private Deviation(Verdict verdict) {
    colour = verdict instanceof Verdict.Disagrees ? "var(--disagrees)" : "var(--critical)";
  }

  /** The strip as an SVG element; empty for a claim that was not judged. */
  static String strip(Claim claim, Verdict verdict, double allowed) {
    if (verdict instanceof Verdict.Outside) {
      return "";
    }
    Deviation d = new Deviation(verdict);
    switch (claim) {
      case Claim.Point c ->
          d.number(c.predicted(), c.measured(), c.bias(), c.power(), c.rival(), allowed);
      case Claim.Exponent c ->
          d.number(c.predicted(), c.measured(), c.bias(), c.power(), c.rival(), allowed);
      case Claim.Transition c ->
          d.number(c.predicted(), c.measured(), c.bias(), c.power(), c.rival(), allowed);
      case Claim.Curve c -> d.curve(c, allowed);
      case Claim.Bound c -> d.bound(c, allowed);
      case Claim.Ordering c -> d.ordering(c);
      case Claim.Distribution c -> d.distribution(c, allowed);
      case Claim.Identity c -> d.identity(c, allowed);
    }
    return "<svg class=\"dev\" viewBox=\"0 0 184 32\" role=\"img\" aria-label=\""
        + Symbols.escaped(d.words)
        + "\"><path class=\"axis\" d=\"M0 14H184\"/>"
        + d.marks
        + "</svg>";
  }

  private void number(
      Prediction theory,
      Measured measured,
      double bias,
      double power,
      @Nullable Rival rival,
      double allowed) {
    double band = bias + theory.error();
    double critical = critical(band, measured, allowed);
    double off = measured.mean() - theory.value();
    band(-1, 1, band / critical);
    for (double wrong : new double[] {power, -power}) {
      tick(wrong * Math.abs(theory.value()) / critical);
    }
    if (rival != null) {
      rival((rival.value() - theory.value()) / critical, rival.name());
    }
    point(ratio(off, critical), measured.standardError() / critical);
    words =
        "deviation "
            + share(ratio(off, critical))
            + " of what would turn the claim red"
            + (rival == null
                ? ""
                : "; "
                    + Symbols.plain(rival.name())
                    + " lies at "
                    + share((rival.value() - theory.value()) / critical));
  }

  private void curve(Claim.Curve c, double allowed) {
    int n = c.samples().size();
    double band = c.bias() + c.predicted().error();
    double largest = 0;
    List<Double> all = new ArrayList<>();
    double inner = 1;
    for (Claim.Curve.Sample s : c.samples()) {
      double critical = critical(band, s.measured(), allowed / n);
      double u = ratio(s.measured().mean() - c.predicted().at(s.x()), critical);
      all.add(u);
      largest = Math.abs(u) > Math.abs(largest) ? u : largest;
      inner = Math.min(inner, band / critical);
    }
    band(-1, 1, inner);
    for (double u : all) {
      if (Math.abs(u) > 2.9) {
        arrow(u);
      } else {
        marks.append(
            text(
                "<circle cx=\"%.1f\" cy=\"14\" r=\"3\" fill=\"%s\" fill-opacity=\".55\"/>",
                at(u), colour));
      }
    }
    words =
        n + " deviations, the largest " + share(largest) + " of what would turn a single one red";
  }

  private void bound(Claim.Bound c, double allowed) {
    double half = Tails.studentQuantile(Math.min(1, 2 * allowed), c.measured().degreesOfFreedom());
    double critical = c.bound().error() + half * c.measured().standardError();
    double off = c.measured().mean() - c.bound().value();
    if (c.atMost()) {
      band(-3, 1, 0);
    } else {
      band(-1, 3, 0);
    }
    point(ratio(off, critical), c.measured().standardError() / critical);
    words =
        (c.atMost() ? "at most" : "at least")
            + ": beyond the bound by "
            + share((c.atMost() ? 1 : -1) * ratio(off, critical))
            + " of what would turn the claim red";
  }

  private void ordering(Claim.Ordering c) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Measured m : c.measured()) {
      low = Math.min(low, m.mean() - m.standardError());
      high = Math.max(high, m.mean() + m.standardError());
    }
    double scale = high > low ? 160 / (high - low) : 0;
    List<Integer> order = order(c);
    for (int i = 0; i < order.size(); i++) {
      Measured m = c.measured().get(order.get(i));
      double x = 12 + scale * (m.mean() - low);
      double bar = scale * m.standardError();
      marks.append(
          text(
              "<path class=\"se\" stroke=\"%s\" d=\"M%.1f 14H%.1f\"/><circle class=\"pt\""
                  + " cx=\"%.1f\" cy=\"14\" r=\"4.5\" fill=\"%s\"/><text x=\"%.1f\" y=\"31\""
                  + " text-anchor=\"middle\">%d</text>",
              colour, x - bar, x + bar, x, colour, x, i + 1));
    }
    words =
        order.size()
            + " measured numbers on their own scale, each with its place in theory's order;"
            + " ascending from left to right where theory holds";
  }

  /** The places of an ordering's numbers, as theory orders them. */
  static List<Integer> order(Claim.Ordering c) {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < c.predicted().size(); i++) {
      out.add(i);
    }
    out.sort((a, b) -> Double.compare(c.predicted().get(a).value(), c.predicted().get(b).value()));
    return out;
  }

  private void distribution(Claim.Distribution c, double allowed) {
    double distance = c.test().statistic();
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (Tails.kolmogorov(middle, c.effectiveSamples()) > allowed) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double critical = c.bias() + high;
    band(0, 1, c.bias() / critical);
    point(distance / critical, 0);
    words =
        "Kolmogorov distance " + share(distance / critical) + " of what would turn the claim red";
  }

  private void identity(Claim.Identity c, double allowed) {
    Measured difference = c.left().minus(c.right());
    double critical = critical(c.rounding(), difference, allowed);
    double scale = Math.max(Math.abs(c.left().mean()), Math.abs(c.right().mean()));
    band(-1, 1, c.rounding() / critical);
    tick(c.power() * scale / critical);
    tick(-c.power() * scale / critical);
    point(ratio(difference.mean(), critical), difference.standardError() / critical);
    words =
        "difference of both sides "
            + share(ratio(difference.mean(), critical))
            + " of what would turn the claim red";
  }

  private static double critical(double band, Measured m, double allowed) {
    return band + Tails.studentQuantile(allowed, m.degreesOfFreedom()) * m.standardError();
  }

  private static double ratio(double off, double critical) {
    return off == 0 ? 0 : off / critical;
  }

  private void band(double from, double to, double inner) {
    marks.append(
        text(
            "<rect class=\"band\" x=\"%.1f\" y=\"5\" width=\"%.1f\" height=\"18\"/>",
            at(from), at(to) - at(from)));
    if (Double.isFinite(inner) && inner > 0.01) {
      double left = from < 0 ? -inner : 0;
      marks.append(
          text(
              "<rect class=\"bias\" x=\"%.1f\" y=\"5\" width=\"%.1f\" height=\"18\"/>",
              at(left), at(inner) - at(left)));
    }
    marks.append("<path class=\"zero\" d=\"M92 5v18\"/>");
  }

  private void tick(double u) {
    if (Math.abs(u) <= 3) {
      marks.append(text("<path class=\"rej\" d=\"M%.1f 7v14\"/>", at(u)));
    }
  }

  private void rival(double u, String name) {
    String label = Symbols.escaped(brief(name));
    if (Math.abs(u) > 2.9) {
      boolean right = u > 0;
      marks.append(
          text(
              "<text x=\"%d\" y=\"32\" text-anchor=\"%s\">%s</text>",
              right ? 184 : 0, right ? "end" : "start", right ? label + " →" : "← " + label));
      return;
    }
    marks.append(
        text(
            "<path class=\"open\" d=\"M%.1f 9l5 5-5 5-5-5z\"/><text x=\"%.1f\" y=\"32\""
                + " text-anchor=\"%s\">%s</text>",
            at(u), at(u), u > 1 ? "end" : u < -1 ? "start" : "middle", label));
  }

  private static String brief(String name) {
    String s = Symbols.plain(name);
    int comma = s.indexOf(',');
    String first = comma > 0 ? s.substring(0, comma) : s;
    return first.length() <= 24 ? first : "rival";
  }

  private void point(double u, double error) {
    if (Math.abs(u) > 2.9) {
      arrow(u);
      return;
    }
    if (Double.isFinite(error) && error > 0) {
      marks.append(
          text(
              "<path class=\"se\" stroke=\"%s\" d=\"M%.1f 14H%.1f\"/>",
              colour, at(Math.max(u - error, -3)), at(Math.min(u + error, 3))));
    }
    marks.append(
        text("<circle class=\"pt\" cx=\"%.1f\" cy=\"14\" r=\"4.5\" fill=\"%s\"/>", at(u), colour));
  }

  private void arrow(double u) {
    marks.append(
        text(
            u > 0
                ? "<path d=\"M177 9l7 5-7 5z\" fill=\"%s\"/>"
                : "<path d=\"M7 9l-7 5 7 5z\" fill=\"%s\"/>",
            colour));
  }

  private static double at(double u) {
    return MIDDLE + UNIT * u;
  }

  private static String share(double u) {
    return Double.isInfinite(u) ? "far beyond all" : Digits.percent(u).replace('\u202f', ' ');
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
