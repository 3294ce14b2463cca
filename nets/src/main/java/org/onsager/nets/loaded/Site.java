package org.onsager.nets.loaded;

import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;

/**
 * A layer with weights.
 *
 * @param name as the file says
 * @param weight its name in {@link LoadedNetwork#parameters}; there it is [outputs, inputs] or
 *     [outputs, inputs of a group, …window], whichever way round the file had it
 * @param bias likewise, [outputs]; null where there is none
 * @param activation what follows, directly or through batch norm, a pooling and the residual sum;
 *     null where none does or it is unknown
 */
public record Site(
    String name, Kind kind, String weight, @Nullable String bias, @Nullable Activation activation) {

  /** What the weights do. */
  public enum Kind {
    /** Every output a weighted sum of every input. */
    DENSE,
    /** The same weighted sum of every patch. */
    CONVOLUTION
  }
}
