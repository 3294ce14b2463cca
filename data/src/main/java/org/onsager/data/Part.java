package org.onsager.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A file that is not finished: under a name of its own until it is kept, gone when it is not.
 *
 * <p>Whoever looks into the folder sees the finished file or none; what a killed process has left
 * is swept by the next.
 */
final class Part implements AutoCloseable {
  private static final String SUFFIX = ".part";

  private final Path path;
  private final Path target;

  private Part(Path path, Path target) {
    this.path = path;
    this.target = target;
  }

  /** Begins the file {@code name} of the folder. */
  static Part of(Path folder, String name) throws IOException {
    return new Part(Files.createTempFile(folder, name + ".", SUFFIX), folder.resolve(name));
  }

  /** Where to write. */
  Path path() {
    return path;
  }

  /** Gives the finished file its name, in one step. */
  void keep() throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes what others have left unfinished; to be called under the folder's lock. */
  static void sweep(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}
