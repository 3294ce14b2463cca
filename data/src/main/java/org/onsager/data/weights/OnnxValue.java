package org.onsager.data.weights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes into an ONNX graph or comes out of it.
 *
 * @param element the type of its numbers; null where it is not said, or is none that is known
 * @param shape its extents, −1 where one is not said; null where not even their number is
 */
public record OnnxValue(String name, @Nullable Element element, @Nullable List<Long> shape) {
  /** Keeps the list. */
  public OnnxValue {
    shape = shape == null ? null : List.copyOf(shape);
  }
}
