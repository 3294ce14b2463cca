package org.onsager.nets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Network;
import org.onsager.tensor.DType;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Kernels.Factor;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Dense networks whose derivatives are written out, so that nothing has to be remembered: the loss
 * of a minibatch, its gradient, steps of gradient descent; products with the Hessian are in {@link
 * DenseCurvature}. One network, or all of an {@link Ensemble} side by side.
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
public final class DenseStack implements Stack {
  /** Dimensions of arrays [networks, units, samples]. */
  private static final int UNITS = 1;

  private static final int SAMPLES = 2;

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
  private final List<Tensor> parameters;
  private final long networks;
  private final int batch;
  private final Tensor[] biases;
  private final Tensor[] sums;
  private final Tensor probabilities;
  private final Tensor minusOnes;
  private final Tensor chosen;

  /** The parameters are [networks, outputs, inputs] and [networks, outputs]. */
  private DenseStack(
      List<Tensor> weightsOf,
      List<Tensor> biasesOf,
      long networks,
      Loss loss,
      int batch,
      List<Slope> slopes,
      int workers) {
    this.loss = loss;
    this.batch = batch;
    this.networks = networks;
    this.slopes = slopes.toArray(new Slope[0]);
    parameters = new ArrayList<>(weightsOf);
    parameters.addAll(biasesOf);
    weights = matrices(weightsOf, false);
    biases = matrices(biasesOf, true);
    transposed = Arrays.stream(weights).map(Tensor::transpose).toArray(Tensor[]::new);
    int depth = weights.length;
    DType dtype = weights[0].dtype();
    values = new Tensor[depth];
    deltas = new Tensor[depth];
    sums = new Tensor[depth];
    for (int l = 0; l < depth; l++) {
      long outputs = weights[l].extent(UNITS);
      values[l] = Tensor.zeros(dtype, networks, outputs, batch);
      deltas[l] = Tensor.zeros(dtype, networks, outputs, batch);
      sums[l] = Tensor.zeros(dtype, networks, outputs, 1);
    }
    long classes = weights[depth - 1].extent(UNITS);
    probabilities = Tensor.zeros(dtype, networks, classes, batch);
    minusOnes = Tensor.full(-1, dtype, networks, 1, batch);
    chosen = Tensor.zeros(dtype, networks, 1, batch);
    one = Factor.of(1);
    perSample = Factor.of(1.0 / batch);
    team = new Team(workers);
    for (int w = 0; w < workers; w++) {
      shares.add(new Share(w, workers));
    }
  }

  /** Weights or biases as [networks, rows, columns]. */
  Tensor[] matrices(List<Tensor> these, boolean biases) {
    return these.stream()
        .map(
            t -> {
              long columns = biases ? 1 : t.extent(-1);
              return t.detach().reshape(networks, -1, columns);
            })
        .toArray(Tensor[]::new);
  }

  /**
   * The stack of a network for minibatches of a size; empty where the network has other layers than
   * dense ones with activations between them that are linear, relu or tanh.
   *
   * @param workers threads that share one minibatch
   */
  public static Optional<DenseStack> of(FiniteNetwork network, Loss loss, int batch, int workers) {
    return of(network.architecture(), network.weights(), network.biases(), 1, loss, batch, workers);
  }

  /** The stack of all networks of an ensemble, each with minibatches of this size. */
  public static Optional<DenseStack> of(Ensemble ensemble, Loss loss, int batch, int workers) {
    return of(
        ensemble.architecture(),
        ensemble.weights(),
        ensemble.biases(),
        ensemble.networks(),
        loss,
        batch,
        workers);
  }

  static Optional<DenseStack> of(
      Network architecture,
      List<Tensor> weights,
      List<Tensor> biases,
      long networks,
      Loss loss,
      int batch,
      int workers) {
    if (batch < 1 || workers < 1 || workers > batch) {
      throw new IllegalArgumentException(
          "a minibatch of "
              + batch
              + " samples is shared by 1 to "
              + batch
              + " workers, not by "
              + workers);
    }
    @Nullable List<Slope> slopes = Slope.between(architecture);
    return slopes == null
        ? Optional.empty()
        : Optional.of(new DenseStack(weights, biases, networks, loss, batch, slopes, workers));
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
      p = probabilities.slice(SAMPLES, from, to);
      minus = minusOnes.slice(SAMPLES, from, to);
      mine = chosen.slice(SAMPLES, from, to);
      total = Tensor.zeros(weights[0].dtype(), networks, 1, 1);
    }

    Tensor[] columns(Tensor[] whole) {
      return Arrays.stream(whole).map(t -> t.slice(SAMPLES, from, to)).toArray(Tensor[]::new);
    }
  }

  static Tensor[] rows(Tensor[] whole, int worker, int workers) {
    return Arrays.stream(whole)
        .map(
            t -> {
              long n = t.extent(UNITS);
              return t.slice(UNITS, n * worker / workers, n * (worker + 1) / workers);
            })
        .toArray(Tensor[]::new);
  }

  /**
   * A minibatch as the workers see it.
   *
   * @param before what comes into every layer, samples as rows
   * @param columns of every worker, samples as columns
   * @param targets of every worker: classes [networks, 1, samples], or [networks, outputs, samples]
   */
  record Minibatch(List<Tensor> before, List<Tensor> columns, List<Tensor> targets) {}

  Minibatch minibatch(Tensor inputs, Tensor targets) {
    int each = networks > 1 && inputs.rank() == 3 ? 1 : 0;
    int samples = networks > 1 ? 1 : 0;
    if (inputs.extent(each) != batch || targets.extent(samples) != batch) {
      throw new IllegalArgumentException(
          "minibatches of "
              + batch
              + " samples were announced; inputs are "
              + inputs
              + ", targets "
              + targets);
    }
    long features = weights[0].extent(SAMPLES);
    Tensor x = inputs.detach().reshape(each == 1 ? networks : 1, batch, features);
    boolean classes = targets.dtype() == DType.INT64;
    if (!classes && loss != Loss.SQUARED) {
      throw new IllegalArgumentException(loss + " takes classes (INT64), not " + targets);
    }
    Tensor y =
        classes
            ? targets.reshape(networks, 1, batch)
            : targets.detach().reshape(networks, batch, -1).transpose();
    List<Tensor> before = new ArrayList<>();
    before.add(x);
    for (int l = 0; l + 1 < values.length; l++) {
      before.add(values[l].transpose());
    }
    return new Minibatch(
        before,
        shares.stream().map(s -> x.slice(1, s.from, s.to).transpose()).toList(),
        shares.stream().map(s -> y.slice(SAMPLES, s.from, s.to)).toList());
  }

  /**
   * A step of stochastic gradient descent, \( \theta \leftarrow \theta - \eta\,\partial L \); the
   * loss of every network before it. Where none of them is a finite number nothing is changed.
   *
   * @param inputs [batch, features]; for an ensemble [networks, batch, features], or one for all
   * @param targets classes, INT64 [batch], for an ensemble [networks, batch]; with the squared loss
   *     also numbers [(networks,) batch, outputs]
   */
  @Override
  public double[] descend(Tensor inputs, Tensor targets, double eta) {
    try (Scope _ = Scope.open()) {
      Factor step = Factor.of(-eta);
      Minibatch minibatch = minibatch(inputs, targets);
      double[] losses = gradients(minibatch);
      if (Arrays.stream(losses).anyMatch(Double::isFinite)) {
        team.run(w -> Gradients.without(() -> update(shares.get(w), step, minibatch.before())));
      }
      return losses;
    }
  }

  void update(Share s, Factor step, List<Tensor> before) {
    for (int l = 0; l < weights.length; l++) {
      if (s.rowsOfWeights[l].extent(UNITS) > 0) {
        Kernels.accumulate(s.rowsOfWeights[l], step, s.rowsOfDeltas[l], before.get(l));
        Kernels.sum(s.rowsOfSums[l], s.rowsOfDeltas[l], SAMPLES);
        Kernels.add(s.rowsOfBiases[l], step, s.rowsOfSums[l]);
      }
    }
  }

  @Override
  public double[] gradient(Tensor inputs, Tensor targets, List<Tensor> into) {
    require(parameters, into);
    try (Scope _ = Scope.open()) {
      Minibatch minibatch = minibatch(inputs, targets);
      Rows rows = new Rows(into);
      double[] losses = gradients(minibatch);
      team.run(w -> Gradients.without(() -> rows.write(w, minibatch.before())));
      return losses;
    }
  }

  @Override
  public Tensor outputs() {
    Tensor outputs = values[values.length - 1].transpose();
    return networks > 1 ? outputs : outputs.reshape(batch, -1);
  }

  void require(List<Tensor> perParameter) {
    require(parameters, perParameter);
  }

  static void require(List<Tensor> parameters, List<Tensor> perParameter) {
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
      Tensor[] w = matrices(into.subList(0, depth), false);
      Tensor[] b = matrices(into.subList(depth, 2 * depth), true);
      for (int worker = 0; worker < team.members(); worker++) {
        weights.add(rows(w, worker, team.members()));
        biases.add(rows(b, worker, team.members()));
      }
    }

    void write(int worker, List<Tensor> before) {
      Share s = shares.get(worker);
      for (int l = 0; l < values.length; l++) {
        if (s.rowsOfDeltas[l].extent(UNITS) > 0) {
          Kernels.product(weights.get(worker)[l], s.rowsOfDeltas[l], before.get(l));
          Kernels.sum(biases.get(worker)[l], s.rowsOfDeltas[l], SAMPLES);
        }
      }
    }
  }

  /** Sets D of every layer; the losses. */
  private double[] gradients(Minibatch minibatch) {
    team.run(
        w ->
            Gradients.without(
                () -> {
                  Share s = shares.get(w);
                  forward(s, minibatch.columns().get(w));
                  slopeOfLoss(s, minibatch.targets().get(w));
                  backward(s);
                }));
    return losses();
  }

  /** The losses of the whole minibatch. */
  double[] losses() {
    double[] sums = new double[Math.toIntExact(networks)];
    for (Share s : shares) {
      double[] part = s.total.toDoubles();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += loss == Loss.CROSS_ENTROPY ? -part[i] / batch : part[i] / (2.0 * batch);
      }
    }
    return sums;
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

  void slopeOfLoss(Share s, Tensor targets) {
    int last = weights.length - 1;
    Tensor d = s.d[last];
    switch (loss) {
      case CROSS_ENTROPY -> {
        Kernels.logSoftmax(d, s.z[last], UNITS);
        Kernels.gather(s.mine, d, UNITS, targets);
        Kernels.sum(s.total, s.mine, SAMPLES);
        Kernels.exp(s.p, d);
        Kernels.copy(d, s.p);
        Kernels.scatterAdd(d, UNITS, targets, s.minus);
      }
      case SQUARED -> {
        if (targets.dtype() == DType.INT64) {
          Kernels.copy(d, s.z[last]);
          Kernels.scatterAdd(d, UNITS, targets, s.minus);
        } else {
          Kernels.subtract(d, s.z[last], targets);
        }
        Kernels.multiply(s.p, d, d);
        Kernels.sum(s.mine, s.p, UNITS);
        Kernels.sum(s.total, s.mine, SAMPLES);
      }
    }
    Kernels.scale(d, perSample);
  }

  void backward(Share s) {
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
