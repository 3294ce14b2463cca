package org.onsager.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** What the machine can do, found by trying. */
final class Peak {
  private Peak() {}

  /** The best rate of float32 products of one thread, over shapes that suit it, flop/s. */
  static double floats() {
    return best(DType.FLOAT32);
  }

  /** The same in float64. */
  static double doubles() {
    return best(DType.FLOAT64);
  }

  /** The best rate of square roots in float64 by a plain loop of one thread, 1/s. */
  static double roots() {
    double[] x = new double[1024];
    double[] y = new double[x.length];
    Arrays.setAll(x, j -> 1 + j);
    return best(x.length, () -> roots(x, y));
  }

  private static void roots(double[] x, double[] y) {
    for (int j = 0; j < x.length; j++) {
      y[j] = Math.sqrt(x[j]);
    }
  }

  /** The best rate at which one thread fills an array, bytes/s. */
  static double filling(double[] array) {
    return best(8.0 * array.length, () -> Arrays.fill(array, 1));
  }

  /** What so many threads reach together, all at once. */
  static double together(int threads, DoubleSupplier rate) {
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      return IntStream.range(0, threads)
          .mapToObj(_ -> workers.submit(rate::getAsDouble))
          .toList()
          .stream()
          .mapToDouble(Peak::awaited)
          .sum();
    }
  }

  private static double awaited(Future<Double> rate) {
    try {
      return rate.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The best of many short whiles. */
  private static double best(double count, Runnable work) {
    ThreadMXBean clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double best = 0;
    for (int turn = 0; turn < 40; turn++) {
      long start = clock.getCurrentThreadCpuTime();
      long taken = 0;
      int done = 0;
      while (taken < 5_000_000) {
        work.run();
        done++;
        taken = clock.getCurrentThreadCpuTime() - start;
      }
      best = Math.max(best, 1e9 * done * count / taken);
    }
    return best;
  }

  private static double best(DType type) {
    ThreadMXBean clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double best = 0;
    for (int size : new int[] {384, 512, 768, 1024}) {
      try (Scope _ = Scope.open()) {
        Tensor a = Generator.of(1).normal(type, 1, size, size);
        Tensor c = Tensor.zeros(type, 1, size, size);
        for (int i = 0; i < 20; i++) {
          long start = clock.getCurrentThreadCpuTime();
          Kernels.product(c, a, a);
          double taken = clock.getCurrentThreadCpuTime() - start;
          best = Math.max(best, 2e9 * size * size * size / taken);
        }
      }
    }
    return best;
  }

  /** Processor, number of processors and load. */
  static String machine() {
    String model = System.getProperty("os.arch");
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
        if (line.startsWith("model name")) {
          model = line.substring(line.indexOf(':') + 1).strip();
          break;
        }
      }
    } catch (IOException notLinux) {
      // the architecture says enough
    }
    return model
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors, Java "
        + Runtime.version()
        + ", load "
        + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
