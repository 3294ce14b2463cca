package org.onsager.testkit;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Prediction;

/** Records, lists and maps as trees: their predictions found, replaced, and compared bit by bit. */
final class Tree {
  private Tree() {}

  private static boolean leaf(@Nullable Object value) {
    return value instanceof Prediction
        || value instanceof Prediction.Curve
        || value instanceof Prediction.Density;
  }

  /** Every prediction, curve and density with its path, in order. */
  static void walk(@Nullable Object value, String path, BiConsumer<String, Record> found) {
    if (leaf(value)) {
      found.accept(path, (Record) value);
    } else if (value instanceof Record record) {
      for (RecordComponent c : record.getClass().getRecordComponents()) {
        walk(read(record, c), path.isEmpty() ? c.getName() : path + "." + c.getName(), found);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        walk(list.get(i), path + "[" + i + "]", found);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((k, v) -> walk(v, path + "[" + k + "]", found));
    }
  }

  /** The same record with the prediction at a path replaced. */
  @SuppressWarnings("unchecked") // a record is rebuilt as one of its own class
  static <T extends Record> T with(T record, String path, UnaryOperator<Record> change) {
    return (T) Objects.requireNonNull(rebuilt(record, "", path, change));
  }

  private static @Nullable Object rebuilt(
      @Nullable Object value, String here, String path, UnaryOperator<Record> change) {
    if (value instanceof Record leaf && leaf(value)) {
      return here.equals(path) ? change.apply(leaf) : value;
    }
    if (!path.startsWith(here)) {
      return value;
    }
    if (value instanceof Record record) {
      RecordComponent[] components = record.getClass().getRecordComponents();
      @Nullable Object[] arguments = new @Nullable Object[components.length];
      for (int i = 0; i < components.length; i++) {
        String name = components[i].getName();
        String next = here.isEmpty() ? name : here + "." + name;
        arguments[i] = rebuilt(read(record, components[i]), next, path, change);
      }
      return made(record.getClass(), components, arguments);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        copy.add(rebuilt(list.get(i), here + "[" + i + "]", path, change));
      }
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(k, rebuilt(v, here + "[" + k + "]", path, change)));
      return copy;
    }
    return value;
  }

  private static Object made(
      Class<?> type, RecordComponent[] components, @Nullable Object[] arguments) {
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be rebuilt: " + e.getCause(), e);
    }
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          record.getClass().getName() + "." + component.getName() + " cannot be read", e);
    }
  }

  /** A text that is equal for equal bits: arrays by their elements, doubles by all their digits. */
  static String text(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private static void write(StringBuilder out, @Nullable Object value) {
    if (value instanceof Record record) {
      out.append(record.getClass().getSimpleName()).append('(');
      for (RecordComponent c : record.getClass().getRecordComponents()) {
        out.append(c.getName()).append('=');
        write(out, read(record, c));
        out.append(' ');
      }
      out.append(')');
    } else if (value instanceof Iterable<?> all) {
      out.append('[');
      all.forEach(
          v -> {
            write(out, v);
            out.append(' ');
          });
      out.append(']');
    } else if (value instanceof Map<?, ?> map) {
      write(out, map.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList());
    } else if (value != null && value.getClass().isArray()) {
      out.append('[');
      for (int i = 0; i < Array.getLength(value); i++) {
        write(out, Array.get(value, i));
        out.append(' ');
      }
      out.append(']');
    } else {
      out.append(value);
    }
  }
}
