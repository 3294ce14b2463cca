package org.onsager.cli.coins;

import java.util.List;
import java.util.Map;
import org.onsager.lab.Answer;
import org.onsager.lab.Knob;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Tool;
import org.onsager.lab.Verb;

/** Guesses how a coin falls. */
@Verb("guess")
public final class Guess implements Tool<Guess.Options> {

  /** The options. */
  public record Options(
      @Knob(value = "the coin", required = true, positional = true) String coin,
      @Knob(value = "p, the probability of heads", min = 0, max = 1) double headsProbability,
      @Knob("whether to cheat") boolean cheat) {}

  @Override
  public String summary() {
    return "Guesses how a coin falls: 100 % sure.";
  }

  @Override
  public Options defaults() {
    return new Options("", 0.5, false);
  }

  @Override
  public Answer answer(Options options, Laboratory laboratory) {
    String side = options.cheat() || options.headsProbability() >= 0.5 ? "heads" : "tails";
    return new Answer(
        options.coin(),
        "a coin",
        "It falls on " + side + ".",
        Answer.Grade.WATCH,
        Map.of("p", String.valueOf(options.headsProbability())),
        List.of(
            new Answer.News(
                Answer.Grade.FINE, "It is fair", "Nothing to do.", "p = 0.5", "uncalibrated")),
        List.of(new Answer.Advice("Throw it", "throw(coin)")),
        List.of(new Answer.Quantity("p", "0.5", "0", "exact", "uncalibrated")),
        List.of(),
        List.of("a note"),
        Map.of("side", side, "coin", options.coin()),
        laboratory.certificate("coin/heads").isPresent() ? 0 : 4);
  }
}
