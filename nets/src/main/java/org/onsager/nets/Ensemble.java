package org.onsager.nets;

import java.util.ArrayList;
import java.util.List;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Many dense networks of one architecture side by side, each drawn and trained on a random stream
 * of its own, and computed together. The same as a {@link FiniteNetwork} and a {@link Training} for
 * each stream, to rounding.
 */
public final class Ensemble {
  private final Network architecture;
  private final DType dtype;
  private final int networks;
  private final List<Tensor> weights;
  private final List<Tensor> biases;

  private Ensemble(
      Network architecture, DType dtype, int networks, List<Tensor> weights, List<Tensor> biases) {
    this.architecture = architecture;
    this.dtype = dtype;
    this.networks = networks;
    this.weights = List.copyOf(weights);
    this.biases = List.copyOf(biases);
  }

  /** Draws a network from each stream; its tensors belong to the scope that is open. */
  public static Ensemble draw(Network architecture, DType dtype, List<RandomStream> streams) {
    if (!architecture.isDense() || streams.isEmpty()) {
      throw new IllegalArgumentException(
          "an ensemble is of one or more dense networks, not of "
              + streams.size()
              + " of "
              + architecture);
    }
    List<List<Tensor>> parts = new ArrayList<>();
    for (RandomStream stream : streams) {
      try (Scope one = Scope.open()) {
        FiniteNetwork drawn = FiniteNetwork.draw(architecture, dtype, Generator.of(stream));
        List<Tensor> parameters = drawn.parameters().stream().map(Tensor::detach).toList();
        parts.add(parameters.stream().map(p -> one.keep(p.reshape(widened(p)).copy())).toList());
      }
    }
    int depth = architecture.depth();
    List<Tensor> weights = new ArrayList<>();
    List<Tensor> biases = new ArrayList<>();
    for (int i = 0; i < 2 * depth; i++) {
      int at = i;
      Tensor all = Tensor.concatenate(0, parts.stream().map(p -> p.get(at)).toList());
      (i < depth ? weights : biases).add(all);
    }
    return new Ensemble(architecture, dtype, streams.size(), weights, biases);
  }

  private static long[] widened(Tensor p) {
    long[] shape = new long[p.rank() + 1];
    shape[0] = 1;
    System.arraycopy(p.shape(), 0, shape, 1, p.rank());
    return shape;
  }

  /** What each network is. */
  public Network architecture() {
    return architecture;
  }

  /** How many there are. */
  public int networks() {
    return networks;
  }

  /** The precision of the weights. */
  public DType dtype() {
    return dtype;
  }

  /** [networks, outputs, inputs] for every dense layer. */
  public List<Tensor> weights() {
    return weights;
  }

  /** [networks, outputs] for every dense layer. */
  public List<Tensor> biases() {
    return biases;
  }

  /**
   * The outputs of the last layer, [networks, samples, outputs]; no dropout.
   *
   * @param inputs [samples, features] for all, or [networks, samples, features]
   */
  public Tensor forward(Tensor inputs) {
    return Gradients.without(
        () -> {
          Tensor signal = inputs;
          int at = 0;
          for (Layer layer : architecture.layers()) {
            if (layer instanceof Layer.Dense d) {
              signal =
                  signal
                      .matmul(weights.get(at).transpose())
                      .add(biases.get(at).reshape(networks, 1, d.outputs()));
              at++;
            } else if (layer instanceof Layer.ActivationLayer a) {
              signal = TensorActivation.apply(a.activation(), signal);
            }
          }
          return signal;
        });
  }

  /**
   * Trains all in place by plain gradient descent, each on minibatches in the order of its own
   * stream; what became of each. A network that diverges does not touch the others, and its record
   * ends where it does.
   *
   * @param inputs [samples, features], the same for all
   * @param labels [samples], INT64
   * @param streams one for every network
   * @param pause is called before every step; what it throws ends the training
   */
  public List<Training.Outcome> train(
      Training training, Tensor inputs, Tensor labels, List<RandomStream> streams, Runnable pause) {
    if (!(training.optimiser() instanceof Optimiser.Sgd(double rate, double momentum))
        || momentum != 0) {
      throw new IllegalArgumentException(
          "an ensemble is trained by gradient descent without momentum, not by "
              + training.optimiser());
    }
    if (streams.size() != networks) {
      throw new IllegalArgumentException(
          networks + " networks need as many streams, not " + streams.size());
    }
    int batch = training.batch();
    training.requireSamples(inputs.extent(0));
    Records records = new Records(networks);
    try (Scope _ = Scope.open();
        DenseStack stack =
            DenseStack.of(this, training.loss(), batch, 1)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "an ensemble trains networks with linear, relu or tanh between dense"
                                + " layers, not "
                                + architecture))) {
      int perEpoch = (int) (inputs.extent(0) / batch);
      int step = 0;
      for (int epoch = 0; step < training.steps(); epoch++) {
        try (Scope _ = Scope.open()) {
          Tensor orders = orders(streams, epoch, inputs.extent(0));
          for (int i = 0; i < perEpoch && step < training.steps(); i++, step++) {
            pause.run();
            try (Scope _ = Scope.open()) {
              Tensor chosen = orders.slice(1, (long) i * batch, (long) (i + 1) * batch);
              Tensor flat = chosen.reshape(-1);
              Tensor x = inputs.select(0, flat).reshape(networks, batch, -1);
              Tensor y = labels.select(0, flat).reshape(networks, batch);
              double[] losses = stack.descend(x, y, rate);
              records.note(step, training.every(), losses, stack.outputs(), y);
            }
          }
        }
      }
    }
    return records.outcomes(training.steps(), this);
  }

  private Tensor orders(List<RandomStream> streams, int epoch, long samples) {
    return Tensor.concatenate(
        0,
        streams.stream().map(s -> Training.order(s, epoch, samples).reshape(1, samples)).toList());
  }

  /** What is recorded of each network on the way. */
  private static final class Records {
    private final List<List<Training.Moment>> histories = new ArrayList<>();
    private final int[] diverged;

    Records(int networks) {
      diverged = new int[networks];
      for (int n = 0; n < networks; n++) {
        diverged[n] = -1;
        histories.add(new ArrayList<>());
      }
    }

    void note(int step, int every, double[] losses, Tensor outputs, Tensor labels) {
      for (int n = 0; n < losses.length; n++) {
        boolean finite = Double.isFinite(losses[n]);
        if (diverged[n] < 0 && (step % every == 0 || !finite)) {
          try (Scope _ = Scope.open()) {
            Tensor mine = outputs.slice(0, n, n + 1).reshape(outputs.extent(1), -1);
            double accuracy = Accuracy.of(mine, labels.slice(0, n, n + 1).reshape(-1));
            histories.get(n).add(new Training.Moment(step, losses[n], accuracy));
          }
        }
        if (diverged[n] < 0 && !finite) {
          diverged[n] = step;
        }
      }
    }

    List<Training.Outcome> outcomes(int steps, Ensemble ensemble) {
      List<Training.Outcome> outcomes = new ArrayList<>();
      for (int n = 0; n < diverged.length; n++) {
        List<Training.Moment> history = List.copyOf(histories.get(n));
        int at = diverged[n] >= 0 ? diverged[n] : ensemble.isFinite(n) ? -1 : steps;
        outcomes.add(at < 0 ? new Training.Finished(history) : new Training.Diverged(at, history));
      }
      return outcomes;
    }
  }

  private boolean isFinite(int n) {
    try (Scope _ = Scope.open()) {
      return weights.stream().allMatch(w -> w.slice(0, n, n + 1).isFinite())
          && biases.stream().allMatch(b -> b.slice(0, n, n + 1).isFinite());
    }
  }
}
