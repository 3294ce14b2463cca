package org.onsager.bench;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.nets.DenseCurvature;
import org.onsager.nets.DenseStack;
import org.onsager.nets.FiniteNetwork;
import org.onsager.nets.Loss;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.theory.MeanField;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The loops in which an experiment spends its time, one call each, on one thread. */
@NullUnmarked // JMH sets the fields before they are read
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HotPaths {
  /** Samples in a minibatch. */
  static final int BATCH = 128;

  /** The size of the large product. */
  static final int LARGE = 1024;

  /** The network that is trained. */
  static final Network TRAINED =
      Network.compact("784,512x2,10", Activation.of("relu"), Initialisation.gaussian(2, 0));

  /** The random network that signals run through. */
  static final Network DEEP =
      Network.compact("300x51", Activation.of("tanh"), Initialisation.gaussian(1.5, 0.05));

  private Scope scope;
  private MeanField field;
  private FiniteNetwork deep;
  private Tensor signals;
  private Tensor x;
  private Tensor y;
  private DenseStack stack;
  private DenseCurvature curvature;
  private List<Tensor> vector;
  private List<Tensor> into;
  private Tensor large;
  private Tensor product;

  /** Draws everything from one seed. */
  @Setup(Level.Trial)
  public void open() {
    scope = Scope.open();
    field = MeanField.of(Activation.of("tanh"), 1.5, 0.05);
    Generator random = Generator.of(1);
    deep = FiniteNetwork.draw(DEEP, DType.FLOAT32, random);
    signals = random.normal(DType.FLOAT32, BATCH, 300);
    x = random.normal(DType.FLOAT32, BATCH, 784);
    y = Tensor.of(new Random(1).longs(BATCH, 0, 10).toArray(), BATCH);
    FiniteNetwork trained = FiniteNetwork.draw(TRAINED, DType.FLOAT32, random);
    stack = DenseStack.of(trained, Loss.CROSS_ENTROPY, BATCH, 1).orElseThrow();
    curvature = DenseCurvature.of(stack);
    vector =
        trained.parameters().stream().map(p -> random.normal(DType.FLOAT32, p.shape())).toList();
    into = trained.parameters().stream().map(p -> Tensor.zeros(p.dtype(), p.shape())).toList();
    large = random.normal(DType.FLOAT32, 1, LARGE, LARGE);
    product = Tensor.zeros(DType.FLOAT32, 1, LARGE, LARGE);
  }

  /** Frees it. */
  @TearDown(Level.Trial)
  public void close() {
    stack.close();
    scope.close();
  }

  /** Fifty layers of the maps of length and correlation, by quadrature. */
  @Benchmark
  public double meanFieldMaps() {
    return field.trajectory(1, 1, Correlation.of(0.6), 50).correlations().getLast().value();
  }

  /** A minibatch through fifty random layers of 300. */
  @Benchmark
  public double deepForward() {
    try (Scope _ = Scope.open()) {
      return Gradients.without(() -> deep.forward(signals)).sum().item();
    }
  }

  /** A step of gradient descent. */
  @Benchmark
  public double trainingStep() {
    return stack.descend(x, y, 1e-4)[0];
  }

  /** A gradient. */
  @Benchmark
  public double gradient() {
    return stack.gradient(x, y, into)[0];
  }

  /** A product with the Hessian. */
  @Benchmark
  public double hessianVector() {
    return curvature.product(x, y, vector, into)[0];
  }

  /** A large product. */
  @Benchmark
  public void largeProduct() {
    Kernels.product(product, large, large);
  }
}
