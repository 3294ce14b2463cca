package org.onsager.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
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
  private final ClassLoader loader;

  private Tools(Map<String, Entry> entries, ClassLoader loader) {
    this.entries = Collections.unmodifiableMap(entries);
    this.loader = loader;
  }

  /**
   * A verb that can be asked for.
   *
   * @param verb kebab-case
   * @param summary one sentence
   * @param className the tool's class
   */
  public record Entry(String verb, String summary, String className) {}

  /** The tools of a class loader's path. */
  public static Tools open(ClassLoader loader) {
    Map<String, Entry> entries = new TreeMap<>();
    try {
      Enumeration<URL> files = loader.getResources(RESOURCE);
      while (files.hasMoreElements()) {
        Properties p = new Properties();
        try (InputStream in = files.nextElement().openStream()) {
          p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        for (String verb : p.getProperty("verbs", "").split(" ", -1)) {
          Entry entry =
              new Entry(
                  verb, p.getProperty(verb + ".summary", ""), p.getProperty(verb + ".class", ""));
          if (!verb.isEmpty() && entries.put(verb, entry) != null) {
            throw new Refusal("two tools are called " + verb + "; verbs are unique");
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Tools(entries, loader);
  }

  /** All verbs, in the order of the alphabet. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * The tool of a verb, loaded now.
   *
   * @throws Refusal when there is none, naming the nearest verb
   */
  public Tool<?> tool(String verb) {
    Entry entry = entries.get(verb);
    if (entry == null) {
      throw new Refusal("no verb is called " + verb + Nearest.suggestion(verb, entries.keySet()));
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
