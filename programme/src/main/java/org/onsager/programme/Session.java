package org.onsager.programme;

import java.time.LocalTime;
import java.util.List;

/**
 * An entry of the day.
 *
 * @param start when it begins
 * @param minutes how long it lasts
 * @param kind what it is
 * @param title what it is called
 * @param topic the topic of the experiments that belong to it; empty for contributed talks of any
 *     other
 * @param text what the physics is, in a paragraph
 * @param references numbers of the references that it speaks of
 */
public record Session(
    LocalTime start,
    int minutes,
    Kind kind,
    String title,
    String topic,
    String text,
    List<Integer> references) {
  public Session {
    references = List.copyOf(references);
    if (minutes < 1) {
      throw new IllegalArgumentException(title + " lasts a minute at least, not " + minutes);
    }
  }

  /** What an entry of the day is. */
  public enum Kind {
    /** Half an hour about a field. */
    INVITED("invited talk"),
    /** Half an hour for experiments that no invited talk speaks of, a user's own among them. */
    CONTRIBUTED("contributed talks"),
    /** Coffee or lunch. */
    BREAK("break"),
    /** Every run's poster, by topic. */
    POSTERS("poster session"),
    /** What agrees, what disagrees, what nobody knows yet. */
    PANEL("panel");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The kind in words. */
    public String word() {
      return word;
    }
  }

  /** When it ends. */
  public LocalTime end() {
    return start.plusMinutes(minutes);
  }
}
