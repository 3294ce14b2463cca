package org.onsager.lab;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The knobs of an experiment, or the options of a tool, as a board that can be read and turned.
 *
 * <p>It reads a record class once: names, types, meanings, ranges. Settings are texts; a setting
 * that is unknown, out of range or no value of its type is refused with one line that names the
 * knob, what is right, and the nearest name.
 *
 * @param <K> the record whose components carry {@link Knob}
 */
public final class KnobBoard<K extends Record> {
  private final Class<K> type;
  private final boolean options;
  private final Map<String, KnobDial> dials = new LinkedHashMap<>();

  private KnobBoard(Class<K> type, boolean options) {
    this.type = type;
    this.options = options;
    for (RecordComponent c : type.getRecordComponents()) {
      Knob knob = c.getAnnotation(Knob.class);
      if (knob == null) {
        throw new IllegalArgumentException(
            type.getName() + "." + c.getName() + " carries no @Knob, so nobody can turn it");
      }
      dials.put(c.getName(), KnobDial.of(c, knob, options));
    }
  }

  /** The knobs of an experiment; refusals name them as {@code knob depth}. */
  public static <K extends Record> KnobBoard<K> of(Class<K> type) {
    return new KnobBoard<>(type, false);
  }

  /** The options of a tool; refusals name them as {@code --weight-variance}. */
  public static <K extends Record> KnobBoard<K> ofOptions(Class<K> type) {
    return new KnobBoard<>(type, true);
  }

  /** The knobs of the record that these values belong to. */
  public static <K extends Record> KnobBoard<K> of(K values) {
    return of(classOf(values));
  }

  /** The options of the record that these values belong to. */
  public static <K extends Record> KnobBoard<K> ofOptions(K values) {
    return ofOptions(classOf(values));
  }

  @SuppressWarnings("unchecked") // the class of a K, and records have no subclasses
  private static <K extends Record> Class<K> classOf(K values) {
    return (Class<K>) values.getClass();
  }

  /** Every knob, in the order of the record. */
  public List<KnobDial> dials() {
    return List.copyOf(dials.values());
  }

  /**
   * The knob with this name, in the record's spelling or in kebab-case.
   *
   * @throws Refusal when there is none, naming the nearest
   */
  public KnobDial dial(String name) {
    KnobDial exact = dials.get(name);
    if (exact != null) {
      return exact;
    }
    for (KnobDial d : dials.values()) {
      if (d.kebab().equals(name)) {
        return d;
      }
    }
    List<String> names =
        dials.values().stream().map(d -> options ? "--" + d.kebab() : d.name()).toList();
    String asked = options && !name.startsWith("--") ? "--" + name : name;
    String noun = options ? "option" : "knob";
    String near = Nearest.suggestion(asked, names);
    throw new Refusal(
        names.isEmpty()
            ? "there is no " + noun + " " + KnobDial.quoted(asked) + "; there are none at all"
            : "no "
                + noun
                + " is called "
                + KnobDial.quoted(asked)
                + near
                + (near.isEmpty() ? "; there are " : " There are ")
                + String.join(", ", names));
  }

  /**
   * The same knobs with some of them turned.
   *
   * @param base where the others stand
   * @param settings name → text: numbers as digits, enum constants in kebab-case, lists separated
   *     by commas
   * @throws Refusal with one line for the first setting that cannot be
   */
  public K with(K base, Map<String, String> settings) {
    Map<String, Object> turned = new LinkedHashMap<>();
    settings.forEach(
        (name, text) -> {
          KnobDial dial = dial(name);
          if (turned.put(dial.name(), dial.read(text)) != null) {
            throw new Refusal(dial.label() + " is set twice");
          }
        });
    List<Object> arguments = new ArrayList<>();
    for (KnobDial d : dials.values()) {
      arguments.add(Objects.requireNonNullElseGet(turned.get(d.name()), () -> d.of(base)));
    }
    try {
      RecordComponent[] components = type.getRecordComponents();
      Constructor<K> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Refusal refusal) {
        throw refusal;
      }
      if (cause instanceof IllegalArgumentException wrong && wrong.getMessage() != null) {
        throw new Refusal(wrong.getMessage(), wrong);
      }
      throw new IllegalStateException("the knobs " + type.getName() + " cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the knobs " + type.getName() + " cannot be made", e);
    }
  }

  /** Where the knobs stand: name → number, text, boolean or list of those; enums in kebab-case. */
  public Map<String, Object> values(K knobs) {
    Map<String, Object> values = new LinkedHashMap<>();
    dials.forEach((name, dial) -> values.put(name, KnobDial.plain(dial.of(knobs))));
    return values;
  }

  /**
   * Checks that the knobs stand inside their ranges, as defaults must.
   *
   * @throws Refusal naming the first that does not
   */
  public void check(K knobs) {
    dials.values().forEach(d -> d.check(d.of(knobs)));
  }

  /** A line a knob: name, where it stands, range, meaning. */
  public String text(K knobs) {
    StringBuilder all = new StringBuilder();
    int wide = dials.keySet().stream().mapToInt(String::length).max().orElse(0);
    dials.forEach(
        (name, d) ->
            all.append(name)
                .append(" ".repeat(wide - name.length() + 2))
                .append(KnobDial.text(d.of(knobs)))
                .append("   ")
                .append(d.range().isEmpty() ? "" : "(" + d.range() + ")  ")
                .append(d.meaning())
                .append('\n'));
    return all.toString();
  }
}
