package org.onsager.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.onsager.lab.Card;
import org.onsager.lab.Verdict;
import org.onsager.logbook.Home;
import org.onsager.logbook.Run;
import org.onsager.logbook.page.Leaflet;
import org.onsager.programme.Day;
import org.onsager.programme.Reference;
import org.onsager.programme.References;
import org.onsager.programme.Session;
import org.onsager.programme.Session.Kind;

/** The workshop's day as a guided tour: lines for a terminal, a page, a JSON document. */
final class Tour {
  private final List<Reference> references = References.all();
  private final Survey survey;
  private final Panel panel;
  private final Home home;

  Tour(Survey survey, Home home) {
    this.survey = survey;
    this.panel = Panel.of(references, survey);
    this.home = home;
  }

  private List<Reference> of(Session session) {
    return session.references().stream().map(n -> references.get(n - 1)).toList();
  }

  /** The experiments that a session shows; what no reference claims comes as a contribution. */
  private List<Card> shown(Session session) {
    List<Card> cards = new ArrayList<>(survey.of(of(session)));
    if (session.kind() == Kind.CONTRIBUTED) {
      List<String> spoken =
          Day.sessions().stream()
              .filter(s -> s.kind() == Kind.CONTRIBUTED && !s.topic().isEmpty())
              .map(Session::topic)
              .toList();
      survey.beyond(references).stream()
          .filter(
              c ->
                  session.topic().isEmpty()
                      ? !spoken.contains(c.topic())
                      : c.topic().equals(session.topic()))
          .forEach(cards::add);
    }
    return cards;
  }

  /** The whole day. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(Day.title());
    lines.addAll(Prose.wrapped(Day.lede(), "", Console.WIDTH));
    for (Session session : Day.sessions()) {
      lines.add("");
      lines.add(session.start() + "  " + session.kind().word() + ": " + session.title());
      if (session.kind() == Kind.BREAK) {
        lines.removeLast();
        lines.add(session.start() + "  " + session.title());
        continue;
      }
      lines.addAll(Prose.wrapped(session.text(), "       ", Console.WIDTH));
      switch (session.kind()) {
        case POSTERS -> lines.addAll(posters());
        case PANEL -> lines.addAll(panel());
        default -> lines.addAll(experiments(session));
      }
    }
    return lines;
  }

  private List<String> experiments(Session session) {
    List<String> lines = new ArrayList<>();
    for (Card card : shown(session)) {
      lines.add("       → ./onsager run " + card.id() + "   " + state(card));
    }
    if (lines.isEmpty()) {
      lines.add("       → no experiment shows it yet");
    }
    if (!session.references().isEmpty()) {
      lines.addAll(
          Prose.wrapped(
              of(session).stream()
                  .map(r -> "[" + r.number() + "] " + r.brief())
                  .collect(Collectors.joining(", ")),
              "       ",
              Console.WIDTH));
    }
    return lines;
  }

  private String state(Card card) {
    Run run = survey.latest().get(card.id());
    return run == null ? "never run here" : Survey.summary(run) + ", " + Survey.date(run);
  }

  /** The poster session: every experiment's latest poster, by topic. */
  List<String> posters() {
    List<String> lines = new ArrayList<>();
    byTopic()
        .forEach(
            (topic, runs) -> {
              lines.add("       " + topic);
              for (Run run : runs) {
                lines.add("         " + run.card().title() + ": " + Survey.summary(run));
                lines.add("         " + poster(run));
              }
            });
    if (lines.isEmpty()) {
      lines.add("       Nothing hangs here yet; `./onsager workshop --run` runs everything.");
    }
    return lines;
  }

  private Map<String, List<Run>> byTopic() {
    Map<String, List<Run>> topics = new LinkedHashMap<>();
    survey
        .latest()
        .values()
        .forEach(r -> topics.computeIfAbsent(r.card().topic(), t -> new ArrayList<>()).add(r));
    return topics;
  }

  private Path poster(Run run) {
    return home.runs().resolve(run.name()).resolve("poster.html");
  }

  /** The panel: what does not agree claim by claim, what agrees in numbers, what is open. */
  List<String> panel() {
    List<String> lines = new ArrayList<>();
    panel
        .said()
        .forEach(
            (word, words) -> {
              if (words.isEmpty()) {
                return;
              }
              lines.add("       " + Panel.heading(word, words.size()));
              if (word.equals("agrees")) {
                return;
              }
              for (Panel.Word w : words) {
                lines.addAll(
                    Prose.wrapped(
                        w.experiment() + ": " + w.line().brief(), "         ", Console.WIDTH));
              }
            });
    lines.addAll(
        Prose.wrapped("Nobody has measured yet: " + panel.open(), "       ", Console.WIDTH));
    lines.add("       " + PapersVerb.count(references, survey) + " (`./onsager papers`)");
    return lines;
  }

  /** The day as a page that lies in a folder. */
  Leaflet page(Path folder, String command) {
    List<Leaflet.Item> day = new ArrayList<>();
    for (Session session : Day.sessions()) {
      List<Leaflet.Mark> marks = new ArrayList<>();
      for (Card card : shown(session)) {
        marks.add(mark(card, folder));
      }
      if (marks.isEmpty() && !session.references().isEmpty()) {
        marks.add(new Leaflet.Mark("No experiment shows it yet.", "", List.of()));
      }
      of(session)
          .forEach(
              r ->
                  marks.add(
                      new Leaflet.Mark(
                          "[" + r.number() + "] " + r.brief(), address(r), List.of())));
      day.add(
          new Leaflet.Item(
              session.start() + "–" + session.end(),
              session.kind() == Kind.BREAK ? "" : session.kind().word(),
              session.title(),
              session.text(),
              marks));
    }
    List<Leaflet.Item> posters = new ArrayList<>();
    byTopic()
        .forEach(
            (topic, runs) ->
                runs.forEach(
                    run ->
                        posters.add(
                            new Leaflet.Item(
                                topic,
                                Survey.date(run),
                                run.card().title(),
                                run.card().lede(),
                                List.of(mark(run, folder, "The poster"))))));
    List<Leaflet.Item> said = new ArrayList<>();
    panel
        .said()
        .forEach(
            (word, words) ->
                words.forEach(
                    w ->
                        said.add(
                            new Leaflet.Item(
                                word,
                                "",
                                w.line().claim().statement().text(),
                                "",
                                List.of(
                                    new Leaflet.Mark(w.experiment(), "", List.of()),
                                    new Leaflet.Mark(
                                        w.line().numbers(), "", List.of(chip(w.line()))))))));
    String open = "Nobody has measured yet: " + panel.open() + ".";
    return new Leaflet(
        Day.title(),
        "Workshop",
        Day.lede(),
        says(),
        Map.of("references", PapersVerb.count(references, survey).replaceFirst("^.*?: ", "")),
        List.of(
            new Leaflet.Part("day", "Day", "The day", "", day),
            new Leaflet.Part(
                "posters",
                "Posters",
                "The posters",
                posters.isEmpty() ? "Nothing hangs here yet." : "",
                posters),
            new Leaflet.Part("panel", "Panel", "The panel", open, said)),
        command);
  }

  private String says() {
    int claims = panel.said().values().stream().mapToInt(List::size).sum();
    return claims == 0
        ? "Nothing has been measured here yet."
        : "Of "
            + claims
            + " claims, "
            + panel.said().entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> e.getValue().size() + " " + verb(e.getKey(), e.getValue().size()))
                .collect(Collectors.joining(", "))
            + ".";
  }

  private static String verb(String word, int n) {
    return switch (word) {
      case "agrees" -> n == 1 ? "agrees" : "agree";
      case "disagrees" -> n == 1 ? "disagrees" : "disagree";
      case Panel.CONTESTED -> n == 1 ? "is contested" : "are contested";
      case "undecided" -> n == 1 ? "is undecided" : "are undecided";
      default -> n == 1 ? "is outside its regime" : "are outside their regime";
    };
  }

  private Leaflet.Mark mark(Card card, Path folder) {
    Run run = survey.latest().get(card.id());
    return run == null
        ? new Leaflet.Mark(card.title() + ", never run here", "", List.of())
        : mark(run, folder, card.title());
  }

  private Leaflet.Mark mark(Run run, Path folder, String text) {
    Map<String, List<ClaimLines>> chips = new LinkedHashMap<>();
    Survey.claims(run)
        .forEach(
            c ->
                chips
                    .computeIfAbsent(c.judgement().verdict().word(), w -> new ArrayList<>())
                    .add(c));
    List<Leaflet.Chip> all = new ArrayList<>();
    chips.forEach(
        (word, claims) ->
            all.add(
                new Leaflet.Chip(
                    claims.getFirst().judgement().verdict(),
                    claims.size()
                        + " "
                        + verb(word, claims.size()).replaceFirst("^(is|are) ", ""))));
    return new Leaflet.Mark(text, address(folder, poster(run)), all);
  }

  private static Leaflet.Chip chip(ClaimLines line) {
    Verdict verdict = line.judgement().verdict();
    return new Leaflet.Chip(verdict, verdict.word());
  }

  private static String address(Path folder, Path page) {
    return page.startsWith(folder)
        ? folder.relativize(page).toString().replace('\\', '/')
        : page.toUri().toString();
  }

  private static String address(Reference r) {
    return r.arxiv().isEmpty() ? "" : "https://arxiv.org/abs/" + r.arxiv();
  }

  /** The day, where every reference stands, and the panel. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("title", Day.title());
    List<Object> sessions = new ArrayList<>();
    for (Session s : Day.sessions()) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("start", s.start().toString());
      tree.put("minutes", s.minutes());
      tree.put("kind", s.kind().word());
      tree.put("title", s.title());
      tree.put("text", s.text());
      tree.put("references", s.references());
      tree.put("experiments", shown(s).stream().map(Card::id).toList());
      sessions.add(tree);
    }
    document.put("sessions", sessions);
    List<Object> posters = new ArrayList<>();
    survey
        .latest()
        .forEach(
            (id, run) -> {
              Map<String, Object> tree = new LinkedHashMap<>();
              tree.put("experiment", id);
              tree.put("run", run.name());
              tree.put("date", Survey.date(run));
              tree.put("poster", poster(run).toString());
              posters.add(tree);
            });
    document.put("posters", posters);
    document.put("panel", panel.tree());
    return document;
  }
}
