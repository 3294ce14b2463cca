package org.onsager.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of one sample's array, batch not counted: {@code [784]} or {@code [3, 32, 32]}.
 *
 * @param extents positive integers, outermost first
 */
public record Shape(List<Integer> extents) {

  /** Refuses extents that are not positive. */
  public Shape {
    extents = List.copyOf(extents);
    if (extents.isEmpty() || extents.stream().anyMatch(e -> e < 1)) {
      throw new IllegalArgumentException("a shape has positive extents, not " + extents);
    }
  }

  /** The shape with these extents. */
  public static Shape of(int... extents) {
    return new Shape(Arrays.stream(extents).boxed().toList());
  }

  /** The number of elements. */
  public long size() {
    long size = 1;
    for (int extent : extents) {
      size = Math.multiplyExact(size, extent);
    }
    return size;
  }

  /** The extents but the first, which counts features or channels. */
  List<Integer> places() {
    return extents.subList(1, extents.size());
  }

  /** The same places with another number of features or channels. */
  Shape with(int features) {
    List<Integer> changed = new ArrayList<>(extents);
    changed.set(0, features);
    return new Shape(changed);
  }

  /** For example {@code (1,28,28)}. */
  String text() {
    return extents.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
  }

  @Override
  public String toString() {
    return extents.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}
