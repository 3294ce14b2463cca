package org.onsager.data.weights;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.onsager.lab.Refusal;

/**
 * A model file as its named arrays: safetensors (one file, or shards with their {@code
 * *.index.json}), PyTorch's checkpoints (zip archives, and the form before 1.6), and the weights of
 * ONNX graphs.
 *
 * <p>The file is mapped, not copied; sizes, offsets, shapes and types are compared with it before
 * memory is taken. Nothing in it is executed: of a pickle's instructions and names only those are
 * known that a state dictionary needs. What is refused is refused in one line with its place.
 */
public final class WeightFile implements AutoCloseable {
  private static final int ZIP = 0x4b50;
  private static final int PICKLE = 0x80;

  private final Arena arena;
  private final String format;
  private final List<StoredArray> arrays;
  private final List<String> notes;

  private WeightFile(Arena arena, String format, List<StoredArray> arrays, List<String> notes) {
    this.arena = arena;
    this.format = format;
    this.arrays = List.copyOf(arrays);
    this.notes = List.copyOf(notes);
  }

  /**
   * Opens a file by what it holds, whatever it is called.
   *
   * @throws Refusal in one line, where it is damaged, or not of a known form, or would have to be
   *     executed
   */
  @SuppressWarnings("MustBeClosedChecker") // the file that is returned closes it
  public static WeightFile open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      return read(path, Octets.map(path, arena), arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Arrays that lie in memory, as a file of theirs.
   *
   * @param notes what else there is to say, a line each
   */
  @SuppressWarnings("MustBeClosedChecker") // the file that is returned closes it
  public static WeightFile of(String format, List<StoredArray> arrays, List<String> notes) {
    return new WeightFile(Arena.ofShared(), format, arrays, notes);
  }

  /** Whether a file is TorchScript: a program, which {@link #open} refuses. */
  public static boolean isProgram(Path path) {
    try (Arena arena = Arena.ofShared()) {
      Octets in = Octets.map(path, arena);
      return in.size() >= 8 && in.at(0).little16() == ZIP && TorchFile.isProgram(Zip.of(in.at(0)));
    }
  }

  /** What these bytes hold; the arena is closed with it. */
  static WeightFile read(Path path, Octets in, Arena arena) {
    if (in.size() < 8) {
      throw in.refusal("is " + in.size() + " bytes long, too short for any model file");
    }
    if (in.at(0).little16() == ZIP) {
      return torch(arena, "PyTorch (zip)", in, TorchFile.zip(in));
    }
    if (in.at(0).octet() == PICKLE) {
      return torch(arena, "PyTorch (before 1.6)", in, TorchFile.legacy(in));
    }
    if (in.at(0).octet() == '{') {
      return sharded(arena, path, in);
    }
    if (OnnxModel.fits(path, in)) {
      return onnx(arena, OnnxModel.read(path, in, arena));
    }
    return new WeightFile(arena, "safetensors", Safetensors.read(in), List.of());
  }

  private static WeightFile torch(
      Arena arena, String format, Octets in, TorchFile.Contents contents) {
    StateDictionary.Found found = StateDictionary.of(in, contents);
    return new WeightFile(arena, format, found.arrays(), found.notes());
  }

  private static WeightFile onnx(Arena arena, OnnxModel model) {
    return new WeightFile(arena, "ONNX, opset " + model.opset(), model.arrays(), model.notes());
  }

  private static WeightFile sharded(Arena arena, Path index, Octets in) {
    List<StoredArray> arrays = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<String> files = Safetensors.shards(in);
    for (String file : files) {
      if (file.indexOf('/') >= 0 || file.indexOf('\\') >= 0 || file.startsWith("..")) {
        throw in.refusal("names the file '" + file + "' outside its own folder");
      }
      for (StoredArray array : Safetensors.read(Octets.map(index.resolveSibling(file), arena))) {
        if (!names.add(array.name())) {
          throw in.refusal("finds " + array.name() + " in two of its files");
        }
        arrays.add(array);
      }
    }
    return new WeightFile(arena, "safetensors, " + files.size() + " files", arrays, List.of());
  }

  /** The form of the file. */
  public String format() {
    return format;
  }

  /** The arrays, in the order of the file. */
  public List<StoredArray> arrays() {
    return arrays;
  }

  /** What else the file holds and was left out, a line each. */
  public List<String> notes() {
    return notes;
  }

  /** An array by its name. */
  public StoredArray array(String name) {
    return arrays.stream()
        .filter(a -> a.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Refusal("the file holds no array '" + name + "'"));
  }

  @Override
  public void close() {
    arena.close();
  }
}
