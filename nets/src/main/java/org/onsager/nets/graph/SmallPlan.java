package org.onsager.nets.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.nets.rows.Moves;
import org.onsager.nets.rows.RowStep;
import org.onsager.nets.rows.Rows;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.Updates;

/**
 * A graph for inputs of one shape and few numbers, as plain loops over memory that is always the
 * same.
 *
 * <p>It holds for as long as no parameter is changed in place, and for one thread.
 */
final class SmallPlan {
  /** As many multiplications as take less than what calls of the library do. */
  static final long MOST_WORK = 4_000_000;

  /** As many as may be kept, parameters included. */
  private static final long MOST_NUMBERS = 1 << 22;

  private final Thread owner = Thread.currentThread();
  private final long[][] shapes;
  private final DType[] types;
  private final Rows[] inputs;
  private final RowStep[] steps;
  private final float[][] outputs;
  private final long[][] outputShapes;
  private final Tensor[] parameters;
  private final long[] versions;

  private SmallPlan(
      long[][] shapes,
      DType[] types,
      Rows[] inputs,
      RowStep[] steps,
      float[][] outputs,
      long[][] outputShapes,
      Collection<Tensor> parameters) {
    this.shapes = shapes;
    this.types = types;
    this.inputs = inputs;
    this.steps = steps;
    this.outputs = outputs;
    this.outputShapes = outputShapes;
    this.parameters = parameters.toArray(Tensor[]::new);
    this.versions = parameters.stream().mapToLong(Updates::count).toArray();
  }

  /**
   * The plan; null where a step has no small form, or there is too much to compute.
   *
   * @param steps those whose results differ from run to run, in order
   * @param inputs the numbers of the graph's inputs
   * @param outputs likewise
   * @param sample all values of a run
   */
  static @Nullable SmallPlan of(
      List<Graph.Step> steps,
      List<Integer> inputs,
      List<Integer> outputs,
      Collection<Tensor> parameters,
      @Nullable Tensor[] sample) {
    if (!isSmall(sample)) {
      return null;
    }
    Making making = new Making(sample);
    Rows[] entering = new Rows[inputs.size()];
    long[][] shapes = new long[entering.length][];
    DType[] types = new DType[entering.length];
    for (int i = 0; i < entering.length; i++) {
      Tensor input = making.sample(inputs.get(i));
      shapes[i] = input.shape();
      types[i] = input.dtype();
      if (types[i] != DType.FLOAT32 && types[i] != DType.INT64) {
        return null;
      }
      entering[i] = Rows.zeros(1, Math.toIntExact(input.size()));
      making.values.put(inputs.get(i), entering[i]);
    }
    for (Graph.Step step : steps) {
      int output = step.outputs().getFirst();
      if (!(step.operation() instanceof SmallForm.Formed formed)
          || step.outputs().size() > 1
          || output == Graph.NONE) {
        return null;
      }
      Rows given = formed.form().of(new Preparation(making, step));
      if (given == null || making.work > MOST_WORK) {
        return null;
      }
      making.values.put(output, given);
    }
    float[][] leaving = new float[outputs.size()][];
    long[][] outputShapes = new long[leaving.length][];
    for (int i = 0; i < leaving.length; i++) {
      Tensor output = making.sample(outputs.get(i));
      if (!making.moves(outputs.get(i)) || output.dtype() != DType.FLOAT32) {
        return null;
      }
      leaving[i] = making.rows(outputs.get(i), Math.toIntExact(output.size())).rows()[0];
      outputShapes[i] = output.shape();
    }
    return new SmallPlan(
        shapes,
        types,
        entering,
        making.steps.toArray(RowStep[]::new),
        leaving,
        outputShapes,
        parameters);
  }

  private static boolean isSmall(@Nullable Tensor[] sample) {
    long numbers = 0;
    for (Tensor tensor : sample) {
      if (tensor != null && tensor.size() == 0) {
        return false;
      }
      numbers += tensor == null ? 0 : tensor.size();
    }
    return numbers <= MOST_NUMBERS;
  }

  /** Whether it was made for inputs of these shapes and this thread, of the same parameters. */
  boolean holds(long[][] given) {
    if (Thread.currentThread() != owner || !Arrays.deepEquals(given, shapes)) {
      return false;
    }
    for (int i = 0; i < parameters.length; i++) {
      if (Updates.count(parameters[i]) != versions[i]) {
        return false;
      }
    }
    return true;
  }

  /** What comes out of inputs of its shape; null where their numbers are none for it. */
  @Nullable List<Tensor> run(List<Tensor> from) {
    for (int i = 0; i < inputs.length; i++) {
      Tensor input = from.get(i);
      if (input.dtype() != types[i]) {
        return null;
      }
      if (types[i] == DType.FLOAT32) {
        inputs[i].fill(input.toFloats());
      } else if (!inputs[i].fill(input.toLongs())) {
        return null;
      }
    }
    for (RowStep step : steps) {
      if (!step.run()) {
        return null;
      }
    }
    List<Tensor> results = new ArrayList<>(outputs.length);
    for (int i = 0; i < outputs.length; i++) {
      results.add(Tensor.of(outputs[i], outputShapes[i]));
    }
    return results;
  }

  /** A plan in the making. */
  static final class Making {
    private final @Nullable Tensor[] sample;
    private final Map<Integer, Rows> values = new HashMap<>();
    private final List<RowStep> steps = new ArrayList<>();
    private long work;

    private Making(@Nullable Tensor[] sample) {
      this.sample = sample;
    }

    Tensor sample(int number) {
      Tensor tensor = sample[number];
      if (tensor == null) {
        throw new IllegalStateException("value " + number + " was not computed");
      }
      return tensor;
    }

    boolean moves(int number) {
      return values.containsKey(number);
    }

    int length(int number) {
      Rows rows = values.get(number);
      return rows == null ? Preparation.last(sample(number)) : rows.length();
    }

    Rows rows(int number, int length) {
      Rows rows = values.get(number);
      if (rows == null) {
        return Rows.of(sample(number).toFloats(), length);
      }
      if (rows.length() == length) {
        return rows;
      }
      Rows cut = Rows.zeros(rows.size() / length, length);
      steps.add(Moves.between(rows, cut));
      return cut;
    }

    void add(RowStep step) {
      steps.add(step);
    }

    void work(long count) {
      work += count;
    }
  }
}
