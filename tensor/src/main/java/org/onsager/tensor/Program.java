package org.onsager.tensor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NamedTensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.named_buffer_iterator;
import org.bytedeco.pytorch.named_buffer_list;
import org.bytedeco.pytorch.named_parameter_iterator;
import org.bytedeco.pytorch.named_parameter_list;

/**
 * A TorchScript file as LibTorch loads it: a program, of which loading and running do whatever it
 * says, with all that this process may do.
 *
 * <p>It is in evaluation mode, belongs to the scope that was open when it was loaded, and is used
 * by one thread at a time.
 */
public final class Program {
  private static final String INTERPRETED = "The following operation failed";

  private final JitModule module;

  private Program(JitModule module) {
    this.module = module;
  }

  /**
   * Loads a file, and so trusts it.
   *
   * @throws TensorException where LibTorch cannot
   */
  public static Program load(Path file) {
    Scope.require("program");
    try {
      JitModule module = torch.load(file.toString());
      module.eval();
      return new Program(module);
    } catch (RuntimeException error) {
      throw said("program", error);
    }
  }

  /** What was trained, by name, in the order of its modules: leaves that gradients are taken of. */
  public Map<String, Tensor> parameters() {
    Map<String, Tensor> found = new LinkedHashMap<>();
    named_parameter_list all = module.named_parameters(true);
    named_parameter_iterator end = all.end();
    for (named_parameter_iterator at = all.begin(); at.notEquals(end); at.increment()) {
      add(at.multiply(), found);
    }
    found.values().forEach(t -> t.handle().requires_grad_(true));
    return found;
  }

  /** What it keeps besides, as running means and variances, by name. */
  public Map<String, Tensor> buffers() {
    Map<String, Tensor> found = new LinkedHashMap<>();
    named_buffer_list all = module.named_buffers(true);
    named_buffer_iterator end = all.end();
    for (named_buffer_iterator at = all.begin(); at.notEquals(end); at.increment()) {
      add(at.multiply(), found);
    }
    return found;
  }

  /** Takes what holds real numbers; what the list holds goes with the list. */
  private static void add(NamedTensor named, Map<String, Tensor> to) {
    org.bytedeco.pytorch.Tensor value = named.value();
    if (value.defined() && value.is_floating_point()) {
      to.put(
          named.name().getString(),
          Tensor.compute("program", () -> new org.bytedeco.pytorch.Tensor(value)));
    }
  }

  /** Keeps all its real numbers in another type from now on. */
  public void compute(DType dtype) {
    List<Tensor> all = new ArrayList<>(parameters().values());
    all.addAll(buffers().values());
    for (Tensor tensor : all) {
      tensor.handle().set_data(tensor.handle().detach().to(dtype.nativeType()));
    }
  }

  /**
   * Runs it on what it takes.
   *
   * @return what it gives; of several, the first
   */
  public Tensor run(Tensor... inputs) {
    Scope.require("program");
    try {
      // Operation by operation, as written: what is fused computes other last digits.
      torch.setGraphExecutorOptimize(false);
      IValueVector given = new IValueVector();
      for (Tensor input : inputs) {
        given.push_back(new IValue(input.handle()));
      }
      IValue result = first(module.forward(given));
      return Tensor.compute("program", result::toTensor);
    } catch (RuntimeException error) {
      throw said("program", error);
    }
  }

  private static IValue first(IValue given) {
    IValue first = given.isTuple() && given.toTuple().size() > 0 ? element(given) : given;
    if (first.isTensorList() && first.toTensorVector().size() > 0) {
      return new IValue(first.toTensorVector().get(0));
    }
    if (!first.isTensor()) {
      throw new TensorException(
          "program: it gives a "
              + given.tagKind().getString()
              + ", where a tensor belongs, or a tuple that begins with one");
    }
    return first;
  }

  private static IValue element(IValue tuple) {
    return tuple.toTuple().elements().get(0);
  }

  /** Of a program's trace the last line says what was wrong. */
  private static TensorException said(String operation, RuntimeException error) {
    String all = String.valueOf(error.getMessage());
    if (!all.startsWith(INTERPRETED)) {
      return TensorException.of(operation, error);
    }
    int stack = all.indexOf("\nException raised from");
    String trace = (stack < 0 ? all : all.substring(0, stack)).strip();
    String last = trace.substring(trace.lastIndexOf('\n') + 1).strip();
    return TensorException.of(operation, new RuntimeException(last, error));
  }
}
