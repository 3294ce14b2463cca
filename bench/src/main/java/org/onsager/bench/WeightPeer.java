package org.onsager.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.onsager.data.weights.StoredArray;
import org.onsager.data.weights.WeightFile;
import org.onsager.instruments.weights.PowerLawTail;
import org.onsager.instruments.weights.WeightMatrix;
import org.onsager.numerics.linear.Blas;

/**
 * Onsager's side of the comparison of weight spectra: does what it is asked on standard input.
 *
 * <pre>
 * slices FILE    by WeightWatcher's convention: a convolution's slices together, tails of two
 * matrix FILE    by Onsager's: the reshaped matrix, tails of ten
 * peak           the rate of square products of one thread, in Gflop/s
 * </pre>
 *
 * <p>The answer is the wall clock and the processor time of all spectra and fits, file reading
 * included, then {@code name=exponent} for each layer. Its one argument is how many threads take
 * layers, the largest first.
 */
final class WeightPeer {
  private static final int FEWEST = 10;

  /** Pixels of kernels whose numbers stay in the first cache. */
  private static final int CACHED = 512;

  private WeightPeer() {}

  /** Serves until the input ends. */
  public static void main(String[] args) throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (ExecutorService workers = Executors.newFixedThreadPool(Integer.parseInt(args[0]));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.strip().split(" ", 2);
        if (words[0].equals("peak")) {
          System.out.println(Blas.measurePeak() / 1e9);
          continue;
        }
        long wall = System.nanoTime();
        long own = system.getProcessCpuTime();
        String layers = layers(words[1], words[0].equals("slices"), workers);
        System.out.printf(
            Locale.ROOT,
            "%.6f %.6f %s%n",
            (System.nanoTime() - wall) * 1e-9,
            (system.getProcessCpuTime() - own) * 1e-9,
            layers);
      }
    }
  }

  private static String layers(String path, boolean slices, ExecutorService workers) {
    try (WeightFile file = WeightFile.open(Path.of(path))) {
      return file.arrays().stream()
          .filter(a -> a.shape().size() == 2 || a.shape().size() == 4)
          .sorted(Comparator.comparingDouble(WeightPeer::cost).reversed())
          .map(a -> workers.submit(() -> a.name() + "=" + exponent(a, slices)))
          .toList()
          .stream()
          .map(WeightPeer::awaited)
          .collect(Collectors.joining(" "));
    }
  }

  private static String awaited(Future<String> layer) {
    try {
      return layer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an array takes, up to a factor. */
  private static double cost(StoredArray a) {
    return (double) a.size() * Math.min(a.shape().get(0), a.shape().get(1));
  }

  private static double exponent(StoredArray a, boolean slices) {
    int out = Math.toIntExact(a.shape().getFirst());
    int in = Math.toIntExact(a.size() / out);
    double[] w = a.doubles();
    double[] values =
        slices && a.shape().size() == 4
            ? slices(w, out, Math.toIntExact(a.shape().get(1)), in)
            : new WeightMatrix(w, out, in).singularValues();
    double[] eigenvalues = DoubleStream.of(values).map(s -> s * s).filter(x -> x > 0).toArray();
    if (eigenvalues.length < FEWEST) {
      return Double.NaN;
    }
    PowerLawTail tail =
        slices ? PowerLawTail.of(eigenvalues, 2, false) : PowerLawTail.of(eigenvalues);
    return tail.exponent().value();
  }

  /** The singular values of every [out, channels] slice of a kernel, together. */
  private static double[] slices(double[] w, int out, int channels, int in) {
    int area = in / channels;
    double[][] slices = new double[area][out * channels];
    for (int from = 0; from < out * channels; from += CACHED) {
      int to = Math.min(out * channels, from + CACHED);
      for (int u = 0; u < area; u++) {
        double[] slice = slices[u];
        for (int k = from; k < to; k++) {
          slice[k] = w[k * area + u];
        }
      }
    }
    return Arrays.stream(slices)
        .flatMapToDouble(s -> Arrays.stream(new WeightMatrix(s, out, channels).singularValues()))
        .toArray();
  }
}
