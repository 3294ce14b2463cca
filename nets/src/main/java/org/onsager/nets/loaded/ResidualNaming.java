package org.onsager.nets.loaded;

import java.util.List;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Shape;
import org.onsager.data.weights.StoredArray;
import org.onsager.nets.Convolutions;
import org.onsager.nets.graph.Graph;
import org.onsager.nets.graph.Operation;
import org.onsager.nets.graph.Role;
import org.onsager.tensor.Elementwise;
import org.onsager.tensor.Images;
import org.onsager.tensor.Normalisations;
import org.onsager.tensor.Shapes;
import org.onsager.tensor.Tensor;

/**
 * The residual networks of K. He et al. (arXiv:1512.03385), which are known by the names of their
 * weights alone.
 *
 * <p>{@code conv1}, {@code bn1}, then {@code layer1.0.conv1}, {@code .bn1}, {@code .conv2}, …, and
 * {@code linear} or {@code fc}; the first block of every stage but the first halves height and
 * width. A shortcut that has no weights where the shape changes takes every second pixel and fills
 * the missing channels with zeros (the paper's option A, as PyTorch programs for CIFAR-10 do);
 * {@code shortcut.0} or {@code downsample.0} are the weights of option B. A block with {@code
 * conv3} is a bottleneck that halves in {@code conv2}. A first window of 7 moves by two and is
 * followed by a pooling, on images of 224, as for ImageNet.
 */
final class ResidualNaming {
  private static final Role PASSES = new Role.Passes();
  private static final double EPSILON = 1e-5;
  private static final long[] ONES = {1, 1};

  private final Stored stored;
  private final Graph.Assembly graph = new Graph.Assembly();

  private ResidualNaming(Stored stored) {
    this.stored = stored;
  }

  /** Whether these are such a network's names. */
  static boolean fits(Stored stored) {
    return stored.has("conv1.weight")
        && stored.has("bn1.running_mean")
        && stored.has("layer1.0.conv1.weight")
        && stored.has("layer1.0.bn1.running_mean")
        && (stored.has("linear.weight") || stored.has("fc.weight"));
  }

  static GraphNetwork of(Stored stored) {
    return new ResidualNaming(stored).network();
  }

  private GraphNetwork network() {
    StoredArray first = stored.array("conv1.weight", 4);
    boolean large = first.shape().get(2) == 7;
    int signal = relu("relu", convolved("conv1", "bn1", large ? 2 : 1, graph.input()));
    if (large) {
      signal = graph.step("maxpool", PASSES, Operation.unary(ResidualNaming::maxima), signal);
    }
    for (int stage = 1; stored.has("layer" + stage + ".0.conv1.weight"); stage++) {
      String name = "layer" + stage + ".0";
      for (int k = 0; stored.has(name + ".conv1.weight"); name = "layer" + stage + "." + ++k) {
        signal = block(name, stage > 1 && k == 0 ? 2 : 1, signal);
      }
    }
    signal = graph.step("avgpool", PASSES, Operation.unary(Convolutions::globalMean), signal);
    String last = stored.has("linear.weight") ? "linear" : "fc";
    int classes = Math.toIntExact(stored.array(last + ".weight", 2).shape().getFirst());
    signal = dense(last, signal);
    List<String> left = stored.left();
    if (!left.isEmpty()) {
      throw stored.refusal(
          "is named like a residual network, but has also "
              + String.join(", ", left.subList(0, Math.min(5, left.size())))
              + (left.size() > 5 ? ", …" : ""));
    }
    int side = large ? 224 : 32;
    Shape input = Shape.of(Math.toIntExact(first.shape().get(1)), side, side);
    return new GraphNetwork(graph.graph(signal), input, classes, stored.dtype());
  }

  private int block(String name, int stride, int in) {
    boolean bottleneck = stored.has(name + ".conv3.weight");
    int signal = convolved(name + ".conv1", name + ".bn1", bottleneck ? 1 : stride, in);
    signal = relu(name + ".relu1", signal);
    signal = convolved(name + ".conv2", name + ".bn2", bottleneck ? stride : 1, signal);
    if (bottleneck) {
      signal = relu(name + ".relu2", signal);
      signal = convolved(name + ".conv3", name + ".bn3", 1, signal);
    }
    int sum =
        graph.step(
            name + ".sum",
            PASSES,
            Operation.binary(Tensor::add),
            signal,
            shortcut(name, stride, bottleneck ? ".conv3" : ".conv2", in));
    return relu(name + ".relu", sum);
  }

  private int shortcut(String name, int stride, String last, int in) {
    for (String word : List.of(".shortcut", ".downsample")) {
      if (stored.has(name + word + ".0.weight")) {
        return convolved(name + word + ".0", name + word + ".1", stride, in);
      }
    }
    long out = stored.array(name + last + ".weight", 4).shape().getFirst();
    long channels = stored.array(name + ".conv1.weight", 4).shape().get(1);
    if (out == channels && stride == 1) {
      return in;
    }
    if (out < channels || (out - channels) % 2 != 0) {
      throw stored.refusal(
          name
              + " makes "
              + out
              + " channels of "
              + channels
              + ", and its shortcut has no weights");
    }
    long missing = (out - channels) / 2;
    return graph.step(
        name + ".shortcut",
        PASSES,
        Operation.unary(
            x ->
                Shapes.pad(
                    Shapes.every(Shapes.every(x, 2, stride), 3, stride),
                    new long[] {0, 0, 0, 0, missing, missing})),
        in);
  }

  private int convolved(String conv, String norm, long stride, int in) {
    String weight = conv + ".weight";
    StoredArray kernels = stored.array(weight, 4);
    long[] zeros = {(kernels.shape().get(2) - 1) / 2, (kernels.shape().get(3) - 1) / 2};
    long[] strides = {stride, stride};
    int value =
        graph.step(
            conv,
            new Role.Weighted(true, weight, null),
            Operation.binary((x, w) -> Images.convolution(x, w, null, strides, zeros, ONES, 1)),
            in,
            parameter(weight, 4));
    return graph.step(
        norm,
        PASSES,
        x ->
            new Tensor[] {
              Normalisations.batch(
                  Operation.given(x, 0),
                  Operation.given(x, 1),
                  Operation.given(x, 2),
                  Operation.given(x, 3),
                  Operation.given(x, 4),
                  EPSILON)
            },
        value,
        parameter(norm + ".weight", 1),
        parameter(norm + ".bias", 1),
        graph.constant(stored.constant(norm + ".running_mean", 1)),
        graph.constant(stored.constant(norm + ".running_var", 1)));
  }

  private int dense(String name, int in) {
    String weight = name + ".weight";
    String bias = name + ".bias";
    return graph.step(
        name,
        new Role.Weighted(false, weight, bias),
        x ->
            new Tensor[] {
              Operation.given(x, 0).linear(Operation.given(x, 1), Operation.given(x, 2))
            },
        in,
        parameter(weight, 2),
        parameter(bias, 1));
  }

  private int parameter(String name, int axes) {
    return graph.parameter(name, stored.parameter(name, axes));
  }

  private int relu(String name, int in) {
    return graph.step(
        name, new Role.Activates(Activation.RELU), Operation.unary(Elementwise.RELU::of), in);
  }

  /** Of windows of three that move by two; what is put around is never the greatest. */
  private static Tensor maxima(Tensor x) {
    return Images.maxima(x, new long[] {3, 3}, new long[] {2, 2}, ONES, ONES, false);
  }
}
