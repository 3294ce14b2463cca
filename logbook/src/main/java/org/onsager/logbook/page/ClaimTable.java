package org.onsager.logbook.page;

import static org.onsager.logbook.page.Symbols.escaped;
import static org.onsager.logbook.page.Symbols.plain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.onsager.lab.Claim;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.lab.Measured;
import org.onsager.lab.Prediction;
import org.onsager.lab.Regime;
import org.onsager.lab.Statement;
import org.onsager.lab.Tails;
import org.onsager.lab.Verdict;

/** What the paper claims beside what was found, worst first. */
final class ClaimTable {
  private ClaimTable() {}

  /** A claim with its judgement. */
  record Row(Claim claim, Judgement judgement) {
    boolean contested() {
      return !claim.statement().contested().isEmpty();
    }

    /** How bad it is: contested first, then red, undecided, agreeing, not judged. */
    int rank() {
      return switch (judgement.verdict()) {
        case Verdict.Disagrees _ -> contested() ? 0 : 1;
        case Verdict.Undecided _ -> 2;
        case Verdict.Agrees _ -> 3;
        case Verdict.Outside _ -> 4;
      };
    }
  }

  /** The claims of a run, worst first. */
  static List<Row> rows(List<Claim> claims, List<Judgement> judgements) {
    if (claims.size() != judgements.size()) {
      throw new IllegalArgumentException(
          claims.size() + " claims have " + judgements.size() + " judgements");
    }
    List<Row> out = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      out.add(new Row(claims.get(i), judgements.get(i)));
    }
    out.sort(Comparator.comparingInt(Row::rank));
    return out;
  }

  /** Sign, word and colour of a verdict, in that order of importance. */
  static String chip(Verdict v, String word) {
    String name =
        switch (v) {
          case Verdict.Agrees _ -> "agrees";
          case Verdict.Disagrees _ -> "disagrees";
          case Verdict.Undecided _ -> "undecided";
          case Verdict.Outside _ -> "outside";
        };
    return chip(name, name, word);
  }

  /** A chip of a class, with a sign. */
  static String chip(String kind, String sign, String word) {
    return "<span class=\"chip " + kind + "\">" + sign(sign) + escaped(word) + "</span>";
  }

  /** A sign: check, cross, wave or brackets. */
  static String sign(String name) {
    String path =
        switch (name) {
          case "agrees" -> "M3 8.5l3.2 3.2L13 4.8";
          case "disagrees" -> "M4 4l8 8M12 4l-8 8";
          case "undecided" -> "M2.5 8c2-3 3.7-3 5.5 0s3.5 3 5.5 0";
          default -> "M10 3h3v10h-3M6 3H3v10h3";
        };
    return "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"" + path + "\"/></svg>";
  }

  static String html(List<Row> rows, Exhibit exhibit) {
    StringBuilder out =
        new StringBuilder(
            "<table class=\"claims\"><caption class=\"sr\">Claims with theory, measurement and"
                + " verdict, worst first</caption><thead><tr><th scope=\"col\">Claim</th>"
                + "<th scope=\"col\" class=\"num\">Theory</th><th scope=\"col\" class=\"num\">"
                + "Measured<br>± standard error</th><th scope=\"col\">Deviation, in units of<br>"
                + "what would turn it red</th><th scope=\"col\" class=\"num\">Test</th>"
                + "<th scope=\"col\" class=\"num\">Power</th><th scope=\"col\">Verdict</th></tr>"
                + "</thead><tbody>\n");
    for (Row r : rows) {
      row(out, r, exhibit);
    }
    return out.append("</tbody></table>\n").append(key()).toString();
  }

  private static void row(StringBuilder out, Row r, Exhibit exhibit) {
    Claim c = r.claim();
    Judgement j = r.judgement();
    Statement s = c.statement();
    Verdict v = j.verdict();
    String kind = v instanceof Verdict.Outside ? "outside" : v.word();
    String[] cells = cells(c, v);
    out.append("<tr class=\"").append(kind).append("\"><th scope=\"row\" class=\"st\"><b>");
    out.append(Symbols.typeset(s.text())).append("</b>");
    span(out, "q", s.quantity().isBlank() ? "" : Symbols.typeset(s.quantity()));
    span(out, "place", place(c, exhibit));
    if (r.contested()) {
      span(out, "why contested", "Contested: " + Symbols.typeset(s.contested()));
    }
    if (!v.reason().isBlank() && !(v instanceof Verdict.Disagrees)) {
      span(out, "why", Symbols.typeset(sentence(v)));
    }
    if (!s.powerReason().isBlank()) {
      span(out, "why", "Power: " + Symbols.typeset(s.powerReason()));
    }
    out.append("</th><td class=\"num\" data-l=\"Theory\">").append(cells[0]);
    out.append("</td><td class=\"num\" data-l=\"Measured\">").append(cells[1]);
    String strip = Deviation.strip(c, v, j.allowed());
    out.append("</td><td class=\"devc\"").append(strip.isEmpty() ? "" : " data-l=\"Deviation\"");
    out.append('>').append(strip).append("</td><td class=\"num\" data-l=\"Test\">");
    out.append(test(c, j)).append("</td><td class=\"num\" data-l=\"Power\">");
    out.append(v instanceof Verdict.Outside ? "–" : Digits.percent(c.power()));
    out.append("</td><td class=\"verdict\">").append(chip(v, v.word())).append("</td></tr>\n");
  }

  private static void span(StringBuilder out, String kind, String inside) {
    if (!inside.isEmpty()) {
      out.append(" <span class=\"").append(kind).append("\">").append(inside).append("</span>");
    }
  }

  private static String sentence(Verdict v) {
    String reason = v.reason().replaceAll("(?<=\\d)\\.0+(?= %)", "");
    return v instanceof Verdict.Outside
        ? "Outside: " + reason
        : reason.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + reason.substring(1) + ".";
  }

  private static String place(Claim c, Exhibit exhibit) {
    Statement s = c.statement();
    List<String> parts = new ArrayList<>();
    if (!s.place().isBlank()) {
      parts.add(Symbols.typeset(s.place()));
    }
    int n = exhibit.number(s.figure());
    if (n > 0) {
      parts.add(
          "<a href=\"#fig-"
              + n
              + "\">Figure "
              + n
              + "<span class=\"sr\">: "
              + escaped(plain(s.text()))
              + "</span></a>");
    }
    Regime regime = regime(c);
    if (regime.kind() != Regime.Kind.EXACT) {
      parts.add("theory " + Symbols.typeset(regime.toString()));
    }
    return String.join(" · ", parts);
  }

  private static Regime regime(Claim c) {
    return switch (c) {
      case Claim.Point p -> p.predicted().regime();
      case Claim.Exponent p -> p.predicted().regime();
      case Claim.Transition p -> p.predicted().regime();
      case Claim.Curve p -> p.predicted().regime();
      case Claim.Bound p -> p.bound().regime();
      case Claim.Ordering p -> p.predicted().get(0).regime();
      case Claim.Distribution p -> p.predicted().regime();
      case Claim.Identity _ -> Regime.exact();
    };
  }

  /** What theory says and what was measured, as HTML. */
  private static String[] cells(Claim c, Verdict v) {
    return switch (c) {
      case Claim.Point p -> number(p.predicted(), p.measured(), "");
      case Claim.Exponent p -> number(p.predicted(), p.measured(), "");
      case Claim.Transition p -> number(p.predicted(), p.measured(), "");
      case Claim.Bound p -> number(p.bound(), p.measured(), p.atMost() ? "≤ " : "≥ ");
      case Claim.Curve p -> new String[] {"curve", curve(p, v)};
      case Claim.Ordering p -> ordering(p);
      case Claim.Distribution p ->
          new String[] {
            "law",
            "<span class=\"pm\">D = </span>"
                + Digits.number(p.test().statistic(), 2)
                + under("of " + Digits.grouped(p.draws().length) + " draws")
          };
      case Claim.Identity p ->
          new String[] {
            "equal", both(p.left()) + "<span class=\"under\">" + both(p.right()) + "</span>"
          };
    };
  }

  private static String[] number(Prediction t, Measured m, String sign) {
    Digits.Pair d = Digits.measured(m.mean(), m.standardError());
    Digits.Pair e = Digits.measured(t.value(), t.error());
    boolean visible = t.error() > 0.2 * m.standardError() && Double.isFinite(t.value());
    String theory = visible ? e.mean() + pm(e) : theory(t.value(), d);
    return new String[] {sign + theory, d.mean() + pm(d)};
  }

  /** Theory in the digits of the measurement, but no fewer than three. */
  private static String theory(double v, Digits.Pair d) {
    boolean coarse = d.power() == 0 && Math.abs(v) < Math.pow(10, 2 - d.decimals());
    return coarse || !Double.isFinite(v)
        ? Digits.number(v, 3)
        : d.alike(v) + Symbols.typeset(d.factor());
  }

  private static String both(Measured m) {
    Digits.Pair d = Digits.measured(m.mean(), m.standardError());
    return d.mean() + pm(d);
  }

  private static String pm(Digits.Pair d) {
    return (d.error().isEmpty() ? "" : "<span class=\"pm\"> ± " + d.error() + "</span>")
        + Symbols.typeset(d.factor());
  }

  private static String curve(Claim.Curve c, Verdict v) {
    int n = c.samples().size();
    if (v instanceof Verdict.Outside || !c.independent()) {
      return Digits.count(n) + (n == 1 ? " point" : " points");
    }
    return "<span class=\"pm\">χ² = </span>"
        + Digits.number(c.test().statistic(), 3)
        + "<span class=\"pm\"> over "
        + n
        + "</span>";
  }

  private static String[] ordering(Claim.Ordering c) {
    List<Integer> order = Deviation.order(c);
    if (order.size() > 4) {
      return new String[] {"order of " + order.size(), order.size() + " numbers"};
    }
    String theory =
        order.stream()
            .map(i -> Digits.number(c.predicted().get(i).value(), 3))
            .collect(Collectors.joining(" &lt;<br>"));
    String found =
        order.stream().map(i -> both(c.measured().get(i))).collect(Collectors.joining("<br>"));
    return new String[] {theory, found};
  }

  private static String under(String text) {
    return "<span class=\"under\">" + text + "</span>";
  }

  private static String test(Claim c, Judgement j) {
    if (Double.isNaN(j.p())) {
      return "<span class=\"pm\">not judged</span>";
    }
    String p = "<span class=\"pm\">p </span>" + Symbols.typeset(Digits.probability(j.p()));
    return switch (c) {
      case Claim.Curve k ->
          k.independent() ? p : "<span class=\"pm\">worst z = </span>" + statistic(j) + "<br>" + p;
      case Claim.Distribution _ -> p;
      case Claim.Point k -> deviate(k.measured(), j) + p;
      case Claim.Exponent k -> deviate(k.measured(), j) + p;
      case Claim.Transition k -> deviate(k.measured(), j) + p;
      case Claim.Bound k -> deviate(k.measured(), j) + p;
      case Claim.Identity k -> deviate(k.left().minus(k.right()), j) + p;
      case Claim.Ordering _ -> "<span class=\"pm\">t = </span>" + statistic(j) + "<br>" + p;
    };
  }

  private static String deviate(Measured m, Judgement j) {
    if (j.statistic() == 0) {
      return "<span class=\"pm\">within the band</span><br>";
    }
    String letter = m.degreesOfFreedom() > 1e6 ? "z" : "t";
    return "<span class=\"pm\">" + letter + " = </span>" + statistic(j) + "<br>";
  }

  private static String statistic(Judgement j) {
    double t = j.statistic();
    return Math.abs(t) < 100
        ? String.format(java.util.Locale.ROOT, "%.1f", t).replace('-', '−')
        : Digits.number(t, 3);
  }

  /** How the table is judged, in a sentence or two. */
  static String note(List<Row> rows) {
    long judged =
        rows.stream().filter(r -> !(r.judgement().verdict() instanceof Verdict.Outside)).count();
    if (judged == 0) {
      return "No claim lies within its regime, so none was judged.";
    }
    double allowed = Findings.FALSE_ALARM / judged;
    double z = Tails.studentQuantile(allowed, Double.POSITIVE_INFINITY);
    String who =
        judged == 1
            ? "The claim may raise a false alarm once in a thousand runs, so that it"
            : Digits.count((int) judged).substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + Digits.count((int) judged).substring(1)
                + " claims share a false-alarm probability of one in a thousand, so that each";
    return who
        + " may stray by about "
        + String.format(java.util.Locale.ROOT, "%.1f", z)
        + " standard errors beyond its declared band before it turns red. <i>Power</i> is the error"
        + " in a theory that the claim is sure to notice.";
  }

  private static String key() {
    String axis = "<svg class=\"dev\" viewBox=\"0 0 40 18\" aria-hidden=\"true\">";
    return "<p class=\"key\"><span>"
        + axis
        + "<rect class=\"band\" width=\"40\" height=\"18\"/><rect class=\"bias\" x=\"12\""
        + " width=\"16\" height=\"18\"/><path class=\"zero\" d=\"M20 0v18\"/></svg>theory, its"
        + " declared band, and how far it may be missed</span><span>"
        + axis
        + "<path class=\"se\" stroke=\"var(--critical)\" d=\"M6 9H34\"/><circle class=\"pt\""
        + " cx=\"20\" cy=\"9\" r=\"4.5\" fill=\"var(--critical)\"/></svg>measured ± 1 standard"
        + " error</span><span>"
        + axis
        + "<path class=\"rej\" d=\"M10 2v14M30 2v14\"/></svg>theories wrong by the"
        + " power</span><span>"
        + axis
        + "<path class=\"open\" d=\"M20 4l5 5-5 5-5-5z\"/></svg>a rival, by name</span><span>"
        + axis
        + "<g fill=\"var(--critical)\" fill-opacity=\".55\"><circle cx=\"12\" cy=\"9\""
        + " r=\"3\"/><circle cx=\"20\" cy=\"9\" r=\"3\"/><circle cx=\"28\" cy=\"9\""
        + " r=\"3\"/></g></svg>points of a curve, one by one; independent ones are judged together,"
        + " by χ²</span></p>\n";
  }
}
