package org.onsager.instruments.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.nets.TensorActivation;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.Passage;
import org.onsager.nets.loaded.Signal;
import org.onsager.nets.loaded.Site;
import org.onsager.numerics.statistics.Distributions;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * One pass forward over all samples: what the network gives, and which of its units take part.
 *
 * @param logits [samples · outputs], sample by sample
 * @param samples how many
 * @param units of every layer with an activation that is known
 */
public record Survey(double[] logits, int samples, List<Units> units) {
  private static final int BATCH = 200;

  /** A slope below this part of the steepest is flat. */
  private static final double FLAT = 0.1;

  /** A unit is saturated that is flat on more than this share of samples and places. */
  private static final double SATURATED = 0.99;

  private static final double CONFIDENCE = 0.95;

  /**
   * The units of one layer: features of a dense one, channels of a convolution.
   *
   * @param site which
   * @param dead those whose activation gave the same for every sample, everywhere
   * @param saturated those, not dead, that were flat on more than 99 % of samples and places: the
   *     slope of the activation at most a tenth of its steepest
   * @param flat [units] the share of samples and places where each was flat
   * @param flatShare the same over all units, averaged over samples
   * @param bound a unit that is called dead is active on less than this share of all possible
   *     samples, with 95 % confidence: \( 1 - 0.05^{1/n} \) of n samples
   */
  public record Units(
      Site site,
      List<Integer> dead,
      List<Integer> saturated,
      double[] flat,
      Reading flatShare,
      double bound) {}

  /**
   * Over all samples.
   *
   * @param inputs [samples, …], at least two
   * @param done is told how many samples have passed
   */
  public static Survey over(LoadedNetwork network, Tensor inputs, IntConsumer done) {
    int n = (int) inputs.extent(0);
    if (n < 2) {
      throw new IllegalArgumentException("an error bar needs at least two samples, not " + n);
    }
    List<Site> sites = network.sites();
    Gauge[] gauges =
        sites.stream()
            .map(Site::activation)
            .map(a -> a == null || a.equals(Activation.LINEAR) ? null : new Gauge(a, n))
            .toArray(Gauge[]::new);
    double[] logits = new double[n * network.outputs()];
    for (int from = 0; from < n; from += BATCH) {
      try (Scope _ = Scope.open()) {
        Tensor x = inputs.slice(0, from, Math.min(n, from + BATCH));
        Passage passage = Gradients.without(() -> network.forward(x));
        double[] some = passage.outputs().to(DType.FLOAT64).toDoubles();
        System.arraycopy(some, 0, logits, from * network.outputs(), some.length);
        for (int l = 0; l < gauges.length; l++) {
          @Nullable Gauge gauge = gauges[l];
          if (gauge != null) {
            gauge.see(passage.signals().get(l), sites.get(l).kind(), from);
          }
        }
      }
      done.accept(Math.min(n, from + BATCH));
    }
    List<Units> units = new ArrayList<>();
    for (int l = 0; l < gauges.length; l++) {
      @Nullable Gauge gauge = gauges[l];
      if (gauge != null) {
        units.add(gauge.read(sites.get(l), n));
      }
    }
    return new Survey(logits, n, List.copyOf(units));
  }

  /**
   * The upper bound, with 95 % confidence, for the probability of what never happened in so many
   * independent samples.
   */
  public static double bound(int samples) {
    return Distributions.proportion(0, samples, 2 * CONFIDENCE - 1).high();
  }

  /** Watches the units of one layer. */
  private static final class Gauge {
    private final Activation activation;
    private final double least;
    private final double[] flatOf;
    private double[] low = new double[0];
    private double[] high = new double[0];
    private double[] flat = new double[0];
    private double seen;

    Gauge(Activation activation, int samples) {
      this.activation = activation;
      flatOf = new double[samples];
      double steepest =
          IntStream.rangeClosed(-400, 400)
              .mapToDouble(i -> Math.abs(activation.derivative(i / 20.0 + 1e-3)))
              .max()
              .orElseThrow();
      least = FLAT * steepest;
    }

    void see(Signal signal, Site.Kind kind, int from) {
      try (Scope _ = Scope.open()) {
        Tensor z = byUnit(signal.pre(), kind);
        Tensor a = byUnit(signal.after(), kind);
        Tensor leaf = z.parameter();
        Tensor slope =
            Gradients.of(TensorActivation.apply(activation, leaf).sum(), List.of(leaf)).getFirst();
        Tensor still =
            slope.multiply(slope).atMost(Tensor.scalar(least * least, z.dtype())).to(DType.FLOAT64);
        double[] ofSample = still.meanOver(1, 2).toDoubles();
        System.arraycopy(ofSample, 0, flatOf, from, ofSample.length);
        double[] ofUnit = still.sumOver(0, 2).toDoubles();
        double[] least = a.minimumOver(0, 2).toDoubles();
        double[] most = a.maximumOver(0, 2).toDoubles();
        if (low.length == 0) {
          low = least.clone();
          high = most.clone();
          flat = new double[least.length];
        }
        for (int u = 0; u < low.length; u++) {
          low[u] = Math.min(low[u], least[u]);
          high[u] = Math.max(high[u], most[u]);
          flat[u] += ofUnit[u];
        }
        seen += (double) z.extent(0) * z.extent(2);
      }
    }

    Units read(Site site, int samples) {
      double[] share = Arrays.stream(flat).map(f -> f / seen).toArray();
      List<Integer> dead =
          IntStream.range(0, low.length).filter(u -> low[u] == high[u]).boxed().toList();
      List<Integer> saturated =
          IntStream.range(0, low.length)
              .filter(u -> share[u] > SATURATED && low[u] != high[u])
              .boxed()
              .toList();
      return new Units(site, dead, saturated, share, Reading.ofShare(flatOf), bound(samples));
    }

    /** As [samples, units, places]. */
    private static Tensor byUnit(Tensor signal, Site.Kind kind) {
      Tensor s = signal.detach();
      long n = s.extent(0);
      if (s.rank() == 2) {
        return s.reshape(n, -1, 1);
      }
      return kind == Site.Kind.CONVOLUTION
          ? s.reshape(n, s.extent(1), -1)
          : s.reshape(n, -1, s.extent(-1)).transpose();
    }
  }
}
