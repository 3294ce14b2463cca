package org.onsager.instruments;

import org.onsager.architecture.ResidualBlock;

/**
 * A random residual network of equal blocks, drawn block by block, all in float64.
 *
 * <p>Signals enter the stream as they are prepared, so that their length and correlation are exact.
 *
 * @param block what each block does and how it is drawn
 * @param width N
 * @param depth L, the number of blocks
 */
public record RandomResidualNetwork(ResidualBlock block, int width, int depth) {
  public RandomResidualNetwork {
    if (width < 2 || depth < 1) {
      throw new IllegalArgumentException(
          "a residual network has a width of at least 2 and a depth of at least 1, not "
              + width
              + " and "
              + depth);
    }
  }
}
