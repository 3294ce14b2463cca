package org.onsager.instruments.function;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.Passage;
import org.onsager.nets.loaded.Signal;
import org.onsager.nets.loaded.Site;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * What becomes of signals on their way through the depth of a network, and of gradients on their
 * way back (Schoenholz et al., arXiv:1611.01232, §2–4, with weights as they are in place of random
 * ones).
 *
 * <p>With z the pre-activations of a layer, [units] of a sample: the length is \( q = |z|^2/n \);
 * the correlation of two samples \( z\cdot z'/|z||z'| \), over disjoint pairs; the squared gradient
 * \( \sum_o |\partial f_o/\partial z|^2 \), which is that of \( v\cdot f \) averaged over readouts
 * v of independent standard normals. A gradient's growth is its ratio to that of the next layer, χ
 * of mean-field theory.
 *
 * @param layers in the order they are run
 */
public record Propagation(List<Layer> layers) {
  private static final int BATCH = 32;
  private static final int BLOCKS = 32;

  /**
   * One layer with weights.
   *
   * @param site which
   * @param entering the mean square of what enters
   * @param length q, of what the activation takes
   * @param after the mean square of what it gives
   * @param correlation of pairs of samples
   * @param slope \( \langle\phi'(z)^2\rangle \) over units
   * @param gradient \( \sum_o|\partial f_o/\partial z|^2 \)
   * @param growth the ratio of this layer's gradient to the next layer's; of the last to itself, 1
   * @param plain whether z is the layer's own output: no normalisation, no sum in between
   */
  public record Layer(
      Site site,
      Reading entering,
      Reading length,
      Reading after,
      Reading correlation,
      Reading slope,
      Reading gradient,
      Reading growth,
      boolean plain) {}

  /** One number a sample for every layer, [layers][samples]. */
  private record Draws(double[][] values) {
    static Draws of(int layers, int samples) {
      return new Draws(new double[layers][samples]);
    }

    void put(int layer, int from, double[] some) {
      System.arraycopy(some, 0, values[layer], from, some.length);
    }

    Reading reading(int layer) {
      return Reading.ofMean(values[layer]);
    }
  }

  /**
   * Over samples; of a network whose layers are not seen nothing.
   *
   * @param inputs [samples, …], at least four
   */
  public static Propagation over(LoadedNetwork network, Tensor inputs) {
    int n = (int) inputs.extent(0);
    if (n < 4) {
      throw new IllegalArgumentException("pairs of samples need at least four, not " + n);
    }
    int layers = network.sites().size();
    if (layers == 0) {
      return new Propagation(List.of());
    }
    Draws entering = Draws.of(layers, n);
    Draws length = Draws.of(layers, n);
    Draws after = Draws.of(layers, n);
    Draws slope = Draws.of(layers, n);
    Draws gradient = Draws.of(layers, n);
    Draws correlation = Draws.of(layers, n / 2);
    boolean[] plain = new boolean[layers];
    for (int from = 0; from < n; from += BATCH) {
      try (Scope _ = Scope.open()) {
        Passage passage = network.forward(inputs.slice(0, from, Math.min(n, from + BATCH)));
        List<Signal> signals = passage.signals();
        for (int l = 0; l < layers; l++) {
          try (Scope _ = Scope.open()) {
            Signal s = signals.get(l);
            Tensor z = s.pre().detach();
            entering.put(l, from, meanSquares(s.entering().detach()));
            length.put(l, from, meanSquares(z));
            after.put(l, from, meanSquares(s.after().detach()));
            slope.put(l, from, slopes(s));
            correlation.put(l, from / 2, pairs(z));
            plain[l] = same(s.own(), s.pre());
          }
        }
        double[][] back = gradients(passage);
        for (int l = 0; l < layers; l++) {
          gradient.put(l, from, back[l]);
        }
      }
    }
    return new Propagation(
        IntStream.range(0, layers)
            .mapToObj(
                l ->
                    new Layer(
                        network.sites().get(l),
                        entering.reading(l),
                        length.reading(l),
                        after.reading(l),
                        correlation.reading(l).against(1),
                        slope.reading(l),
                        gradient.reading(l),
                        growth(gradient.values(), l),
                        plain[l]))
            .toList());
  }

  private static double[] meanSquares(Tensor signal) {
    double units = (double) signal.size() / signal.extent(0);
    return Arrays.stream(Sensitivity.squares(signal)).map(s -> s / units).toArray();
  }

  /** Of the activation itself, between what it takes and what it gives. */
  private static double[] slopes(Signal s) {
    Tensor ones = Tensor.full(1, s.after().dtype(), s.after().shape());
    return meanSquares(Gradients.vectorJacobian(s.after(), List.of(s.pre()), ones).getFirst());
  }

  /** The correlations of the first with the second sample, of the third with the fourth, … */
  private static double[] pairs(Tensor z) {
    long count = z.extent(0) / 2;
    if (count == 0) {
      return new double[0];
    }
    Tensor two = z.slice(0, 0, 2 * count).reshape(count, 2, -1).to(DType.FLOAT64);
    Tensor first = two.slice(1, 0, 1);
    Tensor second = two.slice(1, 1, 2);
    double[] cross = first.multiply(second).sumOver(2).toDoubles();
    double[] a = first.multiply(first).sumOver(2).toDoubles();
    double[] b = second.multiply(second).sumOver(2).toDoubles();
    return IntStream.range(0, cross.length)
        .mapToDouble(i -> a[i] > 0 && b[i] > 0 ? cross[i] / Math.sqrt(a[i] * b[i]) : 0)
        .toArray();
  }

  private static boolean same(Tensor own, Tensor pre) {
    return Arrays.equals(own.shape(), pre.shape())
        && own.detach().subtract(pre.detach()).norm().item() == 0;
  }

  /** [layers][samples], summed over outputs. */
  private static double[][] gradients(Passage passage) {
    List<Tensor> pre = passage.signals().stream().map(Signal::pre).toList();
    double[][] sums = new double[pre.size()][(int) passage.outputs().extent(0)];
    for (int o = 0; o < passage.outputs().extent(1); o++) {
      try (Scope _ = Scope.open()) {
        List<Tensor> back = Sensitivity.of(passage.outputs(), o, pre);
        for (int l = 0; l < sums.length; l++) {
          double[] squares = Sensitivity.squares(back.get(l));
          for (int s = 0; s < squares.length; s++) {
            sums[l][s] += squares[s];
          }
        }
      }
    }
    return sums;
  }

  /** A ratio of means over samples. */
  private static Reading growth(double[][] gradient, int layer) {
    double[] here = gradient[layer];
    double[] next = gradient[Math.min(layer + 1, gradient.length - 1)];
    return Reading.jackknife(
        here.length,
        BLOCKS,
        Double.NaN,
        kept -> {
          double a = 0;
          double b = 0;
          for (int s = 0; s < here.length; s++) {
            a += kept[s] ? here[s] : 0;
            b += kept[s] ? next[s] : 0;
          }
          return b > 0 ? a / b : 0;
        });
  }
}
