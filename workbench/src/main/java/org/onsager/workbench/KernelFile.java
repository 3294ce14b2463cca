package org.onsager.workbench;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.onsager.architecture.Network;
import org.onsager.data.NpyFile;
import org.onsager.data.NpyType;
import org.onsager.lab.Refusal;
import org.onsager.theory.kernel.InfiniteNetwork;
import org.onsager.theory.kernel.Inputs;
import org.onsager.theory.kernel.Parameterisation;

/**
 * The kernels of an infinitely wide network over the samples of a file, to be computed in tiles on
 * all cores straight into a plain {@code .npy} file.
 *
 * <p>The memory taken is that of the samples and of a tile a thread, whatever the size of the
 * kernel. Until it is whole the file is called {@code K.npy.part} and {@code K.npy.journal} lists
 * its finished tiles; {@link #write} goes on where a killed process was. The bits depend neither on
 * the threads nor on interruptions.
 *
 * @param network whose kernel
 * @param parameterisation in which the tangent kernel takes its derivatives
 * @param data the samples of the rows: a {@code .npy} file, or {@code X.npz:name}
 * @param against the samples of the columns; empty for those of the rows, which makes the kernel
 *     symmetric to the last bit
 * @param tangent whether the tangent kernel is written too
 * @param single whether the files hold float32: computed in float64 and rounded once
 * @param out the file of the kernel; the tangent kernel of {@code K.npy} is {@code K.ntk.npy}
 * @param threads how many compute
 */
public record KernelFile(
    Network network,
    Parameterisation parameterisation,
    String data,
    String against,
    boolean tangent,
    boolean single,
    Path out,
    int threads) {
  private static final String SUFFIX = ".npy";

  /** Refuses a name that NumPy would not know, and less than one thread. */
  public KernelFile {
    if (!out.toString().endsWith(SUFFIX) || out.getFileName().toString().equals(SUFFIX)) {
      throw new Refusal("--out: " + out + " is to be a .npy file, for example K.npy");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread, not " + threads);
    }
  }

  /**
   * What was written.
   *
   * @param rows of the kernel
   * @param columns of the kernel
   * @param tiles of which it was made
   * @param resumed tiles that an earlier start had computed
   * @param side of a tile
   * @param error bound of the error of the dual activations, relative to the scale of the kernel
   * @param dataHash SHA-256 of the samples of the rows
   * @param againstHash SHA-256 of those of the columns; empty when they are the same
   * @param seconds of wall time
   */
  public record Written(
      int rows,
      int columns,
      int tiles,
      int resumed,
      int side,
      double error,
      String dataHash,
      String againstHash,
      double seconds) {}

  /** The file of the kernel, then that of the tangent kernel if it is wanted. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(out));
    if (tangent) {
      String name = out.getFileName().toString();
      String plain = name.substring(0, name.length() - SUFFIX.length());
      files.add(out.resolveSibling(plain + ".ntk" + SUFFIX));
    }
    return files;
  }

  /** What a value is in the files. */
  NpyType type() {
    return single ? NpyType.FLOAT32 : NpyType.FLOAT64;
  }

  /** The bytes of all files. */
  long bytes(int rows, int columns) {
    return files().size() * NpyFile.size(type(), rows, columns);
  }

  Samples open() {
    return Samples.open("--data", data, network.input());
  }

  Samples openAgainst() {
    return Samples.open("--against", against, network.input());
  }

  TileGrid grid(InfiniteNetwork infinite, int rows, int columns) {
    return TileGrid.of(rows, columns, against.isEmpty(), infinite.cost().flops());
  }

  /**
   * Computes and writes what is not there yet.
   *
   * @param progress is told now and then how far it is
   * @param stopped answers true when the user wants it to stop
   * @throws Refusal for samples that do not fit, or an unfinished file of another kernel
   * @throws org.onsager.lab.Stopped when it was stopped; finished tiles are kept
   */
  public Written write(Consumer<String> progress, BooleanSupplier stopped) {
    try (Arena memory = Arena.ofShared()) {
      return write(memory, progress, stopped);
    }
  }

  private Written write(Arena memory, Consumer<String> progress, BooleanSupplier stopped) {
    long start = System.nanoTime();
    InfiniteNetwork infinite = infinite();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("network", network.text());
    facts.put("parameterisation", parameterisation.name());
    Inputs left;
    int rows;
    try (Samples samples = open()) {
      rows = samples.count();
      facts.put("data", samples.sha256());
      left = infinite.inputs(memory, samples.values(), rows, threads);
    }
    Inputs right = left;
    int columns = rows;
    facts.put("against", "");
    if (!against.isEmpty()) {
      try (Samples samples = openAgainst()) {
        columns = samples.count();
        facts.put("against", samples.sha256());
        right = infinite.inputs(memory, samples.values(), columns, threads);
      }
    }
    TileGrid grid = grid(infinite, rows, columns);
    facts.put("kernels", tangent ? "nngp and ntk" : "nngp");
    facts.put("type", type().text());
    facts.put("shape", rows + " × " + columns);
    facts.put("side", "" + grid.side());
    TileWork work = new TileWork(grid, type(), files(), facts, threads);
    TileWork.Done done = work.run(tiles(infinite, left, right), progress, stopped);
    return new Written(
        rows,
        columns,
        done.tiles(),
        done.resumed(),
        grid.side(),
        infinite.error(left, right),
        String.valueOf(facts.get("data")),
        String.valueOf(facts.get("against")),
        (System.nanoTime() - start) * 1e-9);
  }

  InfiniteNetwork infinite() {
    try {
      return InfiniteNetwork.of(network, parameterisation);
    } catch (IllegalArgumentException wrong) {
      throw new Refusal("--network: " + wrong.getMessage(), wrong);
    }
  }

  static Tiles tiles(InfiniteNetwork infinite, Inputs left, Inputs right) {
    return (tile, nngp, ntk) ->
        infinite.tile(
            left,
            tile.top(),
            tile.bottom(),
            right,
            tile.left(),
            tile.right(),
            nngp,
            ntk,
            0,
            tile.width());
  }
}
