package org.onsager.nets.graph;

import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;

/** What a step is to the layers of a network. */
public sealed interface Role {

  /**
   * A layer with weights.
   *
   * @param convolution else dense
   * @param weight the name of its parameter, [outputs, inputs, …]
   * @param bias likewise, [outputs]; null where there is none
   */
  record Weighted(boolean convolution, String weight, @Nullable String bias) implements Role {}

  /** A function of every element by itself. */
  record Activates(Activation activation) implements Role {}

  /** What a signal meets between a layer and its activation: a normalisation, a sum, a pooling. */
  record Passes() implements Role {}

  /**
   * Whatever else.
   *
   * @param by what its result depends on
   */
  record Other(By by) implements Role {
    /** What a result depends on. */
    public enum By {
      /** The numbers that go in. */
      NUMBERS,
      /** Only the shapes of what goes in. */
      SHAPE,
      /** The numbers of its inputs but the first say the shape of what comes out. */
      LAYOUT,
      /** The numbers of all inputs do. */
      EXTENTS
    }

    /** What depends on numbers. */
    public Other() {
      this(By.NUMBERS);
    }
  }
}
