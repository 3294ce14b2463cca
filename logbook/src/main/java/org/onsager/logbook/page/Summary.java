package org.onsager.logbook.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.onsager.lab.Claim;
import org.onsager.lab.Measured;

/** The verdicts of a run in one sentence or three, worst first. */
final class Summary {
  private final int all;
  private final int contested;
  private final int disagree;
  private final int undecided;
  private final int agree;
  private final int outside;
  private final List<ClaimTable.Row> rows;

  Summary(List<ClaimTable.Row> rows) {
    this.rows = rows;
    all = rows.size();
    contested = count(0);
    disagree = count(1);
    undecided = count(2);
    agree = count(3);
    outside = count(4);
  }

  private int count(int rank) {
    return (int) rows.stream().filter(r -> r.rank() == rank).count();
  }

  /** True when a claim disagrees that was not declared contested. */
  boolean red() {
    return disagree > 0;
  }

  /** The sentences, as HTML: what matters most stands in bold. */
  String html() {
    List<String> rest = new ArrayList<>();
    String first;
    if (contested > 0) {
      first =
          contested == 1
              ? "One published claim is contested, and measurement contradicts it here too."
              : capital(Digits.count(contested))
                  + " published claims are contested, and measurement contradicts them here too.";
      String others = counts(all - contested, "other ");
      if (!others.isEmpty()) {
        rest.add(others);
      }
    } else {
      first = counts(all, "");
    }
    if (disagree > 0) {
      String worst = worst();
      if (!worst.isEmpty()) {
        rest.add(worst);
      }
    }
    String open = open();
    if (!open.isEmpty()) {
      rest.add(open);
    }
    List<ClaimTable.Row> unmet =
        rows.stream().filter(r -> r.contested() && r.rank() > 0 && r.rank() < 4).toList();
    if (!unmet.isEmpty()) {
      rest.add(
          unmet.size() == 1
              ? "One claim that was declared contested does not disagree here."
              : capital(Digits.count(unmet.size()))
                  + " claims that were declared contested do not disagree here.");
    }
    return "<b>" + first + "</b>" + (rest.isEmpty() ? "" : " " + String.join(" ", rest));
  }

  private String counts(int of, String other) {
    if (of == 0) {
      return "";
    }
    String many = Digits.count(of) + " " + other + "claims";
    if (disagree > 0) {
      return disagree == of
          ? of == 1 ? "The " + other + "claim disagrees." : "All " + many + " disagree."
          : capital(Digits.count(disagree))
              + " of "
              + many
              + (disagree == 1 ? " disagrees." : " disagree.");
    }
    if (agree == of) {
      return of == 1
          ? "The " + (other.isEmpty() ? "one " : other) + "claim agrees."
          : "All " + many + " agree.";
    }
    if (agree == 0) {
      return of == 1
          ? "The " + (other.isEmpty() ? "one " : other) + "claim has no verdict."
          : "None of " + many + " has agreed.";
    }
    return capital(Digits.count(agree)) + " of " + many + (agree == 1 ? " agrees." : " agree.");
  }

  private String open() {
    String a = undecided == 0 ? "" : "on " + Digits.count(undecided) + " the data cannot decide";
    String b =
        outside == 0
            ? ""
            : Digits.count(outside)
                + (outside == 1 ? " lies outside its regime" : " lie outside their regime");
    String both = a.isEmpty() || b.isEmpty() ? a + b : a + ", and " + b;
    return both.isEmpty() ? "" : capital(both) + ".";
  }

  /** The first red claim with both numbers, where it has numbers. */
  private String worst() {
    for (ClaimTable.Row r : rows) {
      if (r.rank() == 1) {
        String name = Symbols.typeset(r.claim().statement().text().replaceAll("\\.$", ""));
        return switch (r.claim()) {
          case Claim.Point c -> both(name, c.predicted().value(), c.measured());
          case Claim.Exponent c -> both(name, c.predicted().value(), c.measured());
          case Claim.Transition c -> both(name, c.predicted().value(), c.measured());
          default -> "It is said that “" + name + "”; the measurement says otherwise.";
        };
      }
    }
    return "";
  }

  private static String both(String name, double theory, Measured m) {
    Digits.Pair d = Digits.measured(m.mean(), m.standardError());
    String pm = d.error().isEmpty() ? "" : " ± " + d.error();
    return "“"
        + name
        + "”: theory says "
        + d.alike(theory)
        + d.factor()
        + ", measured was "
        + d.mean()
        + pm
        + d.factor()
        + ".";
  }

  /** The counts as chips, worst first. */
  String chips() {
    StringBuilder out = new StringBuilder("<ul aria-label=\"Verdicts\">");
    chip(out, contested, "disagrees", "contested, as declared");
    chip(out, disagree, "disagrees", disagree == 1 ? "disagrees" : "disagree");
    chip(out, undecided, "undecided", "undecided");
    chip(out, agree, "agrees", agree == 1 ? "agrees" : "agree");
    chip(out, outside, "outside", outside == 1 ? "outside its regime" : "outside their regime");
    return out.append("</ul>").toString();
  }

  private static void chip(StringBuilder out, int n, String kind, String word) {
    if (n > 0) {
      out.append("<li>").append(ClaimTable.chip(kind, kind, n + " " + word)).append("</li>");
    }
  }

  /** The first letter made a capital. */
  static String capital(String s) {
    return s.isEmpty() ? s : s.substring(0, 1).toUpperCase(Locale.ROOT) + s.substring(1);
  }
}
