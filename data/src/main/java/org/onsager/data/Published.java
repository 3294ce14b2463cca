package org.onsager.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.onsager.lab.Dataset;

/** A published data set: its files, where they are served, how they are read. */
sealed interface Published permits IdxSet, CifarSet {

  /** The name it is asked for by. */
  String name();

  /** The folders it may lie in under a data directory; the first is its folder in the cache. */
  List<String> folders();

  /** Its files, in the order in which they are read and hashed. */
  List<PublishedFile> files();

  /** The bytes to download when nothing of it is here. */
  long download();

  /**
   * Reads it.
   *
   * @param at where each of {@link #files()} lies, in that order
   * @throws org.onsager.lab.Refusal when a file is not what was published
   */
  Dataset read(List<Path> at);

  /** How many of {@link #files()}, the last ones, are for testing. */
  int testFiles();

  /**
   * Reads the part for testing.
   *
   * @param at where each of the files for testing lies
   * @throws org.onsager.lab.Refusal when a file is not what was published
   */
  Dataset.TestPart readTestPart(List<Path> at);

  /**
   * Downloads files into a folder of the cache; each appears there whole or not at all.
   *
   * @param missing those of {@link #files()} that are wanted
   */
  void deliver(
      List<PublishedFile> missing, Path folder, Download download, Consumer<String> progress)
      throws IOException;

  /** Refuses a file whose contents, read to the end, are not those published. */
  static void check(Intake in, PublishedFile file) {
    String found = in.sha256();
    if (!found.equals(file.sha256())) {
      throw in.refusal(
          "not the published "
              + file.name()
              + ": its contents have SHA-256 "
              + found.substring(0, 12)
              + "…, where "
              + file.sha256().substring(0, 12)
              + "… belongs; delete or replace it");
    }
  }
}
