package org.onsager.data.weights;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;

/**
 * Reads the pickles in which PyTorch keeps state dictionaries, and nothing else.
 *
 * <p>A pickle is a program for a machine with a stack; Python's own machine calls whatever function
 * a pickle names. This one knows the instructions that build numbers, texts, lists, dictionaries
 * and tuples, and the few names in {@link #called}; every other instruction or name is refused with
 * its place, and nothing is ever executed. What it builds is at most a few times as large as the
 * pickle: containers are shared, never copied.
 *
 * <p>Values are Java's {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link
 * BigInteger}, byte arrays, {@link #NONE}, {@link Items}, {@link Table}, {@link Tuple}, {@link
 * Name} and {@link View}.
 */
final class Pickle {
  /** Python's None. */
  static final Object NONE =
      new Object() {
        @Override
        public String toString() {
          return "None";
        }
      };

  private static final Object MARK = new Object();
  private static final int PROTOCOLS = 5;

  /**
   * Instructions, and values that are put into containers: far more than any model's names need.
   */
  private static final long MOST = 1 << 24;

  private static final Map<String, Element> STORAGES =
      Map.of(
          "DoubleStorage",
          Element.F64,
          "FloatStorage",
          Element.F32,
          "HalfStorage",
          Element.F16,
          "BFloat16Storage",
          Element.BF16,
          "LongStorage",
          Element.I64,
          "IntStorage",
          Element.I32,
          "ShortStorage",
          Element.I16,
          "CharStorage",
          Element.I8,
          "ByteStorage",
          Element.U8,
          "BoolStorage",
          Element.BOOL);

  private final Octets in;
  private final ArrayList<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private long instruction;
  private long spent;

  private Pickle(Octets in) {
    this.in = in;
  }

  /** A list; equality is identity, so that one that holds itself does no harm. */
  static final class Items {
    final List<Object> values = new ArrayList<>();
  }

  /** A dictionary in its order; likewise. */
  static final class Table {
    final Map<Object, Object> entries = new LinkedHashMap<>();
  }

  /** A tuple; likewise. */
  static final class Tuple {
    final List<Object> values;

    Tuple(List<Object> values) {
      this.values = Collections.unmodifiableList(values);
    }
  }

  /** A function or class that the pickle names. */
  record Name(String module, String name) {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /**
   * Where the numbers of a tensor are kept.
   *
   * @param key the name of the storage
   * @param numbers how many it holds by the pickle's word
   * @param first where this part of it begins, in numbers
   */
  record Storage(Element element, String key, long numbers, long first) {}

  /** A tensor: a view of a storage. */
  record View(Storage storage, long first, List<Long> shape, List<Long> strides) {}

  /** Reads one pickle from where the bytes stand, and leaves them behind its end. */
  static Object read(Octets in) {
    return new Pickle(in).run();
  }

  private Object run() {
    while (true) {
      instruction = in.position();
      int code = in.octet();
      if (code == '.') {
        Object value = pop();
        if (!stack.isEmpty()) {
          throw refusal("leaves " + stack.size() + " values over at its end");
        }
        return value;
      }
      spend(1);
      step(code);
    }
  }

  private void step(int code) {
    switch (code) {
      case 0x80 -> {
        int protocol = in.octet();
        if (protocol > PROTOCOLS) {
          throw refusal("is of protocol " + protocol + ", where 2 to 5 are known");
        }
      }
      case 0x95 -> in.skip(8); // a frame: only a hint for reading ahead
      case '(' -> stack.add(MARK);
      case '0' -> pop();
      case '2' -> stack.add(top());
      case 'N' -> stack.add(NONE);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'K' -> stack.add((long) in.octet());
      case 'M' -> stack.add((long) in.little16());
      case 'J' -> stack.add((long) (int) in.little32());
      case 0x8a -> stack.add(integer(in.octet()));
      case 0x8b -> stack.add(integer(in.little32()));
      case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(in.little64())));
      case 'X' -> stack.add(in.text(in.little32()));
      case 0x8c -> stack.add(in.text(in.octet()));
      case 0x8d -> stack.add(in.text(in.little64()));
      case 'U' -> stack.add(in.text(in.octet()));
      case 'T' -> stack.add(in.text(in.little32()));
      case 'C' -> stack.add(in.octets(in.octet()));
      case 'B' -> stack.add(in.octets(in.little32()));
      case 0x8e -> stack.add(in.octets(in.little64()));
      case ']' -> stack.add(new Items());
      case '}' -> stack.add(new Table());
      case ')' -> stack.add(new Tuple(List.of()));
      case 't' -> stack.add(new Tuple(toMark()));
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case 'l' -> {
        Items items = new Items();
        items.values.addAll(toMark());
        stack.add(items);
      }
      case 'a' -> {
        Object value = pop();
        top(Items.class, "a list").values.add(value);
      }
      case 'e' -> {
        List<Object> values = toMark();
        top(Items.class, "a list").values.addAll(values);
      }
      case 's' -> {
        Object value = pop();
        Object key = pop();
        put(top(Table.class, "a dictionary"), key, value);
      }
      case 'u' -> {
        List<Object> pairs = toMark();
        if (pairs.size() % 2 != 0) {
          throw refusal("has a key without a value");
        }
        Table table = top(Table.class, "a dictionary");
        for (int i = 0; i < pairs.size(); i += 2) {
          put(table, pairs.get(i), pairs.get(i + 1));
        }
      }
      case 'd' -> {
        List<Object> pairs = toMark();
        Table table = new Table();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
          put(table, pairs.get(i), pairs.get(i + 1));
        }
        stack.add(table);
      }
      case 'q' -> memo.put((long) in.octet(), top());
      case 'r' -> memo.put(in.little32(), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> stack.add(remembered(in.octet()));
      case 'j' -> stack.add(remembered(in.little32()));
      case 'c' -> stack.add(named(in.line(), in.line()));
      case 0x93 -> {
        Object name = pop();
        Object module = pop();
        stack.add(named(text(module), text(name)));
      }
      case 'Q' -> stack.add(storage(pop()));
      case 'R' -> {
        Object arguments = pop();
        Object function = pop();
        stack.add(called(function, arguments));
      }
      case 'b' -> {
        // The attributes of a dictionary, as torch's own _metadata; they hold no weights.
        pop();
        top(Table.class, "a dictionary");
      }
      default ->
          throw refusal(
              String.format("has the instruction 0x%02x, which no state dictionary needs", code));
    }
  }

  private void spend(long count) {
    spent += count;
    if (spent > MOST) {
      throw refusal("is still not done after " + MOST + " instructions");
    }
  }

  private Object integer(long bytes) {
    if (bytes > 256) {
      throw refusal("has an integer of " + bytes + " bytes");
    }
    byte[] little = in.octets(bytes);
    for (int i = 0, j = little.length - 1; i < j; i++, j--) {
      byte swap = little[i];
      little[i] = little[j];
      little[j] = swap;
    }
    BigInteger value = little.length == 0 ? BigInteger.ZERO : new BigInteger(little);
    return value.bitLength() < 64 ? (Object) value.longValue() : value;
  }

  private static Name named(String module, String name) {
    return new Name(module, name);
  }

  /** The functions that are known, done here; every other one is refused. */
  private Object called(Object function, Object arguments) {
    if (!(function instanceof Name name)) {
      throw refusal("calls " + kind(function) + " as a function");
    }
    List<Object> values = tuple(arguments).values;
    return switch (name.toString()) {
      case "collections.OrderedDict", "builtins.dict", "__builtin__.dict" -> table(values);
      case "collections.defaultdict" -> new Table();
      case "builtins.list", "__builtin__.list", "builtins.set", "__builtin__.set" -> {
        Items items = new Items();
        yield !values.isEmpty() && values.getFirst() instanceof Items given ? given : items;
      }
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> view(values);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" -> {
        if (values.isEmpty() || !(values.getFirst() instanceof View view)) {
          throw refusal("has a parameter that is no tensor");
        }
        yield view;
      }
      case "torch.Size" ->
          values.size() == 1 && values.getFirst() instanceof Tuple sizes ? sizes : arguments;
      case "torch.device" -> "device";
      default -> throw refusal("names " + name + ", which is not executed here; " + WHAT_HELPS);
    };
  }

  private static final String WHAT_HELPS =
      "save the state dictionary alone: torch.save(model.state_dict(), path)";

  private Table table(List<Object> values) {
    Table table = new Table();
    if (values.isEmpty()) {
      return table;
    }
    if (!(values.getFirst() instanceof Items pairs)) {
      throw refusal("makes a dictionary of " + kind(values.getFirst()));
    }
    spend(pairs.values.size());
    for (Object pair : pairs.values) {
      List<Object> both = pair instanceof Items items ? items.values : tuple(pair).values;
      if (both.size() != 2) {
        throw refusal("makes a dictionary of what are no pairs");
      }
      put(table, both.get(0), both.get(1));
    }
    return table;
  }

  private View view(List<Object> values) {
    if (values.size() < 4 || !(values.getFirst() instanceof Storage storage)) {
      throw refusal("has a tensor without a storage");
    }
    return new View(storage, number(values.get(1)), numbers(values.get(2)), numbers(values.get(3)));
  }

  private Storage storage(Object id) {
    List<Object> values = tuple(id).values;
    if (values.size() < 5 || !"storage".equals(values.get(0))) {
      throw refusal("refers to something that is no storage");
    }
    if (!(values.get(1) instanceof Name type)) {
      throw refusal("has a storage without a type");
    }
    Element element = type.module().equals("torch") ? STORAGES.get(type.name()) : null;
    if (element == null) {
      throw refusal("has numbers of type " + type + "; known are " + known());
    }
    long first = 0;
    String key = text(values.get(2));
    if (values.size() > 5 && values.get(5) instanceof Tuple part && part.values.size() == 3) {
      first = number(part.values.get(1));
    }
    return new Storage(element, key, number(values.get(4)), first);
  }

  private static String known() {
    return String.join(", ", STORAGES.keySet().stream().sorted().toList());
  }

  private void put(Table table, Object key, Object value) {
    if (!(key instanceof String || key instanceof Long || key instanceof Boolean)) {
      if (key instanceof Double || key == NONE || key instanceof BigInteger) {
        return; // nothing that is read here is found by such a key
      }
      throw refusal("has " + kind(key) + " as a key of a dictionary");
    }
    table.entries.put(key, value);
  }

  private void tuple(int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.addFirst(pop());
    }
    stack.add(new Tuple(values));
  }

  private List<Object> toMark() {
    int at = stack.size() - 1;
    while (at >= 0 && stack.get(at) != MARK) {
      at--;
    }
    if (at < 0) {
      throw refusal("closes what it never opened");
    }
    List<Object> values = new ArrayList<>(stack.subList(at + 1, stack.size()));
    stack.subList(at, stack.size()).clear();
    return values;
  }

  private Object pop() {
    Object value = top();
    stack.removeLast();
    return value;
  }

  private Object top() {
    if (stack.isEmpty() || stack.getLast() == MARK) {
      throw refusal("takes a value where there is none");
    }
    return stack.getLast();
  }

  private <T> T top(Class<T> type, String what) {
    Object value = top();
    if (!type.isInstance(value)) {
      throw refusal("needs " + what + " and finds " + kind(value));
    }
    return type.cast(value);
  }

  private Object remembered(long key) {
    Object value = memo.get(key);
    if (value == null) {
      throw refusal("recalls what it never stored");
    }
    return value;
  }

  private Tuple tuple(Object value) {
    if (value instanceof Tuple tuple) {
      return tuple;
    }
    throw refusal("needs a tuple and finds " + kind(value));
  }

  private String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw refusal("needs a text and finds " + kind(value));
  }

  private long number(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw refusal("needs an integer and finds " + kind(value));
  }

  private List<Long> numbers(Object value) {
    List<Long> numbers = new ArrayList<>();
    for (Object each : tuple(value).values) {
      numbers.add(number(each));
    }
    return numbers;
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case String s -> "the text '" + (s.length() > 40 ? s.substring(0, 40) + "…" : s) + "'";
      case Long n -> "the number " + n;
      case Items _ -> "a list";
      case Table _ -> "a dictionary";
      case Tuple _ -> "a tuple";
      case Name name -> "the name " + name;
      case View _, Storage _ -> "a tensor";
      case Object o when o == NONE -> "None";
      default -> "a " + value.getClass().getSimpleName();
    };
  }

  private Refusal refusal(String what) {
    return in.refusal("byte " + instruction + " of its pickle " + what);
  }
}
