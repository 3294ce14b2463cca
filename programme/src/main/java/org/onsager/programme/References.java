package org.onsager.programme;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The references of the programme, read from their BibTeX file.
 *
 * <p>Of BibTeX it takes what that file uses, an entry's head, a field in braces and the closing
 * brace on a line each, and refuses any other line.
 */
public final class References {
  private static final Pattern HEAD = Pattern.compile("@misc\\{(\\w+),");
  private static final Pattern FIELD = Pattern.compile("\\s*(\\w+) = \\{(.*)\\},?");

  private References() {}

  /** All of them, in the order of the proposal. */
  public static List<Reference> all() {
    try (InputStream in = References.class.getResourceAsStream("references.bib")) {
      if (in == null) {
        throw new IllegalStateException("references.bib of the programme is missing");
      }
      return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the references of the programme cannot be read", e);
    }
  }

  /**
   * References in BibTeX.
   *
   * @throws IllegalArgumentException for a line that is none, an entry that lacks a field, or a
   *     number that is given twice
   */
  static List<Reference> read(String bibtex) {
    List<Reference> all = new ArrayList<>();
    String key = "";
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : bibtex.lines().filter(l -> !l.isBlank() && !l.startsWith("%")).toList()) {
      Matcher head = HEAD.matcher(line);
      Matcher field = FIELD.matcher(line);
      if (key.isEmpty() && head.matches()) {
        key = head.group(1);
      } else if (!key.isEmpty() && field.matches()) {
        fields.put(field.group(1), field.group(2).replaceAll("[{}]", "").strip());
      } else if (!key.isEmpty() && line.equals("}")) {
        all.add(reference(key, fields));
        key = "";
        fields.clear();
      } else {
        throw new IllegalArgumentException("this is no line of a reference: " + line);
      }
    }
    if (!key.isEmpty()) {
      throw new IllegalArgumentException("reference " + key + " does not end");
    }
    all.sort(Comparator.comparingInt(Reference::number));
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).number() == all.get(i - 1).number()) {
        throw new IllegalArgumentException("two references are number " + all.get(i).number());
      }
    }
    return List.copyOf(all);
  }

  private static Reference reference(String key, Map<String, String> fields) {
    return new Reference(
        Integer.parseInt(needed(key, "number", fields)),
        needed(key, "topic", fields),
        List.of(needed(key, "author", fields).split(" and ", -1)),
        needed(key, "title", fields),
        Integer.parseInt(needed(key, "year", fields)),
        fields.getOrDefault("eprint", ""),
        fields.getOrDefault("howpublished", ""));
  }

  private static String needed(String key, String field, Map<String, String> fields) {
    String text = fields.getOrDefault(field, "");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("reference " + key + " has no " + field);
    }
    return text;
  }
}
