package org.onsager.cli;

import java.util.ArrayList;
import java.util.List;
import org.onsager.lab.Answer;
import org.onsager.lab.Figure;

/** What a tool answers, for a terminal: worst news first. */
final class AnswerLines {
  private static final String INDENT = "    ";

  private AnswerLines() {}

  static List<String> of(Answer answer) {
    List<String> out = new ArrayList<>();
    out.add(Prose.plain(answer.title()));
    paragraph(out, answer.subtitle(), "");
    out.add("");
    paragraph(out, mark(answer.grade()) + " " + answer.verdict(), "");
    answer.facts().forEach((k, v) -> paragraph(out, k + ": " + v, "  "));
    answer.news().stream()
        .sorted(java.util.Comparator.comparing(Answer.News::grade))
        .forEach(
            n -> {
              out.add("");
              paragraph(out, mark(n.grade()) + " " + n.heading(), "");
              paragraph(out, n.text(), INDENT);
              String tail = n.certificate().isBlank() ? "" : "  [" + n.certificate() + "]";
              paragraph(out, n.number() + tail, INDENT);
            });
    if (!answer.advice().isEmpty()) {
      out.add("");
      out.add("What to do");
      for (Answer.Advice a : answer.advice()) {
        paragraph(out, a.text(), "  ");
        a.code().lines().forEach(l -> out.add(INDENT + l));
      }
    }
    quantities(out, answer.quantities());
    for (Figure figure : answer.figures()) {
      if (figure instanceof Figure.Table table) {
        out.add("");
        out.add(Prose.plain(table.caption().heading()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(table.columns());
        rows.addAll(table.rows());
        Prose.table(rows, "l".repeat(table.columns().size())).forEach(l -> out.add("  " + l));
      }
    }
    if (!answer.notes().isEmpty()) {
      out.add("");
      answer.notes().forEach(n -> paragraph(out, n, ""));
    }
    return out;
  }

  private static void quantities(List<String> out, List<Answer.Quantity> quantities) {
    if (quantities.isEmpty()) {
      return;
    }
    out.add("");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("quantity", "value", "error"));
    for (Answer.Quantity q : quantities) {
      rows.add(List.of(Prose.plain(q.name()), q.value(), q.error()));
    }
    List<String> lines = Prose.table(rows, "lll");
    for (int i = 0; i < lines.size(); i++) {
      out.add(lines.get(i));
      if (i > 0) {
        Answer.Quantity q = quantities.get(i - 1);
        String tail = String.join("; ", List.of(q.regime(), q.certificate()));
        paragraph(out, tail.replaceFirst("^; ", "").replaceFirst("; $", ""), INDENT);
      }
    }
  }

  private static void paragraph(List<String> out, String text, String indent) {
    out.addAll(Prose.wrapped(Prose.plain(text), indent, Console.WIDTH));
  }

  private static String mark(Answer.Grade grade) {
    return switch (grade) {
      case BAD -> "✗";
      case WATCH -> "!";
      case FINE -> "✓";
    };
  }
}
