package org.onsager.runner;

/**
 * A run that failed, said in one line: what failed, why, where the trace lies, and what is kept.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Fails.
   *
   * @param line one line for the user
   * @param cause what was thrown, for the log
   */
  public Failure(String line, Throwable cause) {
    super(line, cause);
  }

  /** What was thrown, in a few words on one line. */
  static String brief(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    String kind = thrown.getClass().getSimpleName();
    return thrown.getMessage() == null ? kind : kind + ", " + message;
  }
}
