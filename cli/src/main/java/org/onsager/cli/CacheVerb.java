package org.onsager.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.onsager.logbook.Home;

/** {@code cache}: everything that lies outside the repository, with its size. */
final class CacheVerb implements Verb {
  static final String SUMMARY = "What lies outside the repository, with sizes; --clear.";

  @Override
  public Syntax syntax() {
    return Syntax.of("cache", SUMMARY).flag("--clear", "Removes what can be had again.");
  }

  /**
   * Something that lies there.
   *
   * @param place where
   * @param bytes its size
   * @param again true when it can be had again
   * @param loss what removing it would lose
   */
  private record Holding(Path place, long bytes, boolean again, String loss) {}

  @Override
  public Exit run(Arguments arguments, Console console) {
    List<Holding> all = holdings(console.home());
    List<List<String>> rows = new ArrayList<>();
    for (Holding h : all) {
      rows.add(List.of(size(h.bytes()), h.place().toString(), h.loss()));
    }
    if (rows.isEmpty()) {
      console.say("Nothing lies outside the repository yet.");
      return Exit.FINE;
    }
    Prose.table(rows, "rll").forEach(console::say);
    long total = 0;
    long cleared = 0;
    for (Holding h : all) {
      total += h.bytes();
      if (h.again()) {
        cleared += h.bytes();
        if (arguments.flag("--clear")) {
          delete(h.place());
        }
      }
    }
    console.say("");
    console.say(
        size(total)
            + " in all; "
            + size(cleared)
            + (arguments.flag("--clear")
                ? " of it, which can be had again, was removed"
                : " of it can be had again: --clear removes that"));
    return Exit.FINE;
  }

  private static List<Holding> holdings(Home home) {
    List<Holding> all = new ArrayList<>();
    for (Path p : children(home.data())) {
      if (!p.equals(home.cache())) {
        all.add(new Holding(p, bytes(p), false, loss(home, p)));
      }
    }
    for (Path p : children(home.cache())) {
      all.add(
          new Holding(
              p,
              bytes(p),
              true,
              p.equals(home.datasets())
                  ? "data sets; downloaded again when asked for"
                  : "unpacked again at the next start"));
    }
    String named = System.getProperty("org.bytedeco.javacpp.cachedir", "");
    Path natives =
        named.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".javacpp", "cache")
            : Path.of(named);
    for (Path p : children(natives)) {
      if (p.getFileName().toString().matches("(pytorch|openblas|javacpp)-.*")) {
        all.add(new Holding(p, bytes(p), true, "natives; unpacked again, seconds"));
      }
    }
    return all;
  }

  private static String loss(Home home, Path place) {
    String name = place.getFileName().toString();
    if (place.equals(home.runs())) {
      return "every run; `rm` removes one";
    }
    if (name.startsWith(home.index().getFileName().toString())) {
      return "the index, and the points of unfinished runs";
    }
    return switch (name) {
      case "sweeps" -> "every sweep and its points";
      case "experiments" -> "contributed experiments";
      case "logs" -> "traces of failures";
      case "posters" -> "the gallery; `posters` makes it again";
      default -> "kept";
    };
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be listed", e);
    }
  }

  private static long bytes(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // gone while it was measured
    }
  }

  private static void delete(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(place + " cannot be removed", e);
    }
  }

  private static String size(long bytes) {
    return bytes < 0x1p20 ? Math.max(1, bytes >> 10) + " KiB" : Prose.bytes((double) bytes);
  }
}
