package org.onsager.runner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Dataset;
import org.onsager.lab.DatasetSource;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Home;

/** The data sets of this machine: found at run time, each read once and shared. */
public final class DataRoom {
  private final List<DatasetSource> sources;
  private final DatasetSource.Place place;
  private final @Nullable Path directory;
  private final Map<String, Dataset> read = new HashMap<>();
  private final Map<String, Dataset.TestPart> tests = new HashMap<>();

  private DataRoom(
      List<DatasetSource> sources, DatasetSource.Place place, @Nullable Path directory) {
    this.sources = List.copyOf(sources);
    this.place = place;
    this.directory = directory;
  }

  /**
   * The data sets that the sources on the class path know.
   *
   * @param home whose cache keeps downloads
   * @param directory where the user keeps data, searched first; or null
   * @param environment whose {@code ONSAGER_DATA} is searched next
   * @param mayDownload whether the network may be used
   * @param progress is told, in a line, what takes long
   */
  public static DataRoom of(
      Home home,
      @Nullable Path directory,
      Map<String, String> environment,
      boolean mayDownload,
      Consumer<String> progress) {
    List<Path> directories = new ArrayList<>();
    if (directory != null) {
      directories.add(directory);
    }
    String named = environment.getOrDefault("ONSAGER_DATA", "");
    if (!named.isBlank()) {
      directories.add(Path.of(named));
    }
    List<DatasetSource> sources = new ArrayList<>();
    ServiceLoader.load(DatasetSource.class).forEach(sources::add);
    return new DataRoom(
        sources,
        new DatasetSource.Place(directories, home.datasets(), mayDownload, progress),
        directory);
  }

  /** The data sets of given sources. */
  public static DataRoom of(List<DatasetSource> sources, DatasetSource.Place place) {
    return new DataRoom(sources, place, null);
  }

  /** Where the user said that data lie, beside the environment; or null. */
  public @Nullable Path directory() {
    return directory;
  }

  /**
   * Every name known, with where it would be read from now, or null where it is not on this
   * machine.
   */
  public Map<String, @Nullable String> whereabouts() {
    Map<String, @Nullable String> all = new LinkedHashMap<>();
    for (DatasetSource source : sources) {
      for (String name : source.names()) {
        all.put(name, source.whereabouts(name, place).orElse(null));
      }
    }
    return Collections.unmodifiableMap(all);
  }

  /**
   * A data set by name.
   *
   * @throws Refusal when nobody knows it, or it cannot be had
   */
  public synchronized Dataset open(String name) {
    Dataset known = read.get(name);
    if (known == null) {
      known = source(name).open(name, place);
      read.put(name, known);
    }
    return known;
  }

  /**
   * The part of a data set for testing, which may be here where the rest is not.
   *
   * @throws Refusal when nobody knows it, or it cannot be had
   */
  public synchronized Dataset.TestPart testPart(String name) {
    Dataset whole = read.get(name);
    Dataset.TestPart known = whole == null ? tests.get(name) : whole.testPart();
    if (known == null) {
      known = source(name).openTestPart(name, place);
      tests.put(name, known);
    }
    return known;
  }

  private DatasetSource source(String name) {
    for (DatasetSource source : sources) {
      if (source.names().contains(name)) {
        return source;
      }
    }
    TreeSet<String> names = new TreeSet<>();
    sources.forEach(s -> names.addAll(s.names()));
    throw new Refusal(
        "no data set is called "
            + name
            + Nearest.suggestion(name, names)
            + "; known are "
            + String.join(", ", names));
  }
}
