package org.onsager.data.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.Wire.Range;
import org.onsager.lab.Refusal;

/**
 * One tensor of an ONNX file: its numbers lie as bytes, or in fields of their type, or in a file
 * beside.
 */
final class OnnxTensor {
  private static final Map<Integer, Element> ELEMENTS =
      Map.ofEntries(
          Map.entry(1, Element.F32),
          Map.entry(2, Element.U8),
          Map.entry(3, Element.I8),
          Map.entry(4, Element.U16),
          Map.entry(5, Element.I16),
          Map.entry(6, Element.I32),
          Map.entry(7, Element.I64),
          Map.entry(9, Element.BOOL),
          Map.entry(10, Element.F16),
          Map.entry(11, Element.F64),
          Map.entry(12, Element.U32),
          Map.entry(13, Element.U64),
          Map.entry(16, Element.BF16));

  private static final List<String> TYPES =
      List.of(
          "undefined",
          "float",
          "uint8",
          "int8",
          "uint16",
          "int16",
          "int32",
          "int64",
          "string",
          "bool",
          "float16",
          "double",
          "uint32",
          "uint64",
          "complex64",
          "complex128",
          "bfloat16");

  private static final int EXTERNAL = 1;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Octets in;
  private final List<Long> shape = new ArrayList<>();
  private final List<Range> typed = new ArrayList<>();
  private final Map<String, String> external = new HashMap<>();
  private String name;
  private int type;
  private int typedField;
  private long location;
  private @Nullable Range raw;

  private OnnxTensor(Octets in, String name) {
    this.in = in;
    this.name = name;
  }

  /** The element of a number that stands for a type; null where there is none here. */
  static @Nullable Element element(int type) {
    return ELEMENTS.get(type);
  }

  /**
   * Reads one.
   *
   * @param otherwise what it is called where it does not say
   */
  static StoredArray read(Wire message, String otherwise, OnnxFolder folder) {
    OnnxTensor tensor = new OnnxTensor(message.in(), otherwise);
    while (message.next()) {
      tensor.take(message);
    }
    return tensor.array(message, folder);
  }

  private void take(Wire message) {
    switch (message.field()) {
      case 1 -> {
        message.integers(shape::add, 64);
        if (shape.size() > 64) {
          throw in.refusal(name + " has more than 64 axes");
        }
      }
      case 2 -> type = (int) message.integer();
      case 4 -> typed(4, message.numbers(4));
      case 10 -> typed(10, message.numbers(8));
      case 5, 7, 11 -> typed(message.field(), message.varints());
      case 8 -> {
        String given = message.text();
        name = given.isEmpty() ? name : given;
      }
      case 9 -> raw = message.bytes();
      case 13 -> entry(message.message());
      case 14 -> location = message.integer();
      default -> message.skip();
    }
  }

  private void typed(int field, Range range) {
    if (typedField != 0 && typedField != field) {
      throw in.refusal(name + " has numbers of two types");
    }
    typedField = field;
    typed.add(range);
  }

  private void entry(Wire message) {
    String key = "";
    String value = "";
    while (message.next()) {
      switch (message.field()) {
        case 1 -> key = message.text();
        case 2 -> value = message.text();
        default -> message.skip();
      }
    }
    external.put(key, value);
  }

  private StoredArray array(Wire message, OnnxFolder folder) {
    Element element = ELEMENTS.get(type);
    if (element == null) {
      throw in.refusal(
          name
              + " is of type "
              + (type >= 0 && type < TYPES.size() ? TYPES.get(type) : "number " + type)
              + "; known are float, double, float16, bfloat16, bool and integers of 8 to 64 bits");
    }
    long size = Bounds.size(in, name, shape);
    MemorySegment bytes;
    if (location == EXTERNAL) {
      bytes = folder.bytes(in, name, external, size * element.bytes());
    } else if (raw != null && (typed.isEmpty() || raw.length() > 0)) {
      if (!typed.isEmpty()) {
        throw in.refusal(name + " has its numbers twice");
      }
      bytes = in.slice(raw.from(), raw.length());
    } else if (typedField == 4 || typedField == 10) {
      bytes = fixed(element, size);
    } else {
      bytes = unpacked(message, element, size);
    }
    if (bytes.byteSize() != size * element.bytes()) {
      throw in.refusal(
          name
              + " of type "
              + element
              + " and shape "
              + shape
              + " is given "
              + bytes.byteSize()
              + " bytes");
    }
    return new StoredArray(
        name, element, shape, StoredArray.rowMajor(shape), bytes, ByteOrder.LITTLE_ENDIAN);
  }

  /** Numbers of four or eight bytes: where they lie, or gathered where they lie in parts. */
  private MemorySegment fixed(Element element, long size) {
    if ((typedField == 4 ? Element.F32 : Element.F64) != element) {
      throw wrongField(element);
    }
    if (typed.size() == 1) {
      return in.slice(typed.getFirst().from(), typed.getFirst().length());
    }
    MemorySegment all = heap(element, size);
    long at = 0;
    for (Range range : typed) {
      if (range.length() > all.byteSize() - at) {
        throw in.refusal(name + " of shape " + shape + " is given more numbers than that");
      }
      MemorySegment.copy(in.slice(range.from(), range.length()), 0, all, at, range.length());
      at += range.length();
    }
    return all;
  }

  /** Numbers of which each takes as many bytes as it needs. */
  private MemorySegment unpacked(Wire message, Element element, long size) {
    int field =
        switch (element) {
          case I64 -> 7;
          case U32, U64 -> 11;
          case F32 -> 4;
          case F64 -> 10;
          default -> 5;
        };
    if (typedField != 0 && typedField != field) {
      throw wrongField(element);
    }
    MemorySegment all = heap(element, size);
    long[] count = {0};
    for (Range range : typed) {
      message.integers(
          range,
          value -> {
            if (count[0] < size) {
              put(all, element, count[0], value);
            }
            count[0]++;
          });
    }
    if (count[0] != size) {
      throw in.refusal(name + " of shape " + shape + " is given " + count[0] + " numbers");
    }
    return all;
  }

  private static void put(MemorySegment all, Element element, long at, long value) {
    switch (element.bytes()) {
      case 1 -> all.set(ValueLayout.JAVA_BYTE, at, (byte) value);
      case 2 -> all.set(SHORT, 2 * at, (short) value);
      case 4 -> all.set(INT, 4 * at, (int) value);
      default -> all.set(LONG, 8 * at, value);
    }
  }

  /** Memory for numbers, each of which takes at least a byte of the file. */
  private MemorySegment heap(Element element, long size) {
    long stored = typed.stream().mapToLong(Range::length).sum();
    long bytes = size * element.bytes();
    if (size > stored || bytes > Integer.MAX_VALUE - 8) {
      throw in.refusal(
          name + " of type " + element + " and shape " + shape + " is given " + stored + " bytes");
    }
    return MemorySegment.ofArray(new byte[(int) bytes]);
  }

  private Refusal wrongField(Element element) {
    return in.refusal(name + " of type " + element + " has its numbers in field " + typedField);
  }
}
