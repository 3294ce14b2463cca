package org.onsager.lab;

/** What came of a claim. */
public sealed interface Verdict {

  /** The verdict in a word or three. */
  String word();

  /** The reason, in a sentence; empty where there is nothing to add. */
  String reason();

  /** Theory is compatible with the data, and theories wrong by the power are not. */
  record Agrees() implements Verdict {
    @Override
    public String word() {
      return "agrees";
    }

    @Override
    public String reason() {
      return "";
    }
  }

  /** The data reject the theory. */
  record Disagrees(String reason) implements Verdict {
    @Override
    public String word() {
      return "disagrees";
    }
  }

  /** The data cannot tell theory from its rival, or from theory scaled by the power. */
  record Undecided(String reason) implements Verdict {
    @Override
    public String word() {
      return "undecided";
    }
  }

  /** The knobs lie outside the regime of the theory: reported, not judged. */
  record Outside(String reason) implements Verdict {
    @Override
    public String word() {
      return "outside its regime";
    }
  }

  /** Reads a verdict back from its word. */
  static Verdict of(String word, String reason) {
    return switch (word) {
      case "agrees" -> new Agrees();
      case "disagrees" -> new Disagrees(reason);
      case "undecided" -> new Undecided(reason);
      case "outside its regime" -> new Outside(reason);
      default -> throw new IllegalArgumentException("no verdict is called \"" + word + "\"");
    };
  }
}
