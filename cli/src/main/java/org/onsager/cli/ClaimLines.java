package org.onsager.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Claim;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.lab.Measured;
import org.onsager.lab.Verdict;
import org.onsager.logbook.Codec;

/**
 * A claim as a line of the table: theory and measurement side by side, the worst first.
 *
 * @param claim the claim
 * @param judgement what came of it
 */
record ClaimLines(Claim claim, Judgement judgement) {

  private static final List<String> HEAD =
      List.of("claim", "theory", "measured ± se", "test", "p", "power", "verdict");

  /** The claims with their judgements, the worst first. */
  static List<ClaimLines> of(Findings findings, List<Judgement> judgements) {
    List<ClaimLines> all = new ArrayList<>();
    for (int i = 0; i < judgements.size(); i++) {
      all.add(new ClaimLines(findings.claims().get(i), judgements.get(i)));
    }
    all.sort(Comparator.comparingInt(ClaimLines::rank).thenComparingDouble(ClaimLines::p));
    return all;
  }

  /** True when the claim was declared contested, and so is required to disagree. */
  boolean contested() {
    return !claim.statement().contested().isEmpty();
  }

  private double p() {
    return Double.isNaN(judgement.p()) ? 2 : judgement.p();
  }

  private int rank() {
    return switch (judgement.verdict()) {
      case Verdict.Disagrees d -> contested() ? 2 : 0;
      case Verdict.Undecided u -> 1;
      case Verdict.Agrees a -> contested() ? 0 : 3;
      case Verdict.Outside o -> 4;
    };
  }

  /** The table, and below it the reasons of what does not agree. */
  static List<String> table(Findings findings, List<Judgement> judgements) {
    List<ClaimLines> claims = of(findings, judgements);
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    claims.forEach(c -> rows.add(c.cells()));
    List<String> lines = new ArrayList<>(Prose.table(rows, "lrrrrrl"));
    for (ClaimLines c : claims) {
      String contested = c.claim.statement().contested();
      String reason =
          (contested.isEmpty() ? "" : "contested: " + contested + "; ")
              + c.judgement.verdict().reason();
      if (!reason.isEmpty()) {
        String text = c.claim.statement().id() + ": " + Prose.plain(reason);
        lines.addAll(Prose.wrapped(text.replaceFirst("; $", ""), "  ", Console.WIDTH));
      }
    }
    return lines;
  }

  private List<String> cells() {
    Both both = both();
    return List.of(
        Prose.cut(claim.statement().id(), 30),
        Prose.cut(both.theory, 12),
        Prose.cut(both.measured, 21),
        Prose.cut(test(), 10),
        probability(judgement.p()),
        Prose.number(100 * claim.power(), 2) + "%",
        word());
  }

  private String word() {
    return judgement.verdict() instanceof Verdict.Outside
        ? "outside"
        : judgement.verdict().word() + (contested() ? "*" : "");
  }

  /** The claim in a line: its sentence, theory, measurement. */
  String brief() {
    return Prose.plain(claim.statement().text()) + ": " + numbers();
  }

  /** Theory and measurement in a line. */
  String numbers() {
    Both both = both();
    return "theory " + both.theory + ", measured " + both.measured;
  }

  /** Both sides in brief. */
  record Both(String theory, String measured) {}

  /** The regime in which theory holds, in words. */
  String regime() {
    return switch (claim) {
      case Claim.Point c -> c.predicted().regime().toString();
      case Claim.Exponent c -> c.predicted().regime().toString();
      case Claim.Transition c -> c.predicted().regime().toString();
      case Claim.Bound c -> c.bound().regime().toString();
      case Claim.Curve c -> c.predicted().regime().toString();
      case Claim.Distribution c -> c.predicted().regime().toString();
      case Claim.Ordering c -> c.predicted().getFirst().regime().toString();
      case Claim.Identity c -> "both sides are measured";
    };
  }

  Both both() {
    return switch (claim) {
      case Claim.Point c -> of(c.predicted().value(), c.measured());
      case Claim.Exponent c -> of(c.predicted().value(), c.measured());
      case Claim.Transition c -> of(c.predicted().value(), c.measured());
      case Claim.Bound c ->
          new Both(
              (c.atMost() ? "≤ " : "≥ ") + Prose.number(c.bound().value(), 5), text(c.measured()));
      case Claim.Curve c -> new Both("curve", c.samples().size() + " points");
      case Claim.Distribution c -> new Both("law", c.draws().length + " draws");
      case Claim.Ordering c -> new Both("an order", "of " + c.measured().size() + " numbers");
      case Claim.Identity c -> new Both("equal", text(c.left().minus(c.right())));
    };
  }

  private static Both of(double theory, Measured measured) {
    return new Both(Prose.number(theory, 5), text(measured));
  }

  private static String text(Measured m) {
    return Prose.measured(m.mean(), m.standardError());
  }

  private String test() {
    double s = judgement.statistic();
    if (Double.isNaN(s)) {
      return "–";
    }
    String name =
        switch (claim) {
          case Claim.Curve c -> c.independent() ? "χ²" : "z";
          case Claim.Distribution d -> "D";
          default -> "t";
        };
    return name + "=" + Prose.number(s, 3);
  }

  private static String probability(double p) {
    return Double.isNaN(p)
        ? "–"
        : p < 1e-3 ? String.format(Locale.ROOT, "%.0e", p) : Prose.number(p, 2);
  }

  /** How many came to each verdict: "4 agree, 1 undecided". */
  static String summary(Iterable<Verdict> verdicts) {
    Map<String, Integer> counts = counts(verdicts);
    return counts.entrySet().stream()
        .map(
            e ->
                e.getValue()
                    + " "
                    + (e.getValue() == 1 ? e.getKey() : e.getKey().replace("agrees", "agree")))
        .collect(Collectors.joining(", "));
  }

  /** Verdict's word → how many; the worst first. */
  static Map<String, Integer> counts(Iterable<Verdict> verdicts) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String word : List.of("disagrees", "undecided", "agrees", "outside its regime")) {
      for (Verdict v : verdicts) {
        if (v.word().equals(word)) {
          counts.merge(word, 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /** The claim as a tree for JSON. */
  Map<String, @Nullable Object> tree() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("id", claim.statement().id());
    tree.put("verdict", judgement.verdict().word());
    tree.put("reason", judgement.verdict().reason());
    tree.put("statistic", judgement.statistic());
    tree.put("p", judgement.p());
    tree.put("allowed", judgement.allowed());
    tree.put("power", claim.power());
    tree.put("claim", Codec.tree((Record) claim));
    return tree;
  }
}
