package org.onsager.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.onsager.lab.Dataset;
import org.onsager.lab.DatasetSource;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;

/**
 * The image data sets known by name.
 *
 * <p>{@code fashion-mnist-small} lies in the program. {@code mnist}, {@code fashion-mnist} (60,000
 * training and 10,000 test images), {@code cifar10} (50,000 and 10,000) and {@code cifar10-batch1}
 * (the first 10,000 and the same 10,000) are looked for in the data directories, each in a folder
 * of its name or in the directory itself, gzipped or not; then in the cache; then they are
 * downloaded into it, if that is allowed. A file counts only if its contents have the published
 * SHA-256.
 *
 * <p>A data set's digest is the SHA-256 of the unpacked contents of its files, one after the other:
 * training images, training labels, test images, test labels; or the training batches, then the
 * test batch. So {@code zcat train-images… train-labels… t10k-images… t10k-labels… | sha256sum}
 * gives it.
 */
public final class ImageSets implements DatasetSource {
  private final List<Published> sets;
  private final Download download;

  /** The published sets. */
  public ImageSets() {
    this(PublishedSets.ALL, Download.patient());
  }

  /** Other sets, or from other places. */
  ImageSets(List<? extends Published> sets, Download download) {
    this.sets = List.copyOf(sets);
    this.download = download;
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(FashionMnistSmall.NAME);
    sets.forEach(s -> names.add(s.name()));
    return List.copyOf(names);
  }

  @Override
  public Dataset open(String name, Place place) {
    if (name.equals(FashionMnistSmall.NAME)) {
      return FashionMnistSmall.read();
    }
    Published set = set(name);
    Optional<Shelf> found = found(set, place);
    if (found.isEmpty()) {
      if (!place.mayDownload()) {
        throw new Refusal(lacking(set, place));
      }
      Path folder = Shelf.cached(set, place);
      try {
        Cache.complete(set, folder, download, place.progress());
      } catch (Refusal e) {
        throw new Refusal(e.getMessage() + "; " + lacking(set, place), e);
      }
      found = Optional.of(Shelf.of(set, folder)).filter(Shelf::complete);
    }
    return set.read(found.orElseThrow(() -> new Refusal(lacking(set, place))).files());
  }

  @Override
  public Dataset.TestPart openTestPart(String name, Place place) {
    if (!name.equals(FashionMnistSmall.NAME)) {
      Published set = set(name);
      for (Shelf shelf : Shelf.search(set, place, sets)) {
        Optional<List<Path>> files = shelf.last(set.testFiles());
        if (files.isPresent()) {
          return set.readTestPart(files.get());
        }
      }
    }
    return open(name, place).testPart();
  }

  @Override
  public Optional<String> whereabouts(String name, Place place) {
    if (name.equals(FashionMnistSmall.NAME)) {
      return Optional.of("inside the program");
    }
    return found(set(name), place).map(s -> s.folder().toString());
  }

  private Published set(String name) {
    return sets.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    "no data set is called "
                        + name
                        + Nearest.suggestion(name, names())
                        + " (there are "
                        + String.join(", ", names())
                        + ")"));
  }

  private Optional<Shelf> found(Published set, Place place) {
    return Shelf.search(set, place, sets).stream().filter(Shelf::complete).findFirst();
  }

  /** Where it was looked for, what is missing there, and what would help. */
  private String lacking(Published set, Place place) {
    Optional<Shelf> begun =
        Shelf.search(set, place, sets).stream().filter(Shelf::begun).findFirst();
    StringBuilder line = new StringBuilder(set.name()).append(" is not on this machine: ");
    line.append(
        begun
            .map(s -> s.folder() + " lacks " + list(s.missing(set)))
            .orElseGet(
                () ->
                    (place.directories().isEmpty()
                            ? "there is no data directory ($ONSAGER_DATA, --data-dir)"
                            : "nothing in "
                                + place.directories().stream()
                                    .map(Path::toString)
                                    .collect(Collectors.joining(", ")))
                        + ", nothing in "
                        + Shelf.cached(set, place)));
    String target =
        place.directories().isEmpty()
            ? "a folder " + set.folders().getFirst() + " of a data directory"
            : place.directories().getFirst().resolve(set.folders().getFirst()).toString();
    line.append("; put ").append(list(set.files())).append(" (gzipped or not) into ");
    line.append(target);
    if (!place.mayDownload()) {
      line.append(", or allow the download of ").append(Download.mega(set.download()));
    }
    line.append(", or take ").append(instead(set, place));
    return line.toString();
  }

  /** A set of which these are more files than are needed, or the one that is always there. */
  private String instead(Published set, Place place) {
    return sets.stream()
        .filter(s -> !s.name().equals(set.name()))
        .filter(s -> set.files().containsAll(s.files()) && found(s, place).isPresent())
        .map(Published::name)
        .findFirst()
        .orElse(FashionMnistSmall.NAME);
  }

  private static String list(List<PublishedFile> files) {
    return files.stream().map(PublishedFile::name).collect(Collectors.joining(", "));
  }
}
