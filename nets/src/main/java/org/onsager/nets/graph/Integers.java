package org.onsager.nets.graph;

import org.jspecify.annotations.Nullable;
import org.onsager.tensor.Tensor;

/** The numbers of a small tensor, which are read again only when it is another one. */
final class Integers {
  private @Nullable Tensor last;
  private long[] values = {};

  long[] of(Tensor tensor) {
    if (tensor != last) {
      values = tensor.toLongs();
      last = tensor;
    }
    return values.clone();
  }
}
