package org.onsager.tensor;

import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;

/** Factorisations of real matrices. */
public final class Decompositions {
  private Decompositions() {}

  /**
   * \( A = QR \) of A [m, n] with k = min(m, n).
   *
   * @param q [m, k], orthonormal columns
   * @param r [k, n], upper triangular
   */
  public record Qr(Tensor q, Tensor r) {}

  /**
   * \( A = U S V^\top \) of A [m, n] with k = min(m, n).
   *
   * @param u [m, k], orthonormal columns
   * @param values [k], descending
   * @param vTransposed [k, n], orthonormal rows
   */
  public record Svd(Tensor u, Tensor values, Tensor vTransposed) {}

  /** The QR factorisation. */
  public static Qr qr(Tensor a) {
    Scope.require("qr");
    try {
      T_TensorTensor_T both = torch.linalg_qr(a.handle());
      return new Qr(own(both.get0()), own(both.get1()));
    } catch (RuntimeException error) {
      throw TensorException.of("qr", error);
    }
  }

  /** The singular value decomposition. */
  public static Svd svd(Tensor a) {
    Scope.require("svd");
    try {
      T_TensorTensorTensor_T all = torch.linalg_svd(a.handle(), false, null);
      return new Svd(own(all.get0()), own(all.get1()), own(all.get2()));
    } catch (RuntimeException error) {
      throw TensorException.of("svd", error);
    }
  }

  /**
   * The first columns of a random orthogonal matrix, uniform by the Haar measure: [rows, columns]
   * with \( Q^\top Q = 1 \), columns ≤ rows. The Q of Gaussians with the signs that make R's
   * diagonal positive (F. Mezzadri, arXiv:math-ph/0609050).
   */
  public static Tensor haarColumns(long rows, long columns, DType dtype, Generator generator) {
    if (columns > rows) {
      throw new TensorException(
          "haarColumns: " + columns + " orthonormal columns do not fit in " + rows + " dimensions");
    }
    try (Scope scope = Scope.open()) {
      Qr qr = qr(generator.normal(dtype, rows, columns));
      Tensor signs =
          Tensor.compute("haarColumns", () -> torch.sign(torch.diagonal(qr.r().handle())));
      return scope.keep(qr.q().multiply(signs));
    }
  }

  private static Tensor own(org.bytedeco.pytorch.Tensor part) {
    return Tensor.compute("decomposition", () -> new org.bytedeco.pytorch.Tensor(part));
  }
}
