package org.onsager.lab;

import java.util.List;
import java.util.Optional;

/** Where data sets come from; found at run time, so that no other room names a reader. */
public interface DatasetSource {

  /** The names of the data sets this source knows. */
  List<String> names();

  /**
   * Opens a data set.
   *
   * @param name one of {@link #names()}
   * @param place where the user keeps data, and what may be downloaded
   * @throws Refusal when it cannot be had, saying where it looked and what would help
   */
  Dataset open(String name, Place place);

  /**
   * Opens the part of a data set for testing, where that for training need not be on this machine.
   *
   * @throws Refusal when it cannot be had, likewise
   */
  default Dataset.TestPart openTestPart(String name, Place place) {
    return open(name, place).testPart();
  }

  /**
   * Where a data set would be read from now, without reading it; empty when it is not on this
   * machine.
   */
  Optional<String> whereabouts(String name, Place place);

  /**
   * Where to look for data.
   *
   * @param directories searched in this order: {@code --data-dir}, {@code $ONSAGER_DATA}
   * @param cache our own cache, where downloads are put
   * @param mayDownload whether the network may be used
   * @param progress is told, in a line, what takes long
   */
  record Place(
      List<java.nio.file.Path> directories,
      java.nio.file.Path cache,
      boolean mayDownload,
      java.util.function.Consumer<String> progress) {
    public Place {
      directories = List.copyOf(directories);
    }
  }
}
