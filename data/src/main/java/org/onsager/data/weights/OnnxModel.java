package org.onsager.data.weights;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;

/**
 * An ONNX file: a network as a graph of operators, with its weights.
 *
 * <p>The file, and those beside it in which its numbers may lie, are mapped, not copied; every
 * length, offset and shape is compared with them before memory is taken. Nothing is computed here.
 */
public final class OnnxModel implements AutoCloseable {
  /** An attribute says windows and axes; what is larger is a tensor. */
  private static final int MOST_NUMBERS = 1 << 16;

  private final Arena arena;
  private final String label;
  private final Map<String, Long> opsets = new HashMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final List<StoredArray> initialisers = new ArrayList<>();
  private final List<OnnxValue> inputs = new ArrayList<>();
  private final List<OnnxValue> outputs = new ArrayList<>();
  private int graphs;
  private int functions;

  private OnnxModel(Arena arena, String label) {
    this.arena = arena;
    this.label = label;
  }

  /**
   * Opens a file.
   *
   * @throws Refusal in one line, where it is damaged or no ONNX file
   */
  @SuppressWarnings("MustBeClosedChecker") // the model that is returned closes it
  public static OnnxModel open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      return read(path, Octets.map(path, arena), arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Whether a file is one, by how it begins or what it is called. */
  public static boolean isOne(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      Octets in = Octets.map(path, arena);
      return in.size() > 8 && fits(path, in);
    }
  }

  /** What these bytes hold; the arena is closed with it. */
  static OnnxModel read(@Nullable Path path, Octets in, Arena arena) {
    OnnxModel model = new OnnxModel(arena, in.label());
    Path folder = path == null ? null : path.toAbsolutePath().normalize().getParent();
    model.read(Wire.of(in), new OnnxFolder(folder, arena));
    if (model.graphs != 1) {
      throw in.refusal("holds " + model.graphs + " graphs, where an ONNX file holds one");
    }
    Set<String> names = new HashSet<>();
    for (StoredArray initialiser : model.initialisers) {
      if (!names.add(initialiser.name())) {
        throw in.refusal("has two initialisers that are called " + initialiser.name());
      }
    }
    model.inputs.removeIf(i -> names.contains(i.name()));
    return model;
  }

  /** Whether a file begins like one and is no safetensors file, which begins with a length. */
  static boolean fits(Path path, Octets in) {
    return in.at(0).octet() == 0x08 && in.size() > 8 && in.at(8).octet() != '{'
        || path.toString().endsWith(".onnx");
  }

  private void read(Wire model, OnnxFolder folder) {
    while (model.next()) {
      switch (model.field()) {
        case 7 -> {
          graphs++;
          graph(model.message(), folder);
        }
        case 8 -> opset(model.message());
        case 25 -> {
          functions++;
          model.skip();
        }
        default -> model.skip();
      }
    }
  }

  private void opset(Wire message) {
    String domain = "";
    long version = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> domain = message.text();
        case 2 -> version = message.integer();
        default -> message.skip();
      }
    }
    opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  private void graph(Wire message, OnnxFolder folder) {
    while (message.next()) {
      switch (message.field()) {
        case 1 -> nodes.add(node(message.message(), folder));
        case 5 ->
            initialisers.add(
                OnnxTensor.read(
                    message.message(), "initialiser " + (initialisers.size() + 1), folder));
        case 11 -> inputs.add(value(message.message()));
        case 12 -> outputs.add(value(message.message()));
        case 15 -> throw message.in().refusal("has sparse initialisers, which are not read");
        default -> message.skip();
      }
    }
  }

  private static OnnxNode node(Wire message, OnnxFolder folder) {
    String name = "";
    String operator = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, OnnxAttribute> attributes = new HashMap<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> inputs.add(message.text());
        case 2 -> outputs.add(message.text());
        case 3 -> name = message.text();
        case 4 -> operator = message.text();
        case 5 -> attribute(message.message(), attributes, folder);
        case 7 -> domain = message.text();
        default -> message.skip();
      }
    }
    return new OnnxNode(
        name, operator, domain.equals("ai.onnx") ? "" : domain, inputs, outputs, attributes);
  }

  private static void attribute(Wire message, Map<String, OnnxAttribute> into, OnnxFolder folder) {
    String name = "";
    long type = 0;
    double real = 0;
    long whole = 0;
    String text = "";
    StoredArray array = null;
    List<Double> reals = new ArrayList<>();
    List<Long> wholes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.text();
        case 2 -> real = message.single();
        case 3 -> whole = message.integer();
        case 4 -> text = message.text();
        case 5 -> array = OnnxTensor.read(message.message(), name, folder);
        case 7 -> message.singles(reals::add, MOST_NUMBERS);
        case 8 -> message.integers(wholes::add, MOST_NUMBERS);
        case 9 -> texts.add(message.text());
        case 20 -> type = message.integer();
        default -> message.skip();
      }
    }
    // Where the type is not said, as before its field existed, what is there says it.
    int guess =
        !reals.isEmpty() ? 6 : !wholes.isEmpty() ? 7 : !texts.isEmpty() ? 8 : array != null ? 4 : 0;
    OnnxAttribute attribute =
        switch ((int) (type == 0 ? guess : type)) {
          case 1 -> new OnnxAttribute.Real(real);
          case 2 -> new OnnxAttribute.Whole(whole);
          case 3 -> new OnnxAttribute.Text(text);
          case 4 -> array == null ? new OnnxAttribute.Unread() : new OnnxAttribute.Array(array);
          case 6 -> new OnnxAttribute.Reals(reals);
          case 7 -> new OnnxAttribute.Wholes(wholes);
          case 8 -> new OnnxAttribute.Texts(texts);
          default -> new OnnxAttribute.Unread();
        };
    into.put(name, attribute);
  }

  private static OnnxValue value(Wire message) {
    String name = "";
    Element element = null;
    List<Long> shape = null;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.text();
        case 2 -> {
          Wire type = message.message();
          while (type.next()) {
            if (type.field() != 1) {
              type.skip();
              continue;
            }
            Wire tensor = type.message();
            while (tensor.next()) {
              switch (tensor.field()) {
                case 1 -> element = OnnxTensor.element((int) tensor.integer());
                case 2 -> shape = shape(tensor.message());
                default -> tensor.skip();
              }
            }
          }
        }
        default -> message.skip();
      }
    }
    return new OnnxValue(name, element, shape);
  }

  private static List<Long> shape(Wire message) {
    List<Long> shape = new ArrayList<>();
    while (message.next()) {
      if (message.field() != 1) {
        message.skip();
        continue;
      }
      Wire dimension = message.message();
      long extent = -1;
      while (dimension.next()) {
        if (dimension.field() == 1) {
          extent = dimension.integer();
        } else {
          dimension.skip();
        }
      }
      shape.add(extent < 0 ? -1 : extent);
      if (shape.size() > 64) {
        throw message.in().refusal("has a value of more than 64 axes");
      }
    }
    return shape;
  }

  /** The version of ONNX's own operators; 0 where it is not said. */
  public long opset() {
    return opsets.getOrDefault("", 0L);
  }

  /** The computations, in the order of the file. */
  public List<OnnxNode> nodes() {
    return List.copyOf(nodes);
  }

  /** The named arrays that are part of the file. */
  public List<StoredArray> initialisers() {
    return List.copyOf(initialisers);
  }

  /** What is given when the graph is run: inputs that are no initialisers. */
  public List<OnnxValue> inputs() {
    return List.copyOf(inputs);
  }

  /** What comes out. */
  public List<OnnxValue> outputs() {
    return List.copyOf(outputs);
  }

  /** Initialisers, and the constants of more than one number that nodes keep. */
  List<StoredArray> arrays() {
    List<StoredArray> arrays = new ArrayList<>(initialisers);
    for (OnnxNode node : nodes) {
      if (node.operator().equals("Constant")
          && node.attributes().get("value") instanceof OnnxAttribute.Array constant
          && !node.outputs().isEmpty()
          && constant.value().size() > 1
          && constant.value().element().isReal()) {
        arrays.add(constant.value().named(node.outputs().getFirst()));
      }
    }
    return arrays;
  }

  /** What is said beside. */
  List<String> notes() {
    return functions == 0
        ? List.of()
        : List.of(functions + " functions of its own are defined; what they hold is left out");
  }

  /** A line of refusal that begins with the file. */
  public Refusal refusal(String what) {
    return Octets.refusal(label, what);
  }

  @Override
  public void close() {
    arena.close();
  }
}
