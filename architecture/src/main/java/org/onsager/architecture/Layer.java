package org.onsager.architecture;

import java.util.List;
import java.util.stream.Collectors;

/** One step of a network: what it does to shapes, what it holds, what it costs. */
public sealed interface Layer {

  /**
   * The shape that comes out when this one goes in.
   *
   * @throws IllegalArgumentException with one line where the layer cannot take it
   */
  Shape outputOf(Shape input);

  /** The number of trainable parameters. */
  default long parameters() {
    return 0;
  }

  /** Floating-point operations of a forward pass of one sample of this shape. */
  long flops(Shape input);

  /** The layer in the text form of networks. */
  String text();

  /**
   * Every output a weighted sum of every input, plus a bias: \( z = W x + b \).
   *
   * @param inputs \( n_{in} \)
   * @param outputs \( n_{out} \)
   */
  record Dense(int inputs, int outputs) implements Layer {
    /** Refuses sizes that are not positive. */
    public Dense {
      if (inputs < 1 || outputs < 1) {
        throw new IllegalArgumentException(
            "dense(" + inputs + "," + outputs + "): both sizes must be at least 1");
      }
    }

    @Override
    public Shape outputOf(Shape input) {
      if (input.extents().size() != 1) {
        throw new IllegalArgumentException(
            text() + " takes a vector, and " + input + " arrives; put flatten before it");
      }
      if (input.size() != inputs) {
        throw new IllegalArgumentException(
            text() + " takes " + inputs + " inputs, and " + input.size() + " arrive");
      }
      return Shape.of(outputs);
    }

    @Override
    public long parameters() {
      return (long) inputs * outputs + outputs;
    }

    @Override
    public long flops(Shape input) {
      return 2L * inputs * outputs + outputs;
    }

    @Override
    public String text() {
      return "dense(" + inputs + "," + outputs + ")";
    }
  }

  /**
   * The same weighted sum of every patch of an array, plus a bias: \( z_{o,x} = b_o + \sum_{c,u}
   * W_{o,c,u}\, a_{c,\,s x+u} \) with u over the window, on {@code [channels, length]} or {@code
   * [channels, height, width]}. (As in all libraries, the kernel is not reflected.)
   *
   * @param inputs channels that come in
   * @param outputs channels that go out
   * @param window how large the kernel is and by how much it moves; usually by one
   * @param padding what happens at the edge
   */
  record Convolution(int inputs, int outputs, Window window, Padding padding) implements Layer {
    /** Refuses numbers of channels that are not positive. */
    public Convolution {
      if (inputs < 1 || outputs < 1) {
        throw new IllegalArgumentException(
            "convolution("
                + inputs
                + ","
                + outputs
                + ",…): both numbers of channels are at least 1");
      }
    }

    /** What one output depends on: channels times the size of the kernel. */
    public long fanIn() {
      return Math.multiplyExact(inputs, window.size());
    }

    /**
     * How many zeros, or of a ring how many places from its other end, are put before and after
     * along a spatial axis of this length.
     */
    public int[] zeros(int axis, int length) {
      return window.zeros(axis, length, padding);
    }

    @Override
    public Shape outputOf(Shape input) {
      Shape output = window.over(input, padding, outputs, text());
      if (input.extents().getFirst() != inputs) {
        throw new IllegalArgumentException(
            text()
                + " takes "
                + inputs
                + " channels, and "
                + input.extents().getFirst()
                + " arrive");
      }
      return output;
    }

    @Override
    public long parameters() {
      return Math.addExact(Math.multiplyExact(fanIn(), outputs), outputs);
    }

    @Override
    public long flops(Shape input) {
      return Math.multiplyExact(outputOf(input).size(), 2 * fanIn() + 1);
    }

    @Override
    public String text() {
      return "convolution("
          + inputs
          + ","
          + outputs
          + ","
          + window.text(window.ones())
          + (padding == Padding.VALID ? "" : ",padding=" + padding.text())
          + ")";
    }
  }

  /**
   * One number of every patch of every channel, along one axis or two; the window stays inside.
   *
   * @param kind which number
   * @param window how large a patch is, and how far the next one; usually patches do not overlap
   */
  record Pooling(Kind kind, Window window) implements Layer {
    /** What is taken of a patch. */
    public enum Kind {
      /** The mean. */
      AVERAGE("average-pooling"),
      /** The greatest. */
      MAX("max-pooling");

      private final String word;

      Kind(String word) {
        this.word = word;
      }

      /** Its name in the text form. */
      public String text() {
        return word;
      }
    }

    @Override
    public Shape outputOf(Shape input) {
      int channels = input.extents().getFirst();
      return window.over(input, Padding.VALID, channels, text());
    }

    @Override
    public long flops(Shape input) {
      return Math.multiplyExact(outputOf(input).size(), window.size());
    }

    @Override
    public String text() {
      return kind.text() + "(" + window.text(window.extents()) + ")";
    }
  }

  /** The mean of every channel over all its places: {@code [channels, …]} becomes a vector. */
  record GlobalPooling() implements Layer {
    @Override
    public Shape outputOf(Shape input) {
      if (input.extents().size() < 2) {
        throw new IllegalArgumentException(
            text() + " takes an array [channels,…], and " + input + " arrives");
      }
      return Shape.of(input.extents().getFirst());
    }

    @Override
    public long flops(Shape input) {
      return input.size();
    }

    @Override
    public String text() {
      return "global-average-pooling";
    }
  }

  /**
   * Features less their mean, over the root of their variance, \( (x_i - \bar x)/\sqrt{\overline{(x
   * - \bar x)^2} + \varepsilon} \): those of a vector, and the channels of an array at each place
   * by itself. Nothing is learned. Features that are all equal become zero.
   */
  record LayerNorm() implements Layer {
    /** ε. */
    public static final double EPSILON = 1e-12;

    @Override
    public Shape outputOf(Shape input) {
      return input;
    }

    /** Mean, difference, squares and their sum, quotient. */
    @Override
    public long flops(Shape input) {
      return Math.multiplyExact(5, input.size());
    }

    @Override
    public String text() {
      return "layer-norm";
    }
  }

  /**
   * Branches that all see the same input, and what becomes of their outputs. The text form is
   * {@code sum[ dense(5,5) tanh | dense(5,5) ]}, {@code concatenate[ … | … ]}; a branch without
   * layers is the identity, and {@code residual[ … ]} is the sum \( x + f(x) \) of it and one
   * other.
   *
   * @param join how the outputs are put together
   * @param branches at least two, each a list of layers in order
   */
  record Parallel(Join join, List<List<Layer>> branches) implements Layer {
    /** How outputs are put together. */
    public enum Join {
      /** Element by element; all have one shape. */
      SUM("sum"),
      /** One after the other along features or channels; the other extents are equal. */
      CONCATENATE("concatenate");

      private final String word;

      Join(String word) {
        this.word = word;
      }

      /** Its name in the text form. */
      public String text() {
        return word;
      }
    }

    /** Refuses fewer than two branches. */
    public Parallel {
      branches = branches.stream().map(List::copyOf).toList();
      if (branches.size() < 2) {
        throw new IllegalArgumentException(
            join.text() + " takes at least two branches, as in " + join.text() + "[ tanh | relu ]");
      }
    }

    /** The stream plus what these layers make of it. */
    public static Parallel residual(List<Layer> layers) {
      return new Parallel(Join.SUM, List.of(List.of(), layers));
    }

    @Override
    public Shape outputOf(Shape input) {
      List<Shape> outputs =
          branches.stream().map(branch -> Network.through(branch, input)).toList();
      Shape first = outputs.getFirst();
      long features = 0;
      for (Shape output : outputs) {
        boolean fits =
            join == Join.SUM ? output.equals(first) : output.places().equals(first.places());
        if (!fits) {
          throw new IllegalArgumentException(
              text()
                  + ": the branches give "
                  + outputs.stream().map(Shape::toString).collect(Collectors.joining(", "))
                  + "; "
                  + (join == Join.SUM ? "all" : "all extents but the first")
                  + " must be equal");
        }
        features += output.extents().getFirst();
      }
      return join == Join.SUM ? first : first.with(Math.toIntExact(features));
    }

    @Override
    public long parameters() {
      return branches.stream().flatMap(List::stream).mapToLong(Layer::parameters).sum();
    }

    @Override
    public long flops(Shape input) {
      long flops = join == Join.SUM ? (branches.size() - 1) * outputOf(input).size() : 0;
      for (List<Layer> branch : branches) {
        flops += Network.flops(branch, input);
      }
      return flops;
    }

    @Override
    public String text() {
      boolean residual =
          join == Join.SUM
              && branches.size() == 2
              && branches.getFirst().isEmpty()
              && !branches.getLast().isEmpty();
      return residual
          ? "residual[ " + NetworkPrinter.print(branches.getLast()) + " ]"
          : join.text()
              + branches.stream()
                  .map(NetworkPrinter::print)
                  .map(branch -> branch.isEmpty() ? " " : " " + branch + " ")
                  .collect(Collectors.joining("|", "[", "]"));
    }
  }

  /** All elements of an array one after the other, the last axis fastest. */
  record Flatten() implements Layer {
    @Override
    public Shape outputOf(Shape input) {
      if (input.size() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("flatten: " + input + " is too large");
      }
      return Shape.of((int) input.size());
    }

    @Override
    public long flops(Shape input) {
      return 0;
    }

    @Override
    public String text() {
      return "flatten";
    }
  }

  /**
   * A non-linearity, element by element.
   *
   * @param activation the function
   */
  record ActivationLayer(Activation activation) implements Layer {
    @Override
    public Shape outputOf(Shape input) {
      return input;
    }

    @Override
    public long flops(Shape input) {
      return input.size();
    }

    @Override
    public String text() {
      return activation.isBuiltIn() ? activation.text() : "activation(" + activation.text() + ")";
    }
  }

  /**
   * While training, every element is kept with probability {@code keep} and divided by it, else set
   * to zero.
   *
   * @param keep the probability to keep, in (0, 1]
   */
  record Dropout(double keep) implements Layer {
    /** Refuses probabilities outside (0, 1]. */
    public Dropout {
      if (!(keep > 0 && keep <= 1)) {
        throw new IllegalArgumentException(
            "dropout(keep=" + keep + "): the probability to keep lies in (0, 1]");
      }
    }

    @Override
    public Shape outputOf(Shape input) {
      return input;
    }

    @Override
    public long flops(Shape input) {
      return input.size();
    }

    @Override
    public String text() {
      return "dropout(keep=" + ExpressionPrinter.number(keep) + ")";
    }
  }
}
