package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Kept;
import org.onsager.logbook.Numbers;

/** Two examinations side by side, number by number. */
final class KeptComparison {
  private static final double CHANGED = 1e-12;
  private static final int SHOWN = 40;

  private KeptComparison() {}

  private record Row(String row, String column, Numbers.Value before, Numbers.Value after) {
    /** The difference in standard errors; NaN where neither number has one. */
    double deviation() {
      double a = Double.isNaN(before.error()) ? 0 : before.error();
      double b = Double.isNaN(after.error()) ? 0 : after.error();
      double error = Math.hypot(a, b);
      return error > 0 ? (after.value() - before.value()) / error : Double.NaN;
    }

    double relative() {
      double size = Math.max(Math.abs(before.value()), Math.abs(after.value()));
      return size == 0 ? 0 : Math.abs(after.value() - before.value()) / size;
    }

    Map<String, @Nullable Object> tree() {
      Map<String, @Nullable Object> tree = new LinkedHashMap<>();
      tree.put("row", row);
      tree.put("column", column);
      tree.put("before", number(before.value()));
      tree.put("after", number(after.value()));
      tree.put("deviation", number(deviation()));
      return tree;
    }

    private static @Nullable Double number(double v) {
      return Double.isFinite(v) ? v : null;
    }
  }

  /** Compares them where both words name examinations; none where both name runs. */
  static Optional<Exit> of(Arguments arguments, Console console) {
    Optional<Kept> a = arguments.word(0).flatMap(n -> Kept.find(console.home(), n));
    Optional<Kept> b = arguments.word(1).flatMap(n -> Kept.find(console.home(), n));
    // The latest of a run's kind is meant where the other is a run.
    boolean run = a.isEmpty() && "latest".equals(arguments.word(1).orElse(""));
    if (run || a.isEmpty() && b.isEmpty()) {
      return Optional.empty();
    }
    if (a.isEmpty() || b.isEmpty()) {
      throw new Refusal(
          (a.isEmpty() ? arguments.word(0) : arguments.word(1)).orElse("nothing")
              + " is no examination; one is compared with another, a run with a run");
    }
    return Optional.of(compared(a.get(), b.get(), arguments, console));
  }

  private static Exit compared(Kept a, Kept b, Arguments arguments, Console console) {
    Map<String, Map<String, Numbers.Value>> before = Numbers.of(a.document()).rows();
    Map<String, Map<String, Numbers.Value>> after = Numbers.of(b.document()).rows();
    List<Row> rows = new ArrayList<>();
    Set<String> alone = new LinkedHashSet<>(before.keySet());
    after
        .keySet()
        .forEach(
            r -> {
              if (!alone.remove(r)) {
                alone.add(r);
              }
            });
    before.forEach(
        (row, values) ->
            values.forEach(
                (column, value) -> {
                  Numbers.Value other = after.getOrDefault(row, Map.of()).get(column);
                  if (other != null) {
                    rows.add(new Row(row, column, value, other));
                  }
                }));
    List<Row> changed = rows.stream().filter(r -> r.relative() > CHANGED).toList();
    if (arguments.flag("--json")) {
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("before", a.name());
      document.put("after", b.name());
      document.put("same", changed.isEmpty() && alone.isEmpty());
      document.put("claims", List.of());
      document.put("knobs", List.of());
      document.put(
          "around",
          CompareVerb.changes(Map.of("command", a.command()), Map.of("command", b.command()))
              .stream()
              .map(CompareVerb.Change::tree)
              .toList());
      document.put("numbers", rows.stream().map(Row::tree).toList());
      document.put("alone", List.copyOf(alone));
      console.document("onsager/compare/1", document);
      return Exit.FINE;
    }
    console.say(a.title() + ": " + a.verdict());
    console.say(b.title() + ": " + b.verdict());
    console.say("");
    if (!changed.isEmpty()) {
      table(changed, a, b).forEach(console::say);
      console.say("");
    }
    console.say(
        rows.size()
            - changed.size()
            + " of "
            + rows.size()
            + " numbers are the same in both"
            + (changed.size() > SHOWN
                ? "; of the others the " + SHOWN + " that changed most are shown, --json has all."
                : "."));
    if (!alone.isEmpty()) {
      console.say("In one of them alone: " + String.join(", ", alone));
    }
    return Exit.FINE;
  }

  /** Those that changed most, by relative change, kept in the order of the document. */
  private static List<String> table(List<Row> changed, Kept a, Kept b) {
    Set<Row> most =
        new LinkedHashSet<>(
            changed.stream()
                .sorted(java.util.Comparator.comparingDouble(r -> -r.relative()))
                .limit(SHOWN)
                .toList());
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("", "number", a.name(), b.name(), "Δ/σ"));
    changed.stream()
        .filter(most::contains)
        .forEach(
            r ->
                lines.add(
                    List.of(
                        Prose.cut(r.row(), 28),
                        r.column(),
                        text(r.before()),
                        text(r.after()),
                        Double.isNaN(r.deviation()) ? "–" : Prose.number(r.deviation(), 2))));
    return Prose.table(lines, "llrrr");
  }

  private static String text(Numbers.Value v) {
    return v.error() > 0 ? Prose.measured(v.value(), v.error()) : Prose.number(v.value(), 4);
  }
}
