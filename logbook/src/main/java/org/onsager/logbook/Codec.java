package org.onsager.logbook;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records to JSON and back, bit for bit.
 *
 * <p>A record may hold numbers, texts, booleans, enums, arrays and lists, maps by text, optionals,
 * and records of those; {@code Object} stands for any tree of {@link Json}. A sealed interface of
 * records is written with the member {@code type}, the record's simple name. The same record gives
 * the same text, so the text of a point is its key. Every double comes back with its bits (all NaNs
 * as the one NaN).
 */
public final class Codec {
  private static final String TYPE = "type";
  private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

  private Codec() {}

  /** A record as one line of canonical JSON. */
  public static String text(Record value) {
    return Json.text(tree(value));
  }

  /** A record read back from its text. */
  public static <R> R read(String text, Class<R> type) {
    return type.cast(required(value(Json.parse(text), type, type.getSimpleName()), type));
  }

  /** A record as a tree; one of a sealed interface has the member {@code type}. */
  public static Map<String, @Nullable Object> tree(Record value) {
    Shape shape = shape(value.getClass());
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (shape.sealed()) {
      members.put(TYPE, value.getClass().getSimpleName());
    }
    for (int i = 0; i < shape.names().length; i++) {
      members.put(shape.names()[i], plain(shape.read(value, i)));
    }
    return members;
  }

  /**
   * A value of a type read back from a tree.
   *
   * @throws IllegalArgumentException in one line that says where the tree does not fit
   */
  public static <R> R read(@Nullable Object tree, Class<R> type, String place) {
    return type.cast(required(value(tree, type, place), type));
  }

  /**
   * Refuses a type that could not be kept, before anything is measured.
   *
   * @throws IllegalArgumentException in one line that names the component
   */
  public static void check(Class<? extends Record> type) {
    check(type, type.getSimpleName(), new HashSet<>());
  }

  private static Object required(@Nullable Object value, Class<?> type) {
    if (value == null) {
      throw new IllegalArgumentException("null is not a " + type.getSimpleName());
    }
    return value;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Record record -> tree(record);
      case Enum<?> constant -> constant.name();
      case Character c -> c.toString();
      case List<?> list -> plain(list);
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((k, v) -> members.put(String.valueOf(k), plain(v)));
        yield members;
      }
      case Optional<?> optional -> plain(optional.orElse(null));
      case double[] a -> a.clone();
      case float[] a -> a.clone();
      case int[] a -> a.clone();
      case long[] a -> a.clone();
      default -> {
        if (!value.getClass().isArray()) {
          yield value;
        }
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
          elements.add(plain(Array.get(value, i)));
        }
        yield elements;
      }
    };
  }

  private static List<@Nullable Object> plain(List<?> list) {
    List<@Nullable Object> elements = new ArrayList<>(list.size());
    for (Object element : list) {
      elements.add(plain(element));
    }
    return elements;
  }

  private static @Nullable Object value(@Nullable Object tree, Type type, String place) {
    if (type instanceof ParameterizedType generic) {
      return generic(tree, generic, place);
    }
    if (!(type instanceof Class<?> wanted)) {
      throw new IllegalArgumentException(place + ": " + type + " cannot be kept; name the type");
    }
    if (tree == null) {
      if (wanted.isPrimitive()) {
        throw misfit(place, "a " + wanted, null);
      }
      return null;
    }
    if (wanted == Object.class) {
      return tree;
    }
    if (wanted == double.class || wanted == Double.class) {
      return number(tree, place);
    }
    if (wanted == float.class || wanted == Float.class) {
      return (float) number(tree, place);
    }
    if (wanted == long.class || wanted == Long.class) {
      return whole(tree, place, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (wanted == int.class || wanted == Integer.class) {
      return (int) whole(tree, place, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (wanted == short.class || wanted == Short.class) {
      return (short) whole(tree, place, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    if (wanted == byte.class || wanted == Byte.class) {
      return (byte) whole(tree, place, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
    if (wanted == boolean.class || wanted == Boolean.class) {
      if (tree instanceof Boolean) {
        return tree;
      }
      throw misfit(place, "true or false", tree);
    }
    if (wanted == char.class || wanted == Character.class) {
      if (tree instanceof String s && s.length() == 1) {
        return s.charAt(0);
      }
      throw misfit(place, "one character", tree);
    }
    if (wanted == String.class) {
      if (tree instanceof String) {
        return tree;
      }
      throw misfit(place, "a text", tree);
    }
    if (wanted.isEnum()) {
      for (Object constant : wanted.getEnumConstants()) {
        if (((Enum<?>) constant).name().equals(tree)) {
          return constant;
        }
      }
      throw misfit(place, "one of " + Arrays.toString(wanted.getEnumConstants()), tree);
    }
    if (wanted.isArray()) {
      List<?> elements = list(tree, place);
      Object array = Array.newInstance(wanted.getComponentType(), elements.size());
      for (int i = 0; i < elements.size(); i++) {
        Array.set(
            array, i, value(elements.get(i), wanted.getComponentType(), place + "[" + i + "]"));
      }
      return array;
    }
    if (wanted.isRecord()) {
      return record(members(tree, place), wanted, place);
    }
    if (wanted.isSealed()) {
      Map<?, ?> members = members(tree, place);
      for (Class<?> candidate : cases(wanted)) {
        if (candidate.getSimpleName().equals(members.get(TYPE))) {
          return record(members, candidate, place);
        }
      }
      throw misfit(place, "a " + wanted.getSimpleName(), members.get(TYPE));
    }
    throw unkept(place, wanted);
  }

  private static @Nullable Object generic(
      @Nullable Object tree, ParameterizedType type, String place) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return Optional.ofNullable(value(tree, arguments[0], place));
    }
    if (tree == null) {
      return null;
    }
    if (type.getRawType() == List.class) {
      List<?> elements = list(tree, place);
      List<@Nullable Object> values = new ArrayList<>(elements.size());
      for (int i = 0; i < elements.size(); i++) {
        values.add(value(elements.get(i), arguments[0], place + "[" + i + "]"));
      }
      return Collections.unmodifiableList(values);
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      members(tree, place)
          .forEach(
              (k, v) -> values.put(String.valueOf(k), value(v, arguments[1], place + "." + k)));
      return Collections.unmodifiableMap(values);
    }
    throw unkept(place, type);
  }

  private static Object record(Map<?, ?> members, Class<?> type, String place) {
    Shape shape = shape(type);
    @Nullable Object[] arguments = new Object[shape.names().length];
    for (int i = 0; i < arguments.length; i++) {
      String name = shape.names()[i];
      if (!members.containsKey(name)) {
        throw new IllegalArgumentException(place + " has no member " + name);
      }
      arguments[i] = value(members.get(name), shape.types()[i], place + "." + name);
    }
    return shape.make(arguments, place);
  }

  private static double number(Object tree, String place) {
    return switch (tree) {
      case Number n -> n.doubleValue();
      case String s when s.equals("NaN") -> Double.NaN;
      case String s when s.equals("Infinity") -> Double.POSITIVE_INFINITY;
      case String s when s.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      default -> throw misfit(place, "a number", tree);
    };
  }

  private static long whole(Object tree, String place, long least, long greatest) {
    if (tree instanceof Number n
        && !(n instanceof Double)
        && n.longValue() >= least
        && n.longValue() <= greatest
        && n.toString().equals(Long.toString(n.longValue()))) {
      return n.longValue();
    }
    throw misfit(place, "a whole number from " + least + " to " + greatest, tree);
  }

  private static List<?> list(Object tree, String place) {
    return switch (tree) {
      case List<?> list -> list;
      case double[] a -> Arrays.stream(a).boxed().toList();
      case long[] a -> Arrays.stream(a).boxed().toList();
      case int[] a -> Arrays.stream(a).boxed().toList();
      default -> throw misfit(place, "a list", tree);
    };
  }

  private static Map<?, ?> members(Object tree, String place) {
    if (tree instanceof Map<?, ?> map) {
      return map;
    }
    throw misfit(place, "an object", tree);
  }

  private static IllegalArgumentException misfit(
      String place, String wanted, @Nullable Object found) {
    String text = String.valueOf(found);
    return new IllegalArgumentException(
        place
            + ": expected "
            + wanted
            + ", found "
            + (text.length() > 60 ? text.substring(0, 60) + "…" : text));
  }

  private static IllegalArgumentException unkept(String place, Type type) {
    return new IllegalArgumentException(
        place
            + ": a "
            + type.getTypeName()
            + " cannot be kept; use numbers, texts, booleans, enums, arrays, List, Map by String,"
            + " and records of those");
  }

  private static void check(Type type, String place, Set<Type> seen) {
    if (!seen.add(type)) {
      return;
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Type raw = generic.getRawType();
      boolean map = raw == Map.class && arguments[0] == String.class;
      if (raw != List.class && raw != Optional.class && !map) {
        throw unkept(place, type);
      }
      check(arguments[arguments.length - 1], place, seen);
      return;
    }
    if (!(type instanceof Class<?> wanted)) {
      throw unkept(place, type);
    }
    if (wanted.isArray()) {
      check(wanted.getComponentType(), place, seen);
    } else if (wanted.isRecord()) {
      for (RecordComponent c : wanted.getRecordComponents()) {
        check(c.getGenericType(), place + "." + c.getName(), seen);
      }
    } else if (wanted.isSealed() && !wanted.isEnum()) {
      for (Class<?> candidate : cases(wanted)) {
        if (!candidate.isRecord()) {
          throw unkept(place, candidate);
        }
        check(candidate, place, seen);
      }
    } else if (!wanted.isPrimitive() && !wanted.isEnum() && !LEAVES.contains(wanted)) {
      throw unkept(place, wanted);
    }
  }

  private static final Set<Class<?>> LEAVES =
      Set.of(
          Object.class,
          String.class,
          Double.class,
          Float.class,
          Long.class,
          Integer.class,
          Short.class,
          Byte.class,
          Boolean.class,
          Character.class);

  private static List<Class<?>> cases(Class<?> sealed) {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> candidate : sealed.getPermittedSubclasses()) {
      if (candidate.isSealed() && !candidate.isRecord()) {
        all.addAll(cases(candidate));
      } else {
        all.add(candidate);
      }
    }
    return all;
  }

  private static Shape shape(Class<?> type) {
    return SHAPES.computeIfAbsent(type, Shape::of);
  }

  /** The components of a record, opened once. */
  private record Shape(
      String[] names,
      Type[] types,
      Method[] accessors,
      Constructor<?> constructor,
      boolean sealed) {

    static Shape of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      try {
        Constructor<?> constructor =
            type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        Method[] accessors =
            Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
        for (Method m : accessors) {
          m.setAccessible(true);
        }
        boolean sealed = Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
        if (sealed && Arrays.stream(components).anyMatch(c -> c.getName().equals(TYPE))) {
          throw new IllegalArgumentException(
              type.getSimpleName()
                  + ": a record of a sealed interface cannot have a component named type");
        }
        return new Shape(
            Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new),
            Arrays.stream(components).map(RecordComponent::getGenericType).toArray(Type[]::new),
            accessors,
            constructor,
            sealed);
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException(type + " has no canonical constructor", e);
      }
    }

    @Nullable Object read(Record value, int i) {
      try {
        return accessors[i].invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(names[i] + " cannot be read: " + e, e);
      }
    }

    Object make(@Nullable Object[] arguments, String place) {
      try {
        return constructor.newInstance(arguments);
      } catch (InvocationTargetException e) {
        Throwable cause = e.getTargetException();
        throw new IllegalArgumentException(place + ": " + cause.getMessage(), cause);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(place + " cannot be made: " + e, e);
      }
    }
  }
}
