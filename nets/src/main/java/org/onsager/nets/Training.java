package org.onsager.nets;

import java.util.ArrayList;
import java.util.List;
import org.onsager.lab.RandomStream;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Steps of an optimiser on minibatches, drawn without replacement epoch by epoch.
 *
 * @param loss what is made small
 * @param optimiser how
 * @param steps how many
 * @param batch samples in a step; the last few of an epoch that do not fill one are left out
 * @param every after how many steps loss and accuracy are recorded
 */
public record Training(Loss loss, Optimiser optimiser, int steps, int batch, int every) {
  public Training {
    if (steps < 1 || batch < 1 || every < 1) {
      throw new IllegalArgumentException(
          "training takes at least one step of one sample, not " + steps + " of " + batch);
    }
  }

  /** What became of a training. */
  public sealed interface Outcome {
    /** What was recorded on the way. */
    List<Moment> history();
  }

  /** All steps were taken, and every number stayed finite. */
  public record Finished(List<Moment> history) implements Outcome {}

  /** The loss or a weight stopped being a number. */
  public record Diverged(int step, List<Moment> history) implements Outcome {}

  /**
   * A moment of a training.
   *
   * @param step after how many steps
   * @param loss of the minibatch, before its step
   * @param accuracy on the minibatch, before its step
   */
  public record Moment(int step, double loss, double accuracy) {}

  /** Looks at a network while it is trained: with instruments, say. What it changes, stays. */
  @FunctionalInterface
  public interface Observer {
    /** Sees nothing. */
    Observer NONE = (_, _) -> {};

    /**
     * Looks.
     *
     * @param step after how many steps
     * @param network as it is then, with the very tensors that are trained; a scope is open, and
     *     closed afterwards
     */
    void see(int step, FiniteNetwork network);
  }

  /** Trains in place, unobserved. */
  public Outcome run(
      FiniteNetwork network, Tensor inputs, Tensor labels, RandomStream stream, Runnable pause) {
    return run(network, inputs, labels, stream, pause, Observer.NONE);
  }

  /**
   * Trains in place.
   *
   * @param inputs [samples, features], in the network's precision
   * @param labels [samples], INT64
   * @param stream for the order of samples and the masks of dropout
   * @param pause is called before every step; what it throws ends the training
   * @param observer sees the network before the first step, whenever loss and accuracy are
   *     recorded, and after the last step
   */
  public Outcome run(
      FiniteNetwork network,
      Tensor inputs,
      Tensor labels,
      RandomStream stream,
      Runnable pause,
      Observer observer) {
    long samples = inputs.extent(0);
    requireSamples(samples);
    try (Scope _ = Scope.open();
        Pass pass = Pass.of(network, loss, optimiser, batch)) {
      List<Moment> history = new ArrayList<>();
      int perEpoch = (int) (samples / batch);
      int step = 0;
      for (int epoch = 0; step < steps; epoch++) {
        try (Scope _ = Scope.open()) {
          Tensor order = order(stream, epoch, samples);
          Generator masks = Generator.of(stream.named("masks").numbered(epoch));
          for (int i = 0; i < perEpoch && step < steps; i++, step++) {
            pause.run();
            if (step % every == 0) {
              observed(observer, step, network);
            }
            Tensor chosen = order.slice(0, (long) i * batch, (long) (i + 1) * batch);
            double value = step(pass, inputs, labels, chosen, masks, step, history);
            if (!Double.isFinite(value)) {
              return new Diverged(step, List.copyOf(history));
            }
          }
        }
      }
      observed(observer, step, network);
      boolean finite =
          Gradients.without(() -> network.parameters().stream().allMatch(Training::isFinite));
      return finite ? new Finished(List.copyOf(history)) : new Diverged(step, List.copyOf(history));
    }
  }

  private static void observed(Observer observer, int step, FiniteNetwork network) {
    try (Scope _ = Scope.open()) {
      observer.see(step, network);
    }
  }

  void requireSamples(long samples) {
    if (batch > samples) {
      throw new IllegalArgumentException(
          "a minibatch of " + batch + " cannot be drawn from " + samples + " samples");
    }
  }

  /** The order of samples in an epoch. */
  static Tensor order(RandomStream stream, int epoch, long samples) {
    return Generator.of(stream.named("order").numbered(epoch)).permutation(samples);
  }

  private static boolean isFinite(Tensor t) {
    try (Scope _ = Scope.open()) {
      return t.isFinite();
    }
  }

  private double step(
      Pass pass,
      Tensor inputs,
      Tensor labels,
      Tensor chosen,
      Generator masks,
      int step,
      List<Moment> history) {
    try (Scope _ = Scope.open()) {
      Tensor y = labels.select(0, chosen);
      boolean record = step % every == 0;
      Pass.Result result = pass.step(inputs.select(0, chosen), y, masks);
      if (record || !Double.isFinite(result.loss())) {
        history.add(new Moment(step, result.loss(), Accuracy.of(result.outputs().detach(), y)));
      }
      return result.loss();
    }
  }
}
