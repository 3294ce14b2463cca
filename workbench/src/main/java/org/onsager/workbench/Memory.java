package org.onsager.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.onsager.lab.Refusal;

/**
 * The memory that is free now, so that what does not fit is refused before it is begun.
 *
 * @param machine bytes that the machine, or the container, has left
 * @param heap bytes that the Java heap may still grow by
 */
record Memory(double machine, double heap) {
  /** As it is now; infinite where the machine does not say. */
  static Memory now() {
    Runtime runtime = Runtime.getRuntime();
    double heap = (double) runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    double free =
        lines("/proc/meminfo").stream()
            .filter(line -> line.startsWith("MemAvailable:"))
            .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(Double.POSITIVE_INFINITY);
    double limit = number("/sys/fs/cgroup/memory.max") - number("/sys/fs/cgroup/memory.current");
    return new Memory(Double.isNaN(limit) ? free : Math.min(free, limit), heap);
  }

  private static double number(String file) {
    List<String> lines = lines(file);
    boolean digits = !lines.isEmpty() && lines.getFirst().strip().matches("[0-9]+");
    return digits ? Double.parseDouble(lines.getFirst().strip()) : Double.NaN;
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException elsewhere) {
      return List.of(); // only Linux has it
    }
  }

  /**
   * Refuses what does not fit.
   *
   * @param what is to be computed, as it begins the line
   * @param outside bytes outside the heap
   * @param inside bytes of the heap
   */
  void require(String what, double outside, double inside) {
    if (inside > heap) {
      throw new Refusal(
          what
              + " take "
              + KernelSheet.bytes(inside)
              + " of the Java heap, which has "
              + KernelSheet.bytes(heap)
              + " left: fewer samples, or ONSAGER_JAVA_OPTIONS=-Xmx"
              + (long) Math.ceil((inside + Runtime.getRuntime().maxMemory() - heap) / 1e9 * 1.1)
              + "g on a machine that has it");
    }
    if (outside + inside > machine) {
      throw new Refusal(
          what
              + " take "
              + KernelSheet.bytes(outside + inside)
              + " of memory, of which "
              + KernelSheet.bytes(machine)
              + " are free: fewer samples, or a larger machine");
    }
  }
}
