package org.onsager.nets.loaded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.onsager.architecture.Shape;
import org.onsager.lab.Refusal;
import org.onsager.tensor.DType;
import org.onsager.tensor.Program;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.TensorException;

/** A network that is a {@link Program}: only its ends are seen. */
final class ProgramNetwork implements LoadedNetwork {
  private final Path file;
  private final Program program;
  private final Shape input;
  private final int outputs;
  private final DType dtype;
  private final DType taken;
  private final Map<String, Tensor> parameters;

  ProgramNetwork(Path file, Program program, Shape input, int outputs, DType dtype, DType taken) {
    this.file = file;
    this.program = program;
    this.input = input;
    this.outputs = outputs;
    this.dtype = dtype;
    this.taken = taken;
    parameters = program.parameters();
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public List<Entrance> entrances() {
    return List.of(new Entrance("", input, taken == DType.INT64));
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public List<Site> sites() {
    return List.of();
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters;
  }

  @Override
  public Passage forward(Tensor inputs) {
    Tensor x = GraphNetwork.shaped(inputs, input).to(taken);
    try {
      Tensor out = program.run(x);
      if (out.rank() == 0 || out.size() != x.extent(0) * outputs) {
        throw new Refusal(
            file
                + ": gives "
                + out
                + " for "
                + x.extent(0)
                + " samples of "
                + outputs
                + " outputs");
      }
      return new Passage(out.to(dtype).reshape(x.extent(0), outputs), List.of());
    } catch (TensorException e) {
      throw new Refusal(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {}
}
