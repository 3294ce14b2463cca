package org.onsager.logbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Claim;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;

/** Where two findings differ, number by number; the words around them do not count. */
public final class Differences {
  private Differences() {}

  /**
   * One place where they differ.
   *
   * @param where the claim or figure, then the path to the number: {@code figure lengths:
   *     lines[2].y[17]}
   * @param before the one value, or "nothing"
   * @param after the other
   */
  public record Place(String where, String before, String after) {}

  /** Every place where two findings differ, claims first; none when their digests are equal. */
  public static List<Place> between(Findings before, Findings after) {
    List<Place> places = new ArrayList<>();
    walk(places, "", tree(before), tree(after));
    return places;
  }

  private static Map<String, @Nullable Object> tree(Findings findings) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (Claim claim : findings.claims()) {
      all.put("claim " + claim.statement().id() + ":", bare((Record) claim, "statement"));
    }
    for (Figure figure : findings.figures()) {
      all.put("figure " + figure.caption().id() + ":", bare((Record) figure, "caption"));
    }
    return all;
  }

  private static @Nullable Object bare(Record record, String words) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>(Codec.tree(record));
    tree.remove(words);
    return Json.parse(Json.text(tree));
  }

  private static void walk(
      List<Place> places, String where, @Nullable Object before, @Nullable Object after) {
    if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
      Set<Object> keys = new LinkedHashSet<>(a.keySet());
      keys.addAll(b.keySet());
      for (Object key : keys) {
        String step = where.isEmpty() ? "" : where.endsWith(":") ? " " : ".";
        walk(places, where + step + key, a.get(key), b.get(key));
      }
    } else if (before instanceof List<?> a && after instanceof List<?> b) {
      for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
        walk(
            places,
            where + "[" + i + "]",
            i < a.size() ? a.get(i) : null,
            i < b.size() ? b.get(i) : null);
      }
    } else if (!Objects.equals(before, after)) {
      places.add(new Place(where, word(before), word(after)));
    }
  }

  private static String word(@Nullable Object value) {
    String text = value == null ? "nothing" : value.toString();
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
