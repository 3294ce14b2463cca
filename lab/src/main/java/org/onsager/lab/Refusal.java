package org.onsager.lab;

/**
 * Bad input, said in one line: what is wrong, where, and what would be right.
 *
 * <p>The command line prints the message alone and exits with 2; nobody sees a stack trace.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Refuses.
   *
   * @param line one line: what is wrong, where, what would be right
   */
  public Refusal(String line) {
    super(line);
  }

  /** Refuses, keeping the cause for the log. */
  public Refusal(String line, Throwable cause) {
    super(line, cause);
  }
}
