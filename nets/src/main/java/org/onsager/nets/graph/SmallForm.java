package org.onsager.nets.graph;

import org.jspecify.annotations.Nullable;
import org.onsager.nets.rows.Rows;
import org.onsager.tensor.Tensor;

/** How a step is computed where it has few numbers: by plain loops that are prepared once. */
@FunctionalInterface
interface SmallForm {
  /** The rows that its output will lie in; null where it cannot be computed so. */
  @Nullable Rows of(Preparation step);

  /** An operation that has such a form too. */
  record Formed(Operation operation, SmallForm form) implements Operation {
    @Override
    public Tensor[] of(@Nullable Tensor[] inputs) {
      return operation.of(inputs);
    }
  }
}
