package org.onsager.logbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;

/**
 * An examination in the log book: a folder with {@code answer.json}, the words of the terminal in
 * {@code answer.txt}, and {@code poster.html}. It appears whole or not at all.
 *
 * @param name its name, which no other one has
 * @param verb the tool's
 * @param started ISO instant, UTC
 * @param command what repeats it
 * @param title what was examined
 * @param verdict in one sentence
 * @param text what the terminal said
 * @param document what {@code --json} prints
 * @param folder where it lies
 */
public record Kept(
    String name,
    String verb,
    String started,
    String command,
    String title,
    String verdict,
    String text,
    Map<String, ?> document,
    Path folder) {
  private static final String FORMAT = "onsager-answer/1";
  private static final String DOCUMENT = "answer.json";
  private static final String TEXT = "answer.txt";
  private static final String POSTER = "poster.html";

  /** A name for an examination that is kept now. */
  public static String name(Home home, Instant now) {
    return Names.fresh(now, home.answers());
  }

  /** Where the poster of an examination of this name lies. */
  public static Path poster(Home home, String name) {
    return home.answers().resolve(name).resolve(POSTER);
  }

  /**
   * Files it.
   *
   * @param poster its page, as HTML
   * @throws Refusal where it cannot be written; nothing of it is left then
   */
  public void file(String poster) {
    Path part = folder.resolveSibling("." + name + ".part");
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("format", FORMAT);
    tree.put("name", name);
    tree.put("verb", verb);
    tree.put("started", started);
    tree.put("command", command);
    tree.put("title", title);
    tree.put("verdict", verdict);
    tree.put("document", document);
    try {
      Files.createDirectories(part);
      Files.writeString(part.resolve(DOCUMENT), Json.pretty(tree));
      Files.writeString(part.resolve(TEXT), text);
      Files.writeString(part.resolve(POSTER), poster);
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      clear(part);
      throw new Refusal(
          "the examination is not kept: " + folder + " cannot be written (" + e.getMessage() + ")",
          e);
    }
  }

  private static void clear(Path part) {
    for (String file : List.of(DOCUMENT, TEXT, POSTER, "")) {
      try {
        Files.deleteIfExists(part.resolve(file));
      } catch (IOException e) {
        // why it could not be written is said
      }
    }
  }

  /** All of them, the latest first. */
  public static List<Kept> all(Home home) {
    List<Kept> all = new ArrayList<>();
    for (String name : names(home)) {
      all.add(read(home.answers().resolve(name)));
    }
    all.sort((a, b) -> b.started().compareTo(a.started()));
    return all;
  }

  /**
   * The one of this name, first letters or last four, or {@code latest} where no run is later; none
   * where no examination is meant.
   *
   * @throws Refusal where several are
   */
  public static Optional<Kept> find(Home home, String name) {
    if (name.equals("latest")) {
      return all(home).stream().findFirst().filter(k -> k.isLaterThanRuns(home));
    }
    List<String> meant = Names.meant(name, names(home));
    if (meant.size() > 1) {
      throw new Refusal(name + " may mean " + String.join(", ", meant) + "; give more letters");
    }
    return meant.stream().findFirst().map(n -> read(home.answers().resolve(n)));
  }

  /** By names, which begin with the minute; within one, by when the run was written. */
  private boolean isLaterThanRuns(Home home) {
    if (!Files.isDirectory(home.runs())) {
      return true;
    }
    try (Stream<Path> runs = Files.list(home.runs())) {
      Instant mine = Instant.parse(started);
      for (Path run : runs.filter(Files::isDirectory).toList()) {
        int minutes = Names.minute(run.getFileName().toString()).compareTo(Names.minute(name));
        if (minutes > 0
            || minutes == 0 && Files.getLastModifiedTime(run).toInstant().isAfter(mine)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(home.runs() + " cannot be listed", e);
    }
  }

  /** Removes it. */
  public void remove() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be removed", e);
    }
  }

  private static List<String> names(Home home) {
    if (!Files.isDirectory(home.answers())) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(home.answers())) {
      return folders
          .filter(f -> Files.exists(f.resolve(DOCUMENT)))
          .map(f -> f.getFileName().toString())
          .filter(n -> !n.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(home.answers() + " cannot be listed", e);
    }
  }

  private static Kept read(Path folder) {
    try {
      Path text = folder.resolve(TEXT);
      if (Json.parse(Files.readString(folder.resolve(DOCUMENT))) instanceof Map<?, ?> tree
          && FORMAT.equals(tree.get("format"))
          && tree.get("document") instanceof Map<?, ?> document) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        document.forEach((k, v) -> members.put(String.valueOf(k), v));
        return new Kept(
            folder.getFileName().toString(),
            String.valueOf(tree.get("verb")),
            String.valueOf(tree.get("started")),
            String.valueOf(tree.get("command")),
            String.valueOf(tree.get("title")),
            String.valueOf(tree.get("verdict")),
            Files.exists(text) ? Files.readString(text, StandardCharsets.UTF_8) : "",
            Collections.unmodifiableMap(members),
            folder);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal(folder.resolve(DOCUMENT) + " cannot be read: " + e.getMessage(), e);
    }
    throw new Refusal(folder.resolve(DOCUMENT) + " is no examination of this Onsager");
  }
}
