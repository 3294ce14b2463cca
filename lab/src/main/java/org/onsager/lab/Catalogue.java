package org.onsager.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Every experiment on the class path, found at run time by what the annotation processor wrote.
 *
 * <p>Listing reads cards alone; no experiment is loaded before it is asked for.
 */
public final class Catalogue {
  /** Where the processor of the {@code index} room writes one properties file a module. */
  public static final String RESOURCE = "META-INF/onsager/catalogue.properties";

  private final Map<String, Card> cards;
  private final Map<String, Contribution> contributed;
  private final ClassLoader loader;

  private Catalogue(
      Map<String, Card> cards, Map<String, Contribution> contributed, ClassLoader loader) {
    this.cards = Collections.unmodifiableMap(cards);
    this.contributed = Map.copyOf(contributed);
    this.loader = loader;
  }

  /** The catalogue of the current class path, and of the jars that others contributed. */
  public static Catalogue open() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return open(context == null ? Catalogue.class.getClassLoader() : context);
  }

  /** The catalogue of a class loader's path. */
  public static Catalogue open(ClassLoader loader) {
    Map<String, Card> cards = new TreeMap<>();
    Map<String, Contribution> contributed = new HashMap<>();
    if (loader instanceof Contributions contributions) {
      cards.putAll(open(contributions.house()).cards);
      for (Contribution jar : contributions.all()) {
        for (Card card : jar.cards()) {
          cards.put(card.id(), card);
          contributed.put(card.id(), jar);
        }
      }
      return new Catalogue(cards, contributed, contributions.house());
    }
    try {
      Enumeration<URL> files = loader.getResources(RESOURCE);
      while (files.hasMoreElements()) {
        Properties p = new Properties();
        try (InputStream in = files.nextElement().openStream()) {
          p.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
        }
        for (Card card : cards(p, "")) {
          if (cards.put(card.id(), card) != null) {
            throw new Refusal("two experiments are called " + card.id() + "; ids are unique");
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Catalogue(cards, contributed, loader);
  }

  /** All cards, by id. */
  public List<Card> cards() {
    return List.copyOf(cards.values());
  }

  /**
   * The card of an experiment.
   *
   * @throws Refusal when there is none, naming the nearest id
   */
  public Card card(String id) {
    Card card = cards.get(id);
    if (card == null) {
      throw new Refusal(
          "no experiment is called "
              + id
              + Nearest.suggestion(id, cards.keySet())
              + "; `list` shows them all");
    }
    return card;
  }

  /**
   * The experiment with this id, loaded now.
   *
   * @throws Refusal when there is none, or when it came in a jar that does not fit this Onsager
   */
  public Experiment<?, ?> experiment(String id) {
    String className = card(id).className();
    Contribution jar = contributed.get(id);
    if (jar != null) {
      return jar.make("the experiment " + id, className, Experiment.class);
    }
    try {
      return Class.forName(className, true, loader)
          .asSubclass(Experiment.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("experiment " + id + " cannot be made: " + e, e);
    }
  }

  /**
   * The cards of what the processor wrote.
   *
   * @param jar the contributed jar's name, or empty
   */
  static List<Card> cards(Properties p, String jar) {
    return Arrays.stream(p.getProperty("ids", "").split(" ", -1))
        .filter(id -> !id.isEmpty())
        .map(id -> card(id, p, jar))
        .toList();
  }

  private static Card card(String id, Properties p, String jar) {
    List<Card.Equation> equations = new ArrayList<>();
    for (int i = 0; p.containsKey(id + ".equation." + i + ".latex"); i++) {
      String key = id + ".equation." + i;
      equations.add(
          new Card.Equation(
              p.getProperty(key + ".what", ""),
              p.getProperty(key + ".latex", ""),
              p.getProperty(key + ".number", "")));
    }
    Map<String, String> knobs = new LinkedHashMap<>();
    for (int i = 0; p.containsKey(id + ".knob." + i + ".name"); i++) {
      knobs.put(
          p.getProperty(id + ".knob." + i + ".name"),
          p.getProperty(id + ".knob." + i + ".text", ""));
    }
    return new Card(
        id,
        p.getProperty(id + ".title", id),
        p.getProperty(id + ".topic", ""),
        p.getProperty(id + ".lede", ""),
        numbered(p, id + ".paragraph."),
        equations,
        numbered(p, id + ".departs."),
        knobs,
        p.getProperty(id + ".class", ""),
        jar);
  }

  private static List<String> numbered(Properties p, String prefix) {
    List<String> all = new ArrayList<>();
    for (int i = 0; p.containsKey(prefix + i); i++) {
      all.add(p.getProperty(prefix + i, ""));
    }
    return all;
  }
}
