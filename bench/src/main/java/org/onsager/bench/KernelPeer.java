package org.onsager.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.onsager.architecture.Network;
import org.onsager.data.NpyArray;
import org.onsager.data.NpyFile;
import org.onsager.theory.kernel.InfiniteNetwork;
import org.onsager.theory.kernel.Inputs;
import org.onsager.theory.kernel.KernelCost;
import org.onsager.theory.kernel.Kernels;
import org.onsager.theory.kernel.Parameterisation;
import org.onsager.workbench.KernelFile;

/**
 * Onsager's side of the comparison of kernels: does what it is asked on standard input, for the
 * networks and samples that a folder holds.
 *
 * <pre>
 * run WORK memory    seconds of processor time of the process and of wall clock, both kernels; the
 *                    mean of as many runs as half a second holds
 * run WORK file      likewise, straight into files
 * write WORK memory  computes both kernels and leaves them in the folder
 * floor WORK memory  seconds that all threads need at what they were measured to do best, at once:
 *                    products of inputs, layers, reading samples and writing both matrices; and
 *                    the rates together, in Gflop/s, 10⁹ square roots/s and GB/s
 * </pre>
 */
final class KernelPeer {
  private static final long LONG_ENOUGH = 500_000_000;

  /** Numbers that a thread fills at most to tell how fast it does. */
  private static final long MOST = 1 << 25;

  private final Path folder;
  private final int threads;
  private final Map<String, Work> known = new HashMap<>();
  private final Map<String, Kernels> matrices = new HashMap<>();

  private KernelPeer(Path folder, int threads) {
    this.folder = folder;
    this.threads = threads;
  }

  /** What is computed. */
  private record Work(Network network, double[] x, int samples) {
    Kernels room() {
      int entries = samples * samples;
      return new Kernels(new double[entries], new double[entries], samples, samples);
    }
  }

  /**
   * Serves until the input ends.
   *
   * @param args the folder, and the number of threads
   */
  public static void main(String[] args) throws IOException {
    KernelPeer peer = new KernelPeer(Path.of(args[0]), Integer.parseInt(args[1]));
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.strip().split(" ", -1);
        System.out.println(words[0].equals("floor") ? peer.floor(words[1]) : peer.timed(words));
      }
    }
  }

  private String timed(String[] words) throws IOException {
    Work work = work(words[1]);
    OperatingSystemMXBean clock =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long wall = System.nanoTime();
    long cpu = clock.getProcessCpuTime();
    Kernels found = null;
    int times = 0;
    // processor time comes in hundredths of a second
    do {
      if (words[2].equals("file")) {
        into(words[1], work);
      } else {
        found = kernels(words[1], work);
      }
      times++;
    } while (words[0].equals("run") && System.nanoTime() - wall < LONG_ENOUGH);
    double cpuTaken = (clock.getProcessCpuTime() - cpu) * 1e-9 / times;
    double wallTaken = (System.nanoTime() - wall) * 1e-9 / times;
    if (words[0].equals("write") && found != null) {
      int n = work.samples();
      double[] ntk = Objects.requireNonNull(found.ntk());
      NpyFile.write(folder.resolve(words[1] + ".ours.nngp.npy"), found.nngp(), n, n);
      NpyFile.write(folder.resolve(words[1] + ".ours.ntk.npy"), ntk, n, n);
    }
    return cpuTaken + " " + wallTaken;
  }

  private Work work(String name) throws IOException {
    Work work = known.get(name);
    if (work == null) {
      Network network = Network.parse(Files.readString(folder.resolve(name + ".network")).strip());
      try (NpyArray array = NpyArray.open(folder.resolve(name + ".npy"))) {
        work = new Work(network, array.doubles(), (int) array.shape()[0]);
      }
      known.put(name, work);
    }
    return work;
  }

  /**
   * The whole way: the network's kernel is compiled, the samples prepared, the kernels finished, in
   * matrices that are kept, for new ones would measure the virtual machine's collector.
   */
  private Kernels kernels(String name, Work work) {
    InfiniteNetwork infinite = InfiniteNetwork.of(work.network(), Parameterisation.NTK);
    Kernels both = matrices.computeIfAbsent(name, _ -> work.room());
    int n = work.samples();
    try (Arena arena = Arena.ofShared()) {
      Inputs x = infinite.inputs(arena, work.x(), n, threads);
      infinite.rectangle(x, 0, n, x, 0, n, both.nngp(), both.tangent(), threads);
    }
    return both;
  }

  private void into(String name, Work work) {
    new KernelFile(
            work.network(),
            Parameterisation.NTK,
            folder.resolve(name + ".npy").toString(),
            "",
            true,
            false,
            folder.resolve(name + ".file.npy"),
            threads)
        .write(line -> {}, () -> false);
  }

  private String floor(String name) throws IOException {
    Work work = work(name);
    double entries = work.samples() * (work.samples() + 1.0) / 2;
    KernelCost cost = InfiniteNetwork.of(work.network(), Parameterisation.NTK).cost();
    double products = Math.min(2.0 * work.network().input().size(), cost.flops());
    double bytes = 8.0 * work.x().length + 16.0 * work.samples() * work.samples();
    double peak = Peak.together(threads, Peak::doubles);
    double roots = Peak.together(threads, Peak::roots);
    // as much as samples and matrices take, each thread its part: what a cache holds is fast
    int part = (int) Math.min(MOST, bytes / 8 / threads);
    double filling = Peak.together(threads, () -> Peak.filling(new double[part]));
    // a processor takes roots beside other operations
    double layers = Math.max((cost.flops() - products) / peak, cost.roots() / roots);
    return Stream.of(
            entries * products / peak,
            entries * layers,
            bytes / filling,
            peak / 1e9,
            roots / 1e9,
            filling / 1e9)
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }
}
