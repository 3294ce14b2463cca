package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Card;
import org.onsager.lab.Verdict;
import org.onsager.programme.Reference;
import org.onsager.programme.Standing;

/**
 * The panel at the end of the day: the claims of every latest run by what came of them, and what
 * nobody has measured here.
 *
 * @param said what came of claims → those claims, in the order in which a panel should speak of
 *     them; a published claim that was declared contested and disagrees is a question of its own
 * @param unmeasured references without a run
 * @param neverRun experiments without a run
 */
record Panel(Map<String, List<Word>> said, List<Reference> unmeasured, List<String> neverRun) {
  static final String CONTESTED = "contested";
  private static final List<String> ORDER =
      List.of("disagrees", CONTESTED, "undecided", "agrees", "outside its regime");

  /**
   * A claim on the panel.
   *
   * @param experiment its experiment's id
   * @param line the claim
   */
  record Word(String experiment, ClaimLines line) {}

  /** What there is to say of these references and of every experiment. */
  static Panel of(List<Reference> references, Survey survey) {
    Map<String, List<Word>> said = new LinkedHashMap<>();
    ORDER.forEach(w -> said.put(w, new ArrayList<>()));
    survey
        .latest()
        .forEach(
            (id, run) -> Survey.claims(run).forEach(c -> of(said, word(c)).add(new Word(id, c))));
    return new Panel(
        said,
        references.stream()
            .filter(r -> !(survey.standing(r) instanceof Standing.Certified))
            .toList(),
        survey.cards().stream()
            .map(Card::id)
            .filter(id -> !survey.latest().containsKey(id))
            .toList());
  }

  private static List<Word> of(Map<String, List<Word>> said, String word) {
    return said.computeIfAbsent(word, w -> new ArrayList<>());
  }

  private static String word(ClaimLines c) {
    Verdict verdict = c.judgement().verdict();
    return verdict instanceof Verdict.Disagrees && c.contested() ? CONTESTED : verdict.word();
  }

  /** A heading for a group of claims. */
  static String heading(String word, int n) {
    String claims = n + (n == 1 ? " claim " : " claims ");
    return switch (word) {
      case "agrees" -> claims + (n == 1 ? "agrees" : "agree");
      case "disagrees" -> claims + (n == 1 ? "disagrees" : "disagree");
      case CONTESTED -> claims + "declared contested, and contradicted by measurement";
      case "undecided" -> claims + "undecided: the data cannot tell theory from a wrong one";
      default -> claims + "outside the regime of theory, reported and not judged";
    };
  }

  /** What nobody has measured, in a sentence. */
  String open() {
    return unmeasured.size()
        + (unmeasured.size() == 1 ? " reference has" : " references have")
        + " no run here"
        + (neverRun.isEmpty()
            ? ""
            : "; "
                + String.join(", ", neverRun)
                + (neverRun.size() == 1 ? " is" : " are")
                + " written and never run");
  }

  /** The panel as a tree for JSON. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    said.forEach(
        (word, words) ->
            tree.put(
                word,
                words.stream()
                    .map(
                        w ->
                            Map.of(
                                "experiment",
                                w.experiment(),
                                "claim",
                                w.line().claim().statement().id(),
                                "text",
                                w.line().brief()))
                    .toList()));
    tree.put("unmeasured", unmeasured.stream().map(Reference::number).toList());
    tree.put("neverRun", neverRun);
    return tree;
  }
}
