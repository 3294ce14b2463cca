package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Judgement;
import org.onsager.lab.Paper;
import org.onsager.lab.Verdict;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;
import org.onsager.programme.Reference;
import org.onsager.programme.Standing;

/**
 * What the catalogue and the log book know now: the paper of every experiment, and its latest run.
 *
 * @param cards of every experiment, by id
 * @param papers experiment's id → its paper
 * @param latest experiment's id → its latest run; none where it was never run
 */
record Survey(List<Card> cards, Map<String, Paper> papers, Map<String, Run> latest) {

  /** Looks at both; a log book that was never begun is not begun now. */
  static Survey of(Catalogue catalogue, Console console) {
    Map<String, Paper> papers = new TreeMap<>();
    catalogue.cards().forEach(c -> papers.put(c.id(), catalogue.experiment(c.id()).paper()));
    Map<String, Run> latest = new TreeMap<>();
    if (LogBook.exists(console.home())) {
      try (LogBook book = LogBook.open(console.home(), console::note)) {
        papers.keySet().forEach(id -> book.latest(id).ifPresent(run -> latest.put(id, run)));
      }
    }
    return new Survey(catalogue.cards(), papers, latest);
  }

  /** Where a reference stands. */
  Standing standing(Reference reference) {
    Map<String, Standing.Judged> judged = new LinkedHashMap<>();
    latest.forEach((id, run) -> judged.put(id, judged(run)));
    return Standing.of(reference, papers, judged);
  }

  private static Standing.Judged judged(Run run) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    claims(run).forEach(c -> verdicts.put(c.claim().statement().id(), c.judgement().verdict()));
    return new Standing.Judged(run.name(), date(run), verdicts);
  }

  /** The claims of a run with what came of them, the worst first. */
  static List<ClaimLines> claims(Run run) {
    return ClaimLines.of(run.findings(), run.judgements());
  }

  /** How many claims of a run came to each verdict: "4 agree, 1 undecided". */
  static String summary(Run run) {
    return ClaimLines.summary(run.judgements().stream().map(Judgement::verdict).toList());
  }

  /** The day of a run, in ISO form. */
  static String date(Run run) {
    return run.provenance().started().substring(0, 10);
  }

  /** The experiments whose paper is one of these references. */
  List<Card> of(List<Reference> references) {
    return cards.stream().filter(c -> references.stream().anyMatch(r -> r.is(paper(c)))).toList();
  }

  /** The experiments whose paper is none of these references. */
  List<Card> beyond(List<Reference> references) {
    List<Card> all = new ArrayList<>(cards);
    all.removeAll(of(references));
    return all;
  }

  private Paper paper(Card card) {
    return java.util.Objects.requireNonNull(papers.get(card.id()));
  }
}
