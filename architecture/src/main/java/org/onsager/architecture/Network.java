package org.onsager.architecture;

import java.util.ArrayList;
import java.util.List;
import org.onsager.architecture.Layer.ActivationLayer;
import org.onsager.architecture.Layer.Convolution;
import org.onsager.architecture.Layer.Dense;
import org.onsager.architecture.Layer.Dropout;
import org.onsager.architecture.Layer.Parallel;

/**
 * A feed-forward network as a value: its layers in order, and how their parameters are drawn.
 *
 * <p>Text form: {@code gaussian(weight-variance=1.5, bias-variance=0.05): dense(784,500) tanh
 * 29*[dense(500,500) tanh] dense(500,10)}. Layers are written {@code name} or {@code name(…)},
 * {@code n*[…]} repeats; an activation that is not built in is {@code activation(expression)}.
 * Where images come in, their shape stands first: {@code input(1,28,28)
 * convolution(1,6,kernel=5x5,padding=same) tanh average-pooling(kernel=2x2) … flatten
 * dense(400,10)}. Branches stand in brackets: {@code residual[ dense(5,5) tanh ]} is x + f(x), and
 * {@code sum[ … | … ]} and {@code concatenate[ … | … ]} join any number; a branch without layers is
 * the identity. {@code Network.parse(n.text())} equals {@code n}.
 *
 * @param input the shape of one sample that goes in
 * @param layers at least one, each able to take what the one before it gives
 * @param initialisation the distribution of weights and biases, the same in every layer that has
 *     them
 */
public record Network(Shape input, List<Layer> layers, Initialisation initialisation) {

  /** Refuses layers that do not fit each other. */
  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network has at least one layer: dense(784,500) …");
    }
    through(layers, input);
  }

  /** A network that begins with a dense layer, which says what goes in. */
  public Network(List<Layer> layers, Initialisation initialisation) {
    this(first(layers), layers, initialisation);
  }

  private static Shape first(List<Layer> layers) {
    if (layers.isEmpty() || !(layers.getFirst() instanceof Dense first)) {
      throw new IllegalArgumentException(
          "a network begins with a dense layer, dense(784,500) …, or says what goes in:"
              + " input(1,28,28) …");
    }
    return Shape.of(first.inputs());
  }

  /**
   * A fully connected network: an activation between dense layers, none after the last.
   *
   * @param widths inputs, hidden widths, outputs: at least two
   */
  public static Network dense(int[] widths, Activation activation, Initialisation initialisation) {
    if (widths.length < 2) {
      throw new IllegalArgumentException(
          "a network has at least inputs and outputs: two widths, for example 784,10");
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      if (i > 1) {
        layers.add(new ActivationLayer(activation));
      }
      layers.add(new Dense(widths[i - 1], widths[i]));
    }
    return new Network(layers, initialisation);
  }

  /**
   * A fully connected network from its widths as text: {@code 784,500x30,10} has 784 inputs, thirty
   * hidden layers of 500 and 10 outputs.
   */
  public static Network compact(
      String widths, Activation activation, Initialisation initialisation) {
    return dense(Arguments.widths(widths), activation, initialisation);
  }

  /**
   * The network that a text says.
   *
   * @throws IllegalArgumentException with one line that names the column and what was expected
   */
  public static Network parse(String text) {
    return new NetworkParser(text).parse();
  }

  /** The same network with dropout after every activation; {@code keep = 1} removes it. */
  public Network withDropout(double keep) {
    return new Network(input, withDropout(layers, keep), initialisation);
  }

  private static List<Layer> withDropout(List<Layer> layers, double keep) {
    List<Layer> changed = new ArrayList<>();
    for (Layer layer : layers) {
      switch (layer) {
        case Dropout _ -> {}
        case Parallel(Parallel.Join join, List<List<Layer>> branches) ->
            changed.add(
                new Parallel(
                    join, branches.stream().map(branch -> withDropout(branch, keep)).toList()));
        case ActivationLayer _ when keep != 1 -> {
          changed.add(layer);
          changed.add(new Dropout(keep));
        }
        default -> changed.add(layer);
      }
    }
    return changed;
  }

  /** The same layers, drawn otherwise. */
  public Network withInitialisation(Initialisation other) {
    return new Network(input, layers, other);
  }

  /** The shape of one sample that comes out. */
  public Shape output() {
    return through(layers, input);
  }

  /** The shape that comes out of layers one after the other. */
  static Shape through(List<Layer> layers, Shape input) {
    Shape shape = input;
    for (Layer layer : layers) {
      shape = layer.outputOf(shape);
    }
    return shape;
  }

  /** Whether all weights are those of dense layers, with nothing between but functions. */
  public boolean isDense() {
    return layers.getFirst() instanceof Dense
        && layers.stream()
            .allMatch(
                layer ->
                    switch (layer) {
                      case Dense _, ActivationLayer _, Dropout _ -> true;
                      case Convolution _, Layer.Pooling _, Layer.GlobalPooling _ -> false;
                      case Layer.Flatten _, Layer.LayerNorm _, Parallel _ -> false;
                    });
  }

  /**
   * Inputs, and the outputs of every dense layer in order.
   *
   * @throws IllegalArgumentException where the network is not dense
   */
  public int[] widths() {
    if (!isDense()) {
      throw new IllegalArgumentException("only dense networks have widths, and this is " + text());
    }
    int[] widths = new int[depth() + 1];
    widths[0] = Math.toIntExact(input.size());
    int at = 0;
    for (Layer layer : layers) {
      if (layer instanceof Dense dense) {
        widths[++at] = dense.outputs();
      }
    }
    return widths;
  }

  /** The number of layers with weights, dense ones and convolutions, in all branches. */
  public int depth() {
    return depth(layers);
  }

  private static int depth(List<Layer> layers) {
    int depth = 0;
    for (Layer layer : layers) {
      if (layer instanceof Dense || layer instanceof Convolution) {
        depth++;
      } else if (layer instanceof Parallel p) {
        depth += p.branches().stream().mapToInt(Network::depth).sum();
      }
    }
    return depth;
  }

  /** The number of trainable parameters. */
  public long parameters() {
    return layers.stream().mapToLong(Layer::parameters).sum();
  }

  /** Floating-point operations of a forward pass of one sample; an activation counts one. */
  public long flops() {
    return flops(layers, input);
  }

  /** Of layers one after the other. */
  static long flops(List<Layer> layers, Shape input) {
    long flops = 0;
    Shape shape = input;
    for (Layer layer : layers) {
      flops += layer.flops(shape);
      shape = layer.outputOf(shape);
    }
    return flops;
  }

  /** The text form. */
  public String text() {
    boolean said = layers.getFirst() instanceof Dense;
    return initialisation.text()
        + ": "
        + (said ? "" : "input" + input.text() + " ")
        + NetworkPrinter.print(layers);
  }

  @Override
  public String toString() {
    return text();
  }
}
