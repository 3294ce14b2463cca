package org.onsager.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.onsager.data.weights.StoredArray;
import org.onsager.data.weights.WeightFile;
import org.onsager.instruments.weights.PowerLawTail;
import org.onsager.instruments.weights.WeightMatrix;

/**
 * Onsager's side of the comparison of weight spectra: does what it is asked on standard input.
 *
 * <pre>
 * slices FILE    by WeightWatcher's convention: a convolution's slices together, tails of two
 * matrix FILE    by Onsager's: the reshaped matrix, tails of ten
 * </pre>
 *
 * <p>The answer is the wall clock and the processor time of all spectra and fits, file reading
 * included, then {@code name=exponent} for each layer.
 */
final class WeightPeer {
  private static final int FEWEST = 10;

  private WeightPeer() {}

  /** Serves until the input ends. */
  public static void main(String[] args) throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.strip().split(" ", 2);
        long wall = System.nanoTime();
        long own = system.getProcessCpuTime();
        String layers = layers(words[1], words[0].equals("slices"));
        System.out.printf(
            Locale.ROOT,
            "%.6f %.6f %s%n",
            (System.nanoTime() - wall) * 1e-9,
            (system.getProcessCpuTime() - own) * 1e-9,
            layers);
      }
    }
  }

  private static String layers(String path, boolean slices) {
    try (WeightFile file = WeightFile.open(Path.of(path))) {
      List<StoredArray> weights =
          file.arrays().stream()
              .filter(a -> a.shape().size() == 2 || a.shape().size() == 4)
              .toList();
      return weights.parallelStream()
          .map(a -> a.name() + "=" + exponent(a, slices))
          .collect(Collectors.joining(" "));
    }
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
    return IntStream.range(0, area)
        .mapToObj(
            u -> {
              double[] slice = new double[out * channels];
              for (int k = 0; k < slice.length; k++) {
                slice[k] = w[k * area + u];
              }
              return new WeightMatrix(slice, out, channels).singularValues();
            })
        .flatMapToDouble(DoubleStream::of)
        .toArray();
  }
}
