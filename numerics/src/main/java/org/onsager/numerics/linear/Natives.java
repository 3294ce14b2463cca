package org.onsager.numerics.linear;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;

/**
 * The loaded OpenBLAS library and the threads with deep stacks that may enter it.
 *
 * <p>With more than one thread of its own OpenBLAS keeps work tables on the caller's stack that can
 * exceed the megabyte which is all that a Java thread has by default: an equation with many right
 * sides, solved by LAPACK from there, kills the virtual machine. So every factorisation, and with
 * several threads every product and solution too, runs on a carrier, a platform thread with a stack
 * of {@value #STACK_BYTES} bytes (address space, committed only as it is used), while the caller
 * waits.
 *
 * <p>Touching this class loads the library; nothing else here does.
 */
final class Natives {

  private static final long STACK_BYTES = 64L << 20;

  private static final AtomicInteger CARRIERS = new AtomicInteger();

  /** As many carriers as there are callers inside the library; an idle one ends after a while. */
  private static final ExecutorService POOL =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Natives::carrier);

  static {
    // Reading the process's memory at every allocation costs more than a small operation, and a
    // limit made from Java's heap is none for native memory.
    if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
      System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }
    openblas.blas_set_num_threads(1);
  }

  private Natives() {}

  private static Thread carrier(Runnable work) {
    Thread thread =
        new Thread(null, work, "blas-carrier-" + CARRIERS.incrementAndGet(), STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }

  static synchronized int threads(int count) {
    openblas.blas_set_num_threads(count);
    return openblas.blas_get_num_threads();
  }

  static int threads() {
    return openblas.blas_get_num_threads();
  }

  /** Runs a factorisation on a carrier and returns LAPACK's {@code info}. */
  static int lapack(IntSupplier call) {
    return carried(call);
  }

  /** Runs a product: here when OpenBLAS has one thread, else on a carrier. */
  static void blas(Runnable call) {
    if (openblas.blas_get_num_threads() == 1) {
      call.run();
    } else {
      int unused =
          carried(
              () -> {
                call.run();
                return 0;
              });
    }
  }

  /**
   * Waits for the end whatever happens: native code cannot be interrupted and still writes into the
   * caller's memory. An interrupt is kept for the caller.
   */
  private static int carried(IntSupplier call) {
    Future<Integer> future = POOL.submit(call::getAsInt);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          if (e.getCause() instanceof Error cause) {
            throw cause;
          }
          throw new IllegalStateException(e.getCause());
        } catch (CancellationException e) {
          throw new IllegalStateException("a carrier of linear algebra was cancelled", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static DoublePointer doubles(MemorySegment segment) {
    return new Doubles(segment.address());
  }

  static FloatPointer floats(MemorySegment segment) {
    return new Floats(segment.address());
  }

  static IntPointer ints(MemorySegment segment) {
    return new Ints(segment.address());
  }

  /** The address of somebody else's doubles: owns nothing, frees nothing. */
  private static final class Doubles extends DoublePointer {
    Doubles(long at) {
      super((Pointer) null);
      address = at;
    }
  }

  /** The address of somebody else's floats. */
  private static final class Floats extends FloatPointer {
    Floats(long at) {
      super((Pointer) null);
      address = at;
    }
  }

  /** The address of somebody else's integers. */
  private static final class Ints extends IntPointer {
    Ints(long at) {
      super((Pointer) null);
      address = at;
    }
  }
}
