package org.onsager.runner;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.onsager.lab.Effort;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.KnobDial;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/**
 * A file of TOML that says what to run: {@code experiment}, {@code effort}, {@code seed}, {@code
 * threads}, {@code data}, and knobs under {@code [knobs]}, each of them optional.
 *
 * <p>What does not fit is refused in one line with the file, the line in it, and the nearest name.
 */
public final class Configuration {
  private static final List<String> KEYS =
      List.of("experiment", "effort", "seed", "threads", "data", "knobs");
  private static final long LARGEST = 1 << 20;

  private final Path file;
  private final Map<String, Entry> entries;
  private final Map<String, Entry> knobs;

  private Configuration(Path file, Map<String, Entry> entries, Map<String, Entry> knobs) {
    this.file = file;
    this.entries = entries;
    this.knobs = knobs;
  }

  /** A value with the line on which its key stands. */
  private record Entry(String key, Object value, int line) {}

  /**
   * Reads a file.
   *
   * @throws Refusal in one line for what is no TOML, or a key that is unknown
   */
  public static Configuration read(Path file) {
    TomlParseResult toml = parsed(file);
    if (toml.hasErrors()) {
      TomlParseError first = toml.errors().getFirst();
      throw refused(
          file,
          first.position().line(),
          "column " + first.position().column() + ": " + line(String.valueOf(first.getMessage())));
    }
    Map<String, Entry> entries = entries(toml);
    entries.values().stream()
        .filter(e -> !KEYS.contains(e.key()))
        .min(Comparator.comparingInt(Entry::line))
        .ifPresent(
            e -> {
              String near = Nearest.suggestion(e.key(), KEYS);
              throw refused(
                  file,
                  e.line(),
                  "no key is called "
                      + e.key()
                      + (near.isEmpty() ? "; there are " + String.join(", ", KEYS) : near)
                      + (e.value() instanceof TomlTable ? "" : "; knobs stand under [knobs]"));
            });
    Entry knobs = entries.remove("knobs");
    if (knobs != null && !(knobs.value() instanceof TomlTable)) {
      throw refused(file, knobs.line(), "knobs is a table: [knobs], then a line for each knob");
    }
    return new Configuration(
        file,
        entries,
        knobs != null && knobs.value() instanceof TomlTable table ? entries(table) : Map.of());
  }

  private static TomlParseResult parsed(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new Refusal(file + (Files.exists(file) ? " is not a file" : " does not exist"));
      }
      if (Files.size(file) > LARGEST) {
        throw new Refusal(file + " is too large for a configuration: more than 1 MiB");
      }
      String text = Files.readString(file);
      return Toml.parse(text.startsWith("\uFEFF") ? text.substring(1) : text, TomlVersion.V1_0_0);
    } catch (CharacterCodingException e) {
      throw new Refusal(file + " is not a text in UTF-8", e);
    } catch (IOException e) {
      throw new Refusal(file + " cannot be read: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new Refusal(file + " is nested too deeply for a configuration", e);
    }
  }

  private static Map<String, Entry> entries(TomlTable table) {
    List<Entry> all = new ArrayList<>();
    for (String key : table.keySet()) {
      List<String> path = List.of(key);
      Object value = table.get(path);
      var position = table.inputPositionOf(path);
      if (value != null) {
        all.add(new Entry(key, value, position == null ? 1 : position.line()));
      }
    }
    all.sort(Comparator.comparingInt(Entry::line));
    Map<String, Entry> entries = new LinkedHashMap<>();
    all.forEach(e -> entries.put(e.key(), e));
    return entries;
  }

  /** The file's name as a refusal and a remark give it, with a line. */
  public String place(String key) {
    Entry entry = entries.getOrDefault(key, knobs.get(key));
    return file + (entry == null ? "" : ":" + entry.line());
  }

  /** The experiment's id. */
  public Optional<String> experiment() {
    return text("experiment");
  }

  /** The effort. */
  public Optional<Effort> effort() {
    return text("effort")
        .map(
            name -> {
              for (Effort e : Effort.values()) {
                if (e.name().toLowerCase(Locale.ROOT).equals(name)) {
                  return e;
                }
              }
              throw refused(
                  "effort",
                  "effort is quick, desk or paper, not \""
                      + line(name)
                      + "\""
                      + Nearest.suggestion(name, List.of("quick", "desk", "paper")));
            });
  }

  /** The root seed. */
  public Optional<Long> seed() {
    return whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /**
   * How many points are measured at once.
   *
   * @param most the greatest number allowed
   */
  public Optional<Integer> threads(long most) {
    return whole("threads", 1, most).map(Math::toIntExact);
  }

  /** Where data sets lie; a relative folder is meant from the file. */
  public Optional<Path> data() {
    return text("data")
        .map(
            folder -> {
              try {
                Path beside = file.toAbsolutePath().resolveSibling(folder).normalize();
                if (Files.isDirectory(beside) && !folder.isBlank()) {
                  return beside;
                }
                throw refused("data", "data is a folder, and there is none at " + beside);
              } catch (InvalidPathException e) {
                throw refused("data", "data is a folder, not \"" + line(folder) + "\"");
              }
            });
  }

  /**
   * The settings of the knobs as they would be typed: name → text, in the record's spelling.
   *
   * @throws Refusal for the first knob that is unknown, out of range, or of another type
   */
  public <K extends Record> Map<String, String> settings(KnobBoard<K> board) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Entry e : knobs.values()) {
      at(
          e,
          () -> {
            KnobDial dial = board.dial(e.key());
            String text = typed(dial, e.value());
            dial.read(text);
            if (settings.put(dial.name(), text) != null) {
              throw new Refusal(dial.label() + " is set twice");
            }
            return dial;
          });
    }
    return settings;
  }

  private static String typed(KnobDial dial, Object value) {
    if (value instanceof TomlArray array && dial.list()) {
      List<String> texts = new ArrayList<>();
      for (Object element : array.toList()) {
        String text = one(dial, element);
        if (text.contains(",")) {
          throw new Refusal(dial.label() + ": a text in a list holds no comma");
        }
        texts.add(text);
      }
      return String.join(",", texts);
    }
    if (dial.list()) {
      throw new Refusal(dial.label() + " is a list: write " + dial.name() + " = […]");
    }
    return one(dial, value);
  }

  private static String one(KnobDial dial, Object value) {
    Class<?> type = dial.element();
    boolean worded = type == String.class || type.isEnum();
    boolean fits =
        worded
            ? value instanceof String
            : type == boolean.class ? value instanceof Boolean : value instanceof Number;
    if (fits) {
      return value.toString();
    }
    String range = dial.range().isEmpty() ? dial.meaning() : dial.range();
    throw new Refusal(
        dial.label()
            + " is "
            + (worded
                ? "a text in quotes"
                : type == boolean.class ? "true or false" : "a number without quotes")
            + ", not "
            + noun(value)
            + "; "
            + range);
  }

  private static String noun(Object value) {
    return switch (value) {
      case String s -> "the text \"" + line(s) + "\"";
      case TomlArray a -> "a list";
      case TomlTable t -> "a table";
      case Number n -> "the number " + n;
      case Boolean b -> b.toString();
      default -> "the date or time " + value;
    };
  }

  private Optional<String> text(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value() instanceof String text) {
      return Optional.of(text);
    }
    throw refused(key, key + " is a text in quotes, not " + noun(entry.value()));
  }

  private Optional<Long> whole(String key, long least, long most) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value() instanceof Long whole) {
      if (whole >= least && whole <= most) {
        return Optional.of(whole);
      }
      throw refused(key, key + " lies within " + least + " … " + most + ", not " + whole);
    }
    throw refused(key, key + " is a whole number, not " + noun(entry.value()));
  }

  /** Refusals of the board get the file and the line. */
  private <R> R at(Entry entry, Supplier<R> work) {
    try {
      return work.get();
    } catch (Refusal e) {
      throw new Refusal(file + ":" + entry.line() + ": " + e.getMessage(), e);
    }
  }

  private Refusal refused(String key, String why) {
    return new Refusal(place(key) + ": " + why);
  }

  private static Refusal refused(Path file, int line, String why) {
    return new Refusal(file + ":" + line + ": " + why);
  }

  private static String line(String text) {
    String line = text.replaceAll("\\s*\\R\\s*", " ");
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }
}
