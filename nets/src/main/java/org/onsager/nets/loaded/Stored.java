package org.onsager.nets.loaded;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.onsager.data.weights.StoredArray;
import org.onsager.lab.Refusal;
import org.onsager.nets.graph.StoredTensor;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/** The arrays of a model file, as tensors by name; what was taken is remembered. */
final class Stored {
  private final String file;
  private final Map<String, StoredArray> arrays = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final DType dtype;

  Stored(String file, List<StoredArray> all, DType dtype) {
    this.file = file;
    this.dtype = dtype;
    all.forEach(a -> arrays.put(a.name(), a));
  }

  DType dtype() {
    return dtype;
  }

  boolean has(String name) {
    return arrays.containsKey(name);
  }

  /**
   * An array that must be there.
   *
   * @param axes how many it has
   */
  StoredArray array(String name, int axes) {
    StoredArray array = arrays.get(name);
    if (array == null) {
      throw refusal("has no " + name + ", which such a network has");
    }
    if (array.shape().size() != axes || array.size() == 0) {
      throw refusal(name + " has the shape " + array.shape() + ", where " + axes + " axes belong");
    }
    return array;
  }

  /** A leaf for gradients. */
  Tensor parameter(String name, int axes) {
    return constant(name, axes).parameter();
  }

  /** A number that nothing is learned of. */
  Tensor constant(String name, int axes) {
    StoredArray array = array(name, axes);
    taken.add(name);
    return StoredTensor.of(array, dtype);
  }

  /** Real arrays that have not been taken. */
  List<String> left() {
    List<String> left = new ArrayList<>();
    arrays.forEach(
        (name, array) -> {
          if (array.element().isReal() && !taken.contains(name)) {
            left.add(name + " " + array.shape());
          }
        });
    return left;
  }

  Refusal refusal(String what) {
    return new Refusal(file + ": " + what);
  }
}
