package org.onsager.nets.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.onsager.nets.rows.Moves;
import org.onsager.nets.rows.RowStep;
import org.onsager.nets.rows.Rows;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/** One step of a {@link SmallPlan} in the making, beside what it computed of a sample. */
final class Preparation {
  private final SmallPlan.Making making;
  private final Graph.Step step;

  Preparation(SmallPlan.Making making, Graph.Step step) {
    this.making = making;
    this.step = step;
  }

  /** Whether an input is there. */
  boolean has(int input) {
    return input < step.inputs().size() && step.inputs().get(input) != Graph.NONE;
  }

  /** Whether it differs from run to run. */
  boolean moves(int input) {
    return has(input) && making.moves(step.inputs().get(input));
  }

  /** What an input was for the sample; for one that does not move, what it is. */
  Tensor tensor(int input) {
    return making.sample(step.inputs().get(input));
  }

  /** What the first output was. */
  Tensor result() {
    return making.sample(step.outputs().getFirst());
  }

  /** The numbers of an input that does not move; null where it is not there. */
  float @Nullable [] numbers(int input) {
    return has(input) ? tensor(input).toFloats() : null;
  }

  /** The number of places on the last axis. */
  static int last(Tensor tensor) {
    return tensor.rank() == 0 ? 1 : Math.toIntExact(tensor.extent(-1));
  }

  /** An input in rows. */
  Rows rows(int input, int length) {
    return making.rows(step.inputs().get(input), length);
  }

  /** The length of the rows that an input lies in already. */
  int length(int input) {
    return making.length(step.inputs().get(input));
  }

  /** An input stretched to the shape of what comes out. */
  Rows stretched(int input, int length) {
    long[] shape = result().shape();
    Tensor own = tensor(input);
    if (Arrays.equals(own.shape(), shape)) {
      return rows(input, length);
    }
    if (!moves(input)) {
      return Rows.of(own.broadcastTo(shape).toFloats(), length);
    }
    return moved(input, places(own).broadcastTo(shape).toLongs(), length);
  }

  /** What the step does to places, where all that it does to numbers is to move them. */
  @Nullable Rows moved() {
    Tensor[] taken = new Tensor[step.inputs().size()];
    for (int i = 0; i < taken.length; i++) {
      if (i > 0 && moves(i) || !has(i)) {
        return null;
      }
      taken[i] = tensor(i);
    }
    if (!moves(0)) {
      return null;
    }
    taken[0] = places(taken[0]);
    long[] places = step.operation().of(taken)[0].toLongs();
    boolean still = places.length == tensor(0).size();
    for (int i = 0; i < places.length && still; i++) {
      still = places[i] == i;
    }
    return still ? rows(0, length(0)) : moved(0, places, last(result()));
  }

  private Rows moved(int input, long[] places, int length) {
    Rows to = Rows.zeros(places.length / length, length);
    add(Moves.of(rows(input, length(input)), places, to));
    return to;
  }

  private static Tensor places(Tensor tensor) {
    long[] numbers = new long[Math.toIntExact(tensor.size())];
    Arrays.setAll(numbers, i -> i);
    return Tensor.of(numbers, numbers.length).reshape(tensor.shape());
  }

  /** Room for what comes out. */
  Rows give(int length) {
    return Rows.zeros(Math.toIntExact(result().size() / length), length);
  }

  void add(RowStep computation) {
    making.add(computation);
  }

  /** Counts multiplications. */
  void work(long count) {
    making.work(count);
  }

  /** Whether all that goes in and comes out is of single precision. */
  boolean isReal() {
    for (int i = 0; i < step.inputs().size(); i++) {
      if (has(i) && tensor(i).dtype() != DType.FLOAT32) {
        return false;
      }
    }
    return result().dtype() == DType.FLOAT32;
  }
}
