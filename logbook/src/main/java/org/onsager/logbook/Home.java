package org.onsager.logbook;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where Onsager keeps what lies outside its repository.
 *
 * <p>With {@code $ONSAGER_HOME} everything lies under that folder; without it, in the platform's
 * usual folders: {@code $XDG_DATA_HOME/onsager} and {@code $XDG_CACHE_HOME/onsager} (by default
 * {@code ~/.local/share/onsager} and {@code ~/.cache/onsager}), {@code ~/Library/Application
 * Support/Onsager} and {@code ~/Library/Caches/Onsager} on macOS, {@code %LOCALAPPDATA%\Onsager} on
 * Windows.
 *
 * @param data what must not be lost: run folders, index, journal, logs, contributed experiments
 * @param cache what can be had again: downloads, unpacked libraries
 */
public record Home(Path data, Path cache) {

  /** The home of this process. */
  public static Home here() {
    return of(
        System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", "."));
  }

  /** A home with everything under one folder. */
  public static Home under(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    return new Home(root, root.resolve("cache"));
  }

  /**
   * The home that an environment, an operating system's name and a user's folder give.
   *
   * @param environment the environment's variables
   * @param system the operating system's name as Java gives it
   * @param user the user's own folder
   */
  public static Home of(Map<String, String> environment, String system, String user) {
    String named = environment.getOrDefault("ONSAGER_HOME", "");
    if (!named.isBlank()) {
      return under(Path.of(named));
    }
    String os = system.toLowerCase(Locale.ROOT);
    Path own = Path.of(user);
    if (os.contains("mac")) {
      Path library = own.resolve("Library");
      return new Home(
          library.resolve("Application Support").resolve("Onsager"),
          library.resolve("Caches").resolve("Onsager"));
    }
    if (os.startsWith("windows")) {
      Path local = folder(environment, "LOCALAPPDATA", own.resolve("AppData").resolve("Local"));
      return new Home(local.resolve("Onsager"), local.resolve("Onsager").resolve("Cache"));
    }
    Path data = folder(environment, "XDG_DATA_HOME", own.resolve(".local").resolve("share"));
    Path cache = folder(environment, "XDG_CACHE_HOME", own.resolve(".cache"));
    return new Home(data.resolve("onsager"), cache.resolve("onsager"));
  }

  /** The XDG specification has relative paths ignored. */
  private static Path folder(Map<String, String> environment, String name, Path otherwise) {
    String value = environment.getOrDefault(name, "");
    return !value.isBlank() && Path.of(value).isAbsolute() ? Path.of(value) : otherwise;
  }

  /** Where finished runs lie, a folder each. */
  public Path runs() {
    return data.resolve("runs");
  }

  /** Where examinations lie, a folder each. */
  public Path answers() {
    return data.resolve("answers");
  }

  /** The index of runs and the journal of unfinished points. */
  public Path index() {
    return data.resolve("logbook.db");
  }

  /** Where sweeps lie, a folder each, beside the store of their points. */
  public Path sweeps() {
    return data.resolve("sweeps");
  }

  /** Where traces of failures are written. */
  public Path logs() {
    return data.resolve("logs");
  }

  /** Jars of experiments and tools that others contributed: found without being named. */
  public Path experiments() {
    return data.resolve("experiments");
  }

  /** Where downloaded data sets lie. */
  public Path datasets() {
    return cache.resolve("data");
  }
}
