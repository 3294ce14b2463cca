package org.onsager.nets.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Activation;
import org.onsager.data.weights.OnnxAttribute;
import org.onsager.data.weights.OnnxAttribute.Text;
import org.onsager.data.weights.OnnxAttribute.Whole;
import org.onsager.data.weights.OnnxModel;
import org.onsager.data.weights.OnnxNode;
import org.onsager.lab.Refusal;
import org.onsager.nets.TensorActivation;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.Updates;

/** Plain loops for few numbers beside the operations of the library. */
class SmallPlanTest {
  private static final int RUNS = 8;
  private static final Role ANY = new Role.Other();

  private Scope scope = Scope.open();

  @BeforeEach
  void open() {
    scope.close();
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor random(SplittableRandom random, long... shape) {
    long size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, shape);
  }

  private static Tensor integers(SplittableRandom random, long below, long... shape) {
    long size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return Tensor.of(random.longs(size, 0, below).toArray(), shape);
  }

  private static OnnxAttribute whole(long... values) {
    return new OnnxAttribute.Wholes(Arrays.stream(values).boxed().toList());
  }

  private static Operation operation(String operator, Map<String, OnnxAttribute> attributes) {
    OnnxNode node = new OnnxNode("", operator, "", List.of(), List.of("y"), attributes);
    Attributes a = new Attributes(node, 17, DType.FLOAT32);
    Operation general = Objects.requireNonNull(Operators.maker(node)).of(a);
    SmallForm form = operator.equals("Conv") ? SmallWindows.convolution(a) : SmallForms.of(a);
    return new SmallForm.Formed(general, Objects.requireNonNull(form, operator));
  }

  private static Operation operation(String operator) {
    return operation(operator, Map.of());
  }

  private static List<Tensor> outputs(Graph graph, List<Tensor> from) {
    return Gradients.without(() -> graph.outputsOf(from));
  }

  /** Runs until the plan is there. */
  private static void plan(Graph graph, List<Tensor> from) {
    for (int i = 0; i < RUNS; i++) {
      assertThat(graph.isPlanned()).isFalse();
      outputs(graph, from);
    }
    assertThat(graph.isPlanned()).as("a plan after %d runs", RUNS).isTrue();
  }

  /** Both ways on inputs that the plan was not made with. */
  private static void agree(Graph graph, List<Tensor> from) {
    List<Tensor> planned = outputs(graph, from);
    assertThat(graph.isPlanned()).isTrue();
    @Nullable Tensor[] all = Gradients.without(() -> graph.run(from));
    for (int i = 0; i < planned.size(); i++) {
      Tensor expected = Objects.requireNonNull(all[graph.outputs().get(i)]);
      assertThat(planned.get(i).shape()).isEqualTo(expected.shape());
      double[] numbers = expected.toDoubles();
      double largest = Arrays.stream(numbers).map(Math::abs).filter(v -> v >= 0).max().orElse(0);
      assertThat(planned.get(i).toDoubles())
          .containsExactly(numbers, within(2e-6 * Math.max(1, largest)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "onnx-zoo-mnist/mnist.onnx, 1",
    "onnx-zoo-mnist/opt-mnist.onnx, 1",
    "pytorch-lenet/lenet5.onnx, 1",
    "pytorch-lenet/lenet5.onnx, 3",
    "tribuo/cnn_mnist.onnx, 1",
    "tribuo/cnn_mnist.onnx, 2",
    "tribuo/tinybert.onnx, 1",
    "tribuo/tinybert.onnx, 3"
  })
  void networksOfOthersComputeTheSameBothWays(String file, int samples) {
    String data = System.getenv("ONSAGER_DATA");
    Assumptions.assumeTrue(data != null, "ONSAGER_DATA is not set: no networks of others");
    try (OnnxModel model = OnnxModel.open(Path.of(data, "models", file))) {
      Graph graph = OnnxGraph.of(model, DType.FLOAT32);
      SplittableRandom random = new SplittableRandom(samples);
      plan(graph, given(file, samples, random));
      agree(graph, given(file, samples, random));
      agree(graph, given(file, samples, random));
    }
  }

  private static List<Tensor> given(String file, int samples, SplittableRandom random) {
    if (!file.contains("bert")) {
      return List.of(random(random, samples, 1, 28, 28));
    }
    return List.of(
        integers(random, 1656, samples, 11),
        integers(random, 2, samples, 11),
        integers(random, 2, samples, 11));
  }

  /** Windows of any size, stride and frame, pooled, cut and turned. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void convolutionsOfAnyFrameComputeTheSameBothWays(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long samples = random.nextInt(1, 4);
    long channels = random.nextInt(1, 4);
    long height = random.nextInt(5, 12);
    long width = random.nextInt(5, 12);
    long rows = random.nextInt(1, 6);
    long columns = random.nextInt(1, 6);
    Map<String, OnnxAttribute> frame =
        switch (seed % 4) {
          case 0 -> Map.of("auto_pad", new Text("SAME_UPPER"));
          case 1 -> Map.of("auto_pad", new Text("SAME_LOWER"), "strides", whole(2, 1));
          case 2 -> Map.of("pads", whole(1, 2, 0, 1), "strides", whole(1, 2));
          default -> Map.of("pads", whole(2, 0, 1, 3));
        };
    Graph.Assembly assembly = new Graph.Assembly();
    int x = assembly.input();
    int kernels = assembly.parameter("w", random(random, 9, channels, rows, columns).parameter());
    int bias = assembly.parameter("b", random(random, 9).parameter());
    int seen = assembly.step("conv", ANY, operation("Conv", frame), x, kernels, bias);
    int active = assembly.step("relu", ANY, operation("Relu"), seen);
    Map<String, OnnxAttribute> window = Map.of("kernel_shape", whole(2, 1), "strides", whole(1, 2));
    int most = assembly.step("max", ANY, operation("MaxPool", window), active);
    int mean = assembly.step("mean", ANY, operation("AveragePool", window), active);
    int turned =
        assembly.step("turn", ANY, operation("Transpose", Map.of("perm", whole(0, 2, 3, 1))), mean);
    int flat = assembly.step("flat", ANY, operation("Flatten"), turned);
    Graph graph = assembly.graph(seen, most, flat);
    plan(graph, List.of(random(random, samples, channels, height, width)));
    agree(graph, List.of(random(random, samples, channels, height, width)));
  }

  /** Frames wider than planes, windows larger than they, strides of any kind. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void convolutionsBeyondThePlaneComputeTheSameBothWays(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long height = random.nextInt(1, 5);
    long width = random.nextInt(1, 5);
    long rows = random.nextInt(1, 8);
    long columns = seed % 2 == 0 ? 3 : random.nextInt(1, 8);
    long channels = random.nextInt(1, 4);
    long kernels = random.nextInt(1, 6);
    long[] stride = {random.nextInt(1, 4), seed % 2 == 0 ? 1 : random.nextInt(1, 4)};
    long side = seed % 2 == 0 ? 1 : columns;
    Map<String, OnnxAttribute> frame =
        Map.of("pads", whole(rows, side, rows - 1, side), "strides", whole(stride));
    Graph.Assembly assembly = new Graph.Assembly();
    int x = assembly.input();
    Tensor weights = random(random, kernels, channels, rows, columns).parameter();
    int w = assembly.parameter("w", weights);
    Graph graph = assembly.graph(assembly.step("conv", ANY, operation("Conv", frame), x, w));
    plan(graph, List.of(random(random, 1, channels, height, width)));
    agree(graph, List.of(random(random, 1, channels, height, width)));
    agree(graph, List.of(random(random, 1, channels, height, width)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void poolingsOfAnyStrideComputeTheSameBothWays(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] window = {random.nextInt(1, 5), random.nextInt(1, 5)};
    Map<String, OnnxAttribute> frame =
        Map.of(
            "kernel_shape",
            whole(window),
            "strides",
            whole(random.nextInt(1, 4), random.nextInt(1, 4)));
    Graph.Assembly assembly = new Graph.Assembly();
    int x = assembly.input();
    int most = assembly.step("max", ANY, operation("MaxPool", frame), x);
    int mean = assembly.step("mean", ANY, operation("AveragePool", frame), x);
    Graph graph = assembly.graph(most, mean);
    long height = window[0] + random.nextInt(8);
    long width = window[1] + random.nextInt(8);
    plan(graph, List.of(random(random, 2, 3, height, width)));
    agree(graph, List.of(random(random, 2, 3, height, width)));
  }

  /** As many rows, terms and places as make pairs of rows, eights of terms, and what is left. */
  @ParameterizedTest
  @CsvSource({"1, 8, 3", "2, 7, 40", "2, 8, 40", "3, 17, 33", "4, 16, 100", "5, 9, 1"})
  void productsOfAnySizeComputeTheSameBothWays(long rows, long inner, long columns) {
    SplittableRandom random = new SplittableRandom(inner);
    Graph graph = product(random(random, inner, columns).parameter());
    plan(graph, List.of(random(random, rows, inner)));
    agree(graph, List.of(random(random, rows, inner)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void whatTransformersDoComputesTheSameBothWays(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long samples = random.nextInt(1, 3);
    long words = random.nextInt(2, 9);
    Graph.Assembly assembly = new Graph.Assembly();
    int places = assembly.input();
    int mask = assembly.input();
    int table = assembly.parameter("table", random(random, 20, 12).parameter());
    int x = assembly.step("gather", ANY, operation("Gather"), table, places);
    int shape = assembly.constant(Tensor.of(new long[] {0, 0, 3, 4}, 4));
    int heads = assembly.step("heads", ANY, operation("Reshape"), x, shape);
    OnnxAttribute order = whole(0, 2, 1, 3);
    OnnxAttribute other = whole(0, 2, 3, 1);
    int q = assembly.step("q", ANY, operation("Transpose", Map.of("perm", order)), heads);
    int k = assembly.step("k", ANY, operation("Transpose", Map.of("perm", other)), heads);
    int scores = assembly.step("scores", ANY, operation("MatMul"), q, k);
    int real = assembly.step("cast", ANY, operation("Cast", Map.of("to", new Whole(1))), mask);
    int axes = assembly.constant(Tensor.of(new long[] {1, 2}, 2));
    int wide = assembly.step("wide", ANY, operation("Unsqueeze"), real, axes);
    int large = assembly.constant(Tensor.scalar(-1e4, DType.FLOAT32));
    int away = assembly.step("away", ANY, operation("Mul"), wide, large);
    int masked = assembly.step("masked", ANY, operation("Add"), scores, away);
    int soft = assembly.step("soft", ANY, operation("Softmax"), masked);
    int log = assembly.step("log", ANY, operation("LogSoftmax"), scores);
    int mixed = assembly.step("mixed", ANY, operation("MatMul"), soft, q);
    int scale = assembly.parameter("scale", random(random, 4).parameter());
    int shift = assembly.parameter("shift", random(random, 4).parameter());
    int normal = assembly.step("norm", ANY, operation("LayerNormalization"), mixed, scale, shift);
    int all = assembly.step("all", ANY, activation(Activation.GELU), normal);
    int silu = assembly.step("silu", ANY, activation(Activation.SILU), normal);
    int erf = assembly.step("erf", ANY, operation("Erf"), normal);
    int less = assembly.step("less", ANY, operation("Sub"), all, silu);
    int sigmoid = assembly.step("sigmoid", ANY, operation("Sigmoid"), erf);
    int quotient = assembly.step("quotient", ANY, operation("Div"), less, sigmoid);
    Graph graph = assembly.graph(soft, log, normal, quotient);
    plan(
        graph,
        List.of(integers(random, 20, samples, words), Tensor.zeros(DType.INT64, samples, words)));
    agree(
        graph, List.of(integers(random, 20, samples, words), integers(random, 2, samples, words)));
  }

  private static Operation activation(Activation activation) {
    return new SmallForm.Formed(
        Operation.unary(x -> TensorActivation.apply(activation, x)),
        Objects.requireNonNull(SmallForms.of(activation)));
  }

  private static Graph product(Tensor weights) {
    Graph.Assembly assembly = new Graph.Assembly();
    int x = assembly.input();
    int w = assembly.parameter("w", weights);
    return assembly.graph(assembly.step("product", ANY, operation("MatMul"), x, w));
  }

  @Test
  void aParameterThatIsChangedIsSeen() {
    Tensor weights = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).parameter();
    Graph graph = product(weights);
    List<Tensor> from = List.of(Tensor.of(new float[] {1, 1}, 1, 2));
    plan(graph, from);
    assertThat(outputs(graph, from).getFirst().toDoubles()).containsExactly(4, 6);
    Updates.copy(weights, Tensor.of(new float[] {5, 6, 7, 8}, 2, 2));
    assertThat(outputs(graph, from).getFirst().toDoubles()).containsExactly(12, 14);
    assertThat(graph.isPlanned()).isFalse();
  }

  @Test
  void gradientsAndAnotherShapeTakeTheGeneralWay() {
    Tensor weights = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).parameter();
    Graph graph = product(weights);
    Tensor one = Tensor.of(new float[] {1, 1}, 1, 2);
    plan(graph, List.of(one));
    Tensor sum = graph.outputsOf(List.of(one)).getFirst().sum();
    assertThat(Gradients.of(sum, List.of(weights)).getFirst().toDoubles())
        .containsExactly(1, 1, 1, 1);
    Tensor two = Tensor.of(new float[] {1, 1, 0, 1}, 2, 2);
    assertThat(outputs(graph, List.of(two)).getFirst().toDoubles()).containsExactly(4, 6, 3, 4);
  }

  @Test
  void whatIsNotANumberStaysNone() {
    Graph.Assembly assembly = new Graph.Assembly();
    int x = assembly.input();
    int tanh = assembly.step("tanh", ANY, operation("Tanh"), x);
    int relu = assembly.step("relu", ANY, operation("Relu"), x);
    int soft = assembly.step("soft", ANY, operation("Softmax"), x);
    Graph graph = assembly.graph(tanh, relu, soft);
    List<Tensor> from = List.of(Tensor.of(new float[] {1, Float.NaN, -1}, 1, 3));
    plan(graph, from);
    List<Tensor> found = outputs(graph, from);
    assertThat(found.get(0).toFloats()[1]).isNaN();
    assertThat(found.get(1).toFloats()).containsExactly(1, Float.NaN, 0);
    assertThat(found.get(2).toFloats()).containsExactly(Float.NaN, Float.NaN, Float.NaN);
  }

  private static Graph table() {
    Graph.Assembly assembly = new Graph.Assembly();
    int places = assembly.input();
    int table = assembly.parameter("table", Tensor.of(new float[] {1, 2, 3}, 3, 1).parameter());
    return assembly.graph(assembly.step("words", ANY, operation("Gather"), table, places));
  }

  @Test
  void aPlaceThatIsNotThereIsRefusedInTheSameWords() {
    Graph graph = table();
    List<Tensor> wrong = List.of(Tensor.of(new long[] {0, 3}, 2));
    String before = said(table(), wrong);
    plan(graph, List.of(Tensor.of(new long[] {0, 2}, 2)));
    assertThat(said(graph, wrong)).isEqualTo(before).contains("words");
    List<Tensor> last = List.of(Tensor.of(new long[] {0, -1}, 2));
    assertThat(outputs(graph, last).getFirst().toDoubles()).containsExactly(1, 3);
  }

  private static String said(Graph graph, List<Tensor> from) {
    List<String> said = new ArrayList<>();
    assertThatThrownBy(() -> outputs(graph, from))
        .isInstanceOf(Refusal.class)
        .satisfies(e -> said.add(String.valueOf(e.getMessage())));
    return said.getFirst();
  }
}
