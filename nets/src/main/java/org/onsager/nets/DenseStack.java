package org.onsager.nets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Kernels.Factor;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * A dense network whose derivatives are written out, so that nothing has to be remembered: the loss
 * of a minibatch, its gradient, steps of gradient descent; products with the Hessian are in {@link
 * DenseCurvature}.
 *
 * <p>With \( z_l = W_l a_{l-1} + b_l,\ a_l = \phi(z_l) \), samples as columns, and \( D_l =
 * \partial L/\partial z_l \): \( D_{l-1} = \phi'(z_{l-1}) \cdot W_l^\top D_l \), and the gradient
 * of W_l is \( D_l a_{l-1}^\top \). A step of descent is that product with the factor −η, added to
 * the weights by the multiplication itself.
 *
 * <p>The twin of {@link FiniteNetwork#forward} with {@link Gradients}: the same numbers to
 * rounding. All memory is taken when it is made, and belongs to the scope that is open then. With
 * several workers each has a share of the samples, then a share of every layer's weights.
 */
public final class DenseStack implements AutoCloseable {
  final Loss loss;
  final Slope[] slopes;
  final Tensor[] weights;
  final Tensor[] transposed;
  final Tensor[] values;
  final Tensor[] deltas;
  final Factor one;
  final Factor perSample;
  final List<Share> shares = new ArrayList<>();
  final Team team;
  private final FiniteNetwork network;
  private final int batch;
  private final Tensor[] biases;
  private final Tensor[] sums;
  private final Tensor probabilities;
  private final Tensor minusOnes;
  private final Tensor chosen;
  private Factor rate;
  private double rateValue = Double.NaN;

  private DenseStack(FiniteNetwork network, Loss loss, int batch, List<Slope> slopes, int workers) {
    this.network = network;
    this.loss = loss;
    this.batch = batch;
    this.slopes = slopes.toArray(new Slope[0]);
    int depth = network.weights().size();
    DType dtype = network.dtype();
    weights = detached(network.weights());
    transposed = Arrays.stream(weights).map(Tensor::transpose).toArray(Tensor[]::new);
    biases = detached(network.biases());
    values = new Tensor[depth];
    deltas = new Tensor[depth];
    sums = new Tensor[depth];
    for (int l = 0; l < depth; l++) {
      biases[l] = biases[l].reshape(-1, 1);
      values[l] = Tensor.zeros(dtype, weights[l].extent(0), batch);
      deltas[l] = Tensor.zeros(dtype, weights[l].extent(0), batch);
      sums[l] = Tensor.zeros(dtype, weights[l].extent(0), 1);
    }
    long classes = weights[depth - 1].extent(0);
    probabilities = Tensor.zeros(dtype, classes, batch);
    minusOnes = Tensor.full(-1, dtype, 1, batch);
    chosen = Tensor.zeros(dtype, 1, batch);
    one = Factor.of(1);
    rate = one;
    perSample = Factor.of(1.0 / batch);
    team = new Team(workers);
    for (int w = 0; w < workers; w++) {
      shares.add(new Share(w, workers));
    }
  }

  private static Tensor[] detached(List<Tensor> parameters) {
    return parameters.stream().map(Tensor::detach).toArray(Tensor[]::new);
  }

  /**
   * The stack of a network for minibatches of a size; empty where the network has other layers than
   * dense ones with activations between them that are linear, relu or tanh.
   *
   * @param workers threads that share one minibatch
   */
  public static Optional<DenseStack> of(FiniteNetwork network, Loss loss, int batch, int workers) {
    if (batch < 1 || workers < 1 || workers > batch) {
      throw new IllegalArgumentException(
          "a minibatch of "
              + batch
              + " samples is shared by 1 to "
              + batch
              + " workers, not by "
              + workers);
    }
    @Nullable List<Slope> slopes = slopes(network.architecture());
    return slopes == null
        ? Optional.empty()
        : Optional.of(new DenseStack(network, loss, batch, slopes, workers));
  }

  /** The activation between dense layers; null where the network is of another kind. */
  private static @Nullable List<Slope> slopes(Network architecture) {
    List<Slope> slopes = new ArrayList<>();
    boolean afterDense = false;
    for (Layer layer : architecture.layers()) {
      if (layer instanceof Layer.Dense) {
        if (afterDense) {
          slopes.add(Slope.LINEAR);
        }
        afterDense = true;
      } else if (layer instanceof Layer.ActivationLayer a && afterDense) {
        Slope slope = Slope.of(a.activation());
        if (slope == null) {
          return null;
        }
        slopes.add(slope);
        afterDense = false;
      } else if (!(layer instanceof Layer.Dropout d && d.keep() == 1)) {
        return null;
      }
    }
    return afterDense ? slopes : null;
  }

  /** One worker's samples, and its rows of every layer. */
  final class Share {
    final long from;
    final long to;
    final Tensor[] z;
    final Tensor[] d;
    final Tensor[] rowsOfWeights;
    final Tensor[] rowsOfBiases;
    final Tensor[] rowsOfDeltas;
    final Tensor[] rowsOfSums;
    final Tensor p;
    final Tensor minus;
    final Tensor mine;
    final Tensor total;

    Share(int worker, int workers) {
      from = (long) batch * worker / workers;
      to = (long) batch * (worker + 1) / workers;
      z = columns(values);
      d = columns(deltas);
      rowsOfWeights = rows(weights, worker, workers);
      rowsOfBiases = rows(biases, worker, workers);
      rowsOfDeltas = rows(deltas, worker, workers);
      rowsOfSums = rows(sums, worker, workers);
      p = probabilities.slice(1, from, to);
      minus = minusOnes.slice(1, from, to);
      mine = chosen.slice(1, from, to);
      total = Tensor.zeros(network.dtype(), 1, 1);
    }

    Tensor[] columns(Tensor[] whole) {
      return Arrays.stream(whole).map(t -> t.slice(1, from, to)).toArray(Tensor[]::new);
    }
  }

  static Tensor[] rows(Tensor[] whole, int worker, int workers) {
    return Arrays.stream(whole)
        .map(
            t -> {
              long n = t.extent(0);
              return t.slice(0, n * worker / workers, n * (worker + 1) / workers);
            })
        .toArray(Tensor[]::new);
  }

  /** A minibatch as the workers see it. */
  record Minibatch(Tensor x, List<Tensor> columns, List<Tensor> labels) {}

  Minibatch minibatch(Tensor inputs, Tensor labels) {
    if (inputs.rank() != 2 || inputs.extent(0) != batch || labels.extent(0) != batch) {
      throw new IllegalArgumentException(
          "minibatches of " + batch + " samples were announced; inputs are " + inputs);
    }
    Tensor x = inputs.detach().contiguous();
    Tensor y = labels.reshape(1, -1);
    return new Minibatch(
        x,
        shares.stream().map(s -> x.slice(0, s.from, s.to).transpose()).toList(),
        shares.stream().map(s -> y.slice(1, s.from, s.to)).toList());
  }

  /**
   * A step of stochastic gradient descent, \( \theta \leftarrow \theta - \eta\,\partial L \); the
   * loss before it. Nothing is changed where the loss is no finite number.
   *
   * @param inputs [batch, features]
   * @param labels [batch], INT64
   */
  public double descend(Tensor inputs, Tensor labels, double eta) {
    if (eta != rateValue) {
      rate = Factor.of(-eta);
      rateValue = eta;
    }
    try (Scope _ = Scope.open()) {
      Minibatch batchOf = minibatch(inputs, labels);
      List<Tensor> before = before(batchOf.x());
      double value = gradients(batchOf);
      if (Double.isFinite(value)) {
        team.run(w -> Gradients.without(() -> update(shares.get(w), before)));
      }
      return value;
    }
  }

  /**
   * The gradient of the loss; the loss.
   *
   * @param into one tensor for every parameter, weights before biases; they are overwritten
   */
  public double gradient(Tensor inputs, Tensor labels, List<Tensor> into) {
    require(into);
    try (Scope _ = Scope.open()) {
      Minibatch batchOf = minibatch(inputs, labels);
      List<Tensor> before = before(batchOf.x());
      Rows rows = new Rows(into);
      double value = gradients(batchOf);
      team.run(w -> Gradients.without(() -> rows.write(w, before)));
      return value;
    }
  }

  void require(List<Tensor> perParameter) {
    List<Tensor> parameters = network.parameters();
    boolean fits = perParameter.size() == parameters.size();
    for (int i = 0; fits && i < parameters.size(); i++) {
      fits = Arrays.equals(perParameter.get(i).shape(), parameters.get(i).shape());
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "one tensor for every parameter, in its shape, is needed; the network has "
              + parameters
              + ", given are "
              + perParameter);
    }
  }

  /** Every worker's rows of what is in the shapes of the parameters. */
  final class Rows {
    final List<Tensor[]> weights = new ArrayList<>();
    final List<Tensor[]> biases = new ArrayList<>();

    Rows(List<Tensor> into) {
      int depth = into.size() / 2;
      Tensor[] w = into.subList(0, depth).stream().map(Tensor::detach).toArray(Tensor[]::new);
      Tensor[] b =
          into.subList(depth, 2 * depth).stream()
              .map(t -> t.detach().reshape(-1, 1))
              .toArray(Tensor[]::new);
      for (int worker = 0; worker < team.members(); worker++) {
        weights.add(rows(w, worker, team.members()));
        biases.add(rows(b, worker, team.members()));
      }
    }

    void write(int worker, List<Tensor> before) {
      Share s = shares.get(worker);
      for (int l = 0; l < values.length; l++) {
        if (s.rowsOfDeltas[l].extent(0) > 0) {
          Kernels.product(weights.get(worker)[l], s.rowsOfDeltas[l], before.get(l));
          Kernels.sum(biases.get(worker)[l], s.rowsOfDeltas[l], 1);
        }
      }
    }
  }

  /** What comes into every layer, samples as rows. */
  List<Tensor> before(Tensor x) {
    List<Tensor> before = new ArrayList<>();
    before.add(x);
    for (int l = 0; l + 1 < values.length; l++) {
      before.add(values[l].transpose());
    }
    return before;
  }

  private void update(Share s, List<Tensor> before) {
    for (int l = 0; l < weights.length; l++) {
      if (s.rowsOfWeights[l].extent(0) > 0) {
        Kernels.accumulate(s.rowsOfWeights[l], one, rate, s.rowsOfDeltas[l], before.get(l));
        Kernels.sum(s.rowsOfSums[l], s.rowsOfDeltas[l], 1);
        Kernels.add(s.rowsOfBiases[l], rate, s.rowsOfSums[l]);
      }
    }
  }

  /** Sets D of every layer; the loss. */
  private double gradients(Minibatch minibatch) {
    team.run(
        w ->
            Gradients.without(
                () -> {
                  Share s = shares.get(w);
                  forward(s, minibatch.columns().get(w));
                  slopeOfLoss(s, minibatch.labels().get(w));
                  backward(s);
                }));
    return value();
  }

  /** The loss of the whole minibatch. */
  double value() {
    double sum = 0;
    for (Share s : shares) {
      sum += s.total.item();
    }
    return loss == Loss.CROSS_ENTROPY ? -sum / batch : sum / (2.0 * batch);
  }

  void forward(Share s, Tensor x) {
    Tensor signal = x;
    for (int l = 0; l < weights.length; l++) {
      Kernels.affine(s.z[l], biases[l], weights[l], signal);
      if (l + 1 < weights.length) {
        slopes[l].activate(s.z[l]);
      }
      signal = s.z[l];
    }
  }

  void slopeOfLoss(Share s, Tensor labels) {
    int last = weights.length - 1;
    switch (loss) {
      case CROSS_ENTROPY -> {
        Kernels.logSoftmax(s.d[last], s.z[last], 0);
        Kernels.gather(s.mine, s.d[last], 0, labels);
        Kernels.sum(s.total, s.mine, 1);
        Kernels.exp(s.p, s.d[last]);
        Kernels.copy(s.d[last], s.p);
        Kernels.scatterAdd(s.d[last], 0, labels, s.minus);
      }
      case SQUARED -> {
        Kernels.copy(s.d[last], s.z[last]);
        Kernels.scatterAdd(s.d[last], 0, labels, s.minus);
        Kernels.multiply(s.p, s.d[last], s.d[last]);
        Kernels.sum(s.mine, s.p, 0);
        Kernels.sum(s.total, s.mine, 1);
      }
    }
    Kernels.scale(s.d[last], perSample);
  }

  private void backward(Share s) {
    for (int l = weights.length - 1; l > 0; l--) {
      Kernels.product(s.d[l - 1], transposed[l], s.d[l]);
      slopes[l - 1].times(s.d[l - 1], s.d[l - 1], s.z[l - 1]);
    }
  }

  @Override
  public void close() {
    team.close();
  }
}
