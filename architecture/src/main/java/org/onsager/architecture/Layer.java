package org.onsager.architecture;

import java.util.List;

/** One step of a network: what it does to shapes, what it holds, what it costs. */
public sealed interface Layer {

  /**
   * The shape that comes out when this one goes in.
   *
   * @throws IllegalArgumentException with one line where the layer cannot take it
   */
  Shape outputOf(Shape input);

  /** The number of trainable parameters. */
  long parameters();

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
   * W_{o,c,u}\, a_{c,\,s x+u} \) with u over the window. (As in all libraries, the kernel is not
   * reflected.)
   *
   * @param inputs channels that come in
   * @param outputs channels that go out
   * @param window how large the kernel is and by how much it moves; usually by one
   * @param padding what happens at the edge
   */
  record Convolution(int inputs, int outputs, Window window, Padding padding) implements Layer {
    private static final List<Integer> USUAL = List.of(1, 1);

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

    /** How many zeros are put before and after along a spatial axis of this length. */
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
          + window.text(USUAL)
          + (padding == Padding.VALID ? "" : ",padding=" + padding.text())
          + ")";
    }
  }

  /**
   * One number of every patch of every channel; the window stays inside.
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
    public long parameters() {
      return 0;
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
    public long parameters() {
      return 0;
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
    public long parameters() {
      return 0;
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
    public long parameters() {
      return 0;
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
