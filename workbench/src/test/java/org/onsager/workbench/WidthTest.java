package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.nets.FiniteNetwork;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.theory.kernel.InfiniteNetwork;
import org.onsager.theory.kernel.Inputs;
import org.onsager.theory.kernel.Kernels;
import org.onsager.theory.kernel.Parameterisation;

/**
 * Random networks of growing width against their infinite-width kernels.
 *
 * <p>At widths n the mean over draws of (measured − theory)/scale is a/n at leading order; the line
 * through all widths meets 1/n = 0 at zero, within its standard error, and a draw scatters with a
 * variance of order 1/n. A theory whose σ_w² is 5 % off does not fit.
 */
class WidthTest {
  private static final int[] WIDTHS = {32, 64, 128, 256};
  private static final int DRAWS = 200;

  /** For about 250 comparisons, a false alarm of 10⁻³ in all. */
  private static final double MOST = 4.9;

  private static final double W = 1.6;
  private static final double B = 0.1;
  private static final double[] X = {0.8, -1.1, 0.5, 1.3, 0.2, -0.9, 1.4, 0.6};
  private static final String[] ENTRIES = {"xx", "xy", "yy"};

  /** Sums over draws of an entry, and of its square. */
  private static final class Sum {
    private double sum;
    private double square;
    private int count;

    void add(double value) {
      sum += value;
      square += value * value;
      count++;
    }

    double mean() {
      return sum / count;
    }

    /** Of one draw. */
    double variance() {
      return (square - sum * sum / count) / (count - 1);
    }
  }

  /** The NNGP of a draw is the mean over its n outputs; the tangent kernels are of its first. */
  private enum Kernel {
    NNGP,
    NTK,
    STANDARD
  }

  /** Entries of a kernel at every width: [width][entry]. */
  private record Measured(Kernel kernel, Sum[][] sums) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense(4,N) relu dense(N,N) relu dense(N,N)",
        "dense(4,N) erf dense(N,N) tanh dense(N,N)",
        "dense(4,N) dropout(keep=0.8) dense(N,N) relu dropout(keep=0.7) dense(N,N)",
        "dense(4,N) residual[ relu dense(N,N) ] relu dense(N,N)",
        "dense(4,N) sum[ relu dense(N,N) | erf dense(N,N) | dense(N,N) ] relu dense(N,N)",
        "dense(4,N) concatenate[ relu | dense(N,N) erf ] dense(2N,N) relu dense(N,N)",
        "dense(4,N) layer-norm relu dense(N,N) residual[ layer-norm relu dense(N,N) ]",
        "input(1,4) convolution(1,N,3,padding=circular) relu convolution(N,N,3) flatten"
            + " dense(2N,N)",
        "input(1,2,2) convolution(1,N,2,padding=same) erf average-pooling(1x2)"
            + " convolution(N,N,2x1,padding=circular) relu global-average-pooling dense(N,N)",
        "input(2,1,2) convolution(2,N,1) residual[ layer-norm relu convolution(N,N,2,padding=same)"
            + " ] global-average-pooling relu dense(N,N)",
      })
  void theInfiniteNetworkIsWhereFiniteOnesTend(String layers) {
    List<Measured> all;
    try (Scope _ = Scope.open()) {
      all = draws(layers);
    }
    for (Measured measured : all) {
      StringBuilder table = new StringBuilder();
      assertThat(furthest(layers, measured, W, table))
          .as("%s of %s%n%s", measured.kernel(), layers, table)
          .isLessThan(MOST);
      for (int entry = 0; entry < 3; entry++) {
        // Eight times the width: an eighth of the variance, at leading order.
        assertThat(scatter(layers, measured, entry, 0) / scatter(layers, measured, entry, 3))
            .as("%s %s of %s%n%s", measured.kernel(), ENTRIES[entry], layers, table)
            .isBetween(3.5, 20.0);
      }
      if (feels(layers, measured.kernel())) {
        assertThat(furthest(layers, measured, 1.05 * W, new StringBuilder()))
            .as("%s of %s, σ_w² five per cent off%n%s", measured.kernel(), layers, table)
            .isGreaterThan(MOST);
      }
    }
  }

  /** The variance of one draw, in units of theory. */
  private static double scatter(String layers, Measured measured, int entry, int width) {
    double[] theory = theory(network(layers, WIDTHS[width], W), measured.kernel());
    return measured.sums()[width][entry].variance() / theory[0] / theory[2];
  }

  /** Layer norm forgets σ_w², so that gradients in plain weights hardly know it. */
  private static boolean feels(String layers, Kernel kernel) {
    return kernel != Kernel.STANDARD || !layers.contains("layer-norm");
  }

  private static String text(String layers, int width) {
    return layers.replace("2N", String.valueOf(2 * width)).replace("N", String.valueOf(width));
  }

  private static Network network(String layers, int width, double weightVariance) {
    return Network.parse(text(layers, width))
        .withInitialisation(Initialisation.gaussian(weightVariance, B));
  }

  private static List<Measured> draws(String layers) {
    List<Measured> all =
        List.of(
            new Measured(Kernel.NNGP, new Sum[WIDTHS.length][3]),
            new Measured(Kernel.NTK, new Sum[WIDTHS.length][3]),
            new Measured(Kernel.STANDARD, new Sum[WIDTHS.length][3]));
    for (int w = 0; w < WIDTHS.length; w++) {
      for (Measured m : all) {
        m.sums()[w] = new Sum[] {new Sum(), new Sum(), new Sum()};
      }
      Network network = network(layers, WIDTHS[w], W);
      RandomStream stream = new RandomStream(layers.hashCode()).named("width " + WIDTHS[w]);
      Generator generator = Generator.of(stream);
      for (int draw = 0; draw < DRAWS; draw++) {
        try (Scope _ = Scope.open()) {
          measure(FiniteNetwork.draw(network, DType.FLOAT64, generator), generator, all, w);
        }
      }
    }
    return all;
  }

  private static void measure(
      FiniteNetwork network, Generator masks, List<Measured> all, int width) {
    Tensor[] outputs = new Tensor[2];
    List<List<Tensor>> gradients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Tensor x = Tensor.of(Arrays.copyOfRange(X, 4 * i, 4 * i + 4), 1, 4);
      Tensor y = network.forward(x, masks).getLast();
      gradients.add(Gradients.of(y.slice(1, 0, 1).sum(), network.parameters()));
      outputs[i] = y.detach();
    }
    for (int entry = 0; entry < 3; entry++) {
      int i = entry / 2;
      int j = (entry + 1) / 2;
      all.get(0).sums()[width][entry].add(outputs[i].multiply(outputs[j]).mean().item());
      double tangent = 0;
      double standard = 0;
      int layers = network.weights().size();
      for (int p = 0; p < 2 * layers; p++) {
        Tensor theta = network.parameters().get(p);
        double product = gradients.get(i).get(p).dot(gradients.get(j).get(p)).item();
        standard += product;
        // θ = σ_w/√n ω for weights, σ_b β for biases, with ω and β of unit variance.
        double fanIn = (double) theta.size() / theta.extent(0);
        tangent += product * (p < layers ? W / fanIn : B);
      }
      all.get(1).sums()[width][entry].add(tangent);
      all.get(2).sums()[width][entry].add(standard);
    }
  }

  /** The greatest distance from theory at 1/n = 0, in standard errors. */
  private static double furthest(String layers, Measured measured, double w, StringBuilder table) {
    double[][] theory = new double[WIDTHS.length][];
    for (int i = 0; i < WIDTHS.length; i++) {
      theory[i] = theory(network(layers, WIDTHS[i], w), measured.kernel());
    }
    double most = 0;
    for (int entry = 0; entry < 3; entry++) {
      double s = 0;
      double sx = 0;
      double sxx = 0;
      double sy = 0;
      double sxy = 0;
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < WIDTHS.length; i++) {
        Sum sum = measured.sums()[i][entry];
        double scale = Math.sqrt(theory[i][0] * theory[i][2]);
        double off = (sum.mean() - theory[i][entry]) / scale;
        double variance = sum.variance() / sum.count / scale / scale;
        double x = 1.0 / WIDTHS[i];
        s += 1 / variance;
        sx += x / variance;
        sxx += x * x / variance;
        sy += off / variance;
        sxy += x * off / variance;
        line.append(
            String.format(Locale.ROOT, "  n=%d %+.4f ± %.4f", WIDTHS[i], off, Math.sqrt(variance)));
      }
      double determinant = s * sxx - sx * sx;
      double at = (sxx * sy - sx * sxy) / determinant;
      double error = Math.sqrt(sxx / determinant);
      most = Math.max(most, Math.abs(at) / error);
      table.append(
          String.format(
              Locale.ROOT,
              "%s%s  n=∞ %+.4f ± %.4f, z = %.1f, slope %+.2f%n",
              ENTRIES[entry],
              line,
              at,
              error,
              at / error,
              (s * sxy - sx * sy) / determinant));
    }
    return most;
  }

  private static double[] theory(Network network, Kernel kernel) {
    InfiniteNetwork infinite =
        InfiniteNetwork.of(
            network, kernel == Kernel.STANDARD ? Parameterisation.STANDARD : Parameterisation.NTK);
    Inputs x = infinite.inputs(X, 2);
    Kernels both = infinite.kernels(x, x, kernel != Kernel.NNGP, 1);
    double[] all = both.nngp();
    if (kernel != Kernel.NNGP && both.ntk() != null) {
      all = both.ntk();
    }
    return new double[] {all[0], all[1], all[3]};
  }
}
