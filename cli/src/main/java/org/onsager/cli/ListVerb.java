package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;

/** {@code list}: every experiment, by topic; reads cards alone. */
final class ListVerb implements Verb {
  static final String SUMMARY = "Every experiment that can be run.";

  @Override
  public Syntax syntax() {
    return Syntax.of("list", SUMMARY).flag("--json", "One JSON document.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    List<Card> cards = Catalogue.open().cards();
    if (arguments.flag("--json")) {
      console.document(
          "onsager/list/1", Map.of("experiments", cards.stream().map(ListVerb::tree).toList()));
      return Exit.FINE;
    }
    Map<String, List<Card>> topics = new LinkedHashMap<>();
    cards.forEach(c -> topics.computeIfAbsent(c.topic(), t -> new ArrayList<>()).add(c));
    if (cards.isEmpty()) {
      console.say("There are no experiments on the class path.");
    }
    topics.forEach(
        (topic, all) -> {
          console.say(topic);
          for (Card card : all) {
            console.say(
                "  " + card.id() + (card.contributed() ? "  (" + With.mark(card.jar()) + ")" : ""));
            Prose.wrapped(Prose.plain(card.lede()), "      ", Console.WIDTH).forEach(console::say);
          }
        });
    return Exit.FINE;
  }

  private static Map<String, @Nullable Object> tree(Card card) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("id", card.id());
    tree.put("title", card.title());
    tree.put("topic", card.topic());
    tree.put("lede", card.lede());
    tree.put("contributed", card.contributed() ? card.jar() : null);
    return tree;
  }
}
