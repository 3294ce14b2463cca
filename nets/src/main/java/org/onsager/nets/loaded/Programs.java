package org.onsager.nets.loaded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.onsager.architecture.Shape;
import org.onsager.data.weights.StoredArray;
import org.onsager.data.weights.WeightFile;
import org.onsager.lab.Refusal;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Program;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.TensorException;

/**
 * TorchScript files, which are programs: whoever opens one here lets it do whatever it says, with
 * all that this process may do.
 *
 * <p>LibTorch loads and runs them. Parameters are known by their names, and what goes in and comes
 * out; what happens in between is not looked into.
 */
public final class Programs {
  /** That an array has as many rows as there are samples is not seen of one. */
  private static final int SAMPLES = 2;

  private Programs() {}

  /**
   * The arrays of a program.
   *
   * @throws Refusal in one line, where it cannot be loaded, or keeps no array by name
   */
  public static WeightFile weights(Path file) {
    try (Scope _ = Scope.open()) {
      Program program = load(file);
      List<StoredArray> arrays = new ArrayList<>();
      for (Map<String, Tensor> some : List.of(program.parameters(), program.buffers())) {
        some.forEach((name, t) -> arrays.add(StoredArray.of(name, t.toDoubles(), t.shape())));
      }
      if (arrays.isEmpty()) {
        throw new Refusal(
            file
                + ": is a program that keeps no weights by name (frozen?); save it before"
                + " torch.jit.freeze, or the weights alone");
      }
      return WeightFile.of(
          "TorchScript",
          arrays,
          List.of("It is a program, and was loaded as one: with all that this process may do."));
    }
  }

  /**
   * A program as a network; it belongs to the scope that is open.
   *
   * @param offered the shape of samples, which a program does not say. Where it does not take it,
   *     the same numbers are tried without a first extent of 1, with one, and as a vector
   * @throws Refusal in one line, where it cannot be loaded, or takes none of these, or does not
   *     give a row for every sample
   */
  public static LoadedNetwork network(Path file, Offered offered, DType dtype) {
    Program program = load(file);
    program.compute(dtype);
    Shape sample = offered.shape("");
    if (sample == null) {
      throw new Refusal(
          file + ": is a program, which does not say what it takes; no samples are given");
    }
    String first = "";
    for (DType taken : List.of(dtype, DType.INT64)) {
      for (Shape shape : readings(sample)) {
        int outputs;
        try (Scope _ = Scope.open()) {
          Tensor x = GraphNetwork.shaped(Tensor.zeros(taken, SAMPLES, shape.size()), shape);
          outputs = outputs(file, Gradients.without(() -> program.run(x)));
        } catch (TensorException e) {
          first = first.isEmpty() ? String.valueOf(e.getMessage()) : first;
          continue;
        }
        return new ProgramNetwork(file, program, shape, outputs, dtype, taken);
      }
    }
    throw new Refusal(file + ": does not take samples of shape " + sample + ": " + first);
  }

  private static Program load(Path file) {
    try {
      return Program.load(file);
    } catch (TensorException e) {
      throw new Refusal(file + ": cannot be loaded by LibTorch (" + e.getMessage() + ")", e);
    }
  }

  private static int outputs(Path file, Tensor out) {
    if (out.rank() == 0 || out.extent(0) != SAMPLES || out.size() == 0) {
      throw new Refusal(
          file + ": gives " + out + " for " + SAMPLES + " samples, where a row for each belongs");
    }
    return Math.toIntExact(out.size() / SAMPLES);
  }

  private static Set<Shape> readings(Shape sample) {
    List<Integer> extents = sample.extents();
    Set<Shape> all = new LinkedHashSet<>(List.of(sample));
    if (extents.size() > 1 && extents.getFirst() == 1) {
      all.add(new Shape(extents.subList(1, extents.size())));
    } else if (extents.size() > 1) {
      List<Integer> more = new ArrayList<>(extents);
      more.addFirst(1);
      all.add(new Shape(more));
    }
    all.add(Shape.of(Math.toIntExact(sample.size())));
    return all;
  }
}
