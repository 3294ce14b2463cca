package org.onsager.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Every {@link Tool} on the class path, found at run time by what the annotation processor wrote.
 *
 * <p>Listing reads verbs and summaries alone; no tool is loaded before it is asked for.
 */
public final class Tools {
  /** Where the processor of the {@code index} room writes one properties file a module. */
  public static final String RESOURCE = "META-INF/onsager/tools.properties";

  private final Map<String, Entry> entries;
  private final Map<String, Contribution> contributed;
  private final ClassLoader loader;

  private Tools(
      Map<String, Entry> entries, Map<String, Contribution> contributed, ClassLoader loader) {
    this.entries = Collections.unmodifiableMap(entries);
    this.contributed = Map.copyOf(contributed);
    this.loader = loader;
  }

  /**
   * A verb that can be asked for.
   *
   * @param verb kebab-case
   * @param summary one sentence
   * @param className the tool's class
   * @param jar the name of the jar in which somebody contributed it; empty for the house's own
   */
  public record Entry(String verb, String summary, String className, String jar) {}

  /** The tools of a class loader's path. */
  public static Tools open(ClassLoader loader) {
    Map<String, Entry> entries = new TreeMap<>();
    Map<String, Contribution> contributed = new HashMap<>();
    if (loader instanceof Contributions contributions) {
      entries.putAll(open(contributions.house()).entries);
      for (Contribution jar : contributions.all()) {
        for (Entry entry : jar.tools()) {
          entries.put(entry.verb(), entry);
          contributed.put(entry.verb(), jar);
        }
      }
      return new Tools(entries, contributed, contributions.house());
    }
    try {
      Enumeration<URL> files = loader.getResources(RESOURCE);
      while (files.hasMoreElements()) {
        Properties p = new Properties();
        try (InputStream in = files.nextElement().openStream()) {
          p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        for (Entry entry : entries(p, "")) {
          if (entries.put(entry.verb(), entry) != null) {
            throw new Refusal("two tools are called " + entry.verb() + "; verbs are unique");
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Tools(entries, contributed, loader);
  }

  /**
   * The entries of what the processor wrote.
   *
   * @param jar the contributed jar's name, or empty
   */
  static List<Entry> entries(Properties p, String jar) {
    return Arrays.stream(p.getProperty("verbs", "").split(" ", -1))
        .filter(v -> !v.isEmpty())
        .map(
            v ->
                new Entry(
                    v, p.getProperty(v + ".summary", ""), p.getProperty(v + ".class", ""), jar))
        .toList();
  }

  /** All verbs, in the order of the alphabet. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * The tool of a verb, loaded now.
   *
   * @throws Refusal when there is none, naming the nearest verb, or when it came in a jar that does
   *     not fit this Onsager
   */
  public Tool<?> tool(String verb) {
    Entry entry = entries.get(verb);
    if (entry == null) {
      throw new Refusal("no verb is called " + verb + Nearest.suggestion(verb, entries.keySet()));
    }
    Contribution jar = contributed.get(verb);
    if (jar != null) {
      return jar.make("the tool " + verb, entry.className(), Tool.class);
    }
    try {
      return Class.forName(entry.className(), true, loader)
          .asSubclass(Tool.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the tool " + verb + " cannot be made: " + e, e);
    }
  }
}
