package org.onsager.lab;

import java.util.List;
import java.util.Map;

/**
 * What a {@link Tool} answers, worst news first: printed in the terminal, written as a page, or
 * given as one JSON document.
 *
 * @param title what was asked about, for example "784 – 500 × 30 – 10, tanh"
 * @param subtitle its particulars
 * @param verdict one sentence in an engineer's words
 * @param grade of the verdict
 * @param facts a few words beside the verdict: label → text
 * @param news what the engineer should know, worst first
 * @param advice what to do, as lines to copy
 * @param quantities every number, with error, regime and certificate
 * @param figures where it stands
 * @param notes lines at the end, warnings among them
 * @param json the document for {@code --json}: texts, numbers, booleans, null, lists and maps of
 *     those
 * @param exit the exit code, 0 unless the tool defines another
 */
public record Answer(
    String title,
    String subtitle,
    String verdict,
    Grade grade,
    Map<String, String> facts,
    List<News> news,
    List<Advice> advice,
    List<Quantity> quantities,
    List<Figure> figures,
    List<String> notes,
    Map<String, ?> json,
    int exit) {

  public Answer {
    news = List.copyOf(news);
    advice = List.copyOf(advice);
    quantities = List.copyOf(quantities);
    figures = List.copyOf(figures);
    notes = List.copyOf(notes);
  }

  /** How bad it is. */
  public enum Grade {
    /** It will not work. */
    BAD,
    /** It may not work. */
    WATCH,
    /** Nothing to worry about. */
    FINE
  }

  /**
   * One thing to know.
   *
   * @param grade how bad
   * @param heading a sentence in plain words
   * @param text what it means for the engineer
   * @param number the number in symbols, for example "ξ_c = 15.79 layers"
   * @param certificate where that formula agreed, or "uncalibrated"
   */
  public record News(Grade grade, String heading, String text, String number, String certificate) {}

  /**
   * One thing to do.
   *
   * @param text why and what
   * @param code lines to copy
   */
  public record Advice(String text, String code) {}

  /**
   * One number.
   *
   * @param name in words, with its symbol
   * @param value the number as a text of all its digits, or a reason why there is none
   * @param error its error as a text
   * @param regime where it holds
   * @param certificate where that formula agreed, or "uncalibrated"
   */
  public record Quantity(
      String name, String value, String error, String regime, String certificate) {}
}
