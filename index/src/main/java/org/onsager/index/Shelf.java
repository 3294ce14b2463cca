package org.onsager.index;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.onsager.lab.Card;

/** What one module adds to the catalogue: entries by id, each with its properties, as text. */
final class Shelf {
  private final String list;
  private final TreeMap<String, Map<String, String>> entries = new TreeMap<>();

  /**
   * An empty shelf.
   *
   * @param list the key under which the ids stand, separated by spaces
   */
  Shelf(String list) {
    this.list = list;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean holds(String id) {
    return entries.containsKey(id);
  }

  Map<String, Map<String, String>> entries() {
    return entries;
  }

  void put(String id, Map<String, String> properties) {
    entries.put(id, new TreeMap<>(properties));
  }

  /**
   * Takes over the entries of what an earlier compilation wrote, if their classes are to be kept.
   */
  void keep(java.util.Properties earlier, java.util.function.BiPredicate<String, String> wanted) {
    for (String id : earlier.getProperty(list, "").split(" ", -1)) {
      String type = earlier.getProperty(id + ".class", "");
      if (id.isEmpty() || holds(id) || !wanted.test(id, type)) {
        continue;
      }
      Map<String, String> properties = new LinkedHashMap<>();
      earlier.stringPropertyNames().stream()
          .filter(k -> k.startsWith(id + "."))
          .sorted()
          .forEach(k -> properties.put(k.substring(id.length() + 1), earlier.getProperty(k)));
      put(id, properties);
    }
  }

  /** A card as properties: what {@link org.onsager.lab.Catalogue} reads. */
  static Map<String, String> properties(Card card) {
    Map<String, String> p = new LinkedHashMap<>();
    p.put("class", card.className());
    p.put("title", card.title());
    p.put("topic", card.topic());
    p.put("lede", card.lede());
    for (int i = 0; i < card.paragraphs().size(); i++) {
      p.put("paragraph." + i, card.paragraphs().get(i));
    }
    for (int i = 0; i < card.equations().size(); i++) {
      p.put("equation." + i + ".what", card.equations().get(i).what());
      p.put("equation." + i + ".latex", card.equations().get(i).latex());
      p.put("equation." + i + ".number", card.equations().get(i).number());
    }
    for (int i = 0; i < card.departs().size(); i++) {
      p.put("departs." + i, card.departs().get(i));
    }
    int i = 0;
    for (Map.Entry<String, String> knob : card.knobs().entrySet()) {
      p.put("knob." + i + ".name", knob.getKey());
      p.put("knob." + i++ + ".text", knob.getValue());
    }
    return p;
  }

  /** The properties file: the same bytes for the same entries. */
  String text() {
    StringBuilder out = new StringBuilder();
    line(out, list, String.join(" ", entries.keySet()));
    entries.forEach((id, all) -> all.forEach((k, v) -> line(out, id + "." + k, v)));
    return out.toString();
  }

  /** The classes, one a line: the services file. */
  String services() {
    StringBuilder out = new StringBuilder();
    entries.values().stream()
        .map(p -> p.getOrDefault("class", ""))
        .sorted()
        .forEach(c -> out.append(c).append('\n'));
    return out.toString();
  }

  private static void line(StringBuilder out, String key, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    out.append(key)
        .append('=')
        .append(escaped.startsWith(" ") ? "\\" + escaped : escaped)
        .append('\n');
  }
}
