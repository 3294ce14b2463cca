package org.onsager.nets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.architecture.Padding;
import org.onsager.nets.ImageStage.Activated;
import org.onsager.nets.ImageStage.Averaged;
import org.onsager.nets.ImageStage.Signal;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Images;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Kernels.Factor;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Networks of convolutions, mean pooling and activations, then dense layers, whose derivatives are
 * written out: with few channels a convolution that is a product of matrices takes a third of the
 * time of the library's own.
 *
 * <p>The twin of {@link FiniteNetwork#forward} with {@link Gradients}: the same numbers to
 * rounding. The dense layers are a {@link DenseStack}. All memory is taken when it is made, and
 * belongs to the scope that is open then. Every worker takes its samples through all layers and
 * back; the gradients of convolutions are added up afterwards.
 */
public final class ConvolutionStack implements Stack {
  /** From about this fan-in on the library's own convolutions are as fast. */
  private static final long WIDE = 256;

  private final Network architecture;
  private final int batch;
  private final List<Tensor> parameters;
  private final List<Tensor> kernels = new ArrayList<>();
  private final List<Tensor> biases = new ArrayList<>();
  private final DenseStack dense;
  private final Tensor features;
  private final Factor one = Factor.of(1);
  private final List<Share> shares = new ArrayList<>();

  private ConvolutionStack(FiniteNetwork network, DenseStack dense, int batch, int first) {
    this.architecture = network.architecture();
    this.batch = batch;
    this.dense = dense;
    parameters = network.parameters();
    int convolutions = network.weights().size() - dense.weights.length;
    for (int i = 0; i < convolutions; i++) {
      Tensor kernel = network.weights().get(i);
      kernels.add(kernel.detach().reshape(1, kernel.extent(0), -1));
      biases.add(network.biases().get(i).detach().reshape(1, -1, 1));
    }
    features = Tensor.zeros(network.dtype(), 1, dense.weights[0].extent(2), batch);
    for (DenseStack.Share share : dense.shares) {
      shares.add(new Share(share, first));
    }
  }

  /**
   * The stack of a network; empty where it has other layers than dense ones at the end, before them
   * convolutions without or with zeros around, mean pooling, and activations that are linear, relu
   * or tanh; and where an output of a convolution sees so much that the library is as fast.
   *
   * @param workers threads that share one minibatch
   */
  public static Optional<ConvolutionStack> of(
      FiniteNetwork network, Loss loss, int batch, int workers) {
    List<Layer> layers = network.architecture().layers();
    int first = firstDense(layers);
    if (first < 0 || network.architecture().input().extents().size() != 3) {
      return Optional.empty();
    }
    int convolutions = 0;
    boolean activated = false;
    for (Layer layer : layers.subList(0, first)) {
      if (!known(layer) || (activated && layer instanceof Layer.ActivationLayer)) {
        return Optional.empty();
      }
      if (layer instanceof Layer.Convolution) {
        convolutions++;
      }
      activated = layer instanceof Layer.ActivationLayer || (activated && passes(layer));
    }
    List<Layer> last = layers.subList(first, layers.size());
    return DenseStack.of(
            new Network(last, network.architecture().initialisation()),
            rest(network.weights(), convolutions),
            rest(network.biases(), convolutions),
            1,
            loss,
            batch,
            workers)
        .map(dense -> new ConvolutionStack(network, dense, batch, first));
  }

  private static int firstDense(List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Layer.Dense) {
        return i;
      }
    }
    return -1;
  }

  private static <T> List<T> rest(List<T> list, int from) {
    return list.subList(from, list.size());
  }

  private static boolean known(Layer layer) {
    if (layer instanceof Layer.Convolution c) {
      return c.window().extents().size() == 2
          && c.fanIn() < WIDE
          && (c.padding() == Padding.VALID || c.padding() == Padding.SAME);
    }
    if (layer instanceof Layer.Pooling p) {
      return p.window().extents().size() == 2 && p.kind() == Layer.Pooling.Kind.AVERAGE;
    }
    if (layer instanceof Layer.ActivationLayer a) {
      return Slope.of(a.activation()) != null;
    }
    return passes(layer);
  }

  /** Whether a layer does nothing to images with their samples last. */
  private static boolean passes(Layer layer) {
    return layer instanceof Layer.Flatten || (layer instanceof Layer.Dropout d && d.keep() == 1);
  }

  /** One worker's samples on their way through all layers. */
  private final class Share {
    final DenseStack.Share dense;
    final List<ImageStage> stages = new ArrayList<>();
    final List<Convolved> convolutions = new ArrayList<>();
    final Tensor input;
    final Tensor output;
    final Tensor outputDelta;
    final Tensor columns;

    Share(DenseStack.Share dense, int first) {
      this.dense = dense;
      List<Integer> extents = architecture.input().extents();
      long samples = dense.to - dense.from;
      Tensor images = zeros(extents.get(0), extents.get(1), extents.get(2), samples);
      input = images.reshape(-1, samples);
      Signal signal = new Signal(images, null);
      for (Layer layer : architecture.layers().subList(0, first)) {
        signal = add(layer, signal);
      }
      output = signal.values().reshape(1, -1, samples);
      Tensor deltas = signal.deltas();
      outputDelta =
          deltas == null
              ? Tensor.zeros(output.dtype(), output.shape())
              : deltas.reshape(1, -1, samples);
      columns = features.slice(2, dense.from, dense.to);
    }

    private Tensor zeros(long... shape) {
      return Tensor.zeros(features.dtype(), shape);
    }

    /** Sets up a layer; what goes out of it. */
    private Signal add(Layer layer, Signal in) {
      return switch (layer) {
        case Layer.Convolution c -> convolution(c, in);
        case Layer.Pooling p -> pooling(p, in);
        case Layer.ActivationLayer a -> {
          Slope slope = Slope.of(a.activation());
          if (slope != null) {
            stages.add(new Activated(slope, in));
          }
          yield in;
        }
        default -> in;
      };
    }

    private Signal convolution(Layer.Convolution c, Signal in) {
      int at = convolutions.size();
      Convolved stage = Convolved.of(c, kernels.get(at), biases.get(at), in, one);
      convolutions.add(stage);
      stages.add(stage);
      return stage.out();
    }

    private Signal pooling(Layer.Pooling p, Signal in) {
      long[] window = Convolutions.extents(p.window());
      long[] stride = Convolutions.strides(p.window());
      Tensor seen = Images.patches(in.values(), window, stride);
      long[] once = {seen.extent(0), 1, 1, seen.extent(3), seen.extent(4), seen.extent(5)};
      long[] shape = {once[0], once[3], once[4], once[5]};
      Tensor values = zeros(shape);
      Tensor deltas = in.deltas() == null ? null : zeros(shape);
      stages.add(
          new Averaged(
              ImageStage.elements(seen),
              values.reshape(once),
              deltas == null ? null : deltas.reshape(once),
              in.deltas(),
              in.deltas() == null
                  ? null
                  : ImageStage.elements(Images.patches(in.deltas(), window, stride)),
              window[0] > stride[0] || window[1] > stride[1],
              one,
              Factor.of(1.0 / (window[0] * window[1]))));
      return new Signal(values, deltas);
    }

    void pass(Tensor x, DenseStack.Minibatch minibatch, int worker) {
      Kernels.copy(input, x);
      for (ImageStage stage : stages) {
        stage.forward();
      }
      Kernels.copy(columns, output);
      ConvolutionStack.this.dense.forward(dense, output);
      ConvolutionStack.this.dense.slopeOfLoss(dense, minibatch.targets().get(worker));
      ConvolutionStack.this.dense.backward(dense);
      if (!convolutions.isEmpty()) {
        Kernels.product(outputDelta, ConvolutionStack.this.dense.transposed[0], dense.d[0]);
        for (ImageStage stage : stages.reversed()) {
          stage.backward();
        }
      }
    }
  }

  /** The losses; every worker has the gradients of its samples then. */
  private double[] pass(Tensor inputs, DenseStack.Minibatch minibatch) {
    if (inputs.extent(0) != batch || inputs.dtype() != features.dtype()) {
      throw new IllegalArgumentException(
          "minibatches of "
              + batch
              + " samples in "
              + features.dtype()
              + " were announced; inputs are "
              + inputs);
    }
    Tensor rows = inputs.detach().reshape(batch, architecture.input().size());
    List<Tensor> columns =
        shares.stream().map(s -> rows.slice(0, s.dense.from, s.dense.to).transpose()).toList();
    dense.team.run(w -> Gradients.without(() -> shares.get(w).pass(columns.get(w), minibatch, w)));
    return dense.losses();
  }

  private DenseStack.Minibatch minibatch(Tensor targets) {
    return dense.minibatch(features.reshape(-1, batch).transpose(), targets);
  }

  @Override
  public double[] descend(Tensor inputs, Tensor targets, double eta) {
    try (Scope _ = Scope.open()) {
      Factor step = Factor.of(-eta);
      DenseStack.Minibatch minibatch = minibatch(targets);
      double[] losses = pass(inputs, minibatch);
      if (Arrays.stream(losses).anyMatch(Double::isFinite)) {
        dense.team.run(
            w ->
                Gradients.without(
                    () -> {
                      addGradients(w, kernels, biases, step);
                      dense.update(shares.get(w).dense, step, minibatch.before());
                    }));
      }
      return losses;
    }
  }

  /** Adds multiples of all shares' gradients of some of the convolutions, those of this worker. */
  private void addGradients(int worker, List<Tensor> toKernels, List<Tensor> toBiases, Factor by) {
    for (int l = worker; l < kernels.size(); l += shares.size()) {
      for (Share share : shares) {
        Convolved convolved = share.convolutions.get(l);
        Kernels.add(toKernels.get(l), by, convolved.gradient());
        Kernels.add(toBiases.get(l), by, convolved.gradientOfBiases());
      }
    }
  }

  @Override
  public double[] gradient(Tensor inputs, Tensor targets, List<Tensor> into) {
    DenseStack.require(parameters, into);
    try (Scope _ = Scope.open()) {
      DenseStack.Minibatch minibatch = minibatch(targets);
      int depth = into.size() / 2;
      int convolutions = kernels.size();
      List<Tensor> ofDense = new ArrayList<>(into.subList(convolutions, depth));
      ofDense.addAll(into.subList(depth + convolutions, 2 * depth));
      DenseStack.Rows rows = dense.new Rows(ofDense);
      List<Tensor> toKernels = like(into.subList(0, convolutions), kernels);
      List<Tensor> toBiases = like(into.subList(depth, depth + convolutions), biases);
      double[] losses = pass(inputs, minibatch);
      dense.team.run(
          w ->
              Gradients.without(
                  () -> {
                    for (int l = w; l < convolutions; l += shares.size()) {
                      Kernels.zero(toKernels.get(l));
                      Kernels.zero(toBiases.get(l));
                    }
                    addGradients(w, toKernels, toBiases, one);
                    rows.write(w, minibatch.before());
                  }));
      return losses;
    }
  }

  private static List<Tensor> like(List<Tensor> these, List<Tensor> shapes) {
    List<Tensor> shaped = new ArrayList<>();
    for (int i = 0; i < these.size(); i++) {
      shaped.add(these.get(i).detach().reshape(shapes.get(i).shape()));
    }
    return shaped;
  }

  @Override
  public Tensor outputs() {
    return dense.outputs();
  }

  @Override
  public void close() {
    dense.close();
  }
}
