package org.onsager.tensor;

import org.bytedeco.pytorch.global.torch;
import org.onsager.numerics.linear.Blas;

/**
 * The loaded LibTorch, with one native thread a call.
 *
 * <p>LibTorch and OpenBLAS each have a pool of threads that wait by spinning; together they run
 * forty times slower than one thread alone. So both have one, and work is spread over Java threads.
 */
final class Library {
  private static final int THREADS;

  static {
    // Reading the process's memory at every allocation costs more than a small operation.
    if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
      System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }
    torch.set_num_threads(1);
    THREADS = Blas.threads(1);
  }

  private Library() {}

  /** Loads it on the first call; says how many threads OpenBLAS has. */
  static int load() {
    return THREADS;
  }
}
