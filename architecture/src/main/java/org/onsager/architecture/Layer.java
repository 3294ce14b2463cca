package org.onsager.architecture;

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
