package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.programme.Reference;
import org.onsager.programme.References;
import org.onsager.programme.Standing;

/** {@code papers}: every reference of the programme, and what has become of it here. */
final class PapersVerb implements Verb {
  static final String SUMMARY =
      "The references of the workshop's programme: certified, implemented, not yet.";

  @Override
  public Syntax syntax() {
    return Syntax.of("papers", SUMMARY)
        .place("TOPIC", false, "those of this topic alone")
        .flag("--json", "One JSON document.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    List<Reference> all = References.all();
    String topic = arguments.word(0).orElse("");
    Set<String> topics = new LinkedHashSet<>(all.stream().map(Reference::topic).toList());
    if (!topic.isEmpty() && !topics.contains(topic)) {
      throw new Refusal(
          "no topic is called "
              + topic
              + Nearest.suggestion(topic, topics)
              + "; there are "
              + String.join(", ", topics));
    }
    Survey survey = Survey.of(Catalogue.open(), console);
    List<Reference> shown =
        all.stream().filter(r -> topic.isEmpty() || r.topic().equals(topic)).toList();
    List<Card> beyond =
        survey.beyond(all).stream()
            .filter(c -> topic.isEmpty() || c.topic().equals(topic))
            .toList();
    if (arguments.flag("--json")) {
      console.document("onsager/papers/1", document(shown, beyond, survey));
    } else {
      lines(shown, beyond, survey).forEach(console::say);
    }
    return Exit.FINE;
  }

  private static List<String> lines(List<Reference> shown, List<Card> beyond, Survey survey) {
    List<String> lines = new ArrayList<>();
    Map<String, List<Reference>> topics = new LinkedHashMap<>();
    shown.forEach(r -> topics.computeIfAbsent(r.topic(), t -> new ArrayList<>()).add(r));
    topics.forEach(
        (topic, references) -> {
          lines.add(topic);
          List<List<String>> rows = new ArrayList<>();
          for (Reference r : references) {
            rows.add(
                List.of(
                    "  " + r.number(),
                    Prose.cut(r.brief(), 30),
                    Prose.cut(r.title(), 38),
                    state(survey.standing(r))));
          }
          lines.addAll(Prose.table(rows, "rlll"));
        });
    if (!beyond.isEmpty()) {
      lines.add("beyond the programme");
      beyond.forEach(c -> lines.add("  " + c.id()));
    }
    lines.add("");
    lines.add(count(shown, survey));
    return lines;
  }

  /** How many references are in each state: "47 references: 1 certified, 2 implemented, …". */
  static String count(List<Reference> references, Survey survey) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    List.of("certified", "implemented", "not yet").forEach(w -> counts.put(w, 0));
    references.forEach(r -> counts.merge(survey.standing(r).word(), 1, Integer::sum));
    List<String> words = new ArrayList<>();
    counts.forEach((word, n) -> words.add(n + " " + word));
    int n = references.size();
    return n + (n == 1 ? " reference: " : " references: ") + String.join(", ", words);
  }

  private static String state(Standing standing) {
    return switch (standing) {
      case Standing.NotYet s -> s.word();
      case Standing.Implemented s -> s.word() + ", never run here";
      case Standing.Certified s ->
          s.word()
              + " "
              + s.latest().date()
              + ": "
              + ClaimLines.summary(s.latest().verdicts().values());
    };
  }

  private static Map<String, Object> document(
      List<Reference> shown, List<Card> beyond, Survey survey) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("references", shown.stream().map(r -> tree(r, survey.standing(r))).toList());
    document.put("beyond", beyond.stream().map(Card::id).toList());
    return document;
  }

  /** A reference and where it stands, as a tree for JSON. */
  static Map<String, @Nullable Object> tree(Reference r, Standing standing) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("number", r.number());
    tree.put("topic", r.topic());
    tree.put("authors", r.authors());
    tree.put("title", r.title());
    tree.put("year", r.year());
    tree.put("arxiv", r.arxiv());
    tree.put("venue", r.venue());
    tree.put("state", standing.word());
    switch (standing) {
      case Standing.NotYet _ -> {}
      case Standing.Implemented s -> tree.put("experiment", s.experiment());
      case Standing.Certified s -> {
        tree.put("experiment", s.experiment());
        tree.put("run", s.latest().run());
        tree.put("date", s.latest().date());
        Map<String, Object> verdicts = new LinkedHashMap<>();
        s.latest().verdicts().forEach((claim, v) -> verdicts.put(claim, v.word()));
        tree.put("verdicts", verdicts);
      }
    }
    return tree;
  }
}
