package org.onsager.instruments.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Shape;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.nets.loaded.Passage;
import org.onsager.nets.loaded.Signal;
import org.onsager.nets.loaded.Site;
import org.onsager.numerics.linear.SymmetricEigen;
import org.onsager.tensor.DType;
import org.onsager.tensor.Elementwise;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class TangentKernelTest {
  private static final int SAMPLES = 5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gaussian(weight-variance=1.7, bias-variance=0.2): dense(6,9) tanh dense(9,7) relu"
            + " dense(7,3)",
        "gaussian(weight-variance=2, bias-variance=0.1): input(1,9,9)"
            + " convolution(1,3,kernel=3x3,padding=same) tanh average-pooling(kernel=2)"
            + " convolution(3,4,kernel=2x2) relu flatten dense(36,5) tanh dense(5,3)",
        "gaussian(weight-variance=2, bias-variance=0.1): input(2,7,9)"
            + " convolution(2,3,kernel=3x2,stride=2x1) relu"
            + " convolution(3,4,kernel=3x3,padding=same,stride=2x2) tanh flatten dense(32,2)",
        "gaussian(weight-variance=2, bias-variance=0.1): input(2,12)"
            + " convolution(2,3,kernel=3,padding=same) relu convolution(3,2,kernel=4,stride=2) tanh"
            + " flatten dense(10,2)",
        "gaussian(weight-variance=1.5, bias-variance=0.1): dense(5,6) tanh"
            + " residual[ dense(6,6) tanh ] dense(6,3)",
      })
  void theKernelIsTheJacobianTimesItsTransposeToRounding(String text) {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network = Networks.loaded(text);
      Tensor x = Networks.inputs(SAMPLES, network);
      TangentKernel kernel = TangentKernel.over(network, x);
      double[] exact = byJacobian(network, x);
      double size = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
      assertArrayEquals(exact, kernel.values(), 1e-12 * size, text);
      int n = SAMPLES * network.outputs();
      double[] spectrum = new KernelReadings(kernel).eigenvalues();
      assertArrayEquals(SymmetricEigen.values(exact, n), spectrum, 1e-10 * spectrum[n - 1]);
      double trace = 0;
      for (int i = 0; i < n; i++) {
        trace += exact[i * n + i];
      }
      double parts = kernel.traces().values().stream().mapToDouble(t -> t).sum();
      assertEquals(trace, parts, 1e-12 * trace, "the layers' shares add up to the trace");
      assertTrue(
          !kernel.traces().containsKey(TangentKernel.OTHERS),
          "no layer had to be differentiated sample by sample: " + kernel.traces());
    }
  }

  @Test
  void theJacobianItselfIsThatOfCentralDifferences() {
    try (Scope _ = Scope.open()) {
      FiniteNetwork finite =
          Networks.drawn(
              "gaussian(weight-variance=1.7, bias-variance=0.2): dense(4,5) tanh dense(5,2)");
      LoadedNetwork network = LoadedNetworks.of(finite);
      Tensor x = Networks.inputs(3, network);
      int rows = 3 * network.outputs();
      List<double[]> columns = new ArrayList<>();
      double h = 1e-5;
      for (Tensor p : network.parameters().values()) {
        double[] values = p.toDoubles();
        Tensor view = p.detach().reshape(-1);
        for (int k = 0; k < values.length; k++) {
          double[] up = shifted(network, x, view, k, h);
          double[] down = shifted(network, x, view, k, -h);
          double[] slope = new double[rows];
          Arrays.setAll(slope, i -> (up[i] - down[i]) / (2 * h));
          columns.add(slope);
        }
      }
      double[] kernel = TangentKernel.over(network, x).values();
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < rows; j++) {
          int row = i;
          int column = j;
          double sum = columns.stream().mapToDouble(c -> c[row] * c[column]).sum();
          assertEquals(sum, kernel[i * rows + j], 1e-8, "entry " + i + ", " + j);
        }
      }
    }
  }

  private static double[] shifted(
      LoadedNetwork network, Tensor x, Tensor view, int index, double by) {
    double[] step = new double[(int) view.size()];
    step[index] = by;
    Tensor delta = Tensor.of(step, step.length);
    TangentKernel.add(view, delta);
    double[] outputs = Gradients.without(() -> network.forward(x).outputs().toDoubles());
    TangentKernel.add(view, delta.multiply(-1));
    return outputs;
  }

  @Test
  void aSingleLinearLayerHasTheInnerProductsOfItsInputsPlusOne() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded("gaussian(weight-variance=1, bias-variance=1): dense(3,2)");
      double[] x = {1, 2, 3, -1, 0.5, 4};
      TangentKernel kernel = TangentKernel.over(network, Tensor.of(x, 2, 3));
      // Θ = (x·x' + 1) δ_ij: 1+4+9+1, −1+1+12+1, 1+0.25+16+1
      double a = 15;
      double b = 13;
      double c = 18.25;
      double[] exact = {a, 0, b, 0, 0, a, 0, b, b, 0, c, 0, 0, b, 0, c};
      assertArrayEquals(exact, kernel.values(), 1e-12);
      assertEquals(Map.of(network.sites().getFirst().name(), 2 * (a + c)), kernel.traces());
    }
  }

  @Test
  void singlePrecisionAgreesToSixDigits() {
    try (Scope _ = Scope.open()) {
      FiniteNetwork wide =
          Networks.drawn(
              "gaussian(weight-variance=2, bias-variance=0.1): input(1,9,9)"
                  + " convolution(1,3,kernel=3x3,padding=same) relu flatten dense(243,3)");
      LoadedNetwork network = LoadedNetworks.of(wide);
      Tensor x = Networks.inputs(SAMPLES, network);
      double[] exact = TangentKernel.over(network, x).values();
      try (Scope _ = Scope.open()) {
        LoadedNetwork single =
            LoadedNetworks.of(
                FiniteNetwork.draw(
                    wide.architecture(), DType.FLOAT32, Networks.generator("weights")));
        for (String name : single.parameters().keySet()) {
          Tensor from =
              Objects.requireNonNull(network.parameters().get(name)).detach().to(DType.FLOAT32);
          Tensor into = Objects.requireNonNull(single.parameters().get(name)).detach();
          TangentKernel.add(into, from.subtract(into));
        }
        double[] rounded = TangentKernel.over(single, x.to(DType.FLOAT32)).values();
        double size = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
        assertArrayEquals(exact, rounded, 2e-6 * size);
      }
    }
  }

  /** What lies in no layer with weights, and weights that two layers share, count as well. */
  @Test
  void normalisationsAndSharedWeightsArePartOfTheKernel() {
    try (Scope _ = Scope.open()) {
      Tensor w = Networks.generator("w").normal(DType.FLOAT64, 4, 4).parameter();
      Tensor scale = Networks.generator("g").normal(DType.FLOAT64, 4).parameter();
      Tensor shift = Networks.generator("b").normal(DType.FLOAT64, 4).parameter();
      Tensor last = Networks.generator("v").normal(DType.FLOAT64, 3, 4).parameter();
      Tensor zero = Tensor.zeros(DType.FLOAT64, 4);
      Site first = new Site("first", Site.Kind.DENSE, "w", null, Activation.TANH);
      Site again = new Site("again", Site.Kind.DENSE, "w", null, Activation.TANH);
      Site end = new Site("end", Site.Kind.DENSE, "v", null, null);
      Map<String, Tensor> parameters =
          new TreeMap<>(Map.of("w", w, "scale", scale, "shift", shift, "v", last));
      LoadedNetwork network =
          new ByHand(
              List.of(first, again, end),
              parameters,
              x -> {
                Tensor a = x.linear(w, zero);
                Tensor z = a.multiply(scale).add(shift);
                Tensor h = Elementwise.TANH.of(z);
                Tensor b = h.linear(w, zero);
                Tensor g = Elementwise.TANH.of(b);
                Tensor y = g.matmul(last.transpose());
                return new Passage(
                    y,
                    List.of(
                        new Signal(x, a, z, h), new Signal(h, b, b, g), new Signal(g, y, y, y)));
              });
      Tensor x = Networks.inputs(SAMPLES, network);
      TangentKernel kernel = TangentKernel.over(network, x);
      double[] exact = byJacobian(network, x);
      double size = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
      assertArrayEquals(exact, kernel.values(), 1e-12 * size);
      assertEquals(Set.of("end", TangentKernel.OTHERS), kernel.traces().keySet());
    }
  }

  /** A network written out. */
  private record ByHand(
      List<Site> sites, Map<String, Tensor> parameters, Function<Tensor, Passage> pass)
      implements LoadedNetwork {
    @Override
    public Shape input() {
      return Shape.of(4);
    }

    @Override
    public int outputs() {
      return 3;
    }

    @Override
    public DType dtype() {
      return DType.FLOAT64;
    }

    @Override
    public Passage forward(Tensor inputs) {
      return pass.apply(inputs);
    }

    @Override
    public void close() {}
  }

  @Test
  void moreBytesAreAnnouncedThanTheKernelItselfTakes() {
    try (Scope _ = Scope.open()) {
      LoadedNetwork network =
          Networks.loaded("gaussian(weight-variance=2): dense(20,30) relu dense(30,10)");
      assertTrue(TangentKernel.bytes(network, 1000) > 8L * 10_000 * 10_000);
    }
  }

  /** The full Jacobian, then its product. */
  private static double[] byJacobian(LoadedNetwork network, Tensor x) {
    List<Tensor> parameters = List.copyOf(network.parameters().values());
    List<double[]> rows = new ArrayList<>();
    for (int s = 0; s < x.extent(0); s++) {
      rows.addAll(Networks.jacobian(network, x.slice(0, s, s + 1), parameters));
    }
    int n = rows.size();
    double[] k = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int p = 0; p < rows.get(i).length; p++) {
          sum += rows.get(i)[p] * rows.get(j)[p];
        }
        k[i * n + j] = sum;
      }
    }
    return k;
  }
}
