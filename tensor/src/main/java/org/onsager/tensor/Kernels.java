package org.onsager.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Operations that write into tensors which are there already, for loops that run millions of times:
 * nothing is allocated, nothing remembered for gradients.
 *
 * <p>They are called inside {@link Gradients#without(Runnable)}, on tensors that are no parameters
 * (a detached one shares its memory). The target is named first. What it was made from may be
 * itself where the operation works element by element. Matrices are [many, rows, columns].
 */
public final class Kernels {
  /** What every call takes is made once, and never freed. */
  private static final Scalar ZERO = forever(new Scalar(0.0));

  private static final ScalarTypeOptional SAME_TYPE = forever(new ScalarTypeOptional());

  private Kernels() {}

  private static <P extends Pointer> P forever(P pointer) {
    pointer.retainReference();
    return pointer;
  }

  /** A number that kernels take, made once. */
  public static final class Factor {
    private final double value;
    private final Scalar scalar;

    private Factor(double value, Scalar scalar) {
      this.value = value;
      this.scalar = scalar;
    }

    /** It belongs to the scope that is open. */
    public static Factor of(double value) {
      Scope.require("factor");
      return new Factor(value, new Scalar(value));
    }
  }

  /** \( C \leftarrow AB \), for all of many; a single A or B serves all. */
  public static void product(Tensor c, Tensor a, Tensor b) {
    Products.into(c, 0, 1, a, b);
  }

  /** \( C \leftarrow M + AB \), for all of many, with M stretched to the shape of C. */
  public static void affine(Tensor c, Tensor m, Tensor a, Tensor b) {
    copy(c, m);
    Products.into(c, 1, 1, a, b);
  }

  /** \( C \leftarrow C + \alpha AB \), for all of many. */
  public static void accumulate(Tensor c, Factor alpha, Tensor a, Tensor b) {
    Products.into(c, 1, alpha.value, a, b);
  }

  /** \( y \leftarrow 0 \). */
  public static void zero(Tensor y) {
    var _ = y.handle().zero_();
  }

  /** \( y \leftarrow y + \alpha x \). */
  public static void add(Tensor y, Factor alpha, Tensor x) {
    var _ = y.handle().add_(x.handle(), alpha.scalar);
  }

  /** \( y \leftarrow \alpha y \). */
  public static void scale(Tensor y, Factor alpha) {
    var _ = y.handle().mul_(alpha.scalar);
  }

  /** \( z \leftarrow xy \), element by element. */
  public static void multiply(Tensor z, Tensor x, Tensor y) {
    var _ = torch.mul_out(z.handle(), x.handle(), y.handle());
  }

  /** \( z \leftarrow x - y \), with y stretched. */
  public static void subtract(Tensor z, Tensor x, Tensor y) {
    var _ = torch.sub_out(z.handle(), x.handle(), y.handle());
  }

  /** \( z \leftarrow z + \alpha xy \), element by element. */
  public static void addProduct(Tensor z, Factor alpha, Tensor x, Tensor y) {
    var _ = z.handle().addcmul_(x.handle(), y.handle(), alpha.scalar);
  }

  /** \( y \leftarrow x \). */
  public static void copy(Tensor y, Tensor x) {
    var _ = y.handle().copy_(x.handle());
  }

  /** The sums over a dimension, which stays with extent 1. */
  public static void sum(Tensor sums, Tensor x, int dimension) {
    var _ = torch.sum_out(sums.handle(), x.handle(), new long[] {dimension}, true, SAME_TYPE);
  }

  /** \( \max(x, 0) \), in place. */
  public static void relu(Tensor x) {
    var _ = x.handle().relu_();
  }

  /** \( \tanh x \), in place. */
  public static void tanh(Tensor x) {
    var _ = x.handle().tanh_();
  }

  /**
   * \( d \leftarrow g \) where \( a > 0 \), else 0: the slope of the rectifier whose value is a.
   */
  public static void reluSlope(Tensor d, Tensor g, Tensor a) {
    var _ = torch.threshold_backward_out(d.handle(), g.handle(), a.handle(), ZERO);
  }

  /** \( d \leftarrow g(1 - a^2) \): the slope of the hyperbolic tangent whose value is a. */
  public static void tanhSlope(Tensor d, Tensor g, Tensor a) {
    var _ = torch.tanh_backward_out(d.handle(), g.handle(), a.handle());
  }

  /** \( y_i \leftarrow x_i - \log\sum_j e^{x_j} \) along a dimension. */
  public static void logSoftmax(Tensor y, Tensor x, int dimension) {
    var _ = torch.log_softmax_out(y.handle(), x.handle(), dimension);
  }

  /** \( y \leftarrow e^x \). */
  public static void exp(Tensor y, Tensor x) {
    var _ = torch.exp_out(y.handle(), x.handle());
  }

  /** Elements along a dimension, one for each of the INT64 indices. */
  public static void gather(Tensor y, Tensor x, int dimension, Tensor indices) {
    var _ = torch.gather_out(y.handle(), x.handle(), dimension, indices.handle());
  }

  /** Adds elements where the INT64 indices along a dimension say. */
  public static void scatterAdd(Tensor y, int dimension, Tensor indices, Tensor x) {
    var _ = y.handle().scatter_add_(dimension, indices.handle(), x.handle());
  }
}
