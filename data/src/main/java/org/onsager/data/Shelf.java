package org.onsager.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.onsager.lab.DatasetSource;
import org.onsager.lab.Refusal;

/**
 * What lies of a data set in one folder.
 *
 * @param folder the folder
 * @param paths the path of each file of the set, in the set's order; empty where it is missing
 */
record Shelf(Path folder, List<Optional<Path>> paths) {

  /** The folder of the cache that holds a set, or would. */
  static Path cached(Published set, DatasetSource.Place place) {
    return place.cache().resolve(set.folders().getFirst());
  }

  /** What lies in a folder; files may be gzipped, and have LeCun's dash or the older dot. */
  static Shelf of(Published set, Path folder) {
    List<Optional<Path>> paths = new ArrayList<>();
    for (PublishedFile file : set.files()) {
      paths.add(
          List.of(file.name(), file.name().replace("-idx", ".idx")).stream()
              .flatMap(name -> List.of(name, name + ".gz").stream())
              .map(folder::resolve)
              .filter(Files::isRegularFile)
              .findFirst());
    }
    return new Shelf(folder, List.copyOf(paths));
  }

  /**
   * The folders in which a set may lie, in order: of each data directory its own folders, then the
   * directory itself, unless that holds another set with the same file names; then the cache.
   */
  static List<Shelf> search(Published set, DatasetSource.Place place, List<Published> known) {
    List<Shelf> shelves = new ArrayList<>();
    for (Path directory : place.directories()) {
      for (String name : set.folders()) {
        shelves.add(of(set, directory.resolve(name)));
      }
      Shelf flat = of(set, directory);
      if (known.stream().noneMatch(other -> flat.isRather(other, set))) {
        shelves.add(flat);
      }
    }
    shelves.add(of(set, cached(set, place)));
    return shelves;
  }

  /** Whether every file is here. */
  boolean complete() {
    return paths.stream().allMatch(Optional::isPresent);
  }

  /** The paths of the last files, where all of these are here. */
  Optional<List<Path>> last(int count) {
    List<Optional<Path>> some = paths.subList(paths.size() - count, paths.size());
    return some.stream().allMatch(Optional::isPresent)
        ? Optional.of(some.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  /** Whether some file is here. */
  boolean begun() {
    return paths.stream().anyMatch(Optional::isPresent);
  }

  /** The files of the set that are not here. */
  List<PublishedFile> missing(Published set) {
    List<PublishedFile> missing = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).isEmpty()) {
        missing.add(set.files().get(i));
      }
    }
    return missing;
  }

  /** The paths of a complete shelf. */
  List<Path> files() {
    return paths.stream().map(Optional::orElseThrow).toList();
  }

  /** Whether the last file, the shortest of an IDX set, has the contents of another set's. */
  private boolean isRather(Published other, Published set) {
    PublishedFile last = other.files().getLast();
    Optional<Path> here = paths.getLast();
    if (here.isEmpty()
        || !last.name().equals(set.files().getLast().name())
        || last.equals(set.files().getLast())
        || last.bytes() > 1 << 20) {
      return false;
    }
    try (Intake in = Intake.of(here.get(), Sha256.start())) {
      in.promise(last.bytes());
      for (long i = 0; i < last.bytes(); i++) {
        in.octet("its contents");
      }
      return in.sha256().equals(last.sha256());
    } catch (Refusal damaged) {
      return false;
    }
  }
}
