package org.onsager.architecture;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.onsager.architecture.Layer.GlobalPooling;
import org.onsager.architecture.Layer.LayerNorm;
import org.onsager.architecture.Layer.Parallel;
import org.onsager.architecture.Layer.Pooling;

/**
 * Reads networks.
 *
 * <pre>
 * network := [ initialisation ':' ] [ 'input' '(' sizes ')' ] layers
 * layers := { count '*' '[' layers ']' | join '[' layers { '|' layers } ']' | name [ '(' arguments ')' ] }
 * </pre>
 */
final class NetworkParser {
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
  private static final List<String> NAMES =
      List.of(
          "dense",
          "convolution",
          "average-pooling",
          "max-pooling",
          "global-average-pooling",
          "layer-norm",
          "flatten",
          "dropout",
          "input",
          "sum",
          "concatenate",
          "residual");
  private static final Pattern COUNT = Pattern.compile("(\\d+)\\s*\\*\\s*\\[");

  private final String text;
  private int position;
  private int depth;

  /** The spatial axes of what comes in, for which one size of a window stands. */
  private int axes = 2;

  NetworkParser(String text) {
    this.text = text;
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
    axes = input != null && input.extents().size() == 2 ? 1 : 2;
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
                  .map(size -> Arguments.integer(size.strip(), start + 1, text))
                  .toList());
        });
  }

  private List<Layer> layers() {
    if (++depth > 16) {
      throw at(position, "brackets are nested more than 16 deep");
    }
    List<Layer> layers = new ArrayList<>();
    long held = 0;
    while (true) {
      skip();
      Matcher count = COUNT.matcher(text).region(position, text.length());
      int start = position;
      int times = 1;
      List<Layer> block;
      if (count.lookingAt()) {
        times = Arguments.integer(count.group(1), start + 1, text);
        position = count.end();
        block = layers();
        close("']'");
      } else {
        String word = word();
        if (word == null) {
          depth--;
          return layers;
        }
        String arguments = arguments();
        block = List.of(opens('[') ? parallel(start, word) : layer(start, word, arguments));
      }
      held += times * steps(block);
      if (held > Arguments.MOST_LAYERS) {
        throw at(start, "a network has at most " + Arguments.MOST_LAYERS + " layers");
      }
      for (int i = 0; i < times; i++) {
        layers.addAll(block);
      }
    }
  }

  /** The number of layers, those in branches too. */
  private static long steps(List<Layer> layers) {
    long steps = 0;
    for (Layer layer : layers) {
      steps++;
      if (layer instanceof Parallel p) {
        steps += p.branches().stream().mapToLong(NetworkParser::steps).sum();
      }
    }
    return steps;
  }

  /** The branches between brackets, of which the first has been read. */
  private Parallel parallel(int start, String word) {
    List<String> joins = List.of("sum", "concatenate", "residual");
    if (!joins.contains(word)) {
      throw at(
          start,
          "branches stand after sum, concatenate or residual, not after '"
              + word
              + "'; nearest is '"
              + Names.nearest(word, joins)
              + "'");
    }
    List<List<Layer>> branches = new ArrayList<>(List.of(layers()));
    while (opens('|')) {
      branches.add(layers());
    }
    close("'|' or ']'");
    return said(
        start,
        () ->
            switch (word) {
              case "sum" -> new Parallel(Parallel.Join.SUM, branches);
              case "concatenate" -> new Parallel(Parallel.Join.CONCATENATE, branches);
              default -> {
                if (branches.size() != 1 || branches.getFirst().isEmpty()) {
                  throw new IllegalArgumentException(
                      "residual takes one branch, as in residual[ dense(5,5) tanh ]; with more,"
                          + " sum[ … | … ]");
                }
                yield Parallel.residual(branches.getFirst());
              }
            });
  }

  private void close(String what) {
    if (!opens(']')) {
      throw expected(what);
    }
  }

  /** Goes past this character where it comes next. */
  private boolean opens(char c) {
    skip();
    boolean next = position < text.length() && text.charAt(position) == c;
    position += next ? 1 : 0;
    return next;
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
              case "flatten" -> alone(word, arguments, new Flatten());
              case "global-average-pooling" -> alone(word, arguments, new GlobalPooling());
              case "layer-norm" -> alone(word, arguments, new LayerNorm());
              case "sum", "concatenate", "residual" ->
                  throw new IllegalArgumentException(
                      word + " takes its branches in brackets, as in " + word + "[ dense(5,5) ]");
              case "dropout" ->
                  new Dropout(
                      Arguments.number(Arguments.keyed(arguments, List.of("keep")).get("keep")));
              case "activation" -> new ActivationLayer(Activation.of(arguments));
              default -> new ActivationLayer(activation(word, inside));
            });
  }

  private static Layer alone(String word, String arguments, Layer layer) {
    if (!arguments.isBlank()) {
      throw new IllegalArgumentException(word + " takes nothing");
    }
    return layer;
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
    Map<String, String> values = Arguments.keyed(parts[2], List.of("kernel", "stride", "padding"));
    return new Convolution(
        size(parts[0], start),
        size(parts[1], start),
        window(values, true),
        values.containsKey("padding") ? Padding.of(values.get("padding")) : Padding.VALID);
  }

  private Pooling pooling(Pooling.Kind kind, String arguments) {
    return new Pooling(
        kind, window(Arguments.keyed(arguments, List.of("kernel", "stride")), false));
  }

  /** Where no stride is given, it is one or the kernel. */
  private Window window(Map<String, String> values, boolean byOne) {
    List<Integer> kernel = Arguments.sizes("kernel", values.get("kernel"), axes);
    String stride = byOne ? "1" : values.get("kernel");
    return new Window(
        kernel, Arguments.sizes("stride", values.getOrDefault("stride", stride), kernel.size()));
  }

  private int size(String word, int start) {
    return Arguments.integer(word.strip(), start + 1, text);
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
              Arguments.keyed(arguments, List.of("weight-variance", "bias-variance"));
          Initialisation.Kind kind = kind(word);
          return new Initialisation(
              kind == null ? Initialisation.Kind.GAUSSIAN : kind,
              values.containsKey("weight-variance")
                  ? Arguments.number(values.get("weight-variance"))
                  : 1,
              values.containsKey("bias-variance")
                  ? Arguments.number(values.get("bias-variance"))
                  : 0);
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
