package org.onsager.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Layer.ActivationLayer;
import org.onsager.architecture.Layer.Dense;
import org.onsager.architecture.Layer.Dropout;

/**
 * Reads networks.
 *
 * <pre>
 * network := [ initialisation ':' ] layers
 * layers := { count '*' '[' layers ']' | name [ '(' arguments ')' ] }
 * </pre>
 */
final class NetworkParser {
  private static final int MOST_LAYERS = 100_000;
  private static final Pattern GROUP = Pattern.compile("(\\d+)\\s*[x×]\\s*(\\d+)|(\\d+)");
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
  private static final Pattern COUNT = Pattern.compile("(\\d+)\\s*\\*\\s*\\[");

  private final String text;
  private int position;
  private int depth;

  NetworkParser(String text) {
    this.text = text;
  }

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

  Network parse() {
    Initialisation initialisation = Initialisation.gaussian(1, 0);
    skip();
    int start = position;
    String word = word();
    if (word != null && kind(word) != null) {
      String arguments = arguments();
      initialisation = initialisation(start, word, arguments == null ? "" : arguments);
      skip();
      if (position >= text.length() || text.charAt(position) != ':') {
        throw expected("':' between the initialisation and the layers");
      }
      position++;
    } else {
      position = start;
    }
    List<Layer> layers = layers();
    if (position < text.length()) {
      throw expected("a layer such as dense(784,500) or tanh");
    }
    return new Network(layers, initialisation);
  }

  private List<Layer> layers() {
    if (++depth > 16) {
      throw at(position, "repetitions are nested more than 16 deep");
    }
    List<Layer> layers = new ArrayList<>();
    while (true) {
      skip();
      Matcher count = COUNT.matcher(text).region(position, text.length());
      int start = position;
      if (count.lookingAt()) {
        int times = integer(count.group(1), start + 1, text);
        position = count.end();
        List<Layer> block = layers();
        skip();
        if (position >= text.length() || text.charAt(position) != ']') {
          throw expected("']'");
        }
        position++;
        if (layers.size() + (long) times * block.size() > MOST_LAYERS) {
          throw at(start, "a network has at most " + MOST_LAYERS + " layers");
        }
        for (int i = 0; i < times; i++) {
          layers.addAll(block);
        }
      } else {
        String word = word();
        if (word == null) {
          depth--;
          return layers;
        }
        layers.add(layer(start, word, arguments()));
      }
    }
  }

  private Layer layer(int start, String word, @Nullable String arguments) {
    try {
      return switch (word) {
        case "dense" -> {
          String[] sizes = (arguments == null ? "" : arguments).split(",", -1);
          if (sizes.length != 2) {
            throw new IllegalArgumentException("dense takes two sizes, as in dense(784,500)");
          }
          yield new Dense(
              integer(sizes[0].strip(), start + 1, text),
              integer(sizes[1].strip(), start + 1, text));
        }
        case "dropout" ->
            new Dropout(
                number(keyed(arguments == null ? "" : arguments, List.of("keep")).get("keep")));
        case "activation" -> new ActivationLayer(Activation.of(arguments == null ? "" : arguments));
        default ->
            new ActivationLayer(
                Activation.of(arguments == null ? word : word + "(" + arguments + ")"));
      };
    } catch (IllegalArgumentException bad) {
      String message = String.valueOf(bad.getMessage());
      throw message.startsWith("column") && message.contains(text) ? bad : at(start, message);
    }
  }

  private Initialisation initialisation(int start, String word, String arguments) {
    try {
      Map<String, String> values = keyed(arguments, List.of("weight-variance", "bias-variance"));
      Initialisation.Kind kind = kind(word);
      return new Initialisation(
          kind == null ? Initialisation.Kind.GAUSSIAN : kind,
          values.containsKey("weight-variance") ? number(values.get("weight-variance")) : 1,
          values.containsKey("bias-variance") ? number(values.get("bias-variance")) : 0);
    } catch (IllegalArgumentException bad) {
      throw at(start, String.valueOf(bad.getMessage()));
    }
  }

  private static Initialisation.@Nullable Kind kind(String word) {
    for (Initialisation.Kind kind : Initialisation.Kind.values()) {
      if (kind.text().equals(word)) {
        return kind;
      }
    }
    return null;
  }

  private static Map<String, String> keyed(String arguments, List<String> keys) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : arguments.isBlank() ? new String[0] : arguments.split(",", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? keys.getFirst() : pair.substring(0, equals).strip();
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(
            "unknown '" + key + "'; nearest is '" + Names.nearest(key, keys) + "'");
      }
      values.put(key, pair.substring(equals + 1).strip());
    }
    return values;
  }

  private static double number(@Nullable String word) {
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

  private static int integer(String word, int column, String text) {
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException bad) {
      throw new IllegalArgumentException(
          "column " + column + " of '" + text + "': '" + word + "' is not a size");
    }
  }

  private @Nullable String word() {
    Matcher word = WORD.matcher(text).region(position, text.length());
    if (!word.lookingAt()) {
      return null;
    }
    position = word.end();
    return word.group().toLowerCase(Locale.ROOT);
  }

  /** What stands between the parentheses that open here; null where none open. */
  private @Nullable String arguments() {
    skip();
    if (position >= text.length() || text.charAt(position) != '(') {
      return null;
    }
    int open = position;
    int level = 0;
    while (position < text.length()) {
      char c = text.charAt(position++);
      level += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (level == 0) {
        return text.substring(open + 1, position - 1);
      }
    }
    throw at(open, "this parenthesis is never closed");
  }

  private void skip() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private IllegalArgumentException expected(String what) {
    String found =
        position < text.length() ? "'" + text.charAt(position) + "'" : "the end of the text";
    return at(position, "expected " + what + ", found " + found);
  }

  private IllegalArgumentException at(int index, String message) {
    return new IllegalArgumentException("column " + (index + 1) + " of '" + text + "': " + message);
  }
}
