package org.onsager.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.onsager.architecture.Network;
import org.onsager.data.NpyArray;
import org.onsager.data.NpyFile;
import org.onsager.instruments.function.TangentKernel;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.tensor.DType;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Onsager's side of the comparison of empirical tangent kernels: does what it is asked on standard
 * input, for the state dictionaries and samples that a folder holds.
 *
 * <pre>
 * run WORK    seconds of processor time of the process and of wall clock, the mean of ten
 * write WORK  likewise, and leaves the kernel in the folder
 * </pre>
 */
final class TangentPeer {
  /** The clock of the processor goes in steps of ten milliseconds. */
  private static final int TIMES = 10;

  private final Path folder;
  private final DType dtype;
  private final Map<String, Work> known = new HashMap<>();

  private TangentPeer(Path folder, DType dtype) {
    this.folder = folder;
    this.dtype = dtype;
  }

  /** What is computed. */
  private record Work(LoadedNetwork network, Tensor inputs) {}

  /**
   * Serves until the input ends.
   *
   * @param args the folder, and float32 or float64
   */
  public static void main(String[] args) throws IOException {
    TangentPeer peer =
        new TangentPeer(Path.of(args[0]), DType.valueOf(args[1].toUpperCase(Locale.ROOT)));
    try (Scope _ = Scope.open();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(peer.timed(line.strip().split(" ", -1)));
      }
    }
  }

  private String timed(String[] words) throws IOException {
    Work work = work(words[1]);
    OperatingSystemMXBean clock =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long wall = System.nanoTime();
    long cpu = clock.getProcessCpuTime();
    TangentKernel kernel = TangentKernel.over(work.network(), work.inputs());
    for (int i = 1; i < TIMES; i++) {
      kernel = TangentKernel.over(work.network(), work.inputs());
    }
    double cpuTaken = (clock.getProcessCpuTime() - cpu) * 1e-9 / TIMES;
    double wallTaken = (System.nanoTime() - wall) * 1e-9 / TIMES;
    if (words[0].equals("write")) {
      int n = kernel.samples() * kernel.outputs();
      NpyFile.write(folder.resolve(words[1] + ".ours.npy"), kernel.values(), n, n);
    }
    return cpuTaken + " " + wallTaken;
  }

  private Work work(String name) throws IOException {
    Work work = known.get(name);
    if (work == null) {
      Network text = Network.parse(Files.readString(folder.resolve(name + ".network")).strip());
      LoadedNetwork network = LoadedNetworks.open(folder.resolve(name + ".pt"), text, dtype);
      try (NpyArray array = NpyArray.open(folder.resolve(name + ".npy"))) {
        Tensor x = Tensor.of(array.doubles(), array.shape()).to(dtype);
        work = new Work(network, x);
      }
      known.put(name, work);
    }
    return work;
  }
}
