package org.onsager.workbench;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.StoredArray;
import org.onsager.instruments.weights.WeightRows;

/**
 * A layer as it lies in a model file: weights, a bias, the normalisation that follows.
 *
 * @param name what its arrays' names begin with
 * @param kind what it computes
 * @param order how the axes of the weights lie
 * @param weight the weights
 * @param bias one number a unit, or null
 * @param norm the normalisation that its outputs enter, or null
 */
record ModelLayer(
    String name,
    Kind kind,
    Order order,
    StoredArray weight,
    @Nullable StoredArray bias,
    @Nullable Norm norm) {

  /** What a layer computes. */
  enum Kind {
    /** Each unit sees every input. */
    DENSE,
    /** Each unit sees a window. */
    CONVOLUTION,
    /** Rows that are looked up: nothing is multiplied. */
    EMBEDDING
  }

  /** How the axes of the weights lie in the file. */
  enum Order {
    /** [out, in, …], as PyTorch has it. */
    OUT_FIRST,
    /** [in, out, …]: GPT-2's layers, transposed convolutions. */
    IN_FIRST,
    /** […, in, out], as Keras has it. */
    OUT_LAST
  }

  /**
   * A normalisation: batch, layer, group or root-mean-square.
   *
   * @param name what its arrays' names begin with
   * @param scale γ, or null
   * @param variance the running variance of a batch normalisation, or null
   */
  record Norm(String name, @Nullable StoredArray scale, @Nullable StoredArray variance) {}

  /** The same layer with a normalisation behind it. */
  ModelLayer with(Norm following) {
    return new ModelLayer(name, kind, order, weight, bias, following);
  }

  /** Units: rows of the matrix. */
  long outputs() {
    List<Long> shape = weight.shape();
    return switch (order) {
      case OUT_FIRST -> shape.getFirst();
      case IN_FIRST -> shape.get(1);
      case OUT_LAST -> shape.getLast();
    };
  }

  /** What a unit depends on: columns of the reshaped matrix. */
  long inputs() {
    return outputs() == 0 ? 0 : weight.size() / outputs();
  }

  /** σ_w² of weights drawn with a variance of 1/fan-in. */
  double byInputs() {
    return 1;
  }

  /** σ_w² of weights drawn with the same variance in all layers, as transformers are. */
  double byNothing() {
    return inputs();
  }

  /** σ_w² of weights drawn with a variance of 2/(fan-in + fan-out), as Glorot does. */
  double byBoth() {
    double in = inputs();
    double area = in / Math.max(1, channels());
    return 2 * in / (in + outputs() * area);
  }

  /** σ_w² of weights drawn with a variance of 1/fan-out. */
  double byOutputs() {
    return channels() / (double) outputs();
  }

  /** Channels that come in; of a dense layer its inputs. */
  long channels() {
    List<Long> shape = weight.shape();
    return switch (order) {
      case OUT_FIRST -> shape.get(1);
      case IN_FIRST -> shape.getFirst();
      case OUT_LAST -> shape.get(shape.size() - 2);
    };
  }

  /** The extents of a convolution's window; empty for other layers. */
  List<Long> window() {
    List<Long> shape = weight.shape();
    return order == Order.OUT_LAST
        ? shape.subList(0, shape.size() - 2)
        : shape.subList(2, shape.size());
  }

  /** For example "64 ← 32 × 3 × 3". */
  String sizes() {
    StringBuilder out = new StringBuilder(outputs() + " ← " + channels());
    window().forEach(w -> out.append(" × ").append(w));
    return out.toString();
  }

  /** Whether the stored array, read by rows, is the matrix [outputs, inputs]. */
  boolean liesByUnits() {
    return order == Order.OUT_FIRST;
  }

  /**
   * The stored array as a matrix of the same singular values: [outputs, inputs], or its transpose
   * where it does not lie by units.
   */
  WeightRows rows() {
    int rows = Math.toIntExact(liesByUnits() ? outputs() : inputs());
    int columns = Math.toIntExact(liesByUnits() ? inputs() : outputs());
    return new WeightRows() {
      @Override
      public int rows() {
        return rows;
      }

      @Override
      public int columns() {
        return columns;
      }

      @Override
      public void read(long first, double[] into, int offset, int count) {
        weight.read(first, into, offset, count);
      }
    };
  }

  /** The matrix [outputs, inputs], inputs as [channels, window…]; it must fit an array. */
  double[] matrix() {
    double[] stored = weight.doubles();
    int out = (int) outputs();
    int in = (int) inputs();
    int channels = (int) channels();
    int area = channels == 0 ? 0 : in / channels;
    if (order == Order.OUT_FIRST) {
      return stored;
    }
    double[] matrix = new double[stored.length];
    for (int c = 0; c < channels; c++) {
      for (int u = 0; u < area; u++) {
        for (int o = 0; o < out; o++) {
          int from =
              order == Order.IN_FIRST ? (c * out + o) * area + u : (u * channels + c) * out + o;
          matrix[o * in + c * area + u] = stored[from];
        }
      }
    }
    return matrix;
  }
}
