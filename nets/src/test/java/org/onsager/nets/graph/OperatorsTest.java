package org.onsager.nets.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.data.NpyArray;
import org.onsager.data.weights.Element;
import org.onsager.data.weights.OnnxModel;
import org.onsager.data.weights.OnnxValue;
import org.onsager.lab.Refusal;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** Operators beside the reference that comes with ONNX itself, written by {@code operators.py}. */
class OperatorsTest {
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

  private static Tensor array(Path npz, String name, OnnxValue value) {
    try (NpyArray array = NpyArray.open(npz + ":" + name)) {
      double[] values = array.doubles();
      if (value.element() != null && value.element().isReal()) {
        return Tensor.of(values, array.shape());
      }
      Tensor integers =
          Tensor.of(Arrays.stream(values).mapToLong(v -> (long) v).toArray(), array.shape());
      return value.element() == Element.BOOL ? integers.to(DType.BOOL) : integers;
    }
  }

  /** What is wrong with the outputs of a model; empty where nothing is. */
  private static List<String> wrong(Path onnx) {
    Path npz = onnx.resolveSibling(onnx.getFileName().toString().replace(".onnx", ".npz"));
    List<String> wrong = new ArrayList<>();
    try (Scope _ = Scope.open();
        OnnxModel model = OnnxModel.open(onnx)) {
      Graph graph = OnnxGraph.of(model, DType.FLOAT64);
      List<Tensor> inputs = new ArrayList<>();
      for (int i = 0; i < model.inputs().size(); i++) {
        inputs.add(array(npz, "x" + i, model.inputs().get(i)));
      }
      List<Tensor> found = Gradients.without(() -> graph.outputsOf(inputs));
      for (int i = 0; i < found.size(); i++) {
        Tensor expected = array(npz, "y" + i, model.outputs().get(i));
        String difference = difference(found.get(i), expected);
        if (!difference.isEmpty()) {
          wrong.add(model.outputs().get(i).name() + ": " + difference);
        }
      }
    } catch (Refusal e) {
      wrong.add("refused: " + e.getMessage());
    }
    return wrong;
  }

  private static String difference(Tensor found, Tensor expected) {
    if (!Arrays.equals(found.shape(), expected.shape())) {
      return found + " where " + expected + " belongs";
    }
    double[] a = found.to(DType.FLOAT64).toDoubles();
    double[] b = expected.to(DType.FLOAT64).toDoubles();
    for (int i = 0; i < a.length; i++) {
      boolean same =
          a[i] == b[i]
              || Double.isNaN(a[i]) && Double.isNaN(b[i])
              || Math.abs(a[i] - b[i]) <= 1e-5 * (1 + Math.abs(b[i]));
      if (!same) {
        return "number " + i + " is " + a[i] + " where " + b[i] + " belongs";
      }
    }
    return "";
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 16, 17, 18, 20, 22})
  void operatorsComputeWhatTheirReferenceComputes(int version) throws URISyntaxException {
    String name = "operators-" + version + ".onnx";
    Path onnx = Path.of(Objects.requireNonNull(OperatorsTest.class.getResource(name)).toURI());
    assertThat(wrong(onnx)).isEmpty();
  }

  /** Whatever models are laid there by hand, each with its numbers in an .npz beside. */
  @Test
  void theModelsOfAFolderComputeWhatIsSaidBesideThem() throws IOException {
    String folder = System.getenv("ONSAGER_ONNX_NODES");
    Assumptions.assumeTrue(folder != null, "ONSAGER_ONNX_NODES names no folder of models");
    List<String> wrong = new ArrayList<>();
    int right = 0;
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) {
        List<String> found = wrong(file);
        right += found.isEmpty() ? 1 : 0;
        found.forEach(w -> wrong.add(file.getFileName() + ": " + w));
      }
    }
    assertThat(wrong).as("%d are right", right).isEmpty();
  }
}
