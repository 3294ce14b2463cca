package org.onsager.bench;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.onsager.tensor.Scope;

/**
 * Onsager's side of a comparison: does what it is asked on standard input, with the weights and the
 * data that a folder holds.
 *
 * <pre>
 * check WORKLOAD            the losses of ten steps, then the norms of gradient and Hessian product
 * time WORKLOAD WHAT COUNT  for every repetition its nanoseconds of thread time and of wall clock
 * </pre>
 */
final class Peer {
  private Peer() {}

  /**
   * Serves until the input ends.
   *
   * @param args the folder, and the number of threads that share a step
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int workers = Integer.parseInt(args[1]);
    Map<String, Workload> workloads = new LinkedHashMap<>();
    try (Scope _ = Scope.open();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.strip().split(" ", -1);
        Workload workload = workloads.get(words[1]);
        if (workload == null) {
          workload = Workload.read(folder, words[1], workers);
          workloads.put(words[1], workload);
        }
        System.out.println(
            words[0].equals("check")
                ? text(workload.check())
                : time(workload.work(words[2]), Integer.parseInt(words[3])));
      }
    }
  }

  private static String text(double[] numbers) {
    return Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" "));
  }

  private static String time(Runnable work, int count) {
    ThreadMXBean clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < count; i++) {
      long wall = System.nanoTime();
      long cpu = clock.getCurrentThreadCpuTime();
      try (Scope _ = Scope.open()) {
        work.run();
      }
      long cpuTaken = clock.getCurrentThreadCpuTime() - cpu;
      out.append(cpuTaken).append(' ').append(System.nanoTime() - wall).append(' ');
    }
    return out.toString().strip();
  }
}
