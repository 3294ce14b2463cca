package org.onsager.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Layer.ActivationLayer;
import org.onsager.architecture.Layer.Convolution;
import org.onsager.architecture.Layer.Dense;
import org.onsager.architecture.Layer.Dropout;
import org.onsager.architecture.Layer.Flatten;
import org.onsager.architecture.Layer.Pooling;

/**
 * Reads networks.
 *
 * <pre>
 * network := [ initialisation ':' ] [ 'input' '(' sizes ')' ] layers
 * layers := { count '*' '[' layers ']' | name [ '(' arguments ')' ] }
 * </pre>
 */
final class NetworkParser {
  private static final int MOST_LAYERS = 100_000;
  private static final Pattern GROUP = Pattern.compile("(\\d+)\\s*[x×]\\s*(\\d+)|(\\d+)");
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
  private static final Pattern SIZES = Pattern.compile("(\\d{1,9})(?:\\s*[x×]\\s*(\\d{1,9}))?");
  private static final List<String> NAMES =
      List.of(
          "dense", "convolution", "average-pooling", "max-pooling", "flatten", "dropout", "input");
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
    Shape input = input();
    List<Layer> layers = layers();
    if (position < text.length()) {
      throw expected("a layer such as dense(784,500) or tanh");
    }
    return input == null
        ? new Network(layers, initialisation)
        : new Network(input, layers, initialisation);
  }

  /** The shape that stands before the layers; null where none does. */
  private @Nullable Shape input() {
    skip();
    int start = position;
    String word = word();
    if (word == null || !word.equals("input")) {
      position = start;
      return null;
    }
    String arguments = arguments();
    return said(
        start,
        () -> {
          if (arguments == null) {
            throw new IllegalArgumentException("input takes sizes, as in input(1,28,28)");
          }
          return new Shape(
              Arrays.stream(arguments.split(",", -1))
                  .map(size -> integer(size.strip(), start + 1, text))
                  .toList());
        });
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

  private Layer layer(int start, String word, @Nullable String inside) {
    String arguments = inside == null ? "" : inside;
    return said(
        start,
        () ->
            switch (word) {
              case "dense" -> {
                String[] sizes = arguments.split(",", -1);
                if (sizes.length != 2) {
                  throw new IllegalArgumentException("dense takes two sizes, as in dense(784,500)");
                }
                yield new Dense(size(sizes[0], start), size(sizes[1], start));
              }
              case "convolution" -> convolution(arguments, start);
              case "average-pooling" -> pooling(Pooling.Kind.AVERAGE, arguments);
              case "max-pooling" -> pooling(Pooling.Kind.MAX, arguments);
              case "flatten" -> {
                if (!arguments.isBlank()) {
                  throw new IllegalArgumentException("flatten takes nothing");
                }
                yield new Flatten();
              }
              case "dropout" -> new Dropout(number(keyed(arguments, List.of("keep")).get("keep")));
              case "activation" -> new ActivationLayer(Activation.of(arguments));
              default -> new ActivationLayer(activation(word, inside));
            });
  }

  /** An unknown word may have been meant as the name of a layer. */
  private static Activation activation(String word, @Nullable String inside) {
    try {
      return Activation.of(inside == null ? word : word + "(" + inside + ")");
    } catch (IllegalArgumentException unknown) {
      List<String> all = new ArrayList<>(Activation.names());
      all.addAll(NAMES);
      String nearest = Names.nearest(word, all);
      if (NAMES.contains(nearest)) {
        throw new IllegalArgumentException(
            "unknown layer '" + word + "'; nearest is '" + nearest + "'", unknown);
      }
      throw unknown;
    }
  }

  private Convolution convolution(String arguments, int start) {
    String[] parts = arguments.split(",", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "convolution takes channels in, channels out and a kernel, as in"
              + " convolution(1,6,kernel=5x5)");
    }
    Map<String, String> values = keyed(parts[2], List.of("kernel", "stride", "padding"));
    return new Convolution(
        size(parts[0], start),
        size(parts[1], start),
        window(values, List.of(1, 1)),
        values.containsKey("padding") ? Padding.of(values.get("padding")) : Padding.VALID);
  }

  private static Pooling pooling(Pooling.Kind kind, String arguments) {
    return new Pooling(kind, window(keyed(arguments, List.of("kernel", "stride")), null));
  }

  /** Where no usual stride is given, the kernel is. */
  private static Window window(Map<String, String> values, @Nullable List<Integer> usual) {
    List<Integer> kernel = sizes("kernel", values.get("kernel"));
    if (values.containsKey("stride")) {
      return new Window(kernel, sizes("stride", values.get("stride")));
    }
    return new Window(kernel, usual == null ? kernel : usual);
  }

  private static List<Integer> sizes(String what, @Nullable String word) {
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
    int first = Integer.parseInt(sizes.group(1));
    return List.of(first, sizes.group(2) == null ? first : Integer.parseInt(sizes.group(2)));
  }

  private int size(String word, int start) {
    return integer(word.strip(), start + 1, text);
  }

  /** What a reader gives; what it refuses is said with its place. */
  private <T> T said(int start, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException bad) {
      String message = String.valueOf(bad.getMessage());
      throw message.startsWith("column") && message.contains(text) ? bad : at(start, message);
    }
  }

  private Initialisation initialisation(int start, String word, String arguments) {
    return said(
        start,
        () -> {
          Map<String, String> values =
              keyed(arguments, List.of("weight-variance", "bias-variance"));
          Initialisation.Kind kind = kind(word);
          return new Initialisation(
              kind == null ? Initialisation.Kind.GAUSSIAN : kind,
              values.containsKey("weight-variance") ? number(values.get("weight-variance")) : 1,
              values.containsKey("bias-variance") ? number(values.get("bias-variance")) : 0);
        });
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
      if (values.put(key, pair.substring(equals + 1).strip()) != null) {
        throw new IllegalArgumentException("'" + key + "' is said twice");
      }
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
