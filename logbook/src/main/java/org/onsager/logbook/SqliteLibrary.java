package org.onsager.logbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked once under our own folders.
 *
 * <p>Left to itself the driver unpacks a copy into the temporary folder at every start, and a
 * killed process leaves it there.
 */
final class SqliteLibrary {
  private static final String PLACE = "org.sqlite.lib.path";

  private SqliteLibrary() {}

  /** Unpacks the library unless it is there; where that fails, the driver does as it always did. */
  static synchronized void load(Path folder) {
    if (System.getProperty(PLACE) != null) {
      return;
    }
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    Path place = folder.resolve("native").resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
    Path library = place.resolve(name);
    try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (in == null) {
        return;
      }
      byte[] bytes = in.readAllBytes();
      if (!Files.exists(library) || Files.size(library) != bytes.length) {
        Files.createDirectories(place);
        Path part = Files.createTempFile(place, name, ".part");
        Files.write(part, bytes);
        Files.move(
            part, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      System.setProperty(PLACE, place.toString());
    } catch (IOException e) {
      System.clearProperty(PLACE);
    }
  }
}
