package org.onsager.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Answer;
import org.onsager.lab.Card;
import org.onsager.lab.Figure;
import org.onsager.lab.Knob;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Tool;
import org.onsager.lab.Verb;

/** Tries to break the laws of the house on an experiment, or on all of them. */
@Verb("contract")
public final class ContractTool implements Tool<ContractTool.Options> {

  /**
   * What is tried.
   *
   * @param id the experiment, or empty for all
   * @param seeds how many further seeds
   */
  public record Options(
      @Knob(value = "the experiment; all of them when there is none", positional = true) String id,
      @Knob(value = "further seeds that are tried", min = 1, max = 10_000) int seeds) {}

  @Override
  public String summary() {
    return "Tries to break the laws of the house on an experiment, or on all of them.";
  }

  @Override
  public Options defaults() {
    return new Options("", 1);
  }

  @Override
  public Answer answer(Options options, Laboratory laboratory) {
    List<String> ids =
        options.id().isBlank()
            ? laboratory.catalogue().cards().stream().map(Card::id).toList()
            : List.of(laboratory.catalogue().card(options.id()).id());
    List<Figure> tables = new ArrayList<>();
    List<Answer.News> news = new ArrayList<>();
    List<Object> documents = new ArrayList<>();
    int tried = 0;
    for (String id : ids) {
      List<Attempt> attempts = Contract.of(id, laboratory, options.seeds());
      tried += attempts.size();
      tables.add(table(id, attempts));
      documents.add(document(id, attempts));
      attempts.stream()
          .filter(a -> !a.kept())
          .forEach(
              a ->
                  news.add(
                      new Answer.News(
                          Answer.Grade.BAD,
                          id + ": " + a.law() + " – not so",
                          a.tried() + ": " + a.detail(),
                          "",
                          "")));
    }
    boolean kept = news.isEmpty();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kept", kept);
    json.put("experiments", documents);
    return new Answer(
        "Contract",
        options.id().isBlank() ? "every experiment of the catalogue" : options.id(),
        kept
            ? tried + " attempts to break a law, none of which did."
            : tried + " attempts to break a law; " + news.size() + " did.",
        kept ? Answer.Grade.FINE : Answer.Grade.BAD,
        Map.of("experiments", String.valueOf(ids.size()), "attempts", String.valueOf(tried)),
        news,
        List.of(),
        List.of(),
        tables,
        List.of(),
        json,
        kept ? 0 : 1);
  }

  private static Figure.Table table(String id, List<Attempt> attempts) {
    List<List<String>> rows =
        attempts.stream()
            .map(a -> List.of(a.kept() ? "kept" : "broken", a.law(), a.tried(), a.detail()))
            .toList();
    return new Figure.Table(
        Figure.Caption.of(id, "Every attempt on " + id, "", "A table of attempts."),
        List.of("", "law", "tried", "seen"),
        rows);
  }

  private static Map<String, Object> document(String id, List<Attempt> attempts) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", id);
    document.put("kept", attempts.stream().allMatch(Attempt::kept));
    List<Object> all = new ArrayList<>();
    for (Attempt a : attempts) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("law", a.law());
      one.put("tried", a.tried());
      one.put("kept", a.kept());
      one.put("detail", a.detail());
      all.add(one);
    }
    document.put("attempts", all);
    return document;
  }
}
