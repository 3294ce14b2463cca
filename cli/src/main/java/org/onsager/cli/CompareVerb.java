package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Claim;
import org.onsager.lab.Measured;
import org.onsager.logbook.Run;

/** {@code compare RUN RUN}: two runs, claim by claim. */
final class CompareVerb implements Verb {
  static final String SUMMARY = "Two runs side by side: claims, and what differs around them.";

  @Override
  public Syntax syntax() {
    return Syntax.of("compare", SUMMARY)
        .place("RUN", true, "a run")
        .place("RUN", true, "another")
        .flag("--json", "One JSON document.");
  }

  /** What differs: its name, and both values. */
  record Change(String what, String before, String after) {
    Map<String, Object> tree() {
      return Map.of("what", what, "before", before, "after", after);
    }
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    Optional<Exit> examinations = KeptComparison.of(arguments, console);
    if (examinations.isPresent()) {
      return examinations.get();
    }
    Run a = RunVerb.found(arguments, 0, console);
    Run b = RunVerb.found(arguments, 1, console);
    List<Change> knobs = changes(a.knobs(), b.knobs());
    List<Change> around = around(a, b);
    Map<String, ClaimLines> before = claims(a);
    Map<String, ClaimLines> after = claims(b);
    Set<String> ids = new LinkedHashSet<>(before.keySet());
    ids.addAll(after.keySet());
    List<Map<String, @Nullable Object>> documents = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("claim", "theory", a.name(), b.name(), "Δ/σ", "verdict"));
    for (String id : ids) {
      ClaimLines x = before.get(id);
      ClaimLines y = after.get(id);
      double deviation = x == null || y == null ? Double.NaN : deviation(x.claim(), y.claim());
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("claim", id);
      one.put("before", x == null ? null : x.tree());
      one.put("after", y == null ? null : y.tree());
      one.put("deviation", deviation);
      one.put("verdictChanged", !word(x).equals(word(y)));
      documents.add(one);
      String verdict = word(x).equals(word(y)) ? word(x) : word(x) + " → " + word(y);
      String theory = theory(x).equals(theory(y)) ? theory(x) : theory(x) + " → " + theory(y);
      rows.add(
          List.of(
              Prose.cut(id, 30),
              theory,
              measured(x),
              measured(y),
              Prose.number(deviation, 2),
              verdict));
    }
    if (arguments.flag("--json")) {
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("before", a.name());
      document.put("after", b.name());
      document.put("same", a.digest().equals(b.digest()));
      document.put("claims", documents);
      document.put("knobs", knobs.stream().map(Change::tree).toList());
      document.put("around", around.stream().map(Change::tree).toList());
      console.document("onsager/compare/1", document);
      return Exit.FINE;
    }
    Prose.table(rows, "lrrrrl").forEach(console::say);
    console.say("");
    console.say(
        a.digest().equals(b.digest())
            ? "The same bits: digest " + a.digest().substring(0, 12)
            : "Δ/σ is the difference of both measurements in standard errors, the largest of a"
                + " claim.");
    say(console, "Knobs that differ", knobs);
    say(console, "What else differs", around);
    return Exit.FINE;
  }

  static void say(Console console, String heading, List<Change> changes) {
    if (!changes.isEmpty()) {
      console.say(heading);
      changes.forEach(
          c ->
              Prose.wrapped(c.what() + ": " + c.before() + " → " + c.after(), "  ", Console.WIDTH)
                  .forEach(console::say));
    }
  }

  /** Experiment, effort, seed, versions, machine and data sets as far as they differ. */
  static List<Change> around(Run a, Run b) {
    Map<String, Object> before = surroundings(a);
    return changes(before, surroundings(b));
  }

  private static Map<String, Object> surroundings(Run run) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("experiment", run.card().id());
    all.put("effort", DescribeVerb.name(run.effort()));
    all.put("seed", run.seed());
    run.provenance().versions().forEach((k, v) -> all.put("version of " + k, v));
    all.put("machine", run.provenance().machine());
    run.provenance().data().forEach((k, v) -> all.put("data set " + k, v));
    return all;
  }

  static List<Change> changes(Map<String, ?> before, Map<String, ?> after) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    List<Change> changes = new ArrayList<>();
    for (String name : names) {
      Object x = before.get(name);
      Object y = after.get(name);
      if (!Objects.equals(x, y)) {
        changes.add(new Change(name, text(x), text(y)));
      }
    }
    return changes;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "nothing" : value.toString();
  }

  private static Map<String, ClaimLines> claims(Run run) {
    Map<String, ClaimLines> all = new LinkedHashMap<>();
    ClaimLines.of(run.findings(), run.judgements())
        .forEach(c -> all.put(c.claim().statement().id(), c));
    return all;
  }

  private static String word(@Nullable ClaimLines line) {
    return line == null ? "not there" : line.judgement().verdict().word();
  }

  private static String theory(@Nullable ClaimLines line) {
    return line == null ? "–" : line.both().theory();
  }

  private static String measured(@Nullable ClaimLines line) {
    return line == null ? "–" : line.both().measured();
  }

  /** The difference of two measurements in standard errors; of several the largest. */
  static double deviation(Claim a, Claim b) {
    Map<String, Measured> before = measurements(a);
    Map<String, Measured> after = measurements(b);
    double worst = Double.NaN;
    for (Map.Entry<String, Measured> m : before.entrySet()) {
      Measured other = after.get(m.getKey());
      if (other != null) {
        Measured gap = other.minus(m.getValue());
        double z = gap.mean() == 0 ? 0 : gap.mean() / gap.standardError();
        worst = Double.isNaN(worst) || Math.abs(z) > Math.abs(worst) ? z : worst;
      }
    }
    return worst;
  }

  private static Map<String, Measured> measurements(Claim claim) {
    Map<String, Measured> all = new LinkedHashMap<>();
    switch (claim) {
      case Claim.Point c -> all.put("", c.measured());
      case Claim.Exponent c -> all.put("", c.measured());
      case Claim.Transition c -> all.put("", c.measured());
      case Claim.Bound c -> all.put("", c.measured());
      case Claim.Identity c -> all.put("", c.left().minus(c.right()));
      case Claim.Curve c -> c.samples().forEach(s -> all.put("x=" + s.x(), s.measured()));
      case Claim.Ordering c -> {
        for (int i = 0; i < c.measured().size(); i++) {
          all.put("number " + i, c.measured().get(i));
        }
      }
      case Claim.Distribution c -> {}
    }
    return all;
  }
}
