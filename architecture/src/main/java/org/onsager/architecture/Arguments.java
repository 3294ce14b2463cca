package org.onsager.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands between the parentheses of a layer: sizes and numbers, by place or by name. */
final class Arguments {
  static final int MOST_LAYERS = 100_000;
  private static final Pattern GROUP = Pattern.compile("(\\d+)\\s*[x×]\\s*(\\d+)|(\\d+)");
  private static final Pattern SIZES = Pattern.compile("(\\d{1,9})(?:\\s*[x×]\\s*(\\d{1,9}))?");

  private Arguments() {}

  /** Widths, some of them repeated: {@code 784,500x30,10}. */
  static int[] widths(String text) {
    List<Integer> widths = new ArrayList<>();
    int column = 1;
    for (String word : text.split(",", -1)) {
      Matcher group = GROUP.matcher(word.strip());
      if (!group.matches()) {
        throw new IllegalArgumentException(
            "column "
                + column
                + " of '"
                + text
                + "': expected a width or width x count, as in 784,500x30,10, found '"
                + word.strip()
                + "'");
      }
      boolean single = group.group(3) != null;
      int width = integer(single ? group.group(3) : group.group(1), column, text);
      int count = single ? 1 : integer(group.group(2), column, text);
      if (width < 1 || count < 1 || widths.size() + (long) count > MOST_LAYERS) {
        throw new IllegalArgumentException(
            "column "
                + column
                + " of '"
                + text
                + "': widths and counts are at least 1, layers at most "
                + MOST_LAYERS);
      }
      for (int i = 0; i < count; i++) {
        widths.add(width);
      }
      column += word.length() + 1;
    }
    return widths.stream().mapToInt(Integer::intValue).toArray();
  }

  /** One size stands for all axes. */
  static List<Integer> sizes(String what, @Nullable String word, int axes) {
    Matcher sizes = SIZES.matcher(word == null ? "" : word);
    if (!sizes.matches()) {
      throw new IllegalArgumentException(
          what
              + " is one size or two, as in "
              + what
              + "=5x5, not '"
              + (word == null ? "" : word)
              + "'");
    }
    Integer first = Integer.valueOf(sizes.group(1));
    return sizes.group(2) == null
        ? Collections.nCopies(axes, first)
        : List.of(first, Integer.valueOf(sizes.group(2)));
  }

  /** What is said by name; the first name may be left out. */
  static Map<String, String> keyed(String arguments, List<String> keys) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : arguments.isBlank() ? new String[0] : arguments.split(",", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? keys.getFirst() : pair.substring(0, equals).strip();
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(
            "unknown '" + key + "'; nearest is '" + Names.nearest(key, keys) + "'");
      }
      if (values.put(key, pair.substring(equals + 1).strip()) != null) {
        throw new IllegalArgumentException("'" + key + "' is said twice");
      }
    }
    return values;
  }

  static double number(@Nullable String word) {
    try {
      if (word != null) {
        return Double.parseDouble(word);
      }
    } catch (NumberFormatException bad) {
      // said below
    }
    throw new IllegalArgumentException(
        word == null ? "a number is missing" : "'" + word + "' is not a number");
  }

  static int integer(String word, int column, String text) {
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException bad) {
      throw new IllegalArgumentException(
          "column " + column + " of '" + text + "': '" + word + "' is not a size");
    }
  }
}
