package org.onsager.nets.graph;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import org.onsager.tensor.Normalisations;
import org.onsager.tensor.Tensor;

/** ONNX's products, normalisations and sums along axes. */
final class Matrices {
  private Matrices() {}

  static final Map<String, Maker> MAKERS =
      Map.ofEntries(
          entry("MatMul", a -> Operation.binary(Tensor::matmul)),
          entry("Gemm", Matrices::gemm),
          entry("Softmax", a -> alongAxis(a, false)),
          entry("LogSoftmax", a -> alongAxis(a, true)),
          entry("BatchNormalization", Matrices::batchNorm),
          entry("LayerNormalization", Matrices::layerNorm),
          entry("ReduceMean", a -> reduction(a, 18, Tensor::meanOver)),
          entry("ReduceSum", a -> reduction(a, 13, Tensor::sumOver)),
          entry("ReduceMax", a -> reduction(a, 18, Tensor::maximumOver)),
          entry("ReduceMin", a -> reduction(a, 18, Tensor::minimumOver)),
          entry("ReduceSumSquare", a -> reduction(a, 18, Matrices::squares)),
          entry("ReduceL2", a -> reduction(a, 18, (x, axes) -> squares(x, axes).power(0.5))),
          entry("ArgMax", Matrices::argmax));

  private static Tensor squares(Tensor x, long... axes) {
    return x.multiply(x).sumOver(axes);
  }

  private static Operation gemm(Attributes a) {
    double alpha = a.real("alpha", 1);
    double beta = a.real("beta", 1);
    boolean first = a.whole("transA", 0) != 0;
    boolean second = a.whole("transB", 0) != 0;
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      Tensor y = Operation.given(inputs, 1);
      Tensor product = (first ? x.transpose() : x).matmul(second ? y.transpose() : y);
      if (alpha != 1) {
        product = product.multiply(alpha);
      }
      Tensor c = Operation.optional(inputs, 2);
      if (c != null) {
        product = product.add(beta == 1 ? c : c.multiply(beta));
      }
      return new Tensor[] {product};
    };
  }

  /** Before version 13 all axes from the one that is named are one. */
  private static Operation alongAxis(Attributes a, boolean logarithm) {
    boolean flat = a.opset() < 13;
    int axis = (int) a.whole("axis", flat ? 1 : -1);
    return Operation.unary(
        x -> {
          if (!flat || axis == x.rank() - 1 || axis == -1) {
            return logarithm ? x.logSoftmax(axis) : x.softmax(axis);
          }
          long rows = 1;
          for (int i = 0; i < Axes.of(axis, x.rank()); i++) {
            rows *= x.extent(i);
          }
          Tensor matrix = x.reshape(rows, -1);
          return (logarithm ? matrix.logSoftmax(1) : matrix.softmax(1)).reshape(x.shape());
        });
  }

  private static Operation batchNorm(Attributes a) {
    double epsilon = a.real("epsilon", 1e-5);
    if (a.whole("training_mode", 0) != 0) {
      throw a.unknown("a batch norm in training mode");
    }
    return x ->
        new Tensor[] {
          Normalisations.batch(
              Operation.given(x, 0),
              Operation.given(x, 1),
              Operation.given(x, 2),
              Operation.given(x, 3),
              Operation.given(x, 4),
              epsilon)
        };
  }

  private static Operation layerNorm(Attributes a) {
    double epsilon = a.real("epsilon", 1e-5);
    int axis = (int) a.whole("axis", -1);
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      int from = Axes.of(axis, x.rank());
      long[] extents = new long[x.rank() - from];
      for (int i = 0; i < extents.length; i++) {
        extents[i] = x.extent(from + i);
      }
      Tensor normalised =
          Normalisations.layer(
              x, extents, Operation.optional(inputs, 1), Operation.optional(inputs, 2), epsilon);
      if (a.outputs().size() == 1) {
        return new Tensor[] {normalised};
      }
      long[] axes = Arrays.copyOfRange(Axes.all(x.rank()), from, x.rank());
      Tensor mean = x.meanOver(axes);
      Tensor centred = x.subtract(mean);
      Tensor variance = centred.multiply(centred).meanOver(axes);
      return new Tensor[] {normalised, mean, variance.add(epsilon).power(-0.5)};
    };
  }

  /** What is done over axes that stay with extent 1. */
  @FunctionalInterface
  private interface Over {
    Tensor of(Tensor x, long... axes);
  }

  /** Axes are an attribute, and from a version on an input. */
  private static Operation reduction(Attributes a, long asInput, Over over) {
    boolean keep = a.whole("keepdims", 1) != 0;
    boolean nothing = a.whole("noop_with_empty_axes", 0) != 0;
    long[] said = a.wholes("axes");
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      Tensor given = a.opset() < asInput ? null : Operation.optional(inputs, 1);
      long[] axes = given != null ? given.toLongs() : said;
      if (axes == null || axes.length == 0) {
        if (nothing) {
          return new Tensor[] {x};
        }
        axes = Axes.all(x.rank());
      }
      if (x.rank() == 0) {
        return new Tensor[] {x};
      }
      Tensor reduced = over.of(x, axes);
      return new Tensor[] {keep ? reduced : reduced.reshape(Axes.without(x.shape(), axes))};
    };
  }

  private static Operation argmax(Attributes a) {
    int axis = (int) a.whole("axis", 0);
    boolean keep = a.whole("keepdims", 1) != 0;
    if (a.whole("select_last_index", 0) != 0) {
      throw a.unknown("the last of equals");
    }
    return Operation.unary(
        x -> {
          Tensor greatest = x.argmax(axis);
          if (!keep) {
            return greatest;
          }
          long[] shape = x.shape();
          shape[Axes.of(axis, x.rank())] = 1;
          return greatest.reshape(shape);
        });
  }
}
