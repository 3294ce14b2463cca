package org.onsager.numerics.linear;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Many products of one shape on raw memory: for loops that multiply small matrices millions of
 * times. Neither places nor entries are looked at; whoever calls has made sure of both, else the
 * virtual machine may die. {@link Blas} is what everybody else uses.
 */
public final class RawProducts {
  private static final int ROW = openblas.CblasRowMajor;

  private RawProducts() {}

  /**
   * Matrices of one shape, row-major, at equal distances.
   *
   * @param address of the first entry of the first
   * @param transposed whether they lie transposed
   * @param leading the distance of rows as they lie, in numbers
   * @param step the distance of matrices, in numbers; 0 where it is one and the same
   */
  public record Matrices(long address, boolean transposed, int leading, long step) {
    int flag() {
      return transposed ? openblas.CblasTrans : openblas.CblasNoTrans;
    }
  }

  /**
   * Sets \( C_i \leftarrow \alpha A_i B_i + \beta C_i \) in float32, for i below {@code count}; A
   * [m, k], B [k, n], C [m, n], which does not lie transposed.
   */
  public static void floats(
      int count, int m, int n, int k, float alpha, Matrices a, Matrices b, float beta, Matrices c) {
    Floats pa = new Floats();
    Floats pb = new Floats();
    Floats pc = new Floats();
    Natives.blas(
        () -> {
          for (int i = 0; i < count; i++) {
            openblas.cblas_sgemm(
                ROW,
                a.flag(),
                b.flag(),
                m,
                n,
                k,
                alpha,
                pa.at(a.address() + 4L * i * a.step()),
                a.leading(),
                pb.at(b.address() + 4L * i * b.step()),
                b.leading(),
                beta,
                pc.at(c.address() + 4L * i * c.step()),
                c.leading());
          }
        });
  }

  /** The same in float64. */
  public static void doubles(
      int count,
      int m,
      int n,
      int k,
      double alpha,
      Matrices a,
      Matrices b,
      double beta,
      Matrices c) {
    Doubles pa = new Doubles();
    Doubles pb = new Doubles();
    Doubles pc = new Doubles();
    Natives.blas(
        () -> {
          for (int i = 0; i < count; i++) {
            openblas.cblas_dgemm(
                ROW,
                a.flag(),
                b.flag(),
                m,
                n,
                k,
                alpha,
                pa.at(a.address() + 8L * i * a.step()),
                a.leading(),
                pb.at(b.address() + 8L * i * b.step()),
                b.leading(),
                beta,
                pc.at(c.address() + 8L * i * c.step()),
                c.leading());
          }
        });
  }

  /** Sets the lower triangle of \( C \leftarrow AA^T \) in float64; A [n, k], C [n, n]. */
  public static void gram(int n, int k, Matrices a, Matrices c) {
    Doubles pa = new Doubles().at(a.address());
    Doubles pc = new Doubles().at(c.address());
    Natives.blas(
        () ->
            openblas.cblas_dsyrk(
                ROW, openblas.CblasLower, a.flag(), n, k, 1, pa, a.leading(), 0, pc, c.leading()));
  }

  /** An address that moves on: one object for a whole loop. */
  private static final class Floats extends FloatPointer {
    Floats() {
      super((Pointer) null);
    }

    Floats at(long place) {
      address = place;
      return this;
    }
  }

  /** The same for float64. */
  private static final class Doubles extends DoublePointer {
    Doubles() {
      super((Pointer) null);
    }

    Doubles at(long place) {
      address = place;
      return this;
    }
  }
}
