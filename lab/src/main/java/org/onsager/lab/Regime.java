package org.onsager.lab;

/**
 * The conditions under which a prediction holds, and in what sense.
 *
 * @param kind exact, asymptotic or heuristic
 * @param text in what it is asymptotic, or why it is heuristic, for example "width → ∞"
 */
public record Regime(Kind kind, String text) {
  /** The sense in which a prediction holds. */
  public enum Kind {
    /** Holds as it stands. */
    EXACT,
    /** Holds in a limit. */
    ASYMPTOTIC,
    /** A rule of thumb. */
    HEURISTIC
  }

  /** A prediction that holds as it stands. */
  public static Regime exact() {
    return new Regime(Kind.EXACT, "");
  }

  /** A prediction that holds in a limit, for example "width → ∞". */
  public static Regime asymptotic(String limit) {
    return new Regime(Kind.ASYMPTOTIC, limit);
  }

  /** A rule of thumb, with the reason for it. */
  public static Regime heuristic(String why) {
    return new Regime(Kind.HEURISTIC, why);
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(java.util.Locale.ROOT);
    return text.isEmpty() ? name : name + ", " + text;
  }
}
