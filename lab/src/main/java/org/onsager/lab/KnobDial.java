package org.onsager.lab;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One knob of a {@link KnobBoard}: its name, type, meaning and range.
 *
 * @param name the record's component
 * @param label how a refusal names it: {@code knob depth} or {@code --depth}
 * @param element its type, or that of the elements of a list
 * @param list true when it takes several values, separated by commas
 * @param meaning what it is, in words
 * @param min the least value
 * @param max the greatest value
 * @param oneOf the texts allowed; for an enum its constants in kebab-case; empty when any is
 * @param positional true when the command line takes it without its name
 * @param required true when there is no default
 * @param accessor reads it from a record
 */
public record KnobDial(
    String name,
    String label,
    Class<?> element,
    boolean list,
    String meaning,
    double min,
    double max,
    List<String> oneOf,
    boolean positional,
    boolean required,
    Method accessor) {
  private static final int LONGEST_NUMBER = 400;

  static KnobDial of(RecordComponent component, Knob knob, boolean option) {
    Class<?> element = component.getType();
    boolean list = element == List.class;
    if (list) {
      Type inner =
          component.getGenericType() instanceof ParameterizedType p
              ? p.getActualTypeArguments()[0]
              : Object.class;
      element = primitive(inner);
    }
    boolean known =
        element == int.class
            || element == long.class
            || element == double.class
            || element == String.class
            || (!list && (element == boolean.class || element.isEnum()));
    if (!known) {
      throw new IllegalArgumentException(
          "a knob is an int, long, double, boolean, String, enum, or a list of numbers or texts; "
              + component.getName()
              + " is a "
              + component.getGenericType().getTypeName());
    }
    List<String> oneOf =
        element.isEnum()
            ? Arrays.stream(element.getEnumConstants()).map(c -> kebab((Enum<?>) c)).toList()
            : List.of(knob.oneOf());
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    String name = component.getName();
    return new KnobDial(
        name,
        option ? "--" + kebab(name) : "knob " + name,
        element,
        list,
        knob.value(),
        knob.min(),
        knob.max(),
        oneOf,
        knob.positional(),
        knob.required(),
        accessor);
  }

  private static Class<?> primitive(Type boxed) {
    if (boxed == Integer.class) {
      return int.class;
    }
    if (boxed == Long.class) {
      return long.class;
    }
    return boxed == Double.class
        ? double.class
        : boxed == String.class ? String.class : Object.class;
  }

  /** The name in kebab-case: {@code weight-variance}. */
  public String kebab() {
    return kebab(name);
  }

  private static String kebab(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean starts =
          Character.isUpperCase(c)
              && i > 0
              && (!Character.isUpperCase(name.charAt(i - 1))
                  || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1))));
      out.append(starts ? "-" : "").append(Character.toLowerCase(c));
    }
    return out.toString();
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is allowed, in words: "0.1 … 16", "one of relu, tanh", or empty when anything is. */
  public String range() {
    if (!oneOf.isEmpty()) {
      return "one of " + String.join(", ", oneOf);
    }
    if (element == boolean.class) {
      return "true or false";
    }
    boolean below = min > Double.NEGATIVE_INFINITY;
    boolean above = max < Double.POSITIVE_INFINITY;
    if (below && above) {
      return number(min) + " … " + number(max);
    }
    return below ? "at least " + number(min) : above ? "at most " + number(max) : "";
  }

  /** Where this knob of a record stands. */
  public Object of(Record knobs) {
    try {
      return accessor.invoke(knobs);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(label + " cannot be read", e);
    }
  }

  /**
   * Reads a setting.
   *
   * @throws Refusal when the text is no value of this knob
   */
  public Object read(String text) {
    if (!list) {
      return one(text.strip());
    }
    if (text.isBlank()) {
      throw new Refusal(label + " needs at least one value, separated by commas; " + what());
    }
    List<Object> all = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      all.add(one(part.strip()));
    }
    return List.copyOf(all);
  }

  private Object one(String text) {
    if (text.isEmpty()) {
      throw new Refusal(label + " needs a value; " + what());
    }
    if (element == String.class) {
      if (!oneOf.isEmpty() && !oneOf.contains(text)) {
        throw choice(text);
      }
      return text;
    }
    if (element == boolean.class) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new Refusal(label + " is true or false, not " + quoted(text));
      };
    }
    if (element.isEnum()) {
      for (Object c : element.getEnumConstants()) {
        if (kebab((Enum<?>) c).equals(text) || ((Enum<?>) c).name().equals(text)) {
          return c;
        }
      }
      throw choice(text);
    }
    return number(text);
  }

  private Refusal choice(String text) {
    return new Refusal(
        label + " is " + range() + ", not " + quoted(text) + Nearest.suggestion(text, oneOf));
  }

  private Object number(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
    if (lower.equals("nan") || lower.equals("inf") || lower.equals("infinity")) {
      throw new Refusal(label + " is a finite number, not " + quoted(text) + "; " + what());
    }
    BigDecimal exact;
    try {
      if (text.length() > LONGEST_NUMBER) {
        throw new NumberFormatException();
      }
      exact = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new Refusal(label + " is a number, not " + quoted(text) + "; " + what(), e);
    }
    double value = exact.doubleValue();
    if (Double.isInfinite(value)) {
      throw new Refusal(label + ": " + quoted(text) + " is too large for a number; " + what());
    }
    Object read = element == double.class ? (Object) value : whole(exact, text);
    check(read);
    return read;
  }

  private Object whole(BigDecimal exact, String text) {
    if (exact.signum() != 0 && exact.stripTrailingZeros().scale() > 0) {
      throw new Refusal(label + " is a whole number, not " + quoted(text) + "; " + what());
    }
    boolean small = element == int.class;
    try {
      if (exact.precision() - (long) exact.scale() > 20) {
        throw new ArithmeticException();
      }
      long value = exact.longValueExact();
      return small ? (Object) Math.toIntExact(value) : (Object) value;
    } catch (ArithmeticException e) {
      throw new Refusal(
          label
              + ": "
              + quoted(text)
              + " lies outside "
              + (range().isEmpty()
                  ? "the "
                      + (small ? "int" : "long")
                      + "s, at most "
                      + (small ? Integer.MAX_VALUE : Long.MAX_VALUE)
                  : range())
              + " ("
              + meaning
              + ")",
          e);
    }
  }

  /** Checks a value, or each element of a list, against the range. */
  void check(Object value) {
    if (value instanceof List<?> all) {
      all.forEach(this::check);
    } else if (value instanceof Number n) {
      double v = n.doubleValue();
      if (!(v >= min && v <= max) || Double.isInfinite(v)) {
        throw new Refusal(
            label + ": " + text(value) + " lies outside " + range() + " (" + meaning + ")");
      }
    } else if (value instanceof String s && !oneOf.isEmpty() && !oneOf.contains(s)) {
      throw choice(s);
    }
  }

  private String what() {
    return range().isEmpty() ? meaning : range() + " (" + meaning + ")";
  }

  /** A value as it is kept in a run: enums in kebab-case, everything else as it is. */
  static Object plain(Object value) {
    return value instanceof Enum<?> e ? kebab(e) : value;
  }

  /** A value as it would be typed. */
  public static String text(Object value) {
    if (value instanceof List<?> all) {
      return String.join(",", all.stream().map(KnobDial::text).toList());
    }
    return value instanceof Double d ? number(d) : String.valueOf(plain(value));
  }

  private static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e9
        ? Long.toString((long) v)
        : Double.toString(v).replace(".0E", "E").replace('E', 'e');
  }

  static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return "\"" + (line.length() > 60 ? line.substring(0, 60) + "…" : line) + "\"";
  }
}
