package org.onsager.lab;

import java.util.List;
import java.util.Map;

/**
 * An entry of the catalogue: what the source of an experiment says about itself, kept at compile
 * time.
 *
 * @param id the experiment's name for ever
 * @param title in words, from the name of the class: "Deep Information Propagation"
 * @param topic the last part of its package, for example {@code effectivetheory}
 * @param lede the first sentence of the Javadoc
 * @param paragraphs the rest of the Javadoc, a paragraph each; inline mathematics as {@code \( …
 *     \)}
 * @param equations displayed mathematics of the Javadoc, in LaTeX, with the words before it
 * @param departs where the reproduction departs from the paper, a paragraph each
 * @param knobs the knobs' component names → what {@link Knob#value()} says
 * @param className the experiment's class
 * @param jar the name of the jar in which somebody contributed it; empty for the house's own
 */
public record Card(
    String id,
    String title,
    String topic,
    String lede,
    List<String> paragraphs,
    List<Equation> equations,
    List<String> departs,
    Map<String, String> knobs,
    String className,
    String jar) {
  public Card {
    paragraphs = List.copyOf(paragraphs);
    equations = List.copyOf(equations);
    departs = List.copyOf(departs);
  }

  /** A card of the house's own. */
  public Card(
      String id,
      String title,
      String topic,
      String lede,
      List<String> paragraphs,
      List<Equation> equations,
      List<String> departs,
      Map<String, String> knobs,
      String className) {
    this(id, title, topic, lede, paragraphs, equations, departs, knobs, className, "");
  }

  /** True when it came in a jar of somebody else's. */
  public boolean contributed() {
    return !jar.isEmpty();
  }

  /**
   * The root seed where none is asked for: 31 bits of a hash of the id, so that nobody chose it.
   */
  public long seed() {
    return new RandomStream(0).named(id).seed() >>> 33;
  }

  /**
   * A displayed equation.
   *
   * @param what it is, in words
   * @param latex its LaTeX
   * @param number the paper's, for example "eq. 9", or empty
   */
  public record Equation(String what, String latex, String number) {}
}
