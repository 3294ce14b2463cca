package org.onsager.bench;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onsager.data.weights.OnnxModel;
import org.onsager.nets.graph.Graph;
import org.onsager.nets.graph.OnnxGraph;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Onsager's side of a comparison with ONNX Runtime: runs graphs on what a folder holds, from arrays
 * to arrays.
 *
 * <pre>
 * check NAME         all outputs, one after the other
 * time NAME COUNT    for every repetition its nanoseconds of thread time
 * </pre>
 */
final class GraphPeer {
  private GraphPeer() {}

  /** Inputs as arrays. */
  private record Given(float[] reals, long[] integers, long[] shape) {
    Tensor tensor() {
      return reals.length > 0 ? Tensor.of(reals, shape) : Tensor.of(integers, shape);
    }
  }

  /** A graph and what goes into it. */
  private record Case(Graph graph, List<Given> inputs) {
    List<float[]> run() {
      try (Scope _ = Scope.open()) {
        return Gradients.without(
            () ->
                graph.outputsOf(inputs.stream().map(Given::tensor).toList()).stream()
                    .map(Tensor::toFloats)
                    .toList());
      }
    }
  }

  /** Serves until the input ends. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Map<String, Case> cases = new HashMap<>();
    ThreadMXBean clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Scope _ = Scope.open();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.strip().split(" ", -1);
        Case asked = cases.get(words[1]);
        if (asked == null) {
          asked = read(folder, words[1]);
          cases.put(words[1], asked);
        }
        StringBuilder out = new StringBuilder();
        if (words[0].equals("check")) {
          for (float[] output : asked.run()) {
            for (float number : output) {
              out.append(number).append(' ');
            }
          }
        } else {
          for (int i = Integer.parseInt(words[2]); i > 0; i--) {
            long start = clock.getCurrentThreadCpuTime();
            asked.run();
            out.append(clock.getCurrentThreadCpuTime() - start).append(' ');
          }
        }
        System.out.println(out.toString().strip());
      }
    }
  }

  private static Case read(Path folder, String name) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(name + ".txt"));
    List<Given> inputs = new ArrayList<>();
    for (int i = 0; i + 1 < lines.size(); i++) {
      String[] words = lines.get(i + 1).split(" ", -1);
      long[] shape = new long[words.length - 2];
      for (int a = 0; a < shape.length; a++) {
        shape[a] = Long.parseLong(words[a + 2]);
      }
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + "-" + i + ".raw")))
              .order(ByteOrder.LITTLE_ENDIAN);
      boolean real = words[1].equals("f32");
      float[] reals = new float[real ? bytes.remaining() / 4 : 0];
      long[] integers = new long[real ? 0 : bytes.remaining() / 8];
      if (real) {
        bytes.asFloatBuffer().get(reals);
      } else {
        bytes.asLongBuffer().get(integers);
      }
      inputs.add(new Given(reals, integers, shape));
    }
    try (OnnxModel model = OnnxModel.open(Path.of(lines.getFirst()))) {
      return new Case(OnnxGraph.of(model, DType.FLOAT32), inputs);
    }
  }
}
