package org.onsager.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.nets.ConvolutionStack;
import org.onsager.nets.DenseCurvature;
import org.onsager.nets.DenseStack;
import org.onsager.nets.Ensemble;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.Loss;
import org.onsager.nets.Optimiser;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Losses;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.Updates;

/** What is timed on both sides of a comparison: a step, and what else can be asked of it. */
sealed interface Workload {
  /** The rate of all steps: the weights hardly move while they are timed. */
  double RATE = 1e-3;

  /** LeNet-5 as PyTorch's examples have it. */
  String LENET =
      "gaussian: input(1,28,28) convolution(1,6,kernel=5x5,padding=same) tanh"
          + " average-pooling(kernel=2x2) convolution(6,16,kernel=5x5) tanh"
          + " average-pooling(kernel=2x2) flatten dense(400,120) tanh dense(120,84) tanh"
          + " dense(84,10)";

  /** The losses of ten steps; for the stack before them the norms of the gradient and of Hv. */
  double[] check();

  /** The work of a name. */
  Runnable work(String what);

  /** A workload with the weights and the data of a folder. */
  static Workload read(Path folder, String name, int workers) throws IOException {
    Numbers numbers = Numbers.read(folder, name);
    return switch (name) {
      case "mlp-relu" -> stack("relu", numbers, workers);
      case "mlp-tanh" -> stack("tanh", numbers, workers);
      case "lenet" -> lenet(numbers, workers);
      case "ensemble-small" -> ensemble(new int[] {2, 16, 16, 1}, 64, numbers, workers);
      case "ensemble-wide" -> ensemble(new int[] {784, 100, 100, 10}, 128, numbers, workers);
      default -> throw new IllegalArgumentException("no workload is called '" + name + "'");
    };
  }

  private static Workload stack(String activation, Numbers numbers, int workers) {
    FiniteNetwork network =
        drawn(Network.compact("784,512x2,10", Activation.of(activation), initialisation()));
    numbers.fill(network.parameters());
    Tensor x = numbers.tensor(128, 784);
    List<Tensor> v = network.parameters().stream().map(p -> numbers.tensor(p.shape())).toList();
    DenseStack stack = DenseStack.of(network, Loss.CROSS_ENTROPY, 128, workers).orElseThrow();
    List<Tensor> into = room(network.parameters());
    return new Stack(stack, DenseCurvature.of(stack), network, x, numbers.labels(), v, into);
  }

  private static Workload lenet(Numbers numbers, int workers) {
    FiniteNetwork network = drawn(Network.parse(LENET));
    numbers.fill(network.parameters());
    return new Images(
        ConvolutionStack.of(network, Loss.CROSS_ENTROPY, 64, workers).orElseThrow(),
        new Tape(network, numbers.tensor(64, 1, 28, 28), numbers.labels()));
  }

  private static Workload ensemble(int[] widths, int batch, Numbers numbers, int workers) {
    Network architecture = Network.dense(widths, Activation.of("tanh"), initialisation());
    List<RandomStream> streams = IntStream.range(0, 64).mapToObj(RandomStream::new).toList();
    Ensemble ensemble = Ensemble.draw(architecture, DType.FLOAT32, streams);
    List<Tensor> parameters = new ArrayList<>(ensemble.weights());
    parameters.addAll(ensemble.biases());
    numbers.fill(parameters);
    return new Many(
        ensemble,
        DenseStack.of(ensemble, Loss.SQUARED, batch, workers).orElseThrow(),
        IntStream.range(0, 64).mapToObj(_ -> drawn(architecture)).toList(),
        numbers.tensor(64, batch, widths[0]),
        numbers.tensor(64, batch, widths[widths.length - 1]),
        room(parameters));
  }

  private static Initialisation initialisation() {
    return Initialisation.gaussian(1, 0.1);
  }

  private static FiniteNetwork drawn(Network architecture) {
    return FiniteNetwork.draw(architecture, DType.FLOAT32, Generator.of(1));
  }

  private static List<Tensor> room(List<Tensor> parameters) {
    return parameters.stream().map(p -> Tensor.zeros(p.dtype(), p.shape())).toList();
  }

  private static double norm(List<Tensor> parts) {
    return Math.sqrt(parts.stream().mapToDouble(p -> Math.pow(p.norm().item(), 2)).sum());
  }

  /** One dense network. */
  record Stack(
      DenseStack stack,
      DenseCurvature curvature,
      FiniteNetwork network,
      Tensor x,
      Tensor y,
      List<Tensor> vector,
      List<Tensor> into)
      implements Workload {
    @Override
    public double[] check() {
      double[] found = new double[12];
      stack.gradient(x, y, into);
      found[10] = norm(into);
      curvature.product(x, y, vector, into);
      found[11] = norm(into);
      for (int i = 0; i < 10; i++) {
        found[i] = stack.descend(x, y, RATE)[0];
      }
      return found;
    }

    @Override
    public Runnable work(String what) {
      return switch (what) {
        case "step" -> () -> stack.descend(x, y, RATE);
        case "gradient" -> () -> stack.gradient(x, y, into);
        case "hessian-vector" -> () -> curvature.product(x, y, vector, into);
        case "tape" -> new Tape(network, x, y).work("step");
        default -> throw new IllegalArgumentException("nothing is called '" + what + "'");
      };
    }
  }

  /** One convolutional network. */
  record Images(ConvolutionStack stack, Tape tape) implements Workload {
    @Override
    public double[] check() {
      double[] found = new double[10];
      for (int i = 0; i < 10; i++) {
        found[i] = stack.descend(tape.x, tape.y, RATE)[0];
      }
      return found;
    }

    @Override
    public Runnable work(String what) {
      return switch (what) {
        case "step" -> () -> stack.descend(tape.x, tape.y, RATE);
        case "tape" -> tape.work("step");
        default -> throw new IllegalArgumentException("nothing is called '" + what + "'");
      };
    }
  }

  /** One network of any kind, by what its tensors remember. */
  record Tape(FiniteNetwork network, Tensor x, Tensor y) implements Workload {
    @Override
    public double[] check() {
      double[] found = new double[10];
      for (int i = 0; i < 10; i++) {
        try (Scope _ = Scope.open()) {
          found[i] = step();
        }
      }
      return found;
    }

    private double step() {
      Tensor loss = Loss.CROSS_ENTROPY.of(network.forward(x), y);
      new Optimiser.Sgd(RATE, 0)
          .step(network.parameters(), Gradients.of(loss, network.parameters()), List.of());
      return loss.item();
    }

    @Override
    public Runnable work(String what) {
      return this::step;
    }
  }

  /** Sixty-four networks. */
  record Many(
      Ensemble ensemble,
      DenseStack stack,
      List<FiniteNetwork> loop,
      Tensor x,
      Tensor y,
      List<Tensor> into)
      implements Workload {
    @Override
    public double[] check() {
      double[] found = new double[10];
      for (int i = 0; i < 10; i++) {
        found[i] = Arrays.stream(stack.descend(x, y, RATE)).sum();
      }
      return found;
    }

    @Override
    public Runnable work(String what) {
      return switch (what) {
        case "step" -> () -> stack.descend(x, y, RATE);
        case "loop" -> this::looped;
        case "products" -> products();
        default -> throw new IllegalArgumentException("nothing is called '" + what + "'");
      };
    }

    /** The same steps as somebody would write them for one network after the other. */
    private void looped() {
      for (int n = 0; n < loop.size(); n++) {
        try (Scope _ = Scope.open()) {
          FiniteNetwork one = loop.get(n);
          Tensor inputs = x.slice(0, n, n + 1).reshape(x.extent(1), -1);
          Tensor targets = y.slice(0, n, n + 1).reshape(y.extent(1), -1);
          Tensor loss = Losses.squared(one.forward(inputs), targets);
          new Optimiser.Sgd(RATE, 0)
              .step(one.parameters(), Gradients.of(loss, one.parameters()), List.of());
          if (Double.isNaN(loss.item())) {
            throw new IllegalStateException("a network diverged");
          }
        }
      }
    }

    /** The multiplications of a step and nothing else. */
    private Runnable products() {
      List<Tensor> w = ensemble.weights();
      long samples = x.extent(1);
      List<Tensor> signals = new ArrayList<>(List.of(x.transpose()));
      List<Tensor> results = new ArrayList<>();
      for (Tensor each : w) {
        Tensor result = Tensor.zeros(DType.FLOAT32, 64, each.extent(1), samples);
        results.add(result);
        signals.add(result);
      }
      return () ->
          Gradients.without(
              () -> {
                for (int l = 0; l < w.size(); l++) {
                  Kernels.product(results.get(l), w.get(l), signals.get(l));
                }
                for (int l = w.size() - 1; l >= 0; l--) {
                  if (l > 0) {
                    Kernels.product(results.get(l - 1), w.get(l).transpose(), results.get(l));
                  }
                  Kernels.product(into.get(l), results.get(l), signals.get(l).transpose());
                }
              });
    }
  }

  /** The numbers of a file, taken one tensor after the other. */
  final class Numbers {
    private final ByteBuffer floats;
    private final ByteBuffer longs;

    private Numbers(ByteBuffer floats, ByteBuffer longs) {
      this.floats = floats;
      this.longs = longs;
    }

    static Numbers read(Path folder, String name) throws IOException {
      return new Numbers(
          bytes(folder.resolve(name + ".f32")), bytes(folder.resolve(name + ".i64")));
    }

    private static ByteBuffer bytes(Path file) throws IOException {
      return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    Tensor tensor(long... shape) {
      float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      floats.asFloatBuffer().get(values);
      floats.position(floats.position() + 4 * values.length);
      return Tensor.of(values, shape);
    }

    void fill(List<Tensor> parameters) {
      for (Tensor p : parameters) {
        Updates.copy(p, tensor(p.shape()));
      }
    }

    Tensor labels() {
      long[] values = new long[longs.remaining() / 8];
      longs.asLongBuffer().get(values);
      return Tensor.of(values, values.length);
    }
  }
}
