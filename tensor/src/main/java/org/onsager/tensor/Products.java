package org.onsager.tensor;

import org.onsager.numerics.linear.RawProducts;
import org.onsager.numerics.linear.RawProducts.Matrices;

/**
 * Products of matrices [many, rows, columns] by OpenBLAS, without LibTorch between: on small
 * matrices LibTorch's own batched product takes two to five times as long.
 */
final class Products {
  private Products() {}

  /** \( C \leftarrow \alpha AB + \beta C \); a single A or B stands for as many as C has. */
  static void into(Tensor c, double beta, double alpha, Tensor a, Tensor b) {
    org.bytedeco.pytorch.Tensor hc = c.handle();
    org.bytedeco.pytorch.Tensor ha = a.handle();
    org.bytedeco.pytorch.Tensor hb = b.handle();
    long many = hc.size(0);
    long m = hc.size(1);
    long n = hc.size(2);
    long k = ha.size(2);
    DType type = c.dtype();
    if (ha.size(1) != m
        || hb.size(1) != k
        || hb.size(2) != n
        || (ha.size(0) != many && ha.size(0) != 1)
        || (hb.size(0) != many && hb.size(0) != 1)
        || a.dtype() != type
        || b.dtype() != type
        || !type.isFloating()) {
      throw new TensorException("product: " + a + " times " + b + " is not " + c);
    }
    Matrices mc = matrices(hc, c, many);
    if (mc.transposed()) {
      throw new TensorException("product: what is written must lie row-major, not transposed");
    }
    Matrices ma = matrices(ha, a, many);
    Matrices mb = matrices(hb, b, many);
    if (type == DType.FLOAT32) {
      RawProducts.floats(
          (int) many, (int) m, (int) n, (int) k, (float) alpha, ma, mb, (float) beta, mc);
    } else {
      RawProducts.doubles((int) many, (int) m, (int) n, (int) k, alpha, ma, mb, beta, mc);
    }
  }

  private static Matrices matrices(org.bytedeco.pytorch.Tensor h, Tensor t, long many) {
    long rows = h.size(1);
    long columns = h.size(2);
    long betweenRows = h.stride(1);
    long betweenColumns = h.stride(2);
    boolean lies = betweenColumns == 1 || columns == 1;
    boolean stands = betweenRows == 1 || rows == 1;
    if (!lies && !stands) {
      throw new TensorException("product: neither rows nor columns of " + t + " lie without gaps");
    }
    long leading = lies ? Math.max(betweenRows, columns) : Math.max(betweenColumns, rows);
    if ((lies ? rows > 1 && betweenRows < columns : columns > 1 && betweenColumns < rows)) {
      throw new TensorException("product: the rows of " + t + " overlap");
    }
    long step = h.size(0) == 1 && many > 1 ? 0 : h.stride(0);
    return new Matrices(h.data_ptr().address(), !lies, Math.toIntExact(leading), step);
  }
}
