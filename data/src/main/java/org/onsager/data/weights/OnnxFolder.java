package org.onsager.data.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;

/** The files beside an ONNX file in which its numbers may lie: only those in its own folder. */
final class OnnxFolder {
  private final @Nullable Path folder;
  private final Arena arena;
  private final Map<String, Octets> files = new HashMap<>();

  /** The folder of a model file; null where the model is no file. */
  OnnxFolder(@Nullable Path folder, Arena arena) {
    this.folder = folder;
    this.arena = arena;
  }

  /**
   * The bytes that a tensor's table of location, offset and length names.
   *
   * @param wanted how many its shape needs
   */
  MemorySegment bytes(Octets in, String name, Map<String, String> table, long wanted) {
    String location = table.get("location");
    if (location == null || location.isEmpty()) {
      throw in.refusal(name + " lies in another file, and which is not said");
    }
    long offset = number(in, name, table, "offset", 0);
    long length = number(in, name, table, "length", wanted);
    if (length != wanted) {
      throw in.refusal(
          name + " needs " + wanted + " bytes, and " + length + " are announced in " + location);
    }
    Octets file = files.get(location);
    if (file == null) {
      file = Octets.map(beside(in, name, location), arena);
      files.put(location, file);
    }
    if (offset > file.size() || length > file.size() - offset) {
      throw in.refusal(
          name
              + " lies at bytes "
              + offset
              + " to "
              + (offset + length)
              + " of "
              + location
              + ", which has "
              + file.size()
              + "; truncated?");
    }
    return file.slice(offset, length);
  }

  private static long number(
      Octets in, String name, Map<String, String> table, String key, long otherwise) {
    String text = table.get(key);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,18}")) {
      throw in.refusal(name + " has the " + key + " '" + text + "', which is no number");
    }
    return Long.parseLong(text);
  }

  private Path beside(Octets in, String name, String location) {
    Refusal outside =
        in.refusal(name + " names the file '" + location + "' outside the model's own folder");
    if (folder == null) {
      throw outside;
    }
    try {
      Path given = Path.of(location);
      Path file = folder.resolve(given).normalize();
      if (given.isAbsolute() || location.contains("..") || !file.startsWith(folder)) {
        throw outside;
      }
      Path real;
      try {
        real = file.toRealPath();
      } catch (IOException _) {
        throw in.refusal(name + " lies in " + location + ", which is missing beside the model");
      }
      // A link may lead out of the folder.
      if (!real.startsWith(folder.toRealPath())) {
        throw outside;
      }
      return real;
    } catch (InvalidPathException | IOException _) {
      throw outside;
    }
  }
}
