package org.onsager.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A rectangular array of numbers in native memory, row-major, whose operations remember how they
 * are differentiated.
 *
 * <p>Operations return new tensors and change none; the exceptions are in {@link Updates}. Shapes
 * broadcast: extents of 1 and missing leading extents stretch. Negative dimensions count from the
 * last. A tensor lives as long as its {@link Scope} and is used by one thread at a time. What
 * cannot be done throws {@link TensorException}. Functions of every element are in {@link
 * Elementwise}.
 */
public final class Tensor {
  private final org.bytedeco.pytorch.Tensor handle;

  private Tensor(org.bytedeco.pytorch.Tensor handle) {
    this.handle = handle;
  }

  org.bytedeco.pytorch.Tensor handle() {
    if (handle.isNull()) {
      throw new TensorException("a tensor was used after its scope was closed");
    }
    return handle;
  }

  static Tensor compute(String operation, Supplier<org.bytedeco.pytorch.Tensor> result) {
    Scope.require(operation);
    try {
      return new Tensor(result.get());
    } catch (RuntimeException error) {
      throw TensorException.of(operation.toLowerCase(Locale.ROOT), error);
    }
  }

  private Tensor binary(
      String operation, Tensor other, BinaryOperator<org.bytedeco.pytorch.Tensor> map) {
    return compute(operation, () -> map.apply(handle(), other.handle()));
  }

  private Tensor scalar(
      String operation,
      double number,
      BiFunction<org.bytedeco.pytorch.Tensor, Scalar, org.bytedeco.pytorch.Tensor> map) {
    return compute(operation, () -> map.apply(handle(), new Scalar(number)));
  }

  // ---- making and reading

  /** A FLOAT64 tensor of this shape with these values, row-major; copied. */
  public static Tensor of(double[] values, long... shape) {
    return Transfer.of(values, shape);
  }

  /** A FLOAT32 tensor of this shape with these values, row-major; copied. */
  public static Tensor of(float[] values, long... shape) {
    return Transfer.of(values, shape);
  }

  /** An INT64 tensor of this shape with these values, row-major; copied. */
  public static Tensor of(long[] values, long... shape) {
    return Transfer.of(values, shape);
  }

  /** A tensor with the bytes of a segment, in the machine's order; copied. */
  public static Tensor of(MemorySegment values, DType dtype, long... shape) {
    return Transfer.of(values, dtype, shape);
  }

  /** A tensor without dimensions. */
  public static Tensor scalar(double value, DType dtype) {
    return compute("scalar", () -> torch.scalar_tensor(new Scalar(value), dtype.options()));
  }

  /** Zeros. */
  public static Tensor zeros(DType dtype, long... shape) {
    return Transfer.allocate(dtype, shape);
  }

  /** One number everywhere. */
  public static Tensor full(double value, DType dtype, long... shape) {
    return compute("full", () -> torch.full(shape, new Scalar(value), dtype.options()));
  }

  /** The identity matrix [n, n]. */
  public static Tensor identity(long n, DType dtype) {
    return compute("identity", () -> torch.eye(n, dtype.options()));
  }

  /** All elements, row-major, as float64. */
  public double[] toDoubles() {
    return Transfer.doubles(this);
  }

  /** All elements, row-major, as float32. */
  public float[] toFloats() {
    return Transfer.floats(this);
  }

  /** All elements, row-major, as integers. */
  public long[] toLongs() {
    return Transfer.longs(this);
  }

  /**
   * Copies the elements, row-major and in their own type, into a segment of just that many bytes.
   */
  public void copyTo(MemorySegment target) {
    Transfer.copy(this, target);
  }

  /** The value of a tensor with one element. */
  public double item() {
    if (size() != 1) {
      throw new TensorException("item: one element is needed, the shape is " + this);
    }
    return handle().item_double();
  }

  /** The shape. */
  public long[] shape() {
    long[] shape = new long[rank()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = handle().size(i);
    }
    return shape;
  }

  /** The extent of a dimension. */
  public long extent(int dimension) {
    if (dimension >= rank() || dimension < -rank()) {
      throw new TensorException("extent: " + this + " has no dimension " + dimension);
    }
    return handle().size(dimension);
  }

  /** The number of dimensions. */
  public int rank() {
    return (int) handle().dim();
  }

  /** The number of elements. */
  public long size() {
    return handle().numel();
  }

  /** What the elements are. */
  public DType dtype() {
    return DType.of(handle().scalar_type());
  }

  // ---- arithmetic

  /** Sum. */
  public Tensor add(Tensor other) {
    return binary("add", other, torch::add);
  }

  /** Sum with a number. */
  public Tensor add(double number) {
    return scalar("add", number, torch::add);
  }

  /** Difference. */
  public Tensor subtract(Tensor other) {
    return binary("subtract", other, torch::sub);
  }

  /** Elementwise product. */
  public Tensor multiply(Tensor other) {
    return binary("multiply", other, torch::mul);
  }

  /** Product with a number. */
  public Tensor multiply(double number) {
    return scalar("multiply", number, torch::mul);
  }

  /** Quotient. */
  public Tensor divide(Tensor other) {
    return binary("divide", other, torch::div);
  }

  /** What the quotient, rounded down, leaves over: it has the sign of the divisor. */
  public Tensor remainder(Tensor other) {
    return binary("remainder", other, torch::remainder);
  }

  /** Power with an exponent for each element. */
  public Tensor power(Tensor exponents) {
    return binary("power", exponents, torch::pow);
  }

  /** Power. */
  public Tensor power(double exponent) {
    return scalar("power", exponent, torch::pow);
  }

  /** The greater of two; NaN where either is; where they are equal each takes half the gradient. */
  public Tensor maximum(Tensor other) {
    return binary("maximum", other, torch::maximum);
  }

  /** The smaller of two; NaN where either is; where they are equal each takes half the gradient. */
  public Tensor minimum(Tensor other) {
    return binary("minimum", other, torch::minimum);
  }

  /** \( x \) where positive, else slope times x; the derivative at 0 is the slope. */
  public Tensor leakyRelu(double slope) {
    return scalar("leaky relu", slope, torch::leaky_relu);
  }

  // ---- comparison

  /** Where this is greater. */
  public Tensor greater(Tensor other) {
    return binary("greater", other, torch::gt);
  }

  /** Where this is greater or equal. */
  public Tensor atLeast(Tensor other) {
    return binary("atLeast", other, torch::ge);
  }

  /** Where this is less. */
  public Tensor less(Tensor other) {
    return binary("less", other, torch::lt);
  }

  /** Where this is less or equal. */
  public Tensor atMost(Tensor other) {
    return binary("atMost", other, torch::le);
  }

  /** Where the two are equal. */
  public Tensor equal(Tensor other) {
    return binary("equal", other, torch::eq);
  }

  /** Where the two differ; NaN differs from itself. */
  public Tensor different(Tensor other) {
    return binary("different", other, torch::ne);
  }

  /** Where both of two BOOL tensors are true. */
  public Tensor and(Tensor other) {
    return binary("and", other, torch::logical_and);
  }

  /** Where either of two BOOL tensors is true. */
  public Tensor or(Tensor other) {
    return binary("or", other, torch::logical_or);
  }

  /** Elements of one tensor where this BOOL tensor is true, of another where it is false. */
  public Tensor where(Tensor then, Tensor otherwise) {
    return compute("where", () -> torch.where(handle(), then.handle(), otherwise.handle()));
  }

  /** Whether no element is NaN or infinite. */
  public boolean isFinite() {
    try (Scope _ = Scope.open()) {
      return compute("isFinite", () -> torch.all(torch.isfinite(handle()))).handle().item_bool();
    }
  }

  // ---- matrices

  /** The matrix product, batched over leading dimensions. */
  public Tensor matmul(Tensor other) {
    return binary("matmul", other, torch::matmul);
  }

  /**
   * \( x W^\top + b \) of samples [n, in], weights [out, in] and biases [out], in one operation.
   */
  public Tensor linear(Tensor weights, Tensor biases) {
    if (rank() == 2 && extent(0) == 1 && !Gradients.areRemembered()) {
      // A product of a matrix and a vector: several times as fast as one of matrices.
      return compute(
          "linear",
          () ->
              torch.addmv(biases.handle(), weights.handle(), handle().reshape(-1)).reshape(1, -1));
    }
    return compute("linear", () -> torch.linear(handle(), weights.handle(), biases.handle()));
  }

  /** \( x W^\top \) likewise. */
  public Tensor linear(Tensor weights) {
    return compute("linear", () -> torch.linear(handle(), weights.handle()));
  }

  /** The inner product of all elements of two tensors of one shape. */
  public Tensor dot(Tensor other) {
    if (!Arrays.equals(shape(), other.shape())) {
      throw new TensorException("dot: shapes differ, " + this + " and " + other);
    }
    return compute("dot", () -> torch.dot(handle().reshape(-1), other.handle().reshape(-1)));
  }

  /** The Euclidean norm of all elements. */
  public Tensor norm() {
    return compute("norm", () -> torch.linalg_vector_norm(handle()));
  }

  /** The last two dimensions exchanged. */
  public Tensor transpose() {
    return transpose(-2, -1);
  }

  /** Two dimensions exchanged. */
  public Tensor transpose(int a, int b) {
    return compute("transpose", () -> torch.transpose(handle(), a, b));
  }

  // ---- shapes

  /** The same elements, row-major, in another shape; one extent may be −1. */
  public Tensor reshape(long... shape) {
    return compute("reshape", () -> handle().reshape(shape));
  }

  /** Stretched to a shape that it broadcasts to. */
  public Tensor broadcastTo(long... shape) {
    return compute("broadcastTo", () -> torch.broadcast_to(handle(), shape));
  }

  /** The part from {@code from} (included) to {@code to} (excluded) along a dimension; a view. */
  public Tensor slice(int dimension, long from, long to) {
    return compute("slice", () -> torch.narrow(handle(), dimension, from, to - from));
  }

  /** The parts along a dimension that an INT64 vector numbers, in its order; a copy. */
  public Tensor select(int dimension, Tensor indices) {
    return compute("select", () -> torch.index_select(handle(), dimension, indices.handle()));
  }

  /**
   * Elements along a dimension, one for each of the INT64 indices, which has as many dimensions.
   */
  public Tensor gather(int dimension, Tensor indices) {
    return compute("gather", () -> torch.gather(handle(), dimension, indices.handle()));
  }

  /** Tensors one after the other along a dimension. */
  public static Tensor concatenate(int dimension, List<Tensor> parts) {
    return compute(
        "concatenate",
        () -> {
          TensorVector all = new TensorVector();
          parts.forEach(part -> all.push_back(part.handle()));
          return torch.cat(all, dimension);
        });
  }

  /** Laid out row-major without gaps; itself where it is so already. */
  public Tensor contiguous() {
    return compute("contiguous", () -> handle().contiguous());
  }

  /** The same numbers as elements of another type. */
  public Tensor to(DType dtype) {
    return compute("to", () -> handle().to(dtype.nativeType()));
  }

  // ---- reductions

  /** The sum of all elements. */
  public Tensor sum() {
    return compute("sum", () -> torch.sum(handle()));
  }

  /** The sum over some dimensions, which stay with extent 1. */
  public Tensor sumOver(long... dimensions) {
    return compute(
        "sumOver", () -> torch.sum(handle(), dimensions, true, new ScalarTypeOptional()));
  }

  /** The mean of all elements. */
  public Tensor mean() {
    return compute("mean", () -> torch.mean(handle()));
  }

  /** The mean over some dimensions, which stay with extent 1. */
  public Tensor meanOver(long... dimensions) {
    return compute(
        "meanOver", () -> torch.mean(handle(), dimensions, true, new ScalarTypeOptional()));
  }

  /** The greatest over some dimensions, which stay with extent 1. */
  public Tensor maximumOver(long... dimensions) {
    return compute("maximumOver", () -> torch.amax(handle(), dimensions, true));
  }

  /** The smallest over some dimensions, which stay with extent 1. */
  public Tensor minimumOver(long... dimensions) {
    return compute("minimumOver", () -> torch.amin(handle(), dimensions, true));
  }

  /** The index, INT64, of the greatest element along a dimension, which goes. */
  public Tensor argmax(int dimension) {
    return compute("argmax", () -> torch.argmax(handle(), new LongOptional(dimension), false));
  }

  /** \( e^{x_i}/\sum_j e^{x_j} \) along a dimension, without overflow. */
  public Tensor softmax(int dimension) {
    return compute("softmax", () -> torch.softmax(handle(), dimension));
  }

  /** \( x_i - \log\sum_j e^{x_j} \) along a dimension, without overflow. */
  public Tensor logSoftmax(int dimension) {
    return compute("logSoftmax", () -> torch.log_softmax(handle(), dimension));
  }

  /** Each element brought into [low, high]; the derivative is 1 inside and at the ends, else 0. */
  public Tensor clamp(double low, double high) {
    return compute(
        "clamp",
        () ->
            torch.clamp(
                handle(),
                new ScalarOptional(new Scalar(low)),
                new ScalarOptional(new Scalar(high))));
  }

  // ---- gradients

  /** The same numbers in the same memory, cut off from whatever they were computed from. */
  public Tensor detach() {
    return compute("detach", () -> handle().detach());
  }

  /** A copy with memory of its own, cut off from whatever it was computed from. */
  public Tensor copy() {
    return compute("copy", () -> handle().detach().clone());
  }

  /** A copy with respect to which gradients are taken. */
  public Tensor parameter() {
    return compute("parameter", () -> handle().detach().clone().set_requires_grad(true));
  }

  /** Whether a gradient with respect to some parameter can be taken of it. */
  public boolean isDifferentiable() {
    return handle().requires_grad();
  }

  /** The type and the shape, not the elements. */
  @Override
  public String toString() {
    return handle.isNull() ? "tensor of a closed scope" : dtype() + Arrays.toString(shape());
  }
}
