package org.onsager.numerics.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two threads of OpenBLAS, n = 1000 and as many right sides kill the virtual machine when LAPACK's
 * dgesv runs on a Java thread's default stack of one megabyte; here every routine is called from
 * such threads.
 */
class DefaultStackTest {

  private static final int N = 1000;

  @Test
  void everyRoutineWorksFromAThreadWithTheDefaultStack() throws InterruptedException {
    inTwoThreads(Thread.ofPlatform());
  }

  @Test
  void everyRoutineWorksFromAVirtualThread() throws InterruptedException {
    inTwoThreads(Thread.ofVirtual());
  }

  private static void inTwoThreads(Thread.Builder builder) throws InterruptedException {
    int before = Blas.threads();
    assertThat(Blas.threads(2)).isEqualTo(2);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    try {
      Thread thread =
          builder.start(
              () -> {
                try {
                  everyRoutine();
                } catch (Throwable e) {
                  failure.set(e);
                }
              });
      thread.join();
      assertThat(failure.get()).isNull();
    } finally {
      assertThat(Blas.threads(before)).isEqualTo(before);
    }
  }

  private static void everyRoutine() {
    double[] g = Matrices.gaussian(N, N, Matrices.random(1));
    double[] a = Blas.gram(N, N, 1.0 / N, g);
    for (int i = 0; i < N; i++) {
      a[i * N + i] += 1;
    }
    double[] ones = new double[N];
    Arrays.fill(ones, 1);
    double[] b = Blas.product(N, N, 1, a, ones);
    assertThat(Matrices.distance(Cholesky.of(a, N).solve(b, 1), ones)).isLessThan(1e-12);
    assertThat(Matrices.distance(Lu.of(a, N).solve(b, 1), ones)).isLessThan(1e-12);

    // As many right sides as rows: the inverse.
    double[] identity = Matrices.identity(N);
    double[] inverse = Lu.of(a, N).solve(identity, N);
    assertThat(Matrices.distance(Blas.product(N, N, N, a, inverse), identity)).isLessThan(1e-12);
    assertThat(Matrices.distance(Cholesky.of(a, N).solve(identity, N), inverse)).isLessThan(1e-12);

    SymmetricEigen eigen = SymmetricEigen.of(a, N);
    double trace = 0;
    for (int i = 0; i < N; i++) {
      trace += a[i * N + i];
    }
    assertThat(Arrays.stream(eigen.values()).sum()).isBetween(trace - 1e-9, trace + 1e-9);
    assertThat(Matrices.distance(eigen.values(), SymmetricEigen.values(a, N))).isLessThan(1e-12);

    // The singular values of g are those of its Gram matrix less one, times N, under the root.
    Svd svd = Svd.thin(g, N, N);
    double largest = Math.sqrt(N * (eigen.values()[N - 1] - 1));
    assertThat(svd.values()[0]).isBetween(largest - 1e-9, largest + 1e-9);
    assertThat(Matrices.distance(Svd.values(g, N, N), svd.values())).isLessThan(1e-11);

    double[] q = Qr.of(g, N, N).q();
    double[] qqt = Blas.gram(N, N, 1, q);
    assertThat(Matrices.distance(qqt, Matrices.identity(N))).isLessThan(1e-13);

    float[] f = new float[N * N];
    Arrays.fill(f, 1);
    float[] c = new float[N * N];
    Blas.gemm(false, false, N, N, N, 1, f, f, 0, c);
    assertThat(c[N * N - 1]).isEqualTo((float) N);
  }
}
