package org.onsager.sweep.coins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Who measured what, written down beside the store, where the tests want to know. */
public final class Notes {
  private static volatile @Nullable Path file;

  private Notes() {}

  /** Writes into a file from now on, or nowhere. */
  public static void into(@Nullable Path place) {
    file = place;
  }

  static void measured(int number) {
    Path place = file;
    if (place != null) {
      try {
        Files.writeString(
            place, number + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
